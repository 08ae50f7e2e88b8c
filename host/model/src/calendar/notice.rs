//! A notice (通知): what it says, and whether it can be one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::CalendarError;
use crate::date::Date;

/// A calendar as it is written down, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarData {
    /// Its notices, in any order.
    #[serde(rename = "notice")]
    pub notices: Vec<Notice>,
}

/// A notice of the State Council's General Office (国务院办公厅通知) on days off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The year in its title, which it announces.
    pub year: u16,
    /// Its document number (文号); none if it could not be established.
    #[serde(default)]
    pub document_number: Option<String>,
    /// The day on which it was made public (公布), which can be later than that of signing.
    pub issued_on: Date,
    /// When this host learnt of it, in milliseconds since 1970-01-01 UTC; none if that was
    /// when it was made public.
    #[serde(default)]
    pub recorded_at: Option<i64>,
    /// Days off (放假).
    pub off: Vec<DayRange>,
    /// Make-up working days (调休上班).
    pub work: Vec<Date>,
}

/// Days in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayRange {
    /// The first.
    pub first: Date,
    /// The last, included.
    pub last: Date,
}

impl DayRange {
    fn days(self) -> impl Iterator<Item = Date> {
        (self.first.days()..=self.last.days()).map(Date::from_days)
    }
}

impl Notice {
    /// From when it counts as known, in milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn known_at(&self) -> i64 {
        self.recorded_at.unwrap_or_else(|| midnight(self.issued_on))
    }

    /// The days it names, and whether each is a working day.
    pub(super) fn named(&self) -> impl Iterator<Item = (Date, bool)> {
        let off = self.off.iter().flat_map(|range| range.days());
        off.map(|day| (day, false))
            .chain(self.work.iter().map(|day| (*day, true)))
    }

    /// Refuses days outside the title year and the December before it, ranges that run
    /// backwards, and days both off and working.
    pub(super) fn check(&self) -> Result<(), CalendarError> {
        for DayRange { first, last } in &self.off {
            if first > last {
                return Err(CalendarError::Backwards {
                    first: *first,
                    last: *last,
                });
            }
        }
        let bounds = self.off.iter().flat_map(|range| [range.first, range.last]);
        for day in bounds.chain(self.work.iter().copied()) {
            if !self.can_name(day) {
                return Err(CalendarError::OutsideYear {
                    year: self.year,
                    day,
                });
            }
        }
        let off: BTreeSet<Date> = self.off.iter().flat_map(|range| range.days()).collect();
        match self.work.iter().find(|day| off.contains(day)) {
            Some(day) => Err(CalendarError::OffAndWork { day: *day }),
            None => Ok(()),
        }
    }

    fn can_name(&self, day: Date) -> bool {
        let (year, month, _) = day.civil();
        let title = i32::from(self.year);
        year == title || (year == title - 1 && month == 12)
    }
}

/// When a day begins in Asia/Shanghai (UTC+8), in milliseconds since 1970-01-01 UTC.
pub(super) fn midnight(day: Date) -> i64 {
    const HOUR: i64 = 3_600_000;
    i64::from(day.days()) * 24 * HOUR - 8 * HOUR
}
