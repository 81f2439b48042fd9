//! The strategy discussion: who takes part, what was brought in and decided, what is to be done, and its versions.

use super::event::{Action, Clock, DateKind, Decision, Discussion, Information, KeyDate, Progress, Waiting, Work};
use super::matter::{Author, Made, Place};
use crate::event::EventHash;
use crate::ids::EventId;
use crate::view::Sector;
use crate::work::Filled;
use marram_protocol::{AgencyId, PublicKey, UnixMillis};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Who must take part before a record is finalised, unless the chair goes on without and says why.
pub const REQUIRED: [Sector; 3] = [Sector::ChildrensServices, Sector::Police, Sector::Health];

/// SHA-256 over the hashes of all events of a version, in the order of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest(pub PublicKey);

impl Digest {
    /// Of these events.
    pub fn of(events: &[EventHash]) -> Self {
        let mut hash = Sha256::new_with_prefix(b"marram/1 version");
        events.iter().for_each(|event| hash.update(event.0.0));
        Self(PublicKey(hash.finalize().into()))
    }
}

/// Somebody who was asked and is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Who.
    pub who: String,
    /// Of what kind of agency.
    pub sector: Sector,
    /// Why not.
    pub why: String,
}

/// Who has read a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Who.
    pub by: Author,
    /// When.
    pub at: UnixMillis,
}

/// A version of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finalised {
    /// Counted from 1.
    pub version: u32,
    /// Of all that is in it.
    pub digest: Digest,
    /// How many entries are in it.
    pub entries: u32,
    /// By whom.
    pub by: Author,
    /// When.
    pub at: UnixMillis,
    /// Who was missing, if the chair went on without.
    pub missing: Vec<Sector>,
    /// Why the chair went on without.
    pub overridden: Option<String>,
    /// Who has read it.
    pub acknowledged: Vec<Acknowledgement>,
}

/// Something that was said and later settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settling<T, S> {
    /// What was said.
    pub made: Made<T>,
    /// What became of it, the latest.
    pub settled: Option<Made<S>>,
}

impl Made<KeyDate> {
    /// Whether it is nothing to wait for: a trigger that had come about when it was noted.
    pub fn has_happened(&self) -> bool {
        self.what.kind == DateKind::Trigger && self.what.at <= self.at
    }
}

impl<T, S> Settling<T, S> {
    fn new(place: &Place, by: &Author, what: T) -> Self {
        Self { made: Made::new(place, by, what), settled: None }
    }
}

/// The plan as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// The discussion; who called it chairs it, and the agency with the chair.
    pub discussion: Option<Made<Discussion>>,
    /// Who takes part, each by their own word.
    pub attending: Vec<(Author, UnixMillis)>,
    /// Who does not.
    pub absent: Vec<Made<Absence>>,
    /// What the agencies brought in.
    pub information: Vec<Made<Information>>,
    /// What the discussion makes of it: the latest.
    pub assessment: Option<Made<Filled>>,
    /// All decisions; the last one for a child holds.
    pub decisions: Vec<Made<Decision>>,
    /// Who did not agree, with which decision, and why.
    pub dissents: Vec<Made<(EventId, String)>>,
    /// What is to be done.
    pub actions: Vec<Settling<Action, Progress>>,
    /// What waits on others.
    pub waiting: Vec<Settling<Waiting, String>>,
    /// The chair goes on without the missing, once.
    pub overridden: Option<Made<String>>,
    /// The clocks, by kind: the latest setting.
    pub clocks: BTreeMap<String, Settling<Clock, String>>,
    /// The dates.
    pub dates: Vec<Settling<KeyDate, String>>,
    /// The versions, in order.
    pub versions: Vec<Finalised>,
    /// Whether something has changed since the last version.
    pub changed: bool,
    /// The hashes of all that belongs to the plan, in the order of the log.
    pub(super) events: Vec<EventHash>,
}

impl Plan {
    /// Who must still take part.
    pub fn missing(&self) -> Vec<Sector> {
        let there: BTreeSet<Sector> = self.attending.iter().map(|(author, _)| author.sector).collect();
        REQUIRED.into_iter().filter(|sector| !there.contains(sector)).collect()
    }

    /// Whether a version can be closed: all who must take part do, or the chair goes on without.
    pub fn has_quorum(&self) -> bool {
        self.overridden.is_some() || self.missing().is_empty()
    }

    /// Whether an agency chairs the discussion.
    pub fn is_chaired_by(&self, agency: AgencyId) -> bool {
        self.discussion.as_ref().is_some_and(|made| made.by.agency == agency)
    }

    /// The discussion that is to be held: called ahead, and no version of the record closed since.
    pub fn to_be_held(&self) -> Option<&Made<Discussion>> {
        let closed_since = |called: UnixMillis| self.versions.last().is_some_and(|version| version.at >= called);
        self.discussion.as_ref().filter(|made| made.what.at > made.at && !closed_since(made.at))
    }

