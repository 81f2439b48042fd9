//! Rates: how often a device, or an agency, may do something. Kept in memory; a restart fills them again.

use marram_protocol::UnixMillis;
use std::collections::HashMap;
use std::hash::Hash;

/// An allowance that fills up evenly over `period_ms` and never holds more than `amount`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate {
    pub(super) amount: u64,
    pub(super) period_ms: u64,
}

/// What is left of an allowance, for each who uses it. The fullest are forgotten: they are as good as new.
#[derive(Debug)]
pub(super) struct Allowances<K> {
    left: HashMap<K, Left>,
    sweep_at: usize,
}

#[derive(Debug, Clone, Copy)]
struct Left {
    /// In units of 1/period, so that it fills by `amount` each millisecond.
    units: u128,
    at: UnixMillis,
}

impl<K> Default for Allowances<K> {
    fn default() -> Self {
        Self { left: HashMap::new(), sweep_at: 1024 }
    }
}

impl<K: Eq + Hash> Allowances<K> {
    /// Takes `amount` from `who`'s allowance.
    ///
    /// # Errors
    /// How long to wait, in milliseconds, if there is not enough. Then nothing is taken.
    pub(super) fn take(&mut self, who: K, amount: u64, rate: Rate, now: UnixMillis) -> Result<(), u32> {
        if self.left.len() >= self.sweep_at {
            self.left.retain(|_, left| left.filled(rate, now) < rate.full());
            self.sweep_at = (self.left.len() * 2).max(1024);
        }
        let left = self.left.entry(who).or_insert(Left { units: rate.full(), at: now });
        let units = left.filled(rate, now);
        let wanted = u128::from(amount) * u128::from(rate.period_ms);
        *left = Left { units: units.saturating_sub(if wanted <= units { wanted } else { 0 }), at: now.max(left.at) };
        if wanted <= units {
            return Ok(());
        }
        let wait = (wanted - units).div_ceil(u128::from(rate.amount.max(1)));
        Err(u32::try_from(wait).unwrap_or(u32::MAX))
    }
}

impl Rate {
    fn full(self) -> u128 {
        u128::from(self.amount) * u128::from(self.period_ms)
    }
}

impl Left {
    fn filled(self, rate: Rate, now: UnixMillis) -> u128 {
        let passed = now.0.saturating_sub(self.at.0);
        (self.units + u128::from(passed) * u128::from(rate.amount)).min(rate.full())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE_A_MINUTE: Rate = Rate { amount: 3, period_ms: 60_000 };

    #[test]
    fn an_allowance_that_is_used_up_says_when_there_is_more() {
        let mut allowances = Allowances::default();
        for _ in 0..3 {
            assert_eq!(allowances.take("device", 1, THREE_A_MINUTE, UnixMillis(1_000)), Ok(()));
        }
        assert_eq!(allowances.take("device", 1, THREE_A_MINUTE, UnixMillis(1_000)), Err(20_000));
        assert_eq!(allowances.take("device", 1, THREE_A_MINUTE, UnixMillis(20_999)), Err(1));
        assert_eq!(allowances.take("device", 1, THREE_A_MINUTE, UnixMillis(21_000)), Ok(()));
        assert_eq!(allowances.take("another", 3, THREE_A_MINUTE, UnixMillis(1_000)), Ok(()));
    }

    #[test]
    fn full_allowances_are_forgotten() {
        let mut allowances = Allowances::default();
        for device in 0..5_000_u64 {
            assert_eq!(allowances.take(device, 1, THREE_A_MINUTE, UnixMillis(device * 60_000)), Ok(()));
        }
        assert!(allowances.left.len() <= 1024, "{} kept", allowances.left.len());
    }
}
