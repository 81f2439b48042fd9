//! What a room keeps of its log: the entries that are shown, and the chain's heads.

use crate::event::{Event, EventHash, SignedEvent, from_cbor};
use crate::view::Problem;
use marram_protocol::frame::TimerMarks;
use marram_protocol::{ChainHead, DeviceId, Seq, UnixMillis};
use serde::{Deserialize, Serialize};

/// An entry of the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the log.
    pub seq: Seq,
    /// When the relay stored it.
    pub at: UnixMillis,
    /// What it is.
    pub kind: Kind,
}

/// What an entry of the timeline is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// An event of a member, verified when it came.
    Event {
        /// The device that signed it.
        author: DeviceId,
        /// The event, as it was read.
        event: Box<Event>,
        /// Its bytes and signature: the record's own proof.
        signed: SignedEvent,
        /// What its append did to the log's timers (SPEC R61).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        timers: Option<TimerMarks>,
    },
    /// Something that this device noticed at this place.
    Problem(Problem),
    /// This device was added here, and its person was a member before.
    Begins,
}

impl Entry {
    /// The event, where it is one.
    pub fn event(&self) -> Option<(&Event, DeviceId)> {
        match &self.kind {
            Kind::Event { author, event, .. } => Some((event, *author)),
            Kind::Problem(_) | Kind::Begins => None,
        }
    }
}

/// How many heads stand in one stored record.
pub(crate) const HEADS_IN_RECORD: usize = 64;

/// The chain's head after each entry since this device joined.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heads {
    first: Seq,
    heads: Vec<ChainHead>,
}

impl Heads {
    /// Starts with the head at `first`.
    pub(crate) fn starting(first: Seq, head: ChainHead) -> Self {
        Self { first, heads: vec![head] }
    }
    pub(crate) fn restored(first: Seq, heads: Vec<ChainHead>) -> Self {
        Self { first, heads }
    }
    pub(crate) fn push(&mut self, head: ChainHead) {
        self.heads.push(head);
    }
    /// The head at `seq`; `None` before this device joined and after the newest.
    pub(crate) fn at(&self, seq: Seq) -> Option<ChainHead> {
        let index = seq.0.checked_sub(self.first.0)?;
        self.heads.get(usize::try_from(index).ok()?).copied()
    }
    pub(crate) fn first(&self) -> Seq {
        self.first
    }
    pub(crate) fn len(&self) -> usize {
        self.heads.len()
    }
    /// The stretch that one stored record holds.
    pub(crate) fn record(&self, number: usize) -> &[ChainHead] {
        self.heads.chunks(HEADS_IN_RECORD).nth(number).unwrap_or_default()
    }
}

/// Where the chain of one author's events stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AuthorChain {
    /// Added while this device was a member: the next event is the author's first.
    Fresh,
    /// The last event that came.
    After(EventHash),
}

impl AuthorChain {
    pub(crate) fn continues(self, previous: Option<EventHash>) -> bool {
        previous
            == match self {
                Self::Fresh => None,
                Self::After(hash) => Some(hash),
            }
    }
}

/// Reads what `to_cbor` wrote of an entry.
pub(crate) fn read_entry(bytes: &[u8]) -> Option<Entry> {
    from_cbor(bytes)
}
