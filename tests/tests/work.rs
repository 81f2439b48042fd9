//! The work itself between agencies, through the real relay machine: referring, answering, discussing, letting in, handing
//! over.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::view::{Gate, NoticeKind, RoomPhase, RoomView, Sector, WorkLine};
use marram_core::work::{
    Action, Basis, Children, Decision, Discussion, Enquiry, HoldingState, Information, Referring, Uncounted, Work,
};
use marram_core::{Command, RoomId};
use marram_protocol::UnixMillis;
use marram_tests::forms::{assessment, police_referral};
use marram_tests::sim::{DeviceIndex, JO, MINA, ROBIN, RUTH, SAM, World};

/// Wexmoor sends work to Calderfen's front door, where Mina and Jo are of the desk.
fn refer(world: &mut World, by: DeviceIndex, reference: &str) -> RoomId {
    let desk = match world.devices[ROBIN].screen.desks.first() {
        Some(desk) => desk.reference(),
        None => world.desk(ROBIN, "Calderfen MASH Duty", &[MINA, JO], &[ROBIN]),
    };
    world.refer(by, &desk, reference, police_referral(reference), None)
}

fn say(world: &mut World, by: DeviceIndex, room: RoomId, work: Work) {
    world.ask(by, Command::Work { room, work: Box::new(work) });
    world.settle();
}

fn view(world: &World, device: DeviceIndex, room: RoomId) -> &RoomView {
    world.devices[device].screen.opened.get(&room).expect("opened")
}

fn line(world: &World, device: DeviceIndex, room: RoomId) -> WorkLine {
    let rooms = &world.devices[device].screen.rooms;
    *rooms.iter().find(|one| one.id == room).and_then(|one| one.work.clone()).expect("a referral")
}

fn state(world: &World, device: DeviceIndex, room: RoomId) -> (HoldingState, Option<String>) {
    let work = line(world, device, room);
    (work.state, work.holder)
}

fn discussion() -> Work {
    Work::Discussion(Discussion {
        reference: "SD-11".into(),
        at: UnixMillis(1_795_345_200_000),
        how: "by call".into(),
        trigger: "Referral WX-204".into(),
    })
}

fn finalise(world: &mut World, by: DeviceIndex, room: RoomId) {
    world.ask(by, Command::Finalise { room });
    world.settle();
}

#[test]
fn a_referral_is_sent_opened_accepted_by_name_and_concluded_once_children_are_answered() {
    let mut world = World::tidemark(31);
    let room = refer(&mut world, RUTH, "WX-204");
    for device in [RUTH, MINA] {
        assert_eq!(state(&world, device, room), (HoldingState::Sent, None));
    }
    world.open(room);
    world.settle();
    assert_eq!(state(&world, RUTH, room), (HoldingState::Opened, None));
    say(&mut world, MINA, room, Work::Accepted);
    for device in [RUTH, MINA] {
        assert_eq!(state(&world, device, room), (HoldingState::Accepted, Some("Mina Sorrell".into())));
    }
    say(&mut world, MINA, room, Work::Concluded { outcome: "No further action.".into() });
    let refused = world.devices[MINA].screen.notices.last().unwrap().kind;
    assert_eq!(refused, NoticeKind::DoesNotCount(Uncounted::ChildrenUnanswered));
}

#[test]
fn a_room_whose_work_is_not_concluded_cannot_be_closed() {
    let mut world = World::tidemark(48);
    let room = refer(&mut world, RUTH, "WX-204");
    world.open(room);
    world.settle();
    say(&mut world, MINA, room, Work::Accepted);
    let close = |world: &mut World, device: DeviceIndex| {
        world.ask(device, Command::Close { room, reason: "Tidying up.".into() });
        world.settle();
    };
    for device in [RUTH, MINA] {
        close(&mut world, device);
        let refused = world.devices[device].screen.notices.last().map(|notice| notice.kind);
        assert_eq!(refused, Some(NoticeKind::DoesNotCount(Uncounted::NotConcluded)));
        assert_eq!(world.phase(MINA, room), RoomPhase::Open);
    }
    say(&mut world, MINA, room, Work::ChildrenIdentified(Children::NoneFound));
    say(&mut world, MINA, room, Work::Concluded { outcome: "No further action.".into() });
    close(&mut world, RUTH);
    for device in [RUTH, MINA, JO] {
        assert_eq!(world.phase(device, room), RoomPhase::Closed);
    }
}

