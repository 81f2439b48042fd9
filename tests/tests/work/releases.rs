//! What is released to those who joined later.

use super::*;
use marram_core::view::{Body, Quote};
use marram_core::{EventId, PersonId};

/// The events of what was said, by the words in it.
fn event_of(world: &World, device: DeviceIndex, room: RoomId, words: &str) -> EventId {
    let entries = world.devices[device].screen.entries(room);
    entries.filter(|entry| format!("{:?}", entry.body).contains(words)).map(|entry| entry.event).next().expect(words)
}

fn given(world: &World, device: DeviceIndex, room: RoomId) -> Vec<(String, Option<Quote>)> {
    let released = world.devices[device].screen.entries(room).filter_map(|entry| match &entry.body {
        Body::Released { release } => Some(release.entries.clone()),
        _ => None,
    });
    released.flatten().map(|entry| (format!("{:?}", entry.body), entry.answers)).collect()
}

#[test]
fn who_joins_later_reads_the_released_slice_with_its_authors_and_nobody_else_reads_it_there() {
    let mut world = World::tidemark(34);
    let room = world.room(MINA, &[RUTH]);
    world.note(RUTH, room, "Two children live with the subject.");
    let information = Information {
        source: "School".into(),
        basis: Basis::Fact,
        when: "20 November".into(),
        text: "Child A was absent on Thursday.".into(),
    };
    say(&mut world, RUTH, room, Work::Information(information));
    let (sam, jo) = (world.person(SAM), world.person(JO));
    world.ask(MINA, Command::AddPeople { room, people: vec![sam, jo], release: None });
    world.settle();
    world.open(room);
    world.settle();
    assert_eq!(world.notes(SAM, room), Vec::<&str>::new());
    let noted =
        world.devices[MINA].screen.entries(room).find(|entry| entry.author_name == "Ruth Kember").unwrap().event;
    let all: Vec<_> = world.devices[MINA].screen.entries(room).map(|entry| entry.event).collect();
    assert!(all.contains(&noted));
    let reason = "Takes over as officer in charge.".to_owned();
    world.ask(MINA, Command::Release { room, people: vec![sam], events: None, reason });
    world.settle();
    let read = |world: &World, device: DeviceIndex| -> Vec<String> {
        let entries = world.devices[device].screen.entries(room);
        let released = entries.filter_map(|entry| match &entry.body {
            marram_core::view::Body::Released { release } => Some(release.entries.clone()),
            _ => None,
        });
        released.flatten().map(|entry| format!("{}: {:?}", entry.author_name, entry.body)).collect()
    };
    let sams = read(&world, SAM);
    assert!(sams.iter().any(|line| line.contains("Ruth Kember") && line.contains("Two children")), "{sams:?}");
    assert_eq!(read(&world, JO), Vec::<String>::new());
    assert_eq!(view(&world, SAM, room).matter.as_ref().unwrap().plan.information.len(), 1);
    assert!(view(&world, JO, room).matter.as_ref().is_none_or(|matter| matter.plan.information.is_empty()));
    // It is there after a restart too.
    world.kill(SAM);
    world.revive(SAM);
    world.settle();
    world.open(room);
    world.settle();
    assert_eq!(read(&world, SAM), sams);
}

