//! An alert as it is shown: nobody accepted in time.

use crate::ids::RoomId;
use crate::work::{Author, DeskRef, Held, Referral};
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};

/// Nobody accepted a referral in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertView {
    /// The room that it is in.
    pub room: RoomId,
    /// Whether this device is in that room by now.
    pub in_room: bool,
    /// Who sent it.
    pub from: Author,
    /// Which desk was to answer.
    pub desk: DeskRef,
    /// Who holds it until somebody there accepts, where it is to be taken over.
    pub held: Option<Held>,
    /// What was sent; without its answers where they are long.
    pub referral: Box<Referral>,
    /// When the alert came.
    pub at: UnixMillis,
}
