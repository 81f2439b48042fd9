//! Journey 6: whatever was answered `Stored` is there after a crash, dense and in order.
//!
//! `killed` kills the relay's own process in the middle of load, `timer` before something is due; `disk` takes away what was not synced, at any write.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod disk;
mod killed;
mod scribe;
mod timer;

/// A number from the environment, to run more or fewer.
fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}