#[test]
fn two_who_accept_at_once_do_not_both_hold_it_and_both_see_who_does() {
    let mut world = World::tidemark(32);
    let room = refer(&mut world, RUTH, "WX-204");
    world.open(room);
    world.settle();
    for device in [MINA, JO] {
        world.ask(device, Command::Work { room, work: Box::new(Work::Accepted) });
    }
    world.settle();
    let holders: Vec<_> = [RUTH, MINA, JO].into_iter().map(|device| state(&world, device, room).1.unwrap()).collect();
    assert!(holders.iter().all(|holder| *holder == holders[0]), "{holders:?}");
    let uncounted = |device: DeviceIndex| {
        world.devices[device]
            .screen
            .entries(room)
            .filter(|entry| entry.uncounted == Some(Uncounted::NotOffered))
            .count()
    };
    assert_eq!([uncounted(RUTH), uncounted(MINA), uncounted(JO)], [1, 1, 1]);
}

#[test]
fn a_record_is_finalised_only_with_a_quorum_and_everybody_acknowledges_the_same() {
    let mut world = World::tidemark(33);
    let health = world.found("Calderfen Community NHS", Sector::Health, "Nia Rowe");
    world.endorse_each_other(health, ROBIN);
    let tess = world.invite(health, "Tess Lanyard", "Designated doctor");
    let room = world.room(MINA, &[RUTH]);
    say(&mut world, MINA, room, discussion());
    for device in [MINA, RUTH] {
        say(&mut world, device, room, Work::Attends);
    }
    finalise(&mut world, MINA, room);
    assert_eq!(
        world.devices[MINA].screen.notices.last().unwrap().kind,
        NoticeKind::DoesNotCount(Uncounted::QuorumMissing)
    );
    let tess_person = world.person(tess);
    world.ask(MINA, Command::AddPeople { room, people: vec![tess_person] });
    world.settle();
    world.open(room);
    let reason = "Designated doctor, for the position of trust.".to_owned();
    world.ask(MINA, Command::Release { room, person: tess_person, events: None, reason });
    world.settle();
    say(&mut world, tess, room, Work::Attends);
    let decision = Decision { child: "A".into(), threshold: true, enquiry: Enquiry::Joint, rationale: "Harm.".into() };
    say(&mut world, MINA, room, Work::Decision(decision));
    finalise(&mut world, MINA, room);
    let versions: Vec<_> = [MINA, RUTH, tess]
        .into_iter()
        .map(|device| view(&world, device, room).matter.as_ref().unwrap().plan.versions.clone())
        .collect();
    assert_eq!(versions[0].len(), 1, "{:?}", world.devices[MINA].screen.notices);
    let digest = versions[0][0].digest;
    assert!(versions.iter().all(|versions| versions.len() == 1 && versions[0].digest == digest));
    for device in [RUTH, tess] {
        say(&mut world, device, room, Work::Acknowledged { version: 1, digest });
    }
    let acknowledged = &view(&world, MINA, room).matter.as_ref().unwrap().plan.versions[0].acknowledged;
    assert_eq!(acknowledged.len(), 3);
}

