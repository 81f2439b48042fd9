//! Rooms between agencies, through the real relay machine, without faults.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::Command;
use marram_core::view::{Problem, RoomPhase};
use marram_tests::sim::{MINA, RUTH, World};

#[test]
fn two_agencies_hold_a_conversation() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    world.note(RUTH, room, "Two children live with the subject.");
    world.note(MINA, room, "Strategy discussion at two, please bring the bail dates.");
    for device in [RUTH, MINA] {
        assert_eq!(
            world.notes(device, room),
            ["Two children live with the subject.", "Strategy discussion at two, please bring the bail dates."]
        );
        assert_eq!(world.devices[device].screen.notices, []);
    }
}

#[test]
fn an_old_profile_put_back_sends_nothing_until_a_member_has_added_it_again() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    let old = world.devices[RUTH].store.clone();
    world.note(RUTH, room, "Said before the old profile was put back.");
    world.kill(RUTH);
    world.devices[RUTH].restore(old);
    world.revive(RUTH);
    world.settle();
    assert_eq!(world.phase(RUTH, room), RoomPhase::Stuck(Problem::NeedsReadding));
    world.ask(RUTH, Command::AskToRejoin { room });
    world.pass(10_000);
    assert_eq!(world.phase(RUTH, room), RoomPhase::Open);
    world.note(RUTH, room, "Here again.");
    assert_eq!(world.notes(MINA, room), ["Said before the old profile was put back.", "Here again."]);
}
