//! When something is due, by the calendar that was known at a moment.

use accord_model::{
    calendar::Deadline,
    date::Date,
    period::Period,
    subject::{Millis, view::Moment},
};
use serde::{Deserialize, Serialize};

use crate::{error::ServiceError, host::Host};

/// A question about a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineQuery {
    /// The day that starts the period and is not counted itself (民法典 201).
    pub start: Date,
    /// How long.
    pub period: Period,
    /// By the notices known at this moment, milliseconds since 1970-01-01 UTC; by all if
    /// absent.
    #[serde(default)]
    pub known_at: Option<Millis>,
}

/// A deadline (期限).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineView {
    /// The last day; if provisional, it is no earlier and may move when the next notice
    /// comes.
    pub day: Date,
    /// Whether a year was counted in whose calendar is not announced.
    pub provisional: bool,
    /// Every value that a period in working days has had, and since when it was so,
    /// milliseconds since 1970-01-01 UTC: what was told before a notice changed it was
    /// right then.
    pub told: Vec<ToldView>,
}

/// A value that a deadline had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldView {
    /// Since when.
    pub known_at: Millis,
    /// The last day.
    pub day: Date,
    /// Whether it was provisional.
    pub provisional: bool,
}

impl Host {
    /// The last day on which something can still be done in time.
    ///
    /// # Errors
    /// [`ServiceError::Calendar`] if the start lies before the calendar.
    pub fn deadline(&self, query: &DeadlineQuery) -> Result<DeadlineView, ServiceError> {
        let reference = self.reference.load();
        let calendar = &reference.calendar;
        let known_at = query.known_at.unwrap_or(Moment::LATEST);
        let deadline = query
            .period
            .last_day(query.start, calendar, known_at)
            .map_err(ServiceError::Calendar)?;
        let told = match query.period {
            Period::WorkingDays(n) => calendar.told(query.start, n),
            _ => Vec::new(),
        };
        let provisional = |deadline: Deadline| matches!(deadline, Deadline::Provisional(_));
        Ok(DeadlineView {
            day: deadline.day(),
            provisional: provisional(deadline),
            told: told
                .into_iter()
                .filter(|(since, _)| *since <= known_at)
                .map(|(known_at, deadline)| ToldView {
                    known_at,
                    day: deadline.day(),
                    provisional: provisional(deadline),
                })
                .collect(),
        })
    }
}
