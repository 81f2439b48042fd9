//! A commit that breaks a room's rules, or that nobody can process, stops its log; the room goes on in another.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use marram_core::view::{Body, Problem, RoomPhase};
use marram_core::{Command, PersonId, RoomId};
use marram_protocol::{AppendId, ClientFrame, LogId, NextTokens, RelayFrame, RequestId, Seq};
use marram_tests::sim::{DeviceIndex, JO, MINA, RUTH, SAM, World, mina_breaks_the_rules};
use std::collections::BTreeSet;

const ALL: [DeviceIndex; 4] = [RUTH, MINA, SAM, JO];

/// Somebody who knows the append token has the relay store a commit that is none.
fn a_member_appends_rubbish(world: &mut World, by: DeviceIndex, room: RoomId) {
    world.overheard = Some(Vec::new());
    world.note(by, room, "The last good entry.");
    let frames = world.overheard.take().expect("kept").into_iter().filter(|(device, _)| *device == by);
    let append = frames.filter_map(|(_, message)| match ClientFrame::decode(message) {
        Ok(ClientFrame::Append { epoch, token, .. }) => Some((epoch, token)),
        _ => None,
    });
    let (epoch, token) = append.last().expect("it wrote");
    let frame = ClientFrame::Commit {
        request: RequestId(9_000),
        log: LogId(room.0),
        append: AppendId([9; 16]),
        epoch,
        token,
        next: NextTokens { read: token.hash(), append: token.hash() },
        pointers: Vec::new(),
        payload: vec![7; 500].into(),
    };
    world.devices[by].up.push_back(frame.encode());
    world.settle();
}

fn bodies(world: &World, device: DeviceIndex, room: RoomId) -> Vec<&Body> {
    world.devices[device].screen.entries(room).map(|entry| &entry.body).collect()
}

/// Where the last note before the log's end stands.
fn last_good(world: &World, device: DeviceIndex, room: RoomId) -> Seq {
    let is_it = |body: &Body| matches!(body, Body::Note { text } if text == "The last good entry.");
    world.devices[device]
        .screen
        .entries(room)
        .find(|entry| is_it(&entry.body))
        .and_then(|entry| entry.seq)
        .expect("there")
}

#[test]
fn a_room_goes_on_without_whoever_broke_its_rules_and_the_record_says_so() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    world.note(RUTH, room, "Before.");
    let seq = mina_breaks_the_rules(&mut world, room);
    for device in [RUTH, SAM, JO] {
        assert_eq!(
            world.phase(device, room),
            RoomPhase::Stuck(Problem::BadCommit { seq, by: Some(world.person(MINA)) }),
            "until then it says so"
        );
    }
    world.pass(20_000);
    world.open(room);
    world.settle();
    let succeeded = Body::Succeeded { after: Seq(seq.0 - 1), without: Some("Mina Sorrell".into()) };
    for device in [RUTH, SAM, JO] {
        assert_eq!(world.phase(device, room), RoomPhase::Open, "{device}");
        assert_eq!(world.members(device, room), ["Jo Ledbit", "Ruth Kember", "Sam Orrin"]);
        let said: Vec<_> = bodies(&world, device, room);
        assert_eq!(said.iter().filter(|body| ***body == succeeded).count(), 1, "{said:?}");
    }
    world.note(JO, room, "Here we go on.");
    world.note(RUTH, room, "Heard.");
    for device in [RUTH, SAM, JO] {
        assert_eq!(world.notes(device, room), ["Before.", "Here we go on.", "Heard."]);
        assert_eq!(
            world.problems(device, room),
            [Problem::BadCommit { seq, by: Some(world.person(MINA)) }],
            "it stays in the record"
        );
    }
    assert!(!world.notes(MINA, room).contains(&"Heard."));
}

