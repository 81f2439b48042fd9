//! What the agency calls its people's roles, and itself.

use super::partners::former;
use crate::text::{fill, text};
use crate::views::form::{ErrorSummary, FieldError, TextField, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use marram_core::Command;
use marram_core::view::{AdministrationView, RoleView};
use std::rc::Rc;
use yew::prelude::*;

/// The most characters of a name.
const MAX_CHARS: usize = 100;

/// The properties of [`Names`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) agency: Rc<AdministrationView>,
    /// What the agency is called.
    pub(super) name: String,
}

/// The page: the list of roles, then the agency's own name.
#[component]
pub(super) fn Names(props: &Props) -> Html {
    let t = &text().names;
    let handlers = use_handlers();
    let [title, called] = [use_state_eq(String::new), use_state_eq(String::new)];
    let errors = use_state_eq(Vec::<FieldError>::new);
    let submit = |field: &'static str, value: &UseStateHandle<String>, command: fn(String) -> Command| {
        let (handlers, value, errors) = (handlers.clone(), value.clone(), errors.clone());
        on_submit(move || {
            let error = check(&value);
            if error.is_none() {
                handlers.command(command(value.trim().to_owned()));
                value.set(String::new());
            }
            errors.set(error.map(|words| (field, words.to_owned())).into_iter().collect());
        })
    };
    let define = submit("role-title", &title, |title| Command::DefineRole { title });
    let rename = submit("agency-name", &called, |name| Command::RenameAgency { name });
    let role = |role: &RoleView| {
        let command = match role.retired {
            true => Command::DefineRole { title: role.title.clone() },
            false => Command::RetireRole { title: role.title.clone() },
        };
        let (words, label) = if role.retired { (t.restore, t.restore_which) } else { (t.retire, t.retire_which) };
        let handlers = handlers.clone();
        let onclick = Callback::from(move |_: MouseEvent| handlers.command(command.clone()));
        html! {
            <li key={role.title.clone()} data-test="role" data-state={if role.retired { "retired" } else { "given" }}>
                <strong>{ &role.title }</strong>
                if role.retired { { " " }<span class="tag">{ t.retired }</span> }
                <span class="quiet block">{ text().admin.found.of(role.people) }</span>
                <button class="link" aria-label={fill(label, &[("role", &role.title)])} {onclick}>{ words }</button>
            </li>
        }
    };
    let agency = &props.agency;
    html! {
        <section>
            <h1 key="heading" id="heading" tabindex="-1">{ t.heading }</h1>
            <ErrorSummary key="errors" errors={(*errors).clone()} />
            <h2 key="roles">{ t.roles }</h2>
            <p key="roles-text">{ if agency.roles.is_empty() { t.no_roles } else { t.roles_text } }</p>
            <ul key="role-list" class="record-list">{ for agency.roles.iter().map(role) }</ul>
            <form key="define" onsubmit={define} novalidate=true>
                <TextField id="role-title" label={t.title} error={error_of(&errors, "role-title")} value={(*title).clone()}
                    oninput={into_state(&title)} />
                <button id="define-role" type="submit" class="button">{ t.define }</button>
            </form>
            <h2 key="name" class="apart">{ t.name_heading }</h2>
            <p key="called" id="agency-called">{ fill(t.called, &[("name", &props.name)]) }</p>
            if !agency.former_names.is_empty() {
                <p key="former" id="former-names">{ for agency.former_names.iter().map(former) }</p>
            }
            <p key="name-text">{ t.name_text }</p>
            <form key="rename" onsubmit={rename} novalidate=true>
                <TextField id="agency-name" label={t.name} error={error_of(&errors, "agency-name")} value={(*called).clone()}
                    oninput={into_state(&called)} />
                <button id="rename-agency" type="submit" class="button button-plain">{ t.rename }</button>
            </form>
        </section>
    }
}

fn check(value: &str) -> Option<&'static str> {
    match value.trim().chars().count() {
        0 => Some(text().invite.error_name),
        n if n > MAX_CHARS => Some(text().invite.error_long),
        _ => None,
    }
}
