//! What can be released to somebody who joined later.

use super::Body;
use crate::ids::{EventId, PersonId, RoomId};
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};

/// What can be released to people, in the order of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasableView {
    /// The room.
    pub room: RoomId,
    /// Those who were asked about.
    pub people: Vec<PersonId>,
    /// The entries.
    pub entries: Vec<Releasable>,
}

/// An entry that can be released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Releasable {
    /// Which.
    pub event: EventId,
    /// When the relay stored it.
    pub at: UnixMillis,
    /// Who wrote it.
    pub author_name: String,
    /// Of which agency.
    pub author_agency: String,
    /// What it says; of a referral without its form.
    pub body: Body,
    /// How much of a release it takes up (see [`parts_of`](crate::work::parts_of)).
    pub bytes: u32,
    /// Which of those who were asked about cannot read it yet.
    pub lacks: Vec<PersonId>,
    /// What it says of how a referral stands.
    pub standing: Standing,
}

/// What an entry says of how a referral stands: without the answers a referral looks as if nobody had accepted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It is the referral.
    Referral,
    /// It answers the referral, or asks another desk.
    Answer,
    /// Nothing.
    Other,
}
