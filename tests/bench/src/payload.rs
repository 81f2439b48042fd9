//! What is sent: opaque bytes, random as ciphertext is, with the moment they were meant to be sent in front.

use crate::BenchError;
use std::rc::Rc;
use std::time::Instant;

/// Bytes of every payload.
pub(crate) const PAYLOAD_BYTES: usize = 1024;

/// Payloads start at different places of a pool, so that no two near each other are the same.
const POOL_BYTES: usize = 1 << 20;

/// The generator's clock and its random bytes.
#[derive(Debug, Clone)]
pub(crate) struct Payloads {
    began: Instant,
    pool: Rc<Vec<u8>>,
}

impl Payloads {
    /// With fresh random bytes.
    pub(crate) fn new() -> Result<Self, BenchError> {
        let mut pool = vec![0; POOL_BYTES];
        getrandom::fill(&mut pool).map_err(|_| BenchError::Unexpected("no randomness"))?;
        Ok(Self { began: Instant::now(), pool: Rc::new(pool) })
    }

    /// Nanoseconds since the generator began.
    pub(crate) fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// The moment of this clock that an instant stands for.
    pub(crate) fn at(&self, instant: Instant) -> u64 {
        u64::try_from(instant.saturating_duration_since(self.began).as_nanos()).unwrap_or(u64::MAX)
    }

    /// The payload that is meant to be sent at `stamp`.
    pub(crate) fn stamped(&self, stamp: u64) -> [u8; PAYLOAD_BYTES] {
        let mut payload = [0; PAYLOAD_BYTES];
        let start = (stamp as usize).wrapping_mul(0x9e37_79b1) % (POOL_BYTES - PAYLOAD_BYTES);
        if let Some(random) = self.pool.get(start..start + PAYLOAD_BYTES) {
            payload.copy_from_slice(random);
        }
        if let Some(front) = payload.first_chunk_mut() {
            *front = stamp.to_be_bytes();
        }
        payload
    }
}

/// The moment in front of a payload.
pub(crate) fn stamp_of(payload: &[u8]) -> Option<u64> {
    payload.first_chunk().map(|front| u64::from_be_bytes(*front))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_payload_carries_its_moment_and_differs_from_the_next() {
        let payloads = Payloads::new().unwrap();
        let (one, other) = (payloads.stamped(41), payloads.stamped(42));
        assert_eq!((stamp_of(&one), stamp_of(&other)), (Some(41), Some(42)));
        assert_ne!(one[8..], other[8..]);
    }
}