    /// The next moment at which something is due, past ones first.
    pub fn next_due(&self) -> Option<UnixMillis> {
        let open = |progress: &Option<Made<Progress>>| {
            progress.as_ref().is_none_or(|made| matches!(made.what, Progress::Accepted))
        };
        let actions = self.actions.iter().filter(|one| open(&one.settled)).map(|one| one.made.what.due);
        let waiting = self.waiting.iter().filter(|one| one.settled.is_none()).map(|one| one.made.what.review);
        let dates = self
            .dates
            .iter()
            .filter(|one| one.settled.is_none() && !one.made.has_happened())
            .map(|one| one.made.what.at);
        let clocks = self.clocks.values().filter(|one| one.settled.is_none()).map(|one| one.made.what.due);
        let discussion = self.to_be_held().map(|made| made.what.at);
        actions.chain(waiting).chain(dates).chain(clocks).chain(discussion).min()
    }

    /// What the next version would be.
    pub fn next_version(&self) -> (u32, Vec<EventHash>) {
        let last = self.versions.last().map_or(0, |version| version.version);
        (last + 1, self.events.clone())
    }

    /// The decision that holds for each child, in the order of the children's first mention.
    pub fn decided(&self) -> Vec<&Made<Decision>> {
        let mut decided: Vec<&Made<Decision>> = Vec::new();
        for made in &self.decisions {
            match decided.iter_mut().find(|one| one.what.child == made.what.child) {
                Some(one) => *one = made,
                None => decided.push(made),
            }
        }
        decided
    }

    pub(super) fn apply(&mut self, place: &Place, by: &Author, work: &Work) {
        match work {
            Work::Discussion(what) => self.discussion = Some(Made::new(place, by, what.clone())),
            Work::Attends => self.attending.push((by.clone(), place.at)),
            Work::Absent { who, sector, why } => {
                let absence = Absence { who: who.clone(), sector: *sector, why: why.clone() };
                self.absent.push(Made::new(place, by, absence));
            }
            Work::Information(what) => self.information.push(Made::new(place, by, what.clone())),
            Work::Assessment(form) => self.assessment = Some(Made::new(place, by, (**form).clone())),
            Work::Decision(what) => self.decisions.push(Made::new(place, by, what.clone())),
            Work::Dissent { decision, rationale } => {
                self.dissents.push(Made::new(place, by, (*decision, rationale.clone())));
            }
            Work::Action(what) => self.actions.push(Settling::new(place, by, what.clone())),
            Work::ActionMoved { action, to } => settle(&mut self.actions, *action, Made::new(place, by, to.clone())),
            Work::Waiting(what) => self.waiting.push(Settling::new(place, by, what.clone())),
            Work::WaitingOver { waiting, outcome } => {
                settle(&mut self.waiting, *waiting, Made::new(place, by, outcome.clone()));
            }
            Work::QuorumOverridden { reason } => self.overridden = Some(Made::new(place, by, reason.clone())),
            Work::Clock(what) => drop(self.clocks.insert(what.kind.clone(), Settling::new(place, by, what.clone()))),
            Work::KeyDate(what) => self.dates.push(Settling::new(place, by, what.clone())),
            Work::DateOver { date, outcome } => {
                settle(&mut self.dates, *date, Made::new(place, by, outcome.clone()));
                if let Some(clock) = self.clocks.values_mut().find(|one| one.made.event == *date) {
                    clock.settled = Some(Made::new(place, by, outcome.clone()));
                }
            }
            Work::Correction { .. } => {}
            Work::Finalised { version, covers } => return self.finalise(place, by, *version, covers),
            Work::Acknowledged { version, digest } => {
                let version = self.versions.iter_mut().find(|one| one.version == *version && one.digest == *digest);
                if let Some(version) =
                    version.filter(|one| one.acknowledged.iter().all(|ack| ack.by.person != by.person))
                {
                    version.acknowledged.push(Acknowledgement { by: by.clone(), at: place.at });
                }
                return;
            }
            _ => return,
        }
        self.events.push(place.hash);
        self.changed = true;
    }

    fn finalise(&mut self, place: &Place, by: &Author, version: u32, covers: &[EventHash]) {
        let missing = self.missing();
        let overridden = self.overridden.take().map(|made| made.what).filter(|_| !missing.is_empty());
        self.versions.push(Finalised {
            version,
            digest: Digest::of(covers),
            entries: covers.len() as u32,
            by: by.clone(),
            at: place.at,
            missing,
            overridden,
            // Whoever closes it has read it.
            acknowledged: vec![Acknowledgement { by: by.clone(), at: place.at }],
        });
        self.changed = false;
    }

    /// Whether a version covers all that is known of the plan, in its order.
    pub(super) fn is_covered(&self, covers: &[EventHash]) -> bool {
        let mut covers = covers.iter();
        self.events.iter().all(|event| covers.any(|covered| covered == event))
    }
}

fn settle<T, S>(all: &mut [Settling<T, S>], event: EventId, settled: Made<S>) {
    if let Some(one) = all.iter_mut().find(|one| one.made.event == event) {
        one.settled = Some(settled);
    }
}
