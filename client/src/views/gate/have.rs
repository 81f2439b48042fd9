//! Somebody has a link and did not open it, or a code: they put it in here. Browsers keep opened addresses in their
//! history, with all that stands in them, so this is the way at a computer that others use too.

use crate::messages::{CodeRefused, LinkFragment, Passphrase, ToWorker};
use crate::platform::clock;
use crate::state::{Action, Collecting, Invite};
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use marram_core::identity::{CodeError, DeviceCode};
use yew::prelude::*;

/// What is longer is meant as a link.
const LONGEST_CODE: usize = 40;

/// The properties of [`HaveLink`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) collecting: Collecting,
}

/// The form.
#[component]
pub(super) fn HaveLink(props: &Props) -> Html {
    let t = &text().have;
    let handlers = use_handlers();
    let typed = use_state_eq(String::new);
    let error = use_state_eq(|| None::<String>);
    let busy = props.collecting == Collecting::Working;
    let onsubmit = {
        let (typed, error) = (typed.clone(), error.clone());
        on_submit(move || {
            let found = read(&typed);
            error.set(found.as_ref().err().cloned());
            match found {
                Ok(Put::Link(invite)) => handlers.act.emit(Action::HasLink(invite)),
                Ok(Put::Code(code)) if !busy => {
                    handlers.act.emit(Action::Collecting);
                    handlers.ask.emit(ToWorker::Collect { code });
                }
                Ok(Put::Code(_)) | Err(_) => {}
            }
        })
    };
    let refused = match props.collecting {
        Collecting::Refused(why) => Some(refused(why).to_owned()),
        Collecting::Idle | Collecting::Working => None,
    };
    let errors: Vec<FieldError> = (*error).clone().or(refused).map(|words| ("have", words)).into_iter().collect();
    html! {
        <form {onsubmit} novalidate=true>
            <ErrorSummary errors={errors.clone()} />
            <TextField id="have" label={t.label} hint={Some(AttrValue::from(t.hint))} error={error_of(&errors, "have")}
                value={(*typed).clone()} oninput={into_state(&typed)} />
            <button id="use-it" type="submit" class="button" aria-disabled={busy.then_some("true")}>
                { if busy { t.fetching } else { t.go_on } }
            </button>
        </form>
    }
}

/// What was put in.
#[derive(Debug)]
enum Put {
    Link(Invite),
    Code(Passphrase),
}

fn read(typed: &str) -> Result<Put, String> {
    let t = &text().have;
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(t.error_empty.to_owned());
    }
    if typed.chars().count() <= LONGEST_CODE && !typed.contains('#') {
        return match DeviceCode::parse(typed) {
            Ok(code) => Ok(Put::Code(Passphrase(code.to_text()))),
            Err(why) => Err(not_a_code(why)),
        };
    }
    let fragment = typed.split_once('#').map_or(typed, |(_, fragment)| fragment);
    match Invite::read(LinkFragment(fragment.to_owned()), clock::now()) {
        Invite::Damaged => Err(t.error_damaged.to_owned()),
        invite => Ok(Put::Link(invite)),
    }
}

fn not_a_code(why: CodeError) -> String {
    let t = &text().have;
    let (words, number) = match why {
        CodeError::Length { got } => (t.error_length, got),
        CodeError::Letter { place } => (t.error_letter, place),
        CodeError::Group { group } => (t.error_group, group),
    };
    fill(words, &[("n", &number.to_string())])
}

fn refused(why: CodeRefused) -> &'static str {
    let t = &text().have;
    match why {
        CodeRefused::NothingThere => t.nothing_there,
        CodeRefused::TooOften => t.too_often,
        CodeRefused::Damaged => t.code_damaged,
        CodeRefused::NoRelay => t.no_relay,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_with_a_slip_names_the_group() {
        // The first group is a good one, the second is not.
        let words = read("0008-0010-0000-0000").unwrap_err();
        assert!(words.contains("Group 2"), "{words}");
        assert!(read("ABC").unwrap_err().contains("16"));
        assert_eq!(read("").unwrap_err(), text().have.error_empty);
    }
}
