//! The work itself in words: what was said of a referral and of the plan, and why something does not count.

use super::{date_time, fill, text};
use crate::platform::clock;
use marram_core::view::{Body, Sector};
use marram_core::work::calendar::{ClockKind, Nation};
use marram_core::work::{Basis, Children, DateKind, Enquiry, HoldingState, Progress, Risk, Uncounted, Work};
use marram_protocol::UnixMillis;

fn when(at: UnixMillis) -> String {
    date_time(clock::local(at))
}

/// What was said, as a sentence after its author's name or a line of its own; then the words that people wrote, if any.
pub(crate) fn said(work: &Work, action: impl Fn(marram_core::EventId) -> Option<String>) -> (String, Option<String>) {
    let t = &text().said;
    let because = |words: &str, reason: &str| fill(words, &[("reason", reason.trim_end_matches('.'))]);
    let outcome = |words: &str, outcome: &str| fill(words, &[("outcome", outcome)]);
    let words = match work {
        Work::Referral(it) => {
            let values = [
                ("reference", it.reference.as_str()),
                ("desk", &it.to.name),
                ("agency", &it.to.agency_name),
                ("risk", risk(it.risk)),
                ("due", &when(it.accept_by)),
            ];
            let marks = [it.covert.then_some(t.covert), it.withhold.then_some(t.withhold)];
            [Some(&*fill(t.referral, &values)), marks[0], marks[1]].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        Work::Opened => t.opened.to_owned(),
        Work::Accepted => t.accepted.to_owned(),
        Work::Refused { reason } => because(t.refused, reason),
        Work::Transferred { to, reason, .. } => {
            let reason = reason.trim_end_matches('.');
            fill(t.transferred, &[("desk", &to.name), ("agency", &to.agency_name), ("reason", reason)])
        }
        Work::AlarmSet => t.alarm.to_owned(),
        Work::ChildrenIdentified(Children::Found(n)) => t.children.of(u32::from(*n)),
        Work::ChildrenIdentified(Children::NoneFound) => t.children_none.to_owned(),
        Work::Concluded { outcome: what } => outcome(t.concluded, what),
        Work::Discussion(it) => {
            let (at, trigger) = (when(it.at), it.trigger.as_str());
            fill(t.discussion, &[("reference", &it.reference), ("at", &at), ("how", &it.how), ("trigger", trigger)])
        }
        Work::Attends => t.attends.to_owned(),
        Work::Absent { who, why, .. } => fill(t.absent, &[("who", who), ("why", why)]),
        Work::Information(it) => {
            let basis = match it.basis {
                Basis::Fact => text().words.fact,
                Basis::Opinion => text().words.opinion,
            };
            let words = fill(t.information, &[("basis", basis), ("source", &it.source), ("when", &it.when)]);
            return (words.replace(", :", ":"), Some(it.text.clone()));
        }
        Work::Assessment(_) => t.assessment.to_owned(),
        Work::Decision(it) => {
            let threshold = if it.threshold { text().words.met } else { text().words.not_met };
            let values = [("child", it.child.as_str()), ("threshold", threshold), ("enquiry", enquiry(it.enquiry))];
            return (fill(t.decision, &values), Some(it.rationale.clone()));
        }
        Work::Dissent { rationale, .. } => return (t.dissent.to_owned(), Some(rationale.clone())),
        Work::Action(it) => {
            let what = it.what.trim_end_matches('.');
            let words = fill(t.action, &[("owner", &it.owner), ("due", &when(it.due)), ("what", what)]);
            let contingency = it.contingency.trim_end_matches('.');
            match contingency {
                "" => words,
                _ => words + " " + &fill(t.contingency, &[("contingency", contingency)]),
            }
        }
        Work::ActionMoved { action: which, to } => {
            let what = action(*which).unwrap_or_else(|| t.an_action.to_owned());
            let (words, reason) = match to {
                Progress::Accepted => (t.action_accepted, ""),
                Progress::Done => (t.action_done, ""),
                Progress::Dropped { reason } => (t.action_dropped, reason.as_str()),
            };
            fill(words, &[("what", what.trim_end_matches('.')), ("reason", reason)])
        }
        Work::Waiting(it) => {
            let review = when(it.review);
            fill(t.waiting, &[("on", &it.on), ("what", &it.what), ("owner", &it.owner), ("review", &review)])
        }
        Work::WaitingOver { outcome: what, .. } => outcome(t.waiting_over, what),
        Work::QuorumOverridden { reason } => because(t.overridden, reason),
        Work::Finalised { version, .. } => fill(t.finalised, &[("version", &version.to_string())]),
        Work::Acknowledged { version, .. } => fill(t.acknowledged, &[("version", &version.to_string())]),
        Work::Clock(it) => {
            let kind = ClockKind::get(&it.kind).map_or(it.kind.as_str(), |kind| kind.name.as_str());
            fill(t.clock, &[("kind", kind), ("start", &when(it.start)), ("due", &when(it.due))])
        }
        Work::KeyDate(it) => fill(t.date, &[("kind", date_kind(it.kind)), ("at", &when(it.at)), ("what", &it.what)]),
        Work::DateOver { outcome: what, .. } => outcome(t.date_over, what),
        Work::Covert { do_not_tell } if do_not_tell.is_empty() => t.covert_set.to_owned(),
        Work::Covert { do_not_tell } => {
            let names = do_not_tell.join(", ");
            return (t.covert_set.to_owned(), Some(fill(t.do_not_tell, &[("names", &names)])));
        }
        Work::NoticeRead => t.notice_read.to_owned(),
        Work::Delay(it) => {
            return (fill(t.delay, &[("until", &when(it.until))]), Some(it.rationale.clone()));
        }
        Work::Countersigned { .. } => t.countersigned.to_owned(),
        Work::LiftProposed { reason } => because(t.lift_proposed, reason),
        Work::LiftAgreed { .. } => t.lift_agreed.to_owned(),
        Work::Declared { conflict: Some(conflict) } => fill(t.declared, &[("conflict", conflict)]),
        Work::Declared { conflict: None } => t.declared_none.to_owned(),
        Work::Release(it) => released(it.events.len() as u32, &it.name, &it.reason),
        Work::Correction { text, .. } => return (t.correction.to_owned(), Some(text.clone())),
        Work::HandedOver { desk, name, note, .. } => {
            let words = fill(t.handed_over, &[("desk", &desk.name), ("name", name)]);
            return (words, (!note.is_empty()).then(|| note.clone()));
        }
    };
    (words, None)
}

/// What somebody did by an act of their own, in a line; `action` says what an action is.
pub(crate) fn deed(body: &Body, action: impl Fn(marram_core::EventId) -> Option<String>) -> Option<String> {
    let words = match body {
        // Their client said it for them.
        Body::Work { work } if matches!(**work, Work::Opened | Work::AlarmSet) => return None,
        Body::Work { work } => said(work, action).0,
        Body::Released { release } => released(release.count, &release.name, &release.reason),
        Body::Added { people, header: Some(header) } => let_in(people, header),
        Body::Removed { person, reason } => removed(person, reason),
        Body::TookOver { person, desk } => took_over(person, desk),
        _ => return None,
    };
    Some(words.trim_end_matches(':').to_owned())
}

/// Who was added.
pub(crate) fn added(people: &[String]) -> String {
    fill(text().entry.added, &[("people", &people.join(", "))])
}

/// Who was removed, and why.
pub(crate) fn removed(person: &str, reason: &str) -> String {
    fill(text().entry.removed, &[("person", person), ("reason", reason)])
}

/// From whom work was taken over.
pub(crate) fn took_over(person: &str, desk: &str) -> String {
    fill(text().entry.took_over, &[("person", person), ("desk", desk)])
}

/// Who was asked in with a header only.
pub(crate) fn let_in(people: &[String], header: &str) -> String {
    fill(text().said.let_in, &[("people", &people.join(", ")), ("header", header)])
}

/// How an entry begins, in a line.
pub(crate) fn first_words(body: &Body) -> String {
    let t = &text().release;
    let words = match body {
        Body::Note { text } => text.clone(),
        Body::Created { title } => fill(t.made, &[("title", title)]),
        Body::Renamed { title } => fill(t.renamed, &[("title", title)]),
        Body::Work { work } => {
            let (words, written) = said(work, |_| None);
            [Some(words), written].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        Body::Added { people, header: None } => added(people),
        Body::Added { people, header: Some(header) } => let_in(people, header),
        Body::Removed { person, reason } => removed(person, reason),
        Body::TookOver { person, desk } => took_over(person, desk),
        Body::Left => text().entry.left.to_owned(),
        _ => String::new(),
    };
    match words.char_indices().nth(FIRST_CHARS) {
        Some((end, _)) => words.get(..end).unwrap_or_default().trim_end().to_owned() + "…",
        None => words,
    }
}

/// Characters of the first words of an entry.
const FIRST_CHARS: usize = 120;

/// A nation, as whose working days count.
pub(crate) fn nation(nation: Nation) -> &'static str {
    let t = &text().acts;
    match nation {
        Nation::EnglandAndWales => t.england_and_wales,
        Nation::Scotland => t.scotland,
        Nation::NorthernIreland => t.northern_ireland,
    }
}

/// The nations to choose from: ids with words.
pub(crate) fn nations() -> Vec<(String, String)> {
    Nation::ALL.map(|one| (one.id().to_owned(), nation(one).to_owned())).into()
}

/// What was released, to whom, why.
pub(crate) fn released(count: u32, name: &str, reason: &str) -> String {
    let t = &text().said;
    let count = t.entries.of(count);
    fill(t.released, &[("count", &count), ("name", name), ("reason", reason)])
}

/// What somebody declared. Who joined since knows no more than that they did.
pub(crate) fn conflict(declared: &str) -> &str {
    if declared.is_empty() { text().record.conflict_before } else { declared }
}

/// A risk in a word.
pub(crate) fn risk(risk: Risk) -> &'static str {
    let t = &text().words;
    match risk {
        Risk::High => t.high,
        Risk::Medium => t.medium,
        Risk::Low => t.low,
    }
}

