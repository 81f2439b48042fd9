//! Quick answers: what is most often answered to a question of an act, one press each. The field keeps being editable.

use super::Act;
use crate::text::text;
use marram_core::work::Matter;
use marram_core::work::calendar::{Calendar, Nation, TimeOfDay, UkTime, uk_instant, uk_time};
use marram_core::work::template::Template;
use marram_protocol::UnixMillis;

const TWO_HOURS_MS: u64 = 2 * 60 * 60 * 1000;

/// One quick answer. What it puts into the field is reckoned when it is pressed: a page may stand open for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Quick {
    Now,
    InTwoHours,
    TodayAtFive,
    TomorrowAtTen,
    /// By the working days of a nation, at 10:00.
    NextWorkingDay(Nation),
    /// These words.
    Words(String),
}

/// The quick answers to a question of an act in a room with this matter.
pub(crate) fn quick(act: Act, field: &str, matter: Option<&Matter>) -> Vec<Quick> {
    let t = &text().quick;
    let now = matches!((act, field), (Act::Discuss | Act::Date, "at") | (Act::Clock, "start")).then_some(Quick::Now);
    let is_ahead = matches!(
        (act, field),
        (Act::Discuss | Act::Date, "at") | (Act::Task, "due") | (Act::Wait, "review") | (Act::Delay, "until")
    );
    let nation = matter.and_then(|matter| Some(matter.holding.as_ref()?.referral.what.nation));
    let ahead = [
        Some(Quick::InTwoHours),
        Some(Quick::TodayAtFive),
        Some(Quick::TomorrowAtTen),
        nation.map(Quick::NextWorkingDay),
    ];
    let ahead = ahead.into_iter().flatten().filter(|_| is_ahead);
    let words = match (act, field) {
        (Act::Decide, "child") => matter.map(children).unwrap_or_default(),
        (Act::Discuss, "how") => [t.by_video, t.by_phone, t.in_person].map(str::to_owned).into(),
        _ => Vec::new(),
    };
    now.into_iter().chain(ahead).chain(words.into_iter().map(Quick::Words)).collect()
}

impl Quick {
    /// What stands on its button.
    pub(crate) fn words(&self) -> &str {
        let t = &text().quick;
        match self {
            Self::Now => t.now,
            Self::InTwoHours => t.in_two_hours,
            Self::TodayAtFive => t.today,
            Self::TomorrowAtTen => t.tomorrow,
            Self::NextWorkingDay(_) => t.next_working_day,
            Self::Words(words) => words,
        }
    }

    /// What it puts into the field, pressed now; nothing where that is past, or beyond the calendar.
    pub(crate) fn answer(&self, now: UnixMillis) -> Option<String> {
        let today = uk_time(now).day;
        let at = |day, hour| Some(UkTime { day, time: TimeOfDay::new(hour, 0)? });
        let local = match self {
            Self::Now => uk_time(now),
            Self::InTwoHours => uk_time(UnixMillis(now.0.saturating_add(TWO_HOURS_MS))),
            Self::TodayAtFive => at(today, 17).filter(|five| uk_instant(five.day, five.time) > now)?,
            Self::TomorrowAtTen => at(today.plus_days(1), 10)?,
            Self::NextWorkingDay(nation) => at(Calendar::of(*nation).add_working_days(today, 1).ok()?, 10)?,
            Self::Words(words) => return Some(words.clone()),
        };
        Some(format!("{}T{}", local.day, local.time))
    }
}

/// The children that the record knows, each spelled as it is there: of the referral's form, then those decided on.
fn children(matter: &Matter) -> Vec<String> {
    let form = matter.holding.as_ref().map(|holding| &holding.referral.what.form);
    let template = form.and_then(Template::of);
    let named = form.zip(template).map(|(form, template)| form.names_of_children(template)).unwrap_or_default();
    let decided = matter.plan.decisions.iter().map(|made| made.what.child.as_str());
    let mut children: Vec<String> = Vec::new();
    for child in named.into_iter().chain(decided).map(str::trim) {
        if !child.is_empty() && children.iter().all(|known| known != child) {
            children.push(child.to_owned());
        }
    }
    children
}

#[cfg(test)]
mod tests {
    use super::super::build::moment;
    use super::*;
    use crate::state::fixture::NOW;
    use crate::state::{Ask, fields};
    use marram_core::event::EventHash;
    use marram_core::view::Sector;
    use marram_core::work::template::{FieldId, Row, Value};
    use marram_core::work::{Author, Decision, DeskRef, Enquiry, Filled, Made, Place, Referral, Risk, Work};
    use marram_core::{DeskId, EventId, PersonId};
    use marram_protocol::{AgencyId, PublicKey};

    const ENGLAND: Quick = Quick::NextWorkingDay(Nation::EnglandAndWales);

    fn at(text: &str) -> UnixMillis {
        moment(text).expect("a moment")
    }

    fn answers(now: UnixMillis) -> Vec<Option<String>> {
        [Quick::Now, Quick::InTwoHours, Quick::TodayAtFive, Quick::TomorrowAtTen, ENGLAND]
            .map(|quick| quick.answer(now))
            .into()
    }

    fn some(texts: [&str; 5]) -> Vec<Option<String>> {
        texts.map(|text| (!text.is_empty()).then(|| text.to_owned())).into()
    }

    #[test]
    fn a_moment_is_answered_in_one_press() {
        let friday =
            ["2026-11-20T15:04", "2026-11-20T17:04", "2026-11-20T17:00", "2026-11-21T10:00", "2026-11-23T10:00"];
        assert_eq!(answers(at("2026-11-20T15:04")), some(friday));
    }

