//! Timers of a log: what an append arms and cancels, and what every member sees of it (R60 to R63).
//!
//! At its time the relay leaves what was sealed beforehand in mailboxes. It owns no word of what that says.

use super::client::SealedPointer;
use crate::codec::{list, record};
use crate::ids::{TimerId, UnixMillis};
use serde::{Deserialize, Serialize};

/// The most timers that one append cancels.
pub const MAX_CANCELLED: usize = 8;

/// The most timers that one append arms.
pub const MAX_ARMED: usize = 4;

record! {
    /// A timer to be armed: who is to find what in their mailbox at that time, unless it is cancelled before (R60).
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Alarm {
        /// Which timer. One of the log that is armed already is replaced.
        pub timer: TimerId,
        /// When. A time that has passed is at once.
        pub at: UnixMillis,
        /// One for each device; of the reach tokens nothing is kept.
        pub pointers: Vec<SealedPointer>,
    }
}

record! {
    /// What members see of an armed timer.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Armed {
        /// Which.
        pub timer: TimerId,
        /// When it fires.
        pub at: UnixMillis,
    }
}

record! {
    /// What an entry did to its log's timers: part of the entry's hash, so that all members see the same (R61).
    #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
    pub struct TimerMarks {
        /// Cancelled first, whether or not they were armed.
        pub cancelled: Vec<TimerId>,
        /// Armed after that, in this order.
        pub armed: Vec<Armed>,
    }
}

list!(TimerId, "cancelled timers", limit: MAX_CANCELLED, smallest: 16);
list!(Armed, "armed timers", limit: MAX_ARMED, smallest: 16 + 8);
// An alarm without pointers: its id, its time, and a count.
list!(Alarm, "alarms", limit: MAX_ARMED, smallest: 16 + 8 + 2);

impl TimerMarks {
    /// What members will see of an append that cancels and arms these.
    pub fn of(cancel: &[TimerId], arm: &[Alarm]) -> Self {
        let armed = arm.iter().map(|alarm| Armed { timer: alarm.timer, at: alarm.at }).collect();
        Self { cancelled: cancel.to_vec(), armed }
    }
}
