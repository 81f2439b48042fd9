//! Several devices of one person: linked from one another, in all of the person's rooms, and taken out one by one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::identity::{InviteLink, InviteLinkError};
use marram_core::view::{Body, Delivery, NoticeKind, RoomPhase};
use marram_core::{Command, RoomId};
use marram_protocol::{RelayFrame, UnixMillis};
use marram_tests::sim::{DeviceIndex, MINA, PAT, ROBIN, RUTH, SAM, World};

/// Long enough for the first in rank to let a further device in, and for the reports after it.
const A_MOMENT: u64 = 10_000;

fn remove(world: &mut World, by: DeviceIndex, device: DeviceIndex) {
    let device = world.devices[device].screen.me.as_ref().expect("shown at once").device;
    world.ask(by, Command::RemoveDevice { device, reason: "Lost on a train".into() });
    world.settle();
}

fn bodies(world: &World, device: DeviceIndex, room: RoomId) -> Vec<Body> {
    world.devices[device].screen.entries(room).map(|entry| entry.body.clone()).collect()
}

fn refused(world: &World, device: DeviceIndex) -> Option<NoticeKind> {
    world.devices[device].screen.refused
}

/// How many devices of a person a device shows as members.
fn devices_of(world: &World, device: DeviceIndex, room: RoomId, name: &str) -> u32 {
    let members = &world.devices[device].screen.opened[&room].members;
    members.iter().find(|member| member.name == name).map_or(0, |member| member.devices)
}

#[test]
fn a_linked_device_is_the_same_person_and_enters_that_persons_rooms() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    world.note(RUTH, room, "Said before the phone was there.");
    let phone = world.link(RUTH);
    assert_eq!(world.person(phone), world.person(RUTH));
    world.pass(A_MOMENT);
    world.open(room);
    world.note(MINA, room, "Read on both.");
    world.note(phone, room, "Written on the phone.");
    world.note(RUTH, room, "Written on the laptop.");
    let after = ["Read on both.", "Written on the phone.", "Written on the laptop."];
    assert_eq!(world.notes(phone, room), after);
    for device in [RUTH, MINA] {
        assert_eq!(world.notes(device, room), [&["Said before the phone was there."][..], &after].concat());
        assert_eq!(devices_of(&world, device, room, "Ruth Kember"), 2);
        assert_eq!(world.members(device, room), ["Mina Sorrell", "Ruth Kember"]);
    }
    assert_eq!(bodies(&world, phone, room)[0], Body::Begins, "its history says where it begins");
    let told = Body::DevicesAdded { people: vec!["Ruth Kember".into()] };
    assert!(bodies(&world, MINA, room).contains(&told) && !bodies(&world, MINA, room).contains(&Body::Begins));
    for device in [RUTH, MINA, phone] {
        assert_eq!(world.devices[device].screen.notices, []);
    }
}

#[test]
fn what_another_device_of_the_same_person_wrote_is_ones_own() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    let phone = world.link(RUTH);
    world.pass(A_MOMENT);
    world.open(room);
    let unread = |world: &World| world.devices[RUTH].screen.rooms[0].unread;
    let before = unread(&world);
    world.note(phone, room, "Written on the phone.");
    world.pass(70_000);
    let entry = world.devices[RUTH].screen.entries(room).last().expect("it came").clone();
    assert!(entry.own, "{entry:?}");
    assert_eq!(entry.delivery, Delivery::Delivered { to: 1, of: 1 }, "people are counted, not devices");
    assert_eq!(unread(&world), before);
}

#[test]
fn a_linked_device_is_let_in_by_others_while_its_persons_first_device_is_away() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA]);
    let fragment = world.device_link(RUTH);
    world.disconnect(RUTH);
    world.devices[RUTH].online = false;
    let phone = world.join(&fragment, "Ruth Kember");
    world.pass(A_MOMENT);
    world.open(room);
    world.note(MINA, room, "Let in by the other agency.");
    assert_eq!(world.notes(phone, room), ["Let in by the other agency."]);
}

#[test]
fn rooms_made_afterwards_and_people_asked_in_afterwards_have_all_devices() {
    let mut world = World::tidemark(1);
    let (phone, tablet) = (world.link(RUTH), world.link(MINA));
    let room = world.room(RUTH, &[MINA, SAM]);
    world.pass(A_MOMENT);
    world.open(room);
    world.note(SAM, room, "For everybody.");
    for device in [RUTH, phone, MINA, tablet, SAM] {
        assert_eq!(world.notes(device, room), ["For everybody."]);
    }
    assert_eq!([devices_of(&world, SAM, room, "Ruth Kember"), devices_of(&world, SAM, room, "Mina Sorrell")], [2, 2]);
}

