//! One question of a form.

use super::{Row, Value};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

/// A field's name within its template, or within its group: letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldId(pub String);

impl Borrow<str> for FieldId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for FieldId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line.
    Line,
    /// Several lines.
    Text,
    /// A date, see [`Field::partial`], [`Field::not_known`] and [`Field::past`].
    Date,
    /// A time of the day.
    Time,
    /// A whole number, not negative.
    Number,
    /// A telephone number.
    Phone,
    /// A reference of some system: letters, digits, blanks and `/ - . _ : #`.
    Reference,
    /// One of [`Field::options`].
    Choice,
    /// Any of [`Field::options`].
    Choices,
    /// `yes`, `no` or `unknown`.
    YesNo,
    /// Rows of [`Field::fields`], as many as there are people or things.
    Group,
}

/// What a field means to more than people. At most one field of a template has each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// A choice of `high`, `medium` and `low`: it sets the clock for acceptance.
    Risk,
    /// The group of children.
    Children,
    /// A yes-no: to be kept from the family.
    WithholdFromFamily,
    /// A yes-no: nobody outside the room may learn of it.
    Covert,
}

/// What an answer begins with, until somebody writes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beginning {
    /// The sender's own reference, which the referral has outside its form.
    Reference,
    /// The name of whoever writes.
    Author,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What stands in the value.
    pub id: String,
    /// What people read.
    pub label: String,
    /// What it stands for, where that is not plain.
    #[serde(default)]
    pub help: Option<String>,
}

/// Holds where an earlier field, in the same row or else at the top, has one of these values.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field: of kind choice, choices or yes-no.
    pub field: FieldId,
    /// The ids of the options.
    pub is: Vec<String>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name. Never changes its meaning, within all versions of a template.
    pub id: FieldId,
    /// What is asked; for a group the heading of all rows.
    pub label: String,
    /// How to answer.
    #[serde(default)]
    pub help: Option<String>,
    /// What can be answered.
    pub kind: Kind,
    /// Whether it has to be answered, where it is asked.
    #[serde(default)]
    pub required: bool,
    /// When it has to be answered, if not always.
    #[serde(default)]
    pub required_if: Option<Condition>,
    /// When it is asked, if not always.
    #[serde(default)]
    pub shown_if: Option<Condition>,
    /// The most characters, where the kind's own limit is not the right one.
    #[serde(default)]
    pub max: Option<u32>,
    /// For a number: the least and the greatest.
    #[serde(default)]
    pub range: Option<(u32, u32)>,
    /// For a date: a month or a year alone will do.
    #[serde(default)]
    pub partial: bool,
    /// For a date: "not known" is an answer.
    #[serde(default)]
    pub not_known: bool,
    /// For a date: it cannot lie ahead, as no birth does.
    #[serde(default)]
    pub past: bool,
    /// Not to be shown to the family or to anybody whom they may see the record with.
    #[serde(default)]
    pub not_for_disclosure: bool,
    /// Every form asks it anew, also one that follows from another: it is true of one person or one moment only, such as who
    /// writes, whether the child is safe tonight, whether the parents agree.
    #[serde(default)]
    pub anew: bool,
    /// What its answer begins with, so that nobody types it twice.
    #[serde(default)]
    pub begins: Option<Beginning>,
    /// What it means to more than people.
    #[serde(default)]
    pub means: Option<Meaning>,
    /// For choices.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// For a group: what each row asks for; no groups and no choices of several.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// For a group: what one row is called, "Child".
    #[serde(default)]
    pub row: Option<String>,
    /// For a group: the most rows.
    #[serde(default)]
    pub max_rows: Option<u32>,
}

/// The most rows of a group that says nothing else.
const MAX_ROWS: u32 = 20;
/// The most rows of any group.
pub(super) const MOST_ROWS: u32 = 100;
/// The most characters of any field.
pub(super) const MOST_CHARS: u32 = 20_000;

impl Field {
    /// The most characters that it takes.
    pub fn max_chars(&self) -> u32 {
        let own = match self.kind {
            Kind::Text => 4_000,
            Kind::Phone => 30,
            Kind::Reference => 60,
            _ => 200,
        };
        self.max.unwrap_or(own).min(MOST_CHARS)
    }

    /// The most rows that it takes.
    pub fn max_rows(&self) -> u32 {
        self.max_rows.unwrap_or(MAX_ROWS).min(MOST_ROWS)
    }

    /// Whether it is asked, given the other answers. What is not asked is neither missing nor sent.
    pub fn is_shown(&self, values: &BTreeMap<FieldId, Value>, row: Option<&Row>) -> bool {
        self.shown_if.as_ref().is_none_or(|condition| condition.holds(values, row))
    }

    /// Whether it has to be answered, given the other answers.
    pub fn is_required(&self, values: &BTreeMap<FieldId, Value>, row: Option<&Row>) -> bool {
        self.required || self.required_if.as_ref().is_some_and(|condition| condition.holds(values, row))
    }
}

impl Condition {
    /// Whether it holds, within that row if there is one.
    pub fn holds(&self, values: &BTreeMap<FieldId, Value>, row: Option<&Row>) -> bool {
        let is = |id: &str| self.is.iter().any(|one| one == id.trim());
        if let Some(text) = row.and_then(|row| row.get(&self.field)) {
            return is(text);
        }
        match values.get(&self.field) {
            Some(Value::Text(text)) => is(text),
            Some(Value::Choices(chosen)) => chosen.iter().any(|id| is(id)),
            Some(Value::Rows(_)) | None => false,
        }
    }
}
