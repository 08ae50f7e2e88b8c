//! Days, and terms counted in months and years.
//!
//! A day is a number, so that it is compared, stored and handed to a plugin without a
//! calendar; the calendar is needed only to read, to print and to add terms. Terms are
//! added here and nowhere else, so that plugins in every language agree.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod partial;

pub use partial::{PartialDate, PartialDateError};

/// A day of the proleptic Gregorian calendar, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// It is not of the form `2017-10-31`.
    #[error("`{0}` is not of the form YYYY-MM-DD")]
    Form(String),
    /// The calendar has no such day.
    #[error("the calendar has no day {year:04}-{month:02}-{day:02}")]
    NoSuchDay {
        /// Year.
        year: i32,
        /// Month.
        month: u8,
        /// Day of the month.
        day: u8,
    },
}

impl Date {
    /// The day so many days after 1970-01-01.
    #[must_use]
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// The day that it is in Asia/Shanghai at a moment, milliseconds since 1970-01-01 UTC.
    /// There has been no summer time since 1991.
    #[must_use]
    pub fn at(millis: i64) -> Self {
        const HOURS_EAST: i64 = 8;
        let days = millis
            .div_euclid(1_000)
            .saturating_add(HOURS_EAST * 3_600)
            .div_euclid(86_400);
        Self(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The day of the calendar.
    ///
    /// # Errors
    /// [`DateError::NoSuchDay`] if there is none; years run from 0 to 9999.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, DateError> {
        if !(0..=9999).contains(&year) || day == 0 || day > days_in_month(i64::from(year), month) {
            return Err(DateError::NoSuchDay { year, month, day });
        }
        Ok(Self::from_civil(i64::from(year), month, day))
    }

    /// Days from a date known to exist: eras of 400 years that begin in March. Saturating.
    fn from_civil(year: i64, month: u8, day: u8) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let shifted = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * shifted + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        Self(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// Year, month (1–12) and day of the month (1–31).
    #[must_use]
    pub fn civil(self) -> (i32, u8, u8) {
        let days = i64::from(self.0) + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        (year as i32, month as u8, day as u8)
    }

    /// The corresponding day so many months later, or that month's last day if it has no
    /// such day (民法典 202).
    ///
    /// A term of a year from 29 February ends on 28 February: that is the first day on
    /// which it no longer runs. Saturating: start and months can be a plugin's.
    #[must_use]
    pub fn add_months(self, months: u16) -> Self {
        self.shift_months(i64::from(months))
    }

    /// The corresponding day so many years later, as [`add_months`](Self::add_months).
    #[must_use]
    pub fn add_years(self, years: u16) -> Self {
        self.shift_months(i64::from(years) * 12)
    }

    /// The corresponding day so many years before, or that month's last day if it has no
    /// such day; saturating.
    #[must_use]
    pub fn sub_years(self, years: u16) -> Self {
        self.shift_months(i64::from(years) * -12)
    }

    fn shift_months(self, months: i64) -> Self {
        let (year, month, day) = self.civil();
        let total = i64::from(year) * 12 + i64::from(month) - 1 + months;
        let (year, month) = (total.div_euclid(12), total.rem_euclid(12) as u8 + 1);
        Self::from_civil(year, month, day.min(days_in_month(year, month)))
    }

    /// The day so many days later; saturating.
    #[must_use]
    pub const fn add_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let form = || DateError::Form(text.chars().take(32).collect());
        let mut parts = text.splitn(3, '-');
        let mut part = |length: usize| {
            parts
                .next()
                .filter(|part| part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
                .ok_or_else(form)
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        Self::new(
            year.parse().map_err(|_| form())?,
            month.parse().map_err(|_| form())?,
            day.parse().map_err(|_| form())?,
        )
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i32(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?
                .parse()
                .map_err(serde::de::Error::custom)
        } else {
            i32::deserialize(deserializer).map(Self)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_day_of_four_centuries_reads_back() {
        let (first, last) = (date("1800-01-01"), date("2200-12-31"));
        for days in first.days()..=last.days() {
            let day = Date::from_days(days);
            assert_eq!(date(&day.to_string()), day);
        }
    }

    #[test]
    fn a_day_begins_eight_hours_before_it_does_in_greenwich() {
        assert_eq!(Date::at(0), date("1970-01-01"));
        let midnight = i64::from(date("2026-11-23").days()) * 86_400_000 - 8 * 3_600_000;
        assert_eq!(Date::at(midnight), date("2026-11-23"));
        assert_eq!(Date::at(midnight - 1), date("2026-11-22"));
        for any in [i64::MIN, i64::MAX] {
            let _ = Date::at(any);
        }
    }

    #[test]
    fn known_days() {
        assert_eq!(date("1970-01-01").days(), 0);
        assert_eq!(date("2026-11-23").days(), 20_780);
        assert_eq!(date("1949-10-01").to_string(), "1949-10-01");
    }

    #[test]
    fn months_end_on_the_corresponding_day_or_the_last() {
        for (start, months, end) in [
            ("2016-02-29", 12, "2017-02-28"),
            ("2016-02-29", 48, "2020-02-29"),
            ("2017-08-31", 1, "2017-09-30"),
            ("2017-01-31", 1, "2017-02-28"),
            ("2016-11-01", 24, "2018-11-01"),
            ("2016-12-15", 1, "2017-01-15"),
        ] {
            assert_eq!(date(start).add_months(months), date(end), "{start}");
        }
    }

    #[test]
    fn years_end_and_begin_on_the_corresponding_day_or_the_last() {
        for (day, years, before, after) in [
            ("2016-02-29", 1, "2015-02-28", "2017-02-28"),
            ("2016-02-29", 4, "2012-02-29", "2020-02-29"),
            ("2017-02-28", 1, "2016-02-28", "2018-02-28"),
            ("2017-10-31", 3, "2014-10-31", "2020-10-31"),
            ("2017-10-31", 0, "2017-10-31", "2017-10-31"),
        ] {
            assert_eq!(date(day).sub_years(years), date(before), "{day}");
            assert_eq!(date(day).add_years(years), date(after), "{day}");
        }
    }

    #[test]
    fn what_is_not_a_day_says_so() {
        for text in [
            "2017-2-1",
            "2017/02/01",
            "",
            "20170201",
            "2017-02-01x",
            "二〇一七-02-01",
        ] {
            assert!(
                matches!(text.parse::<Date>(), Err(DateError::Form(_))),
                "{text}"
            );
        }
        for text in ["2017-02-29", "2017-13-01", "2017-00-10", "2017-01-00"] {
            assert!(
                matches!(text.parse::<Date>(), Err(DateError::NoSuchDay { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn extreme_days_do_not_overflow() {
        let (first, last) = (Date::from_days(i32::MIN), Date::from_days(i32::MAX));
        for day in [first, last] {
            let _ = (day.civil(), day.to_string());
        }
        assert_eq!(last.add_months(u16::MAX), last);
        assert_eq!(first.add_months(0), first);
        assert!(first.add_months(u16::MAX) > first);
        assert_eq!(last.add_years(u16::MAX), last);
        assert_eq!(first.sub_years(u16::MAX), first);
        assert!(last.sub_years(u16::MAX) < last);
    }
}
