//! Answers that were begun.

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
