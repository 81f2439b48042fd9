//! What is confirmed first, and mostly with a reason: closing a room, leaving it, removing somebody.

use super::change::check_line;
use crate::state::{Action, Route};
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use marram_core::view::{RoomSummary, RoomView};
use marram_core::work::HoldingState;
use marram_core::{Command, PersonId, RoomId};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Confirm`].
#[derive(Properties, PartialEq)]
struct ConfirmProps {
    room: RoomId,
    heading: AttrValue,
    text: AttrValue,
    /// Label and hint of the reason, where one is asked for.
    #[prop_or_default]
    reason: Option<(AttrValue, AttrValue)>,
    button: AttrValue,
    /// What is asked, with the reason.
    command: Callback<String, Command>,
    /// Where it leads.
    then: Route,
}

/// Heading, what will happen, a reason, two buttons.
#[component]
fn Confirm(props: &ConfirmProps) -> Html {
    let t = &text().change;
    let handlers = use_handlers();
    let reason = use_state_eq(String::new);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let onsubmit = {
        let (handlers, reason, errors) = (handlers.clone(), reason.clone(), errors.clone());
        let (asked, command, then) = (props.reason.is_some(), props.command.clone(), props.then);
        on_submit(move || {
            let found = match asked {
                true => check_line("reason", &reason, t.error_reason, t.error_reason_long),
                false => Vec::new(),
            };
            if found.is_empty() {
                handlers.command(command.emit(reason.trim().to_owned()));
                handlers.act.emit(Action::Go(then));
            }
            complain(&errors, found);
        })
    };
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ props.heading.clone() }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            <p key="text">{ props.text.clone() }</p>
            <form key="form" {onsubmit} novalidate=true>
                if let Some((label, hint)) = &props.reason {
                    <TextField id="reason" label={label.clone()} hint={Some(hint.clone())} error={error_of(&errors, "reason")}
                        value={(*reason).clone()} oninput={into_state(&reason)} tall=true />
                }
                <div class="buttons">
                    <button id="confirm" type="submit" class="button button-danger">{ props.button.clone() }</button>
                    <button id="cancel" type="button" class="button button-plain" onclick={handlers.go(Route::Room(props.room))}>{ text().shell.cancel }</button>
                </div>
            </form>
        </div>
    }
}

/// The properties of [`CloseRoom`].
#[derive(Properties, PartialEq)]
pub(crate) struct CloseProps {
    pub(crate) room: RoomId,
    pub(crate) summary: Option<RoomSummary>,
}

/// Closing a room.
#[component]
pub(crate) fn CloseRoom(props: &CloseProps) -> Html {
    let t = &text().change;
    let room = props.room;
    let handlers = use_handlers();
    let line = props.summary.as_ref().and_then(|summary| summary.work.as_ref());
    if let Some(line) = line.filter(|line| !matches!(line.state, HoldingState::Concluded | HoldingState::Refused)) {
        return html! {
            <div class="page">
                <h1 key="heading" id="heading" tabindex="-1">{ t.close_heading }</h1>
                <p key="unfinished" class="banner banner-warning" data-test="unfinished">{ fill(t.close_unfinished, &[("reference", &line.reference)]) }</p>
                <div key="buttons" class="buttons">
                    <button id="go-record" class="button" onclick={handlers.go(Route::Record(room))}>{ text().record.link }</button>
                    <button id="cancel" class="button button-plain" onclick={handlers.go(Route::Room(room))}>{ text().shell.cancel }</button>
                </div>
            </div>
        };
    }
    let command = Callback::from(move |reason| Command::Close { room, reason });
    let reason = Some((AttrValue::from(t.close_reason), AttrValue::from(t.close_reason_hint)));
    html! { <Confirm {room} heading={t.close_heading} text={t.close_text} {reason} button={t.close_button} {command} then={Route::Room(room)} /> }
}

/// The properties of [`LeaveRoom`].
#[derive(Properties, PartialEq)]
pub(crate) struct LeaveProps {
    pub(crate) room: RoomId,
    pub(crate) summary: Option<RoomSummary>,
}

/// Leaving a room.
#[component]
pub(crate) fn LeaveRoom(props: &LeaveProps) -> Html {
    let t = &text().change;
    let room = props.room;
    let title = props.summary.as_ref().map(|summary| summary.title.as_str()).unwrap_or_default();
    let command = Callback::from(move |_| Command::Leave { room });
    let held = props.summary.as_ref().and_then(|summary| summary.work.as_ref());
    let held = held.filter(|line| line.state == HoldingState::Accepted && line.to_hand_over.is_some());
    let held = held.map(|line| fill(t.leave_held, &[("desk", &line.desk), ("reference", &line.reference)]));
    let words =
        [Some(fill(t.leave_text, &[("title", title)])), held].into_iter().flatten().collect::<Vec<_>>().join(" ");
    html! {
        <Confirm {room} heading={t.leave_heading} text={words} button={t.leave_button} {command} then={Route::Rooms} />
    }
}

/// The properties of [`RemovePerson`].
#[derive(Properties, PartialEq)]
pub(crate) struct RemoveProps {
    pub(crate) room: RoomId,
    pub(crate) person: PersonId,
    pub(crate) view: Option<Rc<RoomView>>,
}

/// Removing somebody.
#[component]
pub(crate) fn RemovePerson(props: &RemoveProps) -> Html {
    let t = &text().change;
    let (room, person) = (props.room, props.person);
    let members = props.view.iter().flat_map(|view| view.members.iter());
    let name = members
        .filter(|member| member.id == person && !member.name.is_empty())
        .map(|member| member.name.as_str())
        .next();
    let name = name.unwrap_or(text().room.someone);
    let with_name = |words: &str| AttrValue::from(fill(words, &[("name", name)]));
    let command = Callback::from(move |reason| Command::RemovePerson { room, person, reason });
    let reason = Some((AttrValue::from(t.remove_reason), with_name(t.remove_reason_hint)));
    html! {
        <Confirm {room} heading={with_name(t.remove_heading)} text={with_name(t.remove_text)} {reason} button={with_name(t.remove_button)}
            {command} then={Route::People(room)} />
    }
}
