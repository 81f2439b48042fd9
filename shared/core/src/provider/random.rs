//! The seeded generator: the one source of randomness of the engine and of OpenMLS.
//!
//! It knows its seed and nothing else: no system generator is in reach, so a run replays byte for byte from a seed.
//! Whoever starts the engine owes it a fresh seed each time; the same seed twice repeats ephemeral keys.

use std::convert::Infallible;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use chacha20::ChaCha20Rng;
use openmls_traits::random::OpenMlsRand;
use rand_core::{Rng as _, SeedableRng as _};
use zeroize::Zeroize as _;

/// A ChaCha20 generator behind a shared reference, because OpenMLS asks for randomness through `&self`.
pub struct Generator {
    // OpenMLS requires `Sync` of the crypto provider that draws from this, hence no `RefCell`.
    stream: Mutex<ChaCha20Rng>,
}

impl Generator {
    /// Starts the stream that belongs to `seed`.
    #[must_use]
    pub fn new(mut seed: [u8; 32]) -> Self {
        let stream = Mutex::new(ChaCha20Rng::from_seed(seed));
        seed.zeroize();
        Self { stream }
    }

    /// Fills `out` with the next bytes of the stream.
    pub fn fill(&self, out: &mut [u8]) {
        self.draw(|stream| stream.fill_bytes(out));
    }

    /// Lends the stream itself to a primitive that draws as much as it needs.
    pub(super) fn draw<T>(&self, with: impl FnOnce(&mut ChaCha20Rng) -> T) -> T {
        // A stream whose user panicked has only moved on; it is as good as before.
        with(&mut self.stream.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Generator(..)")
    }
}

impl OpenMlsRand for Generator {
    type Error = Infallible;

    fn random_array<const N: usize>(&self) -> Result<[u8; N], Infallible> {
        let mut out = [0; N];
        self.fill(&mut out);
        Ok(out)
    }

    fn random_vec(&self, len: usize) -> Result<Vec<u8>, Infallible> {
        let mut out = vec![0; len];
        self.fill(&mut out);
        Ok(out)
    }
}
