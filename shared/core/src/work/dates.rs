//! Moments that somebody has to mind: what they are, whose they are, and when a person is reminded of them.
//!
//! How long before is data (`docs/reminders.md`). Refuses to know what time it is, and what was reminded of before.

use super::event::{DateKind, DeskRef, Progress};
use super::matter::{Author, Made, Matter};
use crate::event::from_cbor;
use crate::ids::EventId;
use crate::work::data;
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

const MINUTE_MS: u64 = 60_000;

/// What a moment is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    /// A referral is to be accepted, and nobody holds it.
    Acceptance,
    /// Another desk was asked to take it over.
    Transfer,
    /// The strategy discussion begins.
    Discussion,
    /// An action is to be done.
    Action,
    /// What waits on others is looked at again.
    Waiting,
    /// A clock of law or guidance ends.
    Clock,
    /// Bail ends, or is reviewed.
    Bail,
    /// A court sits.
    Court,
    /// The plan is reviewed.
    Review,
    /// Something is to happen that changes the plan.
    Trigger,
    /// Telling the family is put off until then.
    Delay,
}

impl DueKind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Acceptance,
        Self::Transfer,
        Self::Discussion,
        Self::Action,
        Self::Waiting,
        Self::Clock,
        Self::Bail,
        Self::Court,
        Self::Review,
        Self::Trigger,
        Self::Delay,
    ];
}

/// A moment that somebody has to mind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What it is of.
    pub kind: DueKind,
    /// The event that set it.
    pub event: EventId,
    /// What is due, as people wrote it; of a clock its id.
    pub what: String,
    /// Whose it is: a role or a desk; may be empty.
    pub owner: String,
    /// When.
    pub at: UnixMillis,
    /// Since when it is set.
    pub set: UnixMillis,
    /// Whether it is the person's here to mind.
    pub mine: bool,
}

impl Matter {
    /// Every open date. `me`: the person here; `at_desk`: whether they answer for a desk.
    pub fn dates(&self, me: &Author, at_desk: impl Fn(&DeskRef) -> bool) -> Vec<Due> {
        let (plan, mut dates) = (&self.plan, self.asked(me, at_desk));
        let by_me = |by: &Author| by.person == me.person;
        let holds = self.holding.as_ref().and_then(|holding| holding.held.as_ref()).is_some_and(|held| by_me(&held.by));
        let is_mine = |by: &Author| holds || by_me(by);
        let my_role = |owner: &str| owner.trim().to_lowercase() == me.role.trim().to_lowercase();
        if let Some(made) = plan.to_be_held() {
            // Everybody in the room is asked to it.
            dates.push(due(DueKind::Discussion, made, &made.what.reference, "", made.what.at, true));
        }
        for one in &plan.actions {
            let taken = one.settled.as_ref();
            if taken.is_some_and(|made| made.what != Progress::Accepted) {
                continue;
            }
            let action = &one.made.what;
            let mine = taken.map_or(action.agency == me.agency && my_role(&action.owner), |made| by_me(&made.by));
            dates.push(due(DueKind::Action, &one.made, &action.what, &action.owner, action.due, mine));
        }
        for one in plan.waiting.iter().filter(|one| one.settled.is_none()) {
            let (waiting, by) = (&one.made.what, &one.made.by);
            let mine = by_me(by) || (by.agency == me.agency && my_role(&waiting.owner));
            dates.push(due(DueKind::Waiting, &one.made, &waiting.what, &waiting.owner, waiting.review, mine));
        }
        for one in plan.clocks.values().filter(|one| one.settled.is_none()) {
            let clock = &one.made.what;
            let mine = is_mine(&one.made.by);
            dates.push(due(DueKind::Clock, &one.made, &clock.kind, "", clock.due, mine));
        }
        for one in plan.dates.iter().filter(|one| one.settled.is_none() && !one.made.has_happened()) {
            let date = &one.made.what;
            let kind = match date.kind {
                DateKind::Bail => DueKind::Bail,
                DateKind::Court => DueKind::Court,
                DateKind::Review => DueKind::Review,
                DateKind::Trigger => DueKind::Trigger,
            };
            dates.push(due(kind, &one.made, &date.what, "", date.at, is_mine(&one.made.by)));
        }
        let counts = self.secrecy.delays.iter().filter(|one| one.countersigned.is_some() && one.over.is_none());
        for one in counts {
            dates.push(due(DueKind::Delay, &one.made, "", "", one.made.what.until, is_mine(&one.made.by)));
        }
        dates
    }

