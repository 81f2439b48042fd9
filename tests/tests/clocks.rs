//! Computers whose clocks are wrong, through the real relay machine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::view::NoticeKind;
use marram_tests::sim::{DeviceIndex, MINA, RUTH, World};

const MINUTE: i64 = 60 * 1000;

/// The device starts with its clock so far ahead.
fn starts_ahead(world: &mut World, device: DeviceIndex, ms: i64) {
    world.kill(device);
    world.devices[device].clock_ms = ms;
    world.revive(device);
    world.settle();
}

fn said_of_the_clock(world: &World, device: DeviceIndex) -> Vec<NoticeKind> {
    world.devices[device].screen.notices.iter().map(|notice| notice.kind).collect()
}

#[test]
fn a_wrong_clock_is_named_and_the_conversation_goes_by_the_relays() {
    for (minutes, ahead) in [(14, true), (14, false), (5 * 60, true), (23 * 60, false)] {
        let mut world = World::tidemark(1);
        let sign = if ahead { 1 } else { -1 };
        starts_ahead(&mut world, MINA, sign * i64::from(minutes) * MINUTE);
        assert_eq!(said_of_the_clock(&world, MINA), [NoticeKind::ClockOff { ahead, minutes }]);
        let room = world.room(RUTH, &[MINA]);
        world.note(RUTH, room, "Two children live with the subject.");
        // A connection that idles is kept by heartbeats, which the relay would miss if they went by the wrong clock.
        world.pass(5 * 60 * 1000);
        world.note(MINA, room, "Strategy discussion at two.");
        let said = ["Two children live with the subject.", "Strategy discussion at two."];
        for device in [RUTH, MINA] {
            assert_eq!(world.notes(device, room), said);
            assert!(world.problems(device, room).is_empty());
        }
        let room = &world.devices[RUTH].screen.timelines[&room];
        let latest = room.values().map(|entry| entry.at).max().unwrap();
        assert!(world.now.0 - latest.0 < 60_000, "an entry is dated by the clock that is wrong");
        assert_eq!(said_of_the_clock(&world, MINA).len(), 1, "it is said once");
    }
}

#[test]
fn a_clock_that_is_nearly_right_is_nobodys_business() {
    let mut world = World::tidemark(1);
    starts_ahead(&mut world, MINA, 2 * MINUTE);
    assert_eq!(said_of_the_clock(&world, MINA), []);
}

#[test]
fn a_clock_that_is_set_right_while_somebody_works_stops_nothing() {
    for wrong in [-40 * MINUTE, 40 * MINUTE] {
        let mut world = World::tidemark(1);
        starts_ahead(&mut world, MINA, wrong);
        let room = world.room(RUTH, &[MINA]);
        world.devices[MINA].clock_ms = 0;
        world.pass(2 * 60 * 1000);
        world.note(MINA, room, "The clock is right now.");
        world.note(RUTH, room, "So it is.");
        world.pass(5 * 60 * 1000);
        world.note(MINA, room, "And later.");
        assert_eq!(world.notes(RUTH, room), ["The clock is right now.", "So it is.", "And later."]);
    }
}
