//! What a client sends.

use super::frames;
use super::timer::Alarm;
use crate::codec::{DecodeError, Field, Reader, list, record};
use crate::ids::{AppendId, BlobId, DeviceId, Epoch, LogId, RequestId, Seq, SignatureBytes, TimerId};
use crate::pass::Pass;
use crate::revocation::Revocation;
use crate::token::{NextTokens, Token, TokenHash};
use bytes::Bytes;

/// The most joiners of one commit, and the most devices that one timer reaches.
pub const MAX_POINTERS: usize = 512;

record! {
    /// What is sealed for one device: a joiner's pointer to its staged welcome (R25), or what a timer is to leave (R60).
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SealedPointer {
        /// Whose mailbox it goes into.
        pub device: DeviceId,
        /// That device's agency's reach token (R42).
        pub reach: Token,
        /// Opaque.
        pub sealed: Bytes,
    }
}

// 32 + 32 bytes and an empty payload behind its length.
list!(SealedPointer, "sealed pointers", limit: MAX_POINTERS, smallest: 32 + 32 + 4);

/// A log's class: who may append to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogKind {
    /// Whoever holds the epoch's append token (R30).
    Group,
    /// An agency's register: its administrators, and each of its invites once (R32).
    Register,
}

impl Field for LogKind {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(match self {
            Self::Group => 0,
            Self::Register => 1,
        });
    }
    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        match u8::take(reader)? {
            0 => Ok(Self::Group),
            1 => Ok(Self::Register),
            other => Err(DecodeError::BadValue { field: "log kind", got: other.into() }),
        }
    }
}

