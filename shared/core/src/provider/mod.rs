//! The OpenMLS provider: two cipher suites, one seeded generator, and storage that the engine saves as a whole.
//!
//! Owns how MLS primitives are chosen and how MLS state becomes records. It refuses to know what a group is for, who
//! its members are and where records are kept; it reads no clock and no system randomness.
//!
//! What OpenMLS 0.9.2 does behind it is not ours: it reads the clock for default lifetimes and to note when an epoch's
//! secrets came, and it orders several removals or updates within one commit by a hash that differs from process to
//! process. So a run replays its bytes exactly only with fixed lifetimes and one of these per commit.

mod crypto;
mod kem;
mod random;
mod records;
pub mod seal;
mod signer;
mod storage;

use openmls::prelude::Ciphersuite;
use openmls_traits::OpenMlsProvider;

pub use crypto::Crypto;
pub use random::Generator;
pub use records::Change;
pub use seal::{SealError, SealingPublicKey, SealingSecretKey, hpke_keypair, hpke_open, hpke_seal};
pub use signer::DeviceSigner;
pub use storage::{Storage, StorageError, group_of};

/// The suite of every new group: X-Wing, ChaCha20-Poly1305, SHA-256, Ed25519 (0x004D, a private code point).
pub const DEFAULT_SUITE: Ciphersuite = Ciphersuite::MLS_256_XWING_CHACHA20POLY1305_SHA256_Ed25519;
/// The recorded fallback for very large groups: X25519, ChaCha20-Poly1305, SHA-256, Ed25519 (0x0003).
pub const CLASSICAL_SUITE: Ciphersuite = Ciphersuite::MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519;

/// Everything that OpenMLS asks of its surroundings, for one device.
///
/// An operation of OpenMLS may write before it fails. So the engine takes a [`checkpoint`](Self::checkpoint), runs the
/// operation, and on failure takes everything back with [`rollback`](Self::rollback) and loads the group anew; on
/// success [`drain_dirty`](Self::drain_dirty) gives the records to save, in one transaction with the cursor.
#[derive(Debug)]
pub struct Provider {
    crypto: Crypto,
    storage: Storage,
}

impl Provider {
    /// A provider without any record. `seed` must be fresh at every start: a seed used twice repeats secrets.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self::load(seed, [])
    }

    /// A provider with the records saved before, under a fresh seed. The records themselves are not unsaved.
    #[must_use]
    pub fn load(seed: [u8; 32], records: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) -> Self {
        Self { crypto: Crypto::new(Generator::new(seed)), storage: Storage::stored(records) }
    }

    /// Fills `out` from the generator that OpenMLS draws from.
    pub fn fill(&self, out: &mut [u8]) {
        self.generator().fill(out);
    }

    /// The generator itself, for sealing and for making keys.
    #[must_use]
    pub fn generator(&self) -> &Generator {
        self.crypto.random()
    }

    /// All changes since the last drain, each key once in key order, `None` for a record that is gone.
    ///
    /// Takes a checkpoint: what was drained can no longer be rolled back.
    #[must_use = "changes that are drained and not saved are lost"]
    pub fn drain_dirty(&self) -> Vec<Change> {
        self.storage.drain()
    }

    /// Keeps every change up to here when a later one is rolled back.
    pub fn checkpoint(&self) {
        self.storage.checkpoint();
    }

    /// Takes back every change since the last checkpoint or drain. The generator is not turned back, so that nothing
    /// random is ever used twice.
    pub fn rollback(&self) {
        self.storage.rollback();
    }
}

impl OpenMlsProvider for Provider {
    type CryptoProvider = Crypto;
    type RandProvider = Generator;
    type StorageProvider = Storage;

    fn storage(&self) -> &Storage {
        &self.storage
    }

    fn crypto(&self) -> &Crypto {
        &self.crypto
    }

    fn rand(&self) -> &Generator {
        self.crypto.random()
    }
}
