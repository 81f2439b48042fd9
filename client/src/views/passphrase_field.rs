//! A field for a passphrase that can be shown, which prevents more mistakes than typing it twice.

use super::form::TextField;
use crate::text::text;
use yew::prelude::*;

/// The properties of [`PassphraseField`].
#[derive(Properties, PartialEq)]
pub(crate) struct PassphraseProps {
    pub(crate) id: &'static str,
    pub(crate) label: AttrValue,
    #[prop_or_default]
    pub(crate) hint: Option<AttrValue>,
    #[prop_or_default]
    pub(crate) error: Option<AttrValue>,
    pub(crate) value: AttrValue,
    pub(crate) oninput: Callback<String>,
    pub(crate) autocomplete: &'static str,
}

/// The field, and the box that shows what is in it.
#[component]
pub(crate) fn PassphraseField(props: &PassphraseProps) -> Html {
    let shown = use_state_eq(|| false);
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_: Event| shown.set(!*shown))
    };
    let show = format!("{}-show", props.id);
    html! {
        <>
            <TextField id={props.id} label={props.label.clone()} hint={props.hint.clone()} error={props.error.clone()}
                value={props.value.clone()} oninput={props.oninput.clone()} autocomplete={props.autocomplete}
                kind={if *shown { "text" } else { "password" }} />
            <div class="check">
                <input id={show.clone()} type="checkbox" checked={*shown} onchange={toggle} />
                <label for={show}>{ text().unlock.show }</label>
            </div>
        </>
    }
}
