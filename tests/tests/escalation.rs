//! Blind escalation: what nobody accepts in time reaches the deputies, with every client stopped and across a relay's
//! restart, and an acceptance cannot come apart from its cancellation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::identity::DeskTerms;
use marram_core::view::Body;
use marram_core::work::template::Template;
use marram_core::work::{DeskRef, HoldingState, Uncounted, Work};
use marram_core::{Command, PersonId, RoomId};
use marram_tests::forms::police_referral;
use marram_tests::sim::{DeviceIndex, JO, MINA, PAT, ROBIN, RUTH, SAM, World, accepts_instead_of_opening};

const MINUTE: u64 = 60_000;

/// Wexmoor sends Calderfen's desk a referral that is to be accepted within a minute; nobody is to hear of it but its room.
fn sent(world: &mut World) -> RoomId {
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA, JO], &[ROBIN]);
    world.ask(MINA, Command::GoOnDuty { desk: desk.desk });
    world.settle();
    let room = world.refer(RUTH, &desk, "WX-204", police_referral("WX-204"), Some(MINUTE));
    assert_eq!(world.devices[ROBIN].screen.alerts, []);
    room
}

fn stop_everybody(world: &mut World) {
    for device in 0..world.devices.len() {
        world.kill(device);
    }
}

fn alerted(world: &World) -> Vec<String> {
    world.devices[ROBIN].screen.alerts.iter().map(|alert| alert.referral.reference.clone()).collect()
}

#[test]
fn with_every_client_stopped_the_deputy_is_alerted_with_a_copy_of_the_referral() {
    let mut world = World::tidemark(51);
    let room = sent(&mut world);
    stop_everybody(&mut world);
    world.pass(2 * MINUTE);
    world.revive(ROBIN);
    world.settle();
    let alert = &world.devices[ROBIN].screen.alerts[0];
    assert_eq!((alert.room, alert.from.name.as_str(), alert.in_room), (room, "Ruth Kember", false));
    let template = Template::of(&alert.referral.form).expect("known here");
    assert_eq!(template.id.0, "police-referral");
    assert_eq!(alert.referral.form.text(&"subject-name".into()), "M. Dray");
}

#[test]
fn a_relay_that_was_away_at_the_deadline_alerts_when_it_is_back() {
    let mut world = World::tidemark(52);
    sent(&mut world);
    stop_everybody(&mut world);
    world.crash_relay();
    world.now.0 += 3 * MINUTE;
    world.start_relay();
    world.pass(1);
    world.revive(ROBIN);
    world.settle();
    assert_eq!(alerted(&world), ["WX-204"]);
}

#[test]
fn an_acceptance_cancels_the_alert() {
    let mut world = World::tidemark(53);
    let room = sent(&mut world);
    world.ask(MINA, Command::Work { room, work: Box::new(Work::Accepted) });
    world.settle();
    stop_everybody(&mut world);
    world.pass(2 * MINUTE);
    world.revive(ROBIN);
    world.settle();
    assert_eq!(alerted(&world), Vec::<String>::new());
}

#[test]
fn an_acceptance_that_the_relay_never_stored_cancels_nothing() {
    let mut world = World::tidemark(54);
    let room = sent(&mut world);
    world.ask(MINA, Command::Work { room, work: Box::new(Work::Accepted) });
    // It is on its way when everything stops.
    world.devices[MINA].up.clear();
    stop_everybody(&mut world);
    world.pass(2 * MINUTE);
    world.revive(ROBIN);
    world.settle();
    assert_eq!(alerted(&world), ["WX-204"]);
}

