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
    /// The agency, as it introduced itself.
    pub agency: AgencyView,
    /// Its introduction's fingerprint.
    pub fingerprint: [String; 8],
    /// How many people it lists.
    pub people: u32,
    /// Whether its register could be read.
    pub is_read: bool,
}
