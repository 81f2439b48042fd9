//! An administrator's approval in the place of a spoken passphrase: whoever opens the link waits, and is nobody until then.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::command::Newcomer;
use marram_core::identity::{InviteLink, RootKey};
use marram_core::view::{Connection, NoticeKind, StaffState, StaffView, WaitsView};
use marram_core::{Command, PersonId};
use marram_protocol::{Token, UnixMillis};
use marram_tests::sim::{DeviceIndex, ROBIN, RUTH, World};

const A_MOMENT: u64 = 10_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Robin invites Hal, who needs approval.
fn invites_hal(world: &mut World) -> (PersonId, String) {
    let hal = Newcomer { name: "Hal Verrin".into(), role: "LADO".into(), spoken: None, approval: true };
    world.ask(ROBIN, Command::InvitePeople { people: vec![hal], valid_for_ms: DAY_MS });
    world.settle();
    world.devices[ROBIN].screen.invited.pop().expect("the invite stands in the register")
}

/// Hal opens the link, and waits.
fn hal_waits(world: &mut World) -> (PersonId, String, DeviceIndex) {
    let (person, fragment) = invites_hal(world);
    let hal = world.join(&fragment, "Hal Verrin");
    world.settle();
    (person, fragment, hal)
}

fn staff(world: &World, person: PersonId) -> StaffView {
    let view = world.devices[ROBIN].screen.administration.as_ref().expect("an administrator");
    view.people.iter().find(|staff| staff.id == person).expect("invited").clone()
}

fn waits(world: &World, person: PersonId) -> WaitsView {
    staff(world, person).waits.expect("somebody waits")
}

/// The number that Hal's own page shows.
fn number(world: &World, hal: DeviceIndex) -> String {
    world.devices[hal].screen.waiting.as_ref().expect("waits").number.clone()
}

fn approves(world: &mut World, person: PersonId, number: &str) {
    world.ask(ROBIN, Command::Approve { person, number: number.to_owned() });
    world.settle();
    world.pass(A_MOMENT);
}

fn knows_nothing(world: &World, hal: DeviceIndex) {
    let screen = &world.devices[hal].screen;
    assert!(screen.directory.is_empty() && screen.rooms.is_empty() && screen.desks.is_empty());
    assert_eq!(screen.me.as_ref().unwrap().name, "Hal Verrin", "what stands in the link");
}

#[test]
fn who_waits_is_let_in_once_both_have_compared_the_number_and_is_a_member_like_any_other() {
    let mut world = World::tidemark(1);
    let (person, _, hal) = hal_waits(&mut world);
    assert!(staff(&world, person).needs_approval && matches!(staff(&world, person).state, StaffState::Invited { .. }));
    knows_nothing(&world, hal);
    assert!(world.devices[hal].screen.waiting.as_ref().unwrap().said);
    assert_eq!(waits(&world, person).number, number(&world, hal));
    assert_eq!(waits(&world, person).device_name, "office laptop");
    // Nobody else sees more than an invite, and nobody can ask them into a room.
    assert!(world.devices[RUTH].screen.person("Hal Verrin").is_none());
    // Another number than the one that waits lets nobody in.
    approves(&mut world, person, "00000 00000 00000 00000");
    assert!(world.devices[hal].screen.waiting.is_some());

    let compared = number(&world, hal);
    approves(&mut world, person, &compared);
    assert_eq!(world.devices[hal].screen.waiting, None);
    assert_eq!(world.devices[hal].screen.connection, Some(Connection::Online { waiting: 0 }));
    assert_eq!(staff(&world, person).state, StaffState::Joined);
    assert!(!staff(&world, person).needs_approval && staff(&world, person).waits.is_none());
    let room = world.room(RUTH, &[hal]);
    world.open(room);
    world.note(hal, room, "Thank you for letting me in.");
    assert_eq!(world.notes(RUTH, room).last(), Some(&"Thank you for letting me in."));
}

#[test]
fn waiting_and_approving_survive_restarts_on_both_sides_and_connections_that_are_lost() {
    let mut world = World::tidemark(2);
    let (person, fragment) = invites_hal(&mut world);
    world.kill(ROBIN);
    let hal = world.join(&fragment, "Hal Verrin");
    world.settle();
    let before = number(&world, hal);
    world.kill(hal);
    world.revive(hal);
    world.settle();
    assert_eq!(number(&world, hal), before, "the same device, the same number");
    knows_nothing(&world, hal);
    // Robin's program was not there, and finds who waits when it is.
    world.revive(ROBIN);
    world.settle();
    assert_eq!(waits(&world, person).number, before);
    // Approved without a connection: it goes out with the next one, also after another start.
    world.devices[ROBIN].online = false;
    world.disconnect(ROBIN);
    approves(&mut world, person, &before);
    world.kill(ROBIN);
    world.revive(ROBIN);
    world.kill(hal);
    world.revive(hal);
    world.settle();
    assert!(world.devices[hal].screen.waiting.is_some());
    world.devices[ROBIN].online = true;
    world.pass(A_MOMENT);
    world.pass(A_MOMENT);
    assert_eq!(world.devices[hal].screen.waiting, None);
    assert_eq!(staff(&world, person).state, StaffState::Joined);
    world.kill(hal);
    world.revive(hal);
    world.settle();
    assert_eq!(world.devices[hal].screen.connection, Some(Connection::Online { waiting: 0 }));
}

