//! A ban with a term of its own, and what stays open for want of a value.

use accord_plugin::prelude::*;

use crate::{MarketDishonesty, Rule, measures::Measure};

/// Something that cannot be decided, until the day from which it makes no difference.
pub(crate) struct Open<'a> {
    pub(crate) rule: Rule,
    pub(crate) head: &'a Head,
    pub(crate) missing: Missing,
    pub(crate) measures: &'a [Measure],
}

impl Open<'_> {
    /// A gap before `end`, and none from then on; `None` if there is no such day.
    pub(crate) fn until(
        self,
        end: Option<Date>,
        question: &Question,
        answer: &mut Answer<MarketDishonesty>,
    ) {
        if end.is_none_or(|end| question.as_of < end) {
            answer.gap(self.rule, Some(self.head), self.missing, self.measures);
            if let Some(end) = end {
                answer.review_on(end);
            }
        }
    }
}

/// Nothing is open yet of an undated record, for no rule applies to it that was there by the
/// day asked about; from this day on another is there.
pub(crate) fn opens_later(head: &Head, from: Option<Date>, answer: &mut Answer<MarketDishonesty>) {
    if let (None, Some(from)) = (head.decided_on, from) {
        answer.review_on(from);
    }
}

/// How long a law bars.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Term {
    /// So many months.
    Months(u16),
    /// 终身.
    Life,
}

/// A ban of a law, from the day of its listing or decision: neither exit nor repair nor the
/// end of the record shortens it (R-EXIT, R-REP).
pub(crate) struct Ban<'a> {
    pub(crate) rule: Rule,
    pub(crate) head: &'a Head,
    pub(crate) measures: &'a [Measure],
    pub(crate) term: Term,
}

impl Ban<'_> {
    /// Stands if `barred` is met; what is open closes when the term is over, or, of an
    /// undated decision, when another rule takes its place.
    pub(crate) fn stands_if(
        self,
        barred: Compared,
        another_rule_from: Option<Date>,
        question: &Question,
        answer: &mut Answer<MarketDishonesty>,
    ) {
        let Self {
            rule,
            head,
            measures,
            term,
        } = self;
        let missing = match (barred, head.decided_on) {
            (Compared::Unmet, _) => {
                opens_later(head, another_rule_from, answer);
                return;
            }
            (Compared::Open(missing), _) => missing,
            (Compared::Met, None) => Missing::DecidedOn,
            (Compared::Met, Some(day)) => {
                let until = match term {
                    Term::Months(months) => End::after(day, months),
                    Term::Life => End::Never,
                };
                answer.determine(rule, &[head], day, until, measures);
                return;
            }
        };
        let open = Open {
            rule,
            head,
            missing,
            measures,
        };
        let end = match (head.decided_on, term) {
            (None, _) => another_rule_from,
            (Some(day), Term::Months(months)) => Some(day.add_months(months)),
            (Some(_), Term::Life) => None,
        };
        open.until(end, question, answer);
    }
}
