//! Wrong passphrases: how long to wait after how many of them.
//!
//! The record is no secret and is kept beside the lock. It slows down somebody who sits at the desk and guesses; whoever
//! has copied the store is slowed down by the lock's own cost only. Knows no clock: the time is passed in.

use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};

/// So many wrong passphrases cost nothing: people mistype.
const FREE: u32 = 3;
/// The wait after the next one; it doubles with each.
const FIRST_MS: u64 = 10_000;
/// No wait is longer: whoever owns the passphrase must get in.
const LONGEST_MS: u64 = 15 * 60 * 1000;

/// The wrong passphrases since the last right one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    wrong: u32,
    last: UnixMillis,
}

impl Attempts {
    /// How many were wrong.
    pub fn wrong(&self) -> u32 {
        self.wrong
    }

    /// When the next one may be tried; `None` if it may be now.
    pub fn not_before(&self, now: UnixMillis) -> Option<UnixMillis> {
        let beyond = self.wrong.checked_sub(FREE + 1)?;
        let wait = FIRST_MS.saturating_mul(1_u64.checked_shl(beyond).unwrap_or(u64::MAX)).min(LONGEST_MS);
        let until = UnixMillis(self.last.0.saturating_add(wait));
        (now < until).then_some(until)
    }

    /// Counts an attempt as wrong *before* it is judged, so that closing the page in between saves nothing; a right one
    /// is forgotten with all the others afterwards.
    ///
    /// # Errors
    /// The time before which nothing is tried.
    pub fn begin(self, now: UnixMillis) -> Result<Self, UnixMillis> {
        let settled = self.settled(now);
        match settled.not_before(now) {
            Some(until) => Err(until),
            None => Ok(Self { wrong: settled.wrong.saturating_add(1), last: now }),
        }
    }

    /// As it is to be kept from now on: after a clock was set back the wait begins anew, and does not last until the
    /// clock is there again.
    #[must_use]
    pub fn settled(self, now: UnixMillis) -> Self {
        Self { wrong: self.wrong, last: self.last.min(now) }
    }

    /// The record's bytes (CBOR).
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::event::to_cbor(self)
    }

    /// Reads [`Attempts::to_bytes`]; what cannot be read counts nothing, for it must not keep the owner out.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        crate::event::from_cbor(bytes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(wrong: u32, at: u64) -> Attempts {
        Attempts { wrong, last: UnixMillis(at) }
    }

    #[test]
    fn three_mistakes_cost_nothing_and_then_each_wait_doubles_up_to_a_quarter_of_an_hour() {
        let waits: Vec<u64> =
            (0..14).map(|wrong| after(wrong, 0).not_before(UnixMillis(0)).map_or(0, |until| until.0 / 1000)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
        assert_eq!(after(u32::MAX, 0).not_before(UnixMillis(0)), Some(UnixMillis(LONGEST_MS)));
    }

    #[test]
    fn an_attempt_is_counted_before_it_is_judged_and_survives_the_page() {
        let mut attempts = Attempts::default();
        for _ in 0..4 {
            attempts = Attempts::from_bytes(&attempts.begin(UnixMillis(1_000)).unwrap().to_bytes());
        }
        assert_eq!(attempts.begin(UnixMillis(10_999)), Err(UnixMillis(11_000)));
        assert_eq!(attempts.begin(UnixMillis(11_000)).unwrap().wrong(), 5);
    }

    #[test]
    fn a_clock_that_is_set_back_starts_the_wait_anew_and_keeps_nobody_out_for_longer() {
        let attempts = after(5, 9_000_000).settled(UnixMillis(1_000));
        assert_eq!(attempts.not_before(UnixMillis(1_000)), Some(UnixMillis(21_000)));
        assert_eq!(attempts.begin(UnixMillis(21_000)).map(|after| after.wrong()), Ok(6));
    }

    #[test]
    fn a_record_that_cannot_be_read_keeps_nobody_out() {
        assert_eq!(Attempts::from_bytes(b"no record"), Attempts::default());
    }
}
