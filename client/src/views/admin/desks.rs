//! Defining duty desks and changing them, for administrators.

use crate::platform::document;
use crate::state::{Action, Route};
use crate::text::{fill, text, work};
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::people_picker::PeoplePicker;
use crate::views::work::choose;
use marram_core::command::MAX_LINE_CHARS;
use marram_core::identity::DeskTerms;
use marram_core::view::{DeskPerson, DeskView, PersonView, Vouched};
use marram_core::work::calendar::Nation;
use marram_core::{Command, PersonId};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Desks`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) desks: Rc<Vec<DeskView>>,
    pub(super) directory: Rc<Vec<PersonView>>,
}

/// The own agency's desks, and a form for one more.
#[component]
pub(super) fn Desks(props: &Props) -> Html {
    let t = &text().duty;
    let handlers = use_handlers();
    let editing = use_state_eq(|| None::<DeskView>);
    let (name, purpose, nation) =
        (use_state_eq(String::new), use_state_eq(String::new), use_state_eq(|| Nation::default().id().to_owned()));
    let (people, deputies) = (use_state_eq(Vec::<PersonId>::new), use_state_eq(Vec::<PersonId>::new));
    let choosing = use_state_eq(|| false);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let own: Vec<PersonView> = props.directory.iter().filter(|one| one.vouched == Vouched::Own).cloned().collect();
    let own = Rc::new(own);
    let onsubmit = {
        let (handlers, name, people, deputies, choosing, errors) =
            (handlers.clone(), name.clone(), people.clone(), deputies.clone(), choosing.clone(), errors.clone());
        let (purpose, nation, editing) = (purpose.clone(), nation.clone(), editing.clone());
        on_submit(move || {
            let found = check(&name, &purpose, people.len());
            let done = found.is_empty();
            complain(&errors, found);
            match (done, *choosing) {
                (true, false) => {
                    choosing.set(true);
                    // Another question under the same heading.
                    document::focus("heading");
                }
                (true, true) => {
                    let (name, purpose) = (name.trim().to_owned(), purpose.trim().to_owned());
                    let (people, deputies) = ((*people).clone(), (*deputies).clone());
                    let nation = Nation::from_id(&nation).unwrap_or_default();
                    let terms = DeskTerms { name, purpose, nation, people, deputies };
                    let desk = editing.as_ref().map(|desk| desk.id);
                    handlers.command(Command::DefineDesk { desk, terms });
                    handlers.act.emit(Action::Go(Route::Duty));
                }
                (false, _) => {}
            }
        })
    };
    let set = |state: &UseStateHandle<Vec<PersonId>>| {
        let state = state.clone();
        Callback::from(move |chosen| state.set(chosen))
    };
    // What the form begins with: a desk as it is, or nothing.
    let begin = {
        let (editing, name, purpose, nation) = (editing.clone(), name.clone(), purpose.clone(), nation.clone());
        let (people, deputies, choosing, errors) = (people.clone(), deputies.clone(), choosing.clone(), errors.clone());
        move |desk: Option<&DeskView>| {
            let ids = |people: &[DeskPerson]| people.iter().map(|one| one.id).collect::<Vec<_>>();
            name.set(desk.map(|desk| desk.name.clone()).unwrap_or_default());
            purpose.set(desk.map(|desk| desk.purpose.clone()).unwrap_or_default());
            nation.set(desk.map(|desk| desk.nation).unwrap_or_default().id().to_owned());
            people.set(desk.map(|desk| ids(&desk.people)).unwrap_or_default());
            deputies.set(desk.map(|desk| ids(&desk.deputies)).unwrap_or_default());
            editing.set(desk.cloned());
            choosing.set(false);
            errors.set(Vec::new());
            document::focus("heading");
        }
    };
    let stop = {
        let begin = begin.clone();
        Callback::from(move |_: MouseEvent| begin(None))
    };
    let line = |desk: &DeskView| {
        let (handlers, id) = (handlers.clone(), desk.id);
        let close = Callback::from(move |_: MouseEvent| handlers.command(Command::CloseDesk { desk: id }));
        let change = {
            let (begin, desk) = (begin.clone(), desk.clone());
            Callback::from(move |_: MouseEvent| begin(Some(&desk)))
        };
        html! {
            <li key={LogId(id.0).to_hex()} data-test="own-desk"><p><strong>{ &desk.name }</strong></p>
                if !desk.purpose.is_empty() { <p class="quiet">{ &desk.purpose }</p> }
                <button class="link" data-test="change-desk" aria-label={fill(t.change_whom, &[("name", &desk.name)])} onclick={change}>{ t.change }</button>{ " " }
                <button class="link link-danger" data-test="close-desk" aria-label={fill(t.close_whom, &[("name", &desk.name)])} onclick={close}>{ t.close }</button></li>
        }
    };
    // Two steps, one picker each: who may be on duty, then who is told when nobody answers.
    let picker = match *choosing {
        false => html! {
            <fieldset key="people" class="form-group"><legend>{ t.people }</legend>
                <PeoplePicker directory={own.clone()} chosen={(*people).clone()} onchange={set(&people)} /></fieldset>
        },
        true => html! {
            <fieldset key="deputies" class="form-group"><legend>{ t.choose_deputies }</legend><p class="hint">{ t.deputies_hint }</p>
                if editing.is_some() { <p class="hint">{ t.change_deputies }</p> }
                <PeoplePicker directory={own.clone()} chosen={(*deputies).clone()} onchange={set(&deputies)} /></fieldset>
        },
    };
    let done = match (*choosing, &*editing) {
        (false, _) => t.next,
        (true, None) => t.define,
        (true, Some(_)) => t.save,
    };
    let heading = editing.as_ref().map(|desk| fill(t.change_heading, &[("name", &desk.name)]));
    let heading = heading.unwrap_or_else(|| t.define_heading.to_owned());
    html! {
        <>
            <h1 key="heading" id="heading" tabindex="-1">{ heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            <p key="text">{ if editing.is_some() { t.change_text } else { t.define_text } }</p>
            if editing.is_none() { <ul key="list" class="record-list">{ for props.desks.iter().filter(|desk| desk.own).map(line) }</ul> }
            <form key="form" {onsubmit} novalidate=true>
                if !*choosing {
                    <TextField id="name" label={t.name} hint={Some(AttrValue::from(t.name_hint))} error={error_of(&errors, "name")}
                        value={(*name).clone()} oninput={into_state(&name)} />
                    <TextField id="purpose" label={t.purpose} hint={Some(AttrValue::from(t.purpose_hint))} error={error_of(&errors, "purpose")}
                        value={(*purpose).clone()} oninput={into_state(&purpose)} />
                    { choose("nation", t.nation, Some(t.nation_hint), &work::nations(), &nation, None) }
                }
                { picker }
                <div class="buttons"><button id="define" type="submit" class="button">{ done }</button>
                    if editing.is_some() { <button id="cancel" type="button" class="button button-plain" onclick={stop}>{ t.cancel }</button> }</div>
            </form>
        </>
    }
}

fn check(name: &str, purpose: &str, people: usize) -> Vec<FieldError> {
    let (t, a) = (&text().duty, &text().acts);
    let letters = name.trim().chars().count();
    let missing = |id: &'static str, label: &str| (id, fill(a.error_missing, &[("label", label)]));
    let long = || ("name", fill(a.error_long, &[("label", t.name), ("limit", "100")]));
    let limit = MAX_LINE_CHARS.to_string();
    let purpose = (purpose.trim().chars().count() > MAX_LINE_CHARS)
        .then(|| ("purpose", fill(a.error_long, &[("label", t.purpose), ("limit", &limit)])));
    let name = (letters == 0).then(|| missing("name", t.name)).or_else(|| (letters > 100).then(long));
    name.into_iter().chain(purpose).chain((people == 0).then(|| missing("people-search", t.people))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_needs_a_name_and_somebody() {
        assert_eq!(check("Calderfen front door", "", 1), []);
        assert_eq!(
            check(" ", &"x".repeat(201), 0).iter().map(|(field, _)| *field).collect::<Vec<_>>(),
            ["name", "purpose", "people-search"]
        );
        assert_eq!(check(&"x".repeat(101), "", 1).len(), 1);
    }
}
