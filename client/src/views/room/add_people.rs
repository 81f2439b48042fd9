//! Adding people, and what they are given of what was said before.

use super::change::check_line;
use crate::state::{Action, Route};
use crate::text::{fill, text, work};
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::key_of;
use crate::views::people_picker::{PeoplePicker, notes};
use marram_core::command::{MAX_LINE_CHARS, MAX_ROOM_PEOPLE};
use marram_core::view::{PersonView, RoomView};
use marram_core::{Command, PersonId, RoomId};
use std::rc::Rc;
use yew::prelude::*;

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
    let (releases, reason) = (use_state_eq(|| false), use_state_eq(String::new));
    let errors = use_state_eq(Vec::<FieldError>::new);
    let there: Vec<PersonId> = props
        .view
        .iter()
        .flat_map(|view| view.members.iter().map(|member| member.id).chain(view.joining.iter().copied()))
        .collect();
    let choose = {
        let people = people.clone();
        Callback::from(move |chosen| people.set(chosen))
    };
    let toggle = {
        let (releases, errors) = (releases.clone(), errors.clone());
        Callback::from(move |_: Event| {
            releases.set(!*releases);
            errors.set(Vec::new());
        })
    };
    let staged = props.view.iter().filter_map(|view| view.matter.as_ref()).flat_map(|matter| &matter.secrecy.staged);
    let conflicts = staged.filter(|one| people.contains(&one.person)).filter_map(|one| {
        let conflict = one.declared.as_ref()?.as_ref()?;
        let words = fill(t.add_conflict, &[("name", &one.name), ("conflict", work::conflict(conflict))]);
        Some(html! { <p key={key_of(one.person.0)} class="banner banner-danger" data-test="conflict">{ words }</p> })
    });
    let conflicts: Vec<Html> = conflicts.collect();
    // Who has declared a conflict of interest may be shown nothing.
    let release = (*releases && conflicts.is_empty()).then(|| reason.trim().to_owned());
    let onsubmit = {
        let (handlers, people, errors, release) = (handlers.clone(), people.clone(), errors.clone(), release.clone());
        let (room, there) = (props.room, there.len());
        on_submit(move || {
            let a = &text().acts;
            let mut found = check_people(people.len(), there);
            if let Some(reason) = &release {
                let missing = fill(a.error_missing, &[("label", a.reason)]);
                let limit = MAX_LINE_CHARS.to_string();
                let long = fill(a.error_long, &[("label", a.reason), ("limit", &limit)]);
                found.extend(check_line("reason", reason, &missing, &long));
            }
            if found.is_empty() {
                handlers.command(Command::AddPeople { room, people: (*people).clone(), release: release.clone() });
                handlers.act.emit(Action::Go(Route::Room(room)));
            }
            complain(&errors, found);
        })
    };
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ t.add_heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            <p key="text">{ t.add_text }</p>
            <form key="form" {onsubmit} novalidate=true>
                <PeoplePicker directory={props.directory.clone()} without={there} notes={notes(props.view.as_deref())} chosen={(*people).clone()} onchange={choose} />
                <div key="release" class="check">
                    <input id="release" type="checkbox" checked={release.is_some()} disabled={!conflicts.is_empty()} onchange={toggle}
                        aria-describedby="release-hint" />
                    <label for="release">{ t.add_release }<span id="release-hint" class="quiet block">
                        { if conflicts.is_empty() { t.add_release_hint } else { t.add_release_conflict } }</span></label>
                </div>
                <div key="conflicts" role="status">{ for conflicts }</div>
                if release.is_some() {
                    <TextField key="reason" id="reason" label={text().acts.reason} hint={Some(AttrValue::from(text().acts.reason_hint))}
                        error={error_of(&errors, "reason")} value={(*reason).clone()} oninput={into_state(&reason)} />
                }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_does_not_grow_beyond_its_limit() {
        assert_eq!(check_people(0, 3).len(), 1);
        assert_eq!(check_people(1, MAX_ROOM_PEOPLE).len(), 1);
        assert_eq!(check_people(1, MAX_ROOM_PEOPLE - 1), []);
    }
}
