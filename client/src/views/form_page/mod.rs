//! A form as a page, whatever its template asks for; and a filled form to read.
//!
//! [`FormPage`] takes what was filled in so far, tells every change so that it can be kept as a draft, and tells the
//! canonical form once it is whole. [`FilledForm`] shows one. Nothing here knows any single question: they are the
//! template's, what is wrong is the core's to say, and `state::filling` decides what a stroke changes.

mod ask;
mod choices;
mod date;
mod group;
mod label;
mod page;
mod read;

pub(crate) use page::FormPage;
pub(crate) use read::FilledForm;
