//! Local time in the United Kingdom: Greenwich Mean Time, and British Summer Time, an hour ahead of it.
//!
//! Summer time begins on the last Sunday of March and ends on the last Sunday of October, both at 01:00 Greenwich time
//! (Summer Time Act 1972, with the order of 2002). That has been so since 1996; earlier years are not claimed.

use super::Day;
use marram_protocol::UnixMillis;
use serde::{Deserialize, Deserializer, de};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// A time of the day in whole minutes, from 00:00 to 24:00, the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The beginning of a day.
    pub const MIDNIGHT: Self = Self(0);
    /// The end of a day: the midnight that follows.
    pub const END: Self = Self(24 * 60);

    /// That hour and minute; `None` where a clock shows no such time.
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour < 24 && minute < 60 || hour == 24 && minute == 0 { Some(Self(hour * 60 + minute)) } else { None }
    }

    /// Hour (0 to 24) and minute.
    pub const fn hour_and_minute(self) -> (u16, u16) {
        (self.0 / 60, self.0 % 60)
    }

    /// Reads `9:30` and `17:00`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let digits = |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(hour) || minute.len() != 2 || !digits(minute) {
            return None;
        }
        Self::new(hour.parse().ok()?, minute.parse().ok()?)
    }
}

impl std::fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (hour, minute) = self.hour_and_minute();
        write!(f, "{hour:02}:{minute:02}")
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not a time of the form 17:00"))
    }
}

/// A moment as clocks in the United Kingdom show it, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UkTime {
    /// The day.
    pub day: Day,
    /// The time of the day.
    pub time: TimeOfDay,
}

/// What clocks in the United Kingdom show at a moment.
pub fn uk_time(at: UnixMillis) -> UkTime {
    let local = at.0.saturating_add(offset_ms(at));
    let minutes = local % DAY_MS / MINUTE_MS;
    let day = Day::from_1970(i64::try_from(local / DAY_MS).unwrap_or(i64::MAX));
    UkTime { day, time: TimeOfDay(u16::try_from(minutes).unwrap_or(0)) }
}

/// The moment at which clocks in the United Kingdom show this. A time that the spring leaves out is an hour later, and of
/// the two that the autumn has it is the first. Days before 1970 are its first moment.
pub fn uk_instant(day: Day, time: TimeOfDay) -> UnixMillis {
    let days = u64::try_from(day.since_1970()).unwrap_or(0);
    let as_if_greenwich = days * DAY_MS + u64::from(time.0) * MINUTE_MS;
    let as_if_summer = UnixMillis(as_if_greenwich.saturating_sub(HOUR_MS));
    if offset_ms(as_if_summer) == 0 { UnixMillis(as_if_greenwich) } else { as_if_summer }
}

/// How far the clocks are ahead of Greenwich.
fn offset_ms(at: UnixMillis) -> u64 {
    let year = Day::from_1970(i64::try_from(at.0 / DAY_MS).unwrap_or(i64::MAX)).year();
    let one_o_clock =
        |day: Day| u64::try_from(day.since_1970()).unwrap_or(0).saturating_mul(DAY_MS).saturating_add(HOUR_MS);
    let summer = one_o_clock(Day::last_sunday(year, 3))..one_o_clock(Day::last_sunday(year, 10));
    if summer.contains(&at.0) { HOUR_MS } else { 0 }
}
