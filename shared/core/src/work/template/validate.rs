//! What is missing or wrong in a filled form, as kinds and numbers: the words are the client's.

use super::filled::is_blank;
use super::phone::may_be_phone;
use super::{DateFault, Field, FieldId, Filled, Kind, MAX_FILLED_BYTES, PartialDate, Row, Template, Value};
use crate::work::calendar::{Day, TimeOfDay};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Which field of which row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RowField {
    /// The row, from 0.
    pub row: usize,
    /// The field in it.
    pub field: FieldId,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldError {
    /// The field at the top.
    pub field: FieldId,
    /// Where in the group it is, if it is a matter of one row.
    pub row: Option<RowField>,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// It has to be answered.
    Missing,
    /// Too many characters.
    TooLong {
        /// How many there are.
        chars: usize,
        /// How many there may be.
        limit: u32,
    },
    /// A line with a break in it.
    LineBreak,
    /// None of the options.
    NotAnOption,
    /// Not a date.
    Date(DateFault),
    /// The day is needed, not only the month or the year.
    DayNeeded,
    /// "Not known" is no answer here.
    HasToBeKnown,
    /// It lies ahead, which this date cannot.
    InFuture,
    /// Not a time of the day.
    NotATime,
    /// Not a whole number.
    NotANumber,
    /// Not within bounds.
    OutOfRange {
        /// The least.
        least: u32,
        /// The greatest.
        greatest: u32,
    },
    /// Not a telephone number.
    NotAPhone,
    /// Not a reference.
    NotAReference,
    /// Too many rows.
    TooManyRows {
        /// How many there are.
        rows: usize,
        /// How many there may be.
        limit: u32,
    },
    /// Not what the kind of field takes, such as rows where one line was asked for. No page makes this.
    WrongShape,
    /// The template has no such field. No page makes this.
    NoSuchField,
    /// The whole form is too large; this is its largest field.
    FormTooLarge {
        /// How many bytes there are.
        bytes: usize,
        /// How many there may be.
        limit: usize,
    },
}

/// Why a form cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Invalid {
    /// This client does not have that version of that template.
    #[error("this client does not have the form's template")]
    UnknownTemplate,
    /// Things to put right, in the order of the form.
    #[error("{} fields of the form have to be put right", .0.len())]
    Fields(Vec<FieldError>),
}

/// Judges a form. `today`: the day on which it is filled in, for dates that cannot lie ahead.
///
/// # Errors
/// Everything that is wrong, in the order of the form.
pub fn validate(filled: &Filled, today: Day) -> Result<(), Invalid> {
    let template = Template::of(filled).ok_or(Invalid::UnknownTemplate)?;
    let errors = template.errors(filled, today);
    if errors.is_empty() { Ok(()) } else { Err(Invalid::Fields(errors)) }
}

/// Judges a form and gives what is to be signed: without blanks around, without what was not asked or not answered, dates,
/// times and numbers in one way of writing each.
///
/// # Errors
/// As [`validate`].
pub fn submit(filled: &Filled, today: Day) -> Result<Filled, Invalid> {
    let template = Template::of(filled).ok_or(Invalid::UnknownTemplate)?;
    validate(filled, today)?;
    Ok(template.tidy(filled))
}

