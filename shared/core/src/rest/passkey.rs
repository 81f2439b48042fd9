//! The second lock: the same store key, sealed under what a passkey's PRF gives (WebAuthn Level 3, §10.1.4).
//!
//! It stands beside the passphrase's lock and never in its place. What it keeps is no secret: the credential's id, the
//! salt that the passkey is asked with, and the sealed key. Refuses to know how a passkey is asked.

use super::lock::LockError;
use super::record::StoreKey;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const CONTEXT: &[u8] = b"marram/1 passkey lock";
/// WebAuthn's own limit.
const MOST_CREDENTIAL_BYTES: usize = 1023;

/// What a passkey answered: 32 bytes that only it can make again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct PrfOutput([u8; 32]);

impl core::fmt::Debug for PrfOutput {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PrfOutput(..)")
    }
}

impl PrfOutput {
    /// Of 32 bytes from the passkey.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// The sealed store key, with what is needed to ask the passkey. Kept beside the records, readable by anyone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyLock {
    credential: Vec<u8>,
    salt: [u8; 32],
    nonce: [u8; 24],
    sealed: Vec<u8>,
}

impl PasskeyLock {
    /// Seals `key` under what the passkey `credential` answered to `salt`. `nonce` must be fresh.
    ///
    /// # Errors
    /// `Damaged` if the credential's id is longer than WebAuthn allows.
    pub fn close(
        key: &StoreKey,
        credential: &[u8],
        salt: [u8; 32],
        answer: &PrfOutput,
        nonce: [u8; 24],
    ) -> Result<Self, LockError> {
        if credential.is_empty() || credential.len() > MOST_CREDENTIAL_BYTES {
            return Err(LockError::Damaged);
        }
        let payload = Payload { msg: key.bytes(), aad: CONTEXT };
        let cipher = cipher(credential, &salt, answer)?;
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| LockError::Damaged)?;
        Ok(Self { credential: credential.to_vec(), salt, nonce, sealed })
    }

    /// Opens the lock.
    ///
    /// # Errors
    /// `WrongPasskey` where another passkey or salt gave the answer, or the record was changed; `Damaged` where it is no
    /// lock at all.
    pub fn open(&self, answer: &PrfOutput) -> Result<StoreKey, LockError> {
        let payload = Payload { msg: &self.sealed, aad: CONTEXT };
        let cipher = cipher(&self.credential, &self.salt, answer)?;
        let opened = cipher.decrypt(&XNonce::from(self.nonce), payload).map_err(|_| LockError::WrongPasskey)?;
        let opened = Zeroizing::new(opened);
        let key: [u8; 32] = opened.as_slice().try_into().map_err(|_| LockError::Damaged)?;
        Ok(StoreKey::from_bytes(key))
    }

    /// Which passkey to ask.
    pub fn credential(&self) -> &[u8] {
        &self.credential
    }

    /// What to ask it with.
    pub fn salt(&self) -> &[u8; 32] {
        &self.salt
    }

    /// The lock's bytes (CBOR).
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::event::to_cbor(self)
    }

    /// Reads [`PasskeyLock::to_bytes`].
    ///
    /// # Errors
    /// `Damaged`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LockError> {
        crate::event::from_cbor(bytes).ok_or(LockError::Damaged)
    }
}

/// The answer is uniform, so HKDF (RFC 5869) with the salt and the credential's id as context is all that it needs.
fn cipher(credential: &[u8], salt: &[u8; 32], answer: &PrfOutput) -> Result<XChaCha20Poly1305, LockError> {
    let mut key = Zeroizing::new([0; 32]);
    let expanded = Hkdf::<Sha256>::new(Some(salt), &answer.0).expand_multi_info(&[CONTEXT, credential], key.as_mut());
    expanded.map_err(|_| LockError::Damaged)?;
    Ok(XChaCha20Poly1305::new((&*key).into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::{Cost, Lock};

    const ANSWER: PrfOutput = PrfOutput([5; 32]);

    fn lock() -> PasskeyLock {
        PasskeyLock::close(&StoreKey::from_bytes([7; 32]), b"credential", [2; 32], &ANSWER, [1; 24]).unwrap()
    }

    #[test]
    fn a_passkey_opens_the_same_store_key_as_the_passphrase() {
        let cheap = Cost { memory_kib: 8, passes: 1 };
        let passphrase = Lock::close(&StoreKey::from_bytes([7; 32]), "grey heron", cheap, &[1; 40]).unwrap();
        let read = PasskeyLock::from_bytes(&lock().to_bytes()).unwrap();
        assert_eq!(read.open(&ANSWER).unwrap().bytes(), passphrase.open("grey heron").unwrap().bytes());
        assert_eq!((read.credential(), read.salt()), (&b"credential"[..], &[2; 32]));
    }

    #[test]
    fn another_answer_and_any_changed_byte_open_nothing() {
        assert_eq!(lock().open(&PrfOutput([6; 32])).unwrap_err(), LockError::WrongPasskey);
        let mut changed = vec![PasskeyLock { credential: b"other".to_vec(), ..lock() }];
        changed.push(PasskeyLock { salt: [3; 32], ..lock() });
        changed.push(PasskeyLock { nonce: [0; 24], ..lock() });
        for at in 0..lock().sealed.len() {
            let mut one = lock();
            one.sealed[at] ^= 1;
            changed.push(one);
        }
        for one in changed {
            assert_eq!(one.open(&ANSWER).unwrap_err(), LockError::WrongPasskey);
        }
    }

    #[test]
    fn a_record_that_is_no_lock_and_an_id_without_end_are_refused() {
        assert_eq!(PasskeyLock::from_bytes(b"no lock").unwrap_err(), LockError::Damaged);
        let key = StoreKey::from_bytes([7; 32]);
        for id in [vec![], vec![0; MOST_CREDENTIAL_BYTES + 1]] {
            assert_eq!(PasskeyLock::close(&key, &id, [2; 32], &ANSWER, [1; 24]).unwrap_err(), LockError::Damaged);
        }
    }

    #[test]
    fn an_answer_is_not_printed() {
        assert_eq!(format!("{ANSWER:?}"), "PrfOutput(..)");
    }
}
