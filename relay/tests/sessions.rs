//! Sessions without a network: who is let in, what is delivered and when, and what ends a connection (R1 to R15, R22 to
//! R51).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod support;

use bytes::Bytes;
use marram_protocol::frame::client::LogKind;
use marram_protocol::frame::{Alarm, SealedPointer};
use marram_protocol::*;
use marram_relay::store::{ConnectionId, Memory, Retention, Store as _};
use marram_relay::{Place, Terms};
use std::sync::Arc;
use std::time::Duration;
use support::bench::Bench;
use support::*;

fn wexmoor() -> Agency {
    Agency::new("Wexmoor Constabulary")
}

fn ruth() -> Device {
    wexmoor().staff("Ruth Kember")
}

fn sam() -> Device {
    wexmoor().staff("Sam Orrin")
}

const R: RequestId = RequestId(7);

fn create() -> ClientFrame {
    ClientFrame::Create { request: R, log: log("room"), kind: LogKind::Group, tokens: tokens("epoch 0") }
}

fn append_of(epoch: u64, id: &str, text: impl Into<Bytes>) -> ClientFrame {
    ClientFrame::Append {
        request: R,
        log: log("room"),
        append: append(id),
        epoch: Epoch(epoch),
        token: token(&format!("epoch {epoch} append")),
        payload: text.into(),
    }
}

fn commit_of(epoch: u64, id: &str) -> ClientFrame {
    ClientFrame::Commit {
        request: R,
        log: log("room"),
        append: append(id),
        epoch: Epoch(epoch),
        token: token(&format!("epoch {epoch} append")),
        next: tokens(&format!("epoch {}", epoch + 1)),
        pointers: vec![],
        payload: payload(id),
    }
}

fn follow_of(epoch: u64, after: u64, credit: u32) -> ClientFrame {
    let token = token(&format!("epoch {epoch} read"));
    ClientFrame::Follow { request: R, log: log("room"), token, after: Seq(after), credit }
}

fn ping() -> ClientFrame {
    ClientFrame::Ping { request: R }
}

/// A bench with a group and Ruth in it.
fn room() -> (Bench, ConnectionId) {
    room_with(Terms::default())
}

fn room_with(terms: Terms) -> (Bench, ConnectionId) {
    let mut bench = Bench::with(&[&wexmoor()], terms);
    let ruth = bench.enter(&ruth());
    assert_eq!(bench.ask(ruth, create()), RelayFrame::Done { request: R, value: 0 });
    (bench, ruth)
}

/// What deliveries say, shortly: `3` an entry, `-3` a gap up to there, `+3` caught up there, `!3` and ended.
fn shortly(frames: &[RelayFrame]) -> Vec<String> {
    frames
        .iter()
        .map(|frame| match frame {
            RelayFrame::Entry { entry } => entry.seq.to_string(),
            RelayFrame::Gap { to, .. } => format!("-{to}"),
            RelayFrame::CaughtUp { seq, ended: false, .. } => format!("+{seq}"),
            RelayFrame::CaughtUp { seq, ended: true, .. } => format!("!{seq}"),
            other => other.name().to_owned(),
        })
        .collect()
}

// Who is let in

#[test]
fn an_agency_that_was_not_admitted_is_turned_away() {
    let mut bench = Bench::new(&[]);
    assert_eq!(bench.turned_away(&ruth()), Reason::NotAdmitted.into());
}

#[test]
fn a_pass_with_a_broken_signature_is_turned_away() {
    let mut broken = ruth();
    broken.pass.links[1].signature.0[3] ^= 1;
    assert_eq!(Bench::new(&[&wexmoor()]).turned_away(&broken), Reason::BadPass.into());
    let mut short = ruth();
    short.pass.links.truncate(2);
    assert_eq!(Bench::new(&[&wexmoor()]).turned_away(&short), Reason::BadPass.into());
}

#[test]
fn an_expired_pass_is_turned_away() {
    let past = wexmoor().invited("invite", "past", UnixMillis(0)..=UnixMillis(NOW.0 - 1));
    assert_eq!(Bench::new(&[&wexmoor()]).turned_away(&past), Reason::PassExpired.into());
}

#[test]
fn a_pass_of_the_future_is_told_how_long_to_wait() {
    let future = wexmoor().invited("invite", "future", UnixMillis(NOW.0 + 1500)..=UnixMillis(u64::MAX));
    let refusal = Bench::new(&[&wexmoor()]).turned_away(&future);
    assert_eq!((refusal.reason, refusal.retry_after_ms), (Reason::PassNotYetValid, 1500));
}

