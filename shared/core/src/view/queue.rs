//! Referrals that were asked for together, as they are shown: how far they are.

use super::NoticeKind;
use crate::work::DeskRef;
use serde::{Deserialize, Serialize};

/// How far the referrals are that were asked for together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueView {
    /// How many have no room yet.
    pub waiting: u32,
    /// How many are on their way to the relay.
    pub under_way: u32,
    /// How many have a room, since the queue was last empty or this device was opened.
    pub sent: u32,
    /// Those that could not be sent as they are.
    pub stopped: Vec<StoppedReferral>,
}

/// A referral that could not be sent as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoppedReferral {
    /// The sender's reference.
    pub reference: String,
    /// To which desk.
    pub desk: DeskRef,
    /// Why not.
    pub why: NoticeKind,
}
