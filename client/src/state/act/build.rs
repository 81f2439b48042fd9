//! What an act comes to, once everything that it asks for is there.

use super::{Act, Ask, Field};
use marram_core::view::Sector;
use marram_core::work::calendar::{Calendar, ClockKind, Nation, TimeOfDay, uk_instant};
use marram_core::work::{
    Action, Basis, Children, Clock, DateKind, Decision, Delay, DeskRef, Discussion, Enquiry, Information, KeyDate,
    Progress, Waiting, Work,
};
use marram_core::{Command, EventId, PersonId, RoomId};
use marram_protocol::{AgencyId, LogId, UnixMillis};
use std::collections::BTreeMap;

/// What is wrong with an answer. The view has the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Invalid {
    /// Nothing was answered.
    Missing,
    /// More characters than this.
    TooLong(usize),
    /// No number.
    NoNumber,
    /// No day and time that there is.
    NoMoment,
    /// The working days of that year are not known here.
    BeyondYears,
}

/// The answers, by the fields' ids.
pub(crate) type Answers = BTreeMap<String, String>;

/// What people write into a field for a moment, as the browser gives it: `2026-11-22T17:00`, the time of the United Kingdom.
pub(super) fn moment(text: &str) -> Option<UnixMillis> {
    let (day, time) = text.trim().split_once('T')?;
    Some(uk_instant(day.parse().ok()?, TimeOfDay::parse(time.get(..5)?)?))
}

/// Checks the answers and makes the command of them. `desks`: what a desk's id stands for.
///
/// # Errors
/// Every field that cannot be used, in their order.
pub(crate) fn build(
    act: Act,
    room: RoomId,
    about: Option<EventId>,
    asked: &[Field],
    answers: &Answers,
    desks: impl Fn(&str) -> Option<DeskRef>,
    now: UnixMillis,
) -> Result<Command, Vec<(&'static str, Invalid)>> {
    let wrong: Vec<_> = asked.iter().filter_map(|field| Some((field.id, judge(field, answers)?))).collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let text = |id: &str| answers.get(id).map(|text| text.trim().to_owned()).unwrap_or_default();
    let at = |id: &str| moment(&text(id)).unwrap_or(now);
    let event = about.unwrap_or(EventId([0; 16]));
    let missing = |id: &'static str| vec![(id, Invalid::Missing)];
    let work = match act {
        Act::Refuse => Work::Refused { reason: text("reason") },
        Act::Transfer => {
            let to = desks(&text("desk")).ok_or_else(|| missing("desk"))?;
            return Ok(Command::Transfer { room, to, reason: text("reason") });
        }
        Act::Children => match text("count").parse().unwrap_or(0) {
            0 => Work::ChildrenIdentified(Children::NoneFound),
            n => Work::ChildrenIdentified(Children::Found(n)),
        },
        Act::Conclude => Work::Concluded { outcome: text("outcome") },
        Act::Discuss => Work::Discussion(Discussion {
            reference: text("reference"),
            at: at("at"),
            how: text("how"),
            trigger: text("trigger"),
        }),
        Act::Absent => Work::Absent { who: text("who"), sector: sector(&text("sector")), why: text("why") },
        Act::Inform => Work::Information(Information {
            source: text("source"),
            basis: if text("basis") == "fact" { Basis::Fact } else { Basis::Opinion },
            when: text("when"),
            text: text("text"),
        }),
        Act::Decide => Work::Decision(Decision {
            child: text("child"),
            threshold: text("threshold") == "yes",
            enquiry: match text("enquiry").as_str() {
                "joint" => Enquiry::Joint,
                "single" => Enquiry::Single,
                _ => Enquiry::None,
            },
            rationale: text("rationale"),
        }),
        Act::Dissent => Work::Dissent { decision: event, rationale: text("rationale") },
        Act::Task => Work::Action(Action {
            what: text("what"),
            owner: text("owner"),
            agency: AgencyId::from_hex(&text("agency")).ok_or_else(|| missing("agency"))?,
            due: at("due"),
            contingency: text("contingency"),
        }),
        Act::Drop => Work::ActionMoved { action: event, to: Progress::Dropped { reason: text("reason") } },
        Act::Wait => {
            Work::Waiting(Waiting { on: text("on"), what: text("what"), owner: text("owner"), review: at("review") })
        }
        Act::Waited => Work::WaitingOver { waiting: event, outcome: text("outcome") },
        Act::Override => Work::QuorumOverridden { reason: text("reason") },
        Act::Finalise => return Ok(Command::Finalise { room }),
        Act::Clock => clock(&text("kind"), at("start"), &text("nation"))?,
        Act::Date => Work::KeyDate(KeyDate {
            kind: match text("kind").as_str() {
                "bail" => DateKind::Bail,
                "court" => DateKind::Court,
                "review" => DateKind::Review,
                _ => DateKind::Trigger,
            },
            what: text("what"),
            at: at("at"),
        }),
        Act::Dated => Work::DateOver { date: event, outcome: text("outcome") },
        Act::Cover | Act::NotTold => {
            let names = text("names");
            let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
            Work::Covert { do_not_tell: names.map(str::to_owned).collect() }
        }
        Act::Delay => Work::Delay(Delay { rationale: text("rationale"), until: at("until") }),
        Act::Lift => Work::LiftProposed { reason: text("reason") },
        Act::Declare => Work::Declared { conflict: Some(text("conflict")) },
        Act::Correct => Work::Correction { of: event, text: text("text") },
        // Asked for on a page of its own.
        Act::Release => return Err(Vec::new()),
        Act::LetIn => {
            let person = LogId::from_hex(&text("person")).map(|id| PersonId(id.0)).ok_or_else(|| missing("person"))?;
            return Ok(Command::LetIn { room, person, header: text("header") });
        }
    };
    Ok(Command::Work { room, work: Box::new(work) })
}

