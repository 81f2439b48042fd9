//! The relay's clock, as far as this device goes by it.
//!
//! Computers' clocks are wrong by minutes and hours, and what one device calls too early another calls over. So the
//! engine reckons in the relay's time: what comes in is moved by the offset, what goes out to the driver is moved back.
//! The relay is believed up to a day, so that it cannot make what is long over hold again; credentials have a slack of
//! the same width. Refuses to know what is judged by it.

use marram_protocol::UnixMillis;

/// Clocks that differ by less are the same: the way there and back takes time too.
const TOLERANCE_MS: i64 = 3 * 60 * 1000;
/// No clock is moved by more.
const MOST_MS: i64 = 24 * 60 * 60 * 1000;

/// How far the relay's clock is ahead of this device's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RelayClock {
    measured_ms: i64,
}

impl RelayClock {
    /// Takes in what the relay's clock showed at a moment of the own one. `Some` if it is another offset than before:
    /// how far the relay is ahead, in full.
    pub(super) fn learn(&mut self, relay: UnixMillis, own: UnixMillis) -> Option<i64> {
        let ahead = signed(relay).saturating_sub(signed(own));
        if ahead.saturating_sub(self.measured_ms).saturating_abs() <= TOLERANCE_MS {
            return None;
        }
        self.measured_ms = if ahead.saturating_abs() <= TOLERANCE_MS { 0 } else { ahead };
        Some(self.measured_ms)
    }

    /// The own clock shows `own`, and it was `last` in the relay's time just before: if the own clock was set back by
    /// much, the relay's was not, and time goes on.
    pub(super) fn goes_on_from(&mut self, last: UnixMillis, own: UnixMillis) {
        let back = signed(last).saturating_sub(signed(self.relay_time(own)));
        if back > TOLERANCE_MS {
            self.measured_ms = self.measured_ms.saturating_add(back);
        }
    }

    /// A moment of the own clock in the relay's time.
    pub(super) fn relay_time(&self, own: UnixMillis) -> UnixMillis {
        unsigned(signed(own).saturating_add(self.moved_ms()))
    }

    /// A moment in the relay's time as the own clock will show it.
    pub(super) fn own_time(&self, relay: UnixMillis) -> UnixMillis {
        // A moment that never comes stays one.
        if relay.0 > i64::MAX as u64 {
            return relay;
        }
        unsigned(signed(relay).saturating_sub(self.moved_ms()))
    }

    fn moved_ms(self) -> i64 {
        self.measured_ms.clamp(-MOST_MS, MOST_MS)
    }
}

fn signed(at: UnixMillis) -> i64 {
    i64::try_from(at.0).unwrap_or(i64::MAX)
}

fn unsigned(at: i64) -> UnixMillis {
    UnixMillis(u64::try_from(at).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60_000;
    const NOON: UnixMillis = UnixMillis(1_795_000_000_000);

    fn later(minutes: u64) -> UnixMillis {
        UnixMillis(NOON.0 + minutes * MINUTE)
    }

    #[test]
    fn a_clock_that_is_a_quarter_of_an_hour_ahead_is_set_right_both_ways() {
        let mut clock = RelayClock::default();
        assert_eq!(clock.learn(NOON, later(15)), Some(-15 * 60_000));
        assert_eq!(clock.relay_time(later(20)), later(5));
        assert_eq!(clock.own_time(later(5)), later(20));
        assert_eq!(clock.own_time(UnixMillis(u64::MAX)), UnixMillis(u64::MAX));
    }

    #[test]
    fn a_slow_connection_and_a_clock_that_is_nearly_right_change_nothing() {
        let mut clock = RelayClock::default();
        for own in [NOON, later(1), later(3)] {
            assert_eq!(clock.learn(NOON, own), None);
            assert_eq!(clock.learn(own, NOON), None);
        }
        assert_eq!(clock.relay_time(NOON), NOON);
        // Nor does a measure that differs a little from the one before.
        assert!(clock.learn(NOON, later(15)).is_some());
        assert_eq!(clock.learn(later(2), later(15)), None);
        assert_eq!(clock.relay_time(later(15)), NOON);
    }

    #[test]
    fn a_clock_that_was_set_right_meanwhile_is_believed_again() {
        let mut clock = RelayClock::default();
        clock.learn(NOON, later(60));
        assert_eq!(clock.learn(later(1), later(2)), Some(0));
        assert_eq!(clock.relay_time(later(5)), later(5));
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_time() {
        let mut clock = RelayClock::default();
        clock.goes_on_from(later(60), later(61));
        clock.goes_on_from(later(60), later(59));
        assert_eq!(clock.relay_time(NOON), NOON);
        clock.goes_on_from(later(60), later(20));
        assert_eq!(clock.relay_time(later(25)), later(65));
    }

    #[test]
    fn a_relay_that_claims_another_year_moves_no_clock_by_more_than_a_day() {
        let year = 365 * 24 * 60 * MINUTE;
        let mut clock = RelayClock::default();
        assert_eq!(clock.learn(UnixMillis(NOON.0 - year), NOON), Some(-(year as i64)));
        assert_eq!(clock.relay_time(NOON).0, NOON.0 - 24 * 60 * MINUTE);
        for extreme in [0, u64::MAX] {
            RelayClock::default().learn(UnixMillis(extreme), NOON);
            clock.learn(UnixMillis(extreme), UnixMillis(u64::MAX - extreme));
            assert!(clock.relay_time(NOON).0.abs_diff(NOON.0) <= 24 * 60 * MINUTE);
        }
    }
}
