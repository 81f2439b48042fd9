//! Appointing somebody an administrator, with the recovery phrase.

use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, error_of, into_state, on_submit};
use crate::views::gate::phrase_error;
use crate::views::handlers::use_handlers;
use marram_core::Command;
use marram_core::identity::{RootKey, SecretWords};
use marram_core::view::{Me, StaffView};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`Appoint`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) staff: Rc<StaffView>,
    pub(super) me: Option<Rc<Me>>,
}

/// The form, folded away: it is rarely needed.
#[component]
pub(super) fn Appoint(props: &Props) -> Html {
    let t = &text().staff;
    let handlers = use_handlers();
    let typed = use_state_eq(String::new);
    let done = use_state_eq(|| false);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let onsubmit = {
        let (handlers, typed, done, errors) = (handlers.clone(), typed.clone(), done.clone(), errors.clone());
        let (staff, own) = (props.staff.clone(), props.me.as_ref().map(|me| me.agency.id));
        on_submit(move || {
            let phrase = SecretWords((*typed).clone());
            let error = match RootKey::from_phrase(&phrase) {
                Err(error) => Some(phrase_error(error)),
                Ok(root) if Some(root.agency()) != own => Some(t.error_other.to_owned()),
                Ok(_) => None,
            };
            if error.is_none() {
                // Every device that the person has now; one that comes later is appointed anew.
                for device in staff.devices.iter().filter(|device| !device.administrator) {
                    handlers.command(Command::AppointAdministrator { device: device.id, phrase: phrase.clone() });
                }
                typed.set(String::new());
                done.set(true);
            }
            errors.set(error.map(|words| ("phrase", words)).into_iter().collect());
        })
    };
    let with_name = |words: &str| fill(words, &[("name", &props.staff.name)]);
    html! {
        <details class="apart" id="appoint-details">
            <summary>{ with_name(t.appoint) }</summary>
            <p>{ t.appoint_text }</p>
            <ErrorSummary errors={(*errors).clone()} />
            <div role="status">if *done { <p class="banner banner-ok" id="appointed">{ with_name(t.appointed) }</p> }</div>
            <form {onsubmit} novalidate=true>
                <TextField id="phrase" label={t.phrase} hint={Some(AttrValue::from(t.phrase_hint))} error={error_of(&errors, "phrase")}
                    value={(*typed).clone()} oninput={into_state(&typed)} tall=true />
                <button id="appoint" type="submit" class="button">{ t.appoint_button }</button>
            </form>
        </details>
    }
}
