//! Starting a room: a title and people.

use super::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use super::handlers::use_handlers;
use super::people_picker::PeoplePicker;
use crate::state::{Action, Route};
use crate::text::{fill, text};
use marram_core::command::{MAX_LINE_CHARS, MAX_ROOM_PEOPLE};
use marram_core::view::PersonView;
use marram_core::{Command, PersonId};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`NewRoom`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) directory: Rc<Vec<PersonView>>,
    pub(crate) making: bool,
}

/// The form.
#[component]
pub(crate) fn NewRoom(props: &Props) -> Html {
    let t = &text().new_room;
    let handlers = use_handlers();
    let title = use_state_eq(String::new);
    let people = use_state_eq(Vec::<PersonId>::new);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let onsubmit = {
        let (handlers, title, people, errors, making) =
            (handlers.clone(), title.clone(), people.clone(), errors.clone(), props.making);
        on_submit(move || {
            let found = check(&title, &people);
            if found.is_empty() && !making {
                handlers.act.emit(Action::MakingRoom);
                handlers.command(Command::CreateRoom { title: title.trim().to_owned(), people: (*people).clone() });
            }
            complain(&errors, found);
        })
    };
    let choose = {
        let people = people.clone();
        Callback::from(move |chosen| people.set(chosen))
    };
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            <form key="form" {onsubmit} novalidate=true>
                <TextField id="title" label={t.title} hint={Some(AttrValue::from(t.title_hint))}
                    error={error_of(&errors, "title")} value={(*title).clone()} oninput={into_state(&title)} />
                <fieldset class="form-group">
                    <legend>{ t.people }</legend>
                    if let Some(words) = error_of(&errors, "people-search") {
                        <p class="error"><span class="hidden">{ text().shell.error }{ " " }</span>{ words }</p>
                    }
                    <PeoplePicker directory={props.directory.clone()} chosen={(*people).clone()} onchange={choose} />
                </fieldset>
                <p class="banner">{ t.history }</p>
                <div class="buttons">
                    <button id="start" type="submit" class="button" aria-disabled={props.making.then_some("true")}>
                        { if props.making { t.starting } else { t.start } }
                    </button>
                    <button id="cancel" type="button" class="button button-plain" onclick={handlers.go(Route::Rooms)}>{ text().shell.cancel }</button>
                </div>
            </form>
        </div>
    }
}

fn check(title: &str, people: &[PersonId]) -> Vec<FieldError> {
    let t = &text().new_room;
    let mut errors = Vec::new();
    if title.trim().is_empty() {
        errors.push(("title", t.error_title_empty.to_owned()));
    } else if title.trim().chars().count() > MAX_LINE_CHARS {
        errors.push(("title", fill(t.error_title_long, &[("limit", &MAX_LINE_CHARS.to_string())])));
    }
    if people.is_empty() {
        errors.push(("people-search", t.error_people.to_owned()));
    } else if people.len() >= MAX_ROOM_PEOPLE {
        errors.push(("people-search", fill(t.error_too_many, &[("limit", &MAX_ROOM_PEOPLE.to_string())])));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_needs_a_title_and_somebody_else_within_the_limits() {
        assert_eq!(check("T-017", &[PersonId([1; 16])]), []);
        assert_eq!(check(" ", &[]).len(), 2);
        assert_eq!(check(&"x".repeat(MAX_LINE_CHARS + 1), &[PersonId([1; 16])]).len(), 1);
        assert_eq!(check("T-017", &vec![PersonId([1; 16]); MAX_ROOM_PEOPLE]).len(), 1);
    }
}
