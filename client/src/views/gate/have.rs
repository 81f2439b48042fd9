//! Somebody has a link and did not open it: they put it in here. Browsers keep opened addresses in their history, with all
//! that stands in them, so this is the way at a computer that others use too.

use crate::messages::LinkFragment;
use crate::platform::clock;
use crate::state::{Action, Invite};
use crate::text::text;
use crate::views::form::{ErrorSummary, FieldError, TextField, error_of, into_state, on_submit};
use crate::views::handlers::use_handlers;
use yew::prelude::*;

/// The form.
#[component]
pub(super) fn HaveLink() -> Html {
    let t = &text().have;
    let handlers = use_handlers();
    let typed = use_state_eq(String::new);
    let errors = use_state_eq(Vec::<FieldError>::new);
    let onsubmit = {
        let (typed, errors) = (typed.clone(), errors.clone());
        on_submit(move || match read(&typed) {
            Ok(invite) => handlers.act.emit(Action::HasLink(invite)),
            Err(words) => errors.set(vec![("have", words.to_owned())]),
        })
    };
    html! {
        <form {onsubmit} novalidate=true>
            <ErrorSummary errors={(*errors).clone()} />
            <TextField id="have" label={t.label} hint={Some(AttrValue::from(t.hint))} error={error_of(&errors, "have")}
                value={(*typed).clone()} oninput={into_state(&typed)} />
            <button id="use-it" type="submit" class="button">{ t.go_on }</button>
        </form>
    }
}

/// What was put in, if it is a whole link.
fn read(typed: &str) -> Result<Invite, &'static str> {
    let t = &text().have;
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(t.error_empty);
    }
    let fragment = typed.split_once('#').map_or(typed, |(_, fragment)| fragment);
    match Invite::read(LinkFragment(fragment.to_owned()), clock::now()) {
        Invite::Damaged => Err(t.error_damaged),
        invite => Ok(invite),
    }
}
