//! A further device is added by a code that is typed: the relay hands the sealed link on, once, and learns neither.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::Command;
use marram_core::collect::CollectError;
use marram_core::view::NoticeKind;
use marram_tests::sim::{DeviceIndex, MINA, PAT, RUTH, World};

/// Somebody makes a link and has it left under a code; gives both.
fn code_of(world: &mut World, device: DeviceIndex) -> (String, String) {
    let fragment = world.device_link(device);
    world.ask(device, Command::OfferCode);
    world.settle();
    (world.devices[device].screen.device_code.take().expect("it lies there"), fragment)
}

#[test]
fn a_further_device_is_added_by_a_code_of_sixteen_letters_and_digits() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    let (code, fragment) = code_of(&mut world, RUTH);
    assert_eq!(code.chars().filter(char::is_ascii_alphanumeric).count(), 16);
    let collected = world.collect(&code.to_lowercase().replace('-', " ")).unwrap();
    assert_eq!(collected, fragment);
    let phone = world.join(&collected, "Ruth Kember");
    world.settle();
    world.pass(10_000);
    world.open(room);
    world.note(phone, room, "Typed, not scanned.");
    assert_eq!(world.notes(MINA, room), ["Typed, not scanned."]);
}

#[test]
fn a_code_is_of_use_once_and_for_ten_minutes_and_a_new_one_takes_its_place() {
    let mut world = World::tidemark(1);
    let (first, _) = code_of(&mut world, RUTH);
    let (second, _) = code_of(&mut world, RUTH);
    assert_eq!(world.collect(&first), Err(CollectError::NothingThere));
    assert!(world.collect(&second).is_ok());
    assert_eq!(world.collect(&second), Err(CollectError::NothingThere));
    let (late, _) = code_of(&mut world, PAT);
    world.pass(10 * 60_000 + 1);
    assert_eq!(world.collect(&late), Err(CollectError::NothingThere));
    // The link that it stands for is over too: no code is made for it.
    world.ask(PAT, Command::OfferCode);
    world.settle();
    assert_eq!(world.devices[PAT].screen.device_code, None);
    assert_eq!(world.devices[PAT].screen.notices.pop().unwrap().kind, NoticeKind::NotPossible);
}

#[test]
fn neither_the_code_nor_the_link_is_on_the_wire_or_on_the_relays_disk() {
    let mut world = World::tidemark(1);
    world.overheard = Some(Vec::new());
    let (code, fragment) = code_of(&mut world, RUTH);
    let sent: Vec<u8> = world.overheard.take().unwrap().iter().flat_map(|(_, message)| message.to_vec()).collect();
    let holds = |bytes: &[u8], what: &str| bytes.windows(what.len()).any(|window| window == what.as_bytes());
    for secret in [&fragment[..60], &fragment[fragment.len() / 2..][..60], &code, &code.replace('-', "")] {
        assert!(!holds(&sent, secret) && !world.disk.holds(secret.as_bytes()));
    }
    assert!(world.disk.holds(&sent[sent.len() - 64..]), "what was sent last is on the disk: it would be found");
}

#[test]
fn without_a_connection_no_code_is_promised() {
    let mut world = World::tidemark(1);
    world.device_link(RUTH);
    world.devices[RUTH].online = false;
    world.disconnect(RUTH);
    world.ask(RUTH, Command::OfferCode);
    world.settle();
    assert_eq!(world.devices[RUTH].screen.device_code, None);
}
