//! All choices of a run, from one seed.

use chacha20::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// A generator of choices.
pub struct Dice(ChaCha20Rng);

impl Dice {
    /// From a seed: the same seed, the same run.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }
    /// Random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.0.next_u64() % bound as u64) as usize
    }
    /// True `n` times in a thousand.
    pub fn permille(&mut self, n: usize) -> bool {
        self.below(1000) < n
    }
}