    /// Desks that are to answer.
    fn asked(&self, me: &Author, at_desk: impl Fn(&DeskRef) -> bool) -> Vec<Due> {
        let Some(holding) = &self.holding else { return Vec::new() };
        let held = holding.held.as_ref();
        let kind = if held.is_some() { DueKind::Transfer } else { DueKind::Acceptance };
        // Whoever would have to do something if nobody accepts: who holds it, or who sent it.
        let waits = held.map_or(holding.referral.by.person, |held| held.by.person) == me.person;
        let asked = holding.offered.iter().map(|offer| Due {
            kind,
            event: offer.event,
            what: holding.referral.what.reference.clone(),
            owner: offer.to.name.clone(),
            at: offer.accept_by,
            set: offer.since,
            mine: waits || at_desk(&offer.to),
        });
        asked.collect()
    }
}

fn due<T>(kind: DueKind, made: &Made<T>, what: &str, owner: &str, at: UnixMillis, mine: bool) -> Due {
    Due { kind, event: made.event, what: what.to_owned(), owner: owner.to_owned(), at, set: made.at, mine }
}

/// How long before a kind of date a person is reminded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ahead {
    /// Of what.
    pub kind: DueKind,
    /// So many minutes before, the longest first.
    pub ahead_minutes: Vec<u32>,
}

impl Ahead {
    /// Every kind that the data knows.
    pub fn all() -> &'static [Self] {
        static ALL: OnceLock<Vec<Ahead>> = OnceLock::new();
        ALL.get_or_init(|| {
            data::REMINDERS.iter().filter_map(|bytes| from_cbor::<Vec<Ahead>>(bytes)).flatten().collect()
        })
    }
}

impl Due {
    /// Whether the person here is reminded of it: deadlines for accepting are for those whom they concern.
    pub fn reminds(&self) -> bool {
        self.mine || !matches!(self.kind, DueKind::Acceptance | DueKind::Transfer)
    }

    /// The moments at which a person is reminded, in order; the last is the date itself. What had passed when it was set is
    /// left out.
    pub fn moments(&self) -> impl Iterator<Item = UnixMillis> + '_ {
        let ahead = Ahead::all().iter().find(|ahead| ahead.kind == self.kind);
        let minutes = ahead.map(|ahead| ahead.ahead_minutes.as_slice()).unwrap_or_default().iter();
        let before = minutes.map(|minutes| UnixMillis(self.at.0.saturating_sub(u64::from(*minutes) * MINUTE_MS)));
        before.filter(|moment| *moment > self.set && *moment < self.at).chain([self.at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 24 * 60 * MINUTE_MS;

    fn court(set: u64, at: u64) -> Due {
        let (what, owner, event) = ("Hearing".into(), String::new(), EventId([1; 16]));
        Due { kind: DueKind::Court, event, what, owner, at: UnixMillis(at), set: UnixMillis(set), mine: false }
    }

    #[test]
    fn every_kind_has_one_line_of_data_with_the_longest_first() {
        for kind in DueKind::ALL {
            let lines: Vec<_> = Ahead::all().iter().filter(|ahead| ahead.kind == kind).collect();
            assert_eq!(lines.len(), 1, "{kind:?}");
            assert!(lines[0].ahead_minutes.is_sorted_by(|one, next| one > next && *next > 0), "{kind:?}");
        }
        assert_eq!(Ahead::all().len(), DueKind::ALL.len());
    }

    #[test]
    fn a_person_is_reminded_ahead_and_when_it_is_over_but_not_of_what_had_passed_when_it_was_set() {
        let week = court(1, 1 + 20 * DAY);
        assert_eq!(week.moments().map(|at| (week.at.0 - at.0) / MINUTE_MS).collect::<Vec<_>>(), [10_080, 1_440, 60, 0]);
        let soon = court(20 * DAY, 20 * DAY + 2 * 60 * MINUTE_MS);
        assert_eq!(soon.moments().map(|at| (soon.at.0 - at.0) / MINUTE_MS).collect::<Vec<_>>(), [60, 0]);
        let past = court(20 * DAY, 19 * DAY);
        assert_eq!(past.moments().collect::<Vec<_>>(), [past.at]);
    }
}
