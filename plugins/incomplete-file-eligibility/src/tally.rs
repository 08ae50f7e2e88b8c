//! What speaks against a subject on a day: surely, perhaps, or no longer.
//!
//! Every record says until when it does, so that the day on which the answer changes and
//! the day since which it holds come from the same arithmetic. One that surely speaks
//! against settles the rule, whatever is missing in the others.

use accord_plugin::prelude::*;

use crate::{
    IncompleteFileEligibility, THREE_YEARS,
    records::{IncompleteFile, Lasts},
};

/// First day on which something no longer speaks against a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    /// This day.
    Day(Date),
    /// An event that has no day yet.
    Event,
}

impl Until {
    fn of(day: Option<Date>) -> Self {
        day.map_or(Self::Event, Self::Day)
    }
}

/// What is missing, and in which record.
pub(crate) type Open<'a> = (Option<&'a Head>, Missing);

/// Everything that was added up for one rule.
pub(crate) struct Tally<'a> {
    as_of: Date,
    /// Until when something surely speaks against.
    bad: Option<Until>,
    /// What is missing to know whether something does, and in which record.
    open: Vec<Open<'a>>,
    /// Since when nothing that is over does.
    clean_since: Option<Date>,
    /// First later day on which what is open or due changes.
    changes_on: Option<Date>,
}

impl<'a> Tally<'a> {
    /// Nothing yet, on this day.
    pub(crate) fn new(as_of: Date) -> Self {
        Self {
            as_of,
            bad: None,
            open: Vec::new(),
            clean_since: None,
            changes_on: None,
        }
    }

    /// The age of the subject: three years, unless the young pass.
    pub(crate) fn age(&mut self, since: Option<Date>, young_pass: bool) {
        match since {
            None => self.may_count(None, Missing::Profile, Until::Event),
            Some(since) if young_pass => self.count(Until::Day(since)),
            Some(since) => self.count(Until::Day(since.add_months(THREE_YEARS))),
        }
    }

    /// A record, if it counts.
    pub(crate) fn record(&mut self, head: &'a Head, lasts: Lasts, counts: Compared) {
        if counts == Compared::Unmet || self.is_repaired(head) {
            return;
        }
        let left_on = head.decided_on.map(|day| Until::Day(left_on(day)));
        let until = match lasts {
            Lasts::ThreeYears => left_on,
            Lasts::WhileStanding(over_on) => {
                let stands = Until::of(head.ends_on).min(Until::of(over_on));
                // Over and without a day: the three years may run still.
                let tells = left_on.is_some() || self.is_to_come(stands);
                left_on.max(Some(stands).filter(|_| tells))
            }
        };
        match (until, counts) {
            (None, _) => self.may_count(Some(head), Missing::DecidedOn, Until::Event),
            (Some(until), Compared::Open(missing)) => self.may_count(Some(head), missing, until),
            (Some(until), _) => self.count(until),
        }
    }

    /// An incomplete file that was recorded as not completed in time: for so many months.
    pub(crate) fn breach(&mut self, head: &'a Head, months: u16) {
        if self.is_repaired(head) {
            return;
        }
        match head.decided_on {
            None => self.may_count(Some(head), Missing::DecidedOn, Until::Event),
            Some(day) => self.count(Until::Day(day.add_months(months))),
        }
    }

    /// An incomplete file: from the day after it was due until it is complete, which ends it.
    /// If nobody says that it is, whether the last day was moved or put off, its office knows
    /// (民法典 203), and that is open.
    pub(crate) fn incomplete_file(&mut self, file: &'a IncompleteFile) {
        let days = [file.supplemented_on, file.head.ends_on];
        let complete_on = days.into_iter().flatten().min();
        let complete = Until::of(complete_on);
        let missing = match (file.due_on, complete_on) {
            (Some(due_on), Some(day)) if day <= due_on => return,
            (Some(due_on), _) if self.as_of <= due_on => {
                return self.changes(Until::Day(next(due_on)));
            }
            (Some(_), Some(_)) => return self.count(complete),
            (Some(_), None) => IncompleteFile::SUPPLEMENTED_ON,
            (None, _) => IncompleteFile::DUE_ON,
        };
        self.may_count(Some(&file.head), Missing::Field(missing), complete);
    }

    /// Whether something surely speaks against.
    pub(crate) fn is_bad(&self) -> bool {
        self.bad.is_some()
    }

    /// What is missing to know whether something does.
    pub(crate) fn open(&self) -> &[Open<'a>] {
        &self.open
    }

    /// Since when what is over no longer does; none if there never was anything.
    pub(crate) fn clean_since(&self) -> Option<Date> {
        self.clean_since
    }

    /// Asks to be heard again on the day on which this changes though no record does.
    pub(crate) fn announce(&self, answer: &mut Answer<IncompleteFileEligibility>) {
        let day = match self.bad {
            Some(Until::Day(day)) => Some(day),
            Some(Until::Event) => None,
            None => self.changes_on,
        };
        if let Some(day) = day {
            answer.review_on(day);
        }
    }

    /// A repaired record no longer speaks against, from its repair on.
    fn is_repaired(&mut self, head: &Head) -> bool {
        let repaired = head.standing == Standing::Repaired;
        if repaired {
            self.clean_since = self.clean_since.max(head.ends_on);
        }
        repaired
    }

    fn is_to_come(&self, until: Until) -> bool {
        until > Until::Day(self.as_of)
    }

    /// Something speaks against, until then.
    fn count(&mut self, until: Until) {
        match until {
            Until::Day(day) if day <= self.as_of => {
                self.clean_since = self.clean_since.max(Some(day))
            }
            _ => self.bad = self.bad.max(Some(until)),
        }
    }

    /// Something may speak against, until then.
    fn may_count(&mut self, head: Option<&'a Head>, missing: Missing, until: Until) {
        if self.is_to_come(until) {
            let open = (head, missing);
            // A breach is looked at twice: as a bad record and for what it ends.
            if !self.open.contains(&open) {
                self.open.push(open);
            }
            self.changes(until);
        } else {
            self.count(until);
        }
    }

    fn changes(&mut self, on: Until) {
        if let Until::Day(day) = on {
            self.changes_on = Some(self.changes_on.map_or(day, |earlier| earlier.min(day)));
        }
    }
}

/// First day D whose window (D − 3 years, D] has no room for `decided_on`: the corresponding
/// day, or the day after where the month has none. Counted back from 28 February 2019 three
/// years begin after 28 February 2016, and the 29th lies within.
fn left_on(decided_on: Date) -> Date {
    let day = decided_on.add_months(THREE_YEARS);
    let before = Date(decided_on.0.saturating_sub(1)).add_months(THREE_YEARS);
    if before == day { next(day) } else { day }
}

fn next(day: Date) -> Date {
    Date(day.0.saturating_add(1))
}
