//! An agency as its administrators see it.

use super::AgencyView;
use crate::ids::PersonId;
use marram_protocol::{DeviceId, UnixMillis};
use serde::{Deserialize, Serialize};

/// The own agency: its people, and the agencies that it trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdministrationView {
    /// Everybody who was ever invited, by name.
    pub people: Vec<StaffView>,
    /// The endorsed agencies.
    pub partners: Vec<PartnerView>,
    /// The text by which another agency endorses this one. Whoever has it can read the names in the register.
    pub introduction: String,
    /// What is compared over a known channel: eight groups of five digits.
    pub fingerprint: [String; 8],
    /// What this device has said and the register does not hold yet.
    pub waiting: u32,
    /// The agency's list of roles, by title. Empty: people are given any.
    pub roles: Vec<RoleView>,
    /// What the agency was called before, the latest first.
    pub former_names: Vec<FormerName>,
}

/// A role of the agency's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleView {
    /// What it is called.
    pub title: String,
    /// Whether it is given to nobody any more.
    pub retired: bool,
    /// How many people have it.
    pub people: u32,
}

/// What an agency was called before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// Until when, by its administrator's clock.
    pub until: UnixMillis,
}

/// Somebody who waits for approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitsView {
    /// What they call their device.
    pub device_name: String,
    /// What is compared: four groups of five digits.
    pub number: String,
    /// Since when this administrator knows.
    pub since: UnixMillis,
    /// Whether the link's time is over: nobody can be let in by it any more.
    pub over: bool,
}

/// One of the agency's people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffView {
    /// Who.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
    /// Whether a device of theirs is an administrator's.
    pub administrator: bool,
    /// Whether it is the person at this device.
    pub you: bool,
    /// What became of the person.
    pub state: StaffState,
    /// When that was, by the administrator's or the person's own clock.
    pub since: UnixMillis,
    /// Whether the link needs this administrator's approval.
    pub needs_approval: bool,
    /// Who waits for it.
    pub waits: Option<WaitsView>,
    /// The devices that count now.
    pub devices: Vec<StaffDeviceView>,
}

/// What became of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffState {
    /// Has a link that was not used yet.
    Invited {
        /// The link's last moment, which may be over.
        until: UnixMillis,
    },
    /// Has a device.
    Joined,
    /// Never joined; the link was withdrawn.
    Withdrawn(EndingView),
    /// Was removed.
    Left(EndingView),
}

/// Who ended it, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndingView {
    /// The administrator's name.
    pub by: String,
    /// Why, in the administrator's words; empty where nothing was said.
    pub reason: String,
}

/// A device of somebody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffDeviceView {
    /// The device.
    pub id: DeviceId,
    /// What its owner calls it; may be empty.
    pub name: String,
    /// Since when it is there.
    pub since: UnixMillis,
    /// Whether it is an administrator's.
    pub administrator: bool,
    /// Whether it is this one.
    pub you: bool,
    /// Of an administrator's: the other people whom it let in and who are there. When it ends, each stays or goes.
    pub enrolled: Vec<PersonId>,
}

/// An endorsed agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerView {
    /// The agency, as it calls itself; as it introduced itself, until its register was read.
    pub agency: AgencyView,
    /// What it was called before, the latest first.
    pub former_names: Vec<FormerName>,
    /// Its introduction's fingerprint.
    pub fingerprint: [String; 8],
    /// How many people it lists.
    pub people: u32,
    /// Whether its register could be read.
    pub is_read: bool,
}
