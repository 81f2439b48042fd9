//! What is kept from whom: covert work, telling the family later, and people who are let in with a header only.

use super::event::{Delay, Work};
use super::matter::{Author, Made, Place};
use crate::event::Named;
use crate::ids::PersonId;
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Somebody who was let in with a header only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staged {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// All that they were told.
    pub header: String,
    /// What they declared: a conflict, or (`Some(None)`) none.
    pub declared: Option<Option<String>>,
}

/// How far lifting the covert mark is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lift {
    /// Who wants it lifted, and why.
    pub proposed: Made<String>,
    /// Who agreed, of another agency.
    pub agreed: Option<(Author, UnixMillis)>,
}

/// A delay of telling the family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delayed {
    /// What, by whom.
    pub made: Made<Delay>,
    /// Who countersigned, of another agency: without, it does not count.
    pub countersigned: Option<(Author, UnixMillis)>,
    /// That the family was told, or that it is put off no longer.
    pub over: Option<Made<String>>,
}

/// A release, without what was released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// To whom.
    pub name: String,
    /// How many entries.
    pub entries: u32,
    /// Why.
    pub reason: String,
}

/// What is kept from whom.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Secrecy {
    /// Whether the room is covert now.
    pub covert: bool,
    /// Who must not be told.
    pub do_not_tell: Vec<String>,
    /// Who has read the notice.
    pub read_by: BTreeSet<PersonId>,
    /// Proposals to lift the covert mark, in order.
    pub lifts: Vec<Lift>,
    /// Delays of telling the family, in order.
    pub delays: Vec<Delayed>,
    /// People who were let in with a header only, in order.
    pub staged: Vec<Staged>,
    /// What was released to whom.
    pub released: Vec<Made<Released>>,
    /// People who were removed and not asked in again: nothing lets them in by itself.
    pub removed: BTreeSet<PersonId>,
}

impl Secrecy {
    /// People who are shown nothing: they were told a header, and have not declared that they have no conflict. Nothing is
    /// said while they are here.
    pub fn kept_out(&self) -> impl Iterator<Item = &Staged> {
        self.staged.iter().filter(|staged| self.header_for(staged.person).is_some_and(|last| last == *staged))
    }

    /// Those of them who have not declared yet.
    pub fn undeclared(&self) -> impl Iterator<Item = &Staged> {
        self.staged.iter().filter(|staged| staged.declared.is_none())
    }

    /// What somebody was told, who has declared no "no conflict".
    pub fn header_for(&self, person: PersonId) -> Option<&Staged> {
        let staged = self.staged.iter().rev().find(|staged| staged.person == person)?;
        (staged.declared != Some(None)).then_some(staged)
    }

    /// The conflict of interest that somebody declared, if that is their last word.
    pub fn conflict_of(&self, person: PersonId) -> Option<&str> {
        self.header_for(person)?.declared.as_ref()?.as_deref()
    }

    /// Whether somebody still has to read that the room is covert.
    pub fn must_read_notice(&self, person: PersonId) -> bool {
        self.covert && !self.read_by.contains(&person)
    }

    pub(super) fn let_in(&mut self, people: &[Named], header: Option<&str>) {
        for one in people {
            self.removed.remove(&one.person);
            self.staged.retain(|staged| staged.person != one.person || staged.declared.is_some());
            if let Some(header) = header {
                let (name, header) = (one.name.clone(), header.to_owned());
                self.staged.push(Staged { person: one.person, name, header, declared: None });
            }
        }
    }

    /// Who is gone holds nobody up; what they were told and declared stays.
    pub(super) fn gone(&mut self, person: PersonId) {
        self.staged.retain(|staged| staged.person != person || staged.declared.is_some());
        self.removed.insert(person);
    }

    pub(super) fn apply(&mut self, place: &Place, by: &Author, work: &Work) {
        match work {
            Work::Referral(referral) if referral.covert => self.cover(by, &[]),
            Work::Covert { do_not_tell } => self.cover(by, do_not_tell),
            Work::NoticeRead => drop(self.read_by.insert(by.person)),
            Work::LiftProposed { reason } => {
                self.lifts.push(Lift { proposed: Made::new(place, by, reason.clone()), agreed: None });
            }
            Work::LiftAgreed { proposal } => {
                if let Some(lift) = self.lifts.iter_mut().find(|lift| lift.proposed.event == *proposal) {
                    lift.agreed = Some((by.clone(), place.at));
                    self.covert = false;
                }
            }
            Work::Delay(delay) => {
                let made = Made::new(place, by, delay.clone());
                self.delays.push(Delayed { made, countersigned: None, over: None });
            }
            Work::Countersigned { delay } => {
                if let Some(delay) = self.delays.iter_mut().find(|one| one.made.event == *delay) {
                    delay.countersigned = Some((by.clone(), place.at));
                }
            }
            Work::DateOver { date, outcome } => {
                if let Some(delay) = self.delays.iter_mut().find(|one| one.made.event == *date) {
                    delay.over = Some(Made::new(place, by, outcome.clone()));
                }
            }
            Work::Declared { conflict } => {
                let mine = |staged: &&mut Staged| staged.person == by.person && staged.declared.is_none();
                if let Some(staged) = self.staged.iter_mut().find(mine) {
                    staged.declared = Some(conflict.clone());
                }
            }
            Work::Release(release) => {
                let (name, reason) = (release.name.clone(), release.reason.clone());
                let released = Released { name, entries: release.events.len() as u32, reason };
                self.released.push(Made::new(place, by, released));
            }
            _ => {}
        }
    }

    fn cover(&mut self, by: &Author, do_not_tell: &[String]) {
        self.covert = true;
        self.do_not_tell
            .extend(do_not_tell.iter().filter(|name| !self.do_not_tell.contains(name)).cloned().collect::<Vec<_>>());
        // Whoever makes it covert knows that it is.
        self.read_by.insert(by.person);
    }
}
