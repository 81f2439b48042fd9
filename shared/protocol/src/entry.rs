//! A log's entries as the relay sees them, the hash chain over them, and the relay's signed receipt.
//!
//! Both sides compute the same chain: the relay to state it, the client to catch a relay that lies (R27).

use crate::codec::{self, DecodeError, Field, Reader, record};
use crate::frame::TimerMarks;
use crate::ids::{AppendId, Epoch, LogId, PublicKey, Seq, SignatureBytes, UnixMillis};
use crate::token::NextTokens;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What an entry does to its log's epoch (R24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryKind {
    /// Leaves the epoch as it is. In a register every entry is of this kind and yet moves the epoch by one.
    Application,
    /// Ends its epoch and begins the next.
    Commit,
}

impl Field for EntryKind {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(match self {
            Self::Application => 0,
            Self::Commit => 1,
        });
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        match u8::take(reader)? {
            0 => Ok(Self::Application),
            1 => Ok(Self::Commit),
            other => Err(DecodeError::BadValue { field: "entry kind", got: other.into() }),
        }
    }
}

/// SHA-256 over all that the relay keeps of an entry, save place and time: what one append id stands for (R20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryHash(pub [u8; 32]);

impl EntryHash {
    /// Of an application entry (`next` and `timers` are `None`), of one that cancels or arms timers, or of a commit,
    /// which has no timers.
    pub fn of(
        append: AppendId,
        epoch: Epoch,
        next: Option<&NextTokens>,
        timers: Option<&TimerMarks>,
        payload: &[u8],
    ) -> Self {
        let mut hash = Sha256::new_with_prefix(b"marram/1 entry");
        hash.update(append.0);
        hash.update(epoch.0.to_be_bytes());
        match (next, timers) {
            (None, None) => hash.update([0]),
            (Some(next), _) => {
                hash.update([1]);
                hash.update(next.read.0);
                hash.update(next.append.0);
            }
            (None, Some(timers)) => {
                hash.update([2]);
                hash.update(codec::to_bytes(timers));
            }
        }
        hash.update(payload);
        Self(hash.finalize().into())
    }
}

/// The head of a log's hash chain after some entry: two that agree on it agree on everything before it (R27).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ChainHead(#[serde(with = "head_bytes")] pub [u8; 32]);

impl core::fmt::Debug for ChainHead {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "ChainHead({a:02x}{b:02x}{c:02x}{d:02x})")
    }
}

impl ChainHead {
    /// Of a log without entries, at [`Seq`] 0.
    pub fn start(log: LogId) -> Self {
        let mut hash = Sha256::new_with_prefix(b"marram/1 log");
        hash.update(log.0);
        Self(hash.finalize().into())
    }
    /// After one more entry.
    #[must_use]
    pub fn then(self, seq: Seq, entry: &EntryHash) -> Self {
        let mut hash = Sha256::new_with_prefix(b"marram/1 head");
        hash.update(self.0);
        hash.update(seq.0.to_be_bytes());
        hash.update(entry.0);
        Self(hash.finalize().into())
    }
}

impl Field for ChainHead {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        reader.array().map(Self)
    }
}

mod head_bytes {
    use crate::ids::PublicKey;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    pub(super) fn serialize<S: Serializer>(bytes: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        PublicKey(*bytes).serialize(serializer)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        PublicKey::deserialize(deserializer).map(|key| key.0)
    }
}

record! {
    /// The relay's promise that an entry is durable at a place in a log (R21, R28).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Receipt {
        /// The log.
        pub log: LogId,
        /// The entry's place in it.
        pub seq: Seq,
        /// When it was stored, by the relay's clock.
        pub at: UnixMillis,
        /// The chain's head after it.
        pub head: ChainHead,
        /// The relay's Ed25519 signature over all of this.
        pub signature: SignatureBytes,
    }
}

impl Receipt {
    /// Signs the promise: to be made only once the entry is durable.
    pub fn sign(key: &SigningKey, log: LogId, seq: Seq, at: UnixMillis, head: ChainHead) -> Self {
        let signature = SignatureBytes(key.sign(&Self::signed_bytes(log, seq, at, head)).to_bytes());
        Self { log, seq, at, head, signature }
    }
    /// Whether `relay` signed it.
    pub fn holds(&self, relay: &PublicKey) -> bool {
        let bytes = Self::signed_bytes(self.log, self.seq, self.at, self.head);
        verify(relay, &bytes, &self.signature)
    }
    fn signed_bytes(log: LogId, seq: Seq, at: UnixMillis, head: ChainHead) -> Vec<u8> {
        let mut bytes = b"marram/1 stored".to_vec();
        log.put(&mut bytes);
        seq.put(&mut bytes);
        at.put(&mut bytes);
        head.put(&mut bytes);
        bytes
    }
}

/// Strict Ed25519 verification (RFC 8032, without the small-order keys that it tolerates).
pub fn verify(key: &PublicKey, bytes: &[u8], signature: &SignatureBytes) -> bool {
    VerifyingKey::from_bytes(&key.0)
        .is_ok_and(|key| key.verify_strict(bytes, &Signature::from_bytes(&signature.0)).is_ok())
}
