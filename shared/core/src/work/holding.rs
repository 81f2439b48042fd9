//! Who holds a referral: sent, opened, accepted by name, refused, transferred, handed over, concluded.

use super::event::{Children, DeskRef, Referral, Work};
use super::matter::{Author, Made, Place};
use super::template::Template;
use crate::ids::{DeskId, EventId, PersonId};
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};

/// How far a referral is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HoldingState {
    /// Nobody has opened it.
    Sent,
    /// Somebody whom it is addressed to has opened it; nobody has accepted.
    Opened,
    /// Every desk that it was offered to refused it: nobody holds it.
    Refused,
    /// A named person holds it.
    Accepted,
    /// It is done.
    Concluded,
}

/// A desk that is to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The desk.
    pub to: DeskRef,
    /// The event that offers it: the referral, or a transfer.
    pub event: EventId,
    /// Since when.
    pub since: UnixMillis,
    /// Until when somebody there is to have accepted.
    pub accept_by: UnixMillis,
    /// Why it was transferred; empty for the first.
    pub reason: String,
}

/// Who holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The person.
    pub by: Author,
    /// For this desk.
    pub desk: DeskRef,
    /// Since when.
    pub since: UnixMillis,
}

/// A handover that nobody has taken yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handing {
    /// The desk.
    pub desk: DeskRef,
    /// To whom.
    pub to: PersonId,
    /// The name.
    pub name: String,
    /// What the next one must know.
    pub note: String,
}

/// A referral, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// What was sent, by whom, when.
    pub referral: Made<Referral>,
    /// Who has opened it, each once.
    pub opened: Vec<(Author, UnixMillis)>,
    /// Desks that are to answer.
    pub offered: Vec<Offered>,
    /// Who holds it.
    pub held: Option<Held>,
    /// Refusals, by whom and why.
    pub refused: Vec<Made<String>>,
    /// "Children identified?", as somebody answered it in the room.
    pub children: Option<Made<Children>>,
    /// What came of it.
    pub concluded: Option<Made<String>>,
    /// A handover under way.
    pub handing: Option<Made<Handing>>,
}

impl Holding {
    pub(super) fn new(place: &Place, by: &Author, referral: Referral) -> Self {
        let (to, accept_by) = (referral.to.clone(), referral.accept_by);
        let offered = vec![Offered { to, event: place.event, since: place.at, accept_by, reason: String::new() }];
        Self {
            referral: Made::new(place, by, referral),
            opened: Vec::new(),
            offered,
            held: None,
            refused: Vec::new(),
            children: None,
            concluded: None,
            handing: None,
        }
    }

    /// How far it is.
    pub fn state(&self) -> HoldingState {
        match (&self.concluded, &self.held) {
            (Some(_), _) => HoldingState::Concluded,
            (None, Some(_)) => HoldingState::Accepted,
            (None, None) if self.offered.is_empty() => HoldingState::Refused,
            (None, None) if self.opened.is_empty() => HoldingState::Sent,
            (None, None) => HoldingState::Opened,
        }
    }

    /// "Children identified?", as it was answered last: in the room, or else by the form with whom it names.
    pub fn children_identified(&self) -> Option<Children> {
        let form = &self.referral.what.form;
        let by_form =
            || Template::of(form).and_then(|template| form.children_identified(template)).map(Children::Found);
        self.children.as_ref().map(|made| made.what).or_else(by_form)
    }

    /// Until when somebody is to have accepted, while somebody still is to: where it is held, at the desk that is asked to
    /// take it over.
    pub fn due(&self) -> Option<UnixMillis> {
        let asked = self.offered.iter().map(|one| one.accept_by).min();
        match self.state() {
            HoldingState::Concluded => None,
            HoldingState::Accepted => asked,
            _ => Some(asked.unwrap_or(self.referral.what.accept_by)),
        }
    }

    /// The desk that was asked to take it over and has not answered, while somebody holds it.
    pub fn transfer(&self) -> Option<&Offered> {
        self.offered.last().filter(|_| self.held.is_some())
    }

