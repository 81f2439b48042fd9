//! What ends a connection, and what outlives the relay (R10, R50, R51).

use super::*;

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
