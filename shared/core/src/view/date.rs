//! A date of a room, as it is shown among those of all rooms.

use crate::ids::RoomId;
use crate::work::Due;
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};

/// An open date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateView {
    /// The room.
    pub room: RoomId,
    /// Its title.
    pub title: String,
    /// What is due, and when.
    pub due: Due,
    /// The person is reminded of it, since this moment, until they put it away.
    pub reminder: Option<UnixMillis>,
}
