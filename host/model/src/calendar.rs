//! Working days (工作日) of the State Council calendar.
//!
//! A notice (通知) can change days already announced (2019 and 2020 had two), so a
//! calendar is a list of notices with the moment at which each became known, and every
//! answer is *as known at* a moment. A notice belongs to the year in its title, which it
//! announces, but may name days of the December before. Of a year not yet announced no
//! day is certain: a Sunday may be worked. Source: domain.md §3.8; 民法典 201, 203;
//! 行政许可法 82.
//!
//! Moments are milliseconds since 1970-01-01 UTC; days are those of Asia/Shanghai.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use serde::{Deserialize, Serialize};

use crate::date::Date;

mod notice;
#[cfg(test)]
mod tests;

pub use notice::{CalendarData, DayRange, Notice};

/// The last day of a period (期限届满日).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deadline {
    /// It hangs on announced years alone. A notice can still move it: one that changes days
    /// already announced, or the next year's if it names days of December.
    Fixed(Date),
    /// At least until this day: it hangs on a year not yet announced, each of whose days
    /// may be a working day.
    Provisional(Date),
}

impl Deadline {
    /// The day, or the earliest that it can be.
    #[must_use]
    pub const fn day(self) -> Date {
        match self {
            Self::Fixed(day) | Self::Provisional(day) => day,
        }
    }
}

/// What is wrong with a calendar, or with what is asked of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Days off end before they begin.
    #[error("days off from `{first}` to `{last}` run backwards")]
    Backwards {
        /// The first.
        first: Date,
        /// The last.
        last: Date,
    },
    /// A notice names a day that is neither in its title year nor in the December before.
    #[error("the notice for {year} cannot name `{day}`")]
    OutsideYear {
        /// The title year.
        year: u16,
        /// The day.
        day: Date,
    },
    /// A notice says of a day that it is off and that it is worked.
    #[error("`{day}` is both a day off and a working day")]
    OffAndWork {
        /// The day.
        day: Date,
    },
    /// Two notices have the same document number (文号).
    #[error("notice `{0}` stands twice")]
    Twice(String),
    /// The day lies before the first year announced by a notice known then.
    #[error("no notice known then reaches back to `{day}`")]
    BeforeFirstNotice {
        /// The day.
        day: Date,
    },
    /// Working days were to be counted in a year not announced by a notice known then.
    #[error("year {year} is not announced by a notice known then")]
    NotAnnounced {
        /// The year.
        year: i32,
    },
}

/// Which days are worked, as far as known at any moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// In the order in which they became known.
    notices: Vec<Notice>,
    /// Since when each year is announced.
    years: BTreeMap<u16, i64>,
    /// What notices say of a day, in the order in which they became known.
    days: BTreeMap<Date, Vec<Saying>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Saying {
    known_at: i64,
    works: bool,
}

impl Calendar {
    /// The calendar of these notices.
    ///
    /// Of two notices that became known at the same moment, that issued later counts as
    /// known later.
    ///
    /// # Errors
    /// [`CalendarError::Backwards`], [`OutsideYear`](CalendarError::OutsideYear) and
    /// [`OffAndWork`](CalendarError::OffAndWork) of a single notice,
    /// [`Twice`](CalendarError::Twice) if two have the same document number.
    pub fn new(data: CalendarData) -> Result<Self, CalendarError> {
        let mut notices = data.notices;
        let mut numbers = BTreeSet::new();
        for notice in &notices {
            notice.check()?;
            if let Some(number) = &notice.document_number
                && !numbers.insert(number)
            {
                return Err(CalendarError::Twice(number.clone()));
            }
        }
        notices.sort_by_key(|notice| (notice.known_at(), notice.issued_on));
        let mut years = BTreeMap::new();
        let mut days: BTreeMap<Date, Vec<Saying>> = BTreeMap::new();
        for notice in &notices {
            let known_at = notice.known_at();
            years.entry(notice.year).or_insert(known_at);
            for (day, works) in notice.named() {
                days.entry(day)
                    .or_default()
                    .push(Saying { known_at, works });
            }
        }
        Ok(Self {
            notices,
            years,
            days,
        })
    }

