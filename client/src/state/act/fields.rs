//! What each act asks for.

use super::Act;
use crate::text::text;

/// How something is asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ask {
    /// A line of text.
    Line,
    /// A line that may be left empty.
    OptionalLine,
    /// Some lines of text.
    Long,
    /// A whole number, 0 or more.
    Number,
    /// A day and a time, of the United Kingdom.
    Moment,
    /// One of these, each with its words.
    Choice(Vec<(String, String)>),
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// Its id in the document.
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: Option<&'static str>,
    pub(crate) ask: Ask,
}

fn field(id: &'static str, label: &'static str, ask: Ask) -> Field {
    Field { id, label, hint: None, ask }
}

impl Field {
    fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }
}

fn choice(options: &[(&str, &str)]) -> Ask {
    Ask::Choice(options.iter().map(|(id, words)| ((*id).to_owned(), (*words).to_owned())).collect())
}

/// The questions of an act. `desks`, `people` and `agencies` are what can be chosen from here: ids with words.
pub(crate) fn fields(
    act: Act,
    desks: &[(String, String)],
    people: &[(String, String)],
    agencies: &[(String, String)],
) -> Vec<Field> {
    let (t, w) = (&text().acts, &text().words);
    let sectors = || {
        choice(&[
            ("police", w.police),
            ("childrens", w.childrens_services),
            ("health", w.health),
            ("education", w.education),
            ("national", w.national),
            ("other", w.other),
        ])
    };
    let reason = || field("reason", t.reason, Ask::Line).hint(t.reason_hint);
    match act {
        Act::Refuse | Act::Override | Act::Lift | Act::Drop => vec![reason()],
        // A release has a page of its own.
        Act::Finalise | Act::Release => Vec::new(),
        Act::Transfer => vec![field("desk", t.desk, Ask::Choice(desks.to_vec())).hint(t.transfer_hint), reason()],
        Act::Children => vec![field("count", t.children_count, Ask::Number).hint(t.children_hint)],
        Act::Conclude | Act::Waited | Act::Dated => vec![field("outcome", t.outcome, Ask::Line).hint(t.outcome_hint)],
        Act::Discuss => vec![
            field("reference", t.reference, Ask::Line).hint(t.reference_hint),
            field("at", t.at, Ask::Moment),
            field("how", t.how, Ask::Line).hint(t.how_hint),
            field("trigger", t.trigger, Ask::Line),
        ],
        Act::Absent => vec![
            field("who", t.who, Ask::Line).hint(t.who_hint),
            field("sector", t.sector, sectors()),
            field("why", t.why_absent, Ask::Line),
        ],
        Act::Inform => vec![
            field("source", t.source, Ask::Line).hint(t.source_hint),
            field("basis", t.basis, choice(&[("fact", w.fact), ("opinion", w.opinion)])),
            field("when", t.when, Ask::OptionalLine).hint(t.when_hint),
            field("text", t.information, Ask::Long),
        ],
        Act::Decide => vec![
            field("child", t.child, Ask::Line).hint(t.child_hint),
            field("threshold", t.threshold, choice(&[("yes", w.met), ("no", w.not_met)])),
            field("enquiry", t.enquiry, choice(&[("joint", w.joint), ("single", w.single), ("none", w.no_enquiry)])),
            field("rationale", t.rationale, Ask::Long),
        ],
        Act::Dissent => vec![field("rationale", t.rationale, Ask::Long).hint(t.dissent_hint)],
        Act::Task => vec![
            field("what", t.what_action, Ask::Line),
            field("owner", t.owner, Ask::Line).hint(t.owner_hint),
            field("agency", t.owner_agency, Ask::Choice(agencies.to_vec())),
            field("due", t.due, Ask::Moment),
            field("contingency", t.contingency, Ask::OptionalLine).hint(t.contingency_hint),
        ],
        Act::Wait => vec![
            field("on", t.waiting_on, Ask::Line),
            field("what", t.waiting_for, Ask::Line),
            field("owner", t.owner, Ask::Line).hint(t.owner_hint),
            field("review", t.review, Ask::Moment),
        ],
        Act::Clock => {
            let clocks = marram_core::work::calendar::ClockKind::all();
            let clocks = clocks.iter().map(|clock| (clock.id.clone(), clock.name.clone())).collect();
            vec![
                field("kind", t.clock, Ask::Choice(clocks)),
                field("start", t.clock_start, Ask::Moment).hint(t.clock_start_hint),
                field("nation", t.nation, Ask::Choice(crate::text::work::nations())),
            ]
        }
        Act::Date => vec![
            field(
                "kind",
                t.date_kind,
                choice(&[("bail", w.bail), ("court", w.court), ("review", w.review), ("trigger", w.trigger)]),
            ),
            field("what", t.date_what, Ask::Line),
            field("at", t.at, Ask::Moment),
        ],
        Act::Cover => vec![field("names", t.do_not_tell, Ask::OptionalLine).hint(t.do_not_tell_hint)],
        Act::NotTold => vec![field("names", t.do_not_tell, Ask::Line).hint(t.do_not_tell_hint)],
        Act::Delay => vec![field("rationale", t.rationale, Ask::Long), field("until", t.until, Ask::Moment)],
        Act::Declare => vec![field("conflict", t.conflict, Ask::Line).hint(t.conflict_hint)],
        Act::Correct => vec![field("text", t.correction, Ask::Long).hint(t.correction_hint)],
        Act::LetIn => vec![
            field("person", t.let_in, Ask::Choice(people.to_vec())),
            field("header", t.header, Ask::Line).hint(t.header_hint),
        ],
    }
}
