//! Changing a room's title.

use crate::state::Action;
use crate::state::Route;
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use marram_core::command::MAX_LINE_CHARS;
use marram_core::view::RoomSummary;
use marram_core::{Command, RoomId};
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
}
