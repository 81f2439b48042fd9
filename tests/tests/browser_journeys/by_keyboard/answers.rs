//! Answers to whatever is asked: to every question of a template that the focus comes to, and to those of an act.

use marram_core::work::template::{Field, FieldId, Kind, Template};
use marram_tests::browser::{BrowserError, Focused, Keyboard};
use std::collections::BTreeSet;
use thirtyfour::Key;

/// More stops than any form has.
const FAR: usize = 400;

/// Answers every question that Tab leads to, up to the button; gives the words that were typed. In a group, one row.
pub(super) async fn answers_all(keys: Keyboard<'_>, template: &Template) -> Result<Vec<String>, BrowserError> {
    let (mut words, mut asked) = (Vec::new(), BTreeSet::new());
    for _ in 0..FAR {
        keys.presses(Key::Tab + "").await?;
        let focused = keys.at().await?;
        if focused.id == "send-form" {
            let needed = template.fields().filter(|field| field.required && field.shown_if.is_none());
            let never: Vec<_> = needed.filter(|field| !asked.contains(&field.id)).collect();
            assert!(never.is_empty(), "no Tab leads to {never:?}");
            return Ok(words);
        }
        let Some((field, part)) = question(template, &focused.id) else { continue };
        asked.insert(field.id.clone());
        if let Some(group) = focused.id.strip_prefix("f_").and_then(|id| id.split('_').next()) {
            asked.insert(FieldId::from(group));
        }
        words.extend(answers(keys, field, &part, &focused, words.len()).await?);
    }
    panic!("no end of the form of {}", template.title);
}

/// The question of an element, and which part of its answer that is.
fn question<'a>(template: &'a Template, id: &str) -> Option<(&'a Field, String)> {
    let parts: Vec<&str> = id.strip_prefix("f_")?.split('_').collect();
    let field = template.field(&FieldId::from(*parts.first()?))?;
    let of = |parts: &[&str]| parts.first().map(|part| (*part).to_owned()).unwrap_or_default();
    match (field.kind, parts.as_slice()) {
        (Kind::Group, [_, _row, inner, rest @ ..]) => {
            let inner = field.fields.iter().find(|one| one.id == FieldId::from(*inner))?;
            Some((inner, of(rest)))
        }
        (_, [_, rest @ ..]) => Some((field, of(rest))),
        _ => None,
    }
}

async fn answers(
    keys: Keyboard<'_>,
    field: &Field,
    part: &str,
    focused: &Focused,
    number: usize,
) -> Result<Option<String>, BrowserError> {
    let typed = match (field.kind, part) {
        (Kind::Line | Kind::Text, _) => format!("Answer {number} of these"),
        (Kind::Reference, _) => format!("AN-{number}"),
        (Kind::Phone, _) => format!("01632 960{number:03}"),
        (Kind::Time, _) => "14:30".to_owned(),
        (Kind::Number, _) => "2".to_owned(),
        (Kind::Date, "day") => "12".to_owned(),
        (Kind::Date, "month") => "3".to_owned(),
        (Kind::Date, "year") => "2019".to_owned(),
        (Kind::Choice | Kind::YesNo | Kind::Choices, _) => {
            let first = field.options.first().map_or("yes", |option| option.id.as_str());
            if part == first && !focused.checked {
                keys.presses(" ").await?;
                let now = keys.at().await?;
                assert!(now.checked, "the space bar does not choose {}: {now:?}", focused.id);
            }
            return Ok(None);
        }
        // Once: from then on there is a row.
        (Kind::Group, "add") if focused.words.starts_with("Add:") => {
            keys.presses(Key::Enter + "").await?;
            return Ok(None);
        }
        _ => return Ok(None),
    };
    keys.presses(typed.as_str()).await?;
    assert_eq!(keys.at().await?.value, typed, "in {}", focused.id);
    Ok(matches!(field.kind, Kind::Line | Kind::Text | Kind::Reference | Kind::Phone).then_some(typed))
}

/// Answers the questions of an act, up to its button; gives the ids of the fields.
pub(super) async fn answers_act(keys: Keyboard<'_>) -> Result<Vec<String>, BrowserError> {
    let mut answered: Vec<String> = Vec::new();
    for _ in 0..FAR {
        keys.presses(Key::Tab + "").await?;
        let focused = keys.at().await?;
        if focused.id == "confirm" {
            return Ok(answered);
        }
        // A field for a moment has a stop for each of its parts.
        if focused.id.is_empty() || answered.contains(&focused.id) {
            continue;
        }
        match focused.kind.as_str() {
            "select-one" => keys.presses(Key::Home + Key::Down).await?,
            "datetime-local" => keys.sets_moment().await?,
            "text" | "textarea" if focused.id == "count" => keys.presses("2").await?,
            "text" | "textarea" => keys.presses("As the team agreed").await?,
            _ => continue,
        }
        answered.push(focused.id);
    }
    panic!("no Tab leads to the button of this act");
}
