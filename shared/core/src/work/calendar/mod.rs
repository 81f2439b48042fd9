//! Days that are worked and clocks that count them: nations' calendars as data, local time in the United Kingdom.
//!
//! Refuses to know what day it is, and to guess: a day beyond the calendar's data is an answer of its own,
//! [`BeyondData`]. Where the dates come from, and how to add a year, is in `docs/calendars.md`.

mod clocks;
mod day;
mod nation;
mod uk_time;
mod within;

pub use clocks::{ClockKind, StartPoint};
pub use day::{Day, Weekday};
pub use nation::{BeyondData, Calendar, Holiday, Nation};
pub use uk_time::{TimeOfDay, UkTime, uk_instant, uk_time};
pub use within::Within;

#[cfg(test)]
mod tests;