    /// Whether a desk is still to answer, or nobody holds it at all.
    pub fn concerns_desk(&self, desk: DeskId) -> bool {
        let nobody = self.held.is_none() && self.concluded.is_none();
        nobody || self.offered.iter().any(|offered| offered.to.desk == desk)
    }

    /// The desk that is to answer, or that holds it.
    pub fn desk(&self) -> &DeskRef {
        let held = self.held.as_ref().map(|held| &held.desk);
        held.or_else(|| self.offered.last().map(|one| &one.to)).unwrap_or(&self.referral.what.to)
    }

    /// Since when it is as it is.
    pub fn since(&self) -> UnixMillis {
        let concluded = self.concluded.as_ref().map(|made| made.at);
        let held = self.held.as_ref().map(|held| held.since);
        let refused = self.refused.last().map(|made| made.at);
        let opened = self.opened.first().map(|(_, at)| *at);
        concluded.or(held).or(refused).or(opened).unwrap_or(self.referral.at)
    }

    /// The newest offer to an agency that its people may answer.
    pub(super) fn offer_to(&self, agency: marram_protocol::AgencyId) -> Option<&Offered> {
        self.offered.iter().rev().find(|offered| offered.to.agency == agency)
    }

    /// Whether an agency has a say in it: it sent it, holds it, or is to answer.
    pub(super) fn concerns(&self, agency: marram_protocol::AgencyId) -> bool {
        self.referral.by.agency == agency
            || self.held.as_ref().is_some_and(|held| held.desk.agency == agency)
            || self.offer_to(agency).is_some()
    }

    pub(super) fn apply(&mut self, place: &Place, by: &Author, work: &Work) {
        match work {
            Work::Opened if self.opened.iter().all(|(one, _)| one.person != by.person) => {
                self.opened.push((by.clone(), place.at));
            }
            Work::Accepted => {
                let Some(desk) = self.offer_to(by.agency).map(|offered| offered.to.clone()) else { return };
                self.held = Some(Held { by: by.clone(), desk, since: place.at });
                self.offered.clear();
                self.handing = None;
            }
            Work::Refused { reason } => {
                self.offered.retain(|offered| offered.to.agency != by.agency);
                self.refused.push(Made::new(place, by, reason.clone()));
            }
            Work::Transferred { to, reason, accept_by } => {
                // The desk that transfers is still to answer, unless it holds it already.
                self.offered.push(Offered {
                    to: to.clone(),
                    event: place.event,
                    since: place.at,
                    accept_by: *accept_by,
                    reason: reason.clone(),
                });
            }
            Work::ChildrenIdentified(children) => self.children = Some(Made::new(place, by, *children)),
            Work::Concluded { outcome } => {
                self.concluded = Some(Made::new(place, by, outcome.clone()));
                self.offered.clear();
            }
            Work::HandedOver { desk, to, name, note } => {
                let handing = Handing { desk: desk.clone(), to: *to, name: name.clone(), note: note.clone() };
                self.handing = Some(Made::new(place, by, handing));
            }
            _ => {}
        }
    }

    /// Whoever holds it is gone, and nobody has taken it over: the desk is to answer again, in as long as its risk gives.
    pub(super) fn gone(&mut self, place: &Place, person: PersonId) {
        if self.concluded.is_some() {
            return;
        }
        let Some(held) = self.held.take_if(|held| held.by.person == person) else { return };
        let accept_by = self.referral.what.accept_by_elsewhere(self.referral.at, place.at, held.desk.nation);
        let (event, since, reason) = (place.event, place.at, String::new());
        self.offered.insert(0, Offered { to: held.desk, event, since, accept_by, reason });
        self.handing = None;
    }

    /// Whoever a handover is to takes it by removing whoever made it. For which desk, if that is what happened.
    pub(super) fn removed(&mut self, place: &Place, by: &Author, person: PersonId) -> Option<DeskRef> {
        let taken = |handing: &mut Made<Handing>| handing.by.person == person && handing.what.to == by.person;
        let desk = self.handing.take_if(taken)?.what.desk;
        if self.held.as_ref().is_some_and(|held| held.by.person == person) {
            self.held = Some(Held { by: by.clone(), desk: desk.clone(), since: place.at });
        }
        Some(desk)
    }
}