frames! {
    /// A frame from a client.
    ClientFrame {
        /// Proves which device this is: the answer to the relay's challenge, and the first frame (R11).
        0x01 Authenticate {
            /// The version that the client speaks.
            version: u16,
            /// The device's chain.
            pass: Pass,
            /// By the device's key, over [`Pass::challenge_bytes`].
            signature: SignatureBytes,
        }
        /// Makes a log. Answered with `Done` (R33).
        0x02 Create {
            /// Repeated in the answer.
            request: RequestId,
            /// The log's id. The same creation again gets the same answer.
            log: LogId,
            /// Its class.
            kind: LogKind,
            /// The tokens of epoch 0. A register's `append` hash opens nothing.
            tokens: NextTokens,
        }
        /// Appends an application entry, or a statement to a register. Answered with `Stored` or `Conflict` (R24).
        0x03 Append {
            /// Repeated in the answer.
            request: RequestId,
            /// The log.
            log: LogId,
            /// The same id with the same bytes gets the first answer (R20).
            append: AppendId,
            /// The epoch that the entry is of.
            epoch: Epoch,
            /// That epoch's append token; not looked at for a register.
            token: Token,
            /// Opaque.
            payload: Bytes,
        }
        /// Appends a commit: ends the epoch, installs the next tokens, hands out the pointers, all or nothing (R25).
        0x04 Commit {
            /// Repeated in the answer.
            request: RequestId,
            /// The log.
            log: LogId,
            /// As in `Append`.
            append: AppendId,
            /// The epoch that it ends.
            epoch: Epoch,
            /// That epoch's append token.
            token: Token,
            /// What opens the next epoch.
            next: NextTokens,
            /// One for each joining device.
            pointers: Vec<SealedPointer>,
            /// Opaque.
            payload: Bytes,
        }
        /// Asks for a log's entries after a place, as far as the token reads (R31). Answered with `Following`.
        /// For a log that is followed already it begins anew from `after`.
        0x05 Follow {
            /// Repeated in the answer.
            request: RequestId,
            /// The log.
            log: LogId,
            /// A read token of some epoch.
            token: Token,
            /// The last entry that the client has.
            after: Seq,
            /// How many entries may be sent (R50).
            credit: u32,
        }
        /// Allows more entries of a followed log to be sent (R50).
        0x06 Credit {
            /// The log.
            log: LogId,
            /// How many more.
            more: u32,
        }
        /// Ends a follow. Not answered; entries on their way may still arrive.
        0x07 Unfollow {
            /// The log.
            log: LogId,
        }
        /// Takes note of a refused append, so that later ones are judged again (R26). Not answered.
        0x08 Resume {
            /// The log.
            log: LogId,
        }
        /// Asks for this device's own mailbox after a place (R40). Entries come as `Mail`, at most `credit` of them.
        0x09 OpenMailbox {
            /// The last entry that the client has.
            after: Seq,
            /// How many entries may be sent.
            credit: u32,
        }
        /// These mailbox entries are durable at the client: the relay removes them (R40). Not answered.
        0x0a AcknowledgeMailbox {
            /// The last one.
            upto: Seq,
        }
        /// Leaves a sealed note in a device's mailbox. Answered with `Done` (R42).
        0x0b Deliver {
            /// Repeated in the answer.
            request: RequestId,
            /// The same id again is delivered once (R20).
            append: AppendId,
            /// Whose mailbox.
            device: DeviceId,
            /// The agency's reach token.
            reach: Token,
            /// Opaque.
            payload: Bytes,
        }
        /// Puts a key package on this device's shelf (R41). Answered with `Done{value: packages on the shelf}`.
        0x0c Shelve {
            /// Repeated in the answer.
            request: RequestId,
            /// What opens this shelf and mailbox to others; the latest one counts.
            reach: TokenHash,
            /// Kept for ever and given when the shelf is empty; a new one replaces it.
            last_resort: bool,
            /// An MLS key package, opaque.
            payload: Bytes,
        }
        /// Takes a key package of a device (R41). Answered with `KeyPackage`.
        0x0d TakeKeyPackage {
            /// Repeated in the answer.
            request: RequestId,
            /// Whose.
            device: DeviceId,
            /// The agency's reach token.
            reach: Token,
        }
        /// Stores a sealed blob. Answered with `Done` once durable (R43).
        0x0e PutBlob {
            /// Repeated in the answer.
            request: RequestId,
            /// Its id. The same id with the same bytes gets the same answer.
            blob: BlobId,
            /// Opaque.
            payload: Bytes,
        }
        /// Reads a blob. Answered with `Blob` (R43).
        0x0f GetBlob {
            /// Repeated in the answer.
            request: RequestId,
            /// Its id, which is the capability.
            blob: BlobId,
        }
        /// Ends the validity of a key. Answered with `Done` once durable; its connections are closed (R14).
        0x10 Revoke {
            /// Repeated in the answer.
            request: RequestId,
            /// The administrator's word.
            revocation: Revocation,
        }
        /// Asks for a sign of life. Answered with `Pong`.
        0x11 Ping {
            /// Repeated in the answer.
            request: RequestId,
        }
        /// Proves which device this is, as `Authenticate` does, and has its agency admitted by a founding token (R16).
        0x12 Found {
            /// The version that the client speaks.
            version: u16,
            /// What the relay's operator handed over.
            token: Token,
            /// An administrator's chain.
            pass: Pass,
            /// By the device's key, over [`Pass::challenge_bytes`].
            signature: SignatureBytes,
        }
        /// Appends an application entry to a group, as `Append` does, and in its transaction cancels and then arms timers
        /// of the log (R60). Answered with `Stored` or `Conflict`.
        0x13 AppendTimed {
            /// Repeated in the answer.
            request: RequestId,
            /// The log.
            log: LogId,
            /// As in `Append`.
            append: AppendId,
            /// The epoch that the entry is of.
            epoch: Epoch,
            /// That epoch's append token.
            token: Token,
            /// To be cancelled. One that is not armed is no error.
            cancel: Vec<TimerId>,
            /// To be armed.
            arm: Vec<Alarm>,
            /// Opaque.
            payload: Bytes,
        }
        /// Leaves sealed bytes for whoever has the token, once and for ten minutes. Answered with `Done` (R17).
        0x18 Offer {
            /// Repeated in the answer.
            request: RequestId,
            /// The token's hash. What this device left before is gone.
            place: TokenHash,
            /// Opaque.
            payload: Bytes,
        }
        /// Asks for what was left, without a pass and in the place of `Authenticate`. Answered with `Collected` (R17).
        0x19 Collect {
            /// The version that the client speaks.
            version: u16,
            /// What opens the place.
            token: Token,
        }
    }
}
