//! What cannot be decided for want of a value, and until when that matters.

use accord_plugin::prelude::*;

use crate::{Rule, TaxMajorViolation, measures::Measure};

/// Something that a missing value leaves open.
pub(crate) struct Open<'a> {
    pub(crate) rule: Rule,
    pub(crate) head: &'a Head,
    pub(crate) missing: Missing,
    pub(crate) measures: &'a [Measure],
}

impl Open<'_> {
    /// A gap before `end`, and none from then on, when the value makes no difference any
    /// more; `None` if there is no such day.
    pub(crate) fn until(
        self,
        end: Option<Date>,
        question: &Question,
        answer: &mut Answer<TaxMajorViolation>,
    ) {
        if end.is_none_or(|end| question.as_of < end) {
            answer.gap(self.rule, Some(self.head), self.missing, self.measures);
            if let Some(end) = end {
                answer.review_on(end);
            }
        }
    }
}
