//! What is delivered of a log, and when (R21 to R23, R31, R50).

use super::*;

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
