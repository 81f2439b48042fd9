//! A sitting at a shared computer: a device that ends by itself, in every room and for everybody alike.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::view::{Body, Departed, DepartedView, NoticeKind};
use marram_core::{Command, RoomId};
use marram_tests::sim::{DeviceIndex, JO, MINA, RUTH, SAM, World};

/// Long enough for the first in rank to let a device in or to take it out.
const A_MOMENT: u64 = 10_000;
const HOUR: u64 = 60 * 60 * 1000;
const DAY: u64 = 24 * HOUR;

/// Ruth sits down at a shared computer for an hour.
fn ruth_sits_down(world: &mut World) -> DeviceIndex {
    let fragment = world.device_link(RUTH);
    let shared = world.sit_down(&fragment, "Ruth Kember", HOUR);
    world.settle();
    world.pass(A_MOMENT);
    shared
}

fn devices_of(world: &World, device: DeviceIndex, room: RoomId, name: &str) -> u32 {
    let members = &world.devices[device].screen.opened[&room].members;
    members.iter().find(|member| member.name == name).map_or(0, |member| member.devices)
}

/// What members read of devices that were taken out.
fn departed(world: &World, device: DeviceIndex, room: RoomId) -> Vec<DepartedView> {
    let people = |body: &Body| match body {
        Body::Departed { people } => people.clone(),
        _ => vec![],
    };
    world.devices[device].screen.entries(room).flat_map(|entry| people(&entry.body)).collect()
}

fn of_ruth(what: Departed, by: &str, reason: &str) -> DepartedView {
    let (name, agency) = ("Ruth Kember".into(), "Wexmoor Constabulary".into());
    DepartedView { name, agency, what, by: by.into(), reason: reason.into() }
}

fn goes_away(world: &mut World, device: DeviceIndex) {
    world.devices[device].online = false;
    world.disconnect(device);
}

#[test]
fn a_shared_computers_device_is_taken_out_of_all_rooms_when_its_time_is_over() {
    let mut world = World::tidemark(1);
    let rooms = [world.room(RUTH, &[MINA]), world.room(MINA, &[RUTH, SAM])];
    let shared = ruth_sits_down(&mut world);
    for room in rooms {
        world.open(room);
        world.note(shared, room, "Written at the library.");
        assert_eq!(world.notes(MINA, room).last(), Some(&"Written at the library."));
        assert_eq!(devices_of(&world, MINA, room, "Ruth Kember"), 2);
    }
    world.pass(HOUR - 2 * A_MOMENT);
    assert_eq!(world.devices[shared].screen.refused, None, "not before its time");
    world.pass(3 * A_MOMENT);
    assert_eq!(world.devices[shared].screen.refused, Some(NoticeKind::PassExpired));
    // Ruth's other device is away, and so is her colleague: the other agency takes it out.
    goes_away(&mut world, RUTH);
    goes_away(&mut world, SAM);
    world.pass(6 * 60_000);
    for room in rooms {
        world.open(room);
        assert_eq!(devices_of(&world, MINA, room, "Ruth Kember"), 1);
        assert_eq!(departed(&world, MINA, room), [of_ruth(Departed::Over, "", "")]);
        world.note(MINA, room, "Not for whoever sits there now.");
        assert!(!world.notes(shared, room).contains(&"Not for whoever sits there now."));
    }
    for device in [RUTH, SAM] {
        world.devices[device].online = true;
    }
    world.pass(2 * DAY);
    for room in rooms {
        world.open(room);
        assert_eq!(devices_of(&world, RUTH, room, "Ruth Kember"), 1, "and nobody lets it in again");
        assert_eq!(departed(&world, RUTH, room).len(), 1);
        assert_eq!(world.problems(MINA, room), []);
        assert_eq!(world.notes(RUTH, room).last(), Some(&"Not for whoever sits there now."));
    }
}

#[test]
fn who_was_away_for_a_week_judges_a_sitting_as_those_did_who_were_there() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    goes_away(&mut world, JO);
    let shared = ruth_sits_down(&mut world);
    world.open(room);
    world.note(shared, room, "Written at the library.");
    world.pass(7 * DAY);
    world.note(MINA, room, "A week later.");
    world.devices[JO].online = true;
    world.pass(A_MOMENT);
    for device in [RUTH, MINA, SAM, JO] {
        assert_eq!(world.problems(device, room), []);
        assert_eq!(world.notes(device, room), ["Written at the library.", "A week later."]);
        assert_eq!(departed(&world, device, room), [of_ruth(Departed::Over, "", "")]);
        assert_eq!(devices_of(&world, device, room, "Ruth Kember"), 1);
    }
}

