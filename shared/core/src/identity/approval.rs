//! Approval by an administrator: what somebody who waits says of their device, the number that both compare, and what
//! lets the device in. Owns these three; refuses to know how they travel.
//!
//! The link holds no key that makes a device of the agency: that one stays with the administrator's device, which signs
//! with it for the key of the device that was compared, and for no other.

use super::card::SignedCard;
use super::register::RegisterKey;
use crate::event::{bytes_serde, from_cbor, to_cbor};
use crate::provider::{Generator, SealingPublicKey};
use crate::seal::SealKey;
use ed25519_dalek::SigningKey;
use marram_protocol::{AgencyId, DeviceId, Link, Pass, PublicKey, Purpose, Token, UnixMillis};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Groups of five digits in the number that is compared.
const GROUPS: usize = 4;
/// Validities begin a day early: clocks differ.
const EARLY_MS: u64 = 24 * 60 * 60 * 1000;

/// What somebody who waits says of their device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) device: DeviceId,
    #[serde(with = "bytes_serde")]
    pub(crate) sealing: Vec<u8>,
    pub(crate) device_name: String,
    /// For a sitting at a shared computer: how long it is to be.
    pub(crate) lasts_ms: Option<u64>,
}

/// What lets a device in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct LetIn {
    pub(crate) pass: Pass,
    pub(crate) card: SignedCard,
    pub(crate) register: RegisterKey,
}

/// What the holder of a link's secret and the one who made it can do with it.
pub(crate) struct KnockKey(SealKey);

impl KnockKey {
    pub(crate) fn of(secret: &SigningKey) -> Self {
        Self(SealKey::from_bytes(secret.to_bytes()))
    }
    /// Opens the mailbox of who waits to the administrator's answer.
    pub(crate) fn reach(&self) -> Token {
        Token(self.0.derive(b"knock reach"))
    }
    fn request_key(&self) -> SealKey {
        SealKey::from_bytes(self.0.derive(b"knock request"))
    }
    pub(crate) fn seal(&self, random: &Generator, to: PublicKey, request: &Request) -> Vec<u8> {
        self.request_key().seal(random, &bound(to), &to_cbor(request))
    }
    pub(crate) fn open(&self, to: PublicKey, sealed: &[u8]) -> Option<Request> {
        let request: Request = from_cbor(&self.request_key().open(&bound(to), sealed)?)?;
        SealingPublicKey::from_bytes(&request.sealing).ok()?;
        Some(request)
    }
}

impl Request {
    /// What both compare before the device is let in: 20 digits of a hash over its keys, the link's and the agency.
    pub(crate) fn number(&self, agency: AgencyId, knock: PublicKey) -> String {
        let mut hash = Sha256::new_with_prefix(b"marram/1 approval number").chain_update(agency.0);
        hash.update(knock.0);
        hash.update(self.device.0);
        hash.update(&self.sealing);
        let hash = hash.finalize();
        let number = |group: &[u8]| group.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)) % 100_000;
        let groups: Vec<_> = hash.chunks_exact(8).take(GROUPS).map(|group| format!("{:05}", number(group))).collect();
        groups.join(" ")
    }

    /// The device's own link, by the invite's key: as long as the administrator's, or for a sitting.
    pub(crate) fn link(&self, invite: &SigningKey, root: AgencyId, administrator: &Link, now: UnixMillis) -> Link {
        let from = UnixMillis(now.0.saturating_sub(EARLY_MS));
        let upto = match self.lasts_ms {
            Some(lasts_ms) => UnixMillis(now.0.saturating_add(lasts_ms.min(super::MAX_SITTING_MS))),
            None => administrator.not_after,
        };
        let validity = from..=upto.min(administrator.not_after);
        Link::sign(invite, root, Purpose::Device, PublicKey(self.device.0), validity)
    }
}

fn bound(to: PublicKey) -> Vec<u8> {
    [&b"marram/1 knock"[..], &to.0].concat()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::provider::hpke_keypair;

    fn request(device: u8) -> Request {
        let sealing = hpke_keypair(&[device; 32]).1.as_bytes().to_vec();
        Request { device: DeviceId([device; 32]), sealing, device_name: "PC".into(), lasts_ms: None }
    }

    #[test]
    fn the_number_is_twenty_digits_and_any_other_key_gives_another() {
        let (agency, knock) = (AgencyId([1; 32]), PublicKey([2; 32]));
        let number = request(3).number(agency, knock);
        assert_eq!(number.split(' ').map(str::len).collect::<Vec<_>>(), [5; 4]);
        assert_eq!(number, request(3).number(agency, knock));
        let resealed = Request { sealing: request(4).sealing, ..request(3) };
        let others = [
            request(4).number(agency, knock),
            resealed.number(agency, knock),
            request(3).number(AgencyId([9; 32]), knock),
            request(3).number(agency, PublicKey([9; 32])),
        ];
        assert!(!others.contains(&number));
    }

    #[test]
    fn only_the_links_secret_opens_a_request_and_only_for_its_administrator() {
        let random = Generator::new([1; 32]);
        let key = KnockKey::of(&SigningKey::from_bytes(&[5; 32]));
        let sealed = key.seal(&random, PublicKey([7; 32]), &request(3));
        assert_eq!(key.open(PublicKey([7; 32]), &sealed), Some(request(3)));
        assert_eq!(key.open(PublicKey([8; 32]), &sealed), None);
        assert_eq!(KnockKey::of(&SigningKey::from_bytes(&[6; 32])).open(PublicKey([7; 32]), &sealed), None);
        let cut = Request { sealing: vec![1, 2, 3], ..request(3) };
        assert_eq!(key.open(PublicKey([7; 32]), &key.seal(&random, PublicKey([7; 32]), &cut)), None);
    }
}
