//! Repeated penalties (宁夏): three penalties, or two orders to stop production, in a year.
//!
//! A year counted back from a penalty leaves out the day exactly a year before it, as the
//! host's own window of clean years does (R-3Y): of two penalties on the same date of two
//! years, each lies in a year of its own. The decisions are counted, one document once.

use accord_plugin::{contract::Test, prelude::*};

use crate::{
    Asked, FoodDrugDishonesty, Rule,
    age::of_age,
    criteria::{Answered, answered, applies, propose},
    records::{Circumstance, PenaltyCategory, Records, Violation},
};

/// A clause that counts.
struct Clause {
    rule: Rule,
    /// So many in a year.
    count: usize,
    /// What counts: these categories, or any if there are none.
    categories: &'static [PenaltyCategory],
}

const THREE_PENALTIES: Clause = Clause {
    rule: Rule::ThreePenalties,
    count: 3,
    categories: &[],
};

const TWO_STOP_ORDERS: Clause = Clause {
    rule: Rule::TwoStopOrders,
    count: 2,
    categories: &[PenaltyCategory::StopBusiness],
};

/// A penalty that counts, or may.
struct Candidate<'a> {
    violation: &'a Violation,
    /// Why it only may, and the record that lacks it.
    open: Option<(&'a Head, Missing)>,
}

impl Candidate<'_> {
    fn day(&self) -> Option<Date> {
        self.violation.head.decided_on
    }
}

/// 一年内三次处罚, 一年内两次责令停产停业.
pub(crate) fn repeated_penalties(
    subject: &Profile,
    records: &Records,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    if applies(Circumstance::RepeatedPenalties, asked) {
        for clause in [THREE_PENALTIES, TWO_STOP_ORDERS] {
            let candidates = clause.candidates(subject, records, answer);
            clause.decide(&candidates, asked, answer);
        }
    }
}

impl Clause {
    /// Penalties that are not ruled out and that no listing has answered.
    fn candidates<'a>(
        &self,
        subject: &Profile,
        records: &'a Records,
        answer: &mut Answer<FoodDrugDishonesty>,
    ) -> Vec<Candidate<'a>> {
        let mut candidates = Vec::new();
        for violation in &records.violations {
            let head = &violation.head;
            let listings = records.listings.iter();
            let circumstance = Circumstance::RepeatedPenalties;
            let by = listings.map(|listing| listing.answers(circumstance, head.decided_on));
            let counted = self.counts(violation, answer).and(of_age(subject, head));
            let open = match (counted, answered(by), head.decided_on) {
                (Compared::Unmet, _, _) | (_, Answered::Yes, _) => continue,
                (Compared::Open(missing), _, _) => Some((head, missing)),
                (Compared::Met, _, None) => Some((head, Missing::DecidedOn)),
                (Compared::Met, Answered::Unknown(listing), _) => {
                    Some((listing, Missing::DecidedOn))
                }
                (Compared::Met, Answered::No, Some(_)) => None,
            };
            let found = Candidate { violation, open };
            let again = |other: &&mut Candidate<'_>| other.violation.is_same_decision(violation);
            match candidates.iter_mut().find(again) {
                None => candidates.push(found),
                // One that is sure settles it.
                Some(other) if other.open.is_some() => *other = found,
                Some(_) => {}
            }
        }
        candidates
    }

    fn counts(&self, violation: &Violation, answer: &mut Answer<FoodDrugDishonesty>) -> Compared {
        let mut check = answer.check(self.rule, &violation.head);
        check.compare(
            Violation::CATEGORY,
            &violation.category,
            &self.categories.to_vec(),
            Test::OneOf,
            |told| match self.categories {
                [] => !told.is_empty(),
                wanted => told.iter().any(|category| wanted.contains(category)),
            },
        )
    }

    /// Those of the first year with enough that are sure, or else what is missing of those
    /// that may be.
    fn decide(
        &self,
        candidates: &[Candidate<'_>],
        asked: &Asked,
        answer: &mut Answer<FoodDrugDishonesty>,
    ) {
        let sure = || {
            let sure = candidates.iter().filter(|found| found.open.is_none());
            sure.filter_map(|found| Some((found.day()?, &found.violation.head)))
        };
        let of_year = |start: Date| sure().filter(move |(day, _)| is_within_a_year(start, *day));
        let starts = sure().map(|(day, _)| day);
        let enough = |start: &Date| of_year(*start).count() >= self.count;
        if let Some(start) = starts.filter(enough).min() {
            let grounds: Vec<&Head> = of_year(start).map(|(_, head)| head).collect();
            return propose(self.rule, &grounds, asked, answer);
        }
        let days: Vec<Option<Date>> = candidates.iter().map(Candidate::day).collect();
        let mut told = Vec::new();
        for candidate in candidates {
            if let Some((head, missing)) = candidate.open
                && self.may_be_met(candidate.day(), &days)
                && !told.contains(&head.id)
            {
                told.push(head.id);
                answer.gap(self.rule, Some(head), missing, &[]);
            }
        }
    }

    /// Whether enough may lie within a year of which `own` is one; a day that is missing may
    /// be any.
    fn may_be_met(&self, own: Option<Date>, days: &[Option<Date>]) -> bool {
        let may_lie =
            |start: Date, day: &Option<Date>| day.is_none_or(|day| is_within_a_year(start, day));
        let enough = |start: &Date| {
            may_lie(*start, &own)
                && days.iter().filter(|day| may_lie(*start, day)).count() >= self.count
        };
        let mut starts = days.iter().flatten().peekable();
        match starts.peek() {
            Some(_) => starts.any(enough),
            None => days.len() >= self.count,
        }
    }
}

impl Violation {
    /// Whether both are of one document: one decision, however many findings it holds.
    fn is_same_decision(&self, other: &Self) -> bool {
        self.document_number.is_some() && self.document_number == other.document_number
    }
}

/// Whether `day` lies in the year that begins on `start`.
fn is_within_a_year(start: Date, day: Date) -> bool {
    start <= day && day < start.add_months(12)
}
