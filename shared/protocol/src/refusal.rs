//! Refusals: what the relay will not do, with the numbers a client can act on (R10).

use crate::codec::{DecodeError, Field, Reader, record};
use core::fmt;

macro_rules! reasons {
    ($($(#[$doc:meta])* $code:literal $name:ident = $text:literal,)*) => {
        /// Why the relay refuses. The text is for logs; clients translate the code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }
        impl Reason {
            /// Every reason there is, in order of code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
            fn code(self) -> u8 {
                match self { $(Self::$name => $code,)* }
            }
        }
        impl fmt::Display for Reason {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$name => $text,)* })
            }
        }
        impl Field for Reason {
            fn put(&self, out: &mut Vec<u8>) {
                self.code().put(out);
            }
            fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
                match u8::take(reader)? {
                    $($code => Ok(Self::$name),)*
                    other => Err(DecodeError::BadValue { field: "reason", got: other.into() }),
                }
            }
        }
    };
}

reasons! {
    /// The bytes are not a frame; the connection ends.
    1 Malformed = "the frame is malformed",
    /// The frame came before authentication, or a second authentication came; the connection ends.
    2 OutOfTurn = "the frame is out of turn",
    /// The client speaks another version; the connection ends.
    3 Version = "the protocol version is not spoken here",
    /// Over a limit: `limit` and `got` say which.
    4 TooLarge = "too large",
    /// The relay has not admitted this agency.
    10 NotAdmitted = "the agency is not admitted",
    /// The pass's chain of signatures does not hold.
    11 BadPass = "the pass does not hold",
    /// The pass, or a link of it, is over; or its invite was, before it made a device.
    12 PassExpired = "the pass has expired",
    /// The pass, or a link of it, has not begun.
    13 PassNotYetValid = "the pass is not yet valid",
    /// The pass, or a link of it, was revoked.
    14 Revoked = "the pass was revoked",
    /// The invite was used by another device.
    15 InviteUsed = "the invite was used",
    /// The signature over the challenge does not hold.
    16 BadSignature = "the signature over the challenge does not hold",
    /// The pass does not permit this (for example an append to a register).
    17 NotPermitted = "the pass does not permit this",
    /// The operator handed out no such founding token.
    18 NoSuchFounding = "no such founding token",
    /// The founding token admitted another agency.
    19 FoundingUsed = "the founding token was used",
    /// No such log, or not for this token: the relay does not say which.
    20 NoSuchLog = "no such log for this token",
    /// The log exists already, created by another request.
    21 LogExists = "the log exists",
    /// The append id was used with other bytes (R20).
    22 AppendIdReused = "the append id was used for other bytes",
    /// An earlier append of this connection to this log was refused (R26): send `Resume` first.
    23 PipelineStopped = "an earlier append was refused",
    /// No such mailbox or shelf, or not for this reach token: the relay does not say which.
    30 NotReachable = "no such device for this reach token",
    /// The shelf is empty and has no last resort.
    31 ShelfEmpty = "no key package is left",
    /// The mailbox, or the shelf, is full.
    32 Full = "full",
    /// No such blob.
    33 NoSuchBlob = "no such blob",
    /// The blob exists already with other bytes.
    34 BlobExists = "the blob exists with other bytes",
    /// Nothing was left there, or it is over, or somebody has it already: the relay does not say which.
    38 NothingThere = "nothing was left there",
    /// Too often: try again after `retry_after_ms`.
    40 TooOften = "too often",
    /// The agency's quota is used up.
    41 Quota = "the quota is used up",
    /// The relay could not store it and nothing was stored: try again.
    42 NotStored = "the store is not available",
    /// The relay is stopping: connect again.
    43 Stopping = "the relay is stopping",
    /// Nothing arrived in time; the connection ends.
    44 Idle = "the connection was idle",
    /// The device that linked this one has linked `limit` already that are not revoked.
    45 TooManyDevices = "one device has linked too many",
    /// More timers of one log would be armed than may be: `limit` and `got`.
    46 TooManyTimers = "too many timers of one log are armed",
    /// A timer's time is too far ahead: `limit` and `got`, in milliseconds.
    47 TooFarAhead = "the timer's time is too far ahead",
}

record! {
    /// A refusal with its numbers. `limit` and `got` are 0 where they say nothing.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Refusal {
        /// Why.
        pub reason: Reason,
        /// Wait so long before the same again, in milliseconds; 0: the same again is refused again, or at once is well.
        pub retry_after_ms: u32,
        /// The most there may be.
        pub limit: u64,
        /// What there was.
        pub got: u64,
    }
}

impl Refusal {
    /// A refusal for a reason alone.
    pub fn because(reason: Reason) -> Self {
        Self { reason, retry_after_ms: 0, limit: 0, got: 0 }
    }
    /// Over a limit.
    pub fn too_large(limit: u64, got: u64) -> Self {
        Self { reason: Reason::TooLarge, retry_after_ms: 0, limit, got }
    }
    /// Too often: come back later.
    pub fn too_often(retry_after_ms: u32) -> Self {
        Self { reason: Reason::TooOften, retry_after_ms, limit: 0, got: 0 }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self::because(reason)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reason, retry_after_ms, limit, got } = self;
        write!(f, "{reason} (got {got}, limit {limit}, retry after {retry_after_ms} ms)")
    }
}
