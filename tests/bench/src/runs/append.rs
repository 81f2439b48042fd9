//! Appends, from the moment they are queued until they are accepted: a closed loop with so many in flight.

use super::{Bench, Values, cpu_each, histogram, microseconds};
use crate::BenchError;
use crate::dialect::{Dialect, Heard, Room};
use crate::meter::{Used, Watch};
use crate::payload::{PAYLOAD_BYTES, Payloads};
use hdrhistogram::Histogram;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long it runs before it counts.
const WARM_UP: Duration = Duration::from_millis(300);

pub(super) async fn run<D: Dialect>(
    bench: &Bench,
    connections: usize,
    in_flight: usize,
    load: Duration,
) -> Result<(Values, Used), BenchError> {
    let mut clients = Vec::new();
    for room in bench.rooms::<D>(connections).await? {
        clients.push((bench.enter::<D>().await?, room));
    }
    let (clients, _) = together(bench, clients, in_flight, WARM_UP).await?;
    let watch = Watch::start(bench.running.pid())?;
    let (clients, latencies) = together(bench, clients, in_flight, load).await?;
    let used = watch.stop()?;
    drop(clients);

    let mut values = Values::from([
        ("appends/s", latencies.len() as f64 / used.elapsed.as_secs_f64()),
        ("accepted p50 us", microseconds(&latencies, 0.5)),
        ("accepted p99 us", microseconds(&latencies, 0.99)),
    ]);
    cpu_each(&mut values, &used, latencies.len());
    if let Some(written) = used.server_written {
        let appended = latencies.len().max(1) * PAYLOAD_BYTES as u64;
        values.insert("disk bytes per byte", written as f64 / appended as f64);
    }
    Ok((values, used))
}

type Clients<D> = Vec<(D, Room)>;

/// All of them at once, in this thread.
async fn together<D: Dialect>(
    bench: &Bench,
    clients: Clients<D>,
    in_flight: usize,
    load: Duration,
) -> Result<(Clients<D>, Histogram<u64>), BenchError> {
    let end = Instant::now() + load;
    let loops = clients.into_iter().map(|client| one(&bench.payloads, client, in_flight, end));
    let mut all = histogram()?;
    let mut clients = Vec::new();
    for (client, latencies) in futures_util::future::try_join_all(loops).await? {
        all.add(&latencies).map_err(|_| BenchError::Unexpected("a latency over a minute"))?;
        clients.push(client);
    }
    Ok((clients, all))
}

async fn one<D: Dialect>(
    payloads: &Payloads,
    (mut client, room): (D, Room),
    in_flight: usize,
    end: Instant,
) -> Result<((D, Room), Histogram<u64>), BenchError> {
    let (mut latencies, mut waiting) = (histogram()?, VecDeque::with_capacity(in_flight));
    loop {
        let goes_on = Instant::now() < end;
        while goes_on && waiting.len() < in_flight {
            let now = payloads.now();
            client.append(room, &payloads.stamped(now));
            waiting.push_back(now);
        }
        if waiting.is_empty() {
            return Ok(((client, room), latencies));
        }
        client.wire().flush().await?;
        client.wire().fill().await?;
        while let Some(heard) = client.hear()? {
            if let (Heard::Accepted, Some(began)) = (heard, waiting.pop_front()) {
                latencies.saturating_record(payloads.now() - began);
            }
        }
    }
}
