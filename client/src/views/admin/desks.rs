//! Defining duty desks, for administrators.

use crate::state::{Action, Route};
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::people_picker::PeoplePicker;
use marram_core::view::{DeskView, PersonView, Vouched};
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
    let name = use_state_eq(String::new);
    let (people, deputies) = (use_state_eq(Vec::<PersonId>::new), use_state_eq(Vec::<PersonId>::new));
    let choosing = use_state_eq(|| false);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let own: Vec<PersonView> = props.directory.iter().filter(|one| one.vouched == Vouched::Own).cloned().collect();
    let own = Rc::new(own);
    let onsubmit = {
        let (handlers, name, people, deputies, choosing, errors) =
            (handlers.clone(), name.clone(), people.clone(), deputies.clone(), choosing.clone(), errors.clone());
        on_submit(move || {
            let found = check(&name, people.len());
            let done = found.is_empty();
            errors.set(found);
            match (done, *choosing) {
                (true, false) => choosing.set(true),
                (true, true) => {
                    let (name, people, deputies) = (name.trim().to_owned(), (*people).clone(), (*deputies).clone());
                    handlers.command(Command::DefineDesk { desk: None, name, people, deputies });
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
    let line = |desk: &DeskView| {
        let (handlers, id) = (handlers.clone(), desk.id);
        let close = Callback::from(move |_: MouseEvent| handlers.command(Command::CloseDesk { desk: id }));
        html! {
            <li key={LogId(id.0).to_hex()} data-test="own-desk"><p><strong>{ &desk.name }</strong></p>
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
                <PeoplePicker directory={own.clone()} chosen={(*deputies).clone()} onchange={set(&deputies)} /></fieldset>
        },
    };
    html! {
        <>
            <h1 key="heading" id="heading" tabindex="-1">{ t.define_heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            <p key="text">{ t.define_text }</p>
            <ul key="list" class="record-list">{ for props.desks.iter().filter(|desk| desk.own).map(line) }</ul>
            <form key="form" {onsubmit} novalidate=true>
                if !*choosing {
                    <TextField id="name" label={t.name} hint={Some(AttrValue::from(t.name_hint))} error={error_of(&errors, "name")}
                        value={(*name).clone()} oninput={into_state(&name)} />
                }
                { picker }
                <div class="buttons"><button id="define" type="submit" class="button">{ if *choosing { t.define } else { t.next } }</button></div>
            </form>
        </>
    }
}

fn check(name: &str, people: usize) -> Vec<FieldError> {
    let (t, a) = (&text().duty, &text().acts);
    let letters = name.trim().chars().count();
    let missing = |id: &'static str, label: &str| (id, fill(a.error_missing, &[("label", label)]));
    let long = || ("name", fill(a.error_long, &[("label", t.name), ("limit", "100")]));
    let name = (letters == 0).then(|| missing("name", t.name)).or_else(|| (letters > 100).then(long));
    name.into_iter().chain((people == 0).then(|| missing("people-search", t.people))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_needs_a_name_and_somebody() {
        assert_eq!(check("Calderfen front door", 1), []);
        assert_eq!(check(" ", 0).iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["name", "people-search"]);
        assert_eq!(check(&"x".repeat(101), 1).len(), 1);
    }
}
