//! What an author says: measures, proposals, gaps, and the comparisons behind them.

use std::marker::PhantomData;

use crate::{
    contract::{Condition, Determination, Gap, ListingProposal, Missing, Outcome, Test, Verdict},
    fact::{FieldValue, Head},
    memorandum::{Measures, Memorandum, Rules},
    types::{Date, End},
};

/// The answer of memorandum `M` about one subject, as it grows.
pub struct Answer<M> {
    verdict: Verdict,
    explain: bool,
    memorandum: PhantomData<M>,
}

impl<M: Memorandum> Answer<M> {
    pub(crate) fn new(explain: bool) -> Self {
        Self {
            verdict: Verdict {
                determinations: Vec::new(),
                proposals: Vec::new(),
                gaps: Vec::new(),
                review_on: None,
                conditions: Vec::new(),
            },
            explain,
            memorandum: PhantomData,
        }
    }

    pub(crate) fn into_verdict(self) -> Verdict {
        self.verdict
    }

    /// One reason and the measures that it carries, from `starts_on` until `until`.
    ///
    /// The grounds carry it together, and their acts date the role test of measures that
    /// reach other people. Two independent reasons are two calls.
    pub fn determine(
        &mut self,
        rule: M::Rule,
        grounds: &[&Head],
        starts_on: Date,
        until: End,
        measures: &[M::Measure],
    ) {
        let grounds: Vec<u32> = grounds.iter().map(|head| head.id).collect();
        self.verdict.determinations.push(Determination {
            rule: rule.index(),
            acts: grounds.clone(),
            grounds,
            starts_on: starts_on.0,
            until: until.into(),
            measures: measures.iter().map(|measure| measure.index()).collect(),
            details: Vec::new(),
        });
    }

    /// Criteria met: a proposal that a person list the subject.
    ///
    /// `listing` is a position in [`About::listings`](crate::About::listings), `term` in
    /// months from the day of listing.
    pub fn propose(&mut self, rule: M::Rule, grounds: &[&Head], listing: u16, term: Option<u16>) {
        self.verdict.proposals.push(ListingProposal {
            listing,
            rule: rule.index(),
            grounds: grounds.iter().map(|head| head.id).collect(),
            term,
        });
    }

    /// Something that cannot be decided because a value is missing; `measures` are those
    /// left open by it.
    pub fn gap(
        &mut self,
        rule: M::Rule,
        fact: Option<&Head>,
        missing: Missing,
        measures: &[M::Measure],
    ) {
        self.verdict.gaps.push(Gap {
            rule: rule.index(),
            fact: fact.map(|head| head.id),
            missing,
            measures: measures.iter().map(|measure| measure.index()).collect(),
        });
    }

    /// The verdict may differ from `day` on though no record changes. The earliest counts.
    pub fn review_on(&mut self, day: Date) {
        let earliest = self.verdict.review_on.map_or(day.0, |set| set.min(day.0));
        self.verdict.review_on = Some(earliest);
    }

    /// Comparisons of one record's fields under one rule: reported when an explanation
    /// is asked for, and three-valued, so that a missing value is never taken for false.
    pub fn check(&mut self, rule: M::Rule, head: &Head) -> Check<'_> {
        Check {
            rule: rule.index(),
            fact: head.id,
            conditions: self.explain.then_some(&mut self.verdict.conditions),
        }
    }
}

/// Comparisons of one record under one rule; see [`Answer::check`].
pub struct Check<'a> {
    rule: u16,
    fact: u32,
    conditions: Option<&'a mut Vec<Condition>>,
}

/// The outcome of comparisons: decided, or open for want of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// It holds.
    Met,
    /// It does not.
    Unmet,
    /// This is missing.
    Open(Missing),
}

impl Compared {
    /// Both hold. One that does not settles it, whatever is missing in the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unmet, _) | (_, Self::Unmet) => Self::Unmet,
            (Self::Open(missing), _) | (_, Self::Open(missing)) => Self::Open(missing),
            (Self::Met, Self::Met) => Self::Met,
        }
    }

    /// One of both holds. One that does settles it, whatever is missing in the other.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Met, _) | (_, Self::Met) => Self::Met,
            (Self::Open(missing), _) | (_, Self::Open(missing)) => Self::Open(missing),
            (Self::Unmet, Self::Unmet) => Self::Unmet,
        }
    }
}

impl Check<'_> {
    /// Whether the field is at least `required` ("以上" includes the number, 民法典 1259).
    pub fn at_least<T>(&mut self, field: u16, observed: &Option<T>, required: T) -> Compared
    where
        T: FieldValue + PartialOrd,
    {
        self.compare(field, observed, &required, Test::AtLeast, |seen| {
            *seen >= required
        })
    }

    /// Whether the field equals `required`.
    pub fn equal<T>(&mut self, field: u16, observed: &Option<T>, required: T) -> Compared
    where
        T: FieldValue + PartialEq,
    {
        self.compare(field, observed, &required, Test::Equal, |seen| {
            *seen == required
        })
    }

    /// Whether the field passes `holds`, reported as `test` against `required`.
    pub fn compare<T: FieldValue>(
        &mut self,
        field: u16,
        observed: &Option<T>,
        required: &T,
        test: Test,
        holds: impl FnOnce(&T) -> bool,
    ) -> Compared {
        let compared = match observed {
            None => Compared::Open(Missing::Field(field)),
            Some(seen) if holds(seen) => Compared::Met,
            Some(_) => Compared::Unmet,
        };
        if let Some(conditions) = &mut self.conditions {
            conditions.push(Condition {
                rule: self.rule,
                fact: Some(self.fact),
                field: Some(field),
                test,
                observed: observed.as_ref().map(FieldValue::to_value),
                required: Some(required.to_value()),
                outcome: match compared {
                    Compared::Met => Outcome::Met,
                    Compared::Unmet => Outcome::Unmet,
                    Compared::Open(_) => Outcome::Unknown,
                },
            });
        }
        compared
    }
}
