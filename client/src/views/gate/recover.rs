//! Recovering an agency with its recovery phrase.

use super::found::check;
use super::frame::Frame;
use crate::messages::{JoinRefused, Passphrase, ToWorker};
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::passphrase_field::PassphraseField;
use marram_core::identity::{PhraseError, RootKey, SecretWords};
use yew::prelude::*;

/// The properties of [`Recover`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) problem: Option<JoinRefused>,
    pub(crate) busy: bool,
}

/// The form.
#[component]
pub(crate) fn Recover(props: &Props) -> Html {
    let t = &text().recover;
    let handlers = use_handlers();
    let [phrase, name, passphrase] = [use_state_eq(String::new), use_state_eq(String::new), use_state_eq(String::new)];
    let role = use_state_eq(|| t.role_value.to_owned());
    let errors = use_state_eq(Vec::<FieldError>::new);
    let onsubmit = {
        let (phrase, name, role, passphrase) = (phrase.clone(), name.clone(), role.clone(), passphrase.clone());
        let (errors, busy) = (errors.clone(), props.busy);
        on_submit(move || {
            let words = SecretWords((*phrase).clone());
            let mut found: Vec<FieldError> =
                RootKey::from_phrase(&words).err().map(|error| ("phrase", phrase_error(error))).into_iter().collect();
            // The agency's name stands in its register.
            found.extend(check("-", &name, &role, &passphrase));
            if found.is_empty() && !busy {
                handlers.ask.emit(ToWorker::Recover {
                    phrase: words,
                    name: name.trim().to_owned(),
                    role: role.trim().to_owned(),
                    passphrase: Passphrase((*passphrase).clone()),
                });
            }
            complain(&errors, found);
        })
    };
    html! {
        <Frame view="recover" heading={t.heading}>
            <ErrorSummary errors={(*errors).clone()} />
            if props.problem == Some(JoinRefused::NotKept) { <p class="banner banner-danger" role="alert">{ text().join.not_kept }</p> }
            <p>{ t.intro }</p>
            <form {onsubmit} novalidate=true>
                <TextField id="phrase" label={t.phrase} hint={Some(AttrValue::from(t.phrase_hint))} error={error_of(&errors, "phrase")}
                    value={(*phrase).clone()} oninput={into_state(&phrase)} tall=true />
                <TextField id="name" label={t.name} hint={Some(AttrValue::from(t.name_hint))} error={error_of(&errors, "name")}
                    value={(*name).clone()} oninput={into_state(&name)} />
                <TextField id="role" label={t.role} error={error_of(&errors, "role")} value={(*role).clone()} oninput={into_state(&role)} />
                <PassphraseField id="passphrase" label={text().join.passphrase} hint={Some(AttrValue::from(text().join.passphrase_hint))}
                    error={error_of(&errors, "passphrase")} value={(*passphrase).clone()} oninput={into_state(&passphrase)}
                    autocomplete="new-password" />
                <button id="recover" type="submit" class="button" aria-disabled={props.busy.then_some("true")}>
                    { if props.busy { t.recovering } else { t.recover } }
                </button>
            </form>
        </Frame>
    }
}

/// What is wrong with words that should be a recovery phrase.
pub(crate) fn phrase_error(error: PhraseError) -> String {
    let t = &text().recover;
    match error {
        PhraseError::Count { got } => fill(t.error_count, &[("got", &got.to_string())]),
        PhraseError::Word { place } => fill(t.error_word, &[("place", &place.to_string())]),
        PhraseError::Together => t.error_together.to_owned(),
    }
}
