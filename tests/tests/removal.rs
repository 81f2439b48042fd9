//! Journey 3: who is removed gets nothing after the removal, whatever their client does; and who may not remove does not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use bytes::Bytes;
use marram_core::view::{Body, NoticeKind, Problem, RoomPhase};
use marram_core::{Command, RoomId};
use marram_protocol::frame::EntryFrame;
use marram_protocol::{AppendId, ClientFrame, Epoch, LogId, NextTokens, Reason, RelayFrame, RequestId, Seq, Token};
use marram_tests::sim::{DeviceIndex, JO, MINA, RUTH, SAM, World, mina_breaks_the_rules};

/// What a modified client would have kept: the tokens that it used itself.
struct Kept {
    log: LogId,
    epoch: Epoch,
    read: Token,
    append: Token,
}

/// Has a device use its tokens, and notes them.
fn kept_tokens(world: &mut World, device: DeviceIndex, room: RoomId) -> Kept {
    world.overheard = Some(Vec::new());
    world.disconnect(device);
    world.settle();
    world.note(device, room, "Said while still a member.");
    let (mut following, mut appending) = (None, None);
    for (_, message) in world.overheard.take().expect("kept").into_iter().filter(|(by, _)| *by == device) {
        match ClientFrame::decode(message).expect("a client's frame") {
            ClientFrame::Follow { log, token, .. } if log.0 == room.0 => following = Some(token),
            ClientFrame::Append { log, token, epoch, .. } if log.0 == room.0 => appending = Some((token, epoch)),
            _ => {}
        }
    }
    let (append, epoch) = appending.expect("it wrote");
    Kept { log: LogId(room.0), epoch, read: following.expect("it followed"), append }
}

/// Sends a frame under a device's authenticated connection, beside its engine, and takes the answers away from it.
fn speak(world: &mut World, device: DeviceIndex, frame: &ClientFrame) -> Vec<RelayFrame> {
    world.intercept(device);
    world.devices[device].up.push_back(frame.encode());
    while world.carry_up(device) {}
    while world.write() {}
    world.intercept(device)
}

fn seqs(frames: &[RelayFrame]) -> Vec<u64> {
    let entry = |frame: &RelayFrame| match frame {
        RelayFrame::Entry { entry } => Some(entry.seq.0),
        _ => None,
    };
    frames.iter().filter_map(entry).collect()
}

fn appends(world: &World, by: DeviceIndex) -> Vec<(AppendId, Epoch, Bytes)> {
    let overheard = world.overheard.iter().flatten().filter(|(device, _)| *device == by);
    let append = |message: &Bytes| match ClientFrame::decode(message.clone()).expect("a client's frame") {
        ClientFrame::Append { append, epoch, payload, .. } => Some((append, epoch, payload)),
        _ => None,
    };
    overheard.filter_map(|(_, message)| append(message)).collect()
}

#[test]
fn with_every_token_kept_a_removed_device_reads_up_to_its_removal_and_nothing_more() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM]);
    let kept = kept_tokens(&mut world, MINA, room);
    world.remove(RUTH, room, MINA, "Related to the subject");
    let removal = world.newest(RUTH, room).0;
    world.note(RUTH, room, "The name is M. Dray.");

    let Kept { log, read: token, .. } = kept;
    let follow = ClientFrame::Follow { request: RequestId(9_000), log, token, after: Seq(0), credit: 1_000 };
    let answers = speak(&mut world, MINA, &follow);
    assert_eq!(seqs(&answers).last(), Some(&removal), "the removing commit is the last that the token reads");
    let over = RelayFrame::CaughtUp { log, seq: Seq(removal), ended: true };
    assert_eq!(answers.last(), Some(&over));

    // Nor does anything follow by itself, nor when it asks from further on.
    world.note(SAM, room, "Bail is on Friday.");
    assert_eq!(seqs(&world.intercept(MINA)), [0; 0]);
    let follow = ClientFrame::Follow { request: RequestId(9_001), log, token, after: Seq(removal), credit: 1_000 };
    assert_eq!(seqs(&speak(&mut world, MINA, &follow)), [0; 0]);
    assert_eq!(world.notes(SAM, room).last(), Some(&"Bail is on Friday."), "and yet the room goes on");
}

