//! A date in three parts, since a calendar to click through is no help with a date of birth.

use super::ask::AskProps;
use super::label::{Described, question};
use crate::state::filling::{Act, DatePart};
use crate::text::text;
use crate::views::form::value_of;
use marram_core::work::template::PartialDate;
use yew::prelude::*;

/// Day, month, year, and "not known" where that is an answer.
pub(super) fn date(props: &AskProps) -> Html {
    let (id, field, t) = (props.at.id(), props.at.field, &text().forms);
    let described = Described::new(&id, field, Some(t.date_hint), props.fault);
    let part = |part: DatePart| {
        let (own, at, dispatch) = (format!("{id}_{}", part.id()), props.at, props.dispatch.clone());
        let oninput = Callback::from(move |event: InputEvent| {
            dispatch.dispatch(Act::WroteDate(at, part, value_of(&event)));
        });
        let (label, class) = match part {
            DatePart::Day => (t.day, "field field-2"),
            DatePart::Month => (t.month, "field field-2"),
            DatePart::Year => (t.year, "field field-4"),
        };
        html! {
            <div key={part.id()}>
                <label for={own.clone()}>{ label }</label>
                <input id={own} {class} type="text" inputmode="numeric" autocomplete="off"
                    value={part.of(&props.written).to_owned()} {oninput} aria-invalid={props.fault.map(|_| "true")} />
            </div>
        }
    };
    let not_known = props.written == PartialDate::NOT_KNOWN;
    let toggle = props.write(move |_: Event| if not_known { String::new() } else { PartialDate::NOT_KNOWN.to_owned() });
    let own = format!("{id}_unknown");
    html! {
        <div class={described.classes()}>
            <fieldset aria-describedby={described.by()}>
                <legend>{ question(field, props.required) }</legend>
                { described.html() }
                <div class="date">{ for DatePart::ALL.into_iter().map(part) }</div>
                if field.not_known {
                    <div class="check">
                        <input id={own.clone()} type="checkbox" checked={not_known} onchange={toggle} />
                        <label for={own}>{ t.not_known }</label>
                    </div>
                }
            </fieldset>
        </div>
    }
}