#[test]
fn who_is_added_with_all_that_was_written_reads_it_and_nobody_who_declared_a_conflict_can_be() {
    let mut world = World::tidemark(34);
    let room = world.room(MINA, &[RUTH]);
    world.note(RUTH, room, "Two children live with the subject.");
    let (sam, jo) = (world.person(SAM), world.person(JO));
    let add = |people, reason: Option<&str>| {
        let release = reason.map(str::to_owned);
        Command::AddPeople { room, people, release }
    };
    world.ask(MINA, add(vec![sam], Some(" ")));
    world.ask(MINA, Command::LetIn { room, person: jo, header: "Night team".into() });
    world.settle();
    assert_eq!(world.members(MINA, room), ["Jo Ledbit", "Mina Sorrell", "Ruth Kember"], "without a reason nobody is");
    say(&mut world, JO, room, Work::Declared { conflict: Some("Same team".into()) });
    world.remove(MINA, room, JO, "Same team");
    world.ask(MINA, add(vec![sam, jo], Some("For the visit")));
    world.settle();
    assert_eq!(world.members(MINA, room), ["Mina Sorrell", "Ruth Kember"], "all of them, or nobody");
    world.ask(MINA, add(vec![sam], Some("For the visit")));
    world.settle();
    world.open(room);
    world.settle();
    assert!(given(&world, SAM, room).iter().any(|(body, _)| body.contains("Two children")));
}

#[test]
fn a_removal_meanwhile_outweighs_an_adding_that_waited_for_the_connection() {
    let mut world = World::tidemark(34);
    let room = world.room(MINA, &[RUTH]);
    world.note(RUTH, room, "Two children live with the subject.");
    let (sam, jo) = (world.person(SAM), world.person(JO));
    world.disconnect(MINA);
    world.ask(MINA, Command::AddPeople { room, people: vec![sam, jo], release: Some("For the visit".into()) });
    while world.emit(MINA) {}
    world.kill(MINA);
    world.ask(RUTH, Command::AddPeople { room, people: vec![sam], release: None });
    world.settle();
    world.remove(RUTH, room, SAM, "Same team");
    world.revive(MINA);
    world.settle();
    assert_eq!(world.members(RUTH, room), ["Jo Ledbit", "Mina Sorrell", "Ruth Kember"], "who was not removed is added");
    world.open(room);
    world.settle();
    assert!(given(&world, JO, room).iter().any(|(body, _)| body.contains("Two children")));
    assert_eq!(given(&world, SAM, room), []);
}

#[test]
fn somebody_who_is_being_added_is_given_the_record_with_a_handover_and_once_only() {
    for release in [None, Some("For the night".to_owned())] {
        let mut world = World::tidemark(36);
        let room = refer(&mut world, RUTH, "WX-204");
        let desk = world.devices[ROBIN].screen.desks[0].id;
        say(&mut world, MINA, room, Work::Accepted);
        world.remove(MINA, room, JO, "Off duty");
        world.note(RUTH, room, "He has left the house.");
        let jo = world.person(JO);
        world.disconnect(MINA);
        world.ask(MINA, Command::AddPeople { room, people: vec![jo], release: release.clone() });
        world.ask(MINA, Command::HandOver { desk, to: jo, note: "The school calls back at six.".into() });
        world.connect(MINA);
        world.settle();
        world.ask(JO, Command::TakeOver);
        world.open(room);
        world.settle();
        assert_eq!(state(&world, RUTH, room), (HoldingState::Accepted, Some("Jo Ledbit".into())));
        let read = given(&world, JO, room);
        let times = read.iter().filter(|(body, _)| body.contains("left the house")).count();
        assert_eq!(times, 1, "{release:?}");
    }
}

