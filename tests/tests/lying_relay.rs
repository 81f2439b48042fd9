//! Journey 5: a relay that lies. Each lie is told to one member, who names exactly what is wrong and loses nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use ed25519_dalek::SigningKey;
use marram_core::identity::{Body as Statement, Introduction, Register};
use marram_core::provider::Generator;
use marram_core::view::{Connection, NoticeKind, Problem, RoomPhase, Sector};
use marram_core::{Command, RoomId};
use marram_protocol::frame::EntryFrame;
use marram_protocol::{ChainHead, LogId, PublicKey, Receipt, RelayFrame, Seq};
use marram_tests::sim::{DeviceIndex, JO, MINA, PAT, ROBIN, RUTH, SAM, World};

/// What was there before the lie, and must be there after it.
const BEFORE: [&str; 2] = ["Two children live with the subject.", "We meet at two."];

/// A room of four in which two notes were read by all.
fn begun() -> (World, RoomId) {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    world.note(RUTH, room, BEFORE[0]);
    world.note(MINA, room, BEFORE[1]);
    (world, room)
}

/// From here on the relay makes something else of this room's entries for this device.
fn entries(
    world: &mut World,
    to: DeviceIndex,
    room: RoomId,
    mut lie: impl FnMut(EntryFrame) -> Vec<EntryFrame> + 'static,
) {
    world.lie = Some(Box::new(move |device, frame| match frame {
        RelayFrame::Entry { entry } if device == to && entry.log.0 == room.0 => {
            lie(entry).into_iter().map(|entry| RelayFrame::Entry { entry }).collect()
        }
        other => vec![other],
    }));
}

fn moved(entry: &EntryFrame, seq: u64) -> EntryFrame {
    EntryFrame { seq: Seq(seq), ..entry.clone() }
}

/// The relay's entry at a place, as it went out.
fn entry_at(world: &World, room: RoomId, seq: Seq) -> EntryFrame {
    let frame = world.wire.entries.get(&(room.0, seq.0)).expect("seen on the wire").clone();
    match RelayFrame::decode(frame.into()) {
        Ok(RelayFrame::Entry { entry }) => entry,
        other => panic!("{other:?}"),
    }
}

fn contradictions(world: &World, device: DeviceIndex) -> usize {
    let notices = world.devices[device].screen.notices.iter();
    notices.filter(|notice| notice.kind == NoticeKind::RelayContradiction).count()
}

/// The device names these problems and no others, tells the person, and still shows what it had.
fn named(world: &World, device: DeviceIndex, room: RoomId, problems: &[Problem]) {
    assert_eq!(world.problems(device, room), problems);
    assert_eq!(contradictions(world, device), problems.len());
    assert_eq!(world.notes(device, room)[..2], BEFORE);
}

fn place(world: &World, room: RoomId) -> u64 {
    world.newest(RUTH, room).0
}

#[test]
fn an_entry_left_out_is_named_as_omitted_and_fetched_again() {
    let (mut world, room) = begun();
    let last = place(&world, room);
    entries(&mut world, MINA, room, move |entry| if entry.seq.0 == last + 1 { vec![] } else { vec![entry] });
    world.note(RUTH, room, "The bail ends on Friday.");
    world.note(SAM, room, "He has her address.");
    named(&world, MINA, room, &[Problem::Omitted { after: Seq(last), got: Seq(last + 2) }]);
    world.lie = None;
    world.pass(10_000);
    assert_eq!(world.notes(MINA, room), world.notes(RUTH, room), "asked again, and it was there");
    assert_eq!(world.phase(MINA, room), RoomPhase::Open);
}

#[test]
fn an_entry_left_out_is_named_even_where_those_after_it_were_renumbered() {
    let (mut world, room) = begun();
    let last = place(&world, room);
    entries(&mut world, MINA, room, move |entry| match entry.seq.0 {
        seq if seq == last + 1 => vec![],
        seq if seq > last => vec![moved(&entry, seq - 1)],
        _ => vec![entry],
    });
    world.note(RUTH, room, "The bail ends on Friday.");
    world.note(RUTH, room, "He has her address.");
    let (author, seq) = (world.person(RUTH), Seq(last + 1));
    // Ruth had seen her own first note, which is not there; and her second names the first as its predecessor.
    named(&world, MINA, room, &[Problem::Omitted { after: Seq(last), got: seq }, Problem::Missing { seq, author }]);
}

