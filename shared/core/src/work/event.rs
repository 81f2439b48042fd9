//! What can be said of the work. New kinds are added at the end; an older client keeps what it does not know.
//!
//! Texts are as people wrote them. Lengths are checked by [`rules`](super::rules), not here.

use super::plan::Digest;
use crate::event::{EventHash, bytes_serde};
use crate::ids::{DeskId, EventId, PersonId};
use crate::view::Sector;
use crate::work::calendar::{Calendar, Nation, uk_time};
use crate::work::template::{Meaning, Purpose, Template, submit};
use crate::work::{Filled, Risk};
use marram_protocol::{AgencyId, DeviceId, UnixMillis};
use serde::{Deserialize, Serialize};

/// A duty desk as its agency named it when it was written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRef {
    /// The agency.
    pub agency: AgencyId,
    /// The desk.
    pub desk: DeskId,
    /// Its name.
    pub name: String,
    /// The agency's name.
    pub agency_name: String,
    /// Whose working days count there.
    #[serde(default)]
    pub nation: Nation,
}

/// A referral or package, addressed to a desk. A room has one, its first that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// To whom.
    pub to: DeskRef,
    /// The sender's own reference, without names of people.
    pub reference: String,
    /// How great the risk is.
    pub risk: Risk,
    /// Until when somebody is to have accepted it.
    pub accept_by: UnixMillis,
    /// Nobody outside may learn of it; members acknowledge that.
    pub covert: bool,
    /// The family must not learn of it (yet).
    pub withhold: bool,
    /// The package that it follows from, by its reference.
    pub follows: Option<String>,
    /// Whether it asks "children identified?" before it can be closed: its form asks, and does not answer it. A package
    /// does not, even if it names them: whoever accepts it is to refer them on.
    pub asks_children: bool,
    /// Whose working days its clocks count.
    #[serde(default)]
    pub nation: Nation,
    /// How long its sender gave, where that is less than the form's template says for its risk.
    #[serde(default)]
    pub accept_within_ms: Option<u64>,
    /// What was filled in.
    pub form: Filled,
}

impl Referral {
    /// Until when somebody at another desk is to have accepted it that is asked at `now`: by the clock that the first was
    /// asked by. `sent`: when this was; `nation`: whose working days count at the other.
    pub fn accept_by_elsewhere(&self, sent: UnixMillis, now: UnixMillis, nation: Nation) -> UnixMillis {
        let later = |ms: u64| UnixMillis(now.0.saturating_add(ms));
        let within = Template::of(&self.form).and_then(|template| template.accept).map(|accept| accept.of(self.risk));
        let by_risk = within.and_then(|within| within.due(now, Calendar::of(nation)).ok());
        let sooner = self.accept_within_ms.map(later);
        // A form of a version that is not known here: as long as the first desk had.
        let as_long = || later(self.accept_by.0.saturating_sub(sent.0).max(HOUR_MS));
        by_risk.into_iter().chain(sooner).min().unwrap_or_else(as_long)
    }
}

const HOUR_MS: u64 = 60 * 60 * 1000;

/// Work for a desk, as it is asked for: what follows from the form is reckoned when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referring {
    /// To whom.
    pub to: DeskRef,
    /// The sender's own reference, without names of people.
    pub reference: String,
    /// Nobody outside may learn of it, whether the form asks for that or not.
    pub covert: bool,
    /// The package that it follows from, by its reference.
    pub follows: Option<String>,
    /// Sooner than the form's template says for its risk, if so.
    pub accept_within_ms: Option<u64>,
    /// Whose working days count.
    pub nation: Nation,
    /// What was filled in.
    pub form: Filled,
}

