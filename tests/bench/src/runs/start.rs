//! Cold start: from the process's start until a client has been let in.

use super::Values;
use crate::BenchError;
use crate::dialect::Dialect;
use crate::meter::{Used, Watch, pss_kb};
use crate::servers::{Kind, Running, Server};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long it is left alone after an attempt that came too early.
const GLANCE: Duration = Duration::from_micros(200);

pub(super) async fn cold<D: Dialect>(server: &Server, folder: &Path) -> Result<(Running, Values, Used), BenchError> {
    let watch = Watch::start(None)?;
    let running = server.start(&folder.join(server.kind.name()))?;
    // Preparations, as admitting an agency, are no part of a start.
    let began = Instant::now();
    let failure = loop {
        match D::enter(running.address, 0).await {
            Ok(_) => break None,
            Err(error) if began.elapsed() > PATIENCE => break Some(error),
            // Nothing else is done by this thread meanwhile, and the runtime's own timer is too coarse.
            Err(_) => std::thread::sleep(GLANCE),
        }
    };
    if let Some(error) = failure {
        let log = std::fs::read_to_string(folder.join(server.kind.name()).join("log")).unwrap_or_default();
        return Err(BenchError::Peer(format!("{} did not start: {error}\n{log}", server.kind.name())));
    }
    let mut values = Values::from([("ms to first answer", began.elapsed().as_secs_f64() * 1e3)]);
    let used = watch.stop()?;
    if server.kind != Kind::Null
        && let Some(pid) = running.pid()
    {
        values.insert("MB when empty", pss_kb(pid)? as f64 / 1024.0);
    }
    Ok((running, values, used))
}
