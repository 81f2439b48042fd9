//! What is handed over outside of Marram: an invite's link to a person, an introduction to another administrator.

use super::card::{Card, SignedCard};
use super::phrase::{SecretWords, as_heard};
use super::register::RegisterKey;
use crate::event::{from_cbor, to_cbor};
use crate::provider::Generator;
use crate::rest::Cost;
use crate::seal::SealKey;
use crate::view::{AgencyView, Sector};
use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::SigningKey;
use marram_protocol::codec::{self, DecodeError, Field, Reader};
use marram_protocol::{AgencyId, DeviceId, Link, Pass, PublicKey, Purpose, UnixMillis};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroize;

/// The longest fragment that is read, in characters.
const MAX_FRAGMENT: usize = 4096;
/// The longest sitting at a shared computer.
pub const MAX_SITTING_MS: u64 = 12 * 60 * 60 * 1000;
/// A sitting's validity begins a day early: clocks differ.
const SITTING_EARLY_MS: u64 = 24 * 60 * 60 * 1000;

/// What an invite's link holds behind its `#`, which no browser sends to a server. It makes a person's first device, or
/// a further one, if one of the person's devices issued it.
#[derive(Clone)]
pub struct InviteLink {
    root: AgencyId,
    further: bool,
    opening: Opening,
    /// From the administrator's link to the invite's.
    chain: Vec<Link>,
    card: SignedCard,
}

const OPEN: u8 = 0;
const LOCKED: u8 = 1;
const WAITS: u8 = 2;

/// What makes a device of an invite.
#[derive(Clone)]
enum Opening {
    /// Here it is.
    Open { register: RegisterKey, secret: [u8; 32] },
    /// It makes a device that waits until an administrator approves it; what is in the register, the approval brings.
    Waits { secret: [u8; 32] },
    /// A spoken passphrase gives it: `salt` is the link's own secret, `register` is sealed under what both give.
    Locked { salt: [u8; 32], register: Bytes },
}

/// What a link is made of.
pub(crate) struct LinkParts<'a> {
    /// `None` for somebody who is to wait for approval.
    pub(crate) register: Option<RegisterKey>,
    pub(crate) root: AgencyId,
    /// Whether it is for a further device of the one who issues it.
    pub(crate) further: bool,
    /// From the administrator's link to the invite's.
    pub(crate) chain: Vec<Link>,
    pub(crate) card: SignedCard,
    pub(crate) secret: &'a SigningKey,
}

impl core::fmt::Debug for InviteLink {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("InviteLink(..)")
    }
}

/// As short as can be: people copy it.
impl Field for InviteLink {
    fn put(&self, out: &mut Vec<u8>) {
        self.root.put(out);
        self.further.put(out);
        match &self.opening {
            Opening::Open { register, secret } => {
                OPEN.put(out);
                register.bytes().put(out);
                secret.put(out);
            }
            Opening::Locked { salt, register } => {
                LOCKED.put(out);
                salt.put(out);
                register.put(out);
            }
            Opening::Waits { secret } => {
                WAITS.put(out);
                secret.put(out);
            }
        }
        self.chain.put(out);
        Bytes::from(to_cbor(&self.card)).put(out);
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        Ok(Self {
            root: Field::take(reader)?,
            further: Field::take(reader)?,
            opening: match u8::take(reader)? {
                OPEN => Opening::Open {
                    register: RegisterKey::from_bytes(Field::take(reader)?),
                    secret: Field::take(reader)?,
                },
                LOCKED => Opening::Locked { salt: Field::take(reader)?, register: Field::take(reader)? },
                WAITS => Opening::Waits { secret: Field::take(reader)? },
                other => return Err(DecodeError::BadValue { field: "opening", got: other.into() }),
            },
            chain: Field::take(reader)?,
            card: from_cbor(&Bytes::take(reader)?).ok_or(DecodeError::BadValue { field: "card", got: 0 })?,
        })
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        match self {
            Self::Open { secret, .. } | Self::Waits { secret } => secret.zeroize(),
            Self::Locked { salt, .. } => salt.zeroize(),
        }
    }
}

/// What a spoken passphrase and a link's own secret give together. Neither is of any use without the other.
pub(crate) fn spoken_key(salt: &[u8; 32], spoken: &SecretWords) -> Option<SealKey> {
    let mut key = zeroize::Zeroizing::new([0; 32]);
    Cost::default().stretch(as_heard(spoken).as_bytes(), salt, &mut key).ok()?;
    Some(SealKey::from_bytes(*key))
}