#[test]
fn a_predecessor_left_out_is_missed_by_its_authors_name() {
    let (mut world, room) = begun();
    let last = place(&world, room);
    entries(&mut world, MINA, room, move |entry| match entry.seq.0 {
        seq if seq == last + 1 => vec![],
        seq if seq > last => vec![moved(&entry, seq - 1)],
        _ => vec![entry],
    });
    // Both were on their way before either came back: only the author's own chain tells.
    world.say(RUTH, room, "The bail ends on Friday.");
    world.say(RUTH, room, "He has her address.");
    world.settle();
    named(&world, MINA, room, &[Problem::Missing { seq: Seq(last + 1), author: world.person(RUTH) }]);
}

#[test]
fn an_entry_that_comes_again_at_its_own_place_does_no_harm() {
    let (mut world, room) = begun();
    entries(&mut world, MINA, room, |entry| vec![entry.clone(), entry]);
    world.note(RUTH, room, "The bail ends on Friday.");
    named(&world, MINA, room, &[]);
    assert_eq!(world.notes(MINA, room), world.notes(RUTH, room));
}

/// The relay puts an earlier entry once more at the end of the log.
fn replayed(earlier: impl FnOnce(&World, RoomId) -> Seq) {
    let (mut world, room) = begun();
    let again = earlier(&world, room);
    let old = entry_at(&world, room, again);
    let last = place(&world, room);
    entries(&mut world, MINA, room, move |entry| match entry.seq.0 {
        seq if seq == last + 1 => vec![moved(&old, seq), moved(&entry, seq + 1)],
        _ => vec![entry],
    });
    world.note(RUTH, room, "The bail ends on Friday.");
    named(&world, MINA, room, &[Problem::Replayed { seq: Seq(last + 1) }]);
    assert_eq!(world.notes(MINA, room), world.notes(RUTH, room), "nothing twice, and what follows is read");
}

#[test]
fn another_members_entry_that_comes_again_later_is_named_as_a_replay() {
    replayed(|world, room| Seq(place(world, room) - 1));
}

#[test]
fn an_own_entry_that_comes_again_later_is_named_as_a_replay() {
    replayed(|world, room| Seq(place(world, room)));
}

#[test]
fn a_commit_that_comes_again_later_is_named_as_a_replay_and_does_not_stop_the_room() {
    let mut world = World::tidemark(1);
    let room = world.room(RUTH, &[MINA, SAM, JO]);
    world.note(RUTH, room, BEFORE[0]);
    world.note(MINA, room, BEFORE[1]);
    world.remove(RUTH, room, JO, "Off duty");
    let last = place(&world, room);
    let commit = entry_at(&world, room, Seq(last));
    assert!(commit.commit.is_some());
    entries(&mut world, MINA, room, move |entry| match entry.seq.0 {
        seq if seq == last + 1 => vec![moved(&commit, seq), moved(&entry, seq + 1)],
        _ => vec![entry],
    });
    world.note(RUTH, room, "The bail ends on Friday.");
    named(&world, MINA, room, &[Problem::Replayed { seq: Seq(last + 1) }]);
    assert_eq!(world.phase(MINA, room), RoomPhase::Open);
    assert_eq!(world.notes(MINA, room), world.notes(RUTH, room));
}

#[test]
fn entries_in_another_order_are_noticed_at_each_of_them() {
    let (mut world, room) = begun();
    let last = place(&world, room);
    let mut held = None;
    entries(&mut world, MINA, room, move |entry| match entry.seq.0 {
        seq if seq == last + 1 => {
            held = Some(entry);
            vec![]
        }
        seq if seq == last + 2 => {
            let first = held.take().expect("came first");
            vec![moved(&entry, last + 1), moved(&first, last + 2)]
        }
        _ => vec![entry],
    });
    world.say(RUTH, room, "The bail ends on Friday.");
    world.say(RUTH, room, "No: on Thursday.");
    world.settle();
    let author = world.person(RUTH);
    let missing = |seq| Problem::Missing { seq: Seq(seq), author };
    named(&world, MINA, room, &[missing(last + 1), missing(last + 2)]);
    assert_eq!(world.notes(MINA, room).len(), 4, "both are there");
}

