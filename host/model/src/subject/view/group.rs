//! The records of subjects that are one by a merger (合并), each in its own document.
//!
//! A provider goes on under the old code or changes to the new one, so that a record may
//! stand in two documents and be withdrawn in a third. Whoever reads the group sees what
//! one document would hold, had every message come to it: the rules are those of
//! [`history`](crate::subject::history). No document is changed by it, for before the day
//! of the merger each stands alone.

use std::collections::BTreeMap;

use crate::subject::{Millis, Record, RecordKey, SubjectDocument, Withdrawal};

/// The records of these documents that were known at a moment, one version of each, sorted
/// by key. The first document is that of the subject that goes on.
#[must_use]
pub fn records_of_group<'a>(
    documents: impl Iterator<Item = &'a SubjectDocument> + Clone,
    known_at: Millis,
) -> Vec<&'a Record> {
    let mut merged = documents.clone();
    let Some(survivor) = merged.next() else {
        return Vec::new();
    };
    if merged.clone().next().is_none() {
        return survivor.records_known(known_at).collect();
    }
    let mut lines: BTreeMap<RecordKey<'_>, Line<'_>> = BTreeMap::new();
    // Of what came at the same moment the survivor's counts: it is the last.
    for (position, document) in merged.chain([survivor]).enumerate() {
        for record in &document.records {
            let line = lines.entry(record.key()).or_default();
            line.add(position, Said::Version(record), known_at);
        }
        for told in &document.withdrawals {
            let line = lines.entry(told.key()).or_default();
            line.add(position, Said::Withdrawn(told), known_at);
        }
    }
    let lines = lines.into_values();
    lines.filter_map(|line| line.current(known_at)).collect()
}

/// What was said of one record, over several documents.
#[derive(Default)]
struct Line<'a> {
    said: Vec<Said<'a>>,
    /// The document in which it stands, by position; the last of several.
    document: Option<usize>,
    is_shared: bool,
}

#[derive(Clone, Copy)]
enum Said<'a> {
    Version(&'a Record),
    Withdrawn(&'a Withdrawal),
}

impl Said<'_> {
    /// When it came. What was said of a thing at one moment is before its withdrawal.
    const fn arrived(self) -> (Millis, bool) {
        match self {
            Self::Version(record) => (record.known.recorded_at, false),
            Self::Withdrawn(told) => (told.recorded_at, true),
        }
    }
}

impl<'a> Line<'a> {
    fn add(&mut self, document: usize, said: Said<'a>, known_at: Millis) {
        let (arrived, _) = said.arrived();
        if arrived > known_at {
            return;
        }
        self.is_shared |= self.document.is_some_and(|other| other != document);
        self.document = Some(document);
        self.said.push(said);
    }

    fn current(mut self, known_at: Millis) -> Option<&'a Record> {
        if !self.is_shared {
            let mut versions = self.said.iter().filter_map(|said| match said {
                Said::Version(record) => Some(*record),
                Said::Withdrawn(_) => None,
            });
            return versions.find(|record| record.known.holds_at(known_at));
        }
        self.said.sort_by_key(|said| said.arrived());
        let mut current: Option<&Record> = None;
        let mut last_stated = None;
        let mut withdrawn: Option<Millis> = None;
        for said in self.said {
            match said {
                Said::Version(record) => {
                    let untimed = current.filter(|current| current.stated_at.is_none());
                    let before = last_stated.max(untimed.map(|other| other.known.recorded_at));
                    let is_timed = record.stated_at.is_some();
                    let is_withdrawn = withdrawn.is_some()
                        && record.stated_at <= withdrawn
                        && (is_timed || current.is_none());
                    let is_late = is_timed && record.stated_at < before;
                    if !is_withdrawn && !is_late {
                        current = Some(record);
                    }
                    last_stated = last_stated.max(record.stated_at);
                }
                Said::Withdrawn(told) => {
                    if told.stated_at.is_none() || told.stated_at >= last_stated {
                        current = None;
                    }
                    let until = told.stated_at.unwrap_or(told.recorded_at);
                    withdrawn = withdrawn.max(Some(until));
                }
            }
        }
        current
    }
}

#[cfg(test)]
mod tests;