    /// The calendar with one more notice.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with(&self, notice: Notice) -> Result<Self, CalendarError> {
        let mut notices = self.notices.clone();
        notices.push(notice);
        Self::new(CalendarData { notices })
    }

    /// Its notices, in the order in which they became known.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The last announced year: what ends after it is provisional. None if no notice was
    /// known yet.
    #[must_use]
    pub fn horizon(&self, known_at: i64) -> Option<u16> {
        self.announced(known_at).next_back()
    }

    /// Whether a day is worked: as the last notice known then says that names it, otherwise
    /// from Monday to Friday. Of a year not announced that is a guess.
    #[must_use]
    pub fn is_working_day(&self, day: Date, known_at: i64) -> bool {
        self.said(day, known_at).unwrap_or_else(|| is_weekday(day))
    }

    /// The day that is `n` working days after `start`, the first day not counted; `start`
    /// itself if `n` is 0.
    ///
    /// Past the last announced year the answer is [`Deadline::Provisional`]: a lower bound
    /// that may move when the next notice comes.
    ///
    /// # Errors
    /// [`CalendarError::BeforeFirstNotice`] if the day after `start` lies before the first
    /// year announced.
    pub fn add_working_days(
        &self,
        start: Date,
        n: u16,
        known_at: i64,
    ) -> Result<Deadline, CalendarError> {
        self.reaches_back_to(start.add_days(1), known_at)?;
        let (mut day, mut left, mut certain) = (start, n, true);
        // INVARIANT: ends, for past the last announced year, which is at most 65,535,
        // every step counts, even where the day can grow no more.
        while left > 0 {
            day = day.add_days(1);
            if !self.is_announced(day, known_at) {
                certain = false;
                left -= 1;
            } else if self.is_working_day(day, known_at) {
                left -= 1;
            }
        }
        Ok(if certain {
            Deadline::Fixed(day)
        } else {
            Deadline::Provisional(day)
        })
    }

    /// The day itself if it is worked, otherwise the next working day (民法典 203).
    ///
    /// In a year not announced it is [`Deadline::Provisional`]: a lower bound.
    ///
    /// # Errors
    /// [`CalendarError::BeforeFirstNotice`] if the day lies before the first year announced.
    pub fn on_or_after(&self, day: Date, known_at: i64) -> Result<Deadline, CalendarError> {
        self.reaches_back_to(day, known_at)?;
        let mut day = day;
        while self.is_announced(day, known_at) {
            if self.is_working_day(day, known_at) {
                return Ok(Deadline::Fixed(day));
            }
            day = day.add_days(1);
        }
        Ok(Deadline::Provisional(day))
    }

    /// How many working days there are after `after` until `until`, `until` included: by so
    /// many working days a publication on `until` is late that was due on `after`. None is
    /// late that came before.
    ///
    /// # Errors
    /// [`CalendarError::BeforeFirstNotice`] if the day after `after` lies before the first
    /// year announced, [`NotAnnounced`](CalendarError::NotAnnounced) if a day to be counted
    /// lies in another year that is not.
    pub fn working_days_between(
        &self,
        after: Date,
        until: Date,
        known_at: i64,
    ) -> Result<u32, CalendarError> {
        if until <= after {
            return Ok(0);
        }
        let first = after.add_days(1);
        self.reaches_back_to(first, known_at)?;
        let (from, to) = (first.civil().0, until.civil().0);
        let mut announced = self
            .announced(known_at)
            .map(i32::from)
            .skip_while(|year| *year < from);
        if let Some(year) = (from..=to).find(|year| announced.next() != Some(*year)) {
            return Err(CalendarError::NotAnnounced { year });
        }
        let mut count = weekdays_until(until) - weekdays_until(after);
        let named = self
            .days
            .range((Bound::Excluded(after), Bound::Included(until)));
        for (day, _) in named {
            count += i64::from(self.is_working_day(*day, known_at)) - i64::from(is_weekday(*day));
        }
        Ok(u32::try_from(count).unwrap_or_default())
    }

    /// Every value that the day `n` working days after `start` has had, with the moment from
    /// which it was so, the earliest first: whoever was told one of them can be found.
    ///
    /// It begins with the first notice that reaches back to `start`, which may have come
    /// years before `start` itself; empty if none does.
    #[must_use]
    pub fn told(&self, start: Date, n: u16) -> Vec<(i64, Deadline)> {
        let mut told: Vec<(i64, Deadline)> = Vec::new();
        for moment in self.notices.iter().map(Notice::known_at) {
            if let Ok(deadline) = self.add_working_days(start, n, moment)
                && told.last().is_none_or(|(_, last)| *last != deadline)
            {
                told.push((moment, deadline));
            }
        }
        told
    }

    fn announced(&self, known_at: i64) -> impl DoubleEndedIterator<Item = u16> {
        self.years
            .iter()
            .filter(move |(_, since)| **since <= known_at)
            .map(|(year, _)| *year)
    }

    fn is_announced(&self, day: Date, known_at: i64) -> bool {
        u16::try_from(day.civil().0)
            .ok()
            .and_then(|year| self.years.get(&year))
            .is_some_and(|since| *since <= known_at)
    }

    fn reaches_back_to(&self, day: Date, known_at: i64) -> Result<(), CalendarError> {
        match self.announced(known_at).next() {
            Some(first) if i32::from(first) <= day.civil().0 => Ok(()),
            _ => Err(CalendarError::BeforeFirstNotice { day }),
        }
    }

    /// What the last notice known then says of a day.
    fn said(&self, day: Date, known_at: i64) -> Option<bool> {
        let sayings = self.days.get(&day)?;
        let last = sayings.iter().rfind(|said| said.known_at <= known_at)?;
        Some(last.works)
    }
}

/// Days since the Monday before 1970-01-01, which was a Thursday.
fn since_monday(day: Date) -> i64 {
    i64::from(day.days()) + 3
}

fn is_weekday(day: Date) -> bool {
    since_monday(day).rem_euclid(7) < 5
}

/// How many days from Monday to Friday there are until a day, itself included, from some
/// day on that is the same for all.
fn weekdays_until(day: Date) -> i64 {
    let days = since_monday(day) + 1;
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}
