//! Reminders of dates on the simulated network: once for each moment, on each device, by the relay's time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::view::DateView;
use marram_core::work::{Action, Clock, DateKind, Delay, Discussion, DueKind, KeyDate, Progress, Waiting, Work};
use marram_core::{Command, EventId, RoomId};
use marram_protocol::UnixMillis;
use marram_tests::forms::police_referral;
use marram_tests::sim::{DeviceIndex, JO, MINA, ROBIN, RUTH, SAM, World};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

fn say(world: &mut World, by: DeviceIndex, room: RoomId, work: Work) {
    world.ask(by, Command::Work { room, work: Box::new(work) });
    world.settle();
}

fn court(world: &mut World, room: RoomId, what: &str, ahead: u64) {
    let at = UnixMillis(world.now.0 + ahead);
    say(world, MINA, room, Work::KeyDate(KeyDate { kind: DateKind::Court, what: what.into(), at }));
}

fn dates(world: &World, device: DeviceIndex) -> &[DateView] {
    &world.devices[device].screen.dates
}

/// What a person is reminded of, and how many minutes before it.
fn reminded(world: &World, device: DeviceIndex) -> Vec<(String, u64)> {
    let told = dates(world, device).iter().filter_map(|date| Some((date, date.reminder?)));
    told.map(|(date, moment)| (date.due.what.clone(), (date.due.at.0 - moment.0) / MINUTE)).collect()
}

fn put_away(world: &mut World, device: DeviceIndex) {
    let told = dates(world, device).iter().filter(|date| date.reminder.is_some());
    let which = told.map(|date| (date.room, date.due.event)).collect();
    world.ask(device, Command::PutRemindersAway { which });
}

#[test]
fn every_member_is_reminded_ahead_and_when_it_is_over_once_each() {
    let mut world = World::tidemark(71);
    let room = world.room(MINA, &[RUTH]);
    court(&mut world, room, "Hearing", 3 * DAY);
    assert_eq!((reminded(&world, MINA), dates(&world, RUTH).len()), (vec![], 1));
    for before in [1_440, 60, 0] {
        let at = dates(&world, RUTH)[0].due.at;
        world.pass(at.0 - before * MINUTE - 1 - world.now.0);
        assert_eq!((reminded(&world, MINA), reminded(&world, RUTH)), (vec![], vec![]), "{before}");
        world.pass(1);
        for device in [MINA, RUTH] {
            assert_eq!(reminded(&world, device), [("Hearing".to_owned(), before)]);
            put_away(&mut world, device);
        }
    }
    world.pass(3 * DAY);
    assert_eq!(
        (reminded(&world, RUTH), dates(&world, RUTH).len()),
        (vec![], 1),
        "it stays in the list until it is settled"
    );
    let date = dates(&world, RUTH)[0].due.event;
    say(&mut world, RUTH, room, Work::DateOver { date, outcome: "Adjourned.".into() });
    assert_eq!((dates(&world, MINA), dates(&world, RUTH)), (&[][..], &[][..]));
}

#[test]
fn a_reminder_outlives_the_program_and_comes_once() {
    let mut world = World::tidemark(72);
    let room = world.room(MINA, &[RUTH]);
    court(&mut world, room, "Hearing", 2 * HOUR);
    world.pass(HOUR);
    assert_eq!(reminded(&world, RUTH), [("Hearing".to_owned(), 60)]);
    for _ in 0..2 {
        world.kill(RUTH);
        world.devices[RUTH].screen.dates.clear();
        world.revive(RUTH);
        assert_eq!(reminded(&world, RUTH), [("Hearing".to_owned(), 60)], "not put away yet");
    }
    put_away(&mut world, RUTH);
    world.kill(RUTH);
    world.revive(RUTH);
    world.settle();
    assert_eq!((reminded(&world, RUTH), dates(&world, RUTH).len()), (vec![], 1));
    // Another device of the same person reminds by itself.
    assert_eq!(reminded(&world, MINA), [("Hearing".to_owned(), 60)]);
}