#[test]
fn the_chairs_agency_records_the_assessment_whole_and_the_latest_holds_while_the_earlier_stays_in_the_record() {
    let mut world = World::tidemark(39);
    let room = world.room(MINA, &[RUTH]);
    let assessed = |safe: &str| Work::Assessment(Box::new(assessment(safe)));
    let standing = |world: &World| {
        let matter = view(world, RUTH, room).matter.as_ref();
        matter
            .and_then(|matter| Some(matter.plan.assessment.as_ref()?.what.text(&"immediate-safety".into()).to_owned()))
    };
    let refused = |world: &World, device: DeviceIndex| world.devices[device].screen.notices.last().map(|one| one.kind);
    say(&mut world, MINA, room, assessed("Before any discussion."));
    assert_eq!(refused(&world, MINA), Some(NoticeKind::DoesNotCount(Uncounted::NotChair)));
    say(&mut world, MINA, room, discussion());
    say(&mut world, RUTH, room, assessed("Not the chair's."));
    assert_eq!(refused(&world, RUTH), Some(NoticeKind::DoesNotCount(Uncounted::NotChair)));
    for wrong in [assessment(" "), police_referral("WX-1")] {
        say(&mut world, MINA, room, Work::Assessment(Box::new(wrong)));
        assert_eq!(refused(&world, MINA), Some(NoticeKind::NotPossible));
    }
    assert_eq!(standing(&world), None);
    say(&mut world, MINA, room, assessed("At her aunt's."));
    say(&mut world, MINA, room, assessed("At her grandmother's."));
    assert_eq!(standing(&world).as_deref(), Some("At her grandmother's."));
    let earlier =
        world.devices[RUTH].screen.entries(room).filter(|entry| format!("{:?}", entry.body).contains("aunt's"));
    assert_eq!(earlier.count(), 1);
}

