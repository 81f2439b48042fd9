//! The credential: a pass with its card. In the MLS leaf as a credential of our own type, checked by every peer.

use super::card::{Card, CardError, SignedCard};
use crate::event::{from_cbor, to_cbor};
use crate::ids::PersonId;
use marram_protocol::{AgencyId, DeviceId, Link, Pass, PassError, PublicKey, Purpose, UnixMillis};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How far clocks may differ when a validity is judged by a peer, in milliseconds: one day.
const SLACK_MS: u64 = 24 * 60 * 60 * 1000;
/// A device whose own link spans no more was made for a sitting at a shared computer: at most twelve hours, and the day
/// that validities begin early.
const SITTING_SPAN_MS: u64 = 36 * 60 * 60 * 1000;

/// A credential as received: nothing of it is to be believed before [`Credential::verify`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// The chain of keys.
    pub pass: Pass,
    /// Who holds them.
    pub card: SignedCard,
}

/// A peer whose credential holds. Whether the agency is endorsed, and whether a key was revoked, registers say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The device.
    pub device: DeviceId,
    /// Who it belongs to.
    pub card: Card,
    /// Every key whose revocation ends the credential.
    pub keys: Vec<PublicKey>,
    /// For a sitting at a shared computer: its last moment. Whoever is still a member then is taken out.
    pub until: Option<UnixMillis>,
}

impl Peer {
    /// The person.
    pub fn person(&self) -> PersonId {
        self.card.person
    }
    /// The agency.
    pub fn agency(&self) -> AgencyId {
        self.card.agency
    }
}

/// Why a credential is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CredentialError {
    /// Not the encoding of a credential.
    #[error("the bytes are not a credential")]
    Encoding,
    /// The chain does not hold.
    #[error("the credential's pass does not hold: {0}")]
    Pass(#[from] PassError),
    /// The card is not to be believed of the key that the pass vouches for.
    #[error("the credential's card does not hold: {0}")]
    Card(#[from] CardError),
    /// It is another device's.
    #[error("the credential is of another device")]
    Device,
    /// Its device waits for an administrator's approval, and is nobody's.
    #[error("the credential's device waits for approval")]
    Waits,
}

impl Credential {
    /// Checks chain, card, validity, and that it is the credential of `device`.
    ///
    /// # Errors
    /// The first that fails.
    pub fn verify(&self, device: DeviceId, now: UnixMillis) -> Result<Peer, CredentialError> {
        match self.verify_any(device, now)? {
            (Purpose::Knock, _) => Err(CredentialError::Waits),
            (_, peer) => Ok(peer),
        }
    }

    /// Checks the credential of this device itself while it waits for approval: nobody else believes it.
    pub(crate) fn verify_waiting(&self, device: DeviceId) -> Result<Peer, CredentialError> {
        self.verify_any(device, self.valid_at()).map(|(_, peer)| peer)
    }

    fn verify_any(&self, device: DeviceId, now: UnixMillis) -> Result<(Purpose, Peer), CredentialError> {
        let verified = match self.pass.verify(now) {
            Err(PassError::NotYetValid { not_before, .. }) if not_before.0 <= now.0.saturating_add(SLACK_MS) => {
                self.pass.verify_signatures()
            }
            Err(PassError::Expired { not_after, .. }) if not_after.0.saturating_add(SLACK_MS) >= now.0 => {
                self.pass.verify_signatures()
            }
            // That a sitting is over takes its device out; it must not undo what members agreed on while it lasted.
            Err(PassError::Expired { .. }) if sitting_until(self.pass.links.as_slice()).is_some() => {
                self.pass.verify_signatures()
            }
            other => other,
        }?;
        if verified.device != device {
            return Err(CredentialError::Device);
        }
        // A further device carries the card of the invite that made the one which linked it.
        let issuer = match verified.invite {
            Some(_) => verified.administrator,
            None => PublicKey(verified.agency.0),
        };
        let card = self.card.verify(&issuer, verified.agency, verified.vouched_key())?;
        let until = sitting_until(&self.pass.links);
        Ok((verified.purpose, Peer { device, card, keys: verified.keys().collect(), until }))
    }

    /// A moment at which every link holds, whatever the time is now.
    pub(crate) fn valid_at(&self) -> UnixMillis {
        self.pass.links.iter().map(|link| link.not_before).max().unwrap_or_default()
    }

    /// For the MLS leaf.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_cbor(self)
    }

    /// From an MLS leaf.
    ///
    /// # Errors
    /// `Encoding`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CredentialError> {
        from_cbor(bytes).ok_or(CredentialError::Encoding)
    }
}

/// The last moment of a sitting at a shared computer, if the device of a pass with these links was made for one. The
/// same for everybody, at any time: it lies in what was signed.
pub(crate) fn sitting_until(links: &[Link]) -> Option<UnixMillis> {
    let own = links.last().filter(|link| link.purpose == Purpose::Device)?;
    (own.not_after.0.saturating_sub(own.not_before.0) <= SITTING_SPAN_MS).then_some(own.not_after)
}