#[test]
fn a_copied_link_lets_nobody_else_wait_and_the_link_alone_makes_no_device() {
    let mut world = World::tidemark(3);
    let (person, fragment, hal) = hal_waits(&mut world);
    let copy = world.join(&fragment, "Somebody else");
    world.settle();
    assert_eq!(world.devices[copy].screen.refused, Some(NoticeKind::InviteUsed));
    assert_eq!(waits(&world, person).number, number(&world, hal), "the first counts, and is what is compared");
    assert!(InviteLink::parse(&fragment).unwrap().is_waiting());
    let compared = number(&world, hal);
    approves(&mut world, person, &compared);
    world.devices[copy].online = false;
    world.disconnect(copy);
    world.devices[copy].online = true;
    world.settle();
    assert_eq!(world.devices[copy].screen.refused, Some(NoticeKind::InviteUsed));
    knows_nothing_of_the_agency(&world, copy);
}

fn knows_nothing_of_the_agency(world: &World, device: DeviceIndex) {
    let screen = &world.devices[device].screen;
    assert!(screen.directory.is_empty() && screen.rooms.is_empty());
}

#[test]
fn who_is_refused_is_told_and_stays_nobody() {
    let mut world = World::tidemark(4);
    let (person, _, hal) = hal_waits(&mut world);
    world.ask(ROBIN, Command::WithdrawInvite { person });
    world.settle();
    assert_eq!(world.devices[hal].screen.refused, Some(NoticeKind::NotApproved));
    assert!(matches!(staff(&world, person).state, StaffState::Withdrawn(_)));
    assert!(staff(&world, person).waits.is_none());
    // Nor can it be approved after all.
    let compared = number(&world, hal);
    approves(&mut world, person, &compared);
    assert_eq!(world.devices[hal].screen.refused, Some(NoticeKind::NotApproved));
    knows_nothing_of_the_agency(&world, hal);
}

#[test]
fn after_the_links_last_moment_nobody_waits_or_is_let_in_by_it() {
    let mut world = World::tidemark(6);
    let (person, _, hal) = hal_waits(&mut world);
    let (other, late) = invites_hal(&mut world);
    // Approved in time, but come back too late: the relay says so.
    world.devices[hal].online = false;
    world.disconnect(hal);
    let compared = number(&world, hal);
    approves(&mut world, person, &compared);
    world.pass(DAY_MS);
    world.devices[hal].online = true;
    world.pass(A_MOMENT);
    world.pass(A_MOMENT);
    assert_eq!(world.devices[hal].screen.refused, Some(NoticeKind::PassExpired));
    // Opened too late.
    let too_late = world.join(&late, "Hal Verrin");
    world.settle();
    assert_eq!(world.devices[too_late].screen.refused, Some(NoticeKind::PassExpired));
    assert!(staff(&world, other).waits.is_none());
}

#[test]
fn who_waits_past_the_links_last_moment_is_told_and_cannot_be_approved() {
    let mut world = World::tidemark(7);
    let (person, _, hal) = hal_waits(&mut world);
    let over = |world: &World| world.devices[hal].screen.waiting.as_ref().unwrap().over;
    assert!(!over(&world));
    world.pass(DAY_MS + A_MOMENT);
    assert!(over(&world));
    let compared = number(&world, hal);
    approves(&mut world, person, &compared);
    assert!(world.devices[hal].screen.waiting.is_some());
    assert_ne!(staff(&world, person).state, StaffState::Joined);
}

/// Robin and Mina administer one agency; Hal waits for Robin.
fn hal_waits_for_one_of_two() -> (World, DeviceIndex, DeviceIndex, PersonId, DeviceIndex) {
    let mut world = World::new(8);
    let (root, token) = (RootKey::from_bytes([5; 32]), Token([9; 32]));
    world.admitted.hand_out(token, UnixMillis(world.now.0 + DAY_MS));
    let robin = world.found_by_link("Calderfen Council", "Robin Ashe", &root, token);
    world.settle();
    let mina = world.invite(robin, "Mina Sorrell", "Team manager");
    let device = world.devices[mina].screen.me.as_ref().unwrap().device;
    world.ask(robin, Command::AppointAdministrator { device, phrase: root.phrase() });
    world.settle();
    world.pass(A_MOMENT);
    let newcomer = Newcomer { name: "Hal Verrin".into(), role: "LADO".into(), spoken: None, approval: true };
    world.ask(robin, Command::InvitePeople { people: vec![newcomer], valid_for_ms: DAY_MS });
    world.settle();
    let (person, fragment) = world.devices[robin].screen.invited.pop().unwrap();
    let hal = world.join(&fragment, "Hal Verrin");
    world.settle();
    assert!(world.devices[hal].screen.waiting.as_ref().unwrap().said);
    (world, robin, mina, person, hal)
}

#[test]
fn another_administrators_withdrawal_ends_the_waiting_once_the_inviting_one_is_there() {
    let (mut world, robin, mina, person, hal) = hal_waits_for_one_of_two();
    world.devices[robin].online = false;
    world.disconnect(robin);
    world.ask(mina, Command::WithdrawInvite { person });
    world.settle();
    assert_eq!(world.devices[hal].screen.refused, None);
    world.devices[robin].online = true;
    world.settle();
    world.pass(A_MOMENT);
    assert_eq!(world.devices[hal].screen.refused, Some(NoticeKind::NotApproved));
}

#[test]
fn ending_the_administrator_ends_who_waits_for_them() {
    let (mut world, robin, mina, _, hal) = hal_waits_for_one_of_two();
    let person = world.person(robin);
    world.ask(mina, Command::RevokePerson { person, reason: "Left".into(), also: vec![] });
    world.settle();
    assert_eq!(world.devices[hal].screen.refused, Some(NoticeKind::NotApproved));
}