impl Template {
    /// Everything that is wrong with a form filled from this template, in the template's order.
    pub fn errors(&self, filled: &Filled, today: Day) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for field in self.fields().filter(|field| field.is_shown(&filled.values, None)) {
            judge(field, filled, today, &mut errors);
        }
        for id in filled.values.keys().filter(|id| self.field(id).is_none()) {
            errors.push(FieldError { field: id.clone(), row: None, fault: Fault::NoSuchField });
        }
        errors.extend(self.too_large(filled));
        errors
    }

    fn too_large(&self, filled: &Filled) -> Option<FieldError> {
        let bytes = self.tidy(filled).size();
        let largest = filled.values.iter().max_by_key(|(_, value)| length(value))?.0;
        let fault = Fault::FormTooLarge { bytes, limit: MAX_FILLED_BYTES };
        (bytes > MAX_FILLED_BYTES).then(|| FieldError { field: largest.clone(), row: None, fault })
    }

    /// The canonical form, whether or not it is whole.
    fn tidy(&self, filled: &Filled) -> Filled {
        let mut tidy = Filled { template: filled.template.clone(), version: filled.version, values: BTreeMap::new() };
        for field in self.fields().filter(|field| field.is_shown(&filled.values, None)) {
            let value = match filled.values.get(&field.id) {
                Some(Value::Text(text)) => canonical(field.kind, text).map(Value::Text),
                Some(Value::Choices(chosen)) => (!chosen.is_empty()).then(|| Value::Choices(chosen.clone())),
                Some(Value::Rows(rows)) => {
                    let rows: Vec<Row> =
                        rows.iter().map(|row| tidy_row(field, filled, row)).filter(|row| !row.is_empty()).collect();
                    (!rows.is_empty()).then_some(Value::Rows(rows))
                }
                None => None,
            };
            tidy.values.extend(value.map(|value| (field.id.clone(), value)));
        }
        tidy
    }
}

fn tidy_row(group: &Field, filled: &Filled, row: &Row) -> Row {
    let shown = group.fields.iter().filter(|field| field.is_shown(&filled.values, Some(row)));
    let cell = |field: &Field| Some((field.id.clone(), canonical(field.kind, row.get(&field.id)?)?));
    shown.filter_map(cell).collect()
}

/// One way of writing; `None` for nothing.
fn canonical(kind: Kind, typed: &str) -> Option<String> {
    let typed = typed.trim();
    let written = match kind {
        Kind::Date => match PartialDate::read(typed) {
            Ok(date) => date?.to_string(),
            Err(_) => typed.to_owned(),
        },
        Kind::Time => TimeOfDay::parse(typed).map_or_else(|| typed.to_owned(), |time| time.to_string()),
        Kind::Number => typed.parse::<u32>().map_or_else(|_| typed.to_owned(), |number| number.to_string()),
        // Browsers differ in how they end lines.
        Kind::Text => typed.replace("\r\n", "\n").replace('\r', "\n"),
        _ => typed.to_owned(),
    };
    (!written.is_empty()).then_some(written)
}

fn judge(field: &Field, filled: &Filled, today: Day, errors: &mut Vec<FieldError>) {
    let value = filled.values.get(&field.id);
    let required = field.is_required(&filled.values, None);
    let faults = match (field.kind, value) {
        (Kind::Group, None) => required.then_some(Fault::Missing),
        (Kind::Group, Some(Value::Rows(rows))) => {
            let filled_rows = rows.iter().filter(|row| !is_blank(row)).count();
            for (number, row) in rows.iter().enumerate().filter(|(_, row)| !is_blank(row)) {
                judge_row(field, filled, (number, row), today, errors);
            }
            match filled_rows {
                0 if required => Some(Fault::Missing),
                rows if rows > field.max_rows() as usize => Some(Fault::TooManyRows { rows, limit: field.max_rows() }),
                _ => None,
            }
        }
        (Kind::Choices, None) => required.then_some(Fault::Missing),
        (Kind::Choices, Some(Value::Choices(chosen))) => choices(field, chosen, required),
        (Kind::Group | Kind::Choices, Some(_)) | (_, Some(Value::Choices(_) | Value::Rows(_))) => {
            Some(Fault::WrongShape)
        }
        (_, Some(Value::Text(text))) => text_fault(field, text, required).or_else(|| in_future(field, text, today)),
        (_, None) => text_fault(field, "", required),
    };
    errors.extend(faults.map(|fault| FieldError { field: field.id.clone(), row: None, fault }));
}