#[test]
fn who_is_removed_from_a_room_is_removed_with_every_device_and_none_comes_back() {
    let mut world = World::tidemark(1);
    let phone = world.link(RUTH);
    let room = world.room(MINA, &[RUTH, SAM]);
    world.pass(A_MOMENT);
    world.remove(MINA, room, RUTH, "Related to the subject");
    world.pass(A_MOMENT);
    world.note(MINA, room, "The name is M. Dray.");
    for device in [RUTH, phone] {
        assert_eq!(world.phase(device, room), RoomPhase::Removed);
        assert_eq!(world.notes(device, room), [] as [&str; 0]);
    }
    assert_eq!(world.members(SAM, room), ["Mina Sorrell", "Sam Orrin"]);
}

#[test]
fn who_leaves_on_one_device_has_left_on_all() {
    let mut world = World::tidemark(1);
    let phone = world.link(RUTH);
    let room = world.room(MINA, &[RUTH]);
    world.pass(A_MOMENT);
    world.ask(phone, Command::Leave { room });
    world.pass(A_MOMENT);
    assert_eq!([RUTH, phone].map(|device| world.phase(device, room)), [RoomPhase::Left, RoomPhase::Left]);
    assert_eq!(world.members(MINA, room), ["Mina Sorrell"]);
}

#[test]
fn a_lost_device_is_taken_out_by_the_one_that_linked_it_and_the_person_stays() {
    let mut world = World::tidemark(1);
    let phone = world.link(RUTH);
    let room = world.room(MINA, &[RUTH]);
    world.pass(A_MOMENT);
    world.open(room);
    remove(&mut world, RUTH, phone);
    assert_eq!(refused(&world, phone), Some(NoticeKind::Revoked), "turned away at once");
    world.pass(A_MOMENT);
    world.note(MINA, room, "Not for whoever found the phone.");
    assert_eq!(world.notes(RUTH, room), ["Not for whoever found the phone."]);
    assert_eq!(world.notes(phone, room), [] as [&str; 0]);
    for device in [RUTH, MINA] {
        assert_eq!(devices_of(&world, device, room, "Ruth Kember"), 1);
        assert_eq!(world.devices[device].screen.notices, []);
    }
    assert_eq!(world.devices[RUTH].screen.devices.len(), 1);
    // Both agencies' registers say so: it is not asked into a new room.
    let later = world.room(SAM, &[RUTH, MINA]);
    world.pass(A_MOMENT);
    world.open(later);
    assert_eq!(devices_of(&world, MINA, later, "Ruth Kember"), 1);
}

#[test]
fn a_lost_first_device_is_taken_out_by_an_administrator_with_what_it_linked() {
    let mut world = World::tidemark(1);
    let phone = world.link(RUTH);
    let room = world.room(MINA, &[RUTH, SAM]);
    world.pass(A_MOMENT);
    world.open(room);
    remove(&mut world, PAT, RUTH);
    assert_eq!([RUTH, phone].map(|device| refused(&world, device)), [Some(NoticeKind::Revoked); 2]);
    world.pass(A_MOMENT);
    world.note(SAM, room, "After the laptop was stolen.");
    assert_eq!(world.members(MINA, room), ["Mina Sorrell", "Sam Orrin"]);
    for device in [RUTH, phone] {
        assert_eq!(world.notes(device, room), [] as [&str; 0]);
    }
}

#[test]
fn a_device_takes_out_neither_itself_nor_what_it_did_not_link() {
    let mut world = World::tidemark(1);
    let phone = world.link(RUTH);
    for (by, whom) in [(RUTH, RUTH), (phone, RUTH), (phone, phone), (RUTH, SAM), (SAM, phone), (ROBIN, phone)] {
        remove(&mut world, by, whom);
        let notice = world.devices[by].screen.notices.pop().map(|notice| notice.kind);
        assert_eq!(notice, Some(NoticeKind::NotPossible), "{by} {whom}");
    }
    assert_eq!(refused(&world, phone), None);
    let shown = |device: DeviceIndex| {
        let devices = &world.devices[device].screen.devices;
        devices.iter().map(|one| (one.this, one.linked_by.is_some(), one.removable)).collect::<Vec<_>>()
    };
    assert_eq!(shown(RUTH), [(true, false, false), (false, true, true)]);
    assert_eq!(shown(phone), [(false, false, false), (true, true, false)]);
    assert!(world.devices[RUTH].screen.may_link && !world.devices[phone].screen.may_link);
    world.ask(phone, Command::LinkDevice);
    let notice = world.devices[phone].screen.notices.pop().map(|notice| notice.kind);
    assert_eq!((notice, world.devices[phone].screen.device_link.take()), (Some(NoticeKind::NotPossible), None));
}

