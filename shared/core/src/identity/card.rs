//! A card: what an agency says about the owner of a key. Signed by whoever issued that key's link of the pass.

use crate::event::{bytes_serde, from_cbor, to_cbor};
use crate::ids::PersonId;
use crate::view::{AgencyView, Sector};
use ed25519_dalek::{Signer, SigningKey};
use marram_protocol::{AgencyId, PublicKey, SignatureBytes};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The most characters of a name or a role.
pub(crate) const MAX_NAME_CHARS: usize = 100;

/// Who holds a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The agency's root.
    pub agency: AgencyId,
    /// The agency's name.
    pub agency_name: String,
    /// What the agency is.
    pub sector: Sector,
    /// The key that the card is about: an administrator's, or an invite's.
    pub key: PublicKey,
    /// The person.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The person's role.
    pub role: String,
}

impl Card {
    /// The agency as it is shown.
    pub fn agency_view(&self) -> AgencyView {
        AgencyView { id: self.agency, name: self.agency_name.clone(), sector: self.sector }
    }
}

/// Why a card is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CardError {
    /// The one who issued the key did not sign it.
    #[error("the card is not signed by the one who issued its key")]
    Signature,
    /// Not the encoding of a card.
    #[error("the bytes are not a card")]
    Encoding,
    /// It is about another key, or of another agency.
    #[error("the card is about another key or of another agency")]
    Subject,
    /// Its person's id is not one of its agency's: it may be somebody else's.
    #[error("the card's person is not of its agency")]
    Person,
    /// A name or the role is longer than it may be.
    #[error("the card's name or role is too long")]
    TooLong,
}

/// A card's bytes and signature, as received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedCard {
    #[serde(with = "bytes_serde")]
    bytes: Vec<u8>,
    signature: SignatureBytes,
}

impl SignedCard {
    /// Signs a card: by the root for an administrator's key, by an administrator for an invite's.
    pub fn sign(issuer: &SigningKey, card: &Card) -> Self {
        let bytes = to_cbor(card);
        let signature = SignatureBytes(issuer.sign(&signed_bytes(&bytes)).to_bytes());
        Self { bytes, signature }
    }

    /// The card, if `issuer` signed it for `key` of `agency`, about a person of that agency. The one place where a card
    /// comes to be believed.
    ///
    /// # Errors
    /// The first reason not to.
    pub fn verify(&self, issuer: &PublicKey, agency: AgencyId, key: PublicKey) -> Result<Card, CardError> {
        if !marram_protocol::entry::verify(issuer, &signed_bytes(&self.bytes), &self.signature) {
            return Err(CardError::Signature);
        }
        let card: Card = from_cbor(&self.bytes).ok_or(CardError::Encoding)?;
        if card.agency != agency || card.key != key {
            return Err(CardError::Subject);
        }
        if !card.person.is_of(agency) {
            return Err(CardError::Person);
        }
        let fits = |text: &str| text.chars().count() <= MAX_NAME_CHARS;
        let all_fit = fits(&card.name) && fits(&card.role) && fits(&card.agency_name);
        if all_fit { Ok(card) } else { Err(CardError::TooLong) }
    }
}

fn signed_bytes(bytes: &[u8]) -> Vec<u8> {
    [b"marram/1 card", bytes].concat()
}