#[test]
fn a_commit_that_nobody_can_process_costs_nobody_their_place() {
    let mut world = World::tidemark(2);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    a_member_appends_rubbish(&mut world, MINA, room);
    world.pass(20_000);
    assert!(
        matches!(world.phase(SAM, room), RoomPhase::Stuck(Problem::BadCommit { by: None, .. })),
        "nothing is proved"
    );
    world.ask(SAM, Command::GoOn { room });
    world.pass(20_000);
    world.open(room);
    world.settle();
    for (number, device) in ALL.into_iter().enumerate() {
        assert_eq!(world.phase(device, room), RoomPhase::Open, "{device}");
        world.note(device, room, &format!("Note {number}."));
    }
    for device in ALL {
        assert_eq!(world.members(device, room), ["Jo Ledbit", "Mina Sorrell", "Ruth Kember", "Sam Orrin"]);
        let notes = ["The last good entry.", "Note 0.", "Note 1.", "Note 2.", "Note 3."];
        assert_eq!(world.notes(device, room), notes, "{device}");
        let without = Body::Succeeded { after: last_good(&world, device, room), without: None };
        assert!(bodies(&world, device, room).contains(&&without));
    }
}

#[test]
fn what_waited_to_be_sent_when_the_log_ended_is_sent_in_its_successor() {
    let mut world = World::tidemark(3);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    world.devices[JO].online = false;
    world.disconnect(JO);
    world.say(JO, room, "Written while away.");
    a_member_appends_rubbish(&mut world, SAM, room);
    world.ask(RUTH, Command::GoOn { room });
    world.pass(20_000);
    world.devices[JO].online = true;
    world.pass(20_000);
    world.open(room);
    world.settle();
    for device in ALL {
        let notes = world.notes(device, room);
        assert_eq!(notes.iter().filter(|note| **note == "Written while away.").count(), 1, "{device}: {notes:?}");
        assert_eq!(world.phase(device, room), RoomPhase::Open);
    }
}

#[test]
fn of_two_successors_made_at_once_all_end_in_the_same_and_nothing_that_was_said_is_lost() {
    let mut world = World::tidemark(4);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    a_member_appends_rubbish(&mut world, SAM, room);
    world.overheard = Some(Vec::new());
    // Ruth and Mina hear nothing of each other until each has made a successor.
    for device in [RUTH, MINA] {
        world.ask(device, Command::GoOn { room });
    }
    for device in [RUTH, SAM, JO] {
        world.devices[device].online = false;
        world.disconnect(device);
    }
    world.pass(30_000);
    world.note(MINA, room, "Said in Mina's.");
    world.devices[MINA].online = false;
    world.disconnect(MINA);
    world.devices[RUTH].online = true;
    world.pass(30_000);
    world.note(RUTH, room, "Said in Ruth's.");
    for device in ALL {
        world.devices[device].online = true;
    }
    world.pass(60_000);
    let made = world.overheard.take().expect("kept").into_iter().filter_map(|(_, message)| {
        match ClientFrame::decode(message) {
            Ok(ClientFrame::Create { log, .. }) => Some(log),
            _ => None,
        }
    });
    assert_eq!(made.collect::<BTreeSet<_>>().len(), 2, "two successors");
    world.open(room);
    world.settle();
    for device in ALL {
        assert_eq!(world.phase(device, room), RoomPhase::Open, "{device}");
        world.note(device, room, &format!("From {device}."));
    }
    for device in ALL {
        assert_eq!(world.members(device, room).len(), 4);
        let mut notes = world.notes(device, room);
        notes.sort_unstable();
        let mut expected = ALL.map(|device| format!("From {device}.")).to_vec();
        expected.extend(["Said in Mina's.", "Said in Ruth's.", "The last good entry."].map(str::to_owned));
        expected.sort_unstable();
        assert_eq!(notes, expected, "{device}");
    }
}

