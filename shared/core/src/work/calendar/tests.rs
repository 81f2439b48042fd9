use super::*;
use marram_protocol::UnixMillis;
use proptest::prelude::*;

const HOUR_MS: u64 = 3_600_000;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The moment at which a clock in the United Kingdom shows this.
fn at(date: &str, time: &str) -> UnixMillis {
    uk_instant(day(date), TimeOfDay::parse(time).unwrap())
}

fn england() -> &'static Calendar {
    Calendar::of(Nation::EnglandAndWales)
}

fn shown(at: UnixMillis) -> String {
    let local = uk_time(at);
    format!("{} {}", local.day, local.time)
}

#[test]
fn every_calendar_file_reads_and_has_five_years_without_a_gap() {
    assert_eq!(Calendar::all().len(), crate::work::data::CALENDARS.len());
    for nation in Nation::ALL {
        let calendar = Calendar::of(nation);
        assert_eq!(calendar.nation(), nation);
        assert!(!calendar.basis().is_empty());
        let (first, last) = calendar.years().unwrap();
        assert!(first <= 2024 && last >= 2028);
        for year in first..=last {
            let holidays = calendar.holidays(year).unwrap();
            assert!(holidays.iter().all(|holiday| holiday.day.year() == year && !holiday.name.is_empty()));
            assert!(holidays.is_sorted_by(|a, b| a.day < b.day), "{nation:?} {year}");
        }
    }
}

#[test]
fn every_clock_reads_and_has_an_id_of_its_own() {
    let files: Vec<Vec<ClockKind>> = crate::work::data::CLOCKS
        .iter()
        .map(|bytes| crate::event::from_cbor(bytes).expect("a list of clocks"))
        .collect();
    assert_eq!(files.concat().len(), ClockKind::all().len());
    for (index, kind) in ClockKind::all().iter().enumerate() {
        assert!(ClockKind::all()[..index].iter().all(|other| other.id != kind.id), "{}", kind.id);
        assert!(!kind.name.is_empty() && !kind.who.is_empty() && !kind.basis.is_empty() && !kind.starts.is_empty());
        assert_eq!(ClockKind::get(&kind.id), Some(kind));
    }
    assert_eq!(ClockKind::get("no-such-clock"), None);
}

#[test]
fn a_year_beyond_the_data_is_said_and_never_guessed() {
    let beyond = england().years().unwrap().1 + 1;
    assert_eq!(england().is_working_day(Day::from_date(beyond, 6, 1).unwrap()), Err(BeyondData { year: beyond }));
    let late = Day::from_date(beyond - 1, 12, 20).unwrap();
    assert_eq!(england().add_working_days(late, 15), Err(BeyondData { year: beyond }));
    assert_eq!(england().working_days_between(late, late.plus_days(30)), Err(BeyondData { year: beyond }));
    assert_eq!(england().holidays(1999), Err(BeyondData { year: 1999 }));
}

#[test]
fn a_referral_on_the_friday_before_easter_monday_is_due_on_tuesday_at_the_end_of_work() {
    let decision = ClockKind::get("referral-decision").unwrap().within(None);
    let due = |from| shown(decision.due(at(from, "16:00"), england()).unwrap());
    assert_eq!(due("2026-04-02"), "2026-04-07 17:00", "Thursday; Good Friday and Easter Monday are not worked");
    assert_eq!(due("2026-11-20"), "2026-11-23 17:00", "Friday");
    assert_eq!(due("2026-11-21"), "2026-11-23 17:00", "Saturday");
    let scotland = decision.due(at("2026-04-02", "16:00"), Calendar::of(Nation::Scotland)).unwrap();
    assert_eq!(shown(scotland), "2026-04-06 17:00", "Scotland works on Easter Monday");
}

#[test]
fn a_conference_is_due_fifteen_working_days_after_the_discussion_that_was_chosen() {
    let conference = ClockKind::get("icpc").unwrap();
    assert_eq!(conference.starts.len(), 2);
    let due = |from| shown(conference.within(None).due(at(from, "10:30"), england()).unwrap());
    assert_eq!(due("2026-11-23"), "2026-12-14 17:00");
    assert_eq!(due("2026-12-14"), "2027-01-07 17:00", "Christmas, the substitute Boxing Day and New Year are left out");
}

#[test]
fn hours_run_through_the_night_the_weekend_and_the_change_of_the_clocks() {
    let protection = ClockKind::get("police-protection").unwrap().within(None);
    let start = at("2026-03-27", "22:00");
    let due = protection.due(start, england()).unwrap();
    assert_eq!(due.0 - start.0, 72 * HOUR_MS);
    assert_eq!(shown(due), "2026-03-30 23:00", "an hour of that Sunday is missing");
}

#[test]
fn a_strategy_discussion_is_due_by_risk() {
    use crate::work::Risk;
    let kind = ClockKind::get("strategy-discussion").unwrap();
    let due = |risk| shown(kind.within(risk).due(at("2026-11-20", "15:00"), england()).unwrap());
    assert_eq!(due(Some(Risk::High)), "2026-11-20 17:00");
    assert_eq!(due(Some(Risk::Medium)), "2026-11-21 00:00");
    assert_eq!(due(Some(Risk::Low)), "2026-11-25 17:00");
    assert_eq!(due(None), due(Some(Risk::Low)));
}

