//! Periods (期间) by 民法典 200–204.
//!
//! Two things end differently and are kept apart. What must be *done* within a period can
//! still be done on its last day, and a last day on which nobody works moves on
//! (203): [`Period::last_day`]. What is *suffered* for a period, a sanction or a
//! listing, no longer applies on the corresponding day, and nothing lengthens it:
//! [`Period::end`]. Law or agreement may say otherwise (204), so the caller picks.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Calendar, CalendarError, Deadline},
    date::Date,
};

/// How long something runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// Days of the calendar (日).
    Days(u16),
    /// Working days (工作日); also the 三日 of 行政处罚法 48, by its article 85.
    WorkingDays(u16),
    /// Months (月).
    Months(u16),
    /// Years (年).
    Years(u16),
}

impl Period {
    /// The last day for what must be done within the period, where `start` is the day of
    /// the event and is not counted (201).
    ///
    /// Months and years end on the corresponding day or the month's last (202); a last day
    /// that is not worked moves to the next working day (203).
    ///
    /// # Errors
    /// [`CalendarError::BeforeFirstNotice`] if the calendar does not reach back so far.
    pub fn last_day(
        self,
        start: Date,
        calendar: &Calendar,
        known_at: i64,
    ) -> Result<Deadline, CalendarError> {
        let day = match self {
            Self::WorkingDays(n) => return calendar.add_working_days(start, n, known_at),
            Self::Days(n) => start.add_days(i32::from(n)),
            Self::Months(n) => start.add_months(n),
            Self::Years(n) => start.add_years(n),
        };
        calendar.on_or_after(day, known_at)
    }

    /// The first day on which a sanction or listing that began on `start` no longer
    /// applies (202; never lengthened by 203). None for working days: no sanction is
    /// counted in them.
    #[must_use]
    pub fn end(self, start: Date) -> Option<Date> {
        match self {
            Self::Days(n) => Some(start.add_days(i32::from(n))),
            Self::WorkingDays(_) => None,
            Self::Months(n) => Some(start.add_months(n)),
            Self::Years(n) => Some(start.add_years(n)),
        }
    }
}

/// How many full years have run on `as_of` of what began on `from`: one is full on the
/// corresponding day (202). 0 if `as_of` comes before.
#[must_use]
pub fn full_years(from: Date, as_of: Date) -> u16 {
    let between = as_of.civil().0.saturating_sub(from.civil().0).max(0);
    let years = u16::try_from(between).unwrap_or(u16::MAX);
    if from.add_years(years) > as_of {
        years.saturating_sub(1)
    } else {
        years
    }
}

/// The days in (`end` − `years`, `end`], as their first and last: those within which a
/// subject must be clean (R-3Y, domain.md §1.4). What was decided exactly so many years
/// before `end` lies outside.
#[must_use]
pub fn window(end: Date, years: u16) -> RangeInclusive<Date> {
    end.sub_years(years).add_days(1)..=end
}

#[cfg(test)]
mod tests;