#[test]
fn while_a_member_is_online_the_deputies_are_let_in_with_the_record_and_can_accept() {
    let mut world = World::tidemark(55);
    let room = sent(&mut world);
    world.pass(3 * MINUTE);
    assert_eq!(alerted(&world), ["WX-204"]);
    assert!(world.devices[ROBIN].screen.alerts[0].in_room);
    world.open(room);
    world.settle();
    world.ask(ROBIN, Command::Work { room, work: Box::new(Work::Accepted) });
    world.settle();
    let line = |device: usize| {
        let rooms = &world.devices[device].screen.rooms;
        rooms.iter().find(|one| one.id == room).and_then(|one| one.work.clone()).expect("a referral")
    };
    assert_eq!((line(RUTH).state, line(RUTH).holder), (HoldingState::Accepted, Some("Robin Ashe".into())));
    assert_eq!(alerted(&world), Vec::<String>::new(), "put away by itself");
}

#[test]
fn a_deputys_further_device_is_alerted_too() {
    let mut world = World::tidemark(56);
    // An administrator's further device is nobody's deputy: Jo's is.
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA], &[JO]);
    world.refer(RUTH, &desk, "WX-204", police_referral("WX-204"), Some(MINUTE));
    let phone = world.link(JO);
    world.pass(20_000);
    stop_everybody(&mut world);
    world.pass(2 * MINUTE);
    world.revive(phone);
    world.settle();
    assert_eq!(world.devices[phone].screen.alerts.len(), 1);
}

#[test]
fn with_nobody_on_duty_everybody_of_the_desk_gets_the_work() {
    let mut world = World::tidemark(57);
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA, JO], &[ROBIN]);
    let room = world.refer(RUTH, &desk, "WX-205", police_referral("WX-205"), None);
    world.open(room);
    world.settle();
    assert_eq!(world.members(RUTH, room), ["Jo Ledbit", "Mina Sorrell", "Ruth Kember"]);
}

/// Ruth sent the referral, so that no rule lets her accept it. Her client was changed, and says so all the same; then it is
/// heard no more.
fn ruth_forges_an_acceptance(world: &mut World, room: RoomId) {
    world.devices[RUTH].online = false;
    world.disconnect(RUTH);
    world.ask(RUTH, Command::Work { room, work: Box::new(Work::Opened) });
    world.kill(RUTH);
    assert_eq!(accepts_instead_of_opening(&mut world.devices[RUTH]), 1);
    world.devices[RUTH].online = true;
    world.revive(RUTH);
    world.connect(RUTH);
    let forged = |world: &World| world.wire.stored.len();
    let before = forged(world);
    // Only the relay and she: nobody else is there to see it yet, and she sees nothing that would undo it.
    while forged(world) == before {
        assert!(world.carry_up(RUTH) | world.write() | world.emit(RUTH) | world.carry_down(RUTH), "it was sent");
    }
    world.devices[RUTH].online = false;
    world.kill(RUTH);
}

fn said(world: &World, device: DeviceIndex, room: RoomId, work: &Work) -> Vec<(String, Option<Uncounted>)> {
    let said = |body: &Body| matches!(body, Body::Work { work: one } if **one == *work);
    let entries = world.devices[device].screen.entries(room).filter(|entry| said(&entry.body));
    entries.map(|entry| (entry.author_name.clone(), entry.uncounted)).collect()
}

#[test]
fn what_a_forged_acceptance_cancelled_is_armed_again_by_an_honest_member_and_the_deputy_is_woken() {
    let mut world = World::tidemark(58);
    let room = sent(&mut world);
    world.kill(MINA);
    ruth_forges_an_acceptance(&mut world, room);
    world.revive(MINA);
    world.ask(MINA, Command::OpenRoom { room });
    world.pass(10_000);
    let forged = ("Ruth Kember".to_owned(), Some(Uncounted::NotOffered));
    assert_eq!(said(&world, MINA, room, &Work::Accepted), [forged]);
    assert_eq!(said(&world, MINA, room, &Work::AlarmSet), [("Mina Sorrell".to_owned(), None)]);
    stop_everybody(&mut world);
    world.pass(2 * MINUTE);
    world.revive(ROBIN);
    world.settle();
    assert_eq!(alerted(&world), ["WX-204"]);
}

