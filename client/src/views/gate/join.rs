//! Joining by link: a passphrase, a name for the device.

use super::frame::Frame;
use super::link::was_device;
use super::sitting::SharedComputer;
use crate::messages::{JoinRefused, LinkFragment, Passphrase, ToWorker};
use crate::platform::document::{self, DeviceKind};
use crate::platform::{keep, preference};
use crate::state::Whose;
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use crate::views::moment;
use crate::views::passphrase_field::PassphraseField;
use crate::views::tag::AgencyTag;
use marram_core::command::MAX_LINE_CHARS;
use marram_core::identity::SecretWords;
use marram_protocol::UnixMillis;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The fewest characters of a passphrase.
pub(crate) const MIN_PASSPHRASE_CHARS: usize = 12;

/// The properties of [`Join`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) fragment: LinkFragment,
    pub(crate) expires: UnixMillis,
    pub(crate) whose: Whose,
    /// Whether words are needed that the administrator has told.
    pub(crate) spoken: bool,
    pub(crate) problem: Option<JoinRefused>,
    pub(crate) busy: bool,
}

/// The form.
#[component]
pub(crate) fn Join(props: &Props) -> Html {
    let t = &text().join;
    let handlers = use_handlers();
    let passphrase = use_state_eq(String::new);
    let device = use_state_eq(|| device_words(document::device_kind()).to_owned());
    let spoken = use_state_eq(String::new);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let sitting = use_state_eq(|| None::<u64>);
    let sits = {
        let sitting = sitting.clone();
        Callback::from(move |lasts_ms| sitting.set(lasts_ms))
    };
    let onsubmit = {
        let (handlers, passphrase, device, errors) =
            (handlers.clone(), passphrase.clone(), device.clone(), errors.clone());
        let (fragment, busy, spoken, asks) = (props.fragment.clone(), props.busy, spoken.clone(), props.spoken);
        let sitting_ms = *sitting;
        on_submit(move || {
            let mut found = check(&passphrase, &device);
            if asks && spoken.trim().is_empty() {
                found.insert(0, ("spoken", t.error_spoken_empty.to_owned()));
            }
            if found.is_empty() && !busy {
                let device_name = device.trim().chars().take(MAX_LINE_CHARS).collect();
                let passphrase = Passphrase((*passphrase).clone());
                preference::remember_nothing(sitting_ms.is_some());
                if sitting_ms.is_none() {
                    // Some browsers ask the person, and only right after they did something.
                    spawn_local(async {
                        let _granted = keep::ask_to_keep().await;
                    });
                }
                let spoken = asks.then(|| SecretWords((*spoken).clone()));
                handlers.ask.emit(ToWorker::Join {
                    fragment: fragment.clone(),
                    spoken,
                    device_name,
                    passphrase,
                    sitting_ms,
                });
            }
            complain(&errors, found);
        })
    };
    let further = props.whose.further;
    let errors = match (errors.is_empty(), props.problem) {
        (true, Some(JoinRefused::WrongSpoken)) => vec![("spoken", t.error_spoken.to_owned())],
        _ => (*errors).clone(),
    };
    html! {
        <Frame view="join" heading={if further { t.further_heading } else { t.heading }}>
            <ErrorSummary errors={errors.clone()} />
            if props.problem == Some(JoinRefused::NotKept) { <p class="banner banner-danger" role="alert">{ t.not_kept }</p> }
            if was_device() { <p class="banner banner-warning">{ text().gate.lost_join }</p> }
            <p id="whose">
                <strong>{ fill(if further { t.further_whose } else { t.whose }, &[("name", &props.whose.name), ("role", &props.whose.role)]) }</strong>
                { " " }<AgencyTag agency={props.whose.agency.clone()} />
            </p>
            <p>{ if further { t.further_not_you } else { t.not_you } }{ " " }{ if further { t.further_intro } else { t.intro } }{ " " }{ fill(t.expires, &[("when", &moment(props.expires))]) }</p>
            <p>{ t.private_window }</p>
            <form {onsubmit} novalidate=true>
                if props.spoken {
                    <TextField id="spoken" label={t.spoken} hint={Some(AttrValue::from(t.spoken_hint))}
                        error={error_of(&errors, "spoken")} value={(*spoken).clone()} oninput={into_state(&spoken)} />
                }
                <PassphraseField id="passphrase" label={t.passphrase} hint={Some(AttrValue::from(t.passphrase_hint))}
                    error={error_of(&errors, "passphrase")} value={(*passphrase).clone()} oninput={into_state(&passphrase)}
                    autocomplete="new-password" />
                <p class="banner">{ t.passphrase_warning }</p>
                <TextField id="device-name" label={t.device} hint={Some(AttrValue::from(t.device_hint))}
                    error={error_of(&errors, "device-name")} value={(*device).clone()} oninput={into_state(&device)} />
                <SharedComputer sitting_ms={*sitting} onchange={sits} />
                <button id="join" type="submit" class="button" aria-disabled={props.busy.then_some("true")}>
                    { if props.busy { t.joining } else { t.join } }
                </button>
            </form>
        </Frame>
    }
}

fn check(passphrase: &str, device: &str) -> Vec<FieldError> {
    let t = &text().join;
    let mut errors = Vec::new();
    if passphrase.trim().is_empty() {
        errors.push(("passphrase", t.error_passphrase_empty.to_owned()));
    } else if passphrase.trim().chars().count() < MIN_PASSPHRASE_CHARS {
        errors.push(("passphrase", t.error_passphrase_short.to_owned()));
    }
    if device.trim().is_empty() {
        errors.push(("device-name", t.error_device.to_owned()));
    }
    errors
}

fn device_words(kind: DeviceKind) -> &'static str {
    let t = &text().join;
    match kind {
        DeviceKind::Iphone => t.iphone,
        DeviceKind::Ipad => t.ipad,
        DeviceKind::Android => t.android,
        DeviceKind::Windows => t.windows,
        DeviceKind::Mac => t.mac,
        DeviceKind::Linux => t.linux,
        DeviceKind::Unknown => t.unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_makes_a_passphrase_no_longer() {
        assert_eq!(check("short       ", "PC").len(), 1);
        assert_eq!(check("            ", " ").len(), 2);
        assert_eq!(check("grey heron at low water", "PC"), []);
    }
}