fn judge_row(group: &Field, filled: &Filled, (number, row): (usize, &Row), today: Day, errors: &mut Vec<FieldError>) {
    let mut add = |field: &FieldId, fault| {
        let at = RowField { row: number, field: field.clone() };
        errors.push(FieldError { field: group.id.clone(), row: Some(at), fault });
    };
    for field in group.fields.iter().filter(|field| field.is_shown(&filled.values, Some(row))) {
        let text = row.get(&field.id).map_or("", String::as_str);
        let fault = text_fault(field, text, field.is_required(&filled.values, Some(row)));
        if let Some(fault) = fault.or_else(|| in_future(field, text, today)) {
            add(&field.id, fault);
        }
    }
    for id in row.keys().filter(|id| group.fields.iter().all(|field| field.id != **id)) {
        add(id, Fault::NoSuchField);
    }
}

fn choices(field: &Field, chosen: &BTreeSet<String>, required: bool) -> Option<Fault> {
    if chosen.is_empty() {
        return required.then_some(Fault::Missing);
    }
    let known = |id: &String| field.options.iter().any(|option| option.id == *id);
    (!chosen.iter().all(known)).then_some(Fault::NotAnOption)
}

fn text_fault(field: &Field, typed: &str, required: bool) -> Option<Fault> {
    let text = canonical(field.kind, typed).unwrap_or_default();
    if text.is_empty() {
        return required.then_some(Fault::Missing);
    }
    let (chars, limit) = (text.chars().count(), field.max_chars());
    if chars > limit as usize {
        return Some(Fault::TooLong { chars, limit });
    }
    if field.kind != Kind::Text && text.contains(['\n', '\r']) {
        return Some(Fault::LineBreak);
    }
    match field.kind {
        Kind::Line | Kind::Text => None,
        Kind::Date => date_fault(field, &text),
        Kind::Time => TimeOfDay::parse(&text).is_none().then_some(Fault::NotATime),
        Kind::Number => number_fault(field, &text),
        Kind::Phone => (!may_be_phone(&text)).then_some(Fault::NotAPhone),
        Kind::Reference => {
            (!text.chars().all(|c| c.is_alphanumeric() || " /-._:#".contains(c))).then_some(Fault::NotAReference)
        }
        Kind::Choice => (!field.options.iter().any(|option| option.id == text)).then_some(Fault::NotAnOption),
        Kind::YesNo => (!YES_NO.contains(&text.as_str())).then_some(Fault::NotAnOption),
        Kind::Choices | Kind::Group => Some(Fault::WrongShape),
    }
}

/// Whether something was written that would do there.
pub(super) fn is_valid_text(field: &Field, typed: &str) -> bool {
    text_fault(field, typed, true).is_none()
}

/// What a yes-no takes.
const YES_NO: [&str; 3] = ["yes", "no", "unknown"];

fn date_fault(field: &Field, text: &str) -> Option<Fault> {
    match PartialDate::read(text) {
        Err(fault) => Some(Fault::Date(fault)),
        Ok(Some(PartialDate::NotKnown)) if !field.not_known => Some(Fault::HasToBeKnown),
        Ok(Some(PartialDate::Month(..) | PartialDate::Year(_))) if !field.partial => Some(Fault::DayNeeded),
        Ok(_) => None,
    }
}

/// Of what is a date.
fn in_future(field: &Field, typed: &str, today: Day) -> Option<Fault> {
    let date = PartialDate::read(typed).ok().flatten().filter(|_| field.past)?;
    date.is_after(today).then_some(Fault::InFuture)
}

fn number_fault(field: &Field, text: &str) -> Option<Fault> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Fault::NotANumber);
    }
    let (least, greatest) = field.range.unwrap_or((0, u32::MAX));
    let within = text.parse().is_ok_and(|number: u32| (least..=greatest).contains(&number));
    (!within).then_some(Fault::OutOfRange { least, greatest })
}

/// Characters, roughly: to tell the largest.
fn length(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Choices(chosen) => chosen.iter().map(String::len).sum(),
        Value::Rows(rows) => rows.iter().flat_map(BTreeMap::values).map(String::len).sum(),
    }
}
