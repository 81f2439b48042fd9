//! Versions of a record, read as they were closed: by who was there, by who joined later, whatever came after.

use super::*;
use marram_core::view::{Body, Delivery, VersionView};
use marram_core::work::Plan;

fn decision(enquiry: Enquiry) -> Work {
    let (child, rationale) = ("A".to_owned(), "As agreed.".to_owned());
    Work::Decision(Decision { child, threshold: true, enquiry, rationale })
}

/// Closes a version without a quorum.
fn close(world: &mut World, room: RoomId) {
    say(world, MINA, room, Work::QuorumOverridden { reason: "Health cannot come tonight.".into() });
    finalise(world, MINA, room);
}

/// A room with a first version: both take part, and the decision for the child is a joint enquiry.
fn first_version(world: &mut World) -> RoomId {
    let room = world.room(MINA, &[RUTH]);
    say(world, MINA, room, discussion());
    for device in [MINA, RUTH] {
        say(world, device, room, Work::Attends);
    }
    say(world, MINA, room, decision(Enquiry::Joint));
    close(world, room);
    room
}

fn read(world: &mut World, device: DeviceIndex, room: RoomId, version: u32) -> Option<VersionView> {
    world.devices[device].screen.version = None;
    world.ask(device, Command::ShowVersion { room, version });
    world.devices[device].screen.version.clone()
}

fn enquiries(plan: &Plan) -> Vec<Enquiry> {
    plan.decided().iter().map(|made| made.what.enquiry).collect()
}

fn now(world: &World, device: DeviceIndex, room: RoomId) -> &Plan {
    &view(world, device, room).matter.as_ref().expect("work").plan
}

#[test]
fn a_version_reads_as_it_was_closed_whatever_is_decided_or_whoever_goes_afterwards() {
    let mut world = World::tidemark(61);
    let room = first_version(&mut world);
    let first = read(&mut world, MINA, room, 1).expect("closed");
    assert_eq!(enquiries(&first.plan), [Enquiry::Joint]);
    assert_eq!((first.plan.attending.len(), first.lacking), (2, 0));
    assert_eq!(first.plan.overridden.as_ref().map(|made| &*made.what), Some("Health cannot come tonight."));
    let information = first.plan.decisions[0].event;
    say(&mut world, MINA, room, Work::Correction { of: information, text: "Said on Friday.".into() });
    say(&mut world, MINA, room, decision(Enquiry::None));
    close(&mut world, room);
    assert_eq!(enquiries(now(&world, RUTH, room)), [Enquiry::None]);
    assert_eq!(read(&mut world, RUTH, room, 1), Some(first.clone()));
    let second = read(&mut world, RUTH, room, 2).expect("closed");
    assert_eq!((enquiries(&second.plan), second.plan.decisions.len()), (vec![Enquiry::None], 2));
    assert_eq!((first.corrections.len(), second.corrections.len()), (0, 1));
    world.remove(MINA, room, RUTH, "Left the team.");
    assert_eq!(now(&world, MINA, room).attending.len(), 1);
    assert_eq!(read(&mut world, MINA, room, 1), Some(first.clone()), "who took part then is not forgotten");
    world.ask(MINA, Command::Close { room, reason: "Done.".into() });
    world.settle();
    world.kill(MINA);
    world.revive(MINA);
    world.settle();
    assert_eq!(read(&mut world, MINA, room, 1), Some(first), "of a closed room, after a restart");
    assert_eq!(read(&mut world, MINA, room, 3), None);
}

