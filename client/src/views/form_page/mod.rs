//! A form as a page, whatever its template asks for; and a filled form to read.
//!
//! [`FormPage`] takes what was filled in so far, tells every change so that it can be kept as a draft, and tells the
//! canonical form once it is whole. [`FilledForm`] shows one. Nothing here knows any single question: they are the
//! template's, what is wrong is the core's to say, and `state::filling` decides what a stroke changes. [`CheckAnswers`] shows
//! every answer once more before it is sent.

mod ask;
mod check;
mod choices;
mod date;
mod group;
mod label;
mod page;
mod read;

pub(crate) use check::{CheckAnswers, Checked, checked};
pub(crate) use page::{FormPage, Line};
pub(crate) use read::FilledForm;
