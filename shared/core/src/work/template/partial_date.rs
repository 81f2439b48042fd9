//! Dates as people know them: a day, a month, a year, or that nobody knows.
//!
//! Written `2026-11-22`, `2026-11`, `2026`, `unknown`. While it is being typed it is year, month and day with hyphens
//! between, each as typed: `26-3-`. Both are read by [`PartialDate::read`].

use crate::work::calendar::Day;
use std::fmt;

/// A date, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartialDate {
    /// The very day.
    Day(Day),
    /// A month of a year.
    Month(i32, u32),
    /// A year.
    Year(i32),
    /// Somebody was asked and did not know.
    NotKnown,
}

/// Why something typed is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateFault {
    /// It is not made of numbers, or a part in the middle is missing.
    NotNumbers,
    /// The year has not four digits.
    ShortYear,
    /// The calendar has no such day or month.
    NoSuchDay,
}

impl PartialDate {
    /// How "nobody knows" is written.
    pub const NOT_KNOWN: &'static str = "unknown";

    /// Reads a date; `None` where nothing was typed.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(typed: &str) -> Result<Option<Self>, DateFault> {
        let typed = typed.trim();
        if typed == Self::NOT_KNOWN {
            return Ok(Some(Self::NotKnown));
        }
        let mut parts = typed.splitn(3, '-').map(str::trim);
        let [year, month, day] = std::array::from_fn(|_| parts.next().unwrap_or_default());
        match (year.is_empty(), month.is_empty(), day.is_empty()) {
            (true, true, true) => return Ok(None),
            (true, ..) | (false, true, false) => return Err(DateFault::NotNumbers),
            _ => {}
        }
        let of_year = i32::try_from(number(year)?).unwrap_or(0);
        if year.len() != 4 || of_year == 0 {
            return Err(DateFault::ShortYear);
        }
        if month.is_empty() {
            return Ok(Some(Self::Year(of_year)));
        }
        let of_month = number(month)?;
        if !(1..=12).contains(&of_month) {
            return Err(DateFault::NoSuchDay);
        }
        if day.is_empty() {
            return Ok(Some(Self::Month(of_year, of_month)));
        }
        let day = Day::from_date(of_year, of_month, number(day)?).ok_or(DateFault::NoSuchDay)?;
        Ok(Some(Self::Day(day)))
    }

    /// Whether all of it lies after a day: its month, or its year, has not begun then.
    pub fn is_after(self, day: Day) -> bool {
        let (of_year, of_month, _) = day.date();
        match self {
            Self::Day(own) => own > day,
            Self::Month(year, month) => (year, month) > (of_year, of_month),
            Self::Year(year) => year > of_year,
            Self::NotKnown => false,
        }
    }
}

/// A short number of digits and nothing else.
fn number(text: &str) -> Result<u32, DateFault> {
    let digits = text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or(DateFault::NotNumbers)
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::NotKnown => f.write_str(Self::NOT_KNOWN),
        }
    }
}
