//! The list of rooms: latest first, as the engine sorts them. It shows titles and counts, never what was said.

use super::form::value_of;
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

/// Rooms that are shown before more are asked for: a page with hundreds stays quick.
const AT_FIRST: usize = 50;
/// From so many rooms on there is a field to find one by.
const MANY: usize = 12;

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
    let (search, most) = (use_state_eq(String::new), use_state_eq(|| AT_FIRST));
    let many = props.rooms.as_ref().is_some_and(|rooms| rooms.len() > MANY);
    let find = {
        let search = search.clone();
        Callback::from(move |event: InputEvent| search.set(value_of(&event)))
    };
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
            if many {
                <div key="search" class="form-group">
                    <label for="room-search">{ t.search }</label>
                    <input id="room-search" class="field" type="search" autocomplete="off" value={(*search).clone()} oninput={find} />
                </div>
            }
            { lines(props, closed, if many { search.trim() } else { "" }, &most) }
        </>
    }
}

fn lines(props: &Props, closed: bool, search: &str, most: &UseStateHandle<usize>) -> Html {
    let t = &text().rooms;
    let Some(rooms) = &props.rooms else { return html! { <p key="none" class="quiet">{ t.loading }</p> } };
    let over = |room: &RoomSummary| matches!(room.phase, RoomPhase::Closed | RoomPhase::Left | RoomPhase::Removed);
    let search = search.to_lowercase();
    let found = |room: &RoomSummary| room.title.to_lowercase().contains(&search);
    let shown: Vec<_> = rooms.iter().filter(|room| over(room) == closed && found(room)).collect();
    if shown.is_empty() && !search.is_empty() {
        return html! { <p key="none" class="quiet" role="status">{ t.none_found }</p> };
    }
    if shown.is_empty() {
        let words = match (closed, rooms.is_empty()) {
            (true, _) => t.none_closed,
            (false, false) => t.none_open_now,
            (false, true) => t.none_open,
        };
        return html! { <p key="none" class="quiet">{ words }</p> };
    }
    let line = |room: &RoomSummary| {
        let current = props.current == Some(room.id);
        html! { <li key={key_of(room.id.0)}><Line room={room.clone()} {current} /></li> }
    };
    let left = u32::try_from(shown.len().saturating_sub(**most)).unwrap_or(u32::MAX);
    let more = {
        let most = most.clone();
        Callback::from(move |_: MouseEvent| most.set(*most + AT_FIRST))
    };
    html! {
        <>
            <ul key="rooms" class="rooms">{ for shown.into_iter().take(**most).map(line) }</ul>
            if left > 0 { <button key="more" id="more-rooms" class="link" onclick={more}>{ text().board.more.of(left) }</button> }
        </>
    }
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
            // Who is not in it any more does not know who is.
            if room.people > 0 { <span key="facts" class="quiet">{ t.people.of(room.people) }{ ", " }{ t.agencies.of(room.agencies) }</span> }
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
