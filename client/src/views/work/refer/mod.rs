//! Sending work to a duty desk: which desk, which form, the form itself, and all of it once more before it goes.

mod begin;
mod check;
mod said;

use crate::platform::document;
use crate::state::filling::Beginnings;
use crate::state::{Action, Answers, Route};
use crate::text::{fill, text, work};
use crate::views::answers::use_answers;
use crate::views::drafts::Draft;
use crate::views::form::{FieldError, Problems, TextField, error_of};
use crate::views::form_page::{FormPage, Line};
use crate::views::handlers::use_handlers;
use crate::views::work::choose::{Options, select};
use check::CheckReferral;
use marram_core::view::{BegunForm, DeskView, RoomSummary, RoomView, Unsent};
use marram_core::work::template::{Filled, Template};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`ReferPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) desks: Rc<Vec<DeskView>>,
    /// The board, where a reference may stand already.
    pub(crate) rooms: Rc<Vec<RoomSummary>>,
    /// The room from whose referral it is begun.
    pub(crate) earlier: Option<Rc<RoomView>>,
    /// Forms that were begun.
    pub(crate) begun: Rc<Vec<BegunForm>>,
    /// What was begun beside them.
    pub(crate) unsent: Rc<Vec<Unsent>>,
    /// The name of whoever writes.
    pub(crate) author: String,
    /// Whether the answers are being read once more.
    pub(crate) checking: bool,
}

/// Forms that are accepted by somebody.
pub(super) fn templates() -> impl Iterator<Item = &'static Template> {
    let newest =
        |template: &&Template| Template::newest(&template.id.0).is_some_and(|one| one.version == template.version);
    Template::all().iter().filter(|template| template.accept.is_some()).filter(newest)
}

/// The page. Its questions stay as they are while the answers are checked.
#[component]
pub(crate) fn ReferPage(props: &Props) -> Html {
    let t = &text().refer;
    let handlers = use_handlers();
    let from = props.earlier.as_ref().map(|view| view.summary.id);
    let earlier = props.earlier.as_ref().and_then(|view| view.matter.as_deref());
    let reference = earlier.and_then(|matter| Some(matter.holding.as_ref()?.referral.what.reference.as_str()));
    let found = earlier.and_then(begin::found);
    let answers = use_answers(Route::Refer(from), &props.unsent, || {
        reference.map(|reference| ("follows".to_owned(), reference.to_owned())).into_iter().collect()
    });
    let errors = use_state_eq(Vec::<FieldError>::new);
    let problems = use_state_eq(Vec::<Line>::new);
    let attempts = use_state_eq(|| 0_u32);
    let whole = use_state_eq(|| None::<Filled>);
    // What was typed here, which is sooner here than it comes back from being kept.
    let typed = use_mut_ref(Vec::<Filled>::new);
    let desks: Options = props
        .desks
        .iter()
        .map(|one| (LogId(one.id.0).to_hex(), format!("{}, {}", one.name, one.agency.name)))
        .collect();
    let forms: Options = templates().map(|one| (one.id.0.clone(), one.title.clone())).collect();
    let chosen = Template::newest(answers.get("template"));
    let to = props.desks.iter().find(|one| LogId(one.id.0).to_hex() == answers.get("desk"));
    {
        // Who comes here again later has nothing to check.
        let (act, astray) = (handlers.act.clone(), props.checking && whole.is_none());
        use_effect_with(astray, move |&astray| {
            if astray {
                act.emit(Action::Go(Route::Refer(from)));
            }
        });
        let leave = handlers.save_draft.clone();
        use_effect_with((), move |()| move || leave.emit(()));
    }
    // The desk's own, until somebody chooses others.
    let set_desk = {
        let (known, set, set_nation) = (props.desks.clone(), answers.set("desk"), answers.set("nation"));
        Callback::from(move |id: String| {
            let desk = known.iter().find(|one| LogId(one.id.0).to_hex() == id);
            set_nation.emit(desk.map(|desk| desk.nation.id().to_owned()).unwrap_or_default());
            set.emit(id);
        })
    };
    let on_change = {
        let (draft, typed) = (handlers.draft.clone(), typed.clone());
        Callback::from(move |form: Filled| {
            let mut typed = typed.borrow_mut();
            typed.retain(|one| one.template != form.template);
            typed.push(form.clone());
            draft.emit(Draft::Form(Box::new(BegunForm { room: from, form })));
        })
    };
    let on_problems = {
        let problems = problems.clone();
        Callback::from(move |lines| problems.set(lines))
    };
    let on_submit = {
        let (act, whole, errors, attempts) = (handlers.act.clone(), whole.clone(), errors.clone(), attempts.clone());
        let (has_desk, answers) = (to.is_some(), answers.clone());
        Callback::from(move |form: Option<Filled>| {
            let found = check(has_desk, answers.all());
            match form.filter(|_| found.is_empty()) {
                Some(form) => {
                    whole.set(Some(form));
                    act.emit(Action::Go(Route::CheckReferral(from)));
                }
                None => attempts.set(*attempts + 1),
            }
            errors.set(found);
        })
    };
    let change = {
        let act = handlers.act.clone();
        Callback::from(move |id: String| {
            document::focus_in_next_view(&id);
            act.emit(Action::Go(Route::Refer(from)));
        })
    };
    let used = said::reference_used(&props.rooms, answers.get("reference"));
    let checked = whole.as_ref().filter(|_| props.checking).zip(to.map(DeskView::reference)).map(|(form, to)| {
        html! {
            <CheckReferral answers={answers.clone()} {to} form={form.clone()} used={used.clone()} {found} {from} {change} />
        }
    });
    let heading = if checked.is_some() { t.check_heading } else { t.heading };
    let own = errors.iter().map(|(field, words)| (AttrValue::from(*field), AttrValue::from(words.clone())));
    let lines: Vec<Line> = own.chain(problems.iter().cloned()).collect();
    let begins = Beginnings { reference: answers.get("reference").to_owned(), author: props.author.clone() };
    let form = chosen.map(|template| {
        let carried = earlier.and_then(|matter| begin::carried(template, matter));
        let kept = begin::kept(template, &typed.borrow(), &props.begun, from);
        let carries = earlier.filter(|_| carried.is_some());
        (template, carries, kept.or(carried).unwrap_or_else(|| Filled::begin(template)))
    });
    let later = handlers.go(from.map_or(Route::Board, Route::Record));
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ heading }</h1>
            <div key="check">{ for checked.clone() }</div>
            <div key="questions" hidden={checked.is_some()}>
                { answers.resumed() }
                <Problems key="errors" {lines} attempt={Some(*attempts)} />
                if props.desks.is_empty() { <p key="none" class="banner">{ t.no_desks }</p> }
                { select("desk", t.desk, Some(t.desk_hint), &desks, answers.get("desk"), error_of(&errors, "desk"), set_desk) }
                { said::on_duty(to) }
                <TextField key="reference" id="reference" label={t.reference} hint={Some(AttrValue::from(t.reference_hint))}
                    error={error_of(&errors, "reference")} value={answers.get("reference").to_owned()} oninput={answers.set("reference")} />
                <div key="used" role="status">{ for used.map(|words| said::warning("reference-used", words)) }</div>
                <TextField key="follows" id="follows" label={t.follows} hint={Some(AttrValue::from(t.follows_hint))}
                    error={error_of(&errors, "follows")} value={answers.get("follows").to_owned()} oninput={answers.set("follows")} />
                <TextField key="minutes" id="minutes" label={t.minutes} hint={Some(AttrValue::from(t.minutes_hint))}
                    error={error_of(&errors, "minutes")} value={answers.get("minutes").to_owned()} oninput={answers.set("minutes")} />
                if to.is_some() {
                    { select("nation", t.nation, Some(t.nation_hint), &work::nations(), answers.get("nation"), None, answers.set("nation")) }
                }
                { select("template", t.template, Some(t.template_hint), &forms, answers.get("template"), None, answers.set("template")) }
                if let Some((template, carried, start)) = form {
                    <section key={template.id.0.clone()} aria-label={template.title.clone()}>
                        <p class="quiet">{ &template.intro }</p>
                        { carried.map(said::carried).unwrap_or_default() }
                        <FormPage {start} {begins} {on_change} {on_submit} {on_problems} send={t.go_on} />
                    </section>
                }
            </div>
            <p key="cancel"><button id="cancel" type="button" class="link" onclick={later}>{ t.later }</button></p>
        </div>
    }
}

fn check(has_desk: bool, answers: &Answers) -> Vec<FieldError> {
    let of = |id: &str| answers.get(id).map_or("", |answer| answer.trim());
    let (t, a) = (&text().refer, &text().acts);
    let missing = |id: &'static str, label: &str| (id, fill(a.error_missing, &[("label", label)]));
    let long = |id: &'static str, label: &str| {
        let limit = marram_core::command::MAX_LINE_CHARS;
        let words = fill(a.error_long, &[("label", label), ("limit", &limit.to_string())]);
        (of(id).chars().count() > limit).then_some((id, words))
    };
    let no_number = !of("minutes").is_empty() && !of("minutes").parse::<u32>().is_ok_and(|minutes| minutes > 0);
    [
        (!has_desk).then(|| missing("desk", t.desk)),
        of("reference").is_empty().then(|| missing("reference", t.reference)),
        long("reference", t.reference),
        long("follows", t.follows),
        no_number.then(|| ("minutes", fill(a.error_number, &[("label", t.minutes)]))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_referral_needs_a_desk_and_a_reference_and_its_deadline_is_a_number() {
        let answers = |reference: &str, follows: &str, minutes: &str| -> Answers {
            let all = [("reference", reference), ("follows", follows), ("minutes", minutes)];
            all.map(|(id, answer)| (id.to_owned(), answer.to_owned())).into()
        };
        assert_eq!(check(true, &answers("T-017", "", "")), []);
        assert_eq!(check(true, &answers("T-017", "OP-3", "90")), []);
        let wrong: Vec<_> = check(false, &answers(" ", "", "soon")).into_iter().map(|(field, _)| field).collect();
        assert_eq!(wrong, ["desk", "reference", "minutes"]);
    }

    #[test]
    fn every_form_that_somebody_accepts_can_be_chosen() {
        let chosen: Vec<_> = templates().map(|template| template.id.0.as_str()).collect();
        for id in ["national-package", "police-referral", "multi-agency-referral", "lado-referral"] {
            assert!(chosen.contains(&id), "{id}");
        }
    }
}