#[test]
fn an_order_counts_its_own_day_and_bail_ends_with_the_same_day_of_a_later_month() {
    let order = ClockKind::get("emergency-protection-order").unwrap();
    let start = at("2026-11-02", "14:00");
    assert_eq!(shown(order.within(None).due(start, england()).unwrap()), "2026-11-10 00:00");
    assert_eq!(shown(order.extended[0].due(start, england()).unwrap()), "2026-11-17 00:00");
    let bail = ClockKind::get("pre-charge-bail").unwrap();
    let due = |within: Within, from| shown(within.due(at(from, "03:00"), england()).unwrap());
    assert_eq!(due(bail.within(None), "2026-11-30"), "2027-03-01 00:00", "the end of 28 February");
    assert_eq!(due(bail.extended[1], "2026-11-30"), "2027-08-31 00:00");
}

#[test]
fn summer_time_begins_and_ends_on_the_last_sundays_at_one_greenwich_time() {
    // 29 March 2026, 01:00 Greenwich time.
    let begins = 1_774_746_000_000;
    assert_eq!(shown(UnixMillis(begins - 1)), "2026-03-29 00:59");
    assert_eq!(shown(UnixMillis(begins)), "2026-03-29 02:00");
    // 25 October 2026, 01:00 Greenwich time.
    let ends = 1_792_890_000_000;
    assert_eq!(shown(UnixMillis(ends - 1)), "2026-10-25 01:59");
    assert_eq!(shown(UnixMillis(ends)), "2026-10-25 01:00");
    assert_eq!(at("2026-03-29", "01:30").0, begins + HOUR_MS / 2, "left out: an hour later");
    assert_eq!(at("2026-10-25", "01:30").0, ends - HOUR_MS / 2, "twice: the first");
    let sundays =
        [(2024, "2024-03-31", "2024-10-27"), (2027, "2027-03-28", "2027-10-31"), (2028, "2028-03-26", "2028-10-29")];
    for (year, spring, autumn) in sundays {
        assert_eq!((Day::last_sunday(year, 3), Day::last_sunday(year, 10)), (day(spring), day(autumn)));
    }
}

#[test]
fn days_are_read_strictly() {
    for bad in ["", "2026-2-03", "2026-02-30", "2025-02-29", "2026/02/03", "+026-02-03", "2026-02-033", "２026-02-03"]
    {
        assert!(bad.parse::<Day>().is_err(), "{bad}");
    }
    assert_eq!(day("2024-02-29").plus_months(12), day("2025-02-28"));
    assert_eq!(day("1970-01-01").weekday(), Weekday::Thursday);
    assert_eq!(Day::LAST.plus_days(1), Day::LAST);
    assert_eq!(Day::LAST.plus_months(u32::MAX), Day::LAST);
}

proptest! {
    #[test]
    fn days_and_dates_are_the_same_thing(days in Day::FIRST.since_1970()..=Day::LAST.since_1970()) {
        let day = Day::from_1970(i64::from(days));
        let (year, month, of_month) = day.date();
        prop_assert_eq!(Day::from_date(year, month, of_month), Some(day));
        prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
        let next = day.plus_days(1);
        prop_assert!(day == Day::LAST || next > day && (next.date() > day.date()));
    }

    #[test]
    fn local_time_and_moments_lead_back_to_one_another(minutes in 0_u64..80 * 366 * 24 * 60) {
        let moment = UnixMillis(minutes * 60_000);
        let local = uk_time(moment);
        let back = uk_instant(local.day, local.time);
        prop_assert_eq!(uk_time(back), local);
        prop_assert!(back == moment || back.0 + HOUR_MS == moment.0, "only the autumn's doubled hour has two");
    }

    #[test]
    fn counting_working_days_forth_and_between_agrees(
        nation in prop::sample::select(Nation::ALL.to_vec()), offset in 0_i64..1_700, n in 0_u32..60,
    ) {
        let calendar = Calendar::of(nation);
        let start = day("2024-01-01").plus_days(offset);
        let end = calendar.add_working_days(start, n).unwrap();
        prop_assert_eq!(calendar.working_days_between(start, end), Ok(n));
        prop_assert!(n == 0 || calendar.is_working_day(end).unwrap());
        let due = calendar.working_day_clock(UnixMillis(uk_instant(start, TimeOfDay::MIDNIGHT).0), n).unwrap();
        prop_assert!(uk_time(due).day == end || n == 0 && uk_time(due).day == end.plus_days(1));
    }

    #[test]
    fn no_start_however_far_off_does_any_harm(start in any::<u64>(), n in 0_u32..400) {
        for within in [Within::Minutes(n), Within::Hours(n), Within::Days(n), Within::DaysWithTheFirst(n), Within::Months(n)] {
            prop_assert!(within.due(UnixMillis(start), england()).is_ok());
        }
        let _ = Within::WorkingDays(n).due(UnixMillis(start), england());
    }
}
