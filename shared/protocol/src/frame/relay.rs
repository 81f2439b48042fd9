//! What the relay sends.

use super::entry::EntryFrame;
use super::frames;
use crate::codec::{DecodeError, Field, Reader, record};
use crate::entry::{ChainHead, Receipt};
use crate::ids::{Epoch, LogId, PublicKey, RequestId, Seq, UnixMillis};
use crate::limits::Limits;
use crate::refusal::Refusal;
use bytes::Bytes;

/// The longest name of a relay, in bytes.
pub const MAX_NAME_BYTES: usize = 64;

/// The relay's name: ASCII, as in a host name. What devices sign is bound to it (R11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayName(String);

impl RelayName {
    /// `None` unless it is 1 to 64 bytes of graphic ASCII.
    pub fn new(name: &str) -> Option<Self> {
        let fits = !name.is_empty() && name.len() <= MAX_NAME_BYTES && name.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(name.to_owned()))
    }
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Field for RelayName {
    fn put(&self, out: &mut Vec<u8>) {
        (self.0.len() as u8).put(out);
        out.extend_from_slice(self.0.as_bytes());
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        let length = usize::from(u8::take(reader)?);
        if length > MAX_NAME_BYTES {
            return Err(DecodeError::TooLong { field: "relay name", limit: MAX_NAME_BYTES, got: length });
        }
        let bytes = reader.bytes(length)?;
        let bad = DecodeError::BadValue { field: "relay name", got: length as u64 };
        core::str::from_utf8(&bytes).ok().and_then(Self::new).ok_or(bad)
    }
}

record! {
    /// Where a sealed pointer came from: stamped by the relay in the commit's transaction (R25).
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Origin {
        /// The group's log.
        pub log: LogId,
        /// The commit's place.
        pub seq: Seq,
        /// The chain's head after it.
        pub head: ChainHead,
    }
}

/// Why entries are no longer there (R23).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapReason {
    /// The configured retention removed them.
    Retention,
}

impl Field for GapReason {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(match self {
            Self::Retention => 1,
        });
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        match u8::take(reader)? {
            1 => Ok(Self::Retention),
            other => Err(DecodeError::BadValue { field: "gap reason", got: other.into() }),
        }
    }
}

frames! {
    /// A frame from the relay.
    RelayFrame {
        /// The first frame of a connection (R2, R11).
        0x81 Challenge {
            /// The version that the relay speaks.
            version: u16,
            /// The relay's name.
            name: RelayName,
            /// The key that signs receipts.
            key: PublicKey,
            /// Fresh for this connection.
            nonce: [u8; 32],
            /// The relay's clock.
            at: UnixMillis,
        }
        /// The device is known (R11, R12).
        0x82 Ready {
            /// The relay's clock.
            at: UnixMillis,
            /// What it allows.
            limits: Limits,
            /// Key packages on this device's shelf, the last resort not counted.
            shelf: u16,
            /// The newest entry of this device's mailbox, ever.
            mailbox: Seq,
        }
        /// Done, and durable where the request says so.
        0x83 Done {
            /// The request.
            request: RequestId,
            /// A number where the request promises one, else 0.
            value: u64,
        }
        /// The entry is durable (R21).
        0x84 Stored {
            /// The request.
            request: RequestId,
            /// The relay's signed promise.
            receipt: Receipt,
        }
        /// The append named another epoch than the log's (R24). Nothing was stored.
        0x85 Conflict {
            /// The request.
            request: RequestId,
            /// The log.
            log: LogId,
            /// The log's epoch now.
            epoch: Epoch,
            /// The log's newest entry now.
            newest: Seq,
        }
        /// The request is refused and nothing was stored (R10). Request 0: the connection is refused and ends.
        0x86 Refused {
            /// The request.
            request: RequestId,
            /// Why.
            refusal: Refusal,
        }
        /// The follow has begun (R31).
        0x87 Following {
            /// The request.
            request: RequestId,
            /// The log.
            log: LogId,
            /// The epoch that the token is of.
            epoch: Epoch,
            /// Where delivery begins: after the later of what was asked and what the token reads.
            after: Seq,
            /// The chain's head at `after` (R27).
            head: ChainHead,
            /// The last entry that the token reads now. While the epoch lasts that grows.
            newest: Seq,
        }
        /// An entry of a followed log, in order (R22).
        0x88 Entry {
            /// The entry.
            entry: EntryFrame,
        }
        /// Everything that there was has been sent (R31).
        0x89 CaughtUp {
            /// The log.
            log: LogId,
            /// The last entry.
            seq: Seq,
            /// The token reads no further: follow again with the next epoch's.
            ended: bool,
        }
        /// Entries that retention removed (R23).
        0x8a Gap {
            /// The log.
            log: LogId,
            /// The first.
            from: Seq,
            /// The last.
            to: Seq,
            /// Why.
            reason: GapReason,
        }
        /// An entry of this device's mailbox (R40).
        0x8b Mail {
            /// Its place.
            seq: Seq,
            /// When it was stored.
            at: UnixMillis,
            /// Present for the pointer of a commit; not for a note, nor for what a timer left (R62).
            origin: Option<Origin>,
            /// Opaque.
            payload: Bytes,
        }
        /// A key package (R41).
        0x8c KeyPackage {
            /// The request.
            request: RequestId,
            /// Whether it is the one that is given again and again.
            last_resort: bool,
            /// Opaque.
            payload: Bytes,
        }
        /// A blob (R43).
        0x8d Blob {
            /// The request.
            request: RequestId,
            /// Opaque.
            payload: Bytes,
        }
        /// A sign of life.
        0x8e Pong {
            /// The request.
            request: RequestId,
            /// The relay's clock.
            at: UnixMillis,
        }
        /// What was left; it is gone from there, and the connection ends (R17).
        0x98 Collected {
            /// Opaque.
            payload: Bytes,
        }
    }
}
