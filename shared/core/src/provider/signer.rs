//! A device's signature key: what signs its MLS messages, its events and its statements.
//!
//! It owns the Ed25519 secret and lets it out only to be sealed at rest.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};
use openmls_traits::signatures::{Signer, SignerError};
use openmls_traits::types::SignatureScheme;
use zeroize::Zeroizing;

use super::random::Generator;

/// An Ed25519 signing key, wiped when dropped.
pub struct DeviceSigner {
    key: SigningKey,
}

impl DeviceSigner {
    /// Makes a new key from the next 32 bytes of the generator.
    #[must_use]
    pub fn generate(random: &Generator) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        random.fill(&mut *secret);
        Self::from_secret(&secret)
    }

    /// Takes up a key that was stored before.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Self { key: SigningKey::from_bytes(secret) }
    }

    /// The secret half, to be sealed at rest and for nothing else.
    #[must_use]
    pub fn expose_secret(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes())
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The signature over `payload`; deterministic, as Ed25519 is.
    #[must_use]
    pub fn signature(&self, payload: &[u8]) -> [u8; 64] {
        self.key.sign(payload).to_bytes()
    }
}

impl fmt::Debug for DeviceSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceSigner(..)")
    }
}

impl Signer for DeviceSigner {
    fn sign(&self, payload: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(self.signature(payload).to_vec())
    }

    fn signature_scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}
