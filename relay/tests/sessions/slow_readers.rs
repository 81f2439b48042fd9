//! Slow readers: what they cost, and that nobody else pays (R50).

use super::*;

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
