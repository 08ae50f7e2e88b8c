use proptest::prelude::*;

use super::*;
use crate::calendar::CalendarData;

/// Long after every notice of the file.
const TODAY: i64 = 1_795_000_000_000;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn calendar() -> Calendar {
    let data: CalendarData =
        toml::from_str(include_str!("../../../service/data/calendar.toml")).unwrap();
    Calendar::new(data).unwrap()
}

#[test]
fn what_must_be_done_can_be_done_on_the_next_working_day() {
    let calendar = calendar();
    for (start, period, last) in [
        // 201: the first day is not counted.
        ("2017-03-01", Period::Days(15), "2017-03-16"),
        // 203: 5 October is a holiday; so is every day until the 8th.
        ("2017-09-20", Period::Days(15), "2017-10-09"),
        // A Saturday that is worked is no day of rest.
        ("2017-01-20", Period::Days(15), "2017-02-04"),
        ("2017-01-21", Period::Days(15), "2017-02-06"),
        // 202: the corresponding day, or the last of the month.
        ("2018-01-31", Period::Months(1), "2018-02-28"),
        ("2017-08-31", Period::Months(1), "2017-09-30"),
        ("2017-01-29", Period::Months(3), "2017-05-02"),
        ("2016-02-29", Period::Years(1), "2017-02-28"),
        // Began before the calendar, ends within it.
        ("2010-10-01", Period::Years(10), "2020-10-09"),
        // A period in working days has no last day to move.
        ("2017-09-29", Period::WorkingDays(7), "2017-10-16"),
        ("2017-09-29", Period::Days(0), "2017-09-29"),
    ] {
        assert_eq!(
            period.last_day(date(start), &calendar, TODAY),
            Ok(Deadline::Fixed(date(last))),
            "{start} {period:?}"
        );
    }
}

#[test]
fn a_last_day_past_the_horizon_is_a_lower_bound() {
    let calendar = calendar();
    let last = |start, period: Period| period.last_day(date(start), &calendar, TODAY);
    // 2027-01-02 is a Saturday, and may be worked.
    assert_eq!(
        last("2026-12-02", Period::Months(1)),
        Ok(Deadline::Provisional(date("2027-01-02")))
    );
    assert_eq!(
        last("2015-12-02", Period::Months(1)),
        Err(CalendarError::BeforeFirstNotice {
            day: date("2016-01-02")
        })
    );
}

#[test]
fn nothing_lengthens_a_sanction() {
    for (start, period, end) in [
        // G22.
        ("2016-02-29", Period::Years(1), "2017-02-28"),
        // G11.
        ("2016-11-01", Period::Years(2), "2018-11-01"),
        // G17.
        ("2016-03-01", Period::Years(5), "2021-03-01"),
        // Saturday, Sunday, National Day.
        ("2016-09-02", Period::Years(1), "2017-09-02"),
        ("2017-07-01", Period::Months(3), "2017-10-01"),
        ("2017-09-20", Period::Days(15), "2017-10-05"),
    ] {
        assert_eq!(period.end(date(start)), Some(date(end)), "{start}");
    }
    assert_eq!(Period::WorkingDays(7).end(date("2017-09-29")), None);
}

#[test]
fn g21_three_full_years_with_a_leap_year_inside_are_1096_days() {
    for (from, days) in [("2014-07-01", 1_096), ("2016-03-01", 1_095)] {
        let on_day = |day| full_years(date(from), date(from).add_days(day));
        assert_eq!((on_day(days - 1), on_day(days)), (2, 3), "{from}");
    }
    assert_eq!(full_years(date("2016-02-29"), date("2019-02-27")), 2);
    assert_eq!(full_years(date("2016-02-29"), date("2019-02-28")), 3);
    assert_eq!(full_years(date("2017-10-31"), date("2014-10-31")), 0);
}

#[test]
fn g23_what_was_decided_exactly_three_years_ago_lies_outside() {
    for (end, outside, inside) in [
        ("2017-10-31", "2014-10-31", "2014-11-01"),
        ("2024-02-29", "2021-02-28", "2021-03-01"),
        ("2023-02-28", "2020-02-28", "2020-02-29"),
    ] {
        let window = window(date(end), 3);
        assert!(!window.contains(&date(outside)), "{end}");
        assert!(window.contains(&date(inside)), "{end}");
        assert!(window.contains(&date(end)), "{end}");
        assert!(!window.contains(&date(end).add_days(1)), "{end}");
    }
    assert!(window(date("2017-10-31"), 0).is_empty());
}

#[test]
fn periods_are_written_as_data() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct RuleSet {
        publish: Period,
    }
    let set = RuleSet {
        publish: Period::WorkingDays(7),
    };
    let text = toml::to_string(&set).unwrap();
    assert_eq!(toml::from_str::<RuleSet>(&text).unwrap(), set);
    assert_eq!(
        toml::from_str::<RuleSet>("publish = { working-days = 7 }").unwrap(),
        set
    );
}

fn period() -> impl Strategy<Value = Period> {
    (0..4, any::<u16>()).prop_map(|(unit, n)| match unit {
        0 => Period::Days(n),
        1 => Period::WorkingDays(n),
        2 => Period::Months(n),
        _ => Period::Years(n),
    })
}

proptest! {
    /// Full years, by counting them one after the other.
    #[test]
    fn full_years_are_those_that_ended(from in -80_000..80_000, length in -500..40_000) {
        let from = Date::from_days(from);
        let as_of = from.add_days(length);
        let ended = (1..).take_while(|years| from.add_years(*years) <= as_of).count();
        prop_assert_eq!(usize::from(full_years(from, as_of)), ended);
    }

    #[test]
    fn the_last_day_is_worked_and_the_first_such(
        start in 17_200..20_000,
        period in (0..3, 0..500_u16).prop_map(|(unit, n)| match unit {
            0 => Period::Days(n),
            1 => Period::Months(n / 30),
            _ => Period::Years(n / 365),
        }),
    ) {
        let (calendar, start) = (calendar(), Date::from_days(start));
        let corresponding = period.end(start).unwrap();
        let last = period.last_day(start, &calendar, TODAY).unwrap().day();
        prop_assert!(calendar.is_working_day(last, TODAY));
        for day in corresponding.days()..last.days() {
            prop_assert!(!calendar.is_working_day(Date::from_days(day), TODAY));
        }
    }

    #[test]
    fn nothing_panics(
        start in any::<i32>(),
        other in any::<i32>(),
        years in any::<u16>(),
        period in period(),
        known_at in any::<i64>(),
    ) {
        let (start, other) = (Date::from_days(start), Date::from_days(other));
        let _ = period.last_day(start, &calendar(), known_at);
        let _ = (period.end(start), full_years(start, other), window(start, years));
    }
}
