//! What an agency calls its people's roles, and what it called itself: as the register says today, and as it said then.
//!
//! Cards say a role and an agency's name as they were when they were signed. Whoever reads the register goes by this.

use super::card::{Card, MAX_NAME_CHARS};
use super::register::Register;
use crate::ids::PersonId;
use marram_protocol::UnixMillis;

/// The most roles of an agency's list.
pub const MAX_ROLES: usize = 200;

/// A role of the agency's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// What it is called.
    pub title: String,
    /// Whether it is given to nobody any more. Who has it keeps it.
    pub retired: bool,
}

/// Words that change in time, each with when that was said, by the clock of the one who said so.
#[derive(Debug, Clone, Default)]
pub(super) struct Since(Vec<(UnixMillis, String)>);

impl Since {
    pub(super) fn say(&mut self, at: UnixMillis, words: String) {
        self.0.push((at, words));
    }
    pub(super) fn newest(&self) -> Option<&str> {
        self.0.last().map(|(_, words)| words.as_str())
    }
    fn first(&self) -> Option<&str> {
        self.0.first().map(|(_, words)| words.as_str())
    }
    /// What was last said up to a moment.
    fn at(&self, at: UnixMillis) -> Option<&str> {
        self.0.iter().rfind(|(since, _)| *since <= at).map(|(_, words)| words.as_str())
    }
}

/// Whether an agency or a role may be called so.
pub(super) fn is_well_formed(words: &str) -> bool {
    (1..=MAX_NAME_CHARS).contains(&words.chars().count())
        && words.trim() == words
        && !words.chars().any(char::is_control)
}

impl Register {
    /// The agency's roles, by title; retired ones too.
    pub fn roles(&self) -> Vec<Role> {
        let role = |(title, retired): (&String, &bool)| Role { title: title.clone(), retired: *retired };
        self.roles.iter().map(role).collect()
    }

    /// Whether somebody can be given a role. An agency that has defined none gives any.
    pub fn gives(&self, title: &str) -> bool {
        self.roles.is_empty() || self.roles.get(title).is_some_and(|retired| !retired)
    }

    /// What the agency called itself when it was founded: what others compared stays what it was.
    pub fn first_name(&self) -> Option<&str> {
        self.names.first()
    }

    /// What the agency was called before, the latest first.
    pub fn former_names(&self) -> Vec<(String, UnixMillis)> {
        let names = self.names.0.iter().zip(self.names.0.iter().skip(1));
        names.map(|((_, name), (until, _))| (name.clone(), *until)).rev().collect()
    }

    /// A card as the agency would sign it today.
    pub fn today(&self, card: &Card) -> Card {
        self.as_of(card, |said| said.newest())
    }

    /// A card as the agency would have signed it at a moment.
    pub fn then(&self, card: &Card, at: UnixMillis) -> Card {
        let first = self.names.first();
        let mut then = self.as_of(card, |said| said.at(at));
        if self.names.at(at).is_none() {
            then.agency_name = first.map_or(then.agency_name, str::to_owned);
        }
        then
    }

    fn as_of<'a>(&'a self, card: &Card, of: impl Fn(&'a Since) -> Option<&'a str>) -> Card {
        let role = self.changed_roles.get(&card.person).and_then(&of);
        let mut card = card.clone();
        card.role = role.map_or(card.role, str::to_owned);
        card.agency_name = of(&self.names).map_or(card.agency_name, str::to_owned);
        card
    }

    /// Whether the agency has anything to say of a person.
    pub(super) fn knows(&self, person: PersonId) -> bool {
        let invited = self.invited.values().map(|one| one.card.person);
        invited.chain(self.devices.values().map(|known| known.card.person)).any(|known| known == person)
    }
}
