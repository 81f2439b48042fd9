//! Unlocking, and what to do when the passphrase is forgotten.

use super::frame::Frame;
use super::unlock_passkey::UnlockPasskey;
use crate::messages::{AtTheLock, Passphrase, ToWorker, UnlockRefused};
use crate::platform::clock;
use crate::text::text;
use crate::views::countdown::Countdown;
use crate::views::form::{ErrorSummary, FieldError, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::passphrase_field::PassphraseField;
use crate::views::settings::ConfirmRemoval;
use yew::prelude::*;

/// The properties of [`Unlock`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) problem: Option<UnlockRefused>,
    pub(crate) busy: bool,
    /// The page was opened with a link although this browser is joined.
    pub(crate) has_link: bool,
    pub(crate) at_the_lock: AtTheLock,
}

/// The form.
#[component]
pub(crate) fn Unlock(props: &Props) -> Html {
    let t = &text().unlock;
    let handlers = use_handlers();
    let passphrase = use_state_eq(String::new);
    let empty = use_state_eq(|| false);
    // Asked of the clock when drawn; the countdown has it drawn anew when its time is over.
    let ended = use_force_update();
    let not_before = props.at_the_lock.not_before.filter(|until| clock::now() < *until);
    let on_end = use_memo((), |()| Callback::from(move |()| ended.force_update()));
    use_effect_with(props.problem, {
        let passphrase = passphrase.clone();
        move |problem| {
            if *problem == Some(UnlockRefused::WrongPassphrase) {
                passphrase.set(String::new());
            }
        }
    });
    let onsubmit = {
        let (handlers, passphrase, empty, busy) = (handlers.clone(), passphrase.clone(), empty.clone(), props.busy);
        let waits = props.at_the_lock.not_before;
        on_submit(move || {
            let nothing = passphrase.trim().is_empty();
            empty.set(nothing);
            if !nothing && !busy && waits.is_none_or(|until| clock::now() >= until) {
                handlers.ask.emit(ToWorker::Unlock { passphrase: Passphrase((*passphrase).clone()) });
            }
        })
    };
    let errors: Vec<FieldError> = match (*empty, props.problem) {
        (true, _) => vec![("passphrase", t.error_empty.to_owned())],
        (_, Some(UnlockRefused::WrongPassphrase)) => vec![("passphrase", t.error_wrong.to_owned())],
        _ => Vec::new(),
    };
    html! {
        <Frame view="unlock" heading={t.heading}>
            <ErrorSummary errors={errors.clone()} />
            if props.problem == Some(UnlockRefused::NotKept) { <p class="banner banner-danger" role="alert">{ t.not_kept }</p> }
            <div id="wait">
                if let Some(until) = not_before {
                    <p class="banner banner-warning"><Countdown {until} words={t.wait} over={t.wait_over} on_end={(*on_end).clone()} /></p>
                }
            </div>
            if props.has_link { <p class="banner banner-warning">{ t.has_link }</p> }
            if let Some(passkey) = &props.at_the_lock.passkey {
                <UnlockPasskey passkey={passkey.clone()} busy={props.busy} wrong={props.problem == Some(UnlockRefused::WrongPasskey)} />
            }
            <form {onsubmit} novalidate=true>
                <PassphraseField id="passphrase" label={t.passphrase} error={error_of(&errors, "passphrase")}
                    value={(*passphrase).clone()} oninput={into_state(&passphrase)} autocomplete="current-password" />
                <button id="unlock" type="submit" class="button" aria-disabled={(props.busy || not_before.is_some()).then_some("true")}>
                    { if props.busy { t.unlocking } else { t.unlock } }
                </button>
            </form>
            <details id="forgotten" class="apart">
                <summary>{ t.forgotten }</summary>
                <p>{ t.forgotten_text }</p>
                <ConfirmRemoval unsent={0} />
            </details>
        </Frame>
    }
}
