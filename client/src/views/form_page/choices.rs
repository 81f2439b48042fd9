//! Choosing: one of several, or any of them.

use super::ask::AskProps;
use super::label::{Described, question};
use crate::state::filling::Act;
use crate::text::text;
use marram_core::work::template::Kind;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// One of several: what somebody need not answer can be cleared again.
pub(super) fn one_of(props: &AskProps) -> Html {
    let (id, field, t) = (props.at.id(), props.at.field, &text().forms);
    let described = Described::new(&id, field, None, props.fault);
    let yes_no = [("yes", t.yes, None), ("no", t.no, None), ("unknown", t.not_known, None)];
    let of_field = field.options.iter().map(|one| (one.id.as_str(), one.label.as_str(), one.help.as_deref()));
    let options: Vec<_> = if field.kind == Kind::YesNo { yes_no.into() } else { of_field.collect() };
    let radio = |(value, label, help): (&'static str, &'static str, Option<&'static str>)| {
        let (own, onchange) = (format!("{id}_{value}"), props.write(move |_: Event| value.to_owned()));
        html! {
            <div class="check" key={value}>
                <input id={own.clone()} type="radio" name={id.clone()} {value} checked={props.written == value} {onchange} />
                <label for={own}>{ label }if let Some(help) = help { <span class="quiet block">{ help }</span> }</label>
            </div>
        }
    };
    let class = if field.kind == Kind::YesNo { "checks checks-inline" } else { "checks" };
    html! {
        <div class={described.classes()}>
            <fieldset aria-describedby={described.by()}>
                <legend>{ question(field, props.required) }</legend>
                { described.html() }
                <div {class}>{ for options.into_iter().map(radio) }</div>
                if !props.required && !props.written.is_empty() {
                    <button type="button" class="link" onclick={props.write(|_: MouseEvent| String::new())}>
                        { t.clear }<span class="hidden">{ ": " }{ &field.label }</span>
                    </button>
                }
            </fieldset>
        </div>
    }
}

/// Any of them.
pub(super) fn several_of(props: &AskProps) -> Html {
    let (id, field) = (props.at.id(), props.at.field);
    let described = Described::new(&id, field, None, props.fault);
    let tick = |option: &'static marram_core::work::template::Choice| {
        let (own, dispatch) = (format!("{id}_{}", option.id), props.dispatch.clone());
        let onchange = Callback::from(move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let ticked = input.is_some_and(|input| input.checked());
            dispatch.dispatch(Act::Ticked(field, option.id.clone(), ticked));
        });
        html! {
            <div class="check" key={own.clone()}>
                <input id={own.clone()} type="checkbox" checked={props.chosen.contains(&option.id)} {onchange} />
                <label for={own}>{ &option.label }if let Some(help) = &option.help { <span class="quiet block">{ help }</span> }</label>
            </div>
        }
    };
    html! {
        <div class={described.classes()}>
            <fieldset aria-describedby={described.by()}>
                <legend>{ question(field, props.required) }</legend>
                { described.html() }
                <div class="checks">{ for field.options.iter().map(tick) }</div>
            </fieldset>
        </div>
    }
}
