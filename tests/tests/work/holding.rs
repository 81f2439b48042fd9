//! Who holds a referral: accepting, concluding, closing, leaving, handing over.

use super::*;
use marram_core::view::Body;

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
fn a_form_that_names_the_children_asks_nobody_whether_there_are_any() {
    let mut world = World::tidemark(31);
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA, JO], &[ROBIN]);
    let form = police_referral_after(&package("T-017"), "WX-204", &["Child A", "Child B"]);
    let room = world.refer(RUTH, &desk, "WX-204", form, None);
    world.open(room);
    world.settle();
    let found = |world: &World| {
        let matter = view(world, MINA, room).matter.as_ref().unwrap();
        matter.holding.as_ref().unwrap().children_identified()
    };
    assert_eq!((line(&world, MINA, room).children_asked, found(&world)), (false, Some(Children::Found(2))));
    say(&mut world, MINA, room, Work::Accepted);
    // Whoever finds out more corrects the number.
    say(&mut world, MINA, room, Work::ChildrenIdentified(Children::Found(3)));
    assert_eq!(found(&world), Some(Children::Found(3)));
    say(&mut world, MINA, room, Work::Concluded { outcome: "No further action.".into() });
    assert_eq!(state(&world, RUTH, room).0, HoldingState::Concluded);
}

#[test]
fn a_package_that_names_the_children_is_not_concluded_before_somebody_has_said_whether_there_are_any() {
    let mut world = World::tidemark(31);
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA, JO], &[ROBIN]);
    let named = police_referral_after(&package("T-017"), "WX-204", &["Child A", "Child B"]);
    let mut form = package("T-017");
    form.values.extend(named.values.into_iter().filter(|(id, _)| id.0.starts_with("children")));
    let room = world.refer(RUTH, &desk, "T-017", form, None);
    world.open(room);
    world.settle();
    say(&mut world, MINA, room, Work::Accepted);
    assert!(line(&world, MINA, room).children_asked);
    let concluded = || Work::Concluded { outcome: "No further action.".into() };
    say(&mut world, MINA, room, concluded());
    let refused = world.devices[MINA].screen.notices.last().map(|notice| notice.kind);
    assert_eq!(refused, Some(NoticeKind::DoesNotCount(Uncounted::ChildrenUnanswered)));
    say(&mut world, MINA, room, Work::ChildrenIdentified(Children::Found(2)));
    say(&mut world, MINA, room, concluded());
    assert_eq!(state(&world, RUTH, room).0, HoldingState::Concluded);
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
        let (person, desk) = ("Mina Sorrell".to_owned(), "Calderfen MASH Duty".to_owned());
        let mut record = world.devices[sender].screen.entries(room);
        assert!(record.any(|entry| entry.body == Body::TookOver { person: person.clone(), desk: desk.clone() }));
    }
    assert!(world.devices[JO].screen.desks[0].on, "who has taken the work over is on duty");
}

#[test]
fn who_removes_the_one_who_handed_over_in_their_own_words_is_read_in_these_words() {
    let mut world = World::tidemark(36);
    let room = refer(&mut world, RUTH, "WX-204");
    let desk = world.devices[ROBIN].screen.desks[0].id;
    say(&mut world, MINA, room, Work::Accepted);
    let jo = world.person(JO);
    world.ask(MINA, Command::HandOver { desk, to: jo, note: "The school calls back at six.".into() });
    world.settle();
    world.remove(JO, room, MINA, "Knows the family");
    world.open(room);
    world.settle();
    assert_eq!(
        state(&world, RUTH, room),
        (HoldingState::Accepted, Some("Jo Ledbit".into())),
        "it is hers all the same"
    );
    let removed = Body::Removed { person: "Mina Sorrell".into(), reason: "Knows the family".into() };
    assert!(world.devices[RUTH].screen.entries(room).any(|entry| entry.body == removed));
}

#[test]
fn what_others_wrote_while_a_handover_waited_for_the_connection_reaches_whoever_takes_over() {
    let mut world = World::tidemark(36);
    let room = refer(&mut world, RUTH, "WX-204");
    let desk = world.devices[ROBIN].screen.desks[0].id;
    say(&mut world, MINA, room, Work::Accepted);
    let jo = world.person(JO);
    world.remove(MINA, room, JO, "Off duty");
    world.disconnect(MINA);
    world.ask(MINA, Command::HandOver { desk, to: jo, note: "The school calls back at six.".into() });
    world.note(RUTH, room, "He has left the house.");
    world.settle();
    world.connect(MINA);
    world.settle();
    world.ask(JO, Command::TakeOver);
    world.open(room);
    world.settle();
    assert_eq!(state(&world, RUTH, room), (HoldingState::Accepted, Some("Jo Ledbit".into())));
    let given = world.devices[JO].screen.entries(room).filter_map(|entry| match &entry.body {
        Body::Released { release } => Some(release.entries.clone()),
        _ => None,
    });
    let read: Vec<String> = given.flatten().map(|entry| format!("{:?}", entry.body)).collect();
    assert!(read.iter().any(|body| body.contains("He has left the house.")), "{read:?}");
}
