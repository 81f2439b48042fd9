//! Dates and times as people write them.

use super::{fill, text};
use crate::platform::clock::LocalTime;

/// "50 seconds", "2 minutes": from a minute on in whole minutes, from two hours on in hours, from two days on in days, rounded
/// up.
pub(crate) fn duration(seconds: u64) -> String {
    let t = &text().dates;
    let number = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    match seconds {
        0..60 => t.seconds.of(number(seconds)),
        60..=7_200 => t.minutes.of(number(seconds.div_ceil(60))),
        7_201..=172_800 => t.hours.of(number(seconds.div_ceil(3_600))),
        _ => t.days.of(number(seconds.div_ceil(86_400))),
    }
}

/// "22 November 2026 at 2:05pm".
pub(crate) fn date_time(at: LocalTime) -> String {
    let (day, year) = (at.day.to_string(), at.year.to_string());
    let values =
        [("day", day.as_str()), ("month", month(at.month)), ("year", &year), ("time", &time(at.hour, at.minute))];
    fill(text().dates.moment, &values)
}

/// "22 November 2026".
pub(crate) fn date(at: LocalTime) -> String {
    let (day, year) = (at.day.to_string(), at.year.to_string());
    fill(text().dates.date, &[("day", &day), ("month", month(at.month)), ("year", &year)])
}

/// A month's name, from 0; nothing for any other number.
pub(super) fn month(month: u32) -> &'static str {
    let t = &text().dates;
    let months = [
        t.january,
        t.february,
        t.march,
        t.april,
        t.may,
        t.june,
        t.july,
        t.august,
        t.september,
        t.october,
        t.november,
        t.december,
    ];
    months.get(month as usize).copied().unwrap_or_default()
}

/// Twelve hours with am and pm; the two twelve o'clocks have names, since their am and pm are mistaken.
pub(super) fn time(hour: u32, minute: u32) -> String {
    let t = &text().dates;
    match (hour % 24, minute) {
        (0, 0) => t.midnight.to_owned(),
        (12, 0) => t.midday.to_owned(),
        (hour, minute) => {
            let half = if hour < 12 { t.am } else { t.pm };
            format!("{}:{minute:02}{half}", (hour + 11) % 12 + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32, minute: u32) -> String {
        date_time(LocalTime { year: 2026, month: 10, day: 22, hour, minute })
    }

    #[test]
    fn a_moment_reads_as_people_write_it() {
        assert_eq!(at(14, 5), "22 November 2026 at 2:05pm");
        assert_eq!(date(LocalTime { year: 2026, month: 0, day: 3, hour: 14, minute: 5 }), "3 January 2026");
        assert_eq!(at(0, 30), "22 November 2026 at 12:30am");
        assert_eq!(at(12, 0), "22 November 2026 at midday");
        assert_eq!(at(12, 1), "22 November 2026 at 12:01pm");
        assert_eq!(at(0, 0), "22 November 2026 at midnight");
        assert_eq!(at(11, 59), "22 November 2026 at 11:59am");
    }

    #[test]
    fn short_times_are_told_in_seconds_and_long_ones_in_minutes() {
        let told: Vec<String> = [1, 59, 60, 61, 120, 840, 10_000, 259_200].map(duration).into();
        assert_eq!(
            told,
            ["1 second", "59 seconds", "1 minute", "2 minutes", "2 minutes", "14 minutes", "3 hours", "3 days"]
        );
    }
}
