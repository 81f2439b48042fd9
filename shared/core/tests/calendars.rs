//! Our calendars against an independent source: the Python package `holidays`, whose word is in
//! `calendars/working_days.txt`. `cargo xtask test` installs the package and checks that it still says so.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

use marram_core::work::calendar::{Calendar, Day, Nation};

/// In the order of the file's columns.
const NATIONS: [Nation; 4] =
    [Nation::EnglandAndWales, Nation::EnglandAndWales, Nation::Scotland, Nation::NorthernIreland];

#[test]
fn every_day_of_five_years_is_worked_where_an_independent_package_says_so() {
    let mut day: Day = "2024-01-01".parse().unwrap();
    for line in include_str!("calendars/working_days.txt").lines() {
        let (date, theirs) = line.split_once(' ').expect("a day and what is worked");
        assert_eq!(date, day.to_string(), "no day is left out");
        let ours: String = NATIONS
            .map(|nation| if Calendar::of(nation).is_working_day(day).unwrap() { '1' } else { '0' })
            .iter()
            .collect();
        assert_eq!(ours, theirs, "{date}: {NATIONS:?}");
        day = day.plus_days(1);
    }
    for nation in NATIONS {
        assert_eq!(Calendar::of(nation).years(), Some((2024, day.year() - 1)), "all years of {nation:?} were compared");
    }
}
