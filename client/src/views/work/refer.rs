//! Sending work to a duty desk: which desk, which form, and the form itself.

use crate::state::{Action, Route};
use crate::text::{fill, text, work};
use crate::views::form::{ErrorSummary, FieldError, TextField, error_of, into_state};
use crate::views::form_page::FormPage;
use crate::views::handlers::use_handlers;
use crate::views::work::choose::{Options, choose};
use marram_core::Command;
use marram_core::work::calendar::Nation;
use marram_core::work::template::{Filled, Template};
use marram_core::work::{DeskRef, Referring};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`ReferPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) desks: Rc<Vec<DeskRef>>,
    /// Forms that were begun.
    pub(crate) begun: Rc<Vec<Filled>>,
}

/// Forms that are accepted by somebody.
pub(super) fn templates() -> impl Iterator<Item = &'static Template> {
    let newest =
        |template: &&Template| Template::newest(&template.id.0).is_some_and(|one| one.version == template.version);
    Template::all().iter().filter(|template| template.accept.is_some()).filter(newest)
}

/// The page.
#[component]
pub(crate) fn ReferPage(props: &Props) -> Html {
    let t = &text().refer;
    let handlers = use_handlers();
    let (desk, template) = (use_state_eq(String::new), use_state_eq(String::new));
    let (reference, follows, minutes) =
        (use_state_eq(String::new), use_state_eq(String::new), use_state_eq(String::new));
    let errors = use_state_eq(Vec::<FieldError>::new);
    let nation = use_state_eq(String::new);
    {
        // The desk's own, until somebody chooses others.
        let (nation, known) = (nation.clone(), props.desks.clone());
        use_effect_with((*desk).clone(), move |desk| {
            let chosen = known.iter().find(|one| LogId(one.desk.0).to_hex() == *desk);
            nation.set(chosen.map(|desk| desk.nation.id().to_owned()).unwrap_or_default());
        });
    }
    let desks: Options = props
        .desks
        .iter()
        .map(|one| (LogId(one.desk.0).to_hex(), format!("{}, {}", one.name, one.agency_name)))
        .collect();
    let forms: Options = templates().map(|one| (one.id.0.clone(), one.title.clone())).collect();
    let chosen = Template::newest(&template);
    let on_change = {
        let handlers = handlers.clone();
        Callback::from(move |form: Filled| handlers.command(Command::KeepForm { form: Box::new(form) }))
    };
    let on_submit = {
        let (handlers, desk, reference, follows, minutes, errors) =
            (handlers.clone(), desk.clone(), reference.clone(), follows.clone(), minutes.clone(), errors.clone());
        let nation = nation.clone();
        let known = props.desks.clone();
        Callback::from(move |form: Filled| {
            let to = known.iter().find(|one| LogId(one.desk.0).to_hex() == *desk).cloned();
            let found = check(to.is_some(), &reference, &follows, &minutes);
            if let (Some(to), true) = (to, found.is_empty()) {
                let follows = Some(follows.trim().to_owned()).filter(|text| !text.is_empty());
                let accept_within_ms = minutes.trim().parse::<u64>().ok().map(|minutes| minutes * 60_000);
                let reference = reference.trim().to_owned();
                let nation = Nation::from_id(&nation).unwrap_or(to.nation);
                let referring =
                    Box::new(Referring { to, reference, covert: false, follows, accept_within_ms, nation, form });
                handlers.command(Command::Refer { referring });
                handlers.act.emit(Action::Go(Route::Board));
            }
            errors.set(found);
        })
    };
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            if props.desks.is_empty() { <p key="none" class="banner">{ t.no_desks }</p> }
            { choose("desk", t.desk, Some(t.desk_hint), &desks, &desk, error_of(&errors, "desk")) }
            <TextField key="reference" id="reference" label={t.reference} hint={Some(AttrValue::from(t.reference_hint))}
                error={error_of(&errors, "reference")} value={(*reference).clone()} oninput={into_state(&reference)} />
            <TextField key="follows" id="follows" label={t.follows} hint={Some(AttrValue::from(t.follows_hint))}
                error={error_of(&errors, "follows")} value={(*follows).clone()} oninput={into_state(&follows)} />
            <TextField key="minutes" id="minutes" label={t.minutes} hint={Some(AttrValue::from(t.minutes_hint))}
                error={error_of(&errors, "minutes")} value={(*minutes).clone()} oninput={into_state(&minutes)} />
            if !desk.is_empty() { { choose("nation", t.nation, Some(t.nation_hint), &work::nations(), &nation, None) } }
            { choose("template", t.template, None, &forms, &template, None) }
            if let Some(template) = chosen {
                <section key={template.id.0.clone()} aria-label={template.title.clone()}>
                    <p class="quiet">{ &template.intro }</p>
                    <FormPage start={begin(template, &props.begun)} {on_change} {on_submit} send={t.send} />
                </section>
            }
            <p key="cancel"><button id="cancel" type="button" class="link" onclick={handlers.go(Route::Board)}>{ t.later }</button></p>
        </div>
    }
}

fn begin(template: &Template, begun: &[Filled]) -> Filled {
    let kept = begun.iter().find(|form| form.template == template.id && form.version == template.version);
    kept.cloned().unwrap_or_else(|| Filled::begin(template))
}

fn check(has_desk: bool, reference: &str, follows: &str, minutes: &str) -> Vec<FieldError> {
    let (t, a) = (&text().refer, &text().acts);
    let missing = |id: &'static str, label: &str| (id, fill(a.error_missing, &[("label", label)]));
    let long = |id: &'static str, label: &str, value: &str| {
        let limit = marram_core::command::MAX_LINE_CHARS;
        let words = fill(a.error_long, &[("label", label), ("limit", &limit.to_string())]);
        (value.trim().chars().count() > limit).then_some((id, words))
    };
    let no_number = !minutes.trim().is_empty() && minutes.trim().parse::<u32>().is_err();
    [
        (!has_desk).then(|| missing("desk", t.desk)),
        reference.trim().is_empty().then(|| missing("reference", t.reference)),
        long("reference", t.reference, reference),
        long("follows", t.follows, follows),
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
        assert_eq!(check(true, "T-017", "", ""), []);
        assert_eq!(check(true, "T-017", "OP-3", "90"), []);
        let wrong: Vec<_> = check(false, " ", "", "soon").into_iter().map(|(field, _)| field).collect();
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
