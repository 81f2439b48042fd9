//! The field for somebody's role: one of the agency's list, or any words while the agency has none.

use crate::text::text;
use crate::views::form::TextField;
use marram_core::view::AdministrationView;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The roles that people are given, as far as the agency has a list.
pub(super) fn given(agency: &AdministrationView) -> Rc<Vec<String>> {
    Rc::new(agency.roles.iter().filter(|role| !role.retired).map(|role| role.title.clone()).collect())
}

/// The properties of [`RoleField`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) agency: Rc<AdministrationView>,
    pub(super) label: &'static str,
    pub(super) value: AttrValue,
    pub(super) error: Option<AttrValue>,
    pub(super) oninput: Callback<String>,
}

/// The field.
#[component]
pub(super) fn RoleField(props: &Props) -> Html {
    let t = &text().invite;
    let (agency, value) = (&props.agency, props.value.clone());
    if agency.roles.is_empty() {
        return html! {
            <TextField id="role" label={props.label} hint={Some(AttrValue::from(t.role_hint))} error={props.error.clone()}
                {value} oninput={props.oninput.clone()} />
        };
    }
    let onchange = props.oninput.reform(|event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        select.map(|select| select.value()).unwrap_or_default()
    });
    let choice = |title: &String| {
        html! { <option key={title.clone()} value={title.clone()} selected={value == *title}>{ title }</option> }
    };
    let described = if props.error.is_some() { "role-hint role-error" } else { "role-hint" };
    html! {
        <div class={classes!("form-group", props.error.is_some().then_some("form-group-error"))}>
            <label key="label" for="role">{ props.label }</label>
            <p key="hint" id="role-hint" class="hint">{ t.role_list_hint }</p>
            if let Some(words) = &props.error {
                <p key="error" id="role-error" class="error"><span class="hidden">{ text().shell.error }{ " " }</span>{ words.clone() }</p>
            }
            <select key="field" id="role" class="field" {onchange} aria-describedby={described}>
                <option key="" value="" selected={value.is_empty()}>{ t.role_choose }</option>
                { for given(agency).iter().map(choice) }
            </select>
        </div>
    }
}
