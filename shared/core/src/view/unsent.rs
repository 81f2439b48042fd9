//! Forms and answers that were begun.

use crate::ids::RoomId;
use crate::work::Filled;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a person has answered on a page and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    /// Which page, and what it is about: a name of the view's own.
    pub page: String,
    /// By the questions' names, as they were typed. None: nothing is kept.
    pub answers: BTreeMap<String, String>,
}

/// A form that was begun and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BegunForm {
    /// The room whose form it is, or from whose referral it was begun; `None` of one that begins with nothing.
    pub room: Option<RoomId>,
    /// As far as it is.
    pub form: Filled,
}