#[test]
fn a_pass_that_somebody_else_presents_is_turned_away() {
    let thief = Device { key: key("thief"), pass: ruth().pass };
    let mut bench = Bench::new(&[&wexmoor()]);
    assert_eq!(bench.turned_away(&thief), Reason::BadSignature.into());
    bench.enter(&ruth());
}

#[test]
fn a_signature_over_another_connections_challenge_is_turned_away() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let (_, challenge) = bench.connect();
    let (other, _) = bench.connect();
    bench.send(other, ruth().authenticate(&challenge));
    bench.settle();
    assert_eq!(bench.ended(other), Reason::BadSignature.into());
}

#[test]
fn a_client_of_another_version_is_told_ours() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let (connection, challenge) = bench.connect();
    let ClientFrame::Authenticate { pass, signature, .. } = ruth().authenticate(&challenge) else { panic!() };
    bench.send(connection, ClientFrame::Authenticate { version: 9, pass, signature });
    bench.settle();
    let refusal = Refusal { reason: Reason::Version, retry_after_ms: 0, limit: VERSION.into(), got: 9 };
    assert_eq!(bench.ended(connection), refusal);
}

#[test]
fn a_second_device_of_an_invite_is_turned_away_and_the_first_is_welcome_again() {
    let mut bench = Bench::new(&[&wexmoor()]);
    bench.enter(&ruth());
    let copy = wexmoor().invited("Ruth Kember", "a copied link", ALWAYS);
    assert_eq!(bench.turned_away(&copy), Reason::InviteUsed.into());
    bench.enter(&ruth());
    bench.restart();
    assert_eq!(bench.turned_away(&copy), Reason::InviteUsed.into());
    bench.enter(&ruth());
}

#[test]
fn of_two_devices_that_come_at_once_with_one_invite_one_is_let_in() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let copy = wexmoor().invited("Ruth Kember", "a copied link", ALWAYS);
    let devices = [ruth(), copy];
    let arrivals = devices.map(|device| {
        let (connection, challenge) = bench.connect();
        bench.send(connection, device.authenticate(&challenge));
        bench.collect(connection);
        connection
    });
    bench.settle();
    let said: Vec<_> = arrivals.map(|connection| shortly(&bench.hear_all(connection))).concat();
    assert_eq!(said, ["Ready", "Refused"]);
}

#[test]
fn an_invite_is_not_burnt_by_somebody_who_merely_saw_the_pass() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let thief = Device { key: key("thief"), pass: ruth().pass };
    assert_eq!(bench.turned_away(&thief).reason, Reason::BadSignature);
    bench.enter(&ruth());
}

/// R16.
#[test]
fn a_founding_token_admits_one_agency_once_and_the_same_agency_again() {
    let mut bench = Bench::new(&[]);
    let (calderfen, wexmoor) = (Agency::new("Calderfen Council"), wexmoor());
    bench.hand_out(token("link"), UnixMillis(NOW.0 + 1_000));
    assert_eq!(bench.turned_away(&calderfen.administrator).reason, Reason::NotAdmitted);
    assert_eq!(bench.found(&calderfen.administrator, token("guess")), Err(Reason::NoSuchFounding));
    bench.found(&calderfen.administrator, token("link")).unwrap();
    assert_eq!(bench.found(&wexmoor.administrator, token("link")), Err(Reason::FoundingUsed));
    // An answer that was lost is given again, after a crash and after the link's time too; and it stays admitted.
    bench.restart();
    bench.now = UnixMillis(NOW.0 + 5_000);
    bench.found(&calderfen.administrator, token("link")).unwrap();
    bench.enter(&calderfen.staff("Mina Sorrell"));
    assert_eq!(bench.turned_away(&wexmoor.administrator).reason, Reason::NotAdmitted);
}

/// R16.
#[test]
fn a_founding_token_is_worth_nothing_after_its_time_or_without_the_administrators_key() {
    let mut bench = Bench::new(&[]);
    bench.hand_out(token("link"), NOW);
    let staff = wexmoor().staff("Ruth Kember");
    assert_eq!(bench.found(&staff, token("link")), Err(Reason::NotPermitted));
    let thief = Device { key: key("thief"), pass: wexmoor().administrator.pass };
    assert_eq!(bench.found(&thief, token("link")), Err(Reason::BadSignature));
    bench.now = UnixMillis(NOW.0 + 1);
    assert_eq!(bench.found(&wexmoor().administrator, token("link")), Err(Reason::NoSuchFounding));
    bench.now = NOW;
    bench.found(&wexmoor().administrator, token("link")).unwrap();
}

