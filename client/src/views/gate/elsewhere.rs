//! Starting, and Marram in another tab.

use super::frame::Frame;
use crate::messages::ToWorker;
use crate::text::text;
use crate::views::handlers::use_handlers;
use yew::prelude::*;

/// Before anything is known; mostly too short to be seen.
#[component]
pub(crate) fn Starting() -> Html {
    html! { <Frame view="starting" heading={text().gate.starting}></Frame> }
}

/// The properties of [`Elsewhere`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// It was here, and another tab took it over.
    pub(crate) taken_over: bool,
}

/// Another tab has Marram; this one can have it.
#[component]
pub(crate) fn Elsewhere(props: &Props) -> Html {
    let t = &text().gate;
    let handlers = use_handlers();
    let take_over = Callback::from(move |_| handlers.ask.emit(ToWorker::TakeOver));
    let (view, heading, words) = match props.taken_over {
        false => ("elsewhere", t.elsewhere_heading, t.elsewhere_text),
        true => ("taken-over", t.taken_heading, t.taken_text),
    };
    html! {
        <Frame {view} {heading}>
            <p>{ words }</p>
            <button id="use-here" class="button" onclick={take_over}>{ t.use_here }</button>
        </Frame>
    }
}
