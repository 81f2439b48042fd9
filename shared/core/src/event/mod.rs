//! What a record consists of: typed events, each signed by its author's device over room, predecessor and content.
//!
//! The signature is independent of MLS, so a record proves itself to a third party years later (DESIGN section 5). What
//! is signed is kept as the bytes that were signed; nothing is ever encoded anew to check a signature. Refuses to know
//! how an event travels: `room` does that.

mod cbor;
mod content;

pub(crate) use cbor::{from_cbor, next_cbor, to_cbor};
pub use content::{Content, Departure, Named};

use crate::ids::{EventId, RoomId};
use ed25519_dalek::{Signer, SigningKey};
use marram_protocol::{AgencyId, ChainHead, DeviceId, PublicKey, Seq, SignatureBytes, UnixMillis};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

const CONTEXT: &[u8] = b"marram/1 event";

/// What one author's device says in one room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The room: an event means nothing anywhere else.
    pub room: RoomId,
    /// Random; readers keep the first copy.
    pub id: EventId,
    /// The device that signs.
    pub author: DeviceId,
    /// The hash of the author's previous event here; `None` for the first since the device was added.
    pub previous: Option<EventHash>,
    /// When it was written, by the author's clock. The relay's time of storing stands beside it.
    pub at: UnixMillis,
    /// What it says.
    pub content: Content,
}

/// SHA-256 of an event's signed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EventHash(pub PublicKey);

/// An event's bytes and its author's signature: as received, nothing of it is to be believed before [`Self::verify`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedEvent {
    #[serde(with = "bytes_serde")]
    bytes: Vec<u8>,
    signature: SignatureBytes,
}

/// Why an event cannot be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EventError {
    /// Not the encoding of an event.
    #[error("the bytes are not an event")]
    Encoding,
    /// The signature does not hold.
    #[error("the event's signature does not hold")]
    Signature,
    /// It says another author than the device that sent it.
    #[error("the event's author is not its sender")]
    Author,
    /// It is of another room.
    #[error("the event is of another room")]
    Room,
}

impl SignedEvent {
    /// Signs an event.
    pub fn sign(key: &SigningKey, event: &Event) -> Self {
        let bytes = to_cbor(event);
        let signature = SignatureBytes(key.sign(&signed_bytes(&bytes)).to_bytes());
        Self { bytes, signature }
    }

    /// Checks that `author` signed it and that it is of `room`.
    ///
    /// # Errors
    /// The first of the checks that fails, signature before content.
    pub fn verify(&self, author: DeviceId, room: RoomId) -> Result<Event, EventError> {
        if !marram_protocol::entry::verify(&PublicKey(author.0), &signed_bytes(&self.bytes), &self.signature) {
            return Err(EventError::Signature);
        }
        let event: Event = from_cbor(&self.bytes).ok_or(EventError::Encoding)?;
        if event.author != author {
            return Err(EventError::Author);
        }
        if event.room != room {
            return Err(EventError::Room);
        }
        Ok(event)
    }

    /// How long the signed bytes are.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// What the author's next event names as its predecessor.
    pub fn hash(&self) -> EventHash {
        EventHash(PublicKey(Sha256::digest(signed_bytes(&self.bytes)).into()))
    }
}

fn signed_bytes(bytes: &[u8]) -> Vec<u8> {
    [CONTEXT, bytes].concat()
}

/// How an event travels: with the newest place in the log that its sender had seen when it encrypted it. Encrypting
/// anew after a conflict makes a new envelope around the same event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The last entry that the sender had processed.
    pub seen: Seq,
    /// The log's chain there.
    pub head: ChainHead,
    /// What is said.
    pub event: SignedEvent,
    /// Where the registers of members' agencies stood for the sender, where the room was not told yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registers: Vec<RegisterHead>,
}

/// How far somebody has read an agency's register, and the chain's head there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterHead(pub(crate) AgencyId, pub(crate) Seq, pub(crate) PublicKey);

impl RegisterHead {
    /// Whose register it is.
    pub fn agency(&self) -> AgencyId {
        self.0
    }
    /// The last statement that was read.
    pub fn seq(&self) -> Seq {
        self.1
    }
}

/// Byte strings as CBOR byte strings, not as lists of numbers.
pub(crate) mod bytes_serde {
    use serde::{Deserializer, Serializer, de};
    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Bytes;
        impl de::Visitor<'_> for Bytes {
            type Value = Vec<u8>;
            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
            fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }
        }
        deserializer.deserialize_byte_buf(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(key: &SigningKey) -> Event {
        Event {
            room: RoomId([1; 16]),
            id: EventId([2; 16]),
            author: DeviceId(key.verifying_key().to_bytes()),
            previous: None,
            at: UnixMillis(1_763_800_000_000),
            content: Content::Note { text: "Strategy discussion at two".into(), urgent: false, answers: None },
        }
    }

    #[test]
    fn an_event_is_believed_only_from_its_author_and_in_its_room() {
        let key = SigningKey::from_bytes(&[5; 32]);
        let event = event(&key);
        let signed = SignedEvent::sign(&key, &event);
        assert_eq!(signed.verify(event.author, event.room).unwrap(), event);
        assert_eq!(signed.verify(event.author, RoomId([9; 16])), Err(EventError::Room));
        let other = DeviceId(SigningKey::from_bytes(&[6; 32]).verifying_key().to_bytes());
        assert_eq!(signed.verify(other, event.room), Err(EventError::Signature));
        let stolen = SignedEvent::sign(&SigningKey::from_bytes(&[6; 32]), &event);
        assert_eq!(stolen.verify(other, event.room), Err(EventError::Author));
    }

    #[test]
    fn an_event_with_any_bit_changed_is_refused() {
        let key = SigningKey::from_bytes(&[5; 32]);
        let event = event(&key);
        let signed = SignedEvent::sign(&key, &event);
        for at in 0..signed.bytes.len() {
            let mut changed = signed.clone();
            changed.bytes[at] ^= 4;
            assert_eq!(changed.verify(event.author, event.room), Err(EventError::Signature));
        }
    }

    #[test]
    fn an_event_of_a_kind_that_is_not_known_yet_is_kept_as_unknown() {
        #[derive(Serialize)]
        struct Later {
            room: RoomId,
            id: EventId,
            author: DeviceId,
            previous: Option<EventHash>,
            at: UnixMillis,
            content: LaterContent,
        }
        #[derive(Serialize)]
        enum LaterContent {
            Quorum { met: bool },
        }
        let key = SigningKey::from_bytes(&[5; 32]);
        let Event { room, id, author, previous, at, .. } = event(&key);
        let later = Later { room, id, author, previous, at, content: LaterContent::Quorum { met: true } };
        let event: Event = from_cbor(&to_cbor(&later)).unwrap();
        assert_eq!(event.content, Content::Unknown);
    }
}
