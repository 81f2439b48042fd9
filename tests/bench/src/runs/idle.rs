//! Connections that follow a room each and are silent: what each of them costs the server's process. The kernel's share
//! is the same for all and is not counted.

use super::{Bench, Values};
use crate::BenchError;
use crate::dialect::Dialect;
use crate::meter::{Used, Watch, pss_kb};
use std::time::{Duration, Instant};

/// Connections that are made at the same time.
const AT_ONCE: usize = 50;

/// Long enough for what connecting left behind to be put away.
const SETTLING: Duration = Duration::from_secs(1);

/// How long their silence is listened to.
const SILENCE: Duration = Duration::from_secs(2);

pub(super) async fn run<D: Dialect>(bench: &Bench, connections: usize) -> Result<(Values, Used), BenchError> {
    let pid = bench.running.pid().ok_or(BenchError::Unexpected("no process"))?;
    let rooms = bench.rooms::<D>(connections).await?;
    let (before, began) = (pss_kb(pid)?, Instant::now());
    let mut clients = Vec::with_capacity(connections);
    for rooms in rooms.chunks(AT_ONCE) {
        let entering = rooms.iter().map(|room| async {
            let mut client = bench.enter::<D>().await?;
            client.follow(*room).await?;
            Ok::<_, BenchError>(client)
        });
        clients.extend(futures_util::future::try_join_all(entering).await?);
    }
    let connecting = began.elapsed();
    tokio::time::sleep(SETTLING).await;
    let watch = Watch::start(Some(pid))?;
    tokio::time::sleep(SILENCE).await;
    let used = watch.stop()?;
    let after = pss_kb(pid)?;
    drop(clients);
    let cpu = used.server_cpu.unwrap_or_default().as_secs_f64() / used.elapsed.as_secs_f64();
    let values = Values::from([
        ("kB/connection", after.saturating_sub(before) as f64 / connections as f64),
        ("connections made/s", connections as f64 / connecting.as_secs_f64()),
        ("% of a core when silent", cpu * 100.0),
    ]);
    Ok((values, used))
}