#[test]
fn a_revoked_device_is_thrown_out_at_once_and_turned_away_after() {
    let (mut bench, ruth_connection) = room();
    let administrator = bench.enter(&wexmoor().administrator);
    let other = bench.enter(&sam());
    let revoke = ClientFrame::Revoke { request: R, revocation: wexmoor().revoke(ruth().public()) };
    assert_eq!(bench.ask(administrator, revoke), RelayFrame::Done { request: R, value: 0 });
    assert_eq!(bench.ended(ruth_connection), Reason::Revoked.into());
    assert_eq!(bench.turned_away(&ruth()), Reason::Revoked.into());
    assert!(matches!(bench.ask(other, ping()), RelayFrame::Pong { .. }));
}

#[test]
fn a_lost_device_is_thrown_out_by_the_one_that_linked_it() {
    let (mut bench, ruth_connection) = room();
    let (phone, tablet) = (ruth().links("phone"), ruth().links("tablet"));
    let (lost, kept) = (bench.enter(&phone), bench.enter(&tablet));
    let revoke = ClientFrame::Revoke { request: R, revocation: ruth().revokes(phone.public()) };
    assert_eq!(bench.ask(ruth_connection, revoke), RelayFrame::Done { request: R, value: 0 });
    assert_eq!(bench.ended(lost), Reason::Revoked.into());
    assert_eq!(bench.turned_away(&phone), Reason::Revoked.into());
    assert!(matches!(bench.ask(kept, ping()), RelayFrame::Pong { .. }));
    bench.restart();
    assert_eq!(bench.turned_away(&phone), Reason::Revoked.into());
    bench.enter(&tablet);
}

#[test]
fn a_device_that_is_revoked_takes_those_that_it_linked_with_it() {
    let (mut bench, ruth_connection) = room();
    let phone = bench.enter(&ruth().links("phone"));
    let administrator = bench.enter(&wexmoor().administrator);
    let revoke = ClientFrame::Revoke { request: R, revocation: wexmoor().revoke(ruth().public()) };
    assert_eq!(bench.ask(administrator, revoke), RelayFrame::Done { request: R, value: 0 });
    assert_eq!(bench.ended(ruth_connection), Reason::Revoked.into());
    assert_eq!(bench.ended(phone), Reason::Revoked.into());
}

#[test]
fn a_link_makes_one_device_while_it_is_valid() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let until = UnixMillis(0)..=UnixMillis(NOW.0 + 5_000);
    let late = ruth().links_by("another link", "late", until.clone());
    let connection = bench.enter(&ruth().links_by("link", "phone", until));
    let copy = ruth().links_by("link", "a copied link", ALWAYS);
    assert_eq!(bench.turned_away(&copy), Reason::InviteUsed.into());
    bench.pass(5_001);
    assert!(!bench.is_closed(connection), "what was made lives on");
    assert_eq!(bench.turned_away(&late), Reason::PassExpired.into());
    bench.enter(&ruth().links_by("link", "phone", UnixMillis(0)..=UnixMillis(NOW.0 + 5_000)));
}

#[test]
fn a_revocation_that_is_stored_while_a_device_is_being_admitted_counts() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let administrator = bench.enter(&wexmoor().administrator);
    let (connection, challenge) = bench.connect();
    bench.send(administrator, ClientFrame::Revoke { request: R, revocation: wexmoor().revoke(ruth().public()) });
    bench.send(connection, ruth().authenticate(&challenge));
    // Its standing is read before the revocation is stored.
    bench.collect(connection);
    bench.settle();
    assert_eq!(bench.ended(connection), Reason::Revoked.into());
}

#[test]
fn a_revocation_with_a_bad_signature_is_refused() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let administrator = bench.enter(&wexmoor().administrator);
    let mut revocation = wexmoor().revoke(ruth().public());
    revocation.signature.0[0] ^= 1;
    let refused = RelayFrame::Refused { request: R, refusal: Reason::BadSignature.into() };
    assert_eq!(bench.ask(administrator, ClientFrame::Revoke { request: R, revocation }), refused);
    bench.enter(&ruth());
}

