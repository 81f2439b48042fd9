//! Rooms between agencies, through the real relay machine, without faults.

use marram_core::view::{Body, Problem, RoomPhase, Sector};
use marram_core::{Command, RoomId};
use marram_tests::sim::{DeviceIndex, World};

fn two_agencies() -> (World, DeviceIndex, DeviceIndex) {
    let mut world = World::new(1);
    let police = world.found("Wexmoor Constabulary", Sector::Police, "Pat Imber");
    let council = world.found("Calderfen Council", Sector::ChildrensServices, "Robin Ashe");
    world.endorse_each_other(police, council);
    let ruth = world.invite(police, "Ruth Kember", "Detective Sergeant");
    let mina = world.invite(council, "Mina Sorrell", "Team manager");
    (world, ruth, mina)
}

fn room(world: &mut World, by: DeviceIndex, with: &[&str]) -> RoomId {
    let people = with.iter().map(|name| world.devices[by].screen.person(name).expect("listed")).collect();
    world.ask(by, Command::CreateRoom { title: "T-017 strategy discussion".into(), people });
    world.settle();
    let room = *world.devices[by].screen.made.last().expect("made");
    for device in 0..world.devices.len() {
        if world.devices[device].screen.rooms.iter().any(|one| one.id == room) {
            world.ask(device, Command::OpenRoom { room });
        }
    }
    world.settle();
    room
}

fn write(world: &mut World, by: DeviceIndex, room: RoomId, text: &str) {
    world.ask(by, Command::Write { room, text: text.into(), urgent: false, answers: None });
    world.settle();
}

fn notes(world: &World, device: DeviceIndex, room: RoomId) -> Vec<String> {
    let text = |body: &Body| match body {
        Body::Note { text } => Some(text.clone()),
        _ => None,
    };
    world.devices[device].screen.entries(room).filter_map(|entry| text(&entry.body)).collect()
}

#[test]
fn two_agencies_hold_a_conversation() {
    let (mut world, ruth, mina) = two_agencies();
    let room = room(&mut world, ruth, &["Mina Sorrell"]);
    write(&mut world, ruth, room, "Two children live with the subject.");
    write(&mut world, mina, room, "Strategy discussion at two, please bring the bail dates.");
    for device in [ruth, mina] {
        assert_eq!(
            notes(&world, device, room),
            ["Two children live with the subject.", "Strategy discussion at two, please bring the bail dates."]
        );
        assert_eq!(world.devices[device].screen.notices, []);
    }
}

fn phase(world: &World, device: DeviceIndex, room: RoomId) -> RoomPhase {
    let rooms = &world.devices[device].screen.rooms;
    rooms.iter().find(|one| one.id == room).expect("listed").phase.clone()
}

#[test]
fn an_old_profile_put_back_sends_nothing_until_a_member_has_added_it_again() {
    let (mut world, ruth, mina) = two_agencies();
    let room = room(&mut world, ruth, &["Mina Sorrell"]);
    let old = world.devices[ruth].store.clone();
    write(&mut world, ruth, room, "Said before the old profile was put back.");
    world.kill(ruth);
    world.devices[ruth].restore(old);
    world.revive(ruth);
    world.settle();
    assert_eq!(phase(&world, ruth, room), RoomPhase::Stuck(Problem::NeedsReadding));
    world.ask(ruth, Command::AskToRejoin { room });
    world.pass(10_000);
    assert_eq!(phase(&world, ruth, room), RoomPhase::Open);
    write(&mut world, ruth, room, "Here again.");
    assert_eq!(notes(&world, mina, room), ["Said before the old profile was put back.", "Here again."]);
}
