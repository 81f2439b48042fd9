//! Filling in a form: what each stroke changes, purely.
//!
//! [`Filling`] holds what was typed, what is wrong with it, and the row that was removed last, which can be put back. What
//! is right and wrong is `marram_core`'s to say; nothing is complained about before somebody has tried to send. An answer
//! that begins with something from outside the form is not held before somebody writes it: until then it is read from there.

mod at;
#[cfg(test)]
mod tests;

pub(crate) use at::{At, DatePart};

use marram_core::work::calendar::Day;
use marram_core::work::template::{Beginning, Fault, Field, FieldError, Filled, Row, RowField, Template, Value};
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::Reducible;

/// A form that is being filled in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Filling {
    /// What was written here. Of answers that begin with something, those that are here follow it no more, even if empty.
    pub(crate) filled: Filled,
    /// What was wrong at the last attempt and still is, in the form's order.
    pub(crate) errors: Vec<FieldError>,
    /// How often it was changed: each time the draft wants to be kept.
    pub(crate) changes: u32,
    /// The row that was removed last, if it can be put back.
    pub(crate) removed: Option<Removed>,
    /// The day of the last attempt.
    today: Day,
    /// What answers say that nobody has written.
    begins: Beginnings,
}

/// What is known of a form's first answers from outside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Beginnings {
    /// The referral's own reference.
    pub(crate) reference: String,
    /// The name of whoever writes.
    pub(crate) author: String,
}

impl Beginnings {
    fn of(&self, begins: Beginning) -> &str {
        match begins {
            Beginning::Reference => self.reference.trim(),
            Beginning::Author => &self.author,
        }
    }
}

/// A row that was removed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Removed {
    pub(crate) group: &'static Field,
    pub(crate) place: usize,
    row: Row,
}