    #[test]
    fn late_in_the_evening_today_is_over_and_the_day_is_the_united_kingdoms() {
        let late = ["2026-11-20T23:30", "2026-11-21T01:30", "", "2026-11-21T10:00", "2026-11-23T10:00"];
        assert_eq!(answers(at("2026-11-20T23:30")), some(late));
        assert_eq!(Quick::TodayAtFive.answer(at("2026-11-20T17:00")), None, "now is not to come");
        // Half past eleven in Greenwich is tomorrow already where the clocks show summer time.
        let summer = UnixMillis(at("2026-07-01T12:00").0 + 12 * 3_600_000 + 1_800_000);
        assert_eq!(Quick::Now.answer(summer).as_deref(), Some("2026-07-02T00:30"));
        assert_eq!(Quick::TomorrowAtTen.answer(summer).as_deref(), Some("2026-07-03T10:00"));
    }

    #[test]
    fn two_hours_are_two_hours_on_the_nights_on_which_the_clocks_change() {
        let spring = at("2026-03-28T23:30");
        assert_eq!(
            Quick::InTwoHours.answer(spring).as_deref(),
            Some("2026-03-29T02:30"),
            "the hour from one to two is left out"
        );
        let autumn = at("2026-10-25T00:30");
        assert_eq!(Quick::InTwoHours.answer(autumn).as_deref(), Some("2026-10-25T01:30"), "that hour comes twice");
        assert_eq!(Quick::TomorrowAtTen.answer(autumn).as_deref(), Some("2026-10-26T10:00"));
        for now in [spring, at("2026-03-29T09:00"), at("2026-10-25T09:00")] {
            let then = Quick::InTwoHours.answer(now).as_deref().and_then(moment);
            assert_eq!(then.map(|then| then.0 - now.0), Some(TWO_HOURS_MS));
        }
    }

    #[test]
    fn what_the_calendar_does_not_know_is_no_answer() {
        assert_eq!(ENGLAND.answer(at("2090-11-20T15:04")), None);
        assert!(
            !quick(Act::Task, "due", None).iter().any(|one| matches!(one, Quick::NextWorkingDay(_))),
            "no referral"
        );
    }

    #[test]
    fn every_question_for_a_moment_has_quick_answers_and_each_can_be_used() {
        for (act, name) in Act::ALL {
            for field in fields(act, &[], &[], &[]) {
                let mut offered = quick(act, field.id, None);
                offered.retain(|one| !matches!(one, Quick::Words(_)));
                assert_eq!(field.ask == Ask::Moment, !offered.is_empty(), "{name}: {}", field.id);
                for one in offered.iter().filter_map(|one| one.answer(NOW)) {
                    assert!(moment(&one).is_some(), "{one}");
                }
            }
        }
        assert_eq!(quick(Act::Clock, "start", None), [Quick::Now], "a clock does not begin later");
        assert!(!quick(Act::Task, "due", None).contains(&Quick::Now), "nothing is due at once");
    }

    #[test]
    fn the_children_of_the_form_and_of_earlier_decisions_are_offered_once_as_they_are_spelled_there() {
        let by = Author {
            person: PersonId([1; 16]),
            name: "Mina Sorrell".into(),
            role: "Team manager".into(),
            agency: AgencyId([2; 32]),
            agency_name: "Calderfen Council".into(),
            sector: Sector::ChildrensServices,
        };
        let place = Place { event: EventId([3; 16]), hash: EventHash(PublicKey([4; 32])), at: NOW };
        let words = |words: &str| Quick::Words(words.to_owned());
        let mut matter = Matter::default();
        assert_eq!(quick(Act::Decide, "child", Some(&matter)), []);
        matter.apply(&place, &by, &Work::Referral(Box::new(referral(&["Child A ", "", "Child B"])))).expect("counts");
        assert_eq!(quick(Act::Decide, "child", Some(&matter)), [words("Child A"), words("Child B")]);
        assert!(quick(Act::Task, "due", Some(&matter)).contains(&ENGLAND), "the working days of the referral");
        let decided = |child: &str| {
            let (child, rationale) = (child.to_owned(), "Daily access.".to_owned());
            let what = Decision { child, threshold: true, enquiry: Enquiry::Joint, rationale };
            Made { what, by: by.clone(), at: NOW, event: EventId([3; 16]) }
        };
        matter.plan.decisions = ["C", "Child A"].map(decided).into();
        assert_eq!(quick(Act::Decide, "child", Some(&matter)), [words("Child A"), words("Child B"), words("C")]);
        assert_eq!(words("C").answer(NOW).as_deref(), Some("C"));
        assert_eq!(quick(Act::Decide, "rationale", Some(&matter)), []);
    }

    fn referral(children: &[&str]) -> Referral {
        let mut form = Filled::begin(Template::newest("police-referral").expect("there"));
        let row = |name: &&str| Row::from([(FieldId::from("name"), (*name).to_owned())]);
        form.values.insert("children".into(), Value::Rows(children.iter().map(row).collect()));
        Referral {
            to: DeskRef {
                agency: AgencyId([2; 32]),
                desk: DeskId([5; 16]),
                name: "Front door".into(),
                agency_name: "Calderfen Council".into(),
                nation: Nation::EnglandAndWales,
            },
            reference: "WX-204".into(),
            risk: Risk::High,
            accept_by: NOW,
            covert: false,
            withhold: false,
            follows: None,
            asks_children: true,
            nation: Nation::EnglandAndWales,
            accept_within_ms: None,
            form,
        }
    }
}
