//! How far packages are that were sent together, and those that could not be sent.

use crate::text::notice;
use crate::text::{fill, text};
use crate::views::handlers::use_handlers;
use marram_core::Command;
use marram_core::view::{QueueView, StoppedReferral};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Sending`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) queue: Rc<QueueView>,
}

/// A banner while some are to go, and another while some are stopped.
#[component]
pub(super) fn Sending(props: &Props) -> Html {
    let t = &text().many;
    let handlers = use_handlers();
    let queue = &props.queue;
    let left = queue.waiting + queue.under_way;
    let sent = queue.sent.saturating_sub(queue.under_way);
    let settle = |again: bool| {
        let handlers = handlers.clone();
        Callback::from(move |_: MouseEvent| handlers.command(Command::SettleStopped { again }))
    };
    let line = |one: &StoppedReferral| {
        let values = [
            ("reference", one.reference.as_str()),
            ("desk", one.desk.name.as_str()),
            ("agency", one.desk.agency_name.as_str()),
        ];
        let why = notice(text(), one.why, |_| String::new());
        html! { <li key={one.reference.clone()}>{ fill(t.stopped_one, &values) }{ ". " }{ why }</li> }
    };
    let stopped = u32::try_from(queue.stopped.len()).unwrap_or(u32::MAX);
    html! {
        <>
            if left > 0 {
                <p key="sending" class="banner" data-test="sending" data-left={left.to_string()}>
                    { fill(t.sending, &[("sent", &sent.to_string()), ("waiting", &left.to_string())]) }</p>
            }
            if stopped > 0 {
                <div key="stopped" class="banner banner-danger" data-test="stopped" data-count={stopped.to_string()}>
                    <h2>{ t.stopped.of(stopped) }</h2>
                    <p>{ t.stopped_text }</p>
                    <ul>{ for queue.stopped.iter().map(line) }</ul>
                    <div class="record-acts">
                        <button id="again" class="button button-plain" onclick={settle(true)}>{ t.again }</button>
                        <button id="forget" class="link" onclick={settle(false)}>{ t.forget }</button>
                    </div>
                </div>
            }
        </>
    }
}
