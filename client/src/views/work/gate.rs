//! What must be done before a room is shown: reading that it is covert, declaring a conflict of interest or none.

use crate::state::{Act, Route};
use crate::text::{fill, text, work};
use crate::views::handlers::use_handlers;
use marram_core::view::Gate;
use marram_core::work::Work;
use marram_core::{Command, RoomId};
use yew::prelude::*;

/// The properties of [`GatePage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: RoomId,
    pub(crate) gate: Gate,
}

/// The page, in the place of the room.
#[component]
pub(crate) fn GatePage(props: &Props) -> Html {
    let t = &text().board;
    let handlers = use_handlers();
    let room = props.room;
    let say = |work: Work| {
        let handlers = handlers.clone();
        Callback::from(move |_: MouseEvent| {
            handlers.command(Command::Work { room, work: Box::new(work.clone()) });
        })
    };
    match &props.gate {
        Gate::Notice => html! {
            <div class="page" data-test="gate" data-gate="notice">
                <h1 key="heading" id="heading" tabindex="-1">{ t.notice_heading }</h1>
                <p class="banner banner-warning">{ t.notice_text }</p>
                <button id="notice-read" class="button" onclick={say(Work::NoticeRead)}>{ t.notice_button }</button>
            </div>
        },
        Gate::Declare { conflict: Some(conflict), .. } => html! {
            <div class="page" data-test="gate" data-gate="declared">
                <h1 key="heading" id="heading" tabindex="-1">{ t.declare_heading }</h1>
                <p class="banner">{ fill(t.declared, &[("conflict", work::conflict(conflict))]) }</p>
            </div>
        },
        Gate::Declare { header, conflict: None } => html! {
            <div class="page" data-test="gate" data-gate="declare">
                <h1 key="heading" id="heading" tabindex="-1">{ t.declare_heading }</h1>
                <p class="banner" data-test="header">{ fill(t.declare_told, &[("header", header)]) }</p>
                <p>{ t.declare_text }</p>
                <div class="buttons">
                    <button id="no-conflict" class="button" onclick={say(Work::Declared { conflict: None })}>{ t.declare_none }</button>
                    <button id="conflict" class="button button-plain" onclick={handlers.go(Route::Act(room, Act::Declare, None))}>{ t.declare_conflict }</button>
                </div>
            </div>
        },
    }
}