#[test]
fn an_administrator_links_a_further_device_that_is_no_administrators() {
    let mut world = World::tidemark(1);
    let tablet = world.link(PAT);
    assert_eq!(world.person(tablet), world.person(PAT));
    assert!(!world.devices[tablet].screen.me.as_ref().unwrap().administrator);
    let room = world.room(PAT, &[MINA]);
    world.pass(A_MOMENT);
    world.open(room);
    world.note(MINA, room, "Read on both.");
    assert_eq!(world.notes(tablet, room), ["Read on both."]);
    world.ask(tablet, Command::Invite { name: "A".into(), role: "B".into(), valid_for_ms: 60_000 });
    assert_eq!(world.devices[tablet].screen.notices.pop().map(|notice| notice.kind), Some(NoticeKind::NotPossible));
    remove(&mut world, PAT, tablet);
    assert_eq!(refused(&world, tablet), Some(NoticeKind::Revoked));
    world.pass(A_MOMENT);
    assert_eq!(devices_of(&world, MINA, room, "Pat Imber"), 1);
    assert_eq!(world.devices[PAT].screen.devices.len(), 1);
}

#[test]
fn a_link_makes_one_device_and_only_for_ten_minutes() {
    let mut world = World::tidemark(1);
    let fragment = world.device_link(RUTH);
    let phone = world.join(&fragment, "Ruth Kember");
    world.settle();
    let copy = world.join(&fragment, "somebody");
    world.settle();
    assert_eq!([refused(&world, phone), refused(&world, copy)], [None, Some(NoticeKind::InviteUsed)]);
    assert_eq!(world.devices[RUTH].screen.devices.len(), 2);
    let fragment = world.device_link(RUTH);
    world.pass(10 * 60 * 1000 + 1);
    let late = world.join(&fragment, "somebody");
    world.settle();
    assert_eq!(refused(&world, late), Some(NoticeKind::PassExpired));
    world.pass(3 * 24 * 60 * 60 * 1000);
    world.disconnect(phone);
    world.settle();
    assert_eq!(refused(&world, phone), None, "what a link made lives on");
}

#[test]
fn a_link_ends_by_the_relays_clock() {
    let mut world = World::tidemark(1);
    let hour = 60 * 60 * 1000;
    world.lie = Some(Box::new(move |device, frame| match frame {
        RelayFrame::Ready { at, limits, shelf, mailbox } if device == RUTH => {
            vec![RelayFrame::Ready { at: UnixMillis(at.0 + hour), limits, shelf, mailbox }]
        }
        frame => vec![frame],
    }));
    world.disconnect(RUTH);
    world.settle();
    let link = InviteLink::parse(&world.device_link(RUTH)).unwrap();
    assert_eq!(link.expires(), UnixMillis(world.now.0 + hour + 10 * 60 * 1000));
}

#[test]
fn a_revocation_that_was_made_while_offline_is_told_later_to_the_relay_first() {
    let mut world = World::tidemark(1);
    let phone = world.link(RUTH);
    world.disconnect(RUTH);
    world.devices[RUTH].online = false;
    remove(&mut world, RUTH, phone);
    assert_eq!(refused(&world, phone), None);
    world.kill(RUTH);
    world.revive(RUTH);
    world.devices[RUTH].online = true;
    world.pass(A_MOMENT);
    assert_eq!(refused(&world, phone), Some(NoticeKind::Revoked));
    assert_eq!(world.devices[RUTH].screen.devices.len(), 1);
    assert_eq!(world.devices[RUTH].screen.notices, []);
}

#[test]
fn a_damaged_or_forged_link_is_told_apart_before_anything_is_made() {
    let mut world = World::tidemark(1);
    let good = world.device_link(RUTH);
    let link = InviteLink::parse(&good).unwrap();
    assert!(link.is_further_device());
    assert_eq!(link.card().unwrap().name, "Ruth Kember");
    let bytes = data_encoding::BASE64URL_NOPAD.decode(good.as_bytes()).unwrap();
    let mut damaged = 0;
    for place in 0..bytes.len() {
        let mut spoilt = bytes.clone();
        spoilt[place] ^= 1;
        match InviteLink::parse(&data_encoding::BASE64URL_NOPAD.encode(&spoilt)) {
            // The register's key is no part of what is signed; a wrong one opens nothing.
            Ok(_) => assert!((34..66).contains(&place), "byte {place} can be changed"),
            Err(InviteLinkError::Damaged) => damaged += 1,
            Err(InviteLinkError::Forged) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert!(damaged > 0);
    assert_eq!(InviteLink::parse(&good[..good.len() / 2]).unwrap_err(), InviteLinkError::Damaged);
}

#[test]
fn a_device_says_that_it_begins_here_only_where_its_person_was_before() {
    let mut world = World::tidemark(1);
    let (phone, before) = (world.link(RUTH), world.room(MINA, &[SAM]));
    world.ask(MINA, Command::AddPeople { room: before, people: vec![world.person(RUTH)], release: None });
    world.pass(A_MOMENT);
    world.open(before);
    world.settle();
    for device in [RUTH, phone] {
        assert!(!bodies(&world, device, before).contains(&Body::Begins), "{device}");
        assert!(bodies(&world, device, before).contains(&Body::Joined), "{device}");
    }
}
