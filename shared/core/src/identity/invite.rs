//! What is handed over outside of Marram: an invite's link to a person, an introduction to another administrator.

use super::card::{Card, SignedCard};
use super::register::RegisterKey;
use crate::event::{from_cbor, to_cbor};
use crate::view::{AgencyView, Sector};
use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::SigningKey;
use marram_protocol::codec::{self, DecodeError, Field, Reader};
use marram_protocol::{AgencyId, DeviceId, Link, Pass, PublicKey, Purpose, UnixMillis};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroize;

/// The longest fragment that is read, in characters.
const MAX_FRAGMENT: usize = 4096;

/// What an invite's link holds behind its `#`, which no browser sends to a server. It makes a person's first device, or
/// a further one, if one of the person's devices issued it.
#[derive(Clone)]
pub struct InviteLink {
    root: AgencyId,
    register: RegisterKey,
    further: bool,
    /// From the administrator's link to the invite's.
    chain: Vec<Link>,
    card: SignedCard,
    secret: [u8; 32],
}

/// What a link is made of.
pub(crate) struct LinkParts<'a> {
    pub(crate) register: RegisterKey,
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
        self.register.bytes().put(out);
        self.further.put(out);
        self.chain.put(out);
        self.secret.put(out);
        Bytes::from(to_cbor(&self.card)).put(out);
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        Ok(Self {
            root: Field::take(reader)?,
            register: RegisterKey::from_bytes(Field::take(reader)?),
            further: Field::take(reader)?,
            chain: Field::take(reader)?,
            secret: Field::take(reader)?,
            card: from_cbor(&Bytes::take(reader)?).ok_or(DecodeError::BadValue { field: "card", got: 0 })?,
        })
    }
}

impl Drop for InviteLink {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
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
}

impl InviteLink {
    pub(crate) fn new(parts: LinkParts) -> Self {
        let LinkParts { register, root, further, chain, card, secret } = parts;
        Self { root, register, further, chain, card, secret: secret.to_bytes() }
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
        let own_key = PublicKey(link.secret_key().verifying_key().to_bytes());
        let probe = link.pass_for(DeviceId(own_key.0)).ok_or(InviteLinkError::Forged)?;
        let verified = probe.verify_signatures().map_err(|_| InviteLinkError::Forged)?;
        // What a device issued makes a further device, and says so.
        let honest = verified.invite == Some(own_key) && (link.further || verified.linked_by.is_none());
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
        self.card.verify(&administrator.key, self.root, invite.key)
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
        self.chain.iter().filter(|link| link.purpose != Purpose::Invite).map(|link| link.not_after)
    }

    /// A moment at which the whole chain is valid.
    pub(crate) fn valid_at(&self) -> UnixMillis {
        self.chain.iter().map(|link| link.not_before).max().unwrap_or_default()
    }
    pub(crate) fn signed_card(&self) -> &SignedCard {
        &self.card
    }
    pub(crate) fn register(&self) -> &RegisterKey {
        &self.register
    }
    pub(crate) fn secret_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.secret)
    }

    /// The pass of the device that this invite makes: valid as long as those who vouch for it are.
    pub(crate) fn pass_for(&self, device: DeviceId) -> Option<Pass> {
        let (from, upto) = (self.chain.last()?.not_before, self.lasting().min()?);
        let link = Link::sign(&self.secret_key(), self.root, Purpose::Device, PublicKey(device.0), from..=upto);
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
    /// The agency as it is shown.
    pub fn view(&self) -> AgencyView {
        AgencyView { id: self.agency, name: self.name.clone(), sector: self.sector }
    }
}