#[test]
fn a_pass_that_expires_ends_its_connection() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let brief = wexmoor().invited("invite", "brief", UnixMillis(0)..=UnixMillis(NOW.0 + 5_000));
    let connection = bench.enter(&brief);
    bench.pass(5_000);
    assert!(!bench.is_closed(connection));
    bench.pass(1);
    assert_eq!(bench.ended(connection), Reason::PassExpired.into());
}

// What ends a connection

#[test]
fn a_malformed_frame_ends_that_connection_only() {
    let (mut bench, ruth) = room();
    let other = bench.enter(&sam());
    for bytes in
        [Bytes::new(), Bytes::from_static(b"\x99"), Bytes::from_static(b"\x11\0\0\0"), create().encode().slice(1..)]
    {
        let (connection, _) = bench.connect();
        bench.relay.receive(connection, bytes, bench.now);
        bench.settle();
        assert_eq!(bench.ended(connection), Reason::Malformed.into());
    }
    bench.relay.receive(other, Bytes::from_static(b"\x05\0"), bench.now);
    bench.settle();
    assert_eq!(bench.ended(other), Reason::Malformed.into());
    assert!(matches!(bench.ask(ruth, ping()), RelayFrame::Pong { .. }));
}

#[test]
fn a_frame_before_authentication_is_out_of_turn() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let (connection, _) = bench.connect();
    bench.send(connection, ping());
    bench.settle();
    assert_eq!(bench.ended(connection), Reason::OutOfTurn.into());
}

#[test]
fn a_second_authentication_is_out_of_turn() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let (connection, challenge) = bench.connect();
    bench.send(connection, ruth().authenticate(&challenge));
    bench.settle();
    bench.send(connection, ruth().authenticate(&challenge));
    bench.settle();
    assert_eq!(bench.ended(connection), Reason::OutOfTurn.into());
}

#[test]
fn a_half_open_connection_is_ended_when_nothing_arrives() {
    let (mut bench, ruth) = room();
    bench.pass(59_000);
    assert!(matches!(bench.ask(ruth, ping()), RelayFrame::Pong { .. }));
    bench.pass(60_000);
    assert!(!bench.is_closed(ruth));
    bench.pass(1);
    assert_eq!(bench.ended(ruth), Reason::Idle.into());
    assert_eq!(bench.relay.hub().connections(), 0);
}

#[test]
fn whoever_does_not_authenticate_in_time_is_ended() {
    let mut bench = Bench::new(&[&wexmoor()]);
    let (connection, _) = bench.connect();
    bench.pass(10_001);
    assert_eq!(bench.ended(connection), Reason::Idle.into());
}

#[test]
fn a_stopping_relay_says_so_after_it_has_stored_what_it_took() {
    let (mut bench, ruth) = room();
    bench.send(ruth, append_of(0, "one", "sealed"));
    bench.relay.hub_mut().stop();
    bench.send(ruth, append_of(0, "two", "sealed"));
    bench.settle();
    let now = bench.now;
    bench.relay.hub_mut().end_all(now);
    bench.settle();
    let said = bench.hear_all(ruth);
    assert_eq!(shortly(&said), ["Stored", "Refused"]);
    assert!(
        matches!(said[1], RelayFrame::Refused { request: RequestId(0), refusal } if refusal.reason == Reason::Stopping)
    );
    let (late, _) = bench.connect();
    bench.settle();
    assert_eq!(bench.ended(late), Reason::Stopping.into());
}

// What is delivered

#[test]
fn nothing_is_answered_stored_before_it_is_written() {
    let (mut bench, ruth) = room();
    bench.ask(ruth, follow_of(0, 0, 100));
    bench.hear_all(ruth);
    bench.send(ruth, append_of(0, "one", "sealed"));
    bench.collect(ruth);
    assert_eq!(bench.hear_all(ruth), vec![]);
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(ruth)), ["Stored", "1"]);
}

#[test]
fn a_follow_resumes_dense_after_a_reconnect() {
    let (mut bench, ruth) = room();
    let other = bench.enter(&sam());
    bench.send(other, follow_of(0, 0, 100));
    for n in 0..3 {
        bench.send(ruth, append_of(0, &format!("{n}"), "sealed"));
    }
    bench.settle();
    bench.relay.disconnect(other);
    for n in 3..6 {
        bench.send(ruth, append_of(0, &format!("{n}"), "sealed"));
    }
    bench.settle();
    let again = bench.enter(&sam());
    bench.send(again, follow_of(0, 2, 100));
    bench.settle();
    bench.send(ruth, append_of(0, "6", "sealed"));
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(again)), ["Following", "3", "4", "5", "6", "+6", "7"]);
}

