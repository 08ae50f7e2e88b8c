//! R-CROSS: black suppresses red, across memoranda (黑名单限制红名单).
//!
//! No plugin sees another's list, so that an A-level taxpayer who is a judgment debtor would
//! keep every incentive. The host looks at the records themselves, not at what memoranda
//! make of them: a list blocks though no memorandum reads it. Source: domain.md §0.3, §1.4;
//! 发改财金规〔2017〕1798号 [R].

use super::Ground;
use crate::{
    catalogue::{Direction, Measure},
    contract::Standing,
    date::Date,
    subject::{Record, RecordName, SubjectId},
};

/// The black listings of a subject that stand on a day and block what rewards it.
///
/// `blocks` says of a kind of record, by number, whether it is such a list.
pub fn blocking<'a>(
    subject: SubjectId,
    records: impl Iterator<Item = &'a Record>,
    blocks: &dyn Fn(u16) -> bool,
    as_of: Date,
) -> Vec<Ground> {
    records
        .filter(|record| blocks(record.kind))
        .filter(|record| record.decided_on.is_none_or(|day| day <= as_of))
        .filter(|record| record.standing(as_of) == Standing::Active)
        .map(|record| Ground {
            subject,
            record: RecordName::of(record),
            acted_on: record.acted_on,
            decided_on: record.decided_on,
            ends_on: record.ends_on,
            stands: true,
        })
        .collect()
}

/// Whether black listings suppress a measure.
#[must_use]
pub fn suppresses(entry: &Measure, blocking: &[Ground]) -> bool {
    entry.direction == Direction::Incentive && !blocking.is_empty()
}
