//! The room's header: title, who can read it, and what can be changed.

use crate::state::Route;
use crate::text::text;
use crate::views::handlers::use_handlers;
use marram_core::Command;
use marram_core::view::{RoomPhase, RoomView};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Header`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) view: Rc<RoomView>,
    pub(super) people: bool,
    pub(super) print: Callback<()>,
}

/// Title, people, actions.
#[component]
pub(super) fn Header(props: &Props) -> Html {
    let t = &text().room;
    let handlers = use_handlers();
    let summary = &props.view.summary;
    let room = summary.id;
    let gone = matches!(summary.phase, RoomPhase::Left | RoomPhase::Removed);
    // Where the people are the view, theirs is the page's heading.
    let heading = match props.people {
        true => html! { <h2 key="subheading" class="room-title-heading">{ &summary.title }</h2> },
        false => html! { <h1 key="heading" id="heading" tabindex="-1">{ &summary.title }</h1> },
    };
    html! {
        <div class="room-head">
            <button key="back" class="link back" onclick={handlers.go(Route::Rooms)}>{ text().shell.back_to_rooms }</button>
            { heading }
            <div key="tools" class="room-tools">
                if !gone {
                    <button key="people" id="show-people" class="link" onclick={handlers.go(Route::People(room))}>
                        { t.who_can_read.of(u32::try_from(props.view.members.len()).unwrap_or(u32::MAX)) }
                    </button>
                }
                <Actions key="actions" view={props.view.clone()} print={props.print.clone()} />
            </div>
        </div>
    }
}

/// The properties of [`Actions`].
#[derive(Properties, PartialEq)]
struct ActionProps {
    view: Rc<RoomView>,
    print: Callback<()>,
}

/// What can be done to the room now.
#[component]
fn Actions(props: &ActionProps) -> Html {
    let t = &text().room;
    let handlers = use_handlers();
    let room = props.view.summary.id;
    let link = |id: &'static str, words: &'static str, onclick: Callback<MouseEvent>| {
        html! { <li key={id}><button {id} class="link" {onclick}>{ words }</button></li> }
    };
    let reopen = {
        let handlers = handlers.clone();
        Callback::from(move |_: MouseEvent| handlers.command(Command::Reopen { room }))
    };
    let print = props.print.reform(|_: MouseEvent| ());
    let mut items = Vec::new();
    match props.view.summary.phase {
        RoomPhase::Open | RoomPhase::Making => {
            items.push(link("rename", t.rename, handlers.go(Route::Rename(room))));
            items.push(link("close-room", t.close, handlers.go(Route::Close(room))));
            items.push(link("leave", t.leave, handlers.go(Route::Leave(room))));
        }
        RoomPhase::Closed => {
            items.push(link("reopen", t.reopen, reopen));
            items.push(link("leave", t.leave, handlers.go(Route::Leave(room))));
        }
        RoomPhase::Stuck(_) => items.push(link("leave", t.leave, handlers.go(Route::Leave(room)))),
        RoomPhase::Left | RoomPhase::Removed => {}
    }
    // While it is covert, nothing of it leaves the agencies' records.
    items.push(match props.view.matter.as_ref().is_some_and(|matter| matter.secrecy.covert) {
        true => html! { <li key="print-off" id="print-off" class="quiet">{ t.print_off }</li> },
        false => link("print", t.print, print),
    });
    html! {
        <details id="room-actions">
            <summary>{ t.actions }</summary>
            <ul>{ for items }</ul>
        </details>
    }
}
