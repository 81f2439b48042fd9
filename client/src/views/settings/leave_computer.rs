//! Leaving a shared computer: the device ends itself, and nothing of it stays.

use crate::messages::ToWorker;
use crate::state::Route;
use crate::text::text;
use crate::views::handlers::use_handlers;
use yew::prelude::*;

/// The properties of [`LeaveComputer`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Own entries that the relay does not have yet.
    pub(crate) unsent: u32,
}

/// The page.
#[component]
pub(crate) fn LeaveComputer(props: &Props) -> Html {
    let t = &text().sitting;
    let handlers = use_handlers();
    let leaving = use_state_eq(|| false);
    let leave = {
        let (handlers, leaving) = (handlers.clone(), leaving.clone());
        Callback::from(move |_: MouseEvent| {
            if !*leaving {
                leaving.set(true);
                handlers.ask.emit(ToWorker::LeaveComputer { reason: text().sitting.reason.to_owned() });
            }
        })
    };
    html! {
        <div class="page">
            <h1 id="heading" tabindex="-1">{ t.leave_heading }</h1>
            <p>{ t.leave_text }</p>
            <p>{ t.leave_alone }</p>
            if props.unsent > 0 { <p class="banner banner-warning">{ text().sign_out.unsent.of(props.unsent) }</p> }
            <div class="buttons">
                <button id="leave-computer" class="button button-danger" aria-disabled={leaving.then_some("true")} onclick={leave}>
                    { if *leaving { t.leaving } else { t.leave } }
                </button>
                <button id="cancel" class="button button-plain" onclick={handlers.go(Route::Rooms)}>{ text().shell.cancel }</button>
            </div>
        </div>
    }
}
