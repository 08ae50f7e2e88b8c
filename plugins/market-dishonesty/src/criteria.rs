//! 满三年仍未履行义务: the criterion that leads from the abnormal list to the serious one. It
//! proposes and does nothing else.
//!
//! Whether it stands, and how long the listing would last, is asked for the day on which the
//! subject would be listed: the one asked about.

use accord_plugin::prelude::*;

use crate::{
    MarketDishonesty, Rule,
    bans::Open,
    records::{AbnormalListing, Records, SeriousListing, SeriousReason},
    rule_sets::{CRITERIA, REGULATION_FROM},
};

/// Months of the three years.
const THREE_YEARS: u16 = 36;

/// The criterion as it stands on a day.
#[derive(Clone, Copy)]
struct Criterion {
    rule: Rule,
    /// Months of the listing that it proposes.
    months: u16,
    /// The day on which it is another.
    until: Option<Date>,
}

/// Proposes the serious list for who is on the abnormal list for three full years and was not
/// listed for it yet.
pub(crate) fn three_years(
    records: &Records,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) {
    let until = CRITERIA.next_after(question.as_of);
    // Before the 条例 there was no abnormal list either, and `lists` says when there is.
    let Some((rule, months)) = CRITERIA.in_force_on(question.as_of).flatten() else {
        return;
    };
    let criterion = Criterion {
        rule,
        months,
        until,
    };
    for AbnormalListing { head } in &records.abnormal {
        match head.decided_on {
            None => criterion.gap(head, Missing::DecidedOn, question, answer),
            Some(listed_on) if listed_on < REGULATION_FROM => {}
            Some(listed_on) => criterion.of(head, listed_on, records, question, answer),
        }
    }
}

impl Criterion {
    fn of(
        self,
        head: &Head,
        listed_on: Date,
        records: &Records,
        question: &Question,
        answer: &mut Answer<MarketDishonesty>,
    ) {
        let full_on = listed_on.add_months(THREE_YEARS);
        if head.ends_on.is_some_and(|left_on| left_on <= full_on) {
            return;
        }
        if question.as_of < full_on {
            if CRITERIA.in_force_on(full_on).flatten().is_some() {
                answer.review_on(full_on);
            }
            return;
        }
        match self.is_listed_since(full_on, records, answer) {
            Ok(true) => {}
            Ok(false) => {
                answer.propose(self.rule, &[head], 0, Some(self.months));
                if let Some(day) = self.until {
                    answer.review_on(day);
                }
            }
            Err((listing, missing)) => self.gap(listing, missing, question, answer),
        }
    }

    /// Whether one of the serious listings is that to which three years, full on a day, led;
    /// or which it may be, and what is missing to know.
    fn is_listed_since<'a>(
        self,
        full_on: Date,
        records: &'a Records,
        answer: &mut Answer<MarketDishonesty>,
    ) -> Result<bool, (&'a Head, Missing)> {
        let mut open = Ok(false);
        for SeriousListing { head, reason } in &records.serious {
            let since = match head.decided_on {
                None => Compared::Open(Missing::DecidedOn),
                Some(day) if day < full_on => Compared::Unmet,
                Some(_) => Compared::Met,
            };
            let three_years = answer.check(self.rule, head).equal(
                SeriousListing::REASON,
                reason,
                SeriousReason::ThreeYearsAbnormal,
            );
            match since.and(three_years) {
                Compared::Met => return Ok(true),
                Compared::Unmet => {}
                Compared::Open(missing) => open = open.and(Err((head, missing))),
            }
        }
        open
    }

    fn gap(
        self,
        head: &Head,
        missing: Missing,
        question: &Question,
        answer: &mut Answer<MarketDishonesty>,
    ) {
        let open = Open {
            rule: self.rule,
            head,
            missing,
            measures: &[],
        };
        open.until(self.until, question, answer);
    }
}