#[test]
fn a_device_that_was_off_tells_the_latest_moment_only_also_before_it_is_connected() {
    let mut world = World::tidemark(73);
    let room = world.room(MINA, &[RUTH]);
    court(&mut world, room, "Hearing", 3 * DAY);
    world.kill(RUTH);
    world.pass(3 * DAY + HOUR);
    world.devices[RUTH].online = false;
    world.revive(RUTH);
    assert_eq!(reminded(&world, RUTH), [("Hearing".to_owned(), 0)]);
}

#[test]
fn a_clock_that_is_hours_ahead_reminds_by_the_relays_time() {
    let mut world = World::tidemark(74);
    let room = world.room(MINA, &[RUTH]);
    world.kill(RUTH);
    world.devices[RUTH].clock_ms = i64::try_from(5 * HOUR).unwrap();
    court(&mut world, room, "Hearing", 4 * HOUR);
    world.revive(RUTH);
    world.settle();
    assert_eq!((reminded(&world, RUTH), dates(&world, RUTH).len()), (vec![], 1));
    world.pass(3 * HOUR);
    assert_eq!(reminded(&world, RUTH), [("Hearing".to_owned(), 60)]);
    // Read with the wrong clock alone it is over; once the relay has said the time, it is not.
    world.kill(RUTH);
    world.devices[RUTH].online = false;
    world.revive(RUTH);
    assert_eq!(reminded(&world, RUTH), [("Hearing".to_owned(), 0)]);
    put_away(&mut world, RUTH);
    world.devices[RUTH].online = true;
    world.pass(2 * MINUTE);
    assert_eq!(reminded(&world, RUTH), [("Hearing".to_owned(), 60)], "told again in its time");
}

#[test]
fn every_kind_of_date_is_listed_in_order_and_marked_for_those_whose_it_is() {
    let mut world = World::tidemark(75);
    let room = world.room(MINA, &[RUTH]);
    let agency = world.devices[RUTH].screen.me.as_ref().unwrap().agency.id;
    let at = |world: &World, hours: u64| UnixMillis(world.now.0 + hours * HOUR);
    let discussion =
        Discussion { reference: "SD-1".into(), at: world.now, how: "by call".into(), trigger: "Referral".into() };
    say(&mut world, MINA, room, Work::Discussion(discussion));
    let clock = Clock { kind: "icpc".into(), start: world.now, due: at(&world, 50), calendar: "scotland".into() };
    let action = Action {
        what: "Visit".into(),
        owner: "detective sergeant".into(),
        agency,
        due: at(&world, 10),
        contingency: String::new(),
    };
    let waiting =
        Waiting { on: "Lab".into(), what: "Report".into(), owner: "Team manager".into(), review: at(&world, 20) };
    let delay = Delay { rationale: "Evidence".into(), until: at(&world, 30) };
    for work in [Work::Clock(clock), Work::Action(action), Work::Waiting(waiting), Work::Delay(delay)] {
        say(&mut world, MINA, room, work);
    }
    let kinds = |world: &World, device| -> Vec<(DueKind, bool)> {
        dates(world, device).iter().map(|date| (date.due.kind, date.due.mine)).collect()
    };
    let put_off = event(&world, room, "Evidence");
    assert_eq!(
        kinds(&world, RUTH),
        [(DueKind::Action, true), (DueKind::Waiting, false), (DueKind::Clock, false)],
        "a delay counts once another agency has countersigned"
    );
    say(&mut world, RUTH, room, Work::Countersigned { delay: put_off });
    let all = [DueKind::Action, DueKind::Waiting, DueKind::Delay, DueKind::Clock];
    assert_eq!(kinds(&world, MINA), all.into_iter().zip([false, true, true, true]).collect::<Vec<_>>());
    // What is settled is gone, whatever it was.
    let [visit, report, icpc] = ["Visit", "Report", "icpc"].map(|words| event(&world, room, words));
    say(&mut world, RUTH, room, Work::ActionMoved { action: visit, to: Progress::Done });
    say(&mut world, MINA, room, Work::WaitingOver { waiting: report, outcome: "It came.".into() });
    for date in [icpc, put_off] {
        say(&mut world, MINA, room, Work::DateOver { date, outcome: "Done.".into() });
    }
    assert_eq!((kinds(&world, MINA), kinds(&world, RUTH)), (vec![], vec![]));
}