#[test]
fn with_every_token_kept_a_removed_device_appends_nothing() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM]);
    let kept = kept_tokens(&mut world, MINA, room);
    let Kept { log, epoch, append: token, .. } = kept;
    let frame = |number: u8, epoch: Epoch, payload: &Bytes| ClientFrame::Append {
        request: RequestId(9_000 + u32::from(number)),
        log,
        append: AppendId([number; 16]),
        epoch,
        token,
        payload: payload.clone(),
    };
    // The control: as long as it is a member, the same frame by the same hand is stored.
    let member = Bytes::from_static(b"raw bytes of a member");
    let answers = speak(&mut world, MINA, &frame(1, epoch, &member));
    assert!(answers.iter().any(|answer| matches!(answer, RelayFrame::Stored { .. })), "{answers:?}");
    assert!(world.disk.holds(&member));
    // What was taken away from its engine comes again.
    world.disconnect(MINA);
    world.settle();

    world.remove(RUTH, room, MINA, "Related to the subject");
    let newest = world.newest(RUTH, room);
    let late = Bytes::from_static(b"raw bytes of somebody removed");
    let answers = speak(&mut world, MINA, &frame(2, epoch, &late));
    assert!(matches!(answers[..], [RelayFrame::Conflict { .. }]), "{answers:?}");
    speak(&mut world, MINA, &ClientFrame::Resume { log });
    let answers = speak(&mut world, MINA, &frame(3, epoch.next(), &late));
    let no_such_log = |frame: &RelayFrame| matches!(frame, RelayFrame::Refused { refusal, .. } if refusal.reason == Reason::NoSuchLog);
    assert!(matches!(&answers[..], [answer] if no_such_log(answer)), "{answers:?}");
    speak(&mut world, MINA, &ClientFrame::Resume { log });
    let next = NextTokens { read: token.hash(), append: token.hash() };
    let commit = ClientFrame::Commit {
        request: RequestId(9_100),
        log,
        append: AppendId([4; 16]),
        epoch: epoch.next(),
        token,
        next,
        pointers: Vec::new(),
        payload: late.clone(),
    };
    let answers = speak(&mut world, MINA, &commit);
    assert!(matches!(&answers[..], [answer] if no_such_log(answer)), "{answers:?}");
    assert!(!world.disk.holds(&late));
    world.settle();
    assert_eq!(world.newest(RUTH, room), newest);
}

/// Sam writes while Ruth's removal of Mina reaches the relay first.
fn crossing(world: &mut World, room: RoomId) {
    world.overheard = Some(Vec::new());
    world.say(SAM, room, "Her brother is the subject.");
    let person = world.person(MINA);
    world.ask(RUTH, Command::RemovePerson { room, person, reason: "Related to the subject".into() });
    while world.carry_up(RUTH) {}
    world.write();
    world.settle();
}

#[test]
fn a_message_that_crosses_a_removal_is_encrypted_anew_and_its_first_ciphertext_is_never_stored() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM]);
    crossing(&mut world, room);
    let sent = appends(&world, SAM);
    let [(first, old, refused), (second, new, stored)] = &sent[..] else { panic!("{} appends", sent.len()) };
    assert_ne!(first, second, "another ciphertext is another append");
    assert_eq!(*new, old.next());
    assert!(world.disk.holds(stored), "what was stored can be found");
    assert!(!world.disk.holds(refused));
    assert_eq!(world.notes(RUTH, room), ["Her brother is the subject."]);
    assert_eq!(world.notes(MINA, room), [""; 0]);
    assert_eq!(world.phase(MINA, room), RoomPhase::Removed);
    assert!(!world.wire.entries.values().any(|frame| contains(frame, refused)));
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

