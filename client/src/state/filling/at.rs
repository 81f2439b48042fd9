//! Where in a form something is, and what its element on the page is called.

use marram_core::work::template::{Field, FieldError, Kind, PartialDate, Template};

/// A field at the top, or one in a row of a group. Fields are those of the templates, which live as long as the page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At {
    pub(crate) field: &'static Field,
    pub(crate) row: Option<(&'static Field, usize)>,
}

impl PartialEq for At {
    fn eq(&self, other: &Self) -> bool {
        let row = |at: &Self| at.row.map(|(group, place)| (std::ptr::from_ref(group), place));
        std::ptr::eq(self.field, other.field) && row(self) == row(other)
    }
}

impl At {
    /// A field at the top.
    pub(crate) fn top(field: &'static Field) -> Self {
        Self { field, row: None }
    }

    /// The id of its element. Fields' ids have no underscores, so no two are alike.
    pub(crate) fn id(&self) -> String {
        match self.row {
            None => format!("f_{}", self.field.id),
            Some((group, place)) => format!("f_{}_{place}_{}", group.id, self.field.id),
        }
    }

    /// The id of the element in it that takes the focus: of several, the first.
    pub(crate) fn focus_id(&self) -> String {
        let id = self.id();
        match self.field.kind {
            Kind::Date => format!("{id}_day"),
            Kind::YesNo => format!("{id}_yes"),
            Kind::Choice | Kind::Choices => {
                format!("{id}_{}", self.field.options.first().map_or("", |option| option.id.as_str()))
            }
            // A group that lacks a row, or has too many, has at least the one to begin with.
            Kind::Group => format!("{id}_0"),
            _ => id,
        }
    }

    /// Whether an error is about it.
    pub(crate) fn is_of(&self, error: &FieldError) -> bool {
        match (&error.row, self.row) {
            (None, None) => error.field == self.field.id,
            (Some(at), Some((group, place))) => error.field == group.id && at.row == place && at.field == self.field.id,
            _ => false,
        }
    }

    /// Where an error is; `None` where the template has no such field.
    pub(crate) fn of(template: &'static Template, error: &FieldError) -> Option<Self> {
        let field = template.field(&error.field)?;
        let Some(at) = &error.row else { return Some(Self::top(field)) };
        let inner = field.fields.iter().find(|inner| inner.id == at.field)?;
        Some(Self { field: inner, row: Some((field, at.row)) })
    }
}

/// A part of a date that is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DatePart {
    Day,
    Month,
    Year,
}

impl DatePart {
    /// In the order in which people type them.
    pub(crate) const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Year];

    /// What ends the id of its element.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// This part of what was typed: year, month and day with hyphens between.
    pub(crate) fn of(self, typed: &str) -> &str {
        if typed == PartialDate::NOT_KNOWN {
            return "";
        }
        let place = match self {
            Self::Year => 0,
            Self::Month => 1,
            Self::Day => 2,
        };
        typed.splitn(3, '-').nth(place).unwrap_or_default()
    }

    /// What was typed, with this part changed; empty when all parts are.
    pub(crate) fn put(self, typed: &str, part: &str) -> String {
        let part: String = part.chars().filter(|c| *c != '-').take(20).collect();
        let of = |one: Self| if one == self { part.as_str() } else { one.of(typed) };
        let (year, month, day) = (of(Self::Year), of(Self::Month), of(Self::Day));
        if year.is_empty() && month.is_empty() && day.is_empty() {
            String::new()
        } else {
            format!("{year}-{month}-{day}")
        }
    }
}