/// How far a referral is, in a word.
pub(crate) fn state(state: HoldingState) -> &'static str {
    let t = &text().words;
    match state {
        HoldingState::Sent => t.sent,
        HoldingState::Opened => t.opened,
        HoldingState::Refused => t.refused,
        HoldingState::Accepted => t.accepted,
        HoldingState::Concluded => t.concluded,
    }
}

/// Whether and how it is enquired.
pub(crate) fn enquiry(enquiry: Enquiry) -> &'static str {
    let t = &text().words;
    match enquiry {
        Enquiry::None => t.no_enquiry,
        Enquiry::Single => t.single,
        Enquiry::Joint => t.joint,
    }
}

/// What a date is about.
pub(crate) fn date_kind(kind: DateKind) -> &'static str {
    let t = &text().words;
    match kind {
        DateKind::Bail => t.bail,
        DateKind::Court => t.court,
        DateKind::Review => t.review,
        DateKind::Trigger => t.trigger,
    }
}

/// A kind of agency, as part of a sentence.
pub(crate) fn sector(sector: Sector) -> &'static str {
    let t = &text().words;
    match sector {
        Sector::Police => t.police,
        Sector::ChildrensServices => t.childrens_services,
        Sector::Health => t.health,
        Sector::Education => t.education,
        Sector::National => t.national,
        Sector::Other => t.other,
    }
}

/// Why something does not count.
pub(crate) fn why_not(why: Uncounted) -> String {
    let t = &text().not_counted;
    let words = match why {
        Uncounted::Empty => t.empty,
        Uncounted::TooLong { limit } => return fill(t.too_long, &[("limit", &limit.to_string())]),
        Uncounted::NoReferral => t.no_referral,
        Uncounted::ReferralExists => t.referral_exists,
        Uncounted::Concluded => t.concluded,
        Uncounted::NotOffered => t.not_offered,
        Uncounted::NotConcerned => t.not_concerned,
        Uncounted::ChildrenUnanswered => t.children_unanswered,
        Uncounted::NotChair => t.not_chair,
        Uncounted::Already => t.already,
        Uncounted::QuorumMissing => t.quorum,
        Uncounted::Overtaken => t.overtaken,
        Uncounted::NotThere => t.not_there,
        Uncounted::SameAgency => t.same_agency,
        Uncounted::NotCovert => t.not_covert,
        Uncounted::NotConcluded => t.not_concluded,
        Uncounted::NothingToDeclare => t.nothing_to_declare,
        Uncounted::Undeclared => t.undeclared,
    };
    words.to_owned()
}
