//! One question with its answer.

use super::choices::{one_of, several_of};
use super::date::date;
use super::label::{Described, question};
use crate::state::filling::{Act, At, Filling};
use crate::text::text;
use crate::views::form::value_of;
use marram_core::work::template::{Fault, Kind, Value};
use std::collections::BTreeSet;
use yew::prelude::*;

/// From this part of the limit on, characters are counted.
const COUNT_FROM_PERCENT: usize = 75;

/// The properties of [`Ask`].
#[derive(Properties, PartialEq)]
pub(super) struct AskProps {
    pub(super) at: At,
    pub(super) written: AttrValue,
    pub(super) chosen: BTreeSet<String>,
    pub(super) required: bool,
    pub(super) fault: Option<Fault>,
    pub(super) dispatch: UseReducerDispatcher<Filling>,
}

impl Ask {
    /// Of a place in a form.
    pub(super) fn props(at: At, state: &UseReducerHandle<Filling>) -> AskProps {
        let row = at.row.and_then(|(group, place)| state.filled.rows(&group.id).get(place));
        let chosen = match state.filled.values.get(&at.field.id) {
            Some(Value::Choices(chosen)) if at.row.is_none() => chosen.clone(),
            _ => BTreeSet::new(),
        };
        AskProps {
            at,
            written: state.text(&at).to_owned().into(),
            chosen,
            required: at.field.is_required(&state.filled.values, row),
            fault: state.fault(&at),
            dispatch: state.dispatcher(),
        }
    }
}

impl AskProps {
    /// A callback that writes what an event gives.
    pub(super) fn write<E: 'static>(&self, what: impl Fn(E) -> String + 'static) -> Callback<E> {
        let (at, dispatch) = (self.at, self.dispatch.clone());
        Callback::from(move |event: E| dispatch.dispatch(Act::Wrote(at, what(event))))
    }
}

/// The question, by its kind.
#[component]
pub(super) fn Ask(props: &AskProps) -> Html {
    match props.at.field.kind {
        Kind::Text => text_area(props),
        Kind::Date => date(props),
        Kind::Choice | Kind::YesNo => one_of(props),
        Kind::Choices => several_of(props),
        Kind::Group => Html::default(),
        Kind::Line | Kind::Time | Kind::Number | Kind::Phone | Kind::Reference => line(props),
    }
}

fn line(props: &AskProps) -> Html {
    let (id, field) = (props.at.id(), props.at.field);
    let example = (field.kind == Kind::Time && field.help.is_none()).then_some(text().forms.time_hint);
    let described = Described::new(&id, field, example, props.fault);
    let (kind, mode, class) = match field.kind {
        Kind::Phone => ("tel", None, "field field-middle"),
        Kind::Number => ("text", Some("numeric"), "field field-short"),
        Kind::Time => ("text", None, "field field-short"),
        Kind::Reference => ("text", None, "field field-middle"),
        _ => ("text", None, "field"),
    };
    html! {
        <div class={described.classes()}>
            <label for={id.clone()}>{ question(field, props.required) }</label>
            { described.html() }
            <input {id} type={kind} inputmode={mode} {class} autocomplete="off" value={props.written.clone()}
                oninput={props.write(|event: InputEvent| value_of(&event))}
                aria-describedby={described.by()} aria-invalid={props.fault.map(|_| "true")} />
        </div>
    }
}

fn text_area(props: &AskProps) -> Html {
    let (id, field) = (props.at.id(), props.at.field);
    let described = Described::new(&id, field, None, props.fault);
    let rows = if field.max_chars() > 1_000 { "5" } else { "3" };
    html! {
        <div class={described.classes()}>
            <label for={id.clone()}>{ question(field, props.required) }</label>
            { described.html() }
            <textarea {id} class="field" {rows} autocomplete="off" value={props.written.clone()}
                oninput={props.write(|event: InputEvent| value_of(&event))}
                aria-describedby={described.by()} aria-invalid={props.fault.map(|_| "true")} />
            <p class="quiet count" role="status">{ count(&props.written, field.max_chars() as usize).unwrap_or_default() }</p>
        </div>
    }
}

/// How many characters are left or too many, once it matters.
fn count(written: &str, limit: usize) -> Option<String> {
    let t = &text().forms;
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    // Bytes are never fewer than characters, and counting them costs nothing.
    if written.len() * 100 < limit * COUNT_FROM_PERCENT {
        return None;
    }
    let chars = written.trim().chars().count();
    match chars.checked_sub(limit) {
        Some(over) if over > 0 => Some(t.over.of(number(over))),
        _ if chars * 100 >= limit * COUNT_FROM_PERCENT => Some(t.left.of(number(limit - chars))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_only_near_the_limit() {
        assert_eq!(count("Visit at 4pm", 4_000), None);
        assert_eq!(count(&"é".repeat(2_999), 4_000), None);
        assert_eq!(count(&"é".repeat(3_999), 4_000).as_deref(), Some("1 character left"));
        assert_eq!(count(&"x".repeat(4_002), 4_000).as_deref(), Some("2 characters too many"));
    }
}
