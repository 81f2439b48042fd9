//! Duty desks of an agency: who may be on duty there, who is, and who is told when nobody answers.
//!
//! Administrators define them; whoever goes on or off duty says so with their own device. What a person's devices and
//! their ends are is the register's to know.

use super::card::MAX_NAME_CHARS;
use super::register::Register;
use crate::command::MAX_LINE_CHARS;
use crate::ids::{DeskId, PersonId};
use crate::work::calendar::Nation;
use marram_protocol::{AgencyId, DeviceId, UnixMillis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most people that a desk lists, and the most deputies.
pub const MAX_DESK_PEOPLE: usize = 200;

/// A duty desk as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Which.
    pub id: DeskId,
    /// What it is called, for example "Calderfen MASH Duty".
    pub name: String,
    /// What is sent there, in a line.
    pub purpose: String,
    /// Whose working days count there.
    pub nation: Nation,
    /// Who may be on duty.
    pub people: Vec<PersonId>,
    /// Who is told of what nobody there has accepted in time.
    pub deputies: Vec<PersonId>,
    /// Who is on duty, since when by their own clock; who has been longest first.
    pub on_duty: Vec<(PersonId, UnixMillis)>,
}

/// A desk as its statements left it.
#[derive(Debug, Clone)]
pub(super) struct Defined {
    terms: DeskTerms,
    /// Who went on duty, with which device.
    duty: BTreeMap<PersonId, (DeviceId, UnixMillis)>,
}

impl Defined {
    /// A desk as an administrator defines it, in place of what was there before. Who no longer belongs to it goes off duty.
    pub(super) fn new(terms: DeskTerms, before: Option<Self>) -> Self {
        let mut duty = before.map(|before| before.duty).unwrap_or_default();
        duty.retain(|person, _| terms.people.contains(person));
        Self { terms, duty }
    }

    pub(super) fn may(&self, person: PersonId) -> bool {
        self.terms.people.contains(&person)
    }

    /// Somebody says that they go on or off duty. Whoever is on duty already stays so since then; off is off, whichever
    /// device went on.
    pub(super) fn set(&mut self, person: PersonId, device: DeviceId, on: bool, at: UnixMillis) {
        let since = self.duty.remove(&person).map_or(at, |(_, since)| since);
        if on {
            self.duty.insert(person, (device, since));
        }
    }
}

/// What an administrator says of a desk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeskTerms {
    /// What it is called, 1 to 100 characters.
    pub name: String,
    /// What is sent there, in a line of at most 200 characters; empty if that goes without saying.
    pub purpose: String,
    /// Whose working days count there.
    pub nation: Nation,
    /// Who may be on duty.
    pub people: Vec<PersonId>,
    /// Who is told of what nobody accepts in time.
    pub deputies: Vec<PersonId>,
}

impl DeskTerms {
    /// Whether a desk may be called so and list these.
    pub(super) fn is_well_formed(&self) -> bool {
        let Self { name, purpose, people, deputies, .. } = self;
        let fits = |list: &[PersonId]| {
            let mut sorted = list.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            list.len() <= MAX_DESK_PEOPLE && sorted.len() == list.len()
        };
        let is_line = |text: &str, most: usize| text.chars().count() <= most && text.trim() == text;
        let named = !name.is_empty() && is_line(name, MAX_NAME_CHARS);
        named && is_line(purpose, MAX_LINE_CHARS) && fits(people) && fits(deputies)
    }

    /// Whether everybody listed is of the agency.
    pub(super) fn are_of(&self, agency: AgencyId) -> bool {
        self.people.iter().chain(&self.deputies).all(|person| person.is_of(agency))
    }
}

impl Register {
    /// The agency's duty desks, by name. Who or whose device was revoked since is on duty nowhere.
    pub fn desks(&self) -> impl Iterator<Item = Desk> {
        let mut desks: Vec<_> = self.desks.keys().filter_map(|desk| self.desk(*desk)).collect();
        desks.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
        desks.into_iter()
    }

    /// One of them.
    pub fn desk(&self, id: DeskId) -> Option<Desk> {
        let Defined { terms, duty } = self.desks.get(&id)?;
        let DeskTerms { name, purpose, nation, people, deputies } = terms.clone();
        let live = duty.iter().filter(|(_, (device, _))| self.lists(*device));
        let mut on_duty: Vec<_> = live.map(|(person, (_, since))| (*person, *since)).collect();
        on_duty.sort_by_key(|(person, since)| (*since, *person));
        Some(Desk { id, name, purpose, nation, people, deputies, on_duty })
    }

    /// Whose device it is, while it counts.
    pub(super) fn live_owner(&self, device: DeviceId) -> Option<PersonId> {
        self.devices.get(&device).filter(|_| self.lists(device)).map(|known| known.card.person)
    }
}
