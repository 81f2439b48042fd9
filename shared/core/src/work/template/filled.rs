//! What somebody wrote into a form: text by field, however far they got.
//!
//! Everything is kept as it was typed, so that a draft loses nothing; [`submit`](super::submit) makes the canonical form
//! that is signed. An older client that does not know the template still has every word, by the fields' ids.

use super::carried::CHILDREN_IDENTIFIED;
use super::{FieldId, Meaning, PartialDate, Template, TemplateId};
use crate::event::to_cbor;
use crate::work::Risk;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most bytes of a filled form in CBOR: it has to fit into one entry, signed, sealed and padded, and once
/// more into a release to somebody who joins later.
pub const MAX_FILLED_BYTES: usize = 32 * 1024;

/// One row of a group: text by field.
pub type Row = BTreeMap<FieldId, String>;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text of any kind: a line, a number, a date as in [`PartialDate`], an option's id, `yes`.
    Text(String),
    /// The ids of the options chosen.
    Choices(BTreeSet<String>),
    /// The rows of a group.
    Rows(Vec<Row>),
}

/// A form with its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// Which form.
    pub template: TemplateId,
    /// Which edition of it.
    pub version: u32,
    /// The answers; what was not answered is not there.
    pub values: BTreeMap<FieldId, Value>,
}

impl Filled {
    /// A form with nothing in it yet.
    pub fn begin(template: &Template) -> Self {
        Self { template: template.id.clone(), version: template.version, values: BTreeMap::new() }
    }

    /// The answer to a field; empty where there is none or where it is not text.
    pub fn text(&self, field: &FieldId) -> &str {
        match self.values.get(field) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The rows of a group.
    pub fn rows(&self, field: &FieldId) -> &[Row] {
        match self.values.get(field) {
            Some(Value::Rows(rows)) => rows,
            _ => &[],
        }
    }

    /// Whether that option of a choice of several is chosen.
    pub fn has_chosen(&self, field: &FieldId, option: &str) -> bool {
        matches!(self.values.get(field), Some(Value::Choices(chosen)) if chosen.contains(option))
    }

    /// A date that was answered; `None` where there is none, or none that the calendar has.
    pub fn date(&self, field: &FieldId) -> Option<PartialDate> {
        PartialDate::read(self.text(field)).ok().flatten()
    }

    /// The risk, where the template asks for it and it was answered.
    pub fn risk(&self, template: &Template) -> Option<Risk> {
        Risk::from_id(self.text(&template.meaning(Meaning::Risk)?.id).trim())
    }

    /// Whether the yes-no with that meaning was answered with yes.
    pub fn says_yes(&self, template: &Template, meaning: Meaning) -> bool {
        template.meaning(meaning).is_some_and(|field| self.text(&field.id).trim() == "yes")
    }

    /// How many children it names, where the template asks for them.
    pub fn children(&self, template: &Template) -> Option<usize> {
        let group = template.meaning(Meaning::Children)?;
        Some(self.rows(&group.id).iter().filter(|row| !is_blank(row)).count())
    }

    /// How many children it names, where it was asked whether there are any and says yes.
    pub fn children_identified(&self, template: &Template) -> Option<u16> {
        let says_yes = self.text(&CHILDREN_IDENTIFIED.into()).trim() == "yes";
        let named = self.children(template).filter(|named| says_yes && *named > 0)?;
        u16::try_from(named).ok()
    }

    /// What its children are called, where the template asks for them: the first answer about each.
    pub fn names_of_children(&self, template: &Template) -> Vec<&str> {
        let group = template.meaning(Meaning::Children);
        let first = group.and_then(|group| Some((group, group.fields.first()?)));
        let rows =
            first.into_iter().flat_map(|(group, first)| self.rows(&group.id).iter().map(|row| row.get(&first.id)));
        rows.flatten().map(|name| name.trim()).filter(|name| !name.is_empty()).collect()
    }

    /// Whether it is to be kept from the family.
    pub fn withholds_from_family(&self, template: &Template) -> bool {
        template.meaning(Meaning::WithholdFromFamily).is_some_and(|field| self.text(&field.id).trim() == "yes")
    }

    /// Its bytes in CBOR: what counts against [`MAX_FILLED_BYTES`].
    pub fn size(&self) -> usize {
        to_cbor(self).len()
    }
}

/// Whether nothing was written into a row.
pub(super) fn is_blank(row: &Row) -> bool {
    row.values().all(|text| text.trim().is_empty())
}
