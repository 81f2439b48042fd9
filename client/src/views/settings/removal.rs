//! Signing out: everything that this browser keeps is removed, once the person has typed that they want it.

use crate::messages::ToWorker;
use crate::state::Route;
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use yew::prelude::*;

/// The properties of [`SignOut`] and [`ConfirmRemoval`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Own entries that the relay does not have yet.
    pub(crate) unsent: u32,
}

/// The page.
#[component]
pub(crate) fn SignOut(props: &Props) -> Html {
    let t = &text().sign_out;
    let handlers = use_handlers();
    html! {
        <div class="page">
            <h1 id="heading" tabindex="-1">{ t.heading }</h1>
            <p>{ t.rooms }</p>
            <ConfirmRemoval unsent={props.unsent} />
            <button id="cancel" class="button button-plain" onclick={handlers.go(Route::Settings)}>{ text().shell.cancel }</button>
        </div>
    }
}

/// The typed confirmation.
#[component]
pub(crate) fn ConfirmRemoval(props: &Props) -> Html {
    let t = &text().sign_out;
    let handlers = use_handlers();
    let typed = use_state_eq(String::new);
    let wrong = use_state_eq(|| false);
    let onsubmit = {
        let (typed, wrong) = (typed.clone(), wrong.clone());
        on_submit(move || {
            let right = typed.trim().to_lowercase() == text().sign_out.word;
            wrong.set(!right);
            if right {
                handlers.ask.emit(ToWorker::Forget);
            }
        })
    };
    let with_word = |words: &str| fill(words, &[("word", t.word)]);
    let errors: Vec<FieldError> = if *wrong { vec![("confirm-word", with_word(t.error))] } else { Vec::new() };
    html! {
        <form {onsubmit} novalidate=true>
            <ErrorSummary errors={errors.clone()} />
            <p class="banner banner-danger">{ t.text }</p>
            if props.unsent > 0 { <p class="banner banner-warning">{ t.unsent.of(props.unsent) }</p> }
            <TextField id="confirm-word" label={with_word(t.confirm)} error={error_of(&errors, "confirm-word")}
                value={(*typed).clone()} oninput={into_state(&typed)} />
            <button id="remove-data" type="submit" class="button button-danger">{ t.button }</button>
        </form>
    }
}