#[test]
fn just_the_chosen_entries_are_released_and_what_they_are_about_is_quoted_only_where_it_was_released_too() {
    let mut world = World::tidemark(40);
    let room = world.room(MINA, &[RUTH]);
    world.note(RUTH, room, "Two children live with the subject.");
    let agency = world.devices[RUTH].screen.me.as_ref().unwrap().agency.id;
    let due = UnixMillis(world.now.0 + 86_400_000);
    let action = |what: &str| Action {
        what: what.into(),
        owner: "Officer in charge".into(),
        agency,
        due,
        contingency: String::new(),
    };
    for what in ["Check the address.", "Ask the school."] {
        say(&mut world, MINA, room, Work::Action(action(what)));
    }
    let [address, school] = ["Check the address.", "Ask the school."].map(|what| event_of(&world, MINA, room, what));
    for action in [address, school] {
        let to = marram_core::work::Progress::Accepted;
        say(&mut world, RUTH, room, Work::ActionMoved { action, to });
    }
    let sam = world.person(SAM);
    world.ask(MINA, Command::AddPeople { room, people: vec![sam], release: None });
    world.settle();
    world.note(MINA, room, "Said since.");
    world.ask(MINA, Command::ShowReleasable { room, people: vec![sam] });
    let listed = world.devices[MINA].screen.releasable.clone().expect("asked");
    let has: Vec<_> = listed.entries.iter().filter(|entry| entry.lacks.is_empty()).map(|entry| entry.event).collect();
    assert_eq!(has, [event_of(&world, MINA, room, "Said since.")], "what came since Sam was let in is theirs already");
    assert!(listed.entries.iter().all(|entry| entry.bytes > 0 && !entry.author_name.is_empty()));
    let moved: Vec<_> =
        listed.entries.iter().filter(|entry| format!("{:?}", entry.body).contains("ActionMoved")).collect();
    let chosen = vec![address, moved[0].event, moved[1].event];
    let reason = "Takes over the address.".to_owned();
    world.ask(MINA, Command::Release { room, people: vec![sam], events: Some(chosen), reason });
    world.settle();
    world.open(room);
    world.settle();
    let read = given(&world, SAM, room);
    assert_eq!(read.len(), 3, "{read:?}");
    assert!(!format!("{read:?}").contains("Two children") && !format!("{read:?}").contains("Ask the school"));
    let quoted = |at: usize| read[at].1.as_ref().map(|quote| (quote.author_name.as_str(), quote.excerpt.as_str()));
    assert_eq!([quoted(1), quoted(2)], [Some(("Mina Sorrell", "Check the address.")), Some(("", ""))]);
    let matter = view(&world, SAM, room).matter.as_ref().unwrap();
    assert!(matter.partial && matter.plan.actions.len() == 1 && matter.plan.actions[0].settled.is_some());
    // What was released is marked as such the next time.
    world.ask(MINA, Command::ShowReleasable { room, people: vec![sam] });
    let left = world.devices[MINA]
        .screen
        .releasable
        .as_ref()
        .unwrap()
        .entries
        .iter()
        .filter(|entry| entry.lacks == [sam])
        .count();
    assert_eq!(left, listed.entries.len() - 1 - 3);
}

#[test]
fn who_was_released_a_referral_without_its_acceptance_lets_nobody_in_for_want_of_one() {
    let mut world = World::tidemark(41);
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA], &[ROBIN]);
    let room = world.refer(RUTH, &desk, "WX-207", police_referral("WX-207"), Some(60_000));
    world.open(room);
    world.settle();
    say(&mut world, MINA, room, Work::Accepted);
    let jo = world.person(JO);
    world.ask(MINA, Command::AddPeople { room, people: vec![jo], release: None });
    world.settle();
    let referral = event_of(&world, MINA, room, "Referral(");
    let release = |events| Command::Release { room, people: vec![jo], events, reason: "For the visit.".to_owned() };
    world.ask(MINA, release(Some(vec![referral])));
    world.settle();
    for device in [RUTH, MINA] {
        world.kill(device);
    }
    world.pass(10 * 60_000);
    world.open(room);
    world.settle();
    assert!(!world.members(JO, room).contains(&"Robin Ashe"));
    let work = |world: &World| {
        let rooms = &world.devices[JO].screen.rooms;
        rooms.iter().find(|one| one.id == room).and_then(|one| one.work.clone()).expect("a referral")
    };
    assert!(work(&world).part, "and the board says that it may stand otherwise");
    assert_eq!(world.devices[JO].screen.dates, []);
    world.revive(MINA);
    world.settle();
    world.ask(MINA, release(None));
    world.settle();
    assert_eq!((work(&world).part, work(&world).holder), (false, Some("Mina Sorrell".into())));
}

