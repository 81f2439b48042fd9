//! A reader who was away takes all entries of a room: from the request to the last entry.

use super::{Bench, Values, cpu_each};
use crate::BenchError;
use crate::dialect::{CATCH_UP_ENTRIES, Dialect, Heard};
use crate::meter::{Used, Watch};

/// Appends in flight while the room is filled.
const WINDOW: u64 = 128;

pub(super) async fn run<D: Dialect>(bench: &Bench) -> Result<(Values, Used), BenchError> {
    let room = bench.rooms::<D>(1).await?.pop().ok_or(BenchError::Unexpected("no room"))?;
    D::be_expected(bench.running.address, room).await?;
    let mut writer = bench.enter::<D>().await?;
    let (mut sent, mut accepted) = (0, 0);
    while accepted < CATCH_UP_ENTRIES {
        while sent < CATCH_UP_ENTRIES && sent - accepted < WINDOW {
            writer.append(room, &bench.payloads.stamped(bench.payloads.now()));
            sent += 1;
        }
        writer.wire().flush().await?;
        writer.wire().fill().await?;
        while let Some(Heard::Accepted) = writer.hear()? {
            accepted += 1;
        }
    }
    drop(writer);

    let mut reader = D::come_back(bench.running.address, bench.number()).await?;
    let watch = Watch::start(bench.running.pid())?;
    reader.ask_for_all(room);
    let mut received = 0;
    while received < CATCH_UP_ENTRIES {
        reader.wire().flush().await?;
        reader.wire().fill().await?;
        while let Some(Heard::Delivered { .. }) = reader.hear()? {
            received += 1;
        }
    }
    let used = watch.stop()?;
    let mut values = Values::from([("ms for all", used.elapsed.as_secs_f64() * 1e3)]);
    cpu_each(&mut values, &used, received);
    Ok((values, used))
}
