//! Changing the passphrase.

use crate::messages::{Passphrase, PassphraseRefused, ToWorker};
use crate::state::{Action, PassphraseChange, Route};
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, error_of, into_state, on_submit};
use crate::views::gate::MIN_PASSPHRASE_CHARS;
use crate::views::handlers::use_handlers;
use crate::views::moment;
use crate::views::passphrase_field::PassphraseField;
use yew::prelude::*;

/// The properties of [`ChangePassphrase`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) progress: PassphraseChange,
}

/// The form.
#[component]
pub(crate) fn ChangePassphrase(props: &Props) -> Html {
    let t = &text().passphrase;
    let handlers = use_handlers();
    let old = use_state_eq(String::new);
    let new = use_state_eq(String::new);
    let checked = use_state_eq(Vec::<FieldError>::new);
    let busy = props.progress == PassphraseChange::Working;
    use_effect_with(props.progress, {
        let (old, new) = (old.clone(), new.clone());
        move |progress| {
            if *progress == PassphraseChange::Done {
                old.set(String::new());
                new.set(String::new());
            }
        }
    });
    let onsubmit = {
        let (handlers, old, new, checked) = (handlers.clone(), old.clone(), new.clone(), checked.clone());
        on_submit(move || {
            let found = check(&old, &new);
            if found.is_empty() && !busy {
                handlers.act.emit(Action::ChangingPassphrase);
                let (old, new) = (Passphrase((*old).clone()), Passphrase((*new).clone()));
                handlers.ask.emit(ToWorker::ChangePassphrase { old, new });
            }
            checked.set(found);
        })
    };
    let errors = if checked.is_empty() { refused(props.progress) } else { (*checked).clone() };
    html! {
        <div class="page">
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <ErrorSummary key="errors" errors={errors.clone()} />
            <div key="changed" role="status">
                if props.progress == PassphraseChange::Done { <p id="changed" class="banner banner-ok">{ t.changed }</p> }
            </div>
            <form key="form" {onsubmit} novalidate=true>
                <PassphraseField id="old-passphrase" label={t.old} error={error_of(&errors, "old-passphrase")}
                    value={(*old).clone()} oninput={into_state(&old)} autocomplete="current-password" />
                <PassphraseField id="new-passphrase" label={t.new} hint={Some(AttrValue::from(t.new_hint))}
                    error={error_of(&errors, "new-passphrase")} value={(*new).clone()} oninput={into_state(&new)}
                    autocomplete="new-password" />
                <div class="buttons">
                    <button id="confirm" type="submit" class="button" aria-disabled={busy.then_some("true")}>
                        { if busy { t.changing } else { t.change } }
                    </button>
                    <button id="cancel" type="button" class="button button-plain" onclick={handlers.go(Route::Settings)}>{ text().shell.cancel }</button>
                </div>
            </form>
        </div>
    }
}

fn check(old: &str, new: &str) -> Vec<FieldError> {
    let t = &text().passphrase;
    let mut errors = Vec::new();
    if old.trim().is_empty() {
        errors.push(("old-passphrase", t.error_old.to_owned()));
    }
    if new.trim().chars().count() < MIN_PASSPHRASE_CHARS {
        errors.push(("new-passphrase", t.error_short.to_owned()));
    }
    errors
}

fn refused(progress: PassphraseChange) -> Vec<FieldError> {
    let t = &text().passphrase;
    match progress {
        PassphraseChange::Refused(PassphraseRefused::WrongPassphrase) => {
            vec![("old-passphrase", t.error_wrong.to_owned())]
        }
        PassphraseChange::Refused(PassphraseRefused::TooSoon { until }) => {
            vec![("old-passphrase", fill(t.error_wait, &[("when", &moment(until))]))]
        }
        PassphraseChange::Refused(PassphraseRefused::NotKept) => vec![("new-passphrase", t.error_not_kept.to_owned())],
        PassphraseChange::Idle | PassphraseChange::Working | PassphraseChange::Done => Vec::new(),
    }
}
