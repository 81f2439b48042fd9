//! Changing a room's title, and adding people.

use crate::state::Action;
use crate::state::Route;
use crate::text::{fill, text, work};
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::key_of;
use crate::views::people_picker::{PeoplePicker, notes};
use marram_core::command::{MAX_LINE_CHARS, MAX_ROOM_PEOPLE};
use marram_core::view::{PersonView, RoomSummary, RoomView};
use marram_core::{Command, PersonId, RoomId};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`RenameRoom`].
#[derive(Properties, PartialEq)]
pub(crate) struct RenameProps {
    pub(crate) room: RoomId,
    pub(crate) summary: Option<RoomSummary>,
}

/// A new title.
#[component]
pub(crate) fn RenameRoom(props: &RenameProps) -> Html {
    let t = &text().change;
    let handlers = use_handlers();
    let title = use_state_eq(|| props.summary.as_ref().map(|summary| summary.title.clone()).unwrap_or_default());
    let errors = use_state_eq(Vec::<FieldError>::new);
    let back = Route::Room(props.room);
    let onsubmit = {
        let (handlers, title, errors, room) = (handlers.clone(), title.clone(), errors.clone(), props.room);
        on_submit(move || {
            let found = check_line("title", &title, t.error_title, t.error_title_long);
            if found.is_empty() {
                handlers.command(Command::Rename { room, title: title.trim().to_owned() });
                handlers.act.emit(Action::Go(Route::Room(room)));
            }
            complain(&errors, found);
        })
    };
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ t.rename_heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            <form key="form" {onsubmit} novalidate=true>
                <TextField id="title" label={t.rename_title} hint={Some(AttrValue::from(t.rename_hint))} error={error_of(&errors, "title")}
                    value={(*title).clone()} oninput={into_state(&title)} />
                <div class="buttons">
                    <button id="confirm" type="submit" class="button">{ t.rename_button }</button>
                    <button id="cancel" type="button" class="button button-plain" onclick={handlers.go(back)}>{ text().shell.cancel }</button>
                </div>
            </form>
        </div>
    }
}

/// The properties of [`AddPeople`].
#[derive(Properties, PartialEq)]
pub(crate) struct AddProps {
    pub(crate) room: RoomId,
    pub(crate) view: Option<Rc<RoomView>>,
    pub(crate) directory: Rc<Vec<PersonView>>,
}

/// More people.
#[component]
pub(crate) fn AddPeople(props: &AddProps) -> Html {
    let t = &text().change;
    let handlers = use_handlers();
    let people = use_state_eq(Vec::<PersonId>::new);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let there: Vec<PersonId> = props
        .view
        .iter()
        .flat_map(|view| view.members.iter().map(|member| member.id).chain(view.joining.iter().copied()))
        .collect();
    let onsubmit = {
        let (handlers, people, errors) = (handlers.clone(), people.clone(), errors.clone());
        let (room, there) = (props.room, there.len());
        on_submit(move || {
            let found = check_people(people.len(), there);
            if found.is_empty() {
                handlers.command(Command::AddPeople { room, people: (*people).clone() });
                handlers.act.emit(Action::Go(Route::Room(room)));
            }
            complain(&errors, found);
        })
    };
    let choose = {
        let people = people.clone();
        Callback::from(move |chosen| people.set(chosen))
    };
    let staged = props.view.iter().filter_map(|view| view.matter.as_ref()).flat_map(|matter| &matter.secrecy.staged);
    let conflicts = staged.filter(|one| people.contains(&one.person)).filter_map(|one| {
        let conflict = one.declared.as_ref()?.as_ref()?;
        let words = fill(t.add_conflict, &[("name", &one.name), ("conflict", work::conflict(conflict))]);
        Some(html! { <p key={key_of(one.person.0)} class="banner banner-danger" data-test="conflict">{ words }</p> })
    });
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ t.add_heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            <p key="text">{ t.add_text }</p>
            <form key="form" {onsubmit} novalidate=true>
                <PeoplePicker directory={props.directory.clone()} without={there} notes={notes(props.view.as_deref())} chosen={(*people).clone()} onchange={choose} />
                <div key="conflicts" role="status">{ for conflicts }</div>
                <div class="buttons">
                    <button id="confirm" type="submit" class="button">{ t.add_button }</button>
                    <button id="cancel" type="button" class="button button-plain" onclick={handlers.go(Route::Room(props.room))}>{ text().shell.cancel }</button>
                </div>
            </form>
        </div>
    }
}

fn check_people(chosen: usize, there: usize) -> Vec<FieldError> {
    let t = &text().change;
    match (chosen, chosen + there > MAX_ROOM_PEOPLE) {
        (0, _) => vec![("people-search", t.error_people.to_owned())],
        (_, true) => vec![("people-search", fill(t.error_too_many, &[("limit", &MAX_ROOM_PEOPLE.to_string())]))],
        (_, false) => Vec::new(),
    }
}

/// Checks a title or a reason.
pub(super) fn check_line(field: &'static str, line: &str, empty: &str, long: &str) -> Vec<FieldError> {
    match line.trim().chars().count() {
        0 => vec![(field, empty.to_owned())],
        n if n > MAX_LINE_CHARS => vec![(field, fill(long, &[("limit", &MAX_LINE_CHARS.to_string())]))],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_neither_empty_nor_longer_than_the_engine_takes() {
        assert_eq!(check_line("reason", "  ", "empty", "long {limit}"), [("reason", "empty".to_owned())]);
        assert_eq!(
            check_line("reason", &"x".repeat(201), "empty", "long {limit}"),
            [("reason", "long 200".to_owned())]
        );
        assert_eq!(check_line("reason", " same team ", "empty", "long"), []);
    }

    #[test]
    fn a_room_does_not_grow_beyond_its_limit() {
        assert_eq!(check_people(0, 3).len(), 1);
        assert_eq!(check_people(1, MAX_ROOM_PEOPLE).len(), 1);
        assert_eq!(check_people(1, MAX_ROOM_PEOPLE - 1), []);
    }
}
