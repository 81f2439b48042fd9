//! Waiting for an administrator's approval: the number to compare, and how it stands.

use super::frame::Frame;
use crate::messages::ToWorker;
use crate::text::{fill, text};
use crate::views::connection::ConnectionLine;
use crate::views::handlers::use_handlers;
use crate::views::moment;
use crate::views::tag::AgencyTag;
use marram_core::view::{Connection, Me, WaitingView};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Waiting`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) waiting: Rc<WaitingView>,
    pub(crate) me: Option<Rc<Me>>,
    pub(crate) connection: Connection,
}

/// The page.
#[component]
pub(crate) fn Waiting(props: &Props) -> Html {
    let t = &text().waiting;
    let handlers = use_handlers();
    let waiting = &props.waiting;
    let start_again = Callback::from(move |_: MouseEvent| handlers.ask.emit(ToWorker::Forget));
    let until = moment(waiting.until);
    let (state, words) = match (waiting.over, waiting.said) {
        (true, _) => ("over", fill(t.over, &[("when", &until)])),
        (false, true) => ("said", t.said.to_owned()),
        (false, false) => ("unsaid", t.unsaid.to_owned()),
    };
    html! {
        <Frame view="waiting" heading={if waiting.over { t.over_heading } else { t.heading }}>
            <ConnectionLine connection={props.connection.clone()} me={None::<Rc<Me>>} />
            if let Some(me) = &props.me {
                <p id="whose">
                    <strong>{ fill(text().join.whose, &[("name", &me.name), ("role", &me.role)]) }</strong>
                    { " " }<AgencyTag agency={me.agency.clone()} />
                </p>
            }
            <p id="waiting-state" data-state={state} role="status" class={waiting.over.then_some("banner banner-danger")}>{ words }</p>
            if !waiting.over {
                <p>{ t.how }</p>
                <h2 id="number-label">{ t.number }</h2>
                <ol id="approval-number" class="safety-number" aria-labelledby="number-label">
                    { for waiting.number.split(' ').map(|group| html! { <li>{ group }</li> }) }
                </ol>
                <p>{ t.differ }</p>
                <p>{ fill(t.until, &[("when", &until)]) }</p>
            }
            <p class="hint" id="start-again-hint">{ t.start_again_hint }</p>
            <button id="start-again" class="button button-plain" aria-describedby="start-again-hint" onclick={start_again}>{ text().join.start_again }</button>
        </Frame>
    }
}
