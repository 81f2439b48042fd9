//! Forms as data: what a referral asks for is a file in `data/templates`, described in `docs/templates.md`.
//!
//! [`Template`] is the form, [`Filled`] what somebody wrote into it, [`validate`] says what is missing or wrong, as kinds
//! and numbers; the words are the client's. Refuses to make a title, a summary or a notification out of what was written:
//! names belong in the record alone.

mod carried;
mod field;
mod filled;
mod partial_date;
mod phone;
mod shape;
mod validate;

pub use field::{Beginning, Choice, Condition, Field, FieldId, Kind, Meaning};
pub use filled::{Filled, MAX_FILLED_BYTES, Row, Value};
pub use partial_date::{DateFault, PartialDate};
pub use shape::{Purpose, Section, Template, TemplateId};
pub use validate::{Fault, FieldError, Invalid, RowField, submit, validate};

#[cfg(test)]
mod data_tests;
#[cfg(test)]
mod tests;