#[test]
fn two_members_who_are_shown_different_pasts_find_out_when_one_speaks() {
    let (mut world, room) = begun();
    let last = place(&world, room);
    // Ruth's note goes to Mina only and Jo's to Sam only, each in the same place; both look well.
    world.lie = Some(Box::new(move |device, frame| match frame {
        RelayFrame::Entry { entry } if entry.log.0 == room.0 && entry.seq.0 > last => {
            let hidden = match device {
                MINA => last + 2,
                SAM => last + 1,
                _ => return vec![RelayFrame::Entry { entry }],
            };
            match entry.seq.0 {
                seq if seq == hidden => vec![],
                seq if seq > hidden => vec![RelayFrame::Entry { entry: moved(&entry, seq - 1) }],
                _ => vec![RelayFrame::Entry { entry }],
            }
        }
        other => vec![other],
    }));
    world.say(RUTH, room, "The bail ends on Friday.");
    world.say(JO, room, "The family is at home.");
    world.settle();
    named(&world, MINA, room, &[]);
    named(&world, SAM, room, &[]);
    assert_ne!(world.notes(MINA, room), world.notes(SAM, room));
    world.note(SAM, room, "I ring them now.");
    let with = Some(world.person(SAM));
    named(&world, MINA, room, &[Problem::Forked { seq: Seq(last + 1), with }]);
}

#[test]
fn an_entry_of_another_room_is_named_and_not_shown() {
    let (mut world, room) = begun();
    let other = world.room(RUTH, &[MINA]);
    world.note(RUTH, other, "Of the other room.");
    let foreign = entry_at(&world, other, world.newest(RUTH, other));
    world.open(room);
    let last = place(&world, room);
    entries(&mut world, MINA, room, move |entry| {
        let swapped = EntryFrame { log: entry.log, at: entry.at, ..moved(&foreign, last + 1) };
        if entry.seq.0 == last + 1 { vec![swapped, moved(&entry, last + 2)] } else { vec![entry] }
    });
    world.note(RUTH, room, "The bail ends on Friday.");
    named(&world, MINA, room, &[Problem::Unreadable { seq: Seq(last + 1) }]);
    assert_eq!(world.notes(MINA, room), [BEFORE[0], BEFORE[1], "The bail ends on Friday."]);
}

/// Mina comes back to a relay that begins to follow the room in another way.
fn comes_back(world: &mut World, room: RoomId, mut lie: impl FnMut(&mut Seq, &mut ChainHead, &mut Seq) + 'static) {
    world.disconnect(MINA);
    world.lie = Some(Box::new(move |device, mut frame| {
        if let RelayFrame::Following { log, after, head, newest, .. } = &mut frame
            && device == MINA
            && log.0 == room.0
        {
            lie(after, head, newest);
        }
        vec![frame]
    }));
    world.settle();
}

fn forked(world: &World, room: RoomId, problem: Problem) {
    named(world, MINA, room, std::slice::from_ref(&problem));
    assert_eq!(world.phase(MINA, room), RoomPhase::Stuck(problem));
}

#[test]
fn a_past_rewritten_while_a_member_was_away_is_named_when_it_comes_back() {
    let (mut world, room) = begun();
    let seq = Seq(place(&world, room));
    comes_back(&mut world, room, |_, head, _| head.0[0] ^= 1);
    forked(&world, room, Problem::Forked { seq, with: None });
}

#[test]
fn a_log_that_is_another_ones_is_named_when_a_member_comes_back() {
    let (mut world, room) = begun();
    let seq = Seq(place(&world, room));
    let other = LogId([7; 16]);
    comes_back(&mut world, room, move |_, head, _| *head = ChainHead::start(other));
    forked(&world, room, Problem::Forked { seq, with: None });
}

#[test]
fn a_past_cut_short_while_a_member_was_away_is_named_when_it_comes_back() {
    let (mut world, room) = begun();
    let last = place(&world, room);
    comes_back(&mut world, room, move |after, _, newest| (*after, *newest) = (Seq(last - 1), Seq(last - 1)));
    forked(&world, room, Problem::Forked { seq: Seq(last), with: None });
}

#[test]
fn another_entry_at_a_place_that_was_read_is_named() {
    let (mut world, room) = begun();
    let seq = Seq(place(&world, room));
    let old = entry_at(&world, room, seq);
    entries(&mut world, MINA, room, move |entry| vec![EntryFrame { payload: entry.payload.clone(), ..old.clone() }]);
    world.note(RUTH, room, "The bail ends on Friday.");
    forked(&world, room, Problem::Forked { seq, with: None });
}

/// Mina writes, and the relay's receipt is another one.
fn receipt(world: &mut World, room: RoomId, lie: impl Fn(&World, Receipt) -> Receipt + 'static) {
    world.say(MINA, room, "I ring them now.");
    while world.carry_up(MINA) {}
    world.write();
    world.emit(MINA);
    let told: Vec<_> = world.devices[MINA].down.drain(..).collect();
    for message in told {
        let frame = match RelayFrame::decode(message).expect("the relay's own frame") {
            RelayFrame::Stored { request, receipt } => RelayFrame::Stored { request, receipt: lie(world, receipt) },
            other => other,
        };
        world.devices[MINA].down.push_back(frame.encode());
    }
    world.settle();
}

