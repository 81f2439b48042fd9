//! The lock: the store key, sealed under a passphrase.

use super::record::StoreKey;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

const CONTEXT: &[u8] = b"marram/1 lock";

/// What an attempt at the passphrase costs (RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for Cost {
    /// 64 MiB, 3 passes: RFC 9106 §4's second recommendation; about a third of a second in a browser.
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3 }
    }
}

impl Cost {
    /// Argon2id of a passphrase and a salt.
    pub(crate) fn stretch(self, words: &[u8], salt: &[u8], key: &mut [u8; 32]) -> Result<(), LockError> {
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32)).map_err(|_| LockError::Damaged)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_into(words, salt, key).map_err(|_| LockError::Damaged)
    }
}

/// Why a lock did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LockError {
    /// Another passphrase.
    #[error("the passphrase does not open this lock")]
    WrongPassphrase,
    /// Another passkey, or a changed record.
    #[error("the passkey does not open this lock")]
    WrongPasskey,
    /// The stored bytes are not a lock.
    #[error("the stored lock is damaged")]
    Damaged,
}

/// The sealed store key, with what is needed to try a passphrase. Kept beside the records, readable by anyone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    cost: Cost,
    salt: [u8; 16],
    nonce: [u8; 24],
    sealed: Vec<u8>,
}

impl Lock {
    /// Seals `key` under `passphrase`. `random`: 16 bytes of salt and 24 of nonce, fresh.
    ///
    /// # Errors
    /// `Damaged` if the cost is outside what Argon2 allows.
    pub fn close(key: &StoreKey, passphrase: &str, cost: Cost, random: &[u8; 40]) -> Result<Self, LockError> {
        let (mut salt, mut nonce) = ([0; 16], [0; 24]);
        let (first, second) = random.split_at(16);
        salt.copy_from_slice(first);
        nonce.copy_from_slice(second);
        let cipher = cipher(passphrase, &salt, cost)?;
        let payload = Payload { msg: key.bytes(), aad: CONTEXT };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| LockError::Damaged)?;
        Ok(Self { cost, salt, nonce, sealed })
    }

    /// Opens the lock.
    ///
    /// # Errors
    /// `WrongPassphrase`, also where the sealed bytes were changed; `Damaged` where they are no lock at all.
    pub fn open(&self, passphrase: &str) -> Result<StoreKey, LockError> {
        let cipher = cipher(passphrase, &self.salt, self.cost)?;
        let payload = Payload { msg: &self.sealed, aad: CONTEXT };
        let opened = cipher.decrypt(&XNonce::from(self.nonce), payload).map_err(|_| LockError::WrongPassphrase)?;
        let opened = Zeroizing::new(opened);
        let key: [u8; 32] = opened.as_slice().try_into().map_err(|_| LockError::Damaged)?;
        Ok(StoreKey::from_bytes(key))
    }

    /// The lock's bytes (CBOR).
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::event::to_cbor(self)
    }

    /// Reads [`Lock::to_bytes`].
    ///
    /// # Errors
    /// `Damaged`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LockError> {
        crate::event::from_cbor(bytes).ok_or(LockError::Damaged)
    }
}

/// Passphrases are compared as people type them: white space at the ends is dropped.
fn cipher(passphrase: &str, salt: &[u8; 16], cost: Cost) -> Result<XChaCha20Poly1305, LockError> {
    let mut key = Zeroizing::new([0; 32]);
    cost.stretch(passphrase.trim().as_bytes(), salt, &mut key)?;
    Ok(XChaCha20Poly1305::new((&*key).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory_kib: 8, passes: 1 };

    #[test]
    fn only_the_passphrase_opens_the_lock_and_a_change_keeps_the_key() {
        let key = StoreKey::from_bytes([7; 32]);
        let lock = Lock::close(&key, "grey heron at low water", CHEAP, &[1; 40]).unwrap();
        let lock = Lock::from_bytes(&lock.to_bytes()).unwrap();
        assert_eq!(lock.open(" grey heron at low water ").unwrap().bytes(), key.bytes());
        assert_eq!(lock.open("grey heron at high water").unwrap_err(), LockError::WrongPassphrase);
        let changed =
            Lock::close(&lock.open("grey heron at low water").unwrap(), "new words", CHEAP, &[2; 40]).unwrap();
        assert_eq!(changed.open("new words").unwrap().bytes(), key.bytes());
        assert!(changed.open("grey heron at low water").is_err());
    }

    #[test]
    fn a_lock_with_any_byte_changed_does_not_open() {
        let lock = Lock::close(&StoreKey::from_bytes([7; 32]), "words", CHEAP, &[1; 40]).unwrap();
        for at in 0..lock.sealed.len() {
            let mut changed = lock.clone();
            changed.sealed[at] ^= 1;
            assert_eq!(changed.open("words").unwrap_err(), LockError::WrongPassphrase);
        }
        assert_eq!(Lock::from_bytes(b"no lock").unwrap_err(), LockError::Damaged);
    }
}
