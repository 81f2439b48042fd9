//! What a device is told of its mailbox, its shelf and of blobs (R12, R40, R43).

use super::*;
use marram_protocol::frame::{Alarm, SealedPointer};

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
