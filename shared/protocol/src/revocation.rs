//! A revocation: an administrator's signed word that a key of its agency's chains is over (R14).
//!
//! It is appended to the relay unsealed, because the relay must act on it. It names a key, never a person.

use crate::codec::{Field, record};
use crate::entry::verify;
use crate::ids::{PublicKey, SignatureBytes, UnixMillis};
use crate::pass::{Pass, Purpose};
use ed25519_dalek::{Signer, SigningKey};

record! {
    /// A revocation as received.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Revocation {
        /// The administrator's own pass, which shows the agency.
        pub issuer: Pass,
        /// The device, invite or administrator key that is over.
        pub key: PublicKey,
        /// When the administrator said so, by its clock; for the record only.
        pub at: UnixMillis,
        /// The administrator's signature.
        pub signature: SignatureBytes,
    }
}

impl Revocation {
    /// Revokes `key` in the name of `issuer`, whose key `administrator` is.
    pub fn sign(administrator: &SigningKey, issuer: Pass, key: PublicKey, at: UnixMillis) -> Self {
        let signature = SignatureBytes(administrator.sign(&Self::signed_bytes(&issuer, key, at)).to_bytes());
        Self { issuer, key, at, signature }
    }

    /// Whether an administrator with an unbroken chain signed it. Whether the key is of the same agency is seen only
    /// where a pass holds it: a revocation counts for passes of its issuer's agency alone.
    pub fn holds(&self) -> bool {
        let Ok(issuer) = self.issuer.verify_signatures() else { return false };
        let bytes = Self::signed_bytes(&self.issuer, self.key, self.at);
        issuer.purpose == Purpose::Administrator && verify(&issuer.administrator, &bytes, &self.signature)
    }

    fn signed_bytes(issuer: &Pass, key: PublicKey, at: UnixMillis) -> Vec<u8> {
        let mut bytes = b"marram/1 revocation".to_vec();
        issuer.put(&mut bytes);
        key.put(&mut bytes);
        at.put(&mut bytes);
        bytes
    }
}
