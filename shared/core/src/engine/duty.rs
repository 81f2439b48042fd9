//! Duty desks: defined by administrators, staffed by whoever goes on duty, shown to all who follow the register.

use super::Engine;
use super::registers::Saying;
use crate::command::MAX_LINE_CHARS;
use crate::identity::{Body, Desk, DeskTerms, MAX_DESK_PEOPLE, MAX_NAME_CHARS, Register};
use crate::ids::{DeskId, PersonId};
use crate::view::{DeskPerson, DeskView, NoticeKind, OnDuty, Shown};
use crate::wire::random_id;

impl Engine {
    /// Defines a desk anew, or in place of what it was.
    pub(super) fn define_desk(&mut self, desk: Option<DeskId>, terms: DeskTerms) -> Result<(), NoticeKind> {
        let own = self.directory.own().filter(|_| self.is_working_administrator()).ok_or(NoticeKind::NotPossible)?;
        let DeskTerms { name, purpose, nation, people, deputies } = terms;
        let [name, purpose] = [name, purpose].map(|text| text.trim().to_owned());
        if name.is_empty() {
            return Err(NoticeKind::NotPossible);
        }
        for (text, most) in [(&name, MAX_NAME_CHARS), (&purpose, MAX_LINE_CHARS)] {
            if text.chars().count() > most {
                return Err(NoticeKind::TooLarge { limit: most as u64 });
            }
        }
        if desk.is_some_and(|desk| own.desk(desk).is_none()) {
            return Err(NoticeKind::NotPossible);
        }
        let known = own.people();
        let [people, deputies] = [people, deputies].map(|mut list| {
            list.sort_unstable();
            list.dedup();
            list
        });
        for list in [&people, &deputies] {
            if list.len() > MAX_DESK_PEOPLE {
                return Err(NoticeKind::TooLarge { limit: MAX_DESK_PEOPLE as u64 });
            }
            if let Some(stranger) = list.iter().find(|one| !known.iter().any(|listed| listed.card.person == **one)) {
                return Err(NoticeKind::PersonUnreachable { person: *stranger });
            }
        }
        let desk = desk.unwrap_or_else(|| DeskId(random_id(self.provider.generator())));
        let own = self.account.keys.signing_key();
        let terms = DeskTerms { name, purpose, nation, people, deputies };
        self.say(Saying::by(&own, Body::Desk { desk, terms }));
        Ok(())
    }

    /// A desk is there no longer.
    pub(super) fn close_desk(&mut self, desk: DeskId) -> Result<(), NoticeKind> {
        let own = self.directory.own().filter(|_| self.is_working_administrator()).ok_or(NoticeKind::NotPossible)?;
        own.desk(desk).ok_or(NoticeKind::NotPossible)?;
        let own = self.account.keys.signing_key();
        self.say(Saying::by(&own, Body::DeskClosed { desk }));
        Ok(())
    }

    /// The person here goes on duty at a desk of the own agency, or off.
    pub(super) fn set_duty(&mut self, desk: DeskId, on: bool) -> Result<(), NoticeKind> {
        let own = self.directory.own().and_then(|own| own.desk(desk)).ok_or(NoticeKind::NotPossible)?;
        let me = self.me.person();
        if !own.people.contains(&me) {
            return Err(NoticeKind::NotPossible);
        }
        let is_on = own.on_duty.iter().any(|(person, _)| *person == me);
        // What was to be said and is not on its way is overtaken by this.
        self.take_back_sayings(|body| matches!(body, Body::Duty { desk: one, .. } if *one == desk));
        if self.last_word_on(desk).unwrap_or(is_on) != on {
            let key = self.account.keys.signing_key();
            self.say(Saying::by(&key, Body::Duty { desk, on }));
        }
        self.show_desks();
        Ok(())
    }

    /// What is on its way about the person's duty at a desk.
    fn last_word_on(&self, desk: DeskId) -> Option<bool> {
        let about = |body: &Body| match body {
            Body::Duty { desk: one, on } if *one == desk => Some(*on),
            _ => None,
        };
        self.account.sayings.iter().rev().find_map(|saying| about(saying.body()))
    }

    pub(super) fn show_desks(&mut self) {
        let desks = self.directory.desks().map(|(register, desk)| self.desk_view(register, desk)).collect();
        self.show(Shown::Desks(desks));
    }

    fn desk_view(&self, register: &Register, desk: Desk) -> DeskView {
        let listed = register.people();
        let name = |person: &PersonId| listed.iter().find(|one| one.card.person == *person).map(|one| &one.card);
        let me = self.me.person();
        let own = register.agency() == self.me.agency();
        let named = |people: &[PersonId]| {
            let person = |id: &PersonId| DeskPerson {
                id: *id,
                name: name(id).map(|card| card.name.clone()).unwrap_or_default(),
            };
            // Who left is not listed any more.
            people.iter().filter(|id| name(id).is_some()).map(person).collect()
        };
        let on_duty: Vec<_> = desk
            .on_duty
            .iter()
            .filter_map(|(person, since)| {
                let name = name(person)?.name.clone();
                Some(OnDuty { person: *person, name, since: *since, you: *person == me })
            })
            .collect();
        let on = on_duty.iter().any(|one| one.you);
        DeskView {
            id: desk.id,
            agency: register.agency_view(),
            own,
            may: own && desk.people.contains(&me),
            on,
            waiting: own && self.last_word_on(desk.id).is_some_and(|wanted| wanted != on),
            people: named(&desk.people),
            deputies: named(&desk.deputies),
            on_duty,
            name: desk.name,
            purpose: desk.purpose,
            nation: desk.nation,
        }
    }
}