#[test]
fn a_follow_that_is_asked_for_while_the_log_moves_misses_nothing() {
    let (mut bench, ruth) = room();
    let other = bench.enter(&sam());
    bench.send(ruth, append_of(0, "one", "sealed"));
    bench.send(other, follow_of(0, 0, 100));
    // The log moves between the follow's being asked for and its being read.
    assert!(bench.relay.write(1, bench.now).unwrap());
    bench.send(ruth, commit_of(0, "two"));
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(other)), ["Following", "1", "2", "!2"]);
}

#[test]
fn a_follow_ends_with_its_epoch() {
    let (mut bench, ruth) = room();
    let other = bench.enter(&sam());
    bench.send(other, follow_of(0, 0, 100));
    bench.settle();
    bench.send(ruth, append_of(0, "one", "sealed"));
    bench.send(ruth, commit_of(0, "removal"));
    bench.send(ruth, append_of(1, "after", "sealed"));
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(other)), ["Following", "+0", "1", "2", "!2"]);
    // Asking again with what was kept brings nothing more.
    bench.send(other, follow_of(0, 0, 100));
    bench.send(other, follow_of(1, 0, 100));
    bench.settle();
    let said = bench.hear_all(other);
    assert_eq!(shortly(&said).last().unwrap(), "+3");
    bench.send(other, follow_of(0, 3, 100));
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(other)), ["Following", "!2"]);
}

#[test]
fn credit_is_what_is_sent() {
    let (mut bench, ruth) = room();
    let other = bench.enter(&sam());
    for n in 0..5 {
        bench.send(ruth, append_of(0, &format!("{n}"), "sealed"));
    }
    bench.settle();
    bench.send(other, follow_of(0, 0, 2));
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(other)), ["Following", "1", "2"]);
    bench.send(other, ClientFrame::Credit { log: log("room"), more: 4 });
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(other)), ["3", "4", "5", "+5"]);
    for n in 5..8 {
        bench.send(ruth, append_of(0, &format!("{n}"), "sealed"));
    }
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(other)), ["6"]);
    bench.send(other, ClientFrame::Credit { log: log("room"), more: 9 });
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(other)), ["7", "8", "+8"]);
}

#[test]
fn credit_beyond_the_limit_counts_for_nothing() {
    let mut terms = Terms::default();
    terms.limits.max_credit = 2;
    let (mut bench, ruth) = room_with(terms);
    let other = bench.enter(&sam());
    bench.send(other, follow_of(0, 0, 100));
    bench.send(other, ClientFrame::Credit { log: log("room"), more: u32::MAX });
    bench.settle();
    for n in 0..4 {
        bench.send(ruth, append_of(0, &format!("{n}"), "sealed"));
    }
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(other)), ["Following", "+0", "1", "2"]);
}

#[test]
fn an_ended_follow_is_told_nothing_more() {
    let (mut bench, ruth) = room();
    bench.ask(ruth, follow_of(0, 0, 100));
    bench.hear_all(ruth);
    bench.send(ruth, ClientFrame::Unfollow { log: log("room") });
    bench.send(ruth, append_of(0, "one", "sealed"));
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(ruth)), ["Stored"]);
}

#[test]
fn more_follows_than_the_limit_are_refused() {
    let mut terms = Terms::default();
    terms.limits.max_follows = 1;
    let (mut bench, ruth) = room_with(terms);
    bench.send(ruth, follow_of(0, 0, 100));
    bench.settle();
    bench.hear_all(ruth);
    let another = ClientFrame::Follow { request: R, log: log("another"), token: token("t"), after: Seq(0), credit: 1 };
    assert_eq!(bench.ask(ruth, another), RelayFrame::Refused { request: R, refusal: Refusal::too_large(1, 2) });
    // The one that is there begins anew.
    bench.send(ruth, follow_of(0, 0, 100));
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(ruth)), ["Following", "+0"]);
}

#[test]
fn a_log_that_is_not_there_cannot_be_followed() {
    let (mut bench, ruth) = room();
    let refused = RelayFrame::Refused { request: R, refusal: Reason::NoSuchLog.into() };
    assert_eq!(bench.ask(ruth, follow_of(5, 0, 1)), refused);
    let (mut empty, other) = (Bench::new(&[&wexmoor()]), sam());
    let connection = empty.enter(&other);
    assert_eq!(empty.ask(connection, follow_of(0, 0, 1)), refused);
}

