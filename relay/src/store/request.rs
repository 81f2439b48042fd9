//! What a store is asked to do, by whom, and what it answers.

use bytes::Bytes;
use marram_protocol::frame::client::LogKind;
use marram_protocol::frame::{Alarm, SealedPointer, TimerMarks};
use marram_protocol::pass::VerifiedPass;
use marram_protocol::{
    AgencyId, AppendId, BlobId, ChainHead, DeviceId, Epoch, LogId, NextTokens, Pass, PublicKey, Refusal, Revocation,
    Revoker, Seq, TimerId, TokenHash, UnixMillis,
};
use std::sync::Arc;

/// One connection, for as long as the relay runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// A device whose pass holds, as the sessions came to know it.
#[derive(Debug, PartialEq, Eq)]
pub struct Caller {
    /// What is known of it.
    pub known: VerifiedPass,
    /// Its pass, which goes into the commits that it appends.
    pub pass: Pass,
}

/// One thing to judge and do.
#[derive(Debug, Clone)]
pub struct Request {
    /// Whose it is; `None` for somebody without a pass, who may only collect.
    pub by: Option<Arc<Caller>>,
    /// The connection it came on: appends of one connection to one log are a pipeline (R26).
    pub from: ConnectionId,
    /// What.
    pub operation: Operation,
}

/// What can be asked. The fields are those of the frames of the same names.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields are documented with the protocol's frames")]
pub enum Operation {
    /// Binds the caller's invite to the caller's device, for ever (R15).
    BindInvite {
        invite: PublicKey,
    },
    /// Binds a founding token to the caller's agency, for ever (R16).
    Found {
        token: TokenHash,
    },
    Create {
        log: LogId,
        kind: LogKind,
        tokens: NextTokens,
    },
    Append {
        log: LogId,
        append: AppendId,
        epoch: Epoch,
        token: TokenHash,
        /// Present for `AppendTimed`.
        timed: Option<Timed>,
        payload: Bytes,
    },
    Commit {
        log: LogId,
        append: AppendId,
        epoch: Epoch,
        token: TokenHash,
        next: NextTokens,
        pointers: Vec<SealedPointer>,
        payload: Bytes,
    },
    Resume {
        log: LogId,
    },
    Deliver {
        append: AppendId,
        device: DeviceId,
        reach: TokenHash,
        payload: Bytes,
    },
    AcknowledgeMailbox {
        upto: Seq,
    },
    Shelve {
        reach: TokenHash,
        last_resort: bool,
        payload: Bytes,
    },
    TakeKeyPackage {
        device: DeviceId,
        reach: TokenHash,
    },
    PutBlob {
        blob: BlobId,
        payload: Bytes,
    },
    Revoke {
        revocation: Revocation,
    },
    Offer {
        place: TokenHash,
        payload: Bytes,
    },
    Collect {
        place: TokenHash,
    },
    /// The connection is gone: its stopped pipelines are forgotten.
    Leave,
}

/// What an append does to its log's timers (R60).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timed {
    /// To be cancelled.
    pub cancel: Vec<TimerId>,
    /// To be armed after that.
    pub arm: Vec<Alarm>,
}

impl Timed {
    /// What members see of it (R61).
    pub fn marks(&self) -> TimerMarks {
        TimerMarks::of(&self.cancel, &self.arm)
    }
    /// Bytes of what is sealed in it.
    pub(crate) fn bytes(&self) -> usize {
        self.arm.iter().flat_map(|alarm| &alarm.pointers).map(|pointer| pointer.sealed.len()).sum()
    }
}

impl Operation {
    /// The log whose pipeline this belongs to, if it is an append (R26).
    pub(crate) fn pipeline(&self) -> Option<LogId> {
        match self {
            Self::Append { log, .. } | Self::Commit { log, .. } => Some(*log),
            _ => None,
        }
    }

    /// How many bytes of the client's it holds.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Append { payload, timed, .. } => payload.len() + timed.as_ref().map_or(0, Timed::bytes),
            Self::Deliver { payload, .. }
            | Self::Shelve { payload, .. }
            | Self::PutBlob { payload, .. }
            | Self::Offer { payload, .. } => payload.len(),
            Self::Commit { payload, pointers, .. } => {
                payload.len() + pointers.iter().map(|pointer| pointer.sealed.len()).sum::<usize>()
            }
            _ => 0,
        }
    }

    /// Whether it may arm or cancel timers.
    pub(crate) fn sets_timers(&self) -> bool {
        matches!(self, Self::Append { timed: Some(_), .. })
    }

    /// Whether it changes what is stored: if no request of a batch does, nothing needs to be flushed.
    pub(crate) fn is_durable(&self) -> bool {
        !matches!(self, Self::Resume { .. } | Self::Leave)
    }
}

/// What was judged of one request, and what others may want to know of it.
#[derive(Debug)]
pub struct Judged {
    /// For the one who asked.
    pub outcome: Outcome,
    /// For those who follow.
    pub news: Vec<News>,
}

/// The answer to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The entry is durable, now or since an earlier request with the same append id.
    Stored {
        /// The log.
        log: LogId,
        /// The entry's place.
        seq: Seq,
        /// When it was stored.
        at: UnixMillis,
        /// The chain's head after it.
        head: ChainHead,
    },
    /// Another epoch is the current one.
    Conflict {
        /// The log.
        log: LogId,
        /// The current epoch.
        epoch: Epoch,
        /// The newest entry.
        newest: Seq,
    },
    /// Done, and durable.
    Done {
        /// A number where the request promises one.
        value: u64,
    },
    /// A key package, taken.
    KeyPackage {
        /// Whether it is the one that is given again and again.
        last_resort: bool,
        /// Opaque.
        payload: Bytes,
    },
    /// What was left, and is no longer there.
    Collected {
        /// Opaque.
        payload: Bytes,
    },
    /// Not done.
    Refused(Refusal),
}

/// Something durable that others may wait for.
#[derive(Debug, Clone)]
pub enum News {
    /// An entry of a log.
    Entry(NewEntry),
    /// An entry of a mailbox.
    Mail {
        /// Whose mailbox.
        device: DeviceId,
        /// Its place.
        seq: Seq,
        /// What goes out.
        frame: Bytes,
    },
    /// A key's validity ended.
    Revoked {
        /// For passes of this agency.
        agency: AgencyId,
        /// The key.
        key: PublicKey,
        /// Passes that hold one of these go on.
        kept: Vec<PublicKey>,
        /// Whose word it is: it says which of them.
        by: Revoker,
    },
}

/// A new entry, as it goes out.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// The log.
    pub log: LogId,
    /// Its place.
    pub seq: Seq,
    /// The epoch that it is of.
    pub epoch: Epoch,
    /// Whether it ended that epoch for readers. Entries of a register never do.
    pub ends_epoch: bool,
    /// What goes out.
    pub frame: Bytes,
}
