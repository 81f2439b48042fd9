//! What a room's events come to: who holds the work, the plan, what is kept from whom, what was corrected.

use super::event::{DeskRef, Work};
use super::holding::Holding;
use super::plan::Plan;
use super::rules::Uncounted;
use super::secrecy::Secrecy;
use crate::event::{EventHash, Named};
use crate::ids::{EventId, PersonId};
use crate::view::Sector;
use marram_protocol::{AgencyId, UnixMillis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who says something, as the credential of the signing device has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The person.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The agency.
    pub agency: AgencyId,
    /// The agency's name.
    pub agency_name: String,
    /// What the agency is.
    pub sector: Sector,
}

/// Where an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its id.
    pub event: EventId,
    /// Its hash.
    pub hash: EventHash,
    /// When the relay stored it.
    pub at: UnixMillis,
}

/// Something that somebody said, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made<T> {
    /// What.
    pub what: T,
    /// Who.
    pub by: Author,
    /// When the relay stored it.
    pub at: UnixMillis,
    /// By which event.
    pub event: EventId,
}

impl<T> Made<T> {
    pub(super) fn new(place: &Place, by: &Author, what: T) -> Self {
        Self { what, by: by.clone(), at: place.at, event: place.event }
    }
}

/// What a room's events come to. The same for everybody who knows the same events, in the order of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Matter {
    /// Whether some of the log was not read here: what is not known does not make a later event void.
    pub partial: bool,
    /// The referral, and who holds it.
    pub holding: Option<Holding>,
    /// The strategy discussion and its plan.
    pub plan: Plan,
    /// What is kept from whom.
    pub secrecy: Secrecy,
    /// What was said of earlier entries, by the entry.
    pub corrections: BTreeMap<EventId, Vec<Made<String>>>,
}

impl Matter {
    /// Takes in what was said of the work, if it counts.
    ///
    /// # Errors
    /// Why it does not; nothing has changed then. The entry stays in the record.
    pub fn apply(&mut self, place: &Place, by: &Author, work: &Work) -> Result<(), Uncounted> {
        self.check(by, work)?;
        if let Work::Correction { of, text } = work {
            self.corrections.entry(*of).or_default().push(Made::new(place, by, text.clone()));
        }
        self.secrecy.apply(place, by, work);
        match (&mut self.holding, work) {
            (None, Work::Referral(referral)) => self.holding = Some(Holding::new(place, by, (**referral).clone())),
            (Some(holding), _) => holding.apply(place, by, work),
            _ => {}
        }
        self.plan.apply(place, by, work);
        Ok(())
    }

    /// People were let in, with a header only if there is one.
    pub fn let_in(&mut self, people: &[Named], header: Option<&str>) {
        self.secrecy.let_in(people, header);
    }

    /// Somebody was removed by somebody: that is how a handover is taken. Gives the desk that was handed over, if so.
    pub fn removed(&mut self, place: &Place, by: &Author, person: PersonId) -> Option<DeskRef> {
        self.secrecy.gone(person);
        let taken = self.holding.as_mut().and_then(|holding| holding.removed(place, by, person));
        if taken.is_none() {
            // Who had to go does not make up the number.
            self.plan.attending.retain(|(one, _)| one.person != person);
            self.gone(place, person);
        }
        taken
    }

    /// Somebody is not in the room any more: what they held goes back to its desk.
    pub fn gone(&mut self, place: &Place, person: PersonId) {
        if let Some(holding) = &mut self.holding {
            holding.gone(place, person);
        }
    }

    /// Whether anything was said of the work at all.
    pub fn is_empty(&self) -> bool {
        *self == Self { partial: self.partial, ..Self::default() }
    }
}
