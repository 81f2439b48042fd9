//! Comparing keys with another person, and what follows from it in every room.

use super::Engine;
use crate::identity::{Keys, safety_number};
use crate::ids::PersonId;
use crate::view::{SafetyNumber, Shown};

impl Engine {
    /// The number of this person and that one; `None` for oneself, and for whom no followed register lists.
    pub(super) fn safety_number(&self, person: PersonId) -> Option<SafetyNumber> {
        let (own, other) = (self.keys_of(self.me.person())?, self.keys_of(person)?);
        let number = (own.person != other.person).then(|| safety_number(&own, &other))?;
        Some(SafetyNumber { person, number, compared: self.account.compared.of(person, &other.devices) })
    }

    fn keys_of(&self, person: PersonId) -> Option<Keys> {
        let listed = self.directory.person(person)?;
        let devices = listed.devices.iter().map(|(device, _)| *device).collect();
        Some(Keys { agency: listed.card.agency, person, devices })
    }

    pub(super) fn found_same(&mut self, person: PersonId, number: &str) -> Option<()> {
        self.safety_number(person).filter(|now| now.number == number)?;
        let keys = self.keys_of(person)?;
        self.account.compared.found_same(&keys, self.now);
        self.compared_anew(person);
        Some(())
    }

    pub(super) fn trust_agency(&mut self, person: PersonId) {
        self.account.compared.forget(person);
        self.compared_anew(person);
    }

    /// Rooms that waited go on, and the one that is open shows it.
    fn compared_anew(&mut self, person: PersonId) {
        self.save_account();
        let rooms: Vec<_> = self.rooms.keys().copied().collect();
        for room in rooms {
            self.with_room(room, |room, _, _| room.shows_members());
        }
        if let Some(number) = self.safety_number(person) {
            self.show(Shown::SafetyNumber(number));
        }
    }
}