/// What somebody did.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Typed, or chose one of several.
    Wrote(At, String),
    /// Typed a part of a date.
    WroteDate(At, DatePart, String),
    /// Ticked an option, or took the tick away.
    Ticked(&'static Field, String, bool),
    /// Wants another row.
    AddedRow(&'static Field),
    /// Removed a row.
    RemovedRow(&'static Field, usize),
    /// Wants the last one back.
    PutBack,
    /// Tried to send it on that day; this is wrong.
    Refused(Vec<FieldError>, Day),
    /// Tried to send it; it is whole, and this is how it would be sent.
    Whole(Filled),
    /// What answers begin with has changed.
    Begins(Beginnings),
}

impl Filling {
    /// A form as far as somebody had got with it.
    pub(crate) fn begin(filled: Filled, begins: Beginnings) -> Self {
        Self { filled, errors: Vec::new(), changes: 0, removed: None, today: Day::LAST, begins }
    }

    /// The form as it stands, with what its answers begin with.
    pub(crate) fn whole(&self) -> Filled {
        let mut whole = self.filled.clone();
        for field in beginning(&self.filled) {
            if let Some(text) = self.followed(field) {
                whole.values.insert(field.id.clone(), Value::Text(text.to_owned()));
            }
        }
        whole
    }

    /// What a field begins with, as long as nobody has written there.
    fn followed(&self, field: &Field) -> Option<&str> {
        field.begins.filter(|_| !self.filled.values.contains_key(&field.id)).map(|begins| self.begins.of(begins))
    }

    /// What stands there.
    pub(crate) fn text(&self, at: &At) -> &str {
        match at.row {
            None => self.followed(at.field).unwrap_or_else(|| self.filled.text(&at.field.id)),
            Some((group, place)) => {
                let row = self.filled.rows(&group.id).get(place);
                row.and_then(|row| row.get(&at.field.id)).map_or("", String::as_str)
            }
        }
    }

    /// How many rows of a group are shown: one to begin with where somebody has to fill one in.
    pub(crate) fn shown_rows(&self, group: &Field) -> usize {
        let least = usize::from(group.is_required(&self.filled.values, None));
        self.filled.rows(&group.id).len().max(least)
    }

    /// What is wrong there.
    pub(crate) fn fault(&self, at: &At) -> Option<Fault> {
        self.errors.iter().find(|error| at.is_of(error)).map(|error| error.fault)
    }

    fn change(&mut self, act: Act) {
        match act {
            Act::Wrote(at, text) => self.write(&at, text),
            Act::WroteDate(at, part, text) => {
                let date = part.put(self.text(&at), &text);
                self.write(&at, date);
            }
            Act::Ticked(field, option, ticked) => self.tick(field, option, ticked),
            Act::AddedRow(group) => {
                let shown = self.shown_rows(group);
                self.with_rows(group, |rows| rows.resize_with(shown + 1, Row::new));
            }
            Act::RemovedRow(group, place) => self.remove(group, place),
            Act::PutBack => {
                if let Some(Removed { group, place, row }) = self.removed.take() {
                    self.with_rows(group, |rows| rows.insert(place.min(rows.len()), row));
                    self.move_errors(group, |at| if at >= place { Some(at + 1) } else { Some(at) });
                }
            }
            Act::Refused(errors, today) => {
                (self.errors, self.today) = (errors, today);
                return;
            }
            Act::Whole(mut filled) => {
                self.errors.clear();
                self.removed = None;
                // What follows goes on following, and what was emptied stays empty.
                for id in beginning(&filled).map(|field| &field.id) {
                    filled.values.remove(id);
                    filled.values.extend(self.filled.values.remove_entry(id));
                }
                self.filled = filled;
            }
            Act::Begins(begins) => {
                self.begins = begins;
                self.forget_what_is_mended();
                return;
            }
        }
        self.changes += 1;
        self.forget_what_is_mended();
    }

    fn write(&mut self, at: &At, text: String) {
        match at.row {
            None if text.is_empty() && at.field.begins.is_none() => drop(self.filled.values.remove(&at.field.id)),
            None => drop(self.filled.values.insert(at.field.id.clone(), Value::Text(text))),
            Some((group, place)) => self.with_rows(group, |rows| {
                if rows.len() <= place {
                    rows.resize_with(place + 1, Row::new);
                }
                if let Some(row) = rows.get_mut(place) {
                    row.insert(at.field.id.clone(), text);
                    row.retain(|_, text| !text.is_empty());
                }
            }),
        }
    }

    fn tick(&mut self, field: &Field, option: String, ticked: bool) {
        let mut chosen = match self.filled.values.remove(&field.id) {
            Some(Value::Choices(chosen)) => chosen,
            _ => std::collections::BTreeSet::new(),
        };
        if ticked {
            chosen.insert(option);
        } else {
            chosen.remove(&option);
        }
        if !chosen.is_empty() {
            self.filled.values.insert(field.id.clone(), Value::Choices(chosen));
        }
    }

    fn remove(&mut self, group: &'static Field, place: usize) {
        let row = self.with_rows(group, |rows| (place < rows.len()).then(|| rows.remove(place)));
        if let Some(row) = row {
            self.removed = (!row.is_empty()).then_some(Removed { group, place, row });
            self.move_errors(group, |at| match at.cmp(&place) {
                std::cmp::Ordering::Less => Some(at),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some(at - 1),
            });
        }
    }

    /// Changes a group's rows; a group without rows is not there.
    fn with_rows<T>(&mut self, group: &Field, change: impl FnOnce(&mut Vec<Row>) -> T) -> T {
        let mut rows = match self.filled.values.remove(&group.id) {
            Some(Value::Rows(rows)) => rows,
            _ => Vec::new(),
        };
        let outcome = change(&mut rows);
        if !rows.is_empty() {
            self.filled.values.insert(group.id.clone(), Value::Rows(rows));
        }
        outcome
    }

    fn move_errors(&mut self, group: &Field, to: impl Fn(usize) -> Option<usize>) {
        self.errors.retain_mut(|error| match &mut error.row {
            Some(RowField { row, .. }) if error.field == group.id => to(*row).map(|moved| *row = moved).is_some(),
            _ => true,
        });
    }

    /// What has been put right is no longer complained about; what has gone wrong since waits for the next attempt.
    fn forget_what_is_mended(&mut self) {
        if self.errors.is_empty() {
            return;
        }
        let now = Template::of(&self.filled).map(|template| template.errors(&self.whole(), self.today));
        let now: BTreeMap<_, _> = now
            .into_iter()
            .flatten()
            .map(|error| ((error.field, error.row.map(|at| (at.row, at.field))), error.fault))
            .collect();
        self.errors.retain_mut(|error| {
            let row = error.row.clone().map(|at| (at.row, at.field));
            now.get(&(error.field.clone(), row)).map(|fault| error.fault = *fault).is_some()
        });
    }
}

/// The fields that begin with something from outside the form.
fn beginning(form: &Filled) -> impl Iterator<Item = &'static Field> + use<> {
    let fields = Template::of(form).into_iter().flat_map(Template::fields);
    fields.filter(|field| field.begins.is_some())
}

impl Reducible for Filling {
    type Action = Act;

    fn reduce(self: Rc<Self>, act: Act) -> Rc<Self> {
        let mut next = Rc::unwrap_or_clone(self);
        next.change(act);
        Rc::new(next)
    }
}
