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

/// What an invite's link holds behind its `#`, which no browser sends to a server.
#[derive(Clone)]
pub struct InviteLink {
    root: AgencyId,
    register: RegisterKey,
    administrator: Link,
    invite: Link,
    card: SignedCard,
    secret: [u8; 32],
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
        self.administrator.put(out);
        self.invite.put(out);
        self.secret.put(out);
        Bytes::from(to_cbor(&self.card)).put(out);
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        Ok(Self {
            root: Field::take(reader)?,
            register: RegisterKey::from_bytes(Field::take(reader)?),
            administrator: Field::take(reader)?,
            invite: Field::take(reader)?,
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
    pub(crate) fn new(
        register: RegisterKey,
        root: AgencyId,
        links: [Link; 2],
        card: SignedCard,
        secret: &SigningKey,
    ) -> Self {
        let [administrator, invite] = links;
        Self { root, register, administrator, invite, card, secret: secret.to_bytes() }
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
        link.card().ok_or(InviteLinkError::Forged)?;
        let probe = link.pass_for(DeviceId(link.secret_key().verifying_key().to_bytes()));
        let verified = probe.verify_signatures().map_err(|_| InviteLinkError::Forged)?;
        let own = verified.invite == Some(PublicKey(link.secret_key().verifying_key().to_bytes()));
        own.then_some(link).ok_or(InviteLinkError::Forged)
    }

    /// What stands behind the `#`: a secret.
    pub fn to_fragment(&self) -> String {
        BASE64URL_NOPAD.encode(&codec::to_bytes(self))
    }

    /// The last moment at which it can be used.
    pub fn expires(&self) -> UnixMillis {
        self.invite.not_after.min(self.administrator.not_after)
    }

    /// Who is invited.
    pub fn card(&self) -> Option<Card> {
        self.card.verify(&self.administrator.key, self.root, self.invite.key)
    }

    /// A moment at which the whole chain is valid.
    pub(crate) fn valid_at(&self) -> UnixMillis {
        self.invite.not_before.max(self.administrator.not_before)
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

    /// The pass of the device that this invite makes: valid as long as its administrator is.
    pub(crate) fn pass_for(&self, device: DeviceId) -> Pass {
        let validity = self.invite.not_before..=self.administrator.not_after;
        let link = Link::sign(&self.secret_key(), self.root, Purpose::Device, PublicKey(device.0), validity);
        Pass { root: self.root, links: vec![self.administrator, self.invite, link] }
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
