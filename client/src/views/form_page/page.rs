//! The page: the sections, the button, and what is wrong, for its parent to show at the top.

use super::ask::Ask;
use super::group::{Fixed, Group};
use super::read::FilledForm;
use crate::platform::{clock, document};
use crate::state::filling::{Act, At, Beginnings, Filling};
use crate::text::{fill, forms, text};
use crate::views::form::on_submit;
use marram_core::work::calendar::uk_time;
use marram_core::work::template::{
    Field, FieldError, Filled, Invalid, Kind, MAX_FILLED_BYTES, Section, Template, submit,
};
use yew::prelude::*;

/// From so many bytes left on, people are told that the form is nearly full.
const NEARLY_FULL: usize = MAX_FILLED_BYTES / 8;

/// The properties of [`FormPage`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// As far as somebody had got; read when the page appears.
    pub(crate) start: Filled,
    /// What its first answers follow, until somebody writes others.
    #[prop_or_default]
    pub(crate) begins: Beginnings,
    /// Every change, as it is: a draft.
    pub(crate) on_change: Callback<Filled>,
    /// Somebody is done: the canonical form, if it is whole.
    pub(crate) on_submit: Callback<Option<Filled>>,
    /// What is wrong since the last attempt, whenever that changes.
    pub(crate) on_problems: Callback<Vec<Line>>,
    /// What the button says.
    pub(crate) send: AttrValue,
}

/// The id of the element that a problem is at, and what to do.
pub(crate) type Line = (AttrValue, AttrValue);

/// The page under its heading, which is its parent's.
#[component]
pub(crate) fn FormPage(props: &Props) -> Html {
    let state = use_reducer(|| Filling::begin(props.start.clone(), props.begins.clone()));
    let dispatch = state.dispatcher();
    use_effect_with(props.begins.clone(), move |begins| dispatch.dispatch(Act::Begins(begins.clone())));
    let (filled, on_change) = (state.filled.clone(), props.on_change.clone());
    use_effect_with(state.changes, move |changes| {
        if *changes > 0 {
            on_change.emit(filled);
        }
    });
    let template = Template::of(&state.filled);
    let (lines, on_problems) = (template.map(|template| problems(template, &state.errors)), props.on_problems.clone());
    use_effect_with(lines, move |lines| on_problems.emit(lines.clone().unwrap_or_default()));
    let Some(template) = template else {
        return html! { <FilledForm filled={state.filled.clone()} /> };
    };
    let onsubmit = {
        let (state, done) = (state.clone(), props.on_submit.clone());
        on_submit(move || {
            let today = uk_time(clock::now()).day;
            match submit(&state.whole(), today) {
                Ok(filled) => {
                    state.dispatch(Act::Whole(filled.clone()));
                    done.emit(Some(filled));
                }
                Err(Invalid::Fields(errors)) => {
                    state.dispatch(Act::Refused(errors, today));
                    done.emit(None);
                }
                Err(Invalid::UnknownTemplate) => {}
            }
        })
    };
    html! {
        <>
            <form key="form" class="form-page" {onsubmit} onkeydown={Callback::from(keep_enter)} novalidate=true>
                { for template.sections.iter().map(|part| section(part, &state)) }
                <p key="full" role="status" class={classes!(full(&state.filled).map(|_| "banner banner-warning"))}>
                    { full(&state.filled).unwrap_or_default() }
                </p>
                <button key="send" id="send-form" type="submit" class="button">
                    { props.send.clone() }
                </button>
            </form>
        </>
    }
}

/// Enter in a line does not send the form: in one of forty questions nobody means that.
fn keep_enter(event: KeyboardEvent) {
    if event.key() == "Enter" && document::in_a_line(&event) {
        event.prevent_default();
    }
}

fn section(part: &'static Section, state: &UseReducerHandle<Filling>) -> Html {
    let id = format!("s_{}", part.id);
    let shown = part.fields.iter().filter(|field| field.is_shown(&state.filled.values, None));
    html! {
        <section key={id.clone()} aria-labelledby={id.clone()} class="form-section">
            // Every sibling has a key: else a question that comes up would draw its neighbours anew, and take their focus.
            <h2 key="title" {id}>{ &part.title }</h2>
            <p key="help" class="form-help">{ part.help.as_deref().unwrap_or_default() }</p>
            { for shown.map(|field| question(field, state)) }
        </section>
    }
}

fn question(field: &'static Field, state: &UseReducerHandle<Filling>) -> Html {
    let key = field.id.0.clone();
    if field.kind == Kind::Group {
        html! { <Group {key} field={Fixed::from(field)} state={state.clone()} /> }
    } else {
        html! { <Ask {key} ..Ask::props(At::top(field), state) /> }
    }
}

fn problems(template: &'static Template, errors: &[FieldError]) -> Vec<Line> {
    let line = |error: &FieldError| match At::of(template, error) {
        None => ("send-form".into(), text().form_errors.no_such_field.into()),
        Some(at) => {
            let words = forms::fault(at.field, error.fault);
            let words = match at.row {
                None => words,
                Some((group, place)) => forms::fault_in_row(group, place, &words),
            };
            (at.focus_id().into(), words.into())
        }
    };
    errors.iter().map(line).collect()
}

fn full(filled: &Filled) -> Option<String> {
    let left = MAX_FILLED_BYTES.saturating_sub(filled.size());
    (left < NEARLY_FULL).then(|| fill(text().forms.size_left, &[("n", &(left / 100 * 100).to_string())]))
}
