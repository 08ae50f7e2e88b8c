//! 重整计划、和解协议执行期间: records that are shielded while a plan runs (G37).
//!
//! While a restructuring plan or settlement approved by the court runs, the records that it
//! found are not shared and not used (国家发展改革委令第36号; domain.md §4.3). Bans with a term of
//! their own by statute run on: that is decided where claims are judged.

use super::Ground;
use crate::{
    contract::Standing,
    date::Date,
    subject::{Record, RecordName, SubjectId},
};

/// The records of a subject that another of its records shields on a day, and that other.
///
/// `code` is the code of a kind of record; `shields` says whether one kind shields another.
pub fn shielded<'c>(
    subject: SubjectId,
    records: &[&Record],
    code: &dyn Fn(u16) -> Option<&'c str>,
    shields: &dyn Fn(&str, &str) -> bool,
    as_of: Date,
) -> Vec<(Ground, Ground)> {
    let ground = |record: &Record| Ground {
        subject,
        record: RecordName::of(record),
        acted_on: record.acted_on,
        decided_on: record.decided_on,
        ends_on: record.ends_on,
        stands: record.standing(as_of) == Standing::Active,
    };
    let mut shielded = Vec::new();
    for record in records {
        let Some(kind) = code(record.kind) else {
            continue;
        };
        let by = records.iter().find(|by| {
            // A plan without a day shields nothing: it is not known what it found.
            let approved = by.decided_on.filter(|day| *day <= as_of);
            approved.is_some_and(|approved| {
                by.standing(as_of) == Standing::Active
                    && record.decided_on.is_some_and(|day| day <= approved)
                    && code(by.kind).is_some_and(|by| shields(by, kind))
            })
        });
        if let Some(by) = by {
            shielded.push((ground(record), ground(by)));
        }
    }
    shielded
}
