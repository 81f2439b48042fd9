//! A sitting at a shared computer is over.

use super::frame::Frame;
use crate::messages::{SittingEnd, ToWorker};
use crate::text::text;
use crate::views::handlers::use_handlers;
use yew::prelude::*;

/// The properties of [`Ended`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) how: SittingEnd,
}

/// What has become of it, and what to do now.
#[component]
pub(crate) fn Ended(props: &Props) -> Html {
    let t = &text().sitting;
    let handlers = use_handlers();
    let (view, heading, words) = match props.how {
        SittingEnd::Left => ("left", t.left_heading, t.left_text),
        SittingEnd::Untold => ("left-untold", t.left_heading, t.untold_text),
        SittingEnd::Over => ("sitting-over", t.over_heading, t.over_text),
    };
    let again = Callback::from(move |_: MouseEvent| handlers.ask.emit(ToWorker::Forget));
    html! {
        <Frame {view} {heading}>
            <p>{ words }</p>
            <p>{ t.nothing_kept }</p>
            <button id="use-again" class="button button-plain" onclick={again}>{ t.again }</button>
        </Frame>
    }
}