#[test]
fn a_chair_who_was_let_in_cannot_finalise_without_a_quorum_either() {
    let mut world = World::tidemark(38);
    let room = refer(&mut world, RUTH, "WX-204");
    world.open(room);
    world.settle();
    say(&mut world, MINA, room, Work::Accepted);
    let may_remove_all = |world: &World, device: DeviceIndex| {
        view(world, device, room).members.iter().filter(|member| !member.you).all(|member| member.removable)
    };
    assert!(may_remove_all(&world, MINA), "whoever it was sent to chairs the room");
    assert!(!may_remove_all(&world, RUTH));
    say(&mut world, MINA, room, discussion());
    for device in [MINA, RUTH] {
        say(&mut world, device, room, Work::Attends);
    }
    finalise(&mut world, MINA, room);
    let refused = world.devices[MINA].screen.notices.last().unwrap().kind;
    assert_eq!(refused, NoticeKind::DoesNotCount(Uncounted::QuorumMissing));
    for device in [MINA, RUTH, JO] {
        let matter = view(&world, device, room).matter.as_ref().unwrap();
        assert!(!matter.partial && matter.plan.versions.is_empty(), "was there from the first word on");
    }
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
    world.ask(MINA, Command::AddPeople { room, people: vec![sam, jo] });
    world.settle();
    world.open(room);
    world.settle();
    assert_eq!(world.notes(SAM, room), Vec::<&str>::new());
    let noted =
        world.devices[MINA].screen.entries(room).find(|entry| entry.author_name == "Ruth Kember").unwrap().event;
    let all: Vec<_> = world.devices[MINA].screen.entries(room).map(|entry| entry.event).collect();
    assert!(all.contains(&noted));
    let reason = "Takes over as officer in charge.".to_owned();
    world.ask(MINA, Command::Release { room, person: sam, events: None, reason });
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
fn who_is_let_in_with_a_header_sees_nothing_else_until_declaring_and_nobody_writes_meanwhile() {
    let mut world = World::tidemark(35);
    let room = world.room(MINA, &[RUTH]);
    world.note(RUTH, room, "M. Dray is the subject.");
    let sam = world.person(SAM);
    let header = "Community trust, children's nursing".to_owned();
    world.ask(MINA, Command::LetIn { room, person: sam, header: header.clone() });
    world.settle();
    world.open(room);
    world.settle();
    let shown = view(&world, SAM, room);
    assert_eq!(shown.gate, Some(Gate::Declare { header: header.clone(), conflict: None }));
    assert_eq!((shown.members.len(), shown.summary.title.as_str()), (1, header.as_str()));
    world.note(RUTH, room, "Said while somebody has not declared.");
    assert_eq!(world.notes(SAM, room), Vec::<&str>::new());
    assert_eq!(world.notes(MINA, room).len(), 1, "it waits");
    say(&mut world, SAM, room, Work::Declared { conflict: Some("Same team.".into()) });
    world.remove(MINA, room, SAM, "Conflict of interest.");
    assert_eq!(world.notes(MINA, room).len(), 2, "it waits no longer");
    assert_eq!(world.notes(SAM, room), Vec::<&str>::new());
    assert!(matches!(view(&world, SAM, room).gate, Some(Gate::Declare { conflict: Some(_), .. })));
    let staged = &view(&world, MINA, room).matter.as_ref().unwrap().secrecy.staged;
    assert_eq!((staged[0].header.as_str(), staged[0].declared.clone()), (&*header, Some(Some("Same team.".into()))));
}

#[test]
fn what_waited_for_somebody_to_declare_is_not_sent_to_them_when_they_declare_a_conflict() {
    let mut world = World::tidemark(40);
    let room = world.room(MINA, &[RUTH]);
    let sam = world.person(SAM);
    world.ask(MINA, Command::LetIn { room, person: sam, header: "Community trust".into() });
    world.settle();
    world.open(room);
    world.note(RUTH, room, "M. Dray is the subject.");
    say(&mut world, SAM, room, Work::Declared { conflict: Some("Same team.".into()) });
    world.pass(60_000);
    let conflict = |world: &World| view(world, MINA, room).matter.as_ref().unwrap().secrecy.kept_out().count();
    assert_eq!((world.notes(MINA, room).len(), conflict(&world)), (0, 1), "it still waits");
    // Who is let in meanwhile did not hear of the conflict, and keeps back what they write all the same.
    let jo = world.person(JO);
    world.ask(MINA, Command::AddPeople { room, people: vec![jo] });
    world.settle();
    world.open(room);
    world.note(JO, room, "Written by a newcomer.");
    assert_eq!(world.notes(MINA, room), Vec::<&str>::new());
    world.ask(MINA, Command::RemovePerson { room, person: sam, reason: "Same team".into() });
    world.settle();
    let mut sent = world.notes(MINA, room);
    sent.sort_unstable();
    assert_eq!(sent, ["M. Dray is the subject.", "Written by a newcomer."]);
    assert_eq!(world.notes(SAM, room), Vec::<&str>::new());
}

#[test]
fn what_a_holder_who_leaves_held_goes_back_to_the_desk_and_wakes_its_deputies_if_nobody_accepts_again() {
    for removed in [false, true] {
        let mut world = World::tidemark(41);
        let room = refer(&mut world, RUTH, "WX-204");
        world.open(room);
        world.settle();
        say(&mut world, MINA, room, Work::Accepted);
        assert_eq!(state(&world, RUTH, room), (HoldingState::Accepted, Some("Mina Sorrell".into())));
        match removed {
            false => world.ask(MINA, Command::Leave { room }),
            true => {
                let mina = world.person(MINA);
                world.ask(JO, Command::RemovePerson { room, person: mina, reason: "On leave".into() });
            }
        }
        world.settle();
        for device in [RUTH, JO] {
            let line = line(&world, device, room);
            assert_eq!((line.state, line.holder), (HoldingState::Opened, None), "removed: {removed}");
            // High risk: an hour by the form, from now on.
            assert!(line.due.is_some_and(|due| due > world.now), "{:?}", line.due);
        }
        let due = line(&world, JO, room).due.unwrap();
        world.pass(due.0 - world.now.0 + 60_000);
        assert_eq!(world.devices[ROBIN].screen.alerts.len(), 1, "removed: {removed}");
        say(&mut world, JO, room, Work::Accepted);
        assert_eq!(state(&world, RUTH, room), (HoldingState::Accepted, Some("Jo Ledbit".into())));
        assert_eq!(world.devices[ROBIN].screen.alerts, []);
    }
}

#[test]
fn a_holder_whose_devices_their_agency_ended_is_named_as_gone() {
    let mut world = World::tidemark(42);
    let room = refer(&mut world, RUTH, "WX-204");
    say(&mut world, MINA, room, Work::Accepted);
    assert!(!line(&world, RUTH, room).holder_gone);
    let mina = world.person(MINA);
    world.ask(ROBIN, Command::RevokePerson { person: mina, reason: "Left the council".into(), also: vec![] });
    world.settle();
    world.pass(120_000);
    assert!(line(&world, RUTH, room).holder_gone);
}

#[test]
fn what_follows_from_covert_work_is_covert_from_its_first_moment_and_a_newcomer_is_told_whom_not_to_tell() {
    let mut world = World::tidemark(43);
    let first = refer(&mut world, RUTH, "WX-204");
    world.open(first);
    world.settle();
    say(&mut world, MINA, first, Work::Covert { do_not_tell: vec!["M. Dray".into()] });
    let to = world.devices[ROBIN].screen.desks[0].reference();
    let follows = |reference: Option<&str>| Referring {
        to: to.clone(),
        reference: "WX-205".into(),
        covert: false,
        follows: reference.map(str::to_owned),
        accept_within_ms: None,
        nation: to.nation,
        form: police_referral("WX-205"),
    };
    // Also when it was begun from a covert room, and whoever wrote it took out what it follows from.
    for (reference, from, covert) in [(Some("WX-199"), None, 0), (Some("WX-204"), None, 1), (None, Some(first), 2)] {
        world.ask(RUTH, Command::Refer { referring: Box::new(follows(reference)), from });
        world.settle();
        let lines = world.devices[MINA].screen.rooms.iter().filter_map(|room| room.work.as_ref());
        assert_eq!(lines.filter(|line| line.reference == "WX-205" && line.covert).count(), covert, "{reference:?}");
    }
    let sam = world.person(SAM);
    world.ask(MINA, Command::AddPeople { room: first, people: vec![sam] });
    world.settle();
    world.open(first);
    world.settle();
    say(&mut world, SAM, first, Work::NoticeRead);
    let secrecy = &view(&world, SAM, first).matter.as_ref().unwrap().secrecy;
    assert_eq!((secrecy.covert, secrecy.do_not_tell.as_slice()), (true, &["M. Dray".to_owned()][..]));
}

#[test]
fn a_handover_gives_the_next_one_the_history_and_takes_the_first_one_out() {
    let mut world = World::tidemark(36);
    let rooms = [refer(&mut world, RUTH, "WX-204"), refer(&mut world, SAM, "WX-205")];
    let desk = world.devices[ROBIN].screen.desks[0].id;
    for room in rooms {
        world.open(room);
        world.settle();
        say(&mut world, MINA, room, Work::Accepted);
    }
    let jo = world.person(JO);
    world.ask(MINA, Command::HandOver { desk, to: jo, note: "The school calls back at six.".into() });
    world.settle();
    for room in rooms {
        world.open(room);
        world.settle();
        assert_eq!(state(&world, RUTH, rooms[0]).1, Some("Mina Sorrell".into()), "not taken yet");
        assert!(view(&world, JO, room).summary.work.as_ref().unwrap().handed_to_you);
    }
    world.ask(JO, Command::TakeOver);
    world.settle();
    for (room, sender) in rooms.into_iter().zip([RUTH, SAM]) {
        assert_eq!(state(&world, sender, room), (HoldingState::Accepted, Some("Jo Ledbit".into())));
        assert_eq!(world.phase(MINA, room), marram_core::view::RoomPhase::Removed);
    }
}

#[test]
fn an_action_that_nobody_owns_is_seen_and_a_correction_stands_beside_what_it_corrects() {
    let mut world = World::tidemark(37);
    let room = world.room(MINA, &[RUTH]);
    let agency = world.devices[RUTH].screen.me.as_ref().unwrap().agency.id;
    let action = Action {
        what: "Check the address.".into(),
        owner: "Officer in charge".into(),
        agency,
        due: UnixMillis(world.now.0 + 1),
        contingency: String::new(),
    };
    say(&mut world, MINA, room, Work::Action(action));
    let of = world.devices[MINA].screen.entries(room).last().unwrap().event;
    say(&mut world, RUTH, room, Work::Correction { of, text: "It is the aunt's address.".into() });
    for device in [MINA, RUTH] {
        let matter = view(&world, device, room).matter.as_ref().unwrap();
        assert_eq!(matter.plan.actions.len(), 1);
        assert_eq!(matter.corrections[&of][0].what, "It is the aunt's address.");
        assert_eq!(matter.corrections[&of][0].by.name, "Ruth Kember");
    }
}

/// The events of what was said, by the words in it.
fn event_of(world: &World, device: DeviceIndex, room: RoomId, words: &str) -> marram_core::EventId {
    let entries = world.devices[device].screen.entries(room);
    entries.filter(|entry| format!("{:?}", entry.body).contains(words)).map(|entry| entry.event).next().expect(words)
}

fn given(world: &World, device: DeviceIndex, room: RoomId) -> Vec<(String, Option<marram_core::view::Quote>)> {
    let released = world.devices[device].screen.entries(room).filter_map(|entry| match &entry.body {
        marram_core::view::Body::Released { release } => Some(release.entries.clone()),
        _ => None,
    });
    released.flatten().map(|entry| (format!("{:?}", entry.body), entry.answers)).collect()
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
    world.ask(MINA, Command::AddPeople { room, people: vec![sam] });
    world.settle();
    world.note(MINA, room, "Said since.");
    world.ask(MINA, Command::ShowReleasable { room, person: sam });
    let listed = world.devices[MINA].screen.releasable.clone().expect("asked");
    let has: Vec<_> = listed.entries.iter().filter(|entry| entry.has).map(|entry| entry.event).collect();
    assert_eq!(has, [event_of(&world, MINA, room, "Said since.")], "what came since Sam was let in is theirs already");
    assert!(listed.entries.iter().all(|entry| entry.bytes > 0 && !entry.author_name.is_empty()));
    let moved: Vec<_> =
        listed.entries.iter().filter(|entry| format!("{:?}", entry.body).contains("ActionMoved")).collect();
    let chosen = vec![address, moved[0].event, moved[1].event];
    let reason = "Takes over the address.".to_owned();
    world.ask(MINA, Command::Release { room, person: sam, events: Some(chosen), reason });
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
    world.ask(MINA, Command::ShowReleasable { room, person: sam });
    let left =
        world.devices[MINA].screen.releasable.as_ref().unwrap().entries.iter().filter(|entry| !entry.has).count();
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
    world.ask(MINA, Command::AddPeople { room, people: vec![jo] });
    world.settle();
    let referral = event_of(&world, MINA, room, "Referral(");
    let release = |events| Command::Release { room, person: jo, events, reason: "For the visit.".to_owned() };
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
    world.ask(MINA, Command::AddPeople { room, people: vec![sam] });
    world.settle();
    world.ask(MINA, Command::ShowReleasable { room, person: sam });
    let listed = world.devices[MINA].screen.releasable.clone().expect("asked");
    let sizes: Vec<_> = listed.entries.iter().map(|entry| (entry.event, entry.bytes as usize)).collect();
    let parts = marram_core::work::parts_of(&sizes);
    assert!(parts.len() > 1 && parts.concat().len() == listed.entries.len(), "said before");
    world.ask(MINA, Command::Release { room, person: sam, events: None, reason: "All of it.".into() });
    world.settle();
    world.open(room);
    world.settle();
    let releases =
        |entry: &&marram_core::view::EntryView| matches!(entry.body, marram_core::view::Body::Released { .. });
    assert_eq!(world.devices[SAM].screen.entries(room).filter(releases).count(), parts.len());
    assert_eq!(given(&world, SAM, room).len(), listed.entries.len());
}
