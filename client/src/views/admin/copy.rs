//! A button that copies, and says whether it did.

use crate::platform::document;
use crate::text::text;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The properties of [`Copy`].
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    #[prop_or_default]
    pub(super) id: Option<AttrValue>,
    pub(super) label: AttrValue,
    /// What is copied.
    pub(super) value: AttrValue,
    /// What the value is, for who does not see it.
    #[prop_or_default]
    pub(super) what: Option<AttrValue>,
}

/// The button and its answer.
#[component]
pub(super) fn Copy(props: &Props) -> Html {
    let t = &text().invite;
    let done = use_state_eq(|| None::<bool>);
    let onclick = {
        let (done, value) = (done.clone(), props.value.clone());
        Callback::from(move |_: MouseEvent| {
            let (done, value) = (done.clone(), value.to_string());
            spawn_local(async move { done.set(Some(document::copy(value).await)) });
        })
    };
    let words = match *done {
        None => "",
        Some(true) => t.copied,
        Some(false) => t.not_copied,
    };
    html! {
        <span class="copy">
            <button id={props.id.clone()} type="button" class="button button-plain" aria-label={props.what.clone()} {onclick}>{ props.label.clone() }</button>
            { " " }<span role="status" class="quiet">{ words }</span>
        </span>
    }
}
