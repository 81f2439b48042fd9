//! Safety numbers: two people compare keys, and what is written waits where compared keys have changed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::view::{Compared, NoticeKind};
use marram_core::{Command, RoomId};
use marram_tests::sim::{DeviceIndex, MINA, RUTH, SAM, World};

/// The number that a device shows for the pair of its person and another.
fn number(world: &mut World, device: DeviceIndex, with: DeviceIndex) -> String {
    let person = world.person(with);
    world.ask(device, Command::ShowSafetyNumber { person });
    world.devices[device].screen.safety.clone().filter(|shown| shown.person == person).expect("shown").number
}

fn finds_same(world: &mut World, device: DeviceIndex, with: DeviceIndex) {
    let (person, number) = (world.person(with), number(world, device, with));
    world.ask(device, Command::FoundSame { person, number });
    world.settle();
}

/// How a room shows one of its members to a device.
fn compared(world: &World, device: DeviceIndex, room: RoomId, with: DeviceIndex) -> Compared {
    let person = world.person(with);
    let members = &world.devices[device].screen.opened[&room].members;
    members.iter().find(|member| member.id == person).expect("a member").compared
}

#[test]
fn two_people_see_the_same_number_and_no_third_one_sees_it() {
    let mut world = World::tidemark(1);
    let theirs = number(&mut world, RUTH, MINA);
    assert_eq!(theirs, number(&mut world, MINA, RUTH));
    assert_ne!(theirs, number(&mut world, RUTH, SAM));
    assert_ne!(theirs, number(&mut world, SAM, MINA));
}

#[test]
fn a_number_that_is_not_the_present_one_is_not_taken_for_it() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    let (person, other) = (world.person(MINA), number(&mut world, RUTH, SAM));
    world.ask(RUTH, Command::FoundSame { person, number: other });
    assert_eq!(world.devices[RUTH].screen.notices.last().map(|notice| notice.kind), Some(NoticeKind::NotPossible));
    assert_eq!(compared(&world, RUTH, room, MINA), Compared::Never);
    finds_same(&mut world, RUTH, MINA);
    assert!(matches!(compared(&world, RUTH, room, MINA), Compared::Same { .. }));
    assert_eq!(compared(&world, MINA, room, RUTH), Compared::Never, "each notes it for themselves");
}
