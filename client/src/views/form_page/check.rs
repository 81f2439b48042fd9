//! Every answer once more before it is sent, each with a way back to its question.

use super::label::not_for_disclosure;
use crate::state::filling::At;
use crate::text::{forms, text};
use marram_core::work::template::{Field, Filled, Kind, Row, Section, Template, Value};
use yew::prelude::*;

/// The properties of [`CheckAnswers`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) filled: Filled,
    /// Told the id of the element in which an answer is given.
    pub(crate) change: Callback<String>,
}

/// The answers by the form's sections. What was asked and not answered is named too, so that nobody overlooks it.
#[component]
pub(crate) fn CheckAnswers(props: &Props) -> Html {
    let Some(template) = Template::of(&props.filled) else { return Html::default() };
    html! { <div class="filled" data-test="check">{ for template.sections.iter().map(|part| section(part, props)) }</div> }
}

/// One line: a question, its answers, and what is given the focus when it is to be changed.
pub(crate) struct Checked<'a> {
    pub(crate) label: &'a str,
    pub(crate) answers: Vec<String>,
    pub(crate) marked: bool,
    pub(crate) id: String,
}

/// The line in a list of terms.
pub(crate) fn checked(line: Checked, change: &Callback<String>) -> Html {
    let t = &text().forms;
    let Checked { label, answers, marked, id } = line;
    let key = id.clone();
    let onclick = change.reform(move |_: MouseEvent| id.clone());
    html! {
        <div {key} class="answer answer-checked">
            <dt>{ label }if marked { { " " }{ not_for_disclosure() } }</dt>
            if answers.is_empty() { <dd class="quiet">{ t.not_answered }</dd> }
            { for answers.iter().map(|words| html! { <dd class="words">{ words }</dd> }) }
            <dd class="change">
                <button type="button" class="link" data-test="change" {onclick}>{ t.change }<span class="hidden">{ " " }{ label }</span></button>
            </dd>
        </div>
    }
}

fn section(part: &'static Section, props: &Props) -> Html {
    let (values, id) = (&props.filled.values, format!("c_{}", part.id));
    let shown = part.fields.iter().filter(|field| field.is_shown(values, None));
    let line = |field: &'static Field| match (field.kind, props.filled.rows(&field.id)) {
        (Kind::Group, []) => lines([one(At::top(field), Vec::new(), format!("{}_add", At::top(field).id()))], props),
        (Kind::Group, rows) => group(field, rows, props),
        _ => {
            let answers = values.get(&field.id).map(|value| forms::answers(field, value)).unwrap_or_default();
            lines([one(At::top(field), answers, At::top(field).focus_id())], props)
        }
    };
    html! {
        <section key={id.clone()} aria-labelledby={id.clone()}>
            <h2 {id}>{ &part.title }</h2>
            { for shown.map(line) }
        </section>
    }
}

fn group(group: &'static Field, rows: &[Row], props: &Props) -> Html {
    let row = |(place, row): (usize, &Row)| {
        let asked = group.fields.iter().filter(|field| field.is_shown(&props.filled.values, Some(row)));
        let answered = asked.map(|field| {
            let at = At { field, row: Some((group, place)) };
            let answers = row.get(&field.id).map(|words| forms::answers(field, &Value::Text(words.clone())));
            one(at, answers.unwrap_or_default(), at.focus_id())
        });
        html! {
            <div key={place} class="filled-row">
                <h3>{ forms::of_row(text().forms.row, group, place) }</h3>
                { lines(answered, props) }
            </div>
        }
    };
    html! { <div key={group.id.0.clone()} class="filled-rows">{ for rows.iter().enumerate().map(row) }</div> }
}

fn one(at: At, answers: Vec<String>, id: String) -> Checked<'static> {
    Checked { label: &at.field.label, answers, marked: at.field.not_for_disclosure, id }
}

fn lines(all: impl IntoIterator<Item = Checked<'static>>, props: &Props) -> Html {
    html! { <dl class="answers">{ for all.into_iter().map(|line| checked(line, &props.change)) }</dl> }
}
