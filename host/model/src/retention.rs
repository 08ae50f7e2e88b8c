//! How long records are kept (保存期限), by rules that are dated data.
//!
//! Nothing is ever deleted but by such a rule. Which law sets which time is for the
//! administrator to say: none could be verified for a district's platform, so a new store
//! has no rule and keeps everything.
//!
//! A record that still stands is never due. What is removed is one version of a record;
//! its digest and that it was withdrawn stay known, so that an old file sent again neither
//! brings it back nor undoes a correction.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    date::Date,
    dictionary::Dictionary,
    subject::{Record, SubjectDocument},
};

/// From when a time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunsFrom {
    /// The day on which the record ended: expired, repaired or exited. Its earlier
    /// versions go with it.
    End,
    /// The day on which the host learnt that a version was wrong: corrected or withdrawn.
    Withdrawal,
}

/// How long records of a kind are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// Code of the kind of record.
    pub kind: String,
    /// From when the time runs.
    pub runs_from: RunsFrom,
    /// How many months (民法典 202); on the corresponding day it may be removed.
    pub months: u16,
    /// The law or rule that says so.
    pub basis: String,
    /// First day of the rule.
    pub from: Date,
    /// First day on which it no longer holds.
    #[serde(default)]
    pub until: Option<Date>,
}

impl RetentionRule {
    fn is_in_force(&self, as_of: Date) -> bool {
        self.from <= as_of && self.until.is_none_or(|until| as_of < until)
    }
}

/// As it is written down, before it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionData {
    /// The rules.
    #[serde(rename = "rule", default)]
    pub rules: Vec<RetentionRule>,
}

/// What is wrong with rules of retention.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RetentionError {
    /// A rule is about a kind that the dictionary lacks.
    #[error("the dictionary has no kind of record `{0}`")]
    UnknownKind(String),
    /// A rule names no basis.
    #[error("the rule on `{0}` names no basis")]
    NoBasis(String),
    /// A rule ends before it begins.
    #[error("the rule on `{0}` ends before it begins")]
    Dates(String),
    /// Two rules on a kind, running from the same day, hold at once.
    #[error("two rules on `{0}` hold at once")]
    Twice(String),
}

/// The rules, checked, by the number of their kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    rules: BTreeMap<u16, Vec<RetentionRule>>,
}

/// A version of a record that may be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due<'a> {
    /// Where it stands among the document's records.
    pub position: usize,
    /// The version.
    pub record: &'a Record,
    /// The rule by which it goes.
    pub rule: &'a RetentionRule,
}

impl Retention {
    /// The rules of this data.
    ///
    /// # Errors
    /// The first contradiction in it.
    pub fn new(data: &RetentionData, dictionary: &Dictionary) -> Result<Self, RetentionError> {
        let mut rules: BTreeMap<u16, Vec<RetentionRule>> = BTreeMap::new();
        for rule in &data.rules {
            let Some(kind) = dictionary.kind(&rule.kind) else {
                return Err(RetentionError::UnknownKind(rule.kind.clone()));
            };
            if rule.basis.trim().is_empty() {
                return Err(RetentionError::NoBasis(rule.kind.clone()));
            }
            if rule.until.is_some_and(|until| until <= rule.from) {
                return Err(RetentionError::Dates(rule.kind.clone()));
            }
            let known = rules.entry(kind.number).or_default();
            let holds_with = |other: &RetentionRule| {
                other.runs_from == rule.runs_from
                    && rule.until.is_none_or(|until| other.from < until)
                    && other.until.is_none_or(|until| rule.from < until)
            };
            if known.iter().any(holds_with) {
                return Err(RetentionError::Twice(rule.kind.clone()));
            }
            known.push(rule.clone());
        }
        Ok(Self { rules })
    }

    /// Whether there is any rule at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The versions of a subject's records that may be removed on a day, by rules that are
    /// in force `today` too: one that was repealed removes nothing any more.
    #[must_use]
    pub fn due<'a>(
        &'a self,
        document: &'a SubjectDocument,
        as_of: Date,
        today: Date,
    ) -> Vec<Due<'a>> {
        let over = |from: Date, rule: &RetentionRule| from.add_months(rule.months) <= as_of;
        let rule = |record: &Record, runs_from| {
            let mut rules = self.rules.get(&record.kind)?.iter();
            rules.find(|rule| {
                rule.runs_from == runs_from && rule.is_in_force(as_of) && rule.is_in_force(today)
            })
        };
        let mut due = Vec::new();
        let mut position = 0;
        for versions in document.records.chunk_by(|a, b| a.key() == b.key()) {
            let mut current = versions.iter().filter(|version| version.known.is_current());
            let ended = current.next().and_then(|current| {
                rule(current, RunsFrom::End)
                    .filter(|rule| current.ends_on.is_some_and(|end| over(end, rule)))
            });
            for record in versions {
                let wrong = record.known.withdrawn.and_then(|withdrawn| {
                    rule(record, RunsFrom::Withdrawal)
                        .filter(|rule| over(Date::at(withdrawn.at), rule))
                });
                if let Some(rule) = wrong.or(ended) {
                    due.push(Due {
                        position,
                        record,
                        rule,
                    });
                }
                position += 1;
            }
        }
        due
    }
}

#[cfg(test)]
mod tests;