impl Referring {
    /// The referral as it is sent at `now`; `None` if the form is not complete, or is no form that is accepted by anybody.
    pub fn at(self, now: UnixMillis) -> Option<Referral> {
        let form = submit(&self.form, uk_time(now).day).ok()?;
        let template = Template::of(&form)?;
        let risk = form.risk(template).unwrap_or(Risk::High);
        let within = template.accept?.of(risk).due(now, Calendar::of(self.nation)).ok()?;
        let sooner = self.accept_within_ms.map_or(within, |ms| UnixMillis(now.0.saturating_add(ms)));
        let answered = template.purpose != Purpose::Package && form.children_identified(template).is_some();
        Some(Referral {
            to: self.to,
            reference: self.reference,
            risk,
            accept_by: within.min(sooner),
            covert: self.covert || form.says_yes(template, Meaning::Covert),
            withhold: form.says_yes(template, Meaning::WithholdFromFamily),
            follows: self.follows,
            asks_children: template.asks_children_identified && !answered,
            nation: self.nation,
            accept_within_ms: self.accept_within_ms.filter(|_| sooner < within),
            form,
        })
    }
}

/// The answer to "children identified?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Children {
    /// So many.
    Found(u16),
    /// It was looked into, and there are none.
    NoneFound,
}

/// A strategy discussion is held: when, how, why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discussion {
    /// Its reference.
    pub reference: String,
    /// When it begins.
    pub at: UnixMillis,
    /// How: a place, a call.
    pub how: String,
    /// What led to it.
    pub trigger: String,
}

/// What a source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// Established.
    Fact,
    /// Somebody's view.
    Opinion,
}

/// Information that an agency brings in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Information {
    /// Where it is from.
    pub source: String,
    /// Fact or opinion.
    pub basis: Basis,
    /// When it was so, as the agency recorded it.
    pub when: String,
    /// What.
    pub text: String,
}

/// Who enquires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Enquiry {
    /// No enquiry under section 47.
    None,
    /// One agency alone.
    Single,
    /// Children's services and police together.
    Joint,
}

/// The decision for one child. A later one for the same child takes its place; both stay in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The child, as the room calls it.
    pub child: String,
    /// Whether the threshold of significant harm is met.
    pub threshold: bool,
    /// Whether and how it is enquired into.
    pub enquiry: Enquiry,
    /// Why.
    pub rationale: String,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What.
    pub what: String,
    /// The role that owns it, not a name.
    pub owner: String,
    /// The agency of that role.
    pub agency: AgencyId,
    /// Until when.
    pub due: UnixMillis,
    /// What is done if it cannot be.
    pub contingency: String,
}

/// How far an action is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// Its owner's agency took it on.
    Accepted,
    /// Done.
    Done,
    /// Not to be done, for this reason.
    Dropped {
        /// Why.
        reason: String,
    },
}

/// What cannot go on before another body acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// On whom.
    pub on: String,
    /// For what.
    pub what: String,
    /// The role that follows it up.
    pub owner: String,
    /// When it is looked at again.
    pub review: UnixMillis,
}

/// A statutory or local clock, as the chair set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Which: an id of the clocks' data.
    pub kind: String,
    /// From when, chosen by the chair.
    pub start: UnixMillis,
    /// Until when, by the nation's calendar.
    pub due: UnixMillis,
    /// Which nation's calendar it was reckoned by.
    pub calendar: String,
}

/// What a date is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateKind {
    /// Bail ends, or is reviewed.
    Bail,
    /// A court sits.
    Court,
    /// The plan is reviewed.
    Review,
    /// Something is to happen that changes the plan: an arrest, a release.
    Trigger,
}

/// A date that the plan hangs on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyDate {
    /// What kind.
    pub kind: DateKind,
    /// What happens.
    pub what: String,
    /// When.
    pub at: UnixMillis,
}

/// Telling the family is put off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delay {
    /// Why.
    pub rationale: String,
    /// Until when at the most.
    pub until: UnixMillis,
}

/// A slice of the record for somebody who joined later. Everybody reads what was released, only its recipient the slice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// To whom.
    pub to: PersonId,
    /// The name, as registered.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Which events.
    pub events: Vec<EventId>,
    /// Whether that is, with the others of the same act, all that there was: nothing was left out.
    #[serde(default)]
    pub whole: bool,
    /// The slice, sealed under a key of its own (see `room::release`).
    #[serde(with = "bytes_serde")]
    pub sealed: Vec<u8>,
    /// That key, sealed to each of the recipient's devices.
    pub keys: Vec<(DeviceId, SealedKey)>,
}

