//! A revocation: the signed word that a key of an agency's chains is over (R14). An administrator says it of any, a
//! device of itself and of what it linked.
//!
//! It is appended to the relay unsealed, because the relay must act on it. It names a key, never a person.

use crate::codec::{Field, list, record};
use crate::entry::verify;
use crate::ids::{DeviceId, PublicKey, SignatureBytes, UnixMillis};
use crate::pass::{Pass, Purpose};
use ed25519_dalek::{Signer, SigningKey};

/// The most devices that one revocation keeps.
pub const MAX_KEPT: usize = 1024;

list!(PublicKey, "kept keys", limit: MAX_KEPT, smallest: 32);

record! {
    /// A revocation as received.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Revocation {
        /// The issuer's own pass, which shows the agency.
        pub issuer: Pass,
        /// The device, invite or administrator key that is over.
        pub key: PublicKey,
        /// Keys of devices whose passes go on although they hold `key`: whom an administrator let in, when that
        /// administrator's own key ends. Only an administrator's word keeps.
        pub kept: Vec<PublicKey>,
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
        Self::sign_keeping(by, issuer, key, Vec::new(), at)
    }

    /// The same, but passes that hold one of `kept` go on: [`MAX_KEPT`] at the most.
    pub fn sign_keeping(by: &SigningKey, issuer: Pass, key: PublicKey, kept: Vec<PublicKey>, at: UnixMillis) -> Self {
        let signature = SignatureBytes(by.sign(&Self::signed_bytes(&issuer, key, &kept, at)).to_bytes());
        Self { issuer, key, kept, at, signature }
    }

    /// Whether its issuer's chain is unbroken and its issuer signed it.
    pub fn holds(&self) -> bool {
        self.revoker().is_some()
    }

    /// Whose word it is, if its issuer's chain is unbroken and its issuer signed it.
    pub fn revoker(&self) -> Option<Revoker> {
        let issuer = self.issuer.verify_signatures().ok()?;
        let bytes = Self::signed_bytes(&self.issuer, self.key, &self.kept, self.at);
        let key = PublicKey(issuer.device.0);
        let revoker = match issuer.purpose {
            Purpose::Administrator => Revoker::Administrator(key),
            Purpose::Invite | Purpose::Device if self.kept.is_empty() => Revoker::Device(issuer.device),
            // Who waits for approval is nobody, and ends nobody.
            Purpose::Invite | Purpose::Device | Purpose::Knock => return None,
        };
        verify(&key, &bytes, &self.signature).then_some(revoker)
    }

    /// Whether it ends a pass of its issuer's agency that holds these keys.
    pub fn ends(&self, keys: &[PublicKey]) -> bool {
        self.revoker().is_some_and(|revoker| revoker.ends(self.key, keys)) && !self.keeps(keys)
    }

    /// Whether a pass that holds these keys is one of those that go on.
    pub fn keeps(&self, keys: &[PublicKey]) -> bool {
        keys.iter().any(|key| self.kept.contains(key))
    }

    fn signed_bytes(issuer: &Pass, key: PublicKey, kept: &Vec<PublicKey>, at: UnixMillis) -> Vec<u8> {
        let mut bytes = b"marram/1 revocation".to_vec();
        issuer.put(&mut bytes);
        key.put(&mut bytes);
        kept.put(&mut bytes);
        at.put(&mut bytes);
        bytes
    }
}

impl Revoker {
    /// Whether this issuer's word about `revoked` ends a pass of the same agency that holds `keys`, unless it is kept.
    pub fn ends(&self, revoked: PublicKey, keys: &[PublicKey]) -> bool {
        let holds_issuer = match self {
            Self::Administrator(_) => true,
            Self::Device(device) => keys.contains(&PublicKey(device.0)),
        };
        holds_issuer && keys.contains(&revoked)
    }
}