#[test]
fn a_receipt_that_the_relay_did_not_sign_is_named() {
    let (mut world, room) = begun();
    let seq = Seq(place(&world, room) + 1);
    receipt(&mut world, room, |_, receipt| {
        let key = SigningKey::from_bytes(&[9; 32]);
        Receipt::sign(&key, receipt.log, receipt.seq, receipt.at, receipt.head)
    });
    named(&world, MINA, room, &[Problem::Forked { seq, with: None }]);
    assert_eq!(world.notes(MINA, room), world.notes(RUTH, room), "the log itself is well");
}

#[test]
fn a_receipt_that_promises_another_past_is_named_once_the_log_shows_it() {
    let (mut world, room) = begun();
    let seq = Seq(place(&world, room) + 1);
    receipt(&mut world, room, |world, receipt| {
        world.identity.receipt(receipt.log, receipt.seq, receipt.at, ChainHead([3; 32]))
    });
    forked(&world, room, Problem::Forked { seq, with: None });
}

#[test]
fn an_entry_promised_and_then_left_out_is_named_once_another_takes_its_place() {
    let (mut world, room) = begun();
    let last = place(&world, room);
    let written = move |entry: &EntryFrame| entry.seq.0 == last + 1;
    entries(&mut world, MINA, room, move |entry| match entry.seq.0 {
        _ if written(&entry) => vec![],
        seq if seq > last => vec![moved(&entry, seq - 1)],
        _ => vec![entry],
    });
    world.say(MINA, room, "I ring them now.");
    world.say(RUTH, room, "The bail ends on Friday.");
    while world.carry_up(MINA) {}
    world.settle();
    forked(&world, room, Problem::Forked { seq: Seq(last + 1), with: None });
    let outbox = &world.devices[MINA].screen.outboxes[&room];
    assert_eq!(outbox.len(), 1, "what was written is still kept");
}

#[test]
fn a_relay_with_another_key_is_distrusted_and_told_nothing() {
    let (mut world, room) = begun();
    world.disconnect(MINA);
    world.lie = Some(Box::new(|device, mut frame| {
        if let (RelayFrame::Challenge { key, .. }, MINA) = (&mut frame, device) {
            *key = PublicKey(SigningKey::from_bytes(&[9; 32]).verifying_key().to_bytes());
        }
        vec![frame]
    }));
    world.overheard = Some(Vec::new());
    world.say(MINA, room, "Kept until the relay is the one it was.");
    world.settle();
    assert_eq!(world.devices[MINA].screen.connection, Some(Connection::Distrusted));
    assert!(!world.overheard.iter().flatten().any(|(device, _)| *device == MINA), "not even which device this is");
    world.lie = None;
    world.pass(20 * 60 * 1000);
    assert_eq!(world.notes(RUTH, room).last(), Some(&"Kept until the relay is the one it was."));
}

/// Pat's agency's register as a partner reads it: from what its administrator handed over.
fn introduced(world: &mut World, administrator: DeviceIndex) -> Introduction {
    world.ask(administrator, Command::Introduce);
    let text = world.devices[administrator].screen.introduction.take().expect("needs no connection");
    Introduction::parse(&text).expect("its own words")
}

fn people(world: &World, device: DeviceIndex) -> usize {
    world.devices[device].screen.directory.len()
}

#[test]
fn a_register_shorter_than_it_was_is_noticed_and_what_was_read_stays() {
    let (mut world, _) = begun();
    let log = Register::log_of(introduced(&mut world, PAT).agency);
    let known = people(&world, MINA);
    world.disconnect(MINA);
    // As if the last statement had never been made.
    world.lie = Some(Box::new(move |device, mut frame| {
        if let RelayFrame::Following { log: of, after, newest, .. } = &mut frame
            && (device, *of) == (MINA, log)
        {
            (*after, *newest) = (Seq(after.0 - 1), Seq(newest.0 - 1));
        }
        if let RelayFrame::CaughtUp { log: of, seq, .. } = &mut frame
            && (device, *of) == (MINA, log)
        {
            *seq = Seq(seq.0 - 1);
        }
        vec![frame]
    }));
    world.settle();
    assert_eq!(contradictions(&world, MINA), 1);
    assert_eq!(people(&world, MINA), known);
}