/// The invite's signing key, of [`spoken_key`].
pub(crate) fn spoken_secret(key: &SealKey) -> SigningKey {
    SigningKey::from_bytes(&key.derive(b"invite"))
}

/// Why a link is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InviteLinkError {
    /// Nothing stands behind the `#`.
    #[error("the link holds no invite")]
    Empty,
    /// It is not a whole invite: often a link that was cut off when it was copied.
    #[error("the link is damaged")]
    Damaged,
    /// What it holds does not hold together: it was not made by the agency that it names.
    #[error("the link was not made by the agency that it names")]
    Forged,
    /// It opens with a spoken passphrase, and this was not it.
    #[error("the spoken passphrase is another")]
    WrongPassphrase,
}

impl InviteLink {
    pub(crate) fn new(parts: LinkParts) -> Self {
        let LinkParts { register, root, further, chain, card, secret } = parts;
        let secret = secret.to_bytes();
        let opening = match register {
            Some(register) => Opening::Open { register, secret },
            None => Opening::Waits { secret },
        };
        Self { root, further, opening, chain, card }
    }

    /// The same link for someone who is told a passphrase besides: `key` is what [`spoken_key`] gave for `salt`.
    pub(crate) fn locked(self, random: &Generator, salt: [u8; 32], key: &SealKey) -> Self {
        let register = match &self.opening {
            Opening::Open { register, .. } => key.seal(random, b"invite register", register.bytes()).into(),
            Opening::Locked { register, .. } => register.clone(),
            // Whoever waits is let in by somebody who knows them: a passphrase adds nothing.
            Opening::Waits { .. } => return self,
        };
        Self { opening: Opening::Locked { salt, register }, ..self }
    }

    /// Whether a spoken passphrase is needed.
    pub fn is_locked(&self) -> bool {
        matches!(self.opening, Opening::Locked { .. })
    }

    /// Whether it makes a device that waits until an administrator approves it.
    pub fn is_waiting(&self) -> bool {
        matches!(self.opening, Opening::Waits { .. })
    }

    /// Opens the link with the passphrase that its person was told. It takes as long as unlocking does.
    ///
    /// # Errors
    /// `WrongPassphrase`.
    pub fn unlock(self, spoken: &SecretWords) -> Result<Self, InviteLinkError> {
        let Opening::Locked { salt, register } = &self.opening else { return Ok(self) };
        let wrong = InviteLinkError::WrongPassphrase;
        let key = spoken_key(salt, spoken).ok_or(wrong)?;
        let secret = spoken_secret(&key);
        if PublicKey(secret.verifying_key().to_bytes()) != self.invite_key().ok_or(wrong)? {
            return Err(wrong);
        }
        let register = key.open(b"invite register", register).ok_or(wrong)?;
        let register = RegisterKey::from_bytes(register.as_slice().try_into().map_err(|_| wrong)?);
        let opening = Opening::Open { register, secret: secret.to_bytes() };
        Ok(Self { opening, ..self })
    }

    /// Reads what stands behind the `#`.
    ///
    /// # Errors
    /// See [`InviteLinkError`]. Whether it has expired, [`Self::expires`] says; whether it was used, only the relay.
    pub fn parse(fragment: &str) -> Result<Self, InviteLinkError> {
        let text = fragment.trim().trim_start_matches('#');
        if text.is_empty() {
            return Err(InviteLinkError::Empty);
        }
        if text.len() > MAX_FRAGMENT {
            return Err(InviteLinkError::Damaged);
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| InviteLinkError::Damaged)?;
        let link: Self = codec::from_bytes(bytes.into()).map_err(|_| InviteLinkError::Damaged)?;
        // Of a locked link the invite's key is not known yet: the links above it are what can be checked.
        let Some(secret) = link.secret_key() else {
            return (link.card().is_some() && link.vouched()).then_some(link).ok_or(InviteLinkError::Forged);
        };
        let own_key = PublicKey(secret.verifying_key().to_bytes());
        let probe = link.pass_for(DeviceId(own_key.0)).ok_or(InviteLinkError::Forged)?;
        let verified = probe.verify_signatures().map_err(|_| InviteLinkError::Forged)?;
        // What a device issued makes a further device, and says so; what makes somebody wait, likewise.
        let waits = verified.purpose == Purpose::Knock;
        let honest = verified.invite == Some(own_key)
            && (link.further || verified.linked_by.is_none())
            && waits == link.is_waiting();
        link.card().filter(|_| honest).ok_or(InviteLinkError::Forged)?;
        Ok(link)
    }

    /// What stands behind the `#`: a secret.
    pub fn to_fragment(&self) -> String {
        BASE64URL_NOPAD.encode(&codec::to_bytes(self))
    }