#[test]
fn a_discussion_that_was_called_ahead_is_a_date_of_everybodys_until_a_version_of_its_record_is_closed() {
    let mut world = World::tidemark(78);
    let room = world.room(MINA, &[RUTH]);
    let called = |world: &World, ahead: u64| {
        let (reference, how, trigger) = ("SD-1".to_owned(), "by call".to_owned(), "Referral".to_owned());
        Work::Discussion(Discussion { reference, at: UnixMillis(world.now.0 + ahead), how, trigger })
    };
    // Held at once, it is nothing to wait for.
    let now = called(&world, 0);
    say(&mut world, MINA, room, now);
    assert_eq!(dates(&world, RUTH), []);
    let ahead = called(&world, 2 * HOUR);
    say(&mut world, MINA, room, ahead);
    for device in [MINA, RUTH] {
        let due = &dates(&world, device)[0].due;
        assert_eq!((due.kind, due.what.as_str(), due.mine), (DueKind::Discussion, "SD-1", true));
    }
    world.pass(HOUR);
    assert_eq!(reminded(&world, RUTH), [("SD-1".to_owned(), 60)]);
    say(&mut world, MINA, room, Work::QuorumOverridden { reason: "Nobody else can come.".into() });
    world.ask(MINA, Command::Finalise { room });
    world.settle();
    assert_eq!((dates(&world, MINA), dates(&world, RUTH)), (&[][..], &[][..]));
}

fn event(world: &World, room: RoomId, words: &str) -> EventId {
    let mut entries = world.devices[MINA].screen.entries(room);
    entries.find(|entry| format!("{:?}", entry.body).contains(words)).map(|entry| entry.event).expect("said")
}

#[test]
fn of_a_deadline_for_accepting_only_those_are_reminded_whom_it_is_to() {
    let mut world = World::tidemark(76);
    let desk = world.desk(ROBIN, "Calderfen MASH Duty", &[MINA, JO], &[ROBIN]);
    world.ask(MINA, Command::GoOnDuty { desk: desk.desk });
    world.settle();
    let room = world.refer(RUTH, &desk, "WX-208", police_referral("WX-208"), Some(HOUR));
    let sam = world.person(SAM);
    world.ask(RUTH, Command::AddPeople { room, people: vec![sam], release: None });
    world.pass(50 * MINUTE);
    for device in [RUTH, MINA] {
        assert_eq!(reminded(&world, device), [("WX-208".to_owned(), 15)]);
    }
    assert_eq!(reminded(&world, SAM), []);
    say(&mut world, MINA, room, Work::Accepted);
    assert_eq!((dates(&world, RUTH), dates(&world, MINA)), (&[][..], &[][..]));
}

#[test]
fn who_is_out_of_a_room_or_has_not_been_shown_it_is_reminded_of_nothing() {
    let mut world = World::tidemark(77);
    let room = world.room(MINA, &[RUTH, JO]);
    court(&mut world, room, "Hearing", 2 * HOUR);
    assert_eq!(dates(&world, JO).len(), 1);
    world.remove(MINA, room, JO, "Off the case");
    say(&mut world, MINA, room, Work::Covert { do_not_tell: vec![] });
    world.pass(HOUR);
    assert_eq!((dates(&world, JO), dates(&world, RUTH)), (&[][..], &[][..]), "Ruth has not read the covert notice");
    say(&mut world, RUTH, room, Work::NoticeRead);
    assert_eq!(reminded(&world, RUTH), [("Hearing".to_owned(), 60)]);
}
