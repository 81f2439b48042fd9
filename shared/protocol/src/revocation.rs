//! A revocation: the signed word that a key of an agency's chains is over (R14). An administrator says it of any, a
//! device of itself and of what it linked.
//!
//! It is appended to the relay unsealed, because the relay must act on it. It names a key, never a person.

use crate::codec::{Field, record};
use crate::entry::verify;
use crate::ids::{DeviceId, PublicKey, SignatureBytes, UnixMillis};
use crate::pass::{Pass, Purpose};
use ed25519_dalek::{Signer, SigningKey};

record! {
    /// A revocation as received.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Revocation {
        /// The issuer's own pass, which shows the agency.
        pub issuer: Pass,
        /// The device, invite or administrator key that is over.
        pub key: PublicKey,
        /// When the issuer said so, by its clock; for the record only.
        pub at: UnixMillis,
        /// The issuer's signature.
        pub signature: SignatureBytes,
    }
}

/// Whose word a revocation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoker {
    /// An administrator's: it counts for every pass of its agency that holds the revoked key.
    Administrator(PublicKey),
    /// A device's: it counts only for passes that hold the device's own key as well, that is, for itself and for the
    /// devices that it linked.
    Device(DeviceId),
}

impl Revocation {
    /// Revokes `key` in the name of `issuer`, whose last key `by` is.
    pub fn sign(by: &SigningKey, issuer: Pass, key: PublicKey, at: UnixMillis) -> Self {
        let signature = SignatureBytes(by.sign(&Self::signed_bytes(&issuer, key, at)).to_bytes());
        Self { issuer, key, at, signature }
    }

    /// Whether its issuer's chain is unbroken and its issuer signed it.
    pub fn holds(&self) -> bool {
        self.revoker().is_some()
    }

    /// Whose word it is, if its issuer's chain is unbroken and its issuer signed it.
    pub fn revoker(&self) -> Option<Revoker> {
        let issuer = self.issuer.verify_signatures().ok()?;
        let bytes = Self::signed_bytes(&self.issuer, self.key, self.at);
        let key = PublicKey(issuer.device.0);
        verify(&key, &bytes, &self.signature).then_some(match issuer.purpose {
            Purpose::Administrator => Revoker::Administrator(key),
            Purpose::Invite | Purpose::Device => Revoker::Device(issuer.device),
        })
    }

    /// Whether it ends a pass of its issuer's agency that holds these keys.
    pub fn ends(&self, keys: &[PublicKey]) -> bool {
        self.revoker().is_some_and(|revoker| revoker.ends(self.key, keys))
    }

    fn signed_bytes(issuer: &Pass, key: PublicKey, at: UnixMillis) -> Vec<u8> {
        let mut bytes = b"marram/1 revocation".to_vec();
        issuer.put(&mut bytes);
        key.put(&mut bytes);
        at.put(&mut bytes);
        bytes
    }
}

impl Revoker {
    /// Whether this issuer's word about `revoked` ends a pass of the same agency that holds `keys`.
    pub fn ends(&self, revoked: PublicKey, keys: &[PublicKey]) -> bool {
        let holds_issuer = match self {
            Self::Administrator(_) => true,
            Self::Device(device) => keys.contains(&PublicKey(device.0)),
        };
        holds_issuer && keys.contains(&revoked)
    }
}
