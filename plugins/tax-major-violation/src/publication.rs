//! From when until when a case was published: the rule set's term, cut short by payment or by
//! the record's own end.
//!
//! Ended publications count too, for a term that the statute gives by itself outlives them.
//! Where a value is missing two days stand for the end: until the one the case surely stood,
//! from the other on it surely does not.

use accord_plugin::prelude::*;

use crate::{
    criteria::RuleSet,
    records::{PublishedCase, Records, Violation},
};

/// Months of the longest term of any rule set.
const LONGEST: u16 = 36;

/// A published case, and how long it stood.
pub(crate) struct Publication<'a> {
    pub(crate) case: &'a Head,
    /// None without the day of publication.
    span: Option<Span>,
}

/// How long a case stood whose day of publication is known.
struct Span {
    from: Date,
    /// First day on which it no longer surely stands; not after `from` if it may never have.
    until: Date,
    /// How the host finds that day.
    end: End,
    /// What is missing to know more, and the first day on which it surely no longer stands.
    open: Option<(Missing, Date)>,
}

/// All publications, ended ones too.
pub(crate) fn publications(records: &Records) -> impl Iterator<Item = Publication<'_>> {
    records.published.iter().map(|case| Publication {
        case: &case.head,
        span: case.head.decided_on.map(|from| span(case, from)),
    })
}

impl Publication<'_> {
    /// The day of publication.
    pub(crate) fn from(&self) -> Option<Date> {
        self.span.as_ref().map(|span| span.from)
    }

    /// First day on which it no longer surely stands.
    pub(crate) fn until(&self) -> Option<Date> {
        self.span.as_ref().map(|span| span.until)
    }

    /// From when until when it surely stood; none if it may never have.
    pub(crate) fn stood(&self) -> Option<(Date, End)> {
        let span = self.span.as_ref().filter(|span| span.from < span.until);
        span.map(|span| (span.from, span.end))
    }

    /// What is missing to know more.
    pub(crate) fn missing(&self) -> Option<Missing> {
        match &self.span {
            None => Some(Missing::DecidedOn),
            Some(span) => span.open.map(|(missing, _)| missing),
        }
    }

    /// First day on which it surely no longer stands, if there is one.
    pub(crate) fn over_on(&self) -> Option<Date> {
        match &self.span {
            None => self.case.ends_on,
            Some(span) => Some(span.open.map_or(span.until, |(_, over_on)| over_on)),
        }
    }

    /// Whether it stood on `day`, which is none before the publication.
    pub(crate) fn stood_on(&self, day: Date) -> Compared {
        let surely = self.until().is_some_and(|until| day < until);
        let over = self.over_on().is_some_and(|over_on| over_on <= day);
        match self.missing() {
            _ if surely => Compared::Met,
            Some(missing) if !over => Compared::Open(missing),
            _ => Compared::Unmet,
        }
    }
}

/// How long a case stood that was published on `from`.
fn span(case: &PublishedCase, from: Date) -> Span {
    let never = Span {
        from,
        until: from,
        end: End::On(from),
        open: None,
    };
    let span = match case.case_decided_on.map(RuleSet::in_force_on) {
        // No rule set, no publication that this memorandum knows.
        Some(None) => never,
        Some(Some(rules)) => by_payment(case, rules, from),
        None => {
            let missing = Missing::Field(PublishedCase::CASE_DECIDED_ON);
            Span {
                open: Some((missing, from.add_months(LONGEST))),
                ..never
            }
        }
    };
    span.ended(case.head.ends_on)
}

/// The rule set's term, or the payment that comes before its end. Paid before publication:
/// nothing to publish, no measure outside the tax office.
fn by_payment(case: &PublishedCase, rules: RuleSet, from: Date) -> Span {
    let months = rules.term_months();
    let over_on = from.add_months(months);
    let whole = Span {
        from,
        until: over_on,
        end: End::after(from, months),
        open: None,
    };
    let within = |paid: &Date| rules.payment_relieves() && *paid < over_on;
    let Some(paid) = case.paid_in_full_on.filter(within) else {
        return whole;
    };
    let relieved = Span {
        until: paid,
        end: End::On(paid),
        ..whole
    };
    match case.violation.map(Violation::is_relieved_by_payment) {
        Some(true) => relieved,
        Some(false) => whole,
        None => Span {
            open: Some((Missing::Field(PublishedCase::VIOLATION), over_on)),
            ..relieved
        },
    }
}

impl Span {
    /// Cut short where the record ends earlier, whatever the reason.
    fn ended(self, ends_on: Option<Date>) -> Self {
        let Some(ends_on) = ends_on.filter(|day| *day < self.over_on()) else {
            return self;
        };
        if ends_on <= self.until {
            return Self {
                until: ends_on,
                end: End::WithGrounds,
                open: None,
                ..self
            };
        }
        let open = self.open.map(|(missing, _)| (missing, ends_on));
        Self { open, ..self }
    }

    fn over_on(&self) -> Date {
        self.open.map_or(self.until, |(_, over_on)| over_on)
    }
}