#[test]
fn a_member_killed_over_making_a_successor_goes_on_from_its_store() {
    let mut world = World::tidemark(5);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    a_member_appends_rubbish(&mut world, SAM, room);
    for most in 0..4 {
        let now = world.now;
        world.devices[RUTH].input(marram_core::Input::Asked(Command::GoOn { room }), most, now);
        world.kill(RUTH);
        world.revive(RUTH);
        world.settle();
    }
    world.pass(60_000);
    world.open(room);
    world.settle();
    for device in ALL {
        assert_eq!(world.phase(device, room), RoomPhase::Open, "{device}");
        world.note(device, room, &format!("From {device}."));
    }
    for device in ALL {
        assert_eq!(world.notes(device, room).len(), 5, "{device}");
    }
}

#[test]
fn a_removal_that_the_relay_spoils_for_one_member_is_not_undone_for_the_others() {
    let mut world = World::tidemark(6);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    world.lie = Some(Box::new(move |device, mut frame| {
        if let RelayFrame::Entry { entry } = &mut frame
            && (device, entry.log.0, entry.commit.is_some()) == (JO, room.0, true)
        {
            entry.payload = vec![7; 500].into();
        }
        vec![frame]
    }));
    world.remove(RUTH, room, SAM, "Related to the subject");
    assert!(matches!(world.phase(JO, room), RoomPhase::Stuck(Problem::BadCommit { by: None, .. })));
    world.ask(JO, Command::GoOn { room });
    world.pass(20_000);
    world.open(room);
    world.note(RUTH, room, "Sam is out.");
    for device in [RUTH, MINA] {
        assert_eq!(world.members(device, room), ["Jo Ledbit", "Mina Sorrell", "Ruth Kember"]);
        assert_eq!(world.notes(device, room), ["Sam is out."]);
        let jo = Some(world.person(JO));
        assert!(
            matches!(world.problems(device, room)[..], [Problem::Forked { with, .. }] if with == jo),
            "it is named"
        );
    }
    assert!(!world.notes(SAM, room).contains(&"Sam is out."));
}

#[test]
fn who_joins_the_successor_is_released_the_whole_log_before_and_who_was_there_lacks_none_of_it() {
    let mut world = World::tidemark(65);
    let room = world.room(RUTH, &[MINA]);
    for number in 0..30 {
        world.note(RUTH, room, &format!("Old {number}."));
    }
    let [ruth, mina, jo, sam] = [RUTH, MINA, JO, SAM].map(|device| world.person(device));
    world.ask(RUTH, Command::AddPeople { room, people: vec![jo], release: None });
    world.settle();
    a_member_appends_rubbish(&mut world, MINA, room);
    // Whoever makes the successor adds all the others to it.
    world.ask(JO, Command::GoOn { room });
    world.pass(20_000);
    world.ask(RUTH, Command::AddPeople { room, people: vec![sam], release: None });
    world.settle();
    world.note(RUTH, room, "New.");
    world.open(room);
    world.settle();
    assert_eq!(world.notes(SAM, room), ["New."]);
    let lacking = |world: &mut World, by: DeviceIndex, people: &[PersonId]| -> Vec<Vec<PersonId>> {
        world.ask(by, Command::ShowReleasable { room, people: people.to_vec() });
        let listed = world.devices[by].screen.releasable.clone().expect("asked");
        listed.entries.into_iter().map(|entry| entry.lacks).filter(|lacks| !lacks.is_empty()).collect()
    };
    let all = vec![vec![sam]; 32];
    assert_eq!(lacking(&mut world, RUTH, &[mina, sam]), all, "that the room was made, and each note but the newest");
    assert_eq!(lacking(&mut world, JO, &[ruth, mina]), Vec::<Vec<PersonId>>::new());
    world.ask(RUTH, Command::Release { room, people: vec![sam], events: None, reason: "For the visit.".into() });
    world.settle();
    world.open(room);
    world.settle();
    let given = bodies(&world, SAM, room).into_iter().filter_map(|body| match body {
        Body::Released { release } => Some(release.entries.len()),
        _ => None,
    });
    assert_eq!(given.sum::<usize>(), 32);
    assert_eq!(lacking(&mut world, RUTH, &[mina, sam]), Vec::<Vec<PersonId>>::new());
}
