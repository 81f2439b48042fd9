//! An entry as it goes out to readers, with what a commit or a timed entry shows besides its payload.

use super::timer::TimerMarks;
use crate::codec::{DecodeError, Field, Part, Reader, record};
use crate::entry::{EntryHash, EntryKind};
use crate::ids::{AppendId, Epoch, LogId, Seq, UnixMillis};
use crate::pass::Pass;
use crate::token::NextTokens;
use bytes::Bytes;

record! {
    /// What a commit's entry carries besides its payload, so that members can judge its appender (DESIGN rule 11; R25).
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CommitFacts {
        /// The pass of the device that appended it.
        pub appender: Pass,
        /// The token hashes that it installed.
        pub next: NextTokens,
    }
}

/// An entry of a log, as delivered. The relay may keep and forward exactly these bytes.
///
/// On the wire `commit` and `timers` are one value with a byte before it, so that no entry has both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFrame {
    /// The log.
    pub log: LogId,
    /// Its place.
    pub seq: Seq,
    /// When it was stored.
    pub at: UnixMillis,
    /// The append that made it.
    pub append: AppendId,
    /// The epoch that it is of; a commit ends it.
    pub epoch: Epoch,
    /// Present for a commit only.
    pub commit: Option<CommitFacts>,
    /// Present for an entry that cancels or arms timers (R61). Not looked at if there is a `commit`.
    pub timers: Option<TimerMarks>,
    /// In a register only: the pass of the device that appended it. The relay's word (R32).
    pub stated_by: Option<Pass>,
    /// Opaque.
    pub payload: Bytes,
}

impl EntryFrame {
    /// The names and types of its fields, in the order of the bytes.
    pub const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("log", "LogId"),
        ("seq", "Seq"),
        ("at", "UnixMillis"),
        ("append", "AppendId"),
        ("epoch", "Epoch"),
        ("facts", "EntryFacts"),
        ("stated_by", "Option<Pass>"),
        ("payload", "Bytes"),
    ];

    /// Whether it is a commit.
    pub fn kind(&self) -> EntryKind {
        if self.commit.is_some() { EntryKind::Commit } else { EntryKind::Application }
    }
    /// Its hash, for the chain (R27).
    pub fn hash(&self) -> EntryHash {
        let next = self.commit.as_ref().map(|facts| &facts.next);
        EntryHash::of(self.append, self.epoch, next, self.timers.as_ref(), &self.payload)
    }
    /// The byte before its facts.
    fn facts(&self) -> u8 {
        match (&self.commit, &self.timers) {
            (None, None) => 0,
            (Some(_), _) => 1,
            (None, Some(_)) => 2,
        }
    }
}

impl Field for EntryFrame {
    fn put(&self, out: &mut Vec<u8>) {
        self.log.put(out);
        self.seq.put(out);
        self.at.put(out);
        self.append.put(out);
        self.epoch.put(out);
        self.facts().put(out);
        match (&self.commit, &self.timers) {
            (Some(commit), _) => commit.put(out),
            (None, Some(timers)) => timers.put(out),
            (None, None) => {}
        }
        self.stated_by.put(out);
        self.payload.put(out);
    }

    fn take(reader: &mut Reader) -> Result<Self, DecodeError> {
        let (log, seq, at) = (Field::take(reader)?, Field::take(reader)?, Field::take(reader)?);
        let (append, epoch) = (Field::take(reader)?, Field::take(reader)?);
        let (commit, timers) = match u8::take(reader)? {
            0 => (None, None),
            1 => (Some(Field::take(reader)?), None),
            2 => (None, Some(Field::take(reader)?)),
            other => return Err(DecodeError::BadValue { field: "entry facts", got: other.into() }),
        };
        let (stated_by, payload) = (Field::take(reader)?, Field::take(reader)?);
        Ok(Self { log, seq, at, append, epoch, commit, timers, stated_by, payload })
    }

    fn parts(&self, name: &str, out: &mut Vec<Part>) {
        self.log.parts(&format!("{name}.log"), out);
        self.seq.parts(&format!("{name}.seq"), out);
        self.at.parts(&format!("{name}.at"), out);
        self.append.parts(&format!("{name}.append"), out);
        self.epoch.parts(&format!("{name}.epoch"), out);
        self.facts().parts(&format!("{name}.facts"), out);
        match (&self.commit, &self.timers) {
            (Some(commit), _) => commit.parts(&format!("{name}.commit"), out),
            (None, Some(timers)) => timers.parts(&format!("{name}.timers"), out),
            (None, None) => {}
        }
        self.stated_by.parts(&format!("{name}.stated_by"), out);
        self.payload.parts(&format!("{name}.payload"), out);
    }
}
