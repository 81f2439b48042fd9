//! Days of the (proleptic Gregorian) calendar as numbers: arithmetic without a clock.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// From 1 March of year 0 to 1 January 1970.
const DAYS_TO_1970: i32 = 719_468;
const DAYS_PER_400_YEARS: i32 = 146_097;

/// One day, of the years 1 to 9999. Written `2026-11-22` (ISO 8601), also in CBOR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each says what it is")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Day {
    /// The first one there is: 1 January of year 1.
    pub const FIRST: Self = Self(days_from_date(1, 1, 1));
    /// The last one there is: 31 December of year 9999.
    pub const LAST: Self = Self(days_from_date(9999, 12, 31));

    /// The day of a date; `None` where the calendar has no such day.
    pub const fn from_date(year: i32, month: u32, day: u32) -> Option<Self> {
        if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month) {
            return None;
        }
        Some(Self(days_from_date(year, month, day)))
    }

    /// Days since 1 January 1970.
    pub const fn since_1970(self) -> i32 {
        self.0
    }

    /// The day so many days after 1 January 1970; stays within the years 1 to 9999.
    pub fn from_1970(days: i64) -> Self {
        let days = days.clamp(i64::from(Self::FIRST.0), i64::from(Self::LAST.0));
        Self(i32::try_from(days).unwrap_or(Self::LAST.0))
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn date(self) -> (i32, u32, u32) {
        // Years that begin in March: the odd day is then at the end of one.
        let days = self.0 + DAYS_TO_1970;
        let (era, day) = (days.div_euclid(DAYS_PER_400_YEARS), days.rem_euclid(DAYS_PER_400_YEARS));
        let year = (day - day / 1_460 + day / 36_524 - day / (DAYS_PER_400_YEARS - 1)) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let (month, year) = if month < 10 { (month + 3, year) } else { (month - 9, year + 1) };
        (era * 400 + year, month.unsigned_abs(), day.unsigned_abs())
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.date().0
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        // 1 January 1970 was a Thursday.
        match (self.0 + 3).rem_euclid(7) {
            0 => Weekday::Monday,
            1 => Weekday::Tuesday,
            2 => Weekday::Wednesday,
            3 => Weekday::Thursday,
            4 => Weekday::Friday,
            5 => Weekday::Saturday,
            _ => Weekday::Sunday,
        }
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// So many days later, or earlier; stays within the years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_1970(i64::from(self.0).saturating_add(days))
    }

    /// The same day of the month so many months later; the month's last day where it has no such day.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let (year, month, day) = self.date();
        let months = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        let year = i32::try_from(months / 12).unwrap_or(i32::MAX);
        let month = u32::try_from(months % 12 + 1).unwrap_or(12);
        Self::from_date(year, month, day.min(days_of_month(year, month))).unwrap_or(Self::LAST)
    }

    /// The last Sunday of a month.
    pub(crate) fn last_sunday(year: i32, month: u32) -> Self {
        let last = Self(days_from_date(year, month, days_of_month(year, month)));
        let past_sunday = (last.0 + 4).rem_euclid(7);
        Self(last.0 - past_sunday)
    }
}

/// How many days a month has.
const fn days_of_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

const fn days_from_date(year: i32, month: u32, day: u32) -> i32 {
    let (month, day) = (month as i32, day as i32);
    let year = if month > 2 { year } else { year - 1 };
    let month = if month > 2 { month - 3 } else { month + 9 };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * DAYS_PER_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_TO_1970
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The text is not a day as ISO 8601 writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day of the form 2026-11-22")]
pub struct NotADay;

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let digits = |range: std::ops::Range<usize>| {
            let part = text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?;
            part.parse::<u32>().ok()
        };
        let dashes = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        let parts = digits(0..4).zip(digits(5..7)).zip(digits(8..10)).filter(|_| dashes);
        let day = parts.and_then(|((year, month), day)| Self::from_date(i32::try_from(year).ok()?, month, day));
        day.ok_or(NotADay)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
