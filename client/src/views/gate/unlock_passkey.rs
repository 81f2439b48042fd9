//! Unlocking with a passkey, offered before the passphrase where there is one.

use crate::messages::{PasskeyHint, ToWorker};
use crate::platform::passkey;
use crate::text::text;
use crate::views::handlers::use_handlers;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The properties of [`UnlockPasskey`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) passkey: PasskeyHint,
    pub(super) busy: bool,
    /// It answered, and it was another one.
    pub(super) wrong: bool,
}

/// The button, and why it did not help.
#[component]
pub(super) fn UnlockPasskey(props: &Props) -> Html {
    let t = &text().passkey;
    let handlers = use_handlers();
    let not_used = use_state_eq(|| false);
    let onclick = {
        let (passkey, busy, not_used) = (props.passkey.clone(), props.busy, not_used.clone());
        Callback::from(move |_: MouseEvent| {
            if busy {
                return;
            }
            let (passkey, handlers, not_used) = (passkey.clone(), handlers.clone(), not_used.clone());
            not_used.set(false);
            spawn_local(async move {
                match passkey::ask(&passkey).await {
                    Ok(answer) => handlers.ask.emit(ToWorker::UnlockWithPasskey { answer }),
                    Err(_) => not_used.set(true),
                }
            });
        })
    };
    let problem = match (props.wrong, *not_used) {
        (_, true) => Some(t.error_not_used),
        (true, false) => Some(t.error_wrong),
        (false, false) => None,
    };
    html! {
        <>
            <div key="problem" role="alert">
                if let Some(problem) = problem { <p id="passkey-problem" class="banner banner-danger">{ problem }</p> }
            </div>
            <button key="button" id="unlock-passkey" class="button" {onclick} aria-disabled={props.busy.then_some("true")}>{ t.unlock }</button>
            <p key="or" class="below-button">{ t.or }</p>
        </>
    }
}