#[test]
fn a_forged_acceptance_that_no_honest_member_has_seen_wakes_nobody() {
    let mut world = World::tidemark(59);
    let room = sent(&mut world);
    world.kill(MINA);
    ruth_forges_an_acceptance(&mut world, room);
    stop_everybody(&mut world);
    world.pass(2 * MINUTE);
    world.revive(ROBIN);
    world.settle();
    assert_eq!(alerted(&world), Vec::<String>::new(), "it takes an honest member who is online: SECURITY.md says so");
}

/// Calderfen's desk holds the work and asks Wexmoor's to take it over.
fn transferred(world: &mut World) -> (RoomId, DeskRef) {
    let second = world.desk(PAT, "Wexmoor Referral Unit", &[SAM], &[PAT]);
    let room = sent(world);
    world.ask(MINA, Command::Work { room, work: Box::new(Work::Accepted) });
    world.settle();
    world.ask(MINA, Command::Transfer { room, to: second.clone(), reason: "The family has moved.".into() });
    world.settle();
    world.open(room);
    world.settle();
    (room, second)
}

fn line(world: &World, device: DeviceIndex, room: RoomId) -> marram_core::view::WorkLine {
    let rooms = &world.devices[device].screen.rooms;
    *rooms.iter().find(|one| one.id == room).and_then(|one| one.work.clone()).expect("a referral")
}

#[test]
fn a_desk_that_is_asked_to_take_work_over_has_as_long_as_the_risk_gives_and_the_sender_gave() {
    let mut world = World::tidemark(60);
    let (room, _) = transferred(&mut world);
    // The sender gave a minute, which is less than the form gives for its risk.
    let due = line(&world, MINA, room).transfer.expect("asked").due;
    assert_eq!(due.0, world.now.0 + MINUTE);
    let desk = world.desk(ROBIN, "Calderfen Emergency Duty", &[JO], &[ROBIN]);
    let high = world.refer(RUTH, &desk, "WX-206", police_referral("WX-206"), None);
    let first = line(&world, RUTH, high).due.expect("to be accepted");
    world.open(high);
    world.settle();
    let second = world.desk(PAT, "Wexmoor Online Unit", &[SAM], &[PAT]);
    world.ask(JO, Command::Work { room: high, work: Box::new(Work::Accepted) });
    world.pass(10 * MINUTE);
    world.ask(JO, Command::Transfer { room: high, to: second, reason: "Not ours.".into() });
    world.settle();
    let due = line(&world, JO, high).transfer.expect("asked").due;
    assert_eq!(due.0, first.0 + 10 * MINUTE, "the risk's clock, from when they were asked");
}

#[test]
fn a_desk_that_does_not_take_work_over_in_time_has_its_deputies_woken_and_the_first_reads_that_it_is_still_theirs() {
    let mut world = World::tidemark(61);
    let (room, second) = transferred(&mut world);
    let asked = line(&world, MINA, room);
    assert_eq!((asked.state, asked.holder.as_deref()), (HoldingState::Accepted, Some("Mina Sorrell")));
    let transfer = asked.transfer.expect("asked");
    assert_eq!((transfer.desk.as_str(), transfer.yours, transfer.ours), (second.name.as_str(), true, true));
    assert_eq!(asked.due, Some(transfer.due), "it stands on the board until it is answered");
    stop_everybody(&mut world);
    world.pass(2 * MINUTE);
    world.revive(PAT);
    world.settle();
    let alert = &world.devices[PAT].screen.alerts[0];
    assert_eq!((alert.desk.name.as_str(), alert.in_room), (second.name.as_str(), false));
    assert_eq!(alert.held.as_ref().map(|held| held.by.name.as_str()), Some("Mina Sorrell"));
    world.revive(MINA);
    world.settle();
    let late = line(&world, MINA, room);
    assert!(late.transfer.is_some_and(|transfer| transfer.due < world.now && transfer.yours));
    let reminded = world.devices[MINA].screen.dates.iter().filter(|date| date.reminder.is_some()).count();
    assert_eq!(reminded, 1, "who holds it is reminded");
    // While she is there the deputy is let in, and can take it over.
    world.pass(MINUTE);
    world.open(room);
    world.settle();
    world.ask(PAT, Command::Work { room, work: Box::new(Work::Accepted) });
    world.settle();
    for device in [MINA, PAT] {
        let taken = line(&world, device, room);
        assert_eq!((taken.holder.as_deref(), taken.transfer, taken.due), (Some("Pat Imber"), None, None));
    }
    assert_eq!(world.devices[PAT].screen.alerts, [], "put away by itself");
}

