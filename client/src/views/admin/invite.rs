//! Inviting one person.

use super::role_field::RoleField;
use crate::text::text;
use crate::views::form::{ErrorSummary, FieldError, TextField, complain, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use marram_core::Command;
use marram_core::command::Newcomer;
use marram_core::identity::SecretWords;
use marram_core::view::AdministrationView;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// The most characters of a name or a role.
const MAX_CHARS: usize = 100;

/// The properties of [`Invite`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) agency: Rc<AdministrationView>,
}

/// The form.
#[component]
pub(super) fn Invite(props: &Props) -> Html {
    let t = &text().invite;
    let handlers = use_handlers();
    let [name, role, spoken] = [use_state_eq(String::new), use_state_eq(String::new), use_state_eq(String::new)];
    let days = use_state_eq(|| 7_u64);
    let approval = use_state_eq(|| false);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let onsubmit = {
        let (handlers, name, role, spoken) = (handlers.clone(), name.clone(), role.clone(), spoken.clone());
        let (days, errors, approval) = (days.clone(), errors.clone(), approval.clone());
        on_submit(move || {
            let said = if *approval { "" } else { spoken.as_str() };
            let found = check(&name, &role, said);
            if found.is_empty() {
                let words = Some(SecretWords(said.to_owned())).filter(|words| !words.0.trim().is_empty());
                let (called, given) = (name.trim().to_owned(), role.trim().to_owned());
                let person = Newcomer { name: called, role: given, spoken: words, approval: *approval };
                handlers.command(Command::InvitePeople { people: vec![person], valid_for_ms: *days * DAY_MS });
                for field in [&name, &role, &spoken] {
                    field.set(String::new());
                }
            }
            complain(&errors, found);
        })
    };
    let toggle = {
        let approval = approval.clone();
        Callback::from(move |_: Event| approval.set(!*approval))
    };
    html! {
        <section>
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            <p key="intro">{ t.intro }{ " " }{ t.waiting }</p>
            <form key="form" {onsubmit} novalidate=true>
                <TextField id="name" label={t.name} hint={Some(AttrValue::from(t.name_hint))} error={error_of(&errors, "name")}
                    value={(*name).clone()} oninput={into_state(&name)} />
                <RoleField agency={props.agency.clone()} label={t.role} error={error_of(&errors, "role")}
                    value={(*role).clone()} oninput={into_state(&role)} />
                <Validity days={*days} onchange={{ let days = days.clone(); Callback::from(move |to| days.set(to)) }} />
                <div class="check">
                    <input id="approval" type="checkbox" checked={*approval} onchange={toggle} aria-describedby="approval-hint" />
                    <label for="approval">{ t.approval }<span id="approval-hint" class="quiet block">{ t.approval_hint }</span></label>
                </div>
                if !*approval {
                <TextField id="spoken" label={t.spoken} hint={Some(AttrValue::from(t.spoken_hint))} error={error_of(&errors, "spoken")}
                    value={(*spoken).clone()} oninput={into_state(&spoken)} />
                }
                <button id="make" type="submit" class="button">{ t.make }</button>
            </form>
        </section>
    }
}

/// The properties of [`Validity`].
#[derive(Properties, PartialEq)]
pub(super) struct ValidityProps {
    pub(super) days: u64,
    pub(super) onchange: Callback<u64>,
}

/// How long a link can be used.
#[component]
pub(super) fn Validity(props: &ValidityProps) -> Html {
    let t = &text().invite;
    let onchange = props.onchange.reform(|event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        select.and_then(|select| select.value().parse().ok()).unwrap_or(7)
    });
    let choice = |days: u64, words: &'static str| {
        html! { <option key={days} value={days.to_string()} selected={days == props.days}>{ words }</option> }
    };
    html! {
        <div class="form-group">
            <label for="valid">{ t.valid }</label>
            <select id="valid" class="field" {onchange}>
                { choice(1, t.day) }{ choice(7, t.week) }{ choice(30, t.month) }
            </select>
        </div>
    }
}

fn check(name: &str, role: &str, spoken: &str) -> Vec<FieldError> {
    let t = &text().invite;
    let mut errors = Vec::new();
    for (id, typed, empty) in [("name", name, t.error_name), ("role", role, t.error_role)] {
        match typed.trim().chars().count() {
            0 => errors.push((id, empty.to_owned())),
            n if n > MAX_CHARS => errors.push((id, t.error_long.to_owned())),
            _ => {}
        }
    }
    let letters = spoken.chars().filter(|c| c.is_alphanumeric()).count();
    let words = spoken.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
    if !spoken.trim().is_empty() && (letters < 8 || words < 2) {
        errors.push(("spoken", t.error_spoken.to_owned()));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spoken_passphrase_is_left_out_or_is_a_few_words() {
        assert_eq!(check("Mina Sorrell", "Team manager", " "), []);
        assert_eq!(check("Mina Sorrell", "Team manager", "grey heron, low water"), []);
        assert_eq!(check("Mina Sorrell", "Team manager", "heron").len(), 1);
        assert_eq!(check("", " ", "!!!").len(), 3);
    }
}