#[test]
fn even_a_relay_that_hands_a_removed_device_the_ciphertext_does_not_let_it_read() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM]);
    // Its client never hears of its removal and keeps its keys.
    let member = world.devices[MINA].store.clone();
    crossing(&mut world, room);
    let removal = world.newest(SAM, room).0 - 1;
    let entries = world.wire.entries.iter().filter(|((log, seq), _)| *log == room.0 && *seq > removal);
    let after: Vec<EntryFrame> = entries
        .map(|(_, frame)| match RelayFrame::decode(frame.clone().into()) {
            Ok(RelayFrame::Entry { entry }) => entry,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(after.len(), 1, "the note");

    world.kill(MINA);
    world.devices[MINA].restore(member);
    world.devices[MINA].screen = marram_tests::sim::Screen::default();
    world.revive(MINA);
    world.ask(MINA, Command::OpenRoom { room });
    // In the place of the removal, the relay gives what came after it.
    world.lie = Some(Box::new(move |device, frame| match frame {
        RelayFrame::Entry { entry } if device == MINA && entry.log.0 == room.0 && entry.seq.0 >= removal => {
            let place = usize::try_from(entry.seq.0 - removal).expect("small");
            let moved = after.get(place).map(|one| EntryFrame { seq: entry.seq, ..one.clone() });
            moved.into_iter().map(|entry| RelayFrame::Entry { entry }).collect()
        }
        other => vec![other],
    }));
    world.settle();
    assert_eq!(world.problems(MINA, room), [Problem::Unreadable { seq: Seq(removal) }]);
    assert_eq!(world.notes(MINA, room), [""; 0]);
}

#[test]
fn everybody_reads_who_was_removed_by_whom_and_why() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    world.remove(SAM, room, MINA, "Related to the subject");
    let removed = Body::Removed { person: "Mina Sorrell".into(), reason: "Related to the subject".into() };
    for device in [RUTH, SAM, JO, MINA] {
        let entry = world.devices[device].screen.entries(room).last().expect("an entry");
        assert_eq!((&entry.body, entry.author_name.as_str()), (&removed, "Sam Orrin"));
        let phase = if device == MINA { RoomPhase::Removed } else { RoomPhase::Open };
        assert_eq!(world.phase(device, room), phase);
    }
    assert_eq!(world.members(JO, room), ["Jo Ledbit", "Ruth Kember", "Sam Orrin"]);
}

#[test]
fn who_leaves_is_out_of_the_group_as_soon_as_another_member_is_there() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM]);
    let kept = kept_tokens(&mut world, MINA, room);
    world.ask(MINA, Command::Leave { room });
    world.pass(10_000);
    assert_eq!(world.phase(MINA, room), RoomPhase::Left);
    for device in [RUTH, SAM] {
        assert_eq!(world.members(device, room), ["Ruth Kember", "Sam Orrin"]);
        assert_eq!(world.problems(device, room), []);
        assert!(world.devices[device].screen.entries(room).any(|entry| entry.body == Body::Left));
    }
    world.note(RUTH, room, "After she left.");
    let newest = world.newest(RUTH, room).0;
    let Kept { log, read: token, .. } = kept;
    let follow = ClientFrame::Follow { request: RequestId(9_000), log, token, after: Seq(0), credit: 1_000 };
    let read = seqs(&speak(&mut world, MINA, &follow));
    assert!(!read.is_empty() && read.iter().all(|seq| *seq < newest), "{read:?} of {newest}");
}

#[test]
fn who_may_not_remove_is_told_so_and_nothing_is_sent() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    let newest = world.newest(RUTH, room);
    // The police opened the room: the council may remove its own people only.
    world.remove(MINA, room, SAM, "A wish");
    let told = world.devices[MINA].screen.notices.iter().map(|notice| notice.kind).collect::<Vec<_>>();
    assert_eq!(told, [NoticeKind::NotPossible]);
    assert_eq!(world.newest(RUTH, room), newest);
    world.remove(MINA, room, JO, "Off duty");
    assert_eq!(world.members(SAM, room), ["Mina Sorrell", "Ruth Kember", "Sam Orrin"]);
}

#[test]
fn a_removal_by_who_may_not_is_refused_by_every_client_though_the_relay_took_it() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    world.note(RUTH, room, "Before.");
    let seq = mina_breaks_the_rules(&mut world, room);
    for device in [RUTH, SAM, JO] {
        let bad = Problem::BadCommit { seq, by: Some(world.person(MINA)) };
        assert_eq!(world.problems(device, room), std::slice::from_ref(&bad));
        assert_eq!(world.phase(device, room), RoomPhase::Stuck(bad));
        assert!(world.members(device, room).contains(&"Ruth Kember"));
        assert_eq!(world.notes(device, room), ["Before."], "what was there stays");
    }
}
