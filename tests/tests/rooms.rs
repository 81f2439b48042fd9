//! Rooms between agencies, through the real relay machine, without faults.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::view::{Problem, RoomPhase};
use marram_core::{Command, Input};
use marram_protocol::{ClientFrame, Reason, Refusal, RelayFrame};
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

#[test]
fn a_note_written_while_earlier_ones_are_being_refused_overtakes_none_of_them() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    world.say(RUTH, room, "First.");
    world.say(RUTH, room, "Second.");
    let requests: Vec<_> = world.devices[RUTH].up.drain(..).map(append_request).collect();
    for (request, reason, then) in
        [(requests[0], Reason::TooOften, "Third."), (requests[1], Reason::PipelineStopped, "Fourth.")]
    {
        let refusal = Refusal::from(reason);
        world.input(RUTH, Input::Received(RelayFrame::Refused { request, refusal }.encode()));
        world.pass(2_000);
        world.note(RUTH, room, then);
    }
    assert_eq!(world.notes(MINA, room), ["First.", "Second.", "Third.", "Fourth."]);
    assert_eq!([world.problems(RUTH, room), world.problems(MINA, room)], [[], []]);
}

fn append_request(frame: bytes::Bytes) -> marram_protocol::RequestId {
    match ClientFrame::decode(frame).expect("the client's own frame") {
        ClientFrame::Append { request, .. } => request,
        other => panic!("{} is no append", other.name()),
    }
}
