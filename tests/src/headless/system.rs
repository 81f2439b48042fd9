//! The system's clock and randomness: what the engine is given and never takes.

use marram_protocol::UnixMillis;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time.
pub(super) fn now() -> UnixMillis {
    // A clock before 1970 is as good as one at 1970: both are wrong, and the relay will say so.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// How long it is until `at`.
pub(super) fn until(at: UnixMillis) -> Duration {
    Duration::from_millis(at.0.saturating_sub(now().0))
}

/// Bytes that nobody can guess.
///
/// # Errors
/// The operating system's.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