#[test]
fn who_was_out_for_a_night_and_came_back_reads_the_versions_of_before_and_of_the_night_as_everybody_does() {
    let mut world = World::tidemark(63);
    let room = first_version(&mut world);
    world.remove(MINA, room, RUTH, "Off duty.");
    say(&mut world, MINA, room, decision(Enquiry::None));
    close(&mut world, room);
    let ruth = world.person(RUTH);
    world.ask(MINA, Command::AddPeople { room, people: vec![ruth], release: None });
    world.settle();
    world.ask(MINA, Command::Release { room, people: vec![ruth], events: None, reason: "Takes over again.".into() });
    world.settle();
    say(&mut world, MINA, room, decision(Enquiry::Joint));
    assert_eq!(now(&world, RUTH, room).decided(), now(&world, MINA, room).decided());
    for version in [1, 2] {
        let [hers, minas] = [RUTH, MINA].map(|device| read(&mut world, device, room, version).expect("closed"));
        assert_eq!((hers.lacking, enquiries(&hers.plan)), (0, enquiries(&minas.plan)), "version {version}");
    }
}

#[test]
fn who_joined_later_is_told_how_many_entries_of_a_version_they_lack_until_those_are_released() {
    let mut world = World::tidemark(62);
    let room = first_version(&mut world);
    let sam = world.person(SAM);
    world.ask(MINA, Command::AddPeople { room, people: vec![sam], release: None });
    world.settle();
    world.open(room);
    assert_eq!(read(&mut world, SAM, room, 1), None);
    assert_eq!(world.devices[SAM].screen.notices.last().map(|notice| notice.kind), Some(NoticeKind::NotPossible));
    say(&mut world, MINA, room, decision(Enquiry::Single));
    close(&mut world, room);
    let whole = read(&mut world, MINA, room, 2).expect("closed");
    assert_eq!((whole.plan.decisions.len(), whole.lacking), (2, 0));
    let part = read(&mut world, SAM, room, 2).expect("closed while he was there");
    // The discussion, who takes part, the first decision and why the chair went on.
    assert_eq!((enquiries(&part.plan), part.plan.decisions.len(), part.lacking), (vec![Enquiry::Single], 1, 5));
    world.ask(MINA, Command::Release { room, people: vec![sam], events: None, reason: "Takes over.".into() });
    world.settle();
    assert_eq!(read(&mut world, SAM, room, 2), Some(whole));
    let first = read(&mut world, MINA, room, 1);
    assert_eq!(read(&mut world, SAM, room, 1), first);
}

#[test]
fn nobody_is_asked_for_a_version_that_they_cannot_read_and_nothing_counts_as_delivered_to_who_came_after_it() {
    let mut world = World::tidemark(64);
    let room = first_version(&mut world);
    let sam = world.person(SAM);
    world.pass(60_000);
    world.open(room);
    let closed = |world: &World, device: DeviceIndex| {
        let mut entries = world.devices[device].screen.entries(room);
        let is_it = |body: &Body| matches!(body, Body::Work { work } if matches!(**work, Work::Finalised { .. }));
        entries.find(|entry| is_it(&entry.body)).expect("the version").delivery
    };
    assert_eq!(closed(&world, MINA), Delivery::Delivered { to: 1, of: 1 });
    world.ask(MINA, Command::AddPeople { room, people: vec![sam], release: None });
    world.settle();
    world.pass(60_000);
    world.open(room);
    world.settle();
    assert_eq!(closed(&world, MINA), Delivery::Delivered { to: 1, of: 1 }, "Sam has not got it");
    assert_eq!(view(&world, MINA, room).lacking_versions, [(1, sam)]);
    world.ask(MINA, Command::Release { room, people: vec![sam], events: None, reason: "Takes over.".into() });
    world.settle();
    assert_eq!(view(&world, MINA, room).lacking_versions, [], "he reads it now, and is asked");
    let ruth = world.person(RUTH);
    world.remove(MINA, room, RUTH, "Off duty");
    world.ask(MINA, Command::AddPeople { room, people: vec![ruth], release: None });
    world.settle();
    assert_eq!(view(&world, MINA, room).lacking_versions, [], "she was there when it was closed");
    say(&mut world, RUTH, room, decision(Enquiry::Single));
    close(&mut world, room);
    for device in [MINA, RUTH] {
        world.ask(device, Command::OpenRoom { room });
        world.settle();
        let second = view(&world, device, room).lacking_versions.iter().filter(|(version, _)| *version == 2).count();
        assert_eq!(second, 0, "she has come back, and reads what is closed now");
    }
}