#[test]
fn a_gap_is_announced_to_whoever_follows() {
    let store = Arc::new(Memory::new());
    let mut bench = Bench::over(store.clone(), &[&wexmoor()], Terms::default());
    let ruth = bench.enter(&ruth());
    bench.ask(ruth, create());
    for n in 0..3 {
        bench.send(ruth, append_of(0, &format!("{n}"), "sealed"));
    }
    bench.send(ruth, commit_of(0, "commit"));
    bench.settle();
    bench.hear_all(ruth);
    let retention = Retention { entries: Some(Duration::ZERO), blobs: None };
    assert_eq!(store.retire(&retention, bench.now, 100).unwrap().entries, 3);
    bench.send(ruth, follow_of(0, 1, 1));
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(ruth)), ["Following", "-3", "4", "!4"]);
}

#[test]
fn a_blob_that_is_not_there_is_refused() {
    let (mut bench, ruth) = room();
    let get = ClientFrame::GetBlob { request: R, blob: blob("nothing") };
    assert_eq!(bench.ask(ruth, get), RelayFrame::Refused { request: R, refusal: Reason::NoSuchBlob.into() });
}

#[test]
fn an_acknowledged_mailbox_is_read_from_where_it_stands() {
    let (mut bench, ruth) = room();
    let other = bench.enter(&sam());
    let reach = token("reach");
    let shelve =
        ClientFrame::Shelve { request: R, reach: reach.hash(), last_resort: true, payload: payload("package") };
    bench.ask(other, shelve);
    let note = |n: u32| ClientFrame::Deliver {
        request: R,
        append: append(&format!("note {n}")),
        device: sam().id(),
        reach,
        payload: payload("note"),
    };
    let places = |bench: &mut Bench| -> Vec<u64> {
        let mail = |frame| match frame {
            RelayFrame::Mail { seq, .. } => seq.0,
            other => panic!("{other:?}"),
        };
        bench.hear_all(other).into_iter().map(mail).collect()
    };
    for n in 0..3 {
        bench.send(ruth, note(n));
    }
    bench.send(other, ClientFrame::OpenMailbox { after: Seq(0), credit: 2 });
    bench.settle();
    assert_eq!(places(&mut bench), [1, 2]);
    bench.send(other, ClientFrame::AcknowledgeMailbox { upto: Seq(2) });
    bench.send(other, ClientFrame::OpenMailbox { after: Seq(2), credit: 2 });
    bench.settle();
    assert_eq!(places(&mut bench), [3]);
    bench.send(ruth, note(3));
    bench.send(ruth, note(4));
    bench.settle();
    assert_eq!(places(&mut bench), [4], "as far as the credit goes");
    let again = bench.enter(&sam());
    bench.send(again, ClientFrame::OpenMailbox { after: Seq(0), credit: 100 });
    bench.settle();
    let seqs = bench.hear_all(again).len();
    assert_eq!(seqs, 3, "3, 4 and 5 are not acknowledged");
}

/// R60, R62.
#[test]
fn a_timer_reaches_whoever_is_there_and_whoever_comes_later_also_past_a_restart() {
    let (mut bench, ruth) = room();
    let sams = bench.enter(&sam());
    let reach = token("reach");
    let shelve =
        ClientFrame::Shelve { request: R, reach: reach.hash(), last_resort: true, payload: payload("package") };
    bench.ask(sams, shelve);
    bench.send(sams, ClientFrame::OpenMailbox { after: Seq(0), credit: 100 });
    let timed = |name: &str, after_ms: u64, cancel: &[&str]| ClientFrame::AppendTimed {
        request: R,
        log: log("room"),
        append: append(name),
        epoch: Epoch(0),
        token: token("epoch 0 append"),
        cancel: cancel.iter().map(|timer| TimerId(bytes16(timer))).collect(),
        arm: vec![Alarm {
            timer: TimerId(bytes16(name)),
            at: UnixMillis(NOW.0 + after_ms),
            pointers: vec![SealedPointer { device: sam().id(), reach, sealed: payload(name) }],
        }],
        payload: payload(name),
    };
    for (name, after_ms, cancel) in [("late", 9_000, &[][..]), ("soon", 2_000, &[]), ("down", 4_000, &["late"])] {
        assert!(matches!(bench.ask(ruth, timed(name, after_ms, cancel)), RelayFrame::Stored { .. }));
    }
    bench.pass(1_999);
    assert!(bench.hear_all(sams).is_empty());
    bench.pass(1);
    let letter = |seq, at, text: &str| RelayFrame::Mail { seq: Seq(seq), at, origin: None, payload: payload(text) };
    assert_eq!(bench.hear_all(sams), [letter(1, UnixMillis(NOW.0 + 2_000), "soon")]);
    bench.relay.disconnect(sams);
    // Its time passes while no relay runs and nobody is there.
    bench.restart();
    bench.now = UnixMillis(NOW.0 + 60_000);
    assert_eq!(bench.relay.next_timer().unwrap(), Some(UnixMillis(NOW.0 + 4_000)));
    bench.settle();
    assert_eq!(bench.relay.next_timer().unwrap(), None);
    let again = bench.enter(&sam());
    bench.send(again, ClientFrame::OpenMailbox { after: Seq(1), credit: 100 });
    bench.settle();
    assert_eq!(bench.hear_all(again), [letter(2, bench.now, "down")]);
}

