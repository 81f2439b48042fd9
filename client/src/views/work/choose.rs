//! A labelled choice of one among some.

use crate::text::{fill, text};
use marram_core::view::PersonView;
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// What can be chosen: ids with their words.
pub(crate) type Options = Vec<(String, String)>;

/// What is said of a person, with the mark of who is an administrator: mostly not whom one looks for.
pub(super) fn person(person: &PersonView, words: String) -> String {
    match person.administrator {
        true => fill(text().picker.administrator, &[("person", &words)]),
        false => words,
    }
}

/// The field; `value` holds the id that was chosen, or nothing.
pub(crate) fn choose(
    id: &'static str,
    label: &'static str,
    hint: Option<&'static str>,
    options: &Options,
    value: &UseStateHandle<String>,
    error: Option<AttrValue>,
) -> Html {
    let set = value.clone();
    select(id, label, hint, options, value, error, Callback::from(move |chosen| set.set(chosen)))
}

/// As [`choose`], for a value that is kept elsewhere.
pub(super) fn select(
    id: &'static str,
    label: &'static str,
    hint: Option<&'static str>,
    options: &Options,
    value: &str,
    error: Option<AttrValue>,
    set: Callback<String>,
) -> Html {
    let onchange = set.reform(|event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok());
        select.map(|select| select.value()).unwrap_or_default()
    });
    let option = |(id, words): &(String, String)| {
        html! { <option key={id.clone()} value={id.clone()} selected={id == value}>{ words }</option> }
    };
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = [hint.map(|_| hint_id.clone()), error.as_ref().map(|_| error_id.clone())];
    let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
    html! {
        <div key={id} class={classes!("form-group", error.is_some().then_some("form-group-error"))}>
            <label for={id}>{ label }</label>
            if let Some(hint) = hint { <p id={hint_id} class="hint">{ hint }</p> }
            if let Some(words) = &error {
                <p id={error_id} class="error"><span class="hidden">{ text().shell.error }{ " " }</span>{ words.clone() }</p>
            }
            <select {id} class="field" {onchange} aria-describedby={(!described.is_empty()).then_some(described)}
                aria-invalid={error.is_some().then_some("true")}>
                <option value="" selected={value.is_empty()}>{ text().acts.choose }</option>
                { for options.iter().map(option) }
            </select>
        </div>
    }
}