/// A slice's key, sealed to one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedKey(#[serde(with = "bytes_serde")] pub Vec<u8>);

/// One thing that is said of the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// Work for a desk.
    Referral(Box<Referral>),
    /// The author has opened the referral.
    Opened,
    /// The author takes responsibility.
    Accepted,
    /// The desk does not take it.
    Refused {
        /// Why.
        reason: String,
    },
    /// To another desk. It stays with the first until somebody there accepts.
    Transferred {
        /// Which.
        to: DeskRef,
        /// Why.
        reason: String,
        /// Until when somebody there is to have accepted it.
        accept_by: UnixMillis,
    },
    /// Whom the relay is to wake at the deadline was settled anew.
    AlarmSet,
    /// "Children identified?"
    ChildrenIdentified(Children),
    /// The work on the referral is done.
    Concluded {
        /// What came of it.
        outcome: String,
    },
    /// A strategy discussion is held here; the author chairs it.
    Discussion(Discussion),
    /// The author takes part in the discussion.
    Attends,
    /// Somebody was asked and is not there.
    Absent {
        /// Who, by name and role.
        who: String,
        /// Of what kind of agency.
        sector: Sector,
        /// Why not.
        why: String,
    },
    /// Brought in by the author's agency.
    Information(Information),
    /// What the discussion makes of it all, and how the enquiry is carried out: the form of that purpose. The latest holds.
    Assessment(Box<Filled>),
    /// For one child.
    Decision(Decision),
    /// The author does not agree with a decision.
    Dissent {
        /// Which.
        decision: EventId,
        /// Why.
        rationale: String,
    },
    /// To be done.
    Action(Action),
    /// How far an action is.
    ActionMoved {
        /// Which.
        action: EventId,
        /// How far.
        to: Progress,
    },
    /// Waiting on another body.
    Waiting(Waiting),
    /// What was waited for is there, or is waited for no longer.
    WaitingOver {
        /// Which.
        waiting: EventId,
        /// What came of it.
        outcome: String,
    },
    /// The chair goes on although agencies are missing.
    QuorumOverridden {
        /// Why.
        reason: String,
    },
    /// The chair closes a version of the record.
    Finalised {
        /// Counted from 1.
        version: u32,
        /// The hashes of all events that belong to it, in the order of the log.
        covers: Vec<EventHash>,
    },
    /// The author has read a version.
    Acknowledged {
        /// Which.
        version: u32,
        /// What it covers, as one hash.
        digest: Digest,
    },
    /// A clock is set, or set anew.
    Clock(Clock),
    /// A date is noted.
    KeyDate(KeyDate),
    /// A date, a clock or a delay is over, or holds no longer.
    DateOver {
        /// Which.
        date: EventId,
        /// What happened.
        outcome: String,
    },
    /// The room is covert from now on.
    Covert {
        /// Who must not be told, as the room calls them.
        do_not_tell: Vec<String>,
    },
    /// The author has read that the room is covert.
    NoticeRead,
    /// Telling is put off; counts once another agency has countersigned.
    Delay(Delay),
    /// The author's agency agrees to a delay.
    Countersigned {
        /// Which.
        delay: EventId,
    },
    /// The author's agency wants the covert mark lifted.
    LiftProposed {
        /// Why.
        reason: String,
    },
    /// Another agency agrees.
    LiftAgreed {
        /// To which.
        proposal: EventId,
    },
    /// Who was let in with a header only declares a conflict of interest, or none.
    Declared {
        /// What conflict; `None` if there is none.
        conflict: Option<String>,
    },
    /// For somebody who joined later.
    Release(Box<Release>),
    /// What an entry says is not right, or not any more. Both are shown.
    Correction {
        /// Which.
        of: EventId,
        /// What is right.
        text: String,
    },
    /// The author hands a desk's work in this room over; who takes it removes the author.
    HandedOver {
        /// The desk.
        desk: DeskRef,
        /// To whom.
        to: PersonId,
        /// The name, as registered.
        name: String,
        /// What the next one must know.
        note: String,
    },
}
