//! A device's keys, and an agency's root key.

use crate::provider::{DeviceSigner, Generator, SealingPublicKey, SealingSecretKey, hpke_keypair};
use ed25519_dalek::SigningKey;
use marram_protocol::{AgencyId, DeviceId};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What makes a device that device: its signing key and its sealing key, from 32 secret bytes each.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct DeviceKeys {
    signing: [u8; 32],
    sealing: [u8; 32],
}

impl core::fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("DeviceKeys(..)")
    }
}

impl DeviceKeys {
    /// Fresh keys. Made once in a device's life: a device whose store is gone is a new device.
    pub fn generate(random: &Generator) -> Self {
        let mut keys = Self { signing: [0; 32], sealing: [0; 32] };
        random.fill(&mut keys.signing);
        random.fill(&mut keys.sealing);
        keys
    }
    /// The device's id: the public half of its signing key.
    pub fn device(&self) -> DeviceId {
        DeviceId(self.signing_key().verifying_key().to_bytes())
    }
    /// For statements, events and passes.
    pub fn signing_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.signing)
    }
    /// The same key, for MLS.
    pub fn signer(&self) -> DeviceSigner {
        DeviceSigner::from_secret(&self.signing)
    }
    /// What others seal notes for this device to.
    pub fn sealing(&self) -> (SealingSecretKey, SealingPublicKey) {
        hpke_keypair(&self.sealing)
    }
}

/// An agency's root key (see `phrase` for its words). It appoints administrators and is then kept outside, as a recovery phrase.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct RootKey([u8; 32]);

impl core::fmt::Debug for RootKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RootKey(..)")
    }
}

impl RootKey {
    /// From 32 random bytes.
    pub fn from_bytes(secret: [u8; 32]) -> Self {
        Self(secret)
    }
    /// The agency that it founds.
    pub fn agency(&self) -> AgencyId {
        AgencyId(self.signing_key().verifying_key().to_bytes())
    }
    /// For signing.
    pub fn signing_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.0)
    }
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}
