//! How long to wait before connecting again: longer each time, and never all clients at once.

const FIRST_MS: u64 = 500;
const LONGEST_MS: u64 = 30_000;

/// Attempts since the relay last knew this device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Backoff {
    attempts: u32,
}

impl Backoff {
    /// The wait before the next attempt: between half of the doubled time and all of it, as `random` says.
    pub(crate) fn next_ms(&mut self, random: u16) -> u64 {
        let full = FIRST_MS.saturating_mul(1 << self.attempts.min(10)).min(LONGEST_MS);
        self.attempts = self.attempts.saturating_add(1);
        full / 2 + full / 2 * u64::from(random) / u64::from(u16::MAX)
    }

    /// The relay knows this device: the next loss is a new one.
    pub(crate) fn reset(&mut self) {
        self.attempts = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_a_minute_and_start_again_after_a_success() {
        let mut backoff = Backoff::default();
        let waits: Vec<u64> = (0..9).map(|_| backoff.next_ms(u16::MAX)).collect();
        assert_eq!(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
        backoff.reset();
        assert_eq!(backoff.next_ms(u16::MAX), 500);
    }

    #[test]
    fn clients_that_lost_the_relay_together_come_back_spread_over_half_the_wait() {
        let wait = |random| Backoff { attempts: 6 }.next_ms(random);
        assert_eq!((wait(0), wait(u16::MAX)), (15_000, 30_000));
        assert!((22_000..23_000).contains(&wait(u16::MAX / 2)));
    }
}