fn judge(field: &Field, answers: &Answers) -> Option<Invalid> {
    let text = answers.get(field.id).map(|text| text.trim()).unwrap_or_default();
    let most = match field.ask {
        Ask::Long => marram_core::command::MAX_NOTE_CHARS,
        _ => marram_core::command::MAX_LINE_CHARS,
    };
    match &field.ask {
        _ if text.chars().count() > most => Some(Invalid::TooLong(most)),
        Ask::OptionalLine => None,
        _ if text.is_empty() => Some(Invalid::Missing),
        Ask::Number => text.parse::<u16>().is_err().then_some(Invalid::NoNumber),
        Ask::Moment => moment(text).is_none().then_some(Invalid::NoMoment),
        Ask::Choice(options) => options.iter().all(|(id, _)| id != text).then_some(Invalid::Missing),
        Ask::Line | Ask::Long => None,
    }
}

fn sector(id: &str) -> Sector {
    match id {
        "police" => Sector::Police,
        "childrens" => Sector::ChildrensServices,
        "health" => Sector::Health,
        "education" => Sector::Education,
        "national" => Sector::National,
        _ => Sector::Other,
    }
}

fn clock(kind: &str, start: UnixMillis, nation: &str) -> Result<Work, Vec<(&'static str, Invalid)>> {
    let known = ClockKind::get(kind).ok_or_else(|| vec![("kind", Invalid::Missing)])?;
    let of = Nation::from_id(nation).unwrap_or_default();
    let due = known.within(None).due(start, Calendar::of(of)).map_err(|_| vec![("start", Invalid::BeyondYears)])?;
    Ok(Work::Clock(Clock { kind: known.id.clone(), start, due, calendar: of.id().to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::act::{fields, heading_of};
    use marram_core::view::Body;

    fn answered(act: Act) -> (Vec<Field>, Answers) {
        let some = [(LogId([7; 16]).to_hex(), "One".to_owned())];
        let agencies = [(AgencyId([7; 32]).to_hex(), "One".to_owned())];
        let asked = fields(act, &some, &some, &agencies);
        let answer = |field: &Field| match &field.ask {
            Ask::Number => "2".to_owned(),
            Ask::Moment => "2026-11-23T17:00".to_owned(),
            Ask::Choice(options) => options[0].0.clone(),
            _ => "Some words".to_owned(),
        };
        let answers = asked.iter().map(|field| (field.id.to_owned(), answer(field))).collect();
        (asked, answers)
    }

    fn try_build(act: Act, asked: &[Field], answers: &Answers) -> Result<Command, Vec<(&'static str, Invalid)>> {
        let desk = |_: &str| {
            Some(DeskRef {
                agency: AgencyId([1; 32]),
                desk: marram_core::DeskId([2; 16]),
                name: "Duty".into(),
                agency_name: "Agency".into(),
                nation: Nation::default(),
            })
        };
        build(act, RoomId([1; 16]), Some(EventId([2; 16])), asked, answers, desk, UnixMillis(0))
    }

    #[test]
    fn every_act_is_made_of_its_answers_and_names_each_that_is_missing() {
        for (act, name) in Act::ALL {
            assert_eq!(Act::of(name), Some(act));
            let (asked, answers) = answered(act);
            assert_eq!(try_build(act, &asked, &answers).is_ok(), act != Act::Release, "{name}");
            let needed: Vec<_> = asked.iter().filter(|field| field.ask != Ask::OptionalLine).collect();
            let missing = try_build(act, &asked, &Answers::new()).err().unwrap_or_default();
            let named: Vec<_> = missing.iter().map(|(field, _)| *field).collect();
            assert_eq!(named, needed.iter().map(|field| field.id).collect::<Vec<_>>(), "{name}");
        }
    }

    #[test]
    fn what_an_act_has_done_is_shown_where_its_page_leads_back_to() {
        for (act, name) in Act::ALL {
            let (asked, answers) = answered(act);
            if let Ok(Command::Work { work, .. }) = try_build(act, &asked, &answers) {
                assert_eq!(heading_of(&Body::Work { work }), act.heading(), "{name}");
            }
        }
        let (name, reason, entries) = ("Dr Tess Lanyard".into(), "For the visit.".into(), Vec::new());
        let release = Box::new(marram_core::view::ReleasedView { name, reason, count: 1, entries });
        assert_eq!(heading_of(&Body::Released { release }), Act::Release.heading());
        let header = Some("Community trust".into());
        assert_eq!(heading_of(&Body::Added { people: Vec::new(), header }), Act::LetIn.heading());
    }

    #[test]
    fn a_moment_is_of_the_united_kingdom_and_must_exist() {
        assert_eq!(moment("2026-07-01T12:00"), Some(UnixMillis(1_782_903_600_000)));
        for nonsense in ["", "2026-02-30T12:00", "2026-07-01", "2026-07-01T25:00", "yesterday"] {
            assert_eq!(moment(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_clock_is_due_by_the_nations_working_days() {
        let (asked, mut answers) = answered(Act::Clock);
        answers.insert("kind".to_owned(), "icpc".to_owned());
        answers.insert("start".to_owned(), "2026-12-14T10:00".to_owned());
        let due = |answers: &Answers| match try_build(Act::Clock, &asked, answers) {
            Ok(Command::Work { work, .. }) => match *work {
                Work::Clock(clock) => clock.due,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };
        let england = due(&answers);
        answers.insert("nation".to_owned(), "scotland".to_owned());
        assert_ne!(england, due(&answers), "2 January is a holiday in Scotland alone");
        answers.insert("start".to_owned(), "2090-12-14T10:00".to_owned());
        assert_eq!(try_build(Act::Clock, &asked, &answers), Err(vec![("start", Invalid::BeyondYears)]));
    }
}
