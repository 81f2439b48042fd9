//! How it stands with the relay, in words, and who sits here: several people may share a computer.

use super::handlers::use_handlers;
use crate::messages::ToWorker;
use crate::text::{fill, text};
use marram_core::view::{Connection, Me};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`ConnectionLine`].
#[derive(Properties, PartialEq)]
pub(crate) struct ConnectionProps {
    pub(crate) connection: Connection,
    pub(crate) me: Option<Rc<Me>>,
}

/// The line under the bar.
#[component]
pub(crate) fn ConnectionLine(props: &ConnectionProps) -> Html {
    let t = &text().shell;
    let handlers = use_handlers();
    let try_now = handlers.ask.reform(|_: MouseEvent| ToWorker::ConnectNow { asked: true });
    let (state, words) = match &props.connection {
        Connection::Offline => ("offline", t.offline.to_owned()),
        Connection::Connecting => ("connecting", t.connecting.to_owned()),
        Connection::Online { waiting: 0 } => ("online", t.online.to_owned()),
        Connection::Online { waiting } => ("catching-up", t.catching_up.of(*waiting)),
        Connection::Refused(kind) => {
            let why = crate::text::notice(text(), *kind, |_| text().people.unnamed.to_owned());
            ("refused", format!("{} {why}", t.refused))
        }
        Connection::Distrusted => ("distrusted", t.distrusted.to_owned()),
    };
    let can_try = matches!(props.connection, Connection::Offline | Connection::Refused(_));
    html! {
        <div class={classes!("connection", format!("connection-{state}"))}>
            <span id="connection" data-state={state}>{ words }</span>
            if let Some(me) = props.me.as_ref().filter(|me| !me.name.is_empty()) { <span id="who-you-are" class="who-you-are">{ fill(t.you_are, &[("name", &me.name)]) }</span> }
            if can_try { <button id="try-now" class="link" onclick={try_now}>{ t.try_now }</button> }
        </div>
    }
}