#[test]
fn who_is_asked_in_before_anybody_could_take_a_sitting_out_joins_all_the_same() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    let shared = ruth_sits_down(&mut world);
    for device in [RUTH, MINA, shared] {
        goes_away(&mut world, device);
    }
    world.pass(3 * DAY);
    let sam = world.person(SAM);
    world.ask(RUTH, Command::AddPeople { room, people: vec![sam], release: None });
    for device in [RUTH, MINA] {
        world.devices[device].online = true;
    }
    world.pass(A_MOMENT);
    world.open(room);
    world.note(SAM, room, "Here.");
    for device in [RUTH, MINA, SAM] {
        assert_eq!(world.notes(device, room), ["Here."]);
        assert_eq!(world.problems(device, room), []);
        assert_eq!(devices_of(&world, device, room, "Ruth Kember"), 1);
    }
}

#[test]
fn a_shared_computer_that_is_left_is_out_at_once() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    let shared = ruth_sits_down(&mut world);
    world.open(room);
    goes_away(&mut world, RUTH);
    world.ask(shared, Command::EndHere { reason: "Left the shared computer".into() });
    world.settle();
    assert!(world.devices[shared].screen.ended);
    world.pass(A_MOMENT);
    assert_eq!(world.devices[shared].screen.refused, Some(NoticeKind::Revoked), "the relay knows it no more");
    assert_eq!(devices_of(&world, MINA, room, "Ruth Kember"), 1);
    let expected = of_ruth(Departed::ByOwner, "Ruth Kember", "Left the shared computer");
    assert_eq!(departed(&world, MINA, room), [expected]);
    world.note(MINA, room, "Afterwards.");
    assert_eq!(world.notes(shared, room), [""; 0]);
    world.devices[RUTH].online = true;
    world.pass(2 * DAY);
    assert_eq!(world.notes(RUTH, room), ["Afterwards."]);
    assert_eq!(departed(&world, RUTH, room).len(), 1, "once, and not again when its time is over");
    assert_eq!(world.devices[RUTH].screen.devices.len(), 1);
}

#[test]
fn a_sitting_that_was_left_without_a_connection_ends_when_there_is_one() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    let shared = ruth_sits_down(&mut world);
    world.open(room);
    goes_away(&mut world, shared);
    world.ask(shared, Command::EndHere { reason: "Left the shared computer".into() });
    world.pass(A_MOMENT);
    assert!(!world.devices[shared].screen.ended);
    world.devices[shared].online = true;
    world.pass(A_MOMENT);
    assert!(world.devices[shared].screen.ended);
    assert_eq!(devices_of(&world, MINA, room, "Ruth Kember"), 1);
}

#[test]
fn a_sitting_links_no_further_device_and_an_ordinary_one_cannot_end_itself() {
    let mut world = World::tidemark(1);
    let shared = ruth_sits_down(&mut world);
    assert!(!world.devices[shared].screen.may_link);
    world.ask(shared, Command::LinkDevice);
    assert_eq!(world.devices[shared].screen.notices.pop().unwrap().kind, NoticeKind::NotPossible);
    world.ask(RUTH, Command::EndHere { reason: "By mistake".into() });
    assert_eq!(world.devices[RUTH].screen.notices.pop().unwrap().kind, NoticeKind::NotPossible);
    let until = world.devices[shared].screen.me.as_ref().unwrap().until.unwrap();
    assert!(until.0 <= world.now.0 + HOUR && until.0 > world.now.0);
    assert_eq!(world.devices[RUTH].screen.me.as_ref().unwrap().until, None);
    let listed: Vec<_> = world.devices[RUTH].screen.devices.iter().map(|device| device.until).collect();
    assert_eq!(listed, [None, Some(until)]);
}

#[test]
fn no_sitting_lasts_longer_than_half_a_day() {
    let mut world = World::tidemark(1);
    let fragment = world.device_link(RUTH);
    let shared = world.sit_down(&fragment, "Ruth Kember", 30 * DAY);
    world.settle();
    let until = world.devices[shared].screen.me.as_ref().unwrap().until.unwrap();
    assert_eq!(until.0, world.now.0 + DAY / 2);
}
