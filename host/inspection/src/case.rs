//! Golden cases (判例): a subject, its records and a day, and what a memorandum says of it.
//!
//! They are data, in TOML, so that legal staff read and write them, and so that one file
//! serves the author's `accord plugin test`, `cargo test` and the host's inspection of an
//! upload. A case is turned into a subject's document and walks the host's own path:
//! projection, sandbox, check of the answer, arithmetic of months, reach by roles.

mod document;
mod error;
mod reading;
mod written;

use std::{collections::BTreeMap, ops::Range};

use accord_model::{
    contract::{Role, Standing, SubjectKind, Value},
    date::Date,
};

pub(crate) use self::document::SUBJECT;
pub use self::{
    error::{CaseError, Flaw},
    reading::read,
    written::Written,
};
use crate::said::Expected;

/// Cases that one file, and one component, may hold.
pub const MOST_CASES: usize = 1_000;

/// Flaws that are told of one file; a person mends the first and reads on.
pub const MOST_FLAWS: usize = 200;

/// Bytes that the cases of one file may hold together, each with a copy of what they share:
/// many times a section's own limit, and nothing that burdens a host.
pub const MOST_BYTES: usize = 32 << 20;

/// One golden case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it tests, in the words of the clause.
    pub name: String,
    /// Its number in the golden cohort, such as `G06`, if it is one of those.
    pub golden: Option<String>,
    /// Its place in the file, in bytes.
    pub span: Range<usize>,
    /// The day asked about.
    pub as_of: Date,
    /// The subject itself.
    pub subject: SubjectOfCase,
    /// Settings of the locality that differ from the manifest's defaults.
    pub parameters: Vec<(String, Written)>,
    /// The subject's records, in the order given.
    pub facts: Vec<FactOfCase>,
    /// Roles that touch the subject.
    pub roles: Vec<RoleOfCase>,
    /// What is expected.
    pub expected: Expected,
}

/// What a case says of the subject itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectOfCase {
    /// What kind of subject it is.
    pub kind: SubjectKind,
    /// Day of birth or foundation.
    pub since: Option<Date>,
    /// Industry, GB/T 4754.
    pub industry: Option<String>,
    /// Region, six digits.
    pub region: Option<String>,
    /// Registration status.
    pub status: Option<String>,
}

impl Default for SubjectOfCase {
    fn default() -> Self {
        Self {
            kind: SubjectKind::Enterprise,
            since: None,
            industry: None,
            region: None,
            status: None,
        }
    }
}

/// One record of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactOfCase {
    /// Its name in the case; its place, from 1, if it has none of its own.
    pub id: String,
    /// Number of its kind in the dictionary.
    pub kind: u16,
    /// Day of the act.
    pub acted_on: Option<Date>,
    /// Last day of an act that lasted.
    pub acted_until: Option<Date>,
    /// Day of the decision or listing.
    pub decided_on: Option<Date>,
    /// First day on which it no longer stands.
    pub ends_on: Option<Date>,
    /// What it is from that day on.
    pub ends_as: Standing,
    /// Its values, by field number.
    pub values: BTreeMap<u16, Value>,
}

/// One role that touches the subject of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleOfCase {
    /// The other end, by name.
    pub other: String,
    /// Whether the other is the holder, and the subject the organisation.
    pub other_holds: bool,
    /// The role.
    pub role: Role,
    /// First day.
    pub from: Option<Date>,
    /// First day on which it is no longer held.
    pub to: Option<Date>,
    /// Whether a finding names the holder as responsible.
    pub responsible: bool,
    /// The day of that finding.
    pub found_on: Option<Date>,
}
