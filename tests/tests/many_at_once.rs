//! Many packages at once: all or none are taken in, they leave a few at a time, and a device that stops half-way goes on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::Command;
use marram_core::view::NoticeKind;
use marram_core::work::calendar::Nation;
use marram_core::work::{DeskRef, Filled, HoldingState, Referring};
use marram_tests::forms::package;
use marram_tests::sim::{DeviceIndex, JO, MINA, ROBIN, RUTH, World};

const MANY: usize = 60;

fn referring(to: &DeskRef, number: usize) -> Referring {
    let reference = format!("T-{number:03}");
    Referring {
        to: to.clone(),
        form: package(&reference),
        reference,
        covert: false,
        follows: None,
        accept_within_ms: None,
        nation: Nation::EnglandAndWales,
    }
}

fn references(world: &World, device: DeviceIndex) -> Vec<String> {
    let rooms = &world.devices[device].screen.rooms;
    let mut references: Vec<_> = rooms.iter().filter_map(|room| Some(room.work.as_ref()?.reference.clone())).collect();
    references.sort();
    references
}

fn expected() -> Vec<String> {
    (0..MANY).map(|number| format!("T-{number:03}")).collect()
}

#[test]
fn sixty_packages_reach_their_desks_once_each_and_the_queue_is_empty_after() {
    let mut world = World::tidemark(71);
    let desks = [
        world.desk(ROBIN, "Calderfen MASH Duty", &[MINA], &[ROBIN]),
        world.desk(ROBIN, "Calderfen Night Duty", &[JO], &[ROBIN]),
    ];
    let referrings = (0..MANY).map(|number| referring(&desks[number % 2], number)).collect();
    world.ask(RUTH, Command::ReferMany { referrings });
    world.settle();
    assert_eq!(references(&world, RUTH), expected());
    let mut received = [references(&world, MINA), references(&world, JO)].concat();
    received.sort();
    assert_eq!(received, expected());
    let queue = &world.devices[RUTH].screen.queue;
    assert_eq!((queue.waiting, queue.under_way, queue.sent as usize, queue.stopped.len()), (0, 0, MANY, 0));
    let sent = |room: &marram_core::view::RoomSummary| room.work.as_ref().unwrap().state == HoldingState::Sent;
    assert!(world.devices[MINA].screen.rooms.iter().all(sent));
}

#[test]
fn a_device_that_is_killed_half_way_sends_the_rest_and_nothing_twice() {
    let mut world = World::tidemark(72);
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA], &[ROBIN]);
    let referrings = (0..MANY).map(|number| referring(&desk, number)).collect();
    world.ask(RUTH, Command::ReferMany { referrings });
    for round in 0..40 {
        world.carry_up(RUTH);
        world.write();
        world.emit(RUTH);
        world.carry_down(RUTH);
        if round % 8 == 7 {
            world.kill(RUTH);
            world.revive(RUTH);
            world.connect(RUTH);
        }
    }
    let half_way = world.devices[RUTH].screen.queue.waiting;
    assert!((1..MANY as u32).contains(&half_way), "{half_way} wait");
    world.settle();
    world.pass(120_000);
    assert_eq!(references(&world, RUTH), expected());
    assert_eq!(references(&world, MINA), expected());
}

#[test]
fn more_than_the_relay_takes_in_a_minute_all_go_in_time_with_nobody_left_out_and_nobody_bothered() {
    let mut world = World::tidemark(76);
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA, JO], &[ROBIN]);
    const BATCH: usize = 160;
    world.ask(RUTH, Command::ReferMany { referrings: (0..BATCH).map(|number| referring(&desk, number)).collect() });
    world.settle();
    let left = world.devices[RUTH].screen.queue.waiting;
    assert!((1..BATCH as u32).contains(&left), "the relay's limit is met: {left} wait");
    world.pass(180_000);
    for device in [RUTH, MINA, JO] {
        assert_eq!(references(&world, device).len(), BATCH);
    }
    assert!(world.devices[RUTH].screen.notices.is_empty(), "{:?}", world.devices[RUTH].screen.notices);
}

#[test]
fn more_key_packages_than_the_relay_gives_out_in_an_hour_leave_nobody_out_of_a_room() {
    let mut world = World::tidemark(79);
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA, JO], &[ROBIN]);
    world.terms.limits.takes_per_hour = 20;
    world.crash_relay();
    world.start_relay();
    const BATCH: usize = 20;
    world.ask(RUTH, Command::ReferMany { referrings: (0..BATCH).map(|number| referring(&desk, number)).collect() });
    world.settle();
    let in_time = references(&world, RUTH).len();
    assert!(in_time < BATCH, "the relay's limit is met: {in_time} are sent");
    world.pass(3 * 60 * 60_000);
    for device in [RUTH, MINA, JO] {
        assert_eq!(references(&world, device).len(), BATCH);
    }
    assert!(world.devices[RUTH].screen.notices.is_empty(), "{:?}", world.devices[RUTH].screen.notices);
}

#[test]
fn without_a_connection_they_wait_and_at_most_a_few_rooms_are_begun() {
    let mut world = World::tidemark(73);
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA], &[ROBIN]);
    world.disconnect(RUTH);
    let referrings = (0..MANY).map(|number| referring(&desk, number)).collect();
    world.ask(RUTH, Command::ReferMany { referrings });
    let queue = &world.devices[RUTH].screen.queue;
    assert_eq!((queue.waiting as usize, queue.under_way), (MANY, 0));
    world.kill(RUTH);
    world.revive(RUTH);
    assert_eq!(world.devices[RUTH].screen.queue.waiting as usize, MANY);
    world.settle();
    assert_eq!(references(&world, MINA), expected());
}

#[test]
fn of_a_list_with_one_that_cannot_be_sent_none_is_taken_in() {
    let mut world = World::tidemark(74);
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA], &[ROBIN]);
    let mut referrings: Vec<_> = (0..3).map(|number| referring(&desk, number)).collect();
    referrings[2].form = Filled { values: Default::default(), ..package("T-002") };
    world.ask(RUTH, Command::ReferMany { referrings });
    world.settle();
    assert_eq!(world.devices[RUTH].screen.notices.last().map(|notice| notice.kind), Some(NoticeKind::NotPossible));
    assert_eq!(references(&world, RUTH), Vec::<String>::new());
}

#[test]
fn what_cannot_be_sent_any_more_stops_is_named_and_is_tried_again_or_forgotten_as_asked() {
    let mut world = World::tidemark(75);
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA], &[ROBIN]);
    world.disconnect(RUTH);
    world.ask(RUTH, Command::ReferMany { referrings: vec![referring(&desk, 1), referring(&desk, 2)] });
    world.ask(ROBIN, Command::CloseDesk { desk: desk.desk });
    world.settle();
    let stopped = |world: &World| {
        let queue = &world.devices[RUTH].screen.queue;
        queue.stopped.iter().map(|one| (one.reference.clone(), one.why)).collect::<Vec<_>>()
    };
    let both = [("T-001".to_owned(), NoticeKind::NotPossible), ("T-002".to_owned(), NoticeKind::NotPossible)];
    assert_eq!(stopped(&world), both);
    world.ask(RUTH, Command::SettleStopped { again: true });
    world.settle();
    assert_eq!(stopped(&world), both);
    world.ask(RUTH, Command::SettleStopped { again: false });
    world.kill(RUTH);
    world.revive(RUTH);
    world.settle();
    assert_eq!((stopped(&world), world.devices[RUTH].screen.queue.waiting), (vec![], 0));
}
