//! Nations' bank holidays, and counting the days between them.

use super::{Day, TimeOfDay, uk_instant, uk_time};
use crate::event::from_cbor;
use crate::work::data;
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use thiserror::Error;

/// A part of the United Kingdom with bank holidays of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each says what it is")]
pub enum Nation {
    #[default]
    EnglandAndWales,
    Scotland,
    NorthernIreland,
}

impl Nation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::EnglandAndWales, Self::Scotland, Self::NorthernIreland];

    /// The word in events and in the data files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "england-and-wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
        }
    }

    /// The nation of that word; `None` for any other.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nation| nation.id() == id)
    }
}

/// The calendar's data does not reach that year: somebody has to add it, and until then nobody can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the calendar has no bank holidays for {year}")]
pub struct BeyondData {
    /// The year.
    pub year: i32,
}

/// A bank holiday.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// When.
    pub day: Day,
    /// What it is called.
    pub name: String,
}

/// One nation's working days.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    nation: Nation,
    /// For whoever reads the file; tests read it, too.
    basis: Vec<String>,
    working_day_ends: TimeOfDay,
    years: BTreeMap<String, Vec<Holiday>>,
}

impl Calendar {
    /// Every calendar there is.
    pub fn all() -> &'static [Self] {
        static CALENDARS: OnceLock<Vec<Calendar>> = OnceLock::new();
        CALENDARS.get_or_init(|| data::CALENDARS.iter().filter_map(|bytes| from_cbor(bytes)).collect())
    }

    /// A nation's. A nation without a file has one without a year, so that nothing is guessed.
    pub fn of(nation: Nation) -> &'static Self {
        static EMPTY: Calendar = Calendar {
            nation: Nation::EnglandAndWales,
            basis: Vec::new(),
            working_day_ends: TimeOfDay::END,
            years: BTreeMap::new(),
        };
        Self::all().iter().find(|calendar| calendar.nation == nation).unwrap_or(&EMPTY)
    }

    /// Whose it is.
    pub fn nation(&self) -> Nation {
        self.nation
    }

    /// Where its dates come from, in words.
    pub fn basis(&self) -> &[String] {
        &self.basis
    }

    /// When a working day is over; what is due on a day is due then.
    pub fn working_day_ends(&self) -> TimeOfDay {
        self.working_day_ends
    }

    /// The first and the last year that it knows; `None` if it knows none.
    pub fn years(&self) -> Option<(i32, i32)> {
        let mut years = self.years.keys().filter_map(|year| year.parse().ok());
        let first = years.next()?;
        Some((first, years.next_back().unwrap_or(first)))
    }

    /// A year's bank holidays.
    ///
    /// # Errors
    /// [`BeyondData`] where it has none for that year.
    pub fn holidays(&self, year: i32) -> Result<&[Holiday], BeyondData> {
        self.years.get(&format!("{year:04}")).map(Vec::as_slice).ok_or(BeyondData { year })
    }

    /// Whether a day is worked: no Saturday, no Sunday, no bank holiday.
    ///
    /// # Errors
    /// [`BeyondData`] where the day's year is not known.
    pub fn is_working_day(&self, day: Day) -> Result<bool, BeyondData> {
        let holidays = self.holidays(day.year())?;
        Ok(!day.is_weekend() && holidays.iter().all(|holiday| holiday.day != day))
    }

    /// The `n`th working day after a day, which itself is not counted. For 0 the day itself, worked or not.
    ///
    /// # Errors
    /// [`BeyondData`] where the counting leaves the years that are known.
    pub fn add_working_days(&self, day: Day, n: u32) -> Result<Day, BeyondData> {
        let mut day = day;
        let mut left = n;
        while left > 0 {
            day = day.plus_days(1);
            if self.is_working_day(day)? {
                left -= 1;
            }
        }
        Ok(day)
    }

    /// How many working days lie after `from`, up to and with `to`: the other way round of
    /// [`Self::add_working_days`], for "day 7 of 15". None where `to` is not later.
    ///
    /// # Errors
    /// [`BeyondData`] where a day between them is of a year that is not known.
    pub fn working_days_between(&self, from: Day, to: Day) -> Result<u32, BeyondData> {
        let (mut day, mut count) = (from, 0);
        while day < to {
            day = day.plus_days(1);
            count += u32::from(self.is_working_day(day)?);
        }
        Ok(count)
    }

    /// When something is due that has to be done within `n` working days of `start`: at the end of the `n`th working day
    /// after the local day of `start`. For 0, at the end of that very day.
    ///
    /// # Errors
    /// [`BeyondData`] where the counting leaves the years that are known.
    pub fn working_day_clock(&self, start: UnixMillis, n: u32) -> Result<UnixMillis, BeyondData> {
        let day = self.add_working_days(uk_time(start).day, n)?;
        let ends = if n == 0 { TimeOfDay::END } else { self.working_day_ends };
        Ok(uk_instant(day, ends))
    }
}
