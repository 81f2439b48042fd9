//! Parts of forms: the error summary, fields with label, hint and error, and the two buttons.

use crate::platform::document;
use crate::text::text;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// An error: the field's id and what to do.
pub(crate) type FieldError = (&'static str, String);

/// The properties of [`ErrorSummary`].
#[derive(Properties, PartialEq)]
pub(crate) struct SummaryProps {
    pub(crate) errors: Vec<FieldError>,
}

/// All errors of a form, at its top, focused when they appear; each leads to its field.
#[component]
pub(crate) fn ErrorSummary(props: &SummaryProps) -> Html {
    let lines: Vec<_> = props.errors.iter().map(|(field, words)| ((*field).into(), words.clone().into())).collect();
    html! { <Problems {lines} /> }
}

/// The properties of [`Problems`].
#[derive(Properties, PartialEq)]
pub(crate) struct ProblemsProps {
    /// The id of the element that each leads to, and what to do.
    pub(crate) lines: Vec<(AttrValue, AttrValue)>,
    /// The number of the attempt that failed: the focus moves with it. Without it, it moves whenever the lines change.
    #[prop_or_default]
    pub(crate) attempt: Option<u32>,
}

/// As [`ErrorSummary`], for fields whose ids are known only when the form is.
#[component]
pub(crate) fn Problems(props: &ProblemsProps) -> Html {
    let lines = props.attempt.is_none().then(|| props.lines.clone());
    let any = !props.lines.is_empty();
    use_effect_with((props.attempt, lines, any), move |_| {
        if any {
            document::focus("error-summary");
        }
    });
    if !any {
        return Html::default();
    }
    let line = |(place, (field, words)): (usize, &(AttrValue, AttrValue))| {
        let (href, field) = (format!("#{field}"), field.clone());
        let onclick = Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            document::focus(&field);
        });
        html! { <li key={place}><a {href} {onclick}>{ words }</a></li> }
    };
    html! {
        <div id="error-summary" class="summary" role="alert" tabindex="-1" aria-labelledby="error-summary-heading">
            <h2 id="error-summary-heading">{ text().shell.there_is_a_problem }</h2>
            <ul>{ for props.lines.iter().enumerate().map(line) }</ul>
        </div>
    }
}

/// Says what is wrong, and moves the focus to it even if the same was wrong before.
pub(crate) fn complain(errors: &UseStateHandle<Vec<FieldError>>, found: Vec<FieldError>) {
    let any = !found.is_empty();
    errors.set(found);
    // The summary of the attempt before; a new one takes the focus when it appears.
    if any {
        document::focus("error-summary");
    }
}

/// The error of one field among all.
pub(crate) fn error_of(errors: &[FieldError], id: &str) -> Option<AttrValue> {
    errors.iter().find(|(field, _)| *field == id).map(|(_, words)| words.clone().into())
}

/// The properties of [`TextField`].
#[derive(Properties, PartialEq)]
pub(crate) struct FieldProps {
    pub(crate) id: &'static str,
    pub(crate) label: AttrValue,
    #[prop_or_default]
    pub(crate) hint: Option<AttrValue>,
    #[prop_or_default]
    pub(crate) error: Option<AttrValue>,
    pub(crate) value: AttrValue,
    pub(crate) oninput: Callback<String>,
    #[prop_or("text")]
    pub(crate) kind: &'static str,
    #[prop_or("off")]
    pub(crate) autocomplete: &'static str,
    #[prop_or_default]
    pub(crate) tall: bool,
    /// What stands beneath the field.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// A labelled field.
#[component]
pub(crate) fn TextField(props: &FieldProps) -> Html {
    let id = props.id;
    let (hint, error) = (format!("{id}-hint"), format!("{id}-error"));
    let mut described = Vec::new();
    if props.hint.is_some() {
        described.push(hint.as_str());
    }
    if props.error.is_some() {
        described.push(error.as_str());
    }
    let described = (!described.is_empty()).then(|| described.join(" "));
    let oninput = props.oninput.reform(|event: InputEvent| value_of(&event));
    let (value, invalid) = (props.value.clone(), props.error.is_some().then_some("true"));
    let field = if props.tall {
        html! { <textarea key="field" {id} class="field" rows="3" autocomplete="off" {value} {oninput} aria-describedby={described} aria-invalid={invalid} /> }
    } else {
        html! {
            <input key="field" {id} class="field" type={props.kind} {value} {oninput} autocomplete={props.autocomplete}
                spellcheck="false" aria-describedby={described} aria-invalid={invalid} />
        }
    };
    html! {
        <div class={classes!("form-group", props.error.is_some().then_some("form-group-error"))}>
            <label key="label" for={id}>{ props.label.clone() }</label>
            if let Some(words) = &props.hint { <p key="hint" id={hint} class="hint">{ words.clone() }</p> }
            if let Some(words) = &props.error {
                <p key="error" id={error} class="error"><span class="hidden">{ text().shell.error }{ " " }</span>{ words.clone() }</p>
            }
            { field }
            { props.children.clone() }
        </div>
    }
}

/// What has been typed into the event's field.
pub(crate) fn value_of(event: &InputEvent) -> String {
    let target = event.target();
    let input = target.as_ref().and_then(|target| target.dyn_ref::<HtmlInputElement>()).map(HtmlInputElement::value);
    let area =
        || target.as_ref().and_then(|target| target.dyn_ref::<HtmlTextAreaElement>()).map(HtmlTextAreaElement::value);
    input.or_else(area).unwrap_or_default()
}

/// A callback that sets a state from a field.
pub(crate) fn into_state(state: &UseStateHandle<String>) -> Callback<String> {
    let state = state.clone();
    Callback::from(move |value| state.set(value))
}

/// A form's submission, which never leaves the page.
pub(crate) fn on_submit(then: impl Fn() + 'static) -> Callback<SubmitEvent> {
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        then();
    })
}
