//! A filled form to read: questions and answers, with the marks of what is not for disclosure.

use super::label::not_for_disclosure;
use crate::text::{forms, text};
use marram_core::work::template::{Field, Filled, Row, Section, Template, Value};
use yew::prelude::*;

/// The properties of [`FilledForm`].
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) filled: Filled,
    /// The level of its headings, from 2; a row of a group is one below.
    #[prop_or(2)]
    pub(crate) level: u8,
}

/// The form. What was not answered is left out; what this version does not know is shown by its names in the record.
#[component]
pub(crate) fn FilledForm(props: &Props) -> Html {
    let filled = &props.filled;
    let Some(template) = Template::of(filled) else { return unknown(filled) };
    let sections: Html = template.sections.iter().filter_map(|part| section(part, filled, props.level)).collect();
    html! {
        <div class="filled" data-test="filled">
            if filled.values.is_empty() { <p class="quiet">{ text().forms.no_answers }</p> }
            { sections }
        </div>
    }
}

fn section(part: &Section, filled: &Filled, level: u8) -> Option<Html> {
    let mut answered = part.fields.iter().filter_map(|field| Some((field, filled.values.get(&field.id)?))).peekable();
    answered.peek()?;
    let answer = |(field, value): (&Field, &Value)| match value {
        Value::Rows(rows) => group(field, rows, level + 1),
        value => {
            html! { <dl key={field.id.0.clone()} class="answers">{ one(field, &forms::answers(field, value)) }</dl> }
        }
    };
    Some(html! {
        <section key={part.id.clone()}>
            <@{heading(level)}>{ &part.title }</@>
            { for answered.map(answer) }
        </section>
    })
}

fn one(field: &Field, answers: &[String]) -> Html {
    html! {
        <div key={field.id.0.clone()} class="answer">
            <dt>{ &field.label }if field.not_for_disclosure { { " " }{ not_for_disclosure() } }</dt>
            { for answers.iter().map(|words| html! { <dd class="words">{ words }</dd> }) }
        </div>
    }
}

fn group(group: &Field, rows: &[Row], level: u8) -> Html {
    let row = |(place, row): (usize, &Row)| {
        let known = group.fields.iter().filter_map(|field| Some((field, row.get(&field.id)?)));
        let other = row.iter().filter(|(id, _)| group.fields.iter().all(|field| field.id != **id));
        html! {
            <div key={place} class="filled-row">
                <@{heading(level)}>{ forms::of_row(text().forms.row, group, place) }</@>
                <dl class="answers">
                    { for known.map(|(field, words)| one(field, &[forms::answer(field, words)])) }
                    { for other.map(|(id, words)| named(&id.0, words)) }
                </dl>
            </div>
        }
    };
    html! { <div key={group.id.0.clone()} class="filled-rows">{ for rows.iter().enumerate().map(row) }</div> }
}

fn heading(level: u8) -> &'static str {
    match level {
        0..=2 => "h2",
        3 => "h3",
        4 => "h4",
        _ => "h5",
    }
}

/// All that was written, by the names in the record.
fn unknown(filled: &Filled) -> Html {
    let text_of = |(id, value): (&marram_core::work::template::FieldId, &Value)| match value {
        Value::Text(words) => named(&id.0, words),
        Value::Choices(chosen) => named(&id.0, &chosen.iter().map(String::as_str).collect::<Vec<_>>().join(", ")),
        Value::Rows(rows) => rows
            .iter()
            .enumerate()
            .flat_map(|(place, row)| {
                row.iter().map(move |(inner, words)| named(&format!("{id} {}: {inner}", place + 1), words))
            })
            .collect(),
    };
    html! {
        <div class="filled" data-test="filled">
            <p class="banner banner-warning">{ text().forms.other_version }</p>
            <dl class="answers">{ for filled.values.iter().map(text_of) }</dl>
        </div>
    }
}

fn named(name: &str, words: &str) -> Html {
    html! { <div class="answer"><dt>{ name.to_owned() }</dt><dd class="words">{ words.to_owned() }</dd></div> }
}
