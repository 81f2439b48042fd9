//! When something counts. Asked before it is sent, and again by everybody when it comes back from the log: between the two
//! others may have been quicker.

use super::event::{Referral, Work};
use super::holding::{Holding, HoldingState};
use super::matter::{Author, Matter};
use super::plan::Settling;
use crate::command::{MAX_LINE_CHARS, MAX_NOTE_CHARS};
use crate::ids::EventId;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The most entries of one version, and of one release.
pub const MAX_COVERED: usize = 1_000;

/// Why something does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error, Serialize, Deserialize)]
pub enum Uncounted {
    /// A text that must be there is empty.
    #[error("a text is missing")]
    Empty,
    /// A text is too long.
    #[error("a text is longer than {limit} characters")]
    TooLong {
        /// The most.
        limit: u32,
    },
    /// There is no referral here.
    #[error("there is no referral")]
    NoReferral,
    /// There is one already.
    #[error("there is a referral already")]
    ReferralExists,
    /// The work is concluded.
    #[error("the work is concluded")]
    Concluded,
    /// Somebody has accepted it already, or it was not offered to this agency.
    #[error("it is not this agency's to answer")]
    NotOffered,
    /// The author's agency has no part in it.
    #[error("it does not concern this agency")]
    NotConcerned,
    /// "Children identified?" was not answered.
    #[error("whether children were identified was not answered")]
    ChildrenUnanswered,
    /// There is no discussion, or its chair is of another agency.
    #[error("it is the chair's to do")]
    NotChair,
    /// The author takes part already.
    #[error("said already")]
    Already,
    /// Agencies that must take part do not.
    #[error("agencies are missing")]
    QuorumMissing,
    /// What the version covers is not all that there is by now.
    #[error("something came in between")]
    Overtaken,
    /// What it is about is not there.
    #[error("what it is about is not there")]
    NotThere,
    /// It takes another agency than the one that began.
    #[error("it takes another agency")]
    SameAgency,
    /// The room is not covert.
    #[error("the room is not covert")]
    NotCovert,
    /// The referral is neither concluded nor refused: a closed room would hide it.
    #[error("the work is not concluded")]
    NotConcluded,
    /// The author was not let in with a header.
    #[error("there is nothing to declare")]
    NothingToDeclare,
    /// The author has not declared yet whether there is a conflict.
    #[error("a conflict of interest has to be declared or denied first")]
    Undeclared,
}

type Counts = Result<(), Uncounted>;

impl Matter {
    /// Whether it would count, said now.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, by: &Author, work: &Work) -> Counts {
        if self.secrecy.header_for(by.person).is_some() && !matches!(work, Work::Declared { .. } | Work::NoticeRead) {
            return Err(Uncounted::Undeclared);
        }
        check_texts(work)?;
        self.check_holding(by, work)?;
        self.check_plan(by, work)?;
        self.check_secrecy(by, work)
    }

    /// Whether the room may be closed, as far as is known here. It is asked before closing and not again: members who know
    /// different parts of the record have to agree on whether the room is open, and each of them can open it again.
    ///
    /// # Errors
    /// `NotConcluded`.
    pub fn may_close(&self) -> Counts {
        let over = |holding: &Holding| matches!(holding.state(), HoldingState::Concluded | HoldingState::Refused);
        when(self.holding.as_ref().is_none_or(over), Uncounted::NotConcluded)
    }

    /// The referral, for what needs one. Who has not read all of the log may not know it.
    fn needs_referral(&self) -> Result<Option<&Holding>, Uncounted> {
        match &self.holding {
            Some(holding) if holding.concluded.is_some() => Err(Uncounted::Concluded),
            Some(holding) => Ok(Some(holding)),
            None if self.partial => Ok(None),
            None => Err(Uncounted::NoReferral),
        }
    }

    fn check_holding(&self, by: &Author, work: &Work) -> Counts {
        match work {
            Work::Referral(_) => when(self.holding.is_none(), Uncounted::ReferralExists),
            Work::Opened => self.needs_referral().map(drop),
            Work::Accepted | Work::Refused { .. } => {
                let offered = self.needs_referral()?.is_none_or(|holding| holding.offer_to(by.agency).is_some());
                when(offered, Uncounted::NotOffered)
            }
            Work::Transferred { .. } | Work::Concluded { .. } | Work::ChildrenIdentified(_) | Work::AlarmSet => {
                let Some(holding) = self.needs_referral()? else { return Ok(()) };
                when(holding.concerns(by.agency), Uncounted::NotConcerned)?;
                let asks = holding.referral.what.asks_children && holding.children.is_none();
                when(!(asks && matches!(work, Work::Concluded { .. })), Uncounted::ChildrenUnanswered)
            }
            Work::HandedOver { desk, .. } => {
                self.needs_referral()?;
                when(desk.agency == by.agency, Uncounted::NotConcerned)
            }
            _ => Ok(()),
        }
    }

    fn check_plan(&self, by: &Author, work: &Work) -> Counts {
        let plan = &self.plan;
        match work {
            Work::Attends => {
                when(plan.attending.iter().all(|(one, _)| one.person != by.person), Uncounted::Already)?;
                when(plan.discussion.is_some() || self.partial, Uncounted::NotThere)
            }
            Work::Assessment(_) | Work::Decision(_) | Work::Clock(_) | Work::QuorumOverridden { .. } => {
                self.is_chair(by)
            }
            Work::Dissent { decision, .. } => self.has(plan.decisions.iter().any(|made| made.event == *decision)),
            Work::ActionMoved { action, .. } => self.has(is_open(&plan.actions, *action)),
            Work::WaitingOver { waiting, .. } => self.has(is_open(&plan.waiting, *waiting)),
            Work::DateOver { date, .. } => {
                let clock = plan.clocks.values().any(|one| one.made.event == *date && one.settled.is_none());
                let delay = self.secrecy.delays.iter().any(|one| one.made.event == *date && one.over.is_none());
                self.has(is_open(&plan.dates, *date) || clock || delay)
            }
            Work::Finalised { version, covers } => {
                self.is_chair(by)?;
                when(plan.has_quorum() || self.partial, Uncounted::QuorumMissing)?;
                when(covers.len() <= MAX_COVERED, Uncounted::TooLong { limit: MAX_COVERED as u32 })?;
                let next = plan.next_version().0 == *version || (self.partial && plan.versions.is_empty());
                when(next && plan.is_covered(covers), Uncounted::Overtaken)
            }
            Work::Acknowledged { version, digest } => {
                let known = plan.versions.iter().any(|one| one.version == *version && one.digest == *digest);
                self.has(known)
            }
            _ => Ok(()),
        }
    }

    fn check_secrecy(&self, by: &Author, work: &Work) -> Counts {
        let secrecy = &self.secrecy;
        match work {
            Work::LiftProposed { .. } => when(secrecy.covert || self.partial, Uncounted::NotCovert),
            Work::LiftAgreed { proposal } => {
                let lift = secrecy.lifts.iter().find(|lift| lift.proposed.event == *proposal);
                self.has(lift.is_some_and(|lift| lift.agreed.is_none()))?;
                when(lift.is_none_or(|lift| lift.proposed.by.agency != by.agency), Uncounted::SameAgency)
            }
            Work::Countersigned { delay } => {
                let delay = secrecy.delays.iter().find(|one| one.made.event == *delay);
                self.has(delay.is_some_and(|delay| delay.countersigned.is_none()))?;
                when(delay.is_none_or(|delay| delay.made.by.agency != by.agency), Uncounted::SameAgency)
            }
            Work::Declared { .. } => {
                let waits = secrecy.undeclared().any(|staged| staged.person == by.person);
                when(waits || self.partial, Uncounted::NothingToDeclare)
            }
            _ => Ok(()),
        }
    }

    fn is_chair(&self, by: &Author) -> Counts {
        let unknown = self.partial && self.plan.discussion.is_none();
        when(unknown || self.plan.is_chaired_by(by.agency), Uncounted::NotChair)
    }

    fn has(&self, there: bool) -> Counts {
        when(there || self.partial, Uncounted::NotThere)
    }
}

