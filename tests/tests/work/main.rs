//! The work itself between agencies, through the real relay machine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod holding;
mod plan;
mod releases;
mod secrecy;
mod versions;

use marram_core::view::{Gate, NoticeKind, RoomPhase, RoomView, Sector, WorkLine};
use marram_core::work::{
    Action, Basis, Children, Decision, Discussion, Enquiry, HoldingState, Information, Referring, Uncounted, Work,
};
use marram_core::{Command, RoomId};
use marram_protocol::UnixMillis;
use marram_tests::forms::{assessment, package, police_referral, police_referral_after};
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
