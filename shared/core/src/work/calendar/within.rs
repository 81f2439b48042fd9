//! How long something may take: the units that law and local rules count in.

use super::{BeyondData, Calendar, TimeOfDay, uk_instant, uk_time};
use marram_protocol::UnixMillis;
use serde::{Deserialize, Serialize};

const MINUTE_MS: u64 = 60_000;

/// A length of time. Minutes and hours run through nights, weekends and holidays; days and months end with the local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// So many minutes.
    Minutes(u32),
    /// So many hours.
    Hours(u32),
    /// So many days, the first after the day of the start; 0 is the end of that very day.
    Days(u32),
    /// So many days, the day of the start being the first.
    DaysWithTheFirst(u32),
    /// So many working days, the first after the day of the start.
    WorkingDays(u32),
    /// To the end of the same day of the month, so many months later.
    Months(u32),
}

impl Within {
    /// When it is over.
    ///
    /// # Errors
    /// [`BeyondData`]: working days were to be counted beyond the years that are known.
    pub fn due(self, start: UnixMillis, calendar: &Calendar) -> Result<UnixMillis, BeyondData> {
        let day = uk_time(start).day;
        let after = |days: u32| uk_instant(day.plus_days(i64::from(days)), TimeOfDay::END);
        Ok(match self {
            Self::Minutes(n) => later(start, u64::from(n)),
            Self::Hours(n) => later(start, u64::from(n) * 60),
            Self::Days(n) => after(n),
            Self::DaysWithTheFirst(n) => after(n.saturating_sub(1)),
            Self::WorkingDays(n) => calendar.working_day_clock(start, n)?,
            Self::Months(n) => uk_instant(day.plus_months(n), TimeOfDay::END),
        })
    }
}

fn later(start: UnixMillis, minutes: u64) -> UnixMillis {
    UnixMillis(start.0.saturating_add(minutes.saturating_mul(MINUTE_MS)))
}
