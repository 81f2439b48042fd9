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

#[test]
fn what_is_written_waits_while_compared_keys_have_changed_until_they_are_compared_again() {
    let mut world = World::tidemark(2);
    let room = world.room(RUTH, &[MINA, SAM]);
    let before = number(&mut world, RUTH, MINA);
    finds_same(&mut world, RUTH, MINA);
    assert!(matches!(compared(&world, RUTH, room, MINA), Compared::Same { .. }));
    world.note(RUTH, room, "While they are the same.");
    assert_eq!(world.notes(MINA, room), ["While they are the same."]);

    world.link(MINA);
    world.pass(30_000);
    world.open(room);
    assert_eq!(compared(&world, RUTH, room, MINA), Compared::Changed);
    world.note(RUTH, room, "For Mina only.");
    world.note(SAM, room, "Sam compared nothing, and goes on.");
    assert_eq!(world.notes(MINA, room).last(), Some(&"Sam compared nothing, and goes on."));
    assert_eq!(world.devices[RUTH].screen.outboxes[&room].len(), 1, "it waits, and is shown as not sent");

    // A restart changes nothing about it.
    world.kill(RUTH);
    world.revive(RUTH);
    world.settle();
    world.open(room);
    assert_eq!(compared(&world, RUTH, room, MINA), Compared::Changed);
    assert!(!world.notes(MINA, room).contains(&"For Mina only."));

    assert_ne!(number(&mut world, RUTH, MINA), before);
    assert_eq!(number(&mut world, RUTH, MINA), number(&mut world, MINA, RUTH));
    finds_same(&mut world, RUTH, MINA);
    assert!(matches!(compared(&world, RUTH, room, MINA), Compared::Same { .. }));
    assert_eq!(world.notes(MINA, room).last(), Some(&"For Mina only."));
}

#[test]
fn the_agencies_word_can_be_enough_again() {
    let mut world = World::tidemark(3);
    let room = world.room(RUTH, &[MINA]);
    finds_same(&mut world, RUTH, MINA);
    world.link(MINA);
    world.pass(30_000);
    world.note(RUTH, room, "It waits.");
    assert!(!world.notes(MINA, room).contains(&"It waits."));
    let person = world.person(MINA);
    world.ask(RUTH, Command::TrustAgency { person });
    world.settle();
    assert_eq!(world.notes(MINA, room), ["It waits."]);
    assert_eq!(compared(&world, RUTH, room, MINA), Compared::Never);
}
