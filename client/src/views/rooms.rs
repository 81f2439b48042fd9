//! The list of rooms: latest first, as the engine sorts them. It shows titles and counts, never what was said.

use super::handlers::use_handlers;
use super::moment;
use crate::state::{Action, Route};
use crate::text::{fill, text};
use crate::views::key_of;
use marram_core::RoomId;
use marram_core::view::{RoomPhase, RoomSummary};
use marram_protocol::LogId;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`RoomList`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) rooms: Option<Rc<Vec<RoomSummary>>>,
    pub(crate) current: Option<RoomId>,
    /// What is over is shown, not what is open.
    pub(crate) closed: bool,
    /// Nothing else is shown: its heading is the page's.
    pub(crate) alone: bool,
}

/// The list, with its filter.
#[component]
pub(crate) fn RoomList(props: &Props) -> Html {
    let t = &text().rooms;
    let handlers = use_handlers();
    let closed = props.closed;
    let set = |closed: bool| handlers.act.reform(move |_: Event| Action::ListClosed(closed));
    let heading = match props.alone {
        true => html! { <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1> },
        false => html! { <h2 key="list-heading">{ t.heading }</h2> },
    };
    html! {
        <>
            <div key="head" class="list-head">
                { heading }
                <button id="start-room" class="button" onclick={handlers.go(Route::NewRoom)}>{ t.start }</button>
            </div>
            <fieldset key="filter" class="filter">
                <legend class="hidden">{ t.filter }</legend>
                <span class="choice">
                    <input id="filter-open" type="radio" name="filter" checked={!closed} onchange={set(false)} />
                    <label for="filter-open">{ t.open }</label>
                </span>
                <span class="choice">
                    <input id="filter-closed" type="radio" name="filter" checked={closed} onchange={set(true)} />
                    <label for="filter-closed">{ t.closed }</label>
                </span>
            </fieldset>
            { lines(props, closed) }
        </>
    }
}

fn lines(props: &Props, closed: bool) -> Html {
    let t = &text().rooms;
    let Some(rooms) = &props.rooms else { return html! { <p key="none" class="quiet">{ t.loading }</p> } };
    let over = |room: &RoomSummary| matches!(room.phase, RoomPhase::Closed | RoomPhase::Left | RoomPhase::Removed);
    let mut shown = rooms.iter().filter(|room| over(room) == closed).peekable();
    if shown.peek().is_none() {
        return html! { <p key="none" class="quiet">{ if closed { t.none_closed } else { t.none_open } }</p> };
    }
    let line = |room: &RoomSummary| {
        let current = props.current == Some(room.id);
        html! { <li key={key_of(room.id.0)}><Line room={room.clone()} {current} /></li> }
    };
    html! { <ul key="rooms" class="rooms">{ for shown.map(line) }</ul> }
}

/// The properties of [`Line`].
#[derive(Properties, PartialEq)]
struct LineProps {
    room: RoomSummary,
    current: bool,
}

/// One room.
#[component]
fn Line(props: &LineProps) -> Html {
    let t = &text().rooms;
    let handlers = use_handlers();
    let room = &props.room;
    let latest = match room.latest.0 {
        0 => t.no_entry.to_owned(),
        _ => fill(t.latest, &[("when", &moment(room.latest))]),
    };
    html! {
        <button class={classes!("room-line", props.current.then_some("selected"))} data-test="room"
            data-room={LogId(room.id.0).to_hex()} aria-current={props.current.then_some("true")}
            onclick={handlers.go(Route::Room(room.id))}>
            <span key="title" class={classes!("room-title", (room.unread > 0).then_some("unread"))} data-test="room-title">{ &room.title }</span>
            <span key="marks" class="marks">
                if room.urgent { <span key="urgent" class="tag tag-urgent" data-test="urgent">{ t.urgent }</span> }
                if room.unread > 0 { <span key="unread" class="tag tag-new" data-test="unread">{ t.unread.of(room.unread) }</span> }
                if room.unsent > 0 { <span key="unsent" class="tag tag-unsent" data-test="unsent">{ t.unsent.of(room.unsent) }</span> }
                if let Some(words) = phase_words(&room.phase) { <span key="phase" class="tag tag-other" data-test="room-phase">{ words }</span> }
            </span>
            <span key="facts" class="quiet">{ t.people.of(room.people) }{ ", " }{ t.agencies.of(room.agencies) }</span>
            <span key="latest" class="quiet">{ latest }</span>
        </button>
    }
}

fn phase_words(phase: &RoomPhase) -> Option<&'static str> {
    let t = &text().rooms;
    match phase {
        RoomPhase::Open => None,
        RoomPhase::Making => Some(t.making),
        RoomPhase::Closed => Some(t.is_closed),
        RoomPhase::Left => Some(t.left),
        RoomPhase::Removed => Some(t.removed),
        RoomPhase::Stuck(_) => Some(t.stuck),
    }
}
