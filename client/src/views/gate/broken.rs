//! What cannot be mended on this page. Nothing is deleted unless the person says so.

use super::frame::Frame;
use crate::messages::{Broken as Why, ToWorker};
use crate::platform::document;
use crate::text::text;
use crate::views::handlers::use_handlers;
use yew::prelude::*;

/// The properties of [`Broken`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) why: Why,
}

/// What has happened and what to do next.
#[component]
pub(crate) fn Broken(props: &Props) -> Html {
    let t = &text().gate;
    let handlers = use_handlers();
    let sure = use_state_eq(|| false);
    let (heading, words, next) = match props.why {
        Why::NoStore => (t.no_store_heading, t.no_store_text, t.no_store_next),
        Why::Full => (t.full_heading, t.full_text, t.full_next),
        Why::Damaged => (t.damaged_heading, t.damaged_text, t.damaged_next),
        Why::Newer => (t.newer_heading, t.newer_text, ""),
        Why::Stopped => (t.stopped_heading, t.stopped_text, ""),
    };
    let removal = || {
        let ask = sure.clone();
        let ask = Callback::from(move |_: MouseEvent| ask.set(true));
        let handlers = handlers.clone();
        let remove = Callback::from(move |_: MouseEvent| handlers.ask.emit(ToWorker::Forget));
        match *sure {
            false => {
                html! { <button id="remove-data" class="button button-plain" onclick={ask}>{ t.remove_here }</button> }
            }
            true => html! {
                <>
                    <p>{ text().sign_out.text }</p>
                    <button id="confirm" class="button button-danger" onclick={remove}>{ t.remove_here }</button>
                </>
            },
        }
    };
    html! {
        <Frame view={if props.why == Why::Full { "disk-full" } else { "broken" }} {heading}>
            <p key="words">{ words }</p>
            <p key="next">{ next }</p>
            <button key="reload" id="reload" class="button" onclick={|_| document::reload()}>{ t.reload }</button>
            if props.why == Why::Damaged { <div key="removal" class="apart">{ removal() }</div> }
        </Frame>
    }
}