#[test]
fn a_release_of_more_than_fits_into_one_entry_goes_in_parts_and_all_of_it_arrives() {
    let mut world = World::tidemark(42);
    let room = world.room(MINA, &[RUTH]);
    for number in 0..8 {
        world.note(RUTH, room, &format!("{number} {}", "long ".repeat(1_900)));
    }
    let sam = world.person(SAM);
    world.ask(MINA, Command::AddPeople { room, people: vec![sam], release: None });
    world.settle();
    world.ask(MINA, Command::ShowReleasable { room, people: vec![sam] });
    let listed = world.devices[MINA].screen.releasable.clone().expect("asked");
    let sizes: Vec<_> = listed.entries.iter().map(|entry| (entry.event, entry.bytes as usize)).collect();
    let parts = marram_core::work::parts_of(&sizes);
    assert!(parts.len() > 1 && parts.concat().len() == listed.entries.len(), "said before");
    world.ask(MINA, Command::Release { room, people: vec![sam], events: None, reason: "All of it.".into() });
    world.settle();
    world.open(room);
    world.settle();
    let releases =
        |entry: &&marram_core::view::EntryView| matches!(entry.body, marram_core::view::Body::Released { .. });
    assert_eq!(world.devices[SAM].screen.entries(room).filter(releases).count(), parts.len());
    assert_eq!(given(&world, SAM, room).len(), listed.entries.len());
}

/// Who of these people cannot read which entry yet, as the device shows it.
fn lacking(world: &mut World, by: DeviceIndex, room: RoomId, people: &[PersonId]) -> Vec<(EventId, Vec<PersonId>)> {
    world.ask(by, Command::ShowReleasable { room, people: people.to_vec() });
    let listed = world.devices[by].screen.releasable.clone().expect("asked");
    assert_eq!(listed.people, people);
    listed.entries.into_iter().map(|entry| (entry.event, entry.lacks)).collect()
}

#[test]
fn two_people_are_given_a_slice_at_once_and_who_has_it_already_is_not_given_it_again() {
    let mut world = World::tidemark(43);
    let room = world.room(MINA, &[RUTH]);
    for words in ["Two children live with the subject.", "The school knows."] {
        world.note(RUTH, room, words);
    }
    let [ruth, sam, jo] = [RUTH, SAM, JO].map(|device| world.person(device));
    world.ask(MINA, Command::AddPeople { room, people: vec![sam, jo], release: None });
    world.settle();
    let [children, school] = ["Two children", "The school"].map(|words| event_of(&world, MINA, room, words));
    let release = |people, events| Command::Release { room, people, events, reason: "For the visit.".to_owned() };
    world.ask(MINA, release(vec![sam, jo], Some(vec![children])));
    world.settle();
    world.open(room);
    world.settle();
    for device in [SAM, JO] {
        let read = given(&world, device, room);
        assert!(read.len() == 1 && read[0].0.contains("Two children"), "{read:?}");
    }
    // Ruth was there, and Sam has the one; what is left is given to whoever lacks it.
    world.ask(MINA, release(vec![sam], Some(vec![school])));
    world.settle();
    let left = lacking(&mut world, MINA, room, &[ruth, sam, jo]);
    let of = |event| left.iter().find(|(one, _)| *one == event).map(|(_, lacks)| lacks.clone());
    assert_eq!([of(children), of(school)], [Some(vec![]), Some(vec![jo])]);
    world.ask(MINA, release(vec![jo, ruth, sam], None));
    world.settle();
    world.open(room);
    world.settle();
    for device in [SAM, JO] {
        let read = given(&world, device, room);
        let times = |words| read.iter().filter(|(body, _)| body.contains(words)).count();
        assert_eq!([times("Two children"), times("The school"), times("Created")], [1, 1, 1], "{read:?}");
    }
    let releases = |entry: &&marram_core::view::EntryView| matches!(entry.body, Body::Released { .. });
    let told = |device: DeviceIndex| world.devices[device].screen.entries(room).filter(releases).count();
    assert_eq!([told(RUTH), told(MINA)], [5, 5], "two, one, and one for each of those two who lacked something");
    assert_eq!(given(&world, RUTH, room), []);
}