#[test]
fn ready_tells_the_limits_the_shelf_and_the_mailbox() {
    let mut terms = Terms::default();
    terms.limits.max_entry_bytes = 4321;
    let mut bench = Bench::with(&[&wexmoor()], terms.clone());
    let connection = bench.enter(&ruth());
    let reach = token("reach");
    for n in 0..2 {
        let payload = payload(&format!("package {n}"));
        bench.ask(connection, ClientFrame::Shelve { request: R, reach: reach.hash(), last_resort: false, payload });
    }
    let note = ClientFrame::Deliver {
        request: R,
        append: append("note"),
        device: ruth().id(),
        reach,
        payload: payload("note"),
    };
    bench.ask(connection, note);
    let (again, challenge) = bench.connect();
    let ready = RelayFrame::Ready { at: bench.now, limits: terms.limits, shelf: 2, mailbox: Seq(1) };
    assert_eq!(bench.ask(again, ruth().authenticate(&challenge)), ready);
}

// Slow readers

/// Drives the hub itself, so that what is sent to one connection can be held back.
#[test]
fn a_slow_reader_is_bounded_and_slows_nobody() {
    let terms = Terms { max_outgoing_bytes: 64 << 10, ..Terms::default() };
    let mut terms = terms;
    terms.limits.appends_per_minute = u32::MAX;
    let (mut bench, ruth) = room_with(terms);
    let (slow, quick) = (bench.enter(&sam()), bench.enter(&wexmoor().staff("another")));
    for connection in [slow, quick] {
        bench.send(connection, follow_of(0, 0, 4096));
    }
    bench.settle();
    bench.hear_all(quick);
    // The slow one's socket takes nothing any more: what it is sent is drained, but never said to have gone.
    let mut held = Vec::new();
    for n in 0..500_u32 {
        bench.send(ruth, append_of(0, &format!("{n}"), vec![7; 4096]));
        bench.relay.write(usize::MAX, bench.now).unwrap();
        for connection in bench.relay.woken() {
            if connection == slow {
                held.extend(bench.relay.hub_mut().drain(slow).unwrap().outgoing);
            } else {
                bench.collect(connection);
            }
        }
        assert_eq!(shortly(&bench.hear_all(quick)), [(n + 1).to_string()], "the quick one has it at once");
    }
    let waiting: usize = held.iter().map(marram_relay::session::Outgoing::size).sum();
    assert!(waiting <= (64 << 10) + 5_000, "{waiting} bytes wait for the slow reader");
    assert!(held.len() < 25, "{} frames wait", held.len());

    // When it reads again, it gets the rest from the store, dense.
    let mut seqs: Vec<u64> = Vec::new();
    let mut read = |frames: Vec<Bytes>| {
        for bytes in frames {
            if let Ok(RelayFrame::Entry { entry }) = RelayFrame::decode(bytes) {
                seqs.push(entry.seq.0);
            }
        }
    };
    let relay = identity();
    read(held.into_iter().map(|outgoing| outgoing.into_bytes(&relay)).collect());
    let now = bench.now;
    bench.relay.hub_mut().sent(slow, waiting, now);
    bench.collect(slow);
    read(bench.hear_all(slow).iter().map(RelayFrame::encode).collect());
    assert_eq!(seqs, (1..=500).collect::<Vec<_>>());
}

