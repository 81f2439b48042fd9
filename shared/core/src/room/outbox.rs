//! What a room still has to send: intents, in order, each with its ciphertext once it has one.
//!
//! An intent outlives its ciphertext. A refusal as stale throws the ciphertext away and keeps the intent; a lost answer
//! sends the very same ciphertext again.

use crate::event::{Content, SignedEvent, bytes_serde};
use crate::identity::Credential;
use crate::ids::{EventId, PersonId};
use bytes::Bytes;
use marram_protocol::entry::EntryHash;
use marram_protocol::frame::{Alarm, Armed, SealedPointer, TimerMarks};
use marram_protocol::{AppendId, BlobId, DeviceId, Epoch, NextTokens, Receipt, TimerId, Token, UnixMillis};
use serde::{Deserialize, Serialize};

/// Something to be said or done in a room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Outgoing {
    /// Its event's id, fixed from the start. A commit's event is signed anew for each attempt under the same id.
    pub(crate) event: EventId,
    pub(crate) at: UnixMillis,
    pub(crate) intent: Intent,
    /// Signed once: an application event keeps its bytes however often it is encrypted.
    pub(crate) signed: Option<SignedEvent>,
    pub(crate) flight: Option<Flight>,
}

/// What is meant, whatever the epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Intent {
    Say(Content),
    Add {
        people: Vec<PersonId>,
        /// All that they are told before they have declared a conflict of interest, or none.
        #[serde(default)]
        header: Option<String>,
    },
    /// A slice of the record, for somebody who joined later.
    Release {
        to: PersonId,
        events: Vec<EventId>,
        reason: String,
        /// Nothing is left out.
        #[serde(default)]
        whole: bool,
    },
    /// All that somebody lacks by the time when this is to be sent.
    ReleaseAll {
        to: PersonId,
        reason: String,
    },
    Remove {
        person: PersonId,
        reason: String,
    },
    /// Heal: further devices of people who are members.
    AddDevices,
    /// Heal: devices of someone who left, or that were revoked.
    Depart,
    /// Heal: a device that lost its place.
    Readd {
        device: DeviceId,
        request: EventId,
    },
}

impl Outgoing {
    pub(crate) fn new(event: EventId, at: UnixMillis, intent: Intent) -> Self {
        Self { event, at, intent, signed: None, flight: None }
    }
}

impl Intent {
    pub(crate) fn is_removal(&self) -> bool {
        matches!(self, Self::Remove { .. } | Self::Depart)
    }
}

/// Ciphertext that was persisted and may have been sent: to be sent again only as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Flight {
    pub(crate) append: AppendId,
    pub(crate) epoch: Epoch,
    pub(crate) token: Token,
    #[serde(with = "bytes_serde")]
    pub(crate) payload: Vec<u8>,
    pub(crate) commit: Option<CommitFlight>,
    /// What it does to the log's timers; an application event's only.
    #[serde(default)]
    pub(crate) timed: Option<Timed>,
    /// The relay's answer, once it came.
    pub(crate) stored: Option<Receipt>,
}

/// What a commit carries besides.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CommitFlight {
    pub(crate) next: NextTokens,
    pub(crate) signed: SignedEvent,
    pub(crate) added: Vec<(DeviceId, Credential)>,
    pub(crate) removed: Vec<DeviceId>,
    pub(crate) pointers: Vec<Pointer>,
    /// The staged welcome; `None` when nobody joins.
    pub(crate) welcome: Option<Staged>,
}

/// What an append does to the log's timers, in its own transaction (SPEC R60).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Timed {
    pub(crate) cancel: Vec<TimerId>,
    pub(crate) arm: Vec<ArmedPointers>,
}

/// A timer to be armed, with what it is to leave.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ArmedPointers {
    pub(crate) timer: TimerId,
    pub(crate) at: UnixMillis,
    pub(crate) pointers: Vec<Pointer>,
}

impl Timed {
    /// What every member will see of it.
    pub(crate) fn marks(&self) -> TimerMarks {
        let armed = self.arm.iter().map(|one| Armed { timer: one.timer, at: one.at }).collect();
        TimerMarks { cancelled: self.cancel.clone(), armed }
    }
    /// The alarms as they are sent.
    pub(crate) fn alarms(&self) -> Vec<Alarm> {
        let alarm = |one: &ArmedPointers| Alarm {
            timer: one.timer,
            at: one.at,
            pointers: one.pointers.iter().map(Pointer::as_sent).collect(),
        };
        self.arm.iter().map(alarm).collect()
    }
}

impl Pointer {
    /// As it is sent.
    pub(crate) fn as_sent(&self) -> SealedPointer {
        SealedPointer { device: self.device, reach: self.reach, sealed: Bytes::from(self.sealed.clone()) }
    }
}

/// A welcome that is staged at the relay before its commit is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Staged {
    pub(crate) blob: BlobId,
    #[serde(with = "bytes_serde")]
    pub(crate) sealed: Vec<u8>,
    pub(crate) stored: bool,
}

/// A sealed pointer for one joiner.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Pointer {
    pub(crate) device: DeviceId,
    pub(crate) reach: Token,
    #[serde(with = "bytes_serde")]
    pub(crate) sealed: Vec<u8>,
}

impl Flight {
    /// What the relay's log will say of it.
    pub(crate) fn hash(&self) -> EntryHash {
        let next = self.commit.as_ref().map(|commit| &commit.next);
        let timers = self.timed.as_ref().map(Timed::marks);
        EntryHash::of(self.append, self.epoch, next, timers.as_ref(), &self.payload)
    }
    /// The payload as it is sent.
    pub(crate) fn payload_bytes(&self) -> Bytes {
        Bytes::from(self.payload.clone())
    }
    /// Whether the relay has answered.
    pub(crate) fn is_answered(&self) -> bool {
        self.stored.is_some()
    }
}
