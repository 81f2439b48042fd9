//! How urgent something is, as its sender judges it.

use serde::{Deserialize, Serialize};

/// The risk to a child. Greater is more urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Needs work, not today.
    Low,
    /// Needs work today.
    Medium,
    /// Needs work now.
    High,
}

impl Risk {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// The word in a form's value and in the data files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The risk of that word; `None` for any other.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.id() == id)
    }
}

/// One thing for each risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByRisk<T> {
    /// For high risk.
    pub high: T,
    /// For medium risk.
    pub medium: T,
    /// For low risk.
    pub low: T,
}

impl<T: Copy> ByRisk<T> {
    /// What is for this risk.
    pub const fn of(&self, risk: Risk) -> T {
        match risk {
            Risk::High => self.high,
            Risk::Medium => self.medium,
            Risk::Low => self.low,
        }
    }
}
