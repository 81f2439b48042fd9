//! Duty desks, as everybody sees them who follows their agency's register.

use super::AgencyView;
use crate::ids::{DeskId, PersonId};
use crate::work::DeskRef;
use crate::work::calendar::Nation;
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};

/// A duty desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskView {
    /// Which.
    pub id: DeskId,
    /// What it is called.
    pub name: String,
    /// What is sent there, in a line; may be empty.
    pub purpose: String,
    /// Whose working days count there.
    pub nation: Nation,
    /// Whose it is.
    pub agency: AgencyView,
    /// Whether that is the own agency.
    pub own: bool,
    /// Who may be on duty.
    pub people: Vec<DeskPerson>,
    /// Who is told of what nobody accepts in time.
    pub deputies: Vec<DeskPerson>,
    /// Who is on duty; who has been longest first.
    pub on_duty: Vec<OnDuty>,
    /// Whether the person here may be on duty.
    pub may: bool,
    /// Whether the person here is.
    pub on: bool,
    /// Whether the person's word about it is still on its way.
    pub waiting: bool,
}

impl DeskView {
    /// The desk, as whoever sends work there names it.
    pub fn reference(&self) -> DeskRef {
        let Self { id, name, agency, nation, .. } = self;
        let (name, agency_name) = (name.clone(), agency.name.clone());
        DeskRef { agency: agency.id, desk: *id, name, agency_name, nation: *nation }
    }
}

/// Somebody whom a desk lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskPerson {
    /// Who.
    pub id: PersonId,
    /// The name.
    pub name: String,
}

/// Somebody on duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDuty {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Since when, by their own clock.
    pub since: UnixMillis,
    /// Whether that is the person here.
    pub you: bool,
}