#[test]
fn one_release_to_two_says_of_each_of_them_whether_anything_was_left_out() {
    let mut world = World::tidemark(46);
    let room = refer(&mut world, RUTH, "WX-208");
    world.open(room);
    say(&mut world, MINA, room, Work::Accepted);
    let [sam, robin] = [SAM, ROBIN].map(|device| world.person(device));
    world.ask(MINA, Command::AddPeople { room, people: vec![sam, robin], release: None });
    world.settle();
    let accepted = event_of(&world, MINA, room, "Accepted");
    let rest: Vec<_> = lacking(&mut world, MINA, room, &[sam, robin]).into_iter().map(|(event, _)| event).collect();
    let rest = rest.into_iter().filter(|event| *event != accepted).collect();
    for (people, events) in [(vec![robin], vec![accepted]), (vec![robin, sam], rest)] {
        world.ask(MINA, Command::Release { room, people, events: Some(events), reason: "For the visit.".into() });
        world.settle();
    }
    assert_eq!([line(&world, ROBIN, room).part, line(&world, SAM, room).part], [false, true]);
}

#[test]
fn a_release_of_which_anything_is_wrong_releases_nothing_to_anybody() {
    let mut world = World::tidemark(44);
    let room = world.room(MINA, &[RUTH]);
    world.note(RUTH, room, "Two children live with the subject.");
    let [ruth, sam, jo] = [RUTH, SAM, JO].map(|device| world.person(device));
    world.ask(MINA, Command::AddPeople { room, people: vec![sam], release: None });
    world.settle();
    world.open(room);
    let wrong = [
        ("somebody not in the room", vec![sam, jo]),
        ("nobody", vec![]),
        ("one person twice", vec![sam, sam]),
        ("nobody who lacks anything", vec![ruth]),
    ];
    for (what, people) in wrong {
        world.devices[MINA].screen.notices.clear();
        world.ask(MINA, Command::Release { room, people, events: None, reason: "For the visit.".into() });
        world.settle();
        let notices: Vec<_> = world.devices[MINA].screen.notices.iter().map(|notice| notice.kind).collect();
        assert_eq!(notices, [NoticeKind::NotPossible], "{what}");
        assert_eq!(given(&world, SAM, room), [], "{what}");
    }
    world.ask(MINA, Command::ShowReleasable { room, people: vec![sam, jo] });
    assert_eq!(world.devices[MINA].screen.releasable, None);
}

#[test]
fn a_further_device_that_came_after_a_release_can_be_given_it_too() {
    let mut world = World::tidemark(45);
    let room = world.room(MINA, &[RUTH]);
    world.note(RUTH, room, "Two children live with the subject.");
    let sam = world.person(SAM);
    world.ask(MINA, Command::AddPeople { room, people: vec![sam], release: None });
    world.settle();
    let release = || Command::Release { room, people: vec![sam], events: None, reason: "For the visit.".into() };
    world.ask(MINA, release());
    world.settle();
    let left = lacking(&mut world, MINA, room, &[sam]);
    assert!(left.iter().all(|(_, lacks)| lacks.is_empty()), "{left:?}");
    let further = world.link(SAM);
    world.pass(10_000);
    world.open(room);
    world.settle();
    assert_eq!(given(&world, further, room), []);
    world.ask(MINA, release());
    world.settle();
    world.open(room);
    world.settle();
    assert!(given(&world, further, room).iter().any(|(body, _)| body.contains("Two children")));
}

