//! The relay's clock: the only place that asks the system for the time.

use marram_protocol::UnixMillis;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now. A clock from before 1970 is taken for 1970.
pub(crate) fn now() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