#[test]
fn a_statement_held_back_is_noticed_when_the_relay_says_that_it_was_all() {
    let (mut world, _) = begun();
    let log = Register::log_of(introduced(&mut world, PAT).agency);
    world.lie = Some(Box::new(move |device, frame| match &frame {
        RelayFrame::Entry { entry } if (device, entry.log) == (MINA, log) => vec![],
        _ => vec![frame],
    }));
    world.invite(PAT, "Tess Lanyard", "Call handler");
    assert_eq!(contradictions(&world, MINA), 0, "nothing came at all");
    world.disconnect(MINA);
    world.settle();
    assert_eq!(contradictions(&world, MINA), 1);
}

#[test]
fn a_statement_by_someone_who_is_no_administrator_changes_nothing_and_is_noticed_with_the_next_true_one() {
    let (mut world, room) = begun();
    let introduction = introduced(&mut world, PAT);
    let (agency, key) = (introduction.agency, introduction.register.clone());
    let log = Register::log_of(agency);
    // A relay in league with a partner who holds the register's key: it opens, but who signed it may not.
    let mut read = Register::new(agency, key);
    let statements: Vec<_> =
        world.wire.entries.iter().filter(|((of, _), _)| *of == log.0).map(|(at, _)| at.1).collect();
    for seq in statements {
        let entry = entry_at(&world, RoomId(log.0), Seq(seq));
        read.read_entry(entry.seq, &entry.payload).expect("the true register");
    }
    let fake = world.found("Saltby Police", Sector::Police, "Val Orme");
    let introduction = introduced(&mut world, fake);
    let forger = SigningKey::from_bytes(&[9; 32]);
    let body = Statement::Endorse { introduction };
    let forged = read.next_entry(&Generator::new([5; 32]), &forger, world.now, body);
    let place = read.read().next();
    let known = people(&world, MINA);
    world.lie = Some(Box::new(move |device, mut frame| {
        if let RelayFrame::Entry { entry } = &mut frame
            && (device, entry.log, entry.seq) == (MINA, log, place)
        {
            entry.payload = forged.clone().into();
        }
        vec![frame]
    }));
    let invite = Command::Invite { name: "Tess Lanyard".into(), role: "Call handler".into(), valid_for_ms: 60_000 };
    world.ask(PAT, invite);
    world.settle();
    assert_eq!(people(&world, MINA), known);
    assert_eq!(people(&world, RUTH), known + 1, "the true statement was another");
    // A reader skips what no rule admits, and cannot know that the relay put it there: until the agency says more, or
    // somebody tells in a room what they have read.
    assert_eq!(contradictions(&world, MINA), 0);
    world.note(RUTH, room, "We meet at two.");
    let problems = world.problems(MINA, room);
    assert!(matches!(problems.as_slice(), [Problem::RegisterForked { seq, .. }] if *seq == place), "{problems:?}");
    assert_eq!(contradictions(&world, MINA), 1);
    let invite = Command::Invite { name: "Kit Harrow".into(), role: "Call handler".into(), valid_for_ms: 60_000 };
    world.ask(PAT, invite);
    world.settle();
    assert_eq!((contradictions(&world, MINA), people(&world, MINA)), (2, known));
    // What is told from there on cannot be compared any more, and that is said too.
    world.note(RUTH, room, "He has her address.");
    let problems = world.problems(MINA, room);
    assert!(
        matches!(problems.last(), Some(Problem::RegisterHeldBack { seq, .. }) if *seq == place.next()),
        "{problems:?}"
    );
}

#[test]
fn an_agency_that_only_the_relay_let_in_reaches_nobody() {
    let (mut world, _) = begun();
    let fake = world.found("Calderfen Council", Sector::ChildrensServices, "Robin Ashe");
    world.settle();
    assert_eq!(people(&world, fake), 1, "it knows of nobody but itself");
    // It even got hold of what opens the police's register.
    let introduction = introduced(&mut world, PAT).to_text();
    world.ask(fake, Command::Endorse { introduction });
    world.settle();
    let ruth = world.devices[fake].screen.person("Ruth Kember").expect("read in the register");
    let (rooms, known) = (world.devices[RUTH].screen.rooms.len(), people(&world, RUTH));
    world.ask(fake, Command::CreateRoom { title: "T-017 strategy discussion".into(), people: vec![ruth] });
    world.settle();
    let told: Vec<_> = world.devices[RUTH].screen.notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(told, [NoticeKind::InviterNotEndorsed]);
    assert_eq!(world.devices[RUTH].screen.rooms.len(), rooms);
    assert_eq!(people(&world, RUTH), known);
    assert_eq!(world.devices[ROBIN].screen.notices, []);
}