#[test]
fn a_founding_members_further_device_can_be_given_what_came_before_it() {
    let mut world = World::tidemark(61);
    let room = world.room(MINA, &[RUTH]);
    world.note(MINA, room, "Two children live with the subject.");
    let ruth = world.person(RUTH);
    let further = world.link(RUTH);
    world.pass(10_000);
    world.open(room);
    world.settle();
    assert_eq!(world.notes(further, room), Vec::<&str>::new());
    let left = lacking(&mut world, MINA, room, &[ruth]);
    assert!(left.len() == 2 && left.iter().all(|(_, lacks)| lacks == &[ruth]), "{left:?}");
    let reason = "For the new computer.".to_owned();
    world.ask(MINA, Command::Release { room, people: vec![ruth], events: None, reason });
    world.settle();
    world.open(room);
    world.settle();
    assert!(given(&world, further, room).iter().any(|(body, _)| body.contains("Two children")));
    let left = lacking(&mut world, MINA, room, &[ruth]);
    assert!(left.iter().all(|(_, lacks)| lacks.is_empty()), "{left:?}");
    // A device that is here no more lacks nothing.
    let gone = world.link(RUTH);
    world.pass(10_000);
    assert!(lacking(&mut world, MINA, room, &[ruth]).iter().any(|(_, lacks)| lacks == &[ruth]));
    let device = world.devices[gone].screen.me.as_ref().unwrap().device;
    world.ask(RUTH, Command::RemoveDevice { device, reason: "Lost".into() });
    world.pass(10_000);
    let left = lacking(&mut world, MINA, room, &[ruth]);
    assert!(left.iter().all(|(_, lacks)| lacks.is_empty()), "{left:?}");
}

#[test]
fn a_further_device_that_came_after_the_acceptance_is_released_it_with_the_rest_and_shows_who_holds() {
    let mut world = World::tidemark(66);
    let room = refer(&mut world, RUTH, "WX-208");
    world.open(room);
    let sam = world.person(SAM);
    world.ask(RUTH, Command::AddPeople { room, people: vec![sam], release: None });
    world.settle();
    say(&mut world, MINA, room, Work::Accepted);
    let further = world.link(SAM);
    world.pass(10_000);
    world.open(room);
    world.settle();
    let reason = "For the visit.".to_owned();
    world.ask(RUTH, Command::Release { room, people: vec![sam], events: None, reason });
    world.settle();
    let stands = (HoldingState::Accepted, Some("Mina Sorrell".to_owned()));
    assert_eq!([state(&world, SAM, room), state(&world, further, room)], [stands.clone(), stands]);
    assert!(!line(&world, further, room).part);
}

#[test]
fn who_was_told_a_header_only_is_released_nothing_before_declaring_no_conflict() {
    let mut world = World::tidemark(64);
    let room = world.room(MINA, &[RUTH]);
    world.note(MINA, room, "Two children live with the subject.");
    let [ruth, sam] = [RUTH, SAM].map(|device| world.person(device));
    world.ask(MINA, Command::LetIn { room, person: sam, header: "Community trust".into() });
    world.settle();
    world.open(room);
    world.ask(MINA, Command::ShowReleasable { room, people: vec![ruth, sam] });
    assert_eq!(world.devices[MINA].screen.releasable, None);
    let release = || Command::Release { room, people: vec![sam], events: None, reason: "For the visit.".into() };
    world.devices[MINA].screen.notices.clear();
    world.ask(MINA, release());
    let notices: Vec<_> = world.devices[MINA].screen.notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(notices, [NoticeKind::NotPossible]);
    say(&mut world, SAM, room, Work::Declared { conflict: None });
    world.pass(60_000);
    assert_eq!(given(&world, SAM, room), [], "and nothing waited for it");
    world.ask(MINA, release());
    world.settle();
    assert!(given(&world, SAM, room).iter().any(|(body, _)| body.contains("Two children")));
}