#[test]
fn a_reader_that_takes_nothing_at_all_is_ended() {
    let (mut bench, ruth) = room();
    let slow = bench.enter(&sam());
    bench.send(slow, follow_of(0, 0, 100));
    bench.settle();
    bench.send(ruth, append_of(0, "one", "sealed"));
    bench.relay.write(usize::MAX, bench.now).unwrap();
    bench.relay.hub_mut().drain(slow).unwrap();
    bench.now = UnixMillis(bench.now.0 + 60_001);
    // It still says something now and then, but takes nothing.
    bench.send(slow, ping());
    bench.relay.tick(bench.now);
    assert!(bench.relay.hub_mut().drain(slow).unwrap().closing);
}

#[test]
fn a_client_that_sends_too_far_ahead_is_not_read() {
    let (mut bench, ruth) = room_with(Terms { max_requests_ahead: 3, ..Terms::default() });
    for n in 0..5 {
        bench.send(ruth, append_of(0, &format!("{n}"), "sealed"));
    }
    assert!(!bench.relay.hub_mut().drain(ruth).unwrap().wants_input);
    assert_eq!(bench.relay.hub_mut().take_batch(100).len(), 3, "the others wait in the session");
    let (mut bench, ruth) = room_with(Terms { max_requests_ahead: 3, ..Terms::default() });
    for n in 0..5 {
        bench.send(ruth, append_of(0, &format!("{n}"), "sealed"));
    }
    bench.settle();
    assert_eq!(shortly(&bench.hear_all(ruth)), ["Stored"; 5]);
}

#[test]
fn a_full_queue_stops_all_reading_until_it_is_written() {
    let (mut bench, ruth) = room_with(Terms { max_queued_bytes: 10, ..Terms::default() });
    let other = bench.enter(&sam());
    bench.send(ruth, append_of(0, "one", "1234567890"));
    bench.relay.woken();
    assert!(!bench.relay.hub_mut().drain(other).unwrap().wants_input);
    bench.relay.write(usize::MAX, bench.now).unwrap();
    assert!(bench.relay.woken().contains(&other), "it is told that there is room");
    assert!(bench.relay.hub_mut().drain(other).unwrap().wants_input);
}

#[test]
fn many_logs_take_turns_in_being_read() {
    let mut bench =
        Bench::over(Arc::new(Memory::new()), &[&wexmoor()], Terms { max_outgoing_bytes: 70 << 10, ..Terms::default() });
    let ruth = bench.enter(&ruth());
    let frame = |name: &str, n: u32| ClientFrame::Append {
        request: R,
        log: log(name),
        append: append(&format!("{n}")),
        epoch: Epoch(0),
        token: token("epoch 0 append"),
        payload: vec![1; 8 << 10].into(),
    };
    for name in ["one", "two"] {
        bench.ask(
            ruth,
            ClientFrame::Create { request: R, log: log(name), kind: LogKind::Group, tokens: tokens("epoch 0") },
        );
        for n in 0..32 {
            bench.send(ruth, frame(name, n));
        }
    }
    bench.settle();
    bench.hear_all(ruth);
    let reader = bench.enter(&sam());
    for name in ["one", "two"] {
        let token = token("epoch 0 read");
        bench.send(reader, ClientFrame::Follow { request: R, log: log(name), token, after: Seq(0), credit: 100 });
    }
    bench.settle();
    let said = bench.hear_all(reader);
    let turns: Vec<LogId> = said
        .iter()
        .filter_map(|frame| match frame {
            RelayFrame::Entry { entry } => Some(entry.log),
            _ => None,
        })
        .collect();
    assert_eq!(turns.len(), 64);
    let first_of_two = turns.iter().position(|turn| *turn == log("two")).unwrap();
    assert!(first_of_two < 10, "the second log waited for {first_of_two} entries of the first");
}

#[test]
fn a_relay_that_starts_again_knows_everything_that_it_answered() {
    let (mut bench, ruth_connection) = room();
    let RelayFrame::Stored { receipt, .. } = bench.ask(ruth_connection, append_of(0, "one", "sealed")) else {
        panic!()
    };
    bench.restart();
    let again = bench.enter(&ruth());
    let repeated = bench.ask(again, append_of(0, "one", "sealed"));
    assert_eq!(repeated, RelayFrame::Stored { request: R, receipt });
}

#[test]
fn a_place_shows_no_secret_in_its_debug_output() {
    let place = Place {
        store: Arc::new(Memory::new()),
        admissions: Arc::new(std::collections::HashSet::<AgencyId>::new()),
        identity: Arc::new(identity()),
        terms: Terms::default(),
    };
    let seed = hex::encode([42; 32]);
    assert!(!format!("{place:?}").contains(&seed) && !format!("{place:?}").contains("42, 42"));
}
