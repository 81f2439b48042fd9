//! The kinds of clock that law and guidance set, as data: what is due, within what, by whom, and from when it is counted.

use super::Within;
use crate::event::from_cbor;
use crate::work::{ByRisk, Risk, data};
use serde::Deserialize;
use std::sync::OnceLock;

/// From when a clock may be counted; where there are several, a person chooses, and that is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartPoint {
    /// Stands in events. Never changes.
    pub id: String,
    /// In words.
    pub label: String,
}

/// One kind of clock.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockKind {
    /// Stands in events. Never changes.
    pub id: String,
    /// What is due.
    pub name: String,
    /// How long it may take.
    pub within: Within,
    /// How long it may take by risk, where that makes a difference.
    #[serde(default)]
    pub by_risk: Option<ByRisk<Within>>,
    /// How long it may take in all once somebody has extended it: each step in turn.
    #[serde(default)]
    pub extended: Vec<Within>,
    /// Who has to do it.
    pub who: String,
    /// The law or the guidance, in words.
    pub basis: String,
    /// From when it may be counted.
    pub starts: Vec<StartPoint>,
}

impl ClockKind {
    /// Every kind there is.
    pub fn all() -> &'static [Self] {
        static KINDS: OnceLock<Vec<ClockKind>> = OnceLock::new();
        KINDS.get_or_init(|| {
            data::CLOCKS.iter().filter_map(|bytes| from_cbor::<Vec<ClockKind>>(bytes)).flatten().collect()
        })
    }

    /// One by its id; `None` for one that this version does not know.
    pub fn get(id: &str) -> Option<&'static Self> {
        Self::all().iter().find(|kind| kind.id == id)
    }

    /// How long it may take, given what is known of the risk.
    pub fn within(&self, risk: Option<Risk>) -> Within {
        self.by_risk.as_ref().zip(risk).map_or(self.within, |(by_risk, risk)| by_risk.of(risk))
    }
}
