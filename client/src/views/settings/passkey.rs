//! Unlocking with a passkey: setting one up, and no longer using it.

use crate::messages::{PasskeyHint, Passphrase, PassphraseRefused, ToWorker};
use crate::platform::passkey::{self, PasskeyError};
use crate::state::{Action, PassphraseChange};
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::moment;
use crate::views::passphrase_field::PassphraseField;
use marram_core::rest::PrfOutput;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

const FIELD: &str = "passkey-passphrase";

/// The properties of [`Passkey`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// There is one already.
    pub(super) has: bool,
    pub(super) progress: PassphraseChange,
}

/// The part of the page.
#[component]
pub(super) fn Passkey(props: &Props) -> Html {
    let t = &text().passkey;
    let handlers = use_handlers();
    let supported = use_state_eq(|| None::<bool>);
    {
        let supported = supported.clone();
        use_effect_with((), move |()| spawn_local(async move { supported.set(Some(passkey::supported().await)) }));
    }
    let remove = {
        let handlers = handlers.clone();
        Callback::from(move |_: MouseEvent| {
            handlers.act.emit(Action::ChangingPasskey);
            handlers.ask.emit(ToWorker::RemovePasskey);
        })
    };
    let done = match (props.progress, props.has) {
        (PassphraseChange::Done, true) => Some(t.added),
        (PassphraseChange::Done, false) => Some(t.removed),
        _ => None,
    };
    html! {
        <>
            <div key="changed" role="status">
                if let Some(done) = done { <p id="passkey-changed" class="banner banner-ok">{ done }</p> }
            </div>
            if props.has {
                <p key="has">{ t.has }</p>
                <p key="hint" id="remove-passkey-hint" class="hint">{ t.remove_hint }</p>
                <button key="remove" id="remove-passkey" class="button button-plain" aria-describedby="remove-passkey-hint" onclick={remove}>{ t.remove }</button>
            } else {
                <p key="about">{ t.about }</p>
                if *supported == Some(false) { <p key="unsupported" id="no-passkeys">{ t.unsupported }</p> }
                if *supported == Some(true) { <Add key="add" progress={props.progress} /> }
            }
        </>
    }
}

/// The properties of [`Add`].
#[derive(Properties, PartialEq)]
struct AddProps {
    progress: PassphraseChange,
}

/// The form. A passkey that was made is kept for the next try, where only the passphrase was wrong.
#[component]
fn Add(props: &AddProps) -> Html {
    let t = &text().passkey;
    let handlers = use_handlers();
    let passphrase = use_state_eq(String::new);
    let checked = use_state_eq(Vec::<FieldError>::new);
    let asking = use_state_eq(|| false);
    let made = use_mut_ref(|| None::<(PasskeyHint, PrfOutput)>);
    let busy = *asking || props.progress == PassphraseChange::Working;
    let onsubmit = {
        let (passphrase, checked) = (passphrase.clone(), checked.clone());
        on_submit(move || {
            if busy {
                return;
            }
            if passphrase.trim().is_empty() {
                return checked.set(vec![(FIELD, text().unlock.error_empty.to_owned())]);
            }
            checked.set(Vec::new());
            asking.set(true);
            let (handlers, asking, checked, made) = (handlers.clone(), asking.clone(), checked.clone(), made.clone());
            let passphrase = Passphrase((*passphrase).clone());
            spawn_local(async move {
                let before = made.borrow().clone();
                let asked = match before {
                    Some(before) => Ok(before),
                    None => passkey::make(text().shell.name).await,
                };
                asking.set(false);
                match asked {
                    Ok((passkey, answer)) => {
                        made.replace(Some((passkey.clone(), answer.clone())));
                        handlers.act.emit(Action::ChangingPasskey);
                        handlers.ask.emit(ToWorker::AddPasskey { passphrase, passkey, answer });
                    }
                    Err(why) => checked.set(vec![(FIELD, not_made(why).to_owned())]),
                }
            });
        })
    };
    let errors = if checked.is_empty() { refused(props.progress) } else { (*checked).clone() };
    html! {
        <form {onsubmit} novalidate=true>
            <ErrorSummary errors={errors.clone()} />
            <PassphraseField id={FIELD} label={t.passphrase} hint={Some(AttrValue::from(t.passphrase_hint))}
                error={error_of(&errors, FIELD)} value={(*passphrase).clone()} oninput={into_state(&passphrase)}
                autocomplete="current-password" />
            <button id="add-passkey" type="submit" class="button button-plain" aria-disabled={busy.then_some("true")}>
                { if busy { t.adding } else { t.add } }
            </button>
        </form>
    }
}

fn not_made(why: PasskeyError) -> &'static str {
    let t = &text().passkey;
    match why {
        PasskeyError::NotDone => t.error_not_made,
        PasskeyError::WithoutPrf => t.error_cannot,
    }
}

fn refused(progress: PassphraseChange) -> Vec<FieldError> {
    let t = &text().passphrase;
    let words = match progress {
        PassphraseChange::Refused(PassphraseRefused::WrongPassphrase) => t.error_wrong.to_owned(),
        PassphraseChange::Refused(PassphraseRefused::TooSoon { until }) => {
            fill(t.error_wait, &[("when", &moment(until))])
        }
        PassphraseChange::Refused(PassphraseRefused::NotKept) => text().passkey.error_not_kept.to_owned(),
        PassphraseChange::Idle | PassphraseChange::Working | PassphraseChange::Done => return Vec::new(),
    };
    vec![(FIELD, words)]
}