#[test]
fn a_desk_that_refuses_to_take_work_over_wakes_nobody_and_it_stays_where_it_is() {
    let mut world = World::tidemark(62);
    let (room, _) = transferred(&mut world);
    world.ask(SAM, Command::Work { room, work: Box::new(Work::Refused { reason: "It is not ours.".into() }) });
    world.settle();
    let refused = line(&world, MINA, room);
    assert_eq!((refused.holder.as_deref(), refused.transfer, refused.due), (Some("Mina Sorrell"), None, None));
    stop_everybody(&mut world);
    world.pass(2 * MINUTE);
    world.revive(PAT);
    world.settle();
    assert_eq!(world.devices[PAT].screen.alerts, []);
}

fn jo_is_the_deputy_now(world: &mut World) {
    let jo = world.person(JO);
    the_deputies_are_now(world, vec![jo]);
}

/// Calderfen's desk as it was, with other deputies.
fn the_deputies_are_now(world: &mut World, deputies: Vec<PersonId>) {
    let desk = world.devices[ROBIN].screen.desks[0].clone();
    let people = desk.people.iter().map(|one| one.id).collect();
    let terms =
        DeskTerms { name: "Calderfen Front Door".into(), purpose: desk.purpose, nation: desk.nation, people, deputies };
    world.ask(ROBIN, Command::DefineDesk { desk: Some(desk.id), terms });
    world.settle();
}

#[test]
fn a_new_deputy_is_woken_instead_of_the_one_before_once_any_member_was_online() {
    let mut world = World::tidemark(63);
    let room = sent(&mut world);
    // Whoever sealed the alert is away: another member does it.
    world.kill(RUTH);
    jo_is_the_deputy_now(&mut world);
    world.pass(20_000);
    assert_eq!(line(&world, MINA, room).desk, "Calderfen Front Door");
    stop_everybody(&mut world);
    world.pass(2 * MINUTE);
    for device in [ROBIN, JO] {
        world.revive(device);
    }
    world.settle();
    assert_eq!(alerted(&world), Vec::<String>::new());
    assert_eq!(world.devices[JO].screen.alerts.len(), 1);
}

#[test]
fn who_is_no_deputy_any_more_is_told_nothing_even_if_the_desk_has_none_then() {
    let mut world = World::tidemark(66);
    sent(&mut world);
    world.kill(RUTH);
    the_deputies_are_now(&mut world, Vec::new());
    world.pass(20_000);
    stop_everybody(&mut world);
    world.pass(2 * MINUTE);
    world.revive(ROBIN);
    world.settle();
    assert_eq!(alerted(&world), Vec::<String>::new());
}

#[test]
fn without_a_member_online_the_deputy_before_is_woken() {
    let mut world = World::tidemark(64);
    sent(&mut world);
    for device in [RUTH, MINA] {
        world.kill(device);
    }
    jo_is_the_deputy_now(&mut world);
    world.pass(2 * MINUTE);
    assert_eq!(alerted(&world), ["WX-204"]);
    assert_eq!(world.devices[JO].screen.alerts, []);
}
