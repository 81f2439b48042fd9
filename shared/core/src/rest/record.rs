//! Sealing one record: XChaCha20-Poly1305 under the store key, bound to the record's own name.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Why a stored record cannot be used. The engine then does not start: nothing is regenerated in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RecordError {
    /// It was changed, swapped with another, or sealed under another key.
    #[error("a stored record does not open")]
    Sealed,
    /// It opens, but does not hold what it should.
    #[error("a stored record is not what it should be")]
    Content,
}

/// The key that seals every record.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct StoreKey([u8; 32]);

impl core::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("StoreKey(..)")
    }
}

impl StoreKey {
    /// From 32 random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// For a copy that the engine keeps, and for the lock.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The stored key of a record: says nothing of its name, and is the same each time.
    pub(crate) fn key_of(&self, name: &[u8]) -> Vec<u8> {
        let mut key = vec![0; 16];
        // 16 bytes are within HKDF's bound of 255 hashes.
        let expanded = Hkdf::<Sha256>::new(Some(b"marram/1 record name"), &self.0).expand(name, &mut key);
        debug_assert!(expanded.is_ok());
        key
    }

    /// Seals a record with its name, so that loading needs no index. Layout: nonce (24), sealed (name length, name, value).
    pub(crate) fn seal(&self, nonce: [u8; 24], name: &[u8], value: &[u8]) -> Result<Vec<u8>, RecordError> {
        let length = u16::try_from(name.len()).map_err(|_| RecordError::Content)?;
        let mut plain = Vec::with_capacity(2 + name.len() + value.len());
        plain.extend_from_slice(&length.to_be_bytes());
        plain.extend_from_slice(name);
        plain.extend_from_slice(value);
        let payload = Payload { msg: &plain, aad: &self.key_of(name) };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| RecordError::Content)?;
        plain.zeroize();
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what [`Self::seal`] made, stored under `key`; gives its name and value.
    pub(crate) fn open(&self, key: &[u8], sealed: &[u8]) -> Result<(Vec<u8>, Vec<u8>), RecordError> {
        let (nonce, sealed) = sealed.split_first_chunk::<24>().ok_or(RecordError::Sealed)?;
        let payload = Payload { msg: sealed, aad: key };
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| RecordError::Sealed)?;
        let (length, rest) = plain.split_first_chunk::<2>().ok_or(RecordError::Content)?;
        let (name, value) = rest.split_at_checked(u16::from_be_bytes(*length).into()).ok_or(RecordError::Content)?;
        Ok((name.to_vec(), value.to_vec()))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&self.0).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_opens_only_under_its_own_key_and_name() {
        let key = StoreKey::from_bytes([3; 32]);
        let sealed = key.seal([9; 24], b"room/1", b"content").unwrap();
        assert_eq!(key.open(&key.key_of(b"room/1"), &sealed).unwrap(), (b"room/1".to_vec(), b"content".to_vec()));
        assert_eq!(key.open(&key.key_of(b"room/2"), &sealed).unwrap_err(), RecordError::Sealed);
        let other = StoreKey::from_bytes([4; 32]);
        assert_eq!(other.open(&key.key_of(b"room/1"), &sealed).unwrap_err(), RecordError::Sealed);
        assert!(!sealed.windows(7).any(|window| window == b"content"));
    }
}