    /// The last moment at which it can be used.
    pub fn expires(&self) -> UnixMillis {
        let invite = self.chain.last().map(|link| link.not_after);
        invite.into_iter().chain(self.lasting()).min().unwrap_or_default()
    }

    /// Who is invited.
    pub fn card(&self) -> Option<Card> {
        let [administrator, invite, ..] = self.chain.as_slice() else { return None };
        self.card.verify(&administrator.key, self.root, invite.key).ok()
    }

    /// Whether it makes a further device of the person who issued it, from one that the person has.
    pub fn is_further_device(&self) -> bool {
        self.further
    }

    /// The device that issued it, if a device of staff did.
    pub(crate) fn issued_by(&self) -> Option<DeviceId> {
        match self.chain.as_slice() {
            [_, _, by, _] => Some(DeviceId(by.key.0)),
            _ => None,
        }
    }

    /// The invite's own link.
    pub(crate) fn link(&self) -> Option<Link> {
        self.chain.last().copied()
    }

    /// The last moments of the links that a pass lasts with.
    fn lasting(&self) -> impl Iterator<Item = UnixMillis> {
        let lasting = |link: &&Link| !matches!(link.purpose, Purpose::Invite | Purpose::Knock);
        self.chain.iter().filter(lasting).map(|link| link.not_after)
    }

    pub(crate) fn signed_card(&self) -> &SignedCard {
        &self.card
    }
    /// `None` while it is locked.
    pub(crate) fn register(&self) -> Option<&RegisterKey> {
        match &self.opening {
            Opening::Open { register, .. } => Some(register),
            Opening::Locked { .. } | Opening::Waits { .. } => None,
        }
    }
    pub(crate) fn secret_key(&self) -> Option<SigningKey> {
        match &self.opening {
            Opening::Open { secret, .. } | Opening::Waits { secret } => Some(SigningKey::from_bytes(secret)),
            Opening::Locked { .. } => None,
        }
    }
    /// Whether the root appointed the administrator.
    fn vouched(&self) -> bool {
        Pass { root: self.root, links: self.chain.iter().take(1).copied().collect() }.verify_signatures().is_ok()
    }
    fn invite_key(&self) -> Option<PublicKey> {
        self.chain.last().map(|link| link.key)
    }

    /// The pass of the device that this invite makes: valid as long as those who vouch for it are.
    pub(crate) fn pass_for(&self, device: DeviceId) -> Option<Pass> {
        let from = self.chain.last()?.not_before;
        self.pass_between(device, from, self.lasting().min()?)
    }

    /// The pass of a device that is made for one sitting.
    pub(crate) fn sitting_pass(&self, device: DeviceId, now: UnixMillis, lasts_ms: u64) -> Option<Pass> {
        let from = UnixMillis(now.0.saturating_sub(SITTING_EARLY_MS));
        let upto = UnixMillis(now.0.saturating_add(lasts_ms.min(MAX_SITTING_MS)));
        self.pass_between(device, from, upto.min(self.lasting().min()?))
    }

    fn pass_between(&self, device: DeviceId, from: UnixMillis, upto: UnixMillis) -> Option<Pass> {
        let link = Link::sign(&self.secret_key()?, self.root, Purpose::Device, PublicKey(device.0), from..=upto);
        Some(Pass { root: self.root, links: [self.chain.as_slice(), &[link]].concat() })
    }
}

/// An agency as its administrator introduces it to another: compared by its fingerprint, then endorsed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Introduction {
    /// The agency and its name.
    pub agency: AgencyId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub sector: Sector,
    /// Opens its register, and reaches its devices.
    pub register: RegisterKey,
}

impl Introduction {
    /// As text to hand over: whoever has it can read the names in the agency's register.
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(&to_cbor(self))
    }
    /// Reads [`Self::to_text`]; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        from_cbor(&BASE64URL_NOPAD.decode(text.trim().as_bytes()).ok()?)
    }
    /// What two administrators compare: everything that the introduction says, as groups of five digits to be read aloud.
    pub fn fingerprint(&self) -> [String; 8] {
        let hash = Sha256::new_with_prefix(b"marram/1 introduction").chain_update(to_cbor(self)).finalize();
        let mut groups = hash.chunks_exact(4).map(|four| {
            let number = four.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
            format!("{:05}", number % 100_000)
        });
        std::array::from_fn(|_| groups.next().unwrap_or_default())
    }
    /// The agency as it is shown.
    pub fn view(&self) -> AgencyView {
        AgencyView { id: self.agency, name: self.name.clone(), sector: self.sector }
    }
}
