//! What stands at the lock besides the passphrase: the wait after wrong ones, and the passkey's lock.

use crate::messages::{AtTheLock, PasskeyHint, Passphrase, PassphraseRefused};
use crate::platform::clock;
use crate::platform::store::{Beside, Store};
use marram_core::rest::{Attempts, Lock, PasskeyLock, StoreKey};
use marram_protocol::UnixMillis;

/// As it was read with the store, and as it is since.
#[derive(Debug, Default)]
pub(super) struct Gate {
    attempts: Attempts,
    /// Others use this computer: nothing is kept on it.
    pub(super) shared: bool,
    pub(super) passkey: Option<PasskeyLock>,
}

impl Gate {
    /// Reads it. What cannot be read is not there: the passphrase opens the store without it.
    pub(super) async fn read(store: &Store) -> Self {
        let bytes = |found: Result<Option<Vec<u8>>, _>| found.ok().flatten();
        let attempts = bytes(store.beside(Beside::Attempts).await).map(|bytes| Attempts::from_bytes(&bytes));
        let passkey = bytes(store.beside(Beside::Passkey).await);
        let attempts = attempts.unwrap_or_default().settled(clock::now());
        Self { attempts, shared: false, passkey: passkey.and_then(|bytes| PasskeyLock::from_bytes(&bytes).ok()) }
    }

    /// What the page is told.
    pub(super) fn seen(&self) -> AtTheLock {
        let hint = |lock: &PasskeyLock| PasskeyHint { credential: lock.credential().to_vec(), salt: *lock.salt() };
        AtTheLock {
            shared: self.shared,
            not_before: self.attempts.not_before(clock::now()),
            passkey: self.passkey.as_ref().map(hint),
        }
    }

    /// Counts an attempt before it is made.
    ///
    /// # Errors
    /// The time before which nothing is tried.
    pub(super) async fn begin(&mut self, store: &Store) -> Result<(), UnixMillis> {
        let begun = self.attempts.begin(clock::now());
        if begun.is_err() {
            // A clock that was set back: the wait begins where it is now.
            self.attempts = self.attempts.settled(clock::now());
        }
        self.attempts = begun?;
        // A full disk must keep nobody out; this worker counts all the same.
        store.set_beside(Beside::Attempts, Some(&self.attempts.to_bytes())).await.unwrap_or_default();
        Ok(())
    }

    /// Whoever is there has the key.
    pub(super) async fn known(&mut self, store: &Store) {
        self.attempts = Attempts::default();
        store.set_beside(Beside::Attempts, None).await.unwrap_or_default();
    }

    /// Opens the passphrase's lock, counting like anybody's attempt.
    ///
    /// # Errors
    /// `WrongPassphrase`, `TooSoon`.
    pub(super) async fn opens(
        &mut self,
        store: &Store,
        lock: &Lock,
        passphrase: &Passphrase,
    ) -> Result<StoreKey, PassphraseRefused> {
        self.begin(store).await.map_err(|until| PassphraseRefused::TooSoon { until })?;
        let key = lock.open(&passphrase.0).map_err(|_| PassphraseRefused::WrongPassphrase)?;
        self.known(store).await;
        Ok(key)
    }
}
