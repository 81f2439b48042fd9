//! Blind escalation: what nobody accepts in time reaches the deputies, with every client stopped and across a relay's
//! restart, and an acceptance cannot come apart from its cancellation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::Command;
use marram_core::work::template::Template;
use marram_core::work::{HoldingState, Work};
use marram_tests::forms::police_referral;
use marram_tests::sim::{JO, MINA, ROBIN, RUTH, World};

const MINUTE: u64 = 60_000;

/// Wexmoor sends Calderfen's desk a referral that is to be accepted within a minute; nobody is to hear of it but its room.
fn sent(world: &mut World) -> marram_core::RoomId {
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
