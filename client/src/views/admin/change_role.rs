//! Giving somebody another role.

use super::role_field::RoleField;
use crate::text::text;
use crate::views::form::{FieldError, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use marram_core::Command;
use marram_core::view::{AdministrationView, StaffView};
use std::rc::Rc;
use yew::prelude::*;

/// The most characters of a role.
const MAX_CHARS: usize = 100;

/// The properties of [`ChangeRole`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) staff: Rc<StaffView>,
    pub(super) agency: Rc<AdministrationView>,
}

/// The form.
#[component]
pub(super) fn ChangeRole(props: &Props) -> Html {
    let t = &text().names;
    let handlers = use_handlers();
    let role = use_state_eq(String::new);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let person = props.staff.id;
    let onsubmit = {
        let (role, errors) = (role.clone(), errors.clone());
        on_submit(move || {
            let error = match role.trim().chars().count() {
                0 => Some(text().invite.error_role),
                n if n > MAX_CHARS => Some(text().invite.error_long),
                _ => None,
            };
            if error.is_none() {
                handlers.command(Command::ChangeRole { person, role: role.trim().to_owned() });
                role.set(String::new());
            }
            errors.set(error.map(|words| ("role", words.to_owned())).into_iter().collect());
        })
    };
    html! {
        <form {onsubmit} novalidate=true>
            <h2 key="heading">{ t.change_heading }</h2>
            <p key="text">{ t.change_text }</p>
            <RoleField key="role" agency={props.agency.clone()} label={t.change_label} value={(*role).clone()}
                error={error_of(&errors, "role")} oninput={into_state(&role)} />
            <button key="button" id="change-role" type="submit" class="button button-plain">{ t.change_button }</button>
        </form>
    }
}
