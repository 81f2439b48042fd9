//! Sealing what leaves the device besides MLS: padding first, then XChaCha20-Poly1305 under a key of its purpose.
//!
//! The same [`SealKey`] serves the outer wrap of MLS messages, staged welcomes, registers and shelves; what is bound is
//! told apart by the key's derivation and by `bound`, the associated data.

pub(crate) mod pad;

pub use pad::padded_len;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::provider::Generator;

/// A symmetric sealing key. Redacted in Debug, wiped on drop.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct SealKey([u8; 32]);

impl core::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SealKey(..)")
    }
}

impl SealKey {
    /// From 32 secret bytes, uniformly random or from a key derivation.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A fresh one.
    pub fn random(random: &Generator) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// The secret bytes, to be carried inside something sealed.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 32 bytes for another purpose (HKDF-SHA-256, RFC 5869).
    pub fn derive(&self, label: &[u8]) -> [u8; 32] {
        let mut out = [0; 32];
        // 32 bytes are within HKDF's bound of 255 hashes.
        let expanded = Hkdf::<Sha256>::new(Some(b"marram/1 derive"), &self.0).expand(label, &mut out);
        debug_assert!(expanded.is_ok());
        out
    }

    /// Pads and seals. Layout: nonce (24 bytes), ciphertext of the padded plaintext, tag (16).
    pub fn seal(&self, random: &Generator, bound: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; 24];
        random.fill(&mut nonce);
        let padded = pad::pad(plain);
        // Fails only for plaintexts of 256 GiB.
        let sealed =
            self.cipher().encrypt(&XNonce::from(nonce), Payload { msg: &padded, aad: bound }).unwrap_or_default();
        [&nonce[..], &sealed].concat()
    }

    /// Opens what [`Self::seal`] sealed with the same `bound`; `None` for anything else.
    pub fn open(&self, bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<24>()?;
        let padded = self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: bound }).ok()?;
        pad::unpad(&padded)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&self.0).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_with_the_same_key_and_the_same_bound_data() {
        let random = Generator::new([1; 32]);
        let key = SealKey::from_bytes([2; 32]);
        let sealed = key.seal(&random, b"log 1", b"the children are at their aunt's");
        assert_eq!(key.open(b"log 1", &sealed).unwrap(), b"the children are at their aunt's");
        assert_eq!(key.open(b"log 2", &sealed), None);
        assert_eq!(SealKey::from_bytes([3; 32]).open(b"log 1", &sealed), None);
        assert_eq!(key.open(b"log 1", &sealed[..sealed.len() - 1]), None);
        assert_eq!(key.open(b"log 1", b""), None);
    }

    #[test]
    fn lengths_within_a_bucket_cannot_be_told_apart() {
        let random = Generator::new([1; 32]);
        let key = SealKey::from_bytes([2; 32]);
        let length = |plain: &[u8]| key.seal(&random, b"", plain).len();
        assert_eq!(length(b""), length(&[7; 250]));
        assert!(length(&[7; 250]) < length(&[7; 260]));
    }
}
