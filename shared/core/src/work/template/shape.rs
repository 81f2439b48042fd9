//! A form's template: sections of fields, and what follows from sending it.

use super::{Field, FieldId, Filled, Meaning};
use crate::event::from_cbor;
use crate::work::calendar::Within;
use crate::work::{ByRisk, data};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;
use std::sync::OnceLock;

/// A template's name in events and files. Never changes its meaning; what changes is the version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TemplateId(pub String);

impl Borrow<str> for TemplateId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TemplateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a filled form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Sent to a duty desk, which accepts or refuses it.
    Referral,
    /// Sent by a national or regional team to a desk of a force, which accepts or refuses it.
    Package,
    /// What a strategy discussion makes of what was brought in, and how the enquiry is carried out.
    StrategyDiscussion,
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its name in events.
    pub id: TemplateId,
    /// Which edition of it.
    pub version: u32,
    /// What it is called. Says nothing of anybody, so it may stand in a room's title.
    pub title: String,
    /// When to use it.
    pub intro: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Within what it has to be accepted, by risk; `None` for what is not accepted.
    #[serde(default)]
    pub accept: Option<ByRisk<Within>>,
    /// Whether it stays open until "children identified?" is answered: by the form, where it says yes and names them
    /// and is no package, or by somebody.
    #[serde(default)]
    pub asks_children_identified: bool,
    /// Whether the person it is about must never be invited into its room.
    #[serde(default)]
    pub never_invite_subject: bool,
    /// The parts, in order.
    pub sections: Vec<Section>,
}

/// A part of a form, under a heading of its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its name within the template.
    pub id: String,
    /// The heading.
    pub title: String,
    /// What to bear in mind.
    #[serde(default)]
    pub help: Option<String>,
    /// What it asks for, in order.
    pub fields: Vec<Field>,
}

impl Template {
    /// Every template there is, every version of it.
    pub fn all() -> &'static [Self] {
        static TEMPLATES: OnceLock<Vec<Template>> = OnceLock::new();
        TEMPLATES.get_or_init(|| data::TEMPLATES.iter().filter_map(|bytes| from_cbor(bytes)).collect())
    }

    /// One version of a template; `None` where this client does not have it.
    pub fn get(id: &str, version: u32) -> Option<&'static Self> {
        Self::all().iter().find(|template| template.id.0 == id && template.version == version)
    }

    /// The newest version of a template: what a new form begins with.
    pub fn newest(id: &str) -> Option<&'static Self> {
        Self::all().iter().filter(|template| template.id.0 == id).max_by_key(|template| template.version)
    }

    /// The template that a form was filled from; `None` where this client does not have it, and has to show what was
    /// written by the fields' ids.
    pub fn of(filled: &Filled) -> Option<&'static Self> {
        Self::get(&filled.template.0, filled.version)
    }

    /// All fields in order, without those within groups.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// A field by its id, not within groups.
    pub fn field(&self, id: &FieldId) -> Option<&Field> {
        self.fields().find(|field| field.id == *id)
    }

    /// The field with a meaning that more than people know of.
    pub fn meaning(&self, meaning: Meaning) -> Option<&Field> {
        self.fields().find(|field| field.means == Some(meaning))
    }
}
