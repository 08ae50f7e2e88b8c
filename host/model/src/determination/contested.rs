//! What is contested at a moment (异议期间), and by which objections.

use std::collections::BTreeMap;

use crate::{
    case::CaseId,
    subject::{EdgeName, RecordName, SubjectId},
};

/// What accepted objections without a decision cover at a moment (R-OBJ).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contested {
    /// Records, and listings, which are records too: those of this subject.
    pub records: BTreeMap<(SubjectId, RecordName), CaseId>,
    /// Roles.
    pub edges: BTreeMap<EdgeName, CaseId>,
    /// Measures against a subject, by their code.
    pub measures: BTreeMap<(SubjectId, String), CaseId>,
}

impl Contested {
    /// Whether nothing is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.edges.is_empty() && self.measures.is_empty()
    }

    /// Adds what other objections cover.
    pub fn extend(&mut self, other: Self) {
        self.records.extend(other.records);
        self.edges.extend(other.edges);
        self.measures.extend(other.measures);
    }
}
