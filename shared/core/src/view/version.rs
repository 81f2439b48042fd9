//! A version of the record, to be read as it was closed.

use crate::ids::{EventId, RoomId};
use crate::work::{Made, Plan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A version of the record as it was closed. Who has acknowledged it by now stands in the room's own view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionView {
    /// The room.
    pub room: RoomId,
    /// Which version.
    pub version: u32,
    /// The plan as the version has it.
    pub plan: Plan,
    /// What was said of earlier entries by then, by the entry.
    pub corrections: BTreeMap<EventId, Vec<Made<String>>>,
    /// How many of its entries this device does not know, so that they are not in the plan.
    pub lacking: u32,
}