fn is_open<T>(all: &[Settling<T, impl Settles>], event: EventId) -> bool {
    all.iter().any(|one| one.made.event == event && one.settled.as_ref().is_none_or(|made| !made.what.is_final()))
}

/// Whether nothing follows what something came to.
trait Settles {
    fn is_final(&self) -> bool;
}
impl Settles for String {
    fn is_final(&self) -> bool {
        true
    }
}
impl Settles for super::event::Progress {
    fn is_final(&self) -> bool {
        !matches!(self, Self::Accepted)
    }
}

fn when(counts: bool, otherwise: Uncounted) -> Counts {
    if counts { Ok(()) } else { Err(otherwise) }
}

/// One line: there, and not too long.
fn line(text: &str) -> Counts {
    when(!text.trim().is_empty(), Uncounted::Empty)?;
    optional(text, MAX_LINE_CHARS)
}

fn long(text: &str) -> Counts {
    when(!text.trim().is_empty(), Uncounted::Empty)?;
    optional(text, MAX_NOTE_CHARS)
}

fn optional(text: &str, limit: usize) -> Counts {
    when(text.chars().count() <= limit, Uncounted::TooLong { limit: limit as u32 })
}

fn check_texts(work: &Work) -> Counts {
    match work {
        Work::Referral(referral) => {
            let Referral { reference, follows, .. } = &**referral;
            line(reference)?;
            optional(follows.as_deref().unwrap_or_default(), MAX_LINE_CHARS)
        }
        Work::Refused { reason }
        | Work::Transferred { reason, .. }
        | Work::QuorumOverridden { reason }
        | Work::LiftProposed { reason } => line(reason),
        Work::Concluded { outcome } | Work::WaitingOver { outcome, .. } | Work::DateOver { outcome, .. } => {
            line(outcome)
        }
        Work::Discussion(it) => [&it.reference, &it.how, &it.trigger].into_iter().try_for_each(|text| line(text)),
        Work::Absent { who, why, .. } => line(who).and(line(why)),
        Work::Information(it) => line(&it.source).and(optional(&it.when, MAX_LINE_CHARS)).and(long(&it.text)),
        Work::Decision(it) => line(&it.child).and(long(&it.rationale)),
        Work::Dissent { rationale, .. } => long(rationale),
        Work::Action(it) => line(&it.what).and(line(&it.owner)).and(optional(&it.contingency, MAX_LINE_CHARS)),
        Work::ActionMoved { to: super::event::Progress::Dropped { reason }, .. } => line(reason),
        Work::Waiting(it) => [&it.on, &it.what, &it.owner].into_iter().try_for_each(|text| line(text)),
        Work::Clock(it) => line(&it.kind).and(line(&it.calendar)),
        Work::KeyDate(it) => line(&it.what),
        Work::Covert { do_not_tell } => do_not_tell.iter().try_for_each(|name| line(name)),
        Work::Delay(it) => long(&it.rationale),
        Work::Declared { conflict: Some(conflict) } => line(conflict),
        Work::Release(it) => line(&it.reason),
        Work::Correction { text, .. } => long(text),
        Work::HandedOver { note, .. } => optional(note, MAX_NOTE_CHARS),
        _ => Ok(()),
    }
}
