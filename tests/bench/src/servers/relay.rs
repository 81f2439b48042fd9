//! How the relay is started for a measurement: its ordinary command, its rates raised, one agency admitted.

use crate::BenchError;
use crate::dialect::relay::root;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

/// All that differs from the defaults. The rest, group commit, checks, quotas' bookkeeping, is as for everybody.
pub(crate) const CONFIGURATION: &str = "\
[quotas]
agency_bytes_per_day = 1099511627776
[limits]
appends_per_minute = 4000000000
";

pub(super) fn configure(
    command: &mut Command,
    program: &Path,
    folder: &Path,
    address: SocketAddr,
) -> Result<(), BenchError> {
    let (config, data) = (folder.join("relay.toml"), folder.join("data"));
    std::fs::write(&config, CONFIGURATION)?;
    let admitted = Command::new(program).args(["agency", "admit", &root().to_hex(), "--data"]).arg(&data).status()?;
    if !admitted.success() {
        return Err(BenchError::Unexpected("the relay did not admit the agency"));
    }
    command.arg("serve").arg("--config").arg(config).arg("--data").arg(data).args(["--listen", &address.to_string()]);
    Ok(())
}
