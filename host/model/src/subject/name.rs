//! Names of records and roles: what a reason rests on and an objection points at.

use serde::{Deserialize, Serialize};

use super::{Record, RecordKey, RoleEdge, SubjectId};
use crate::{contract::Role, date::Date};

/// The name of a record among those of its subject: every version of it has the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordName {
    /// Number of its kind in the dictionary.
    pub kind: u16,
    /// Code of the department that provided it.
    pub provider: String,
    /// The provider's number of it.
    pub number: String,
}

impl RecordName {
    /// The name of a record.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        Self {
            kind: record.kind,
            provider: record.provider.clone(),
            number: record.number.clone(),
        }
    }

    /// The key by which the record is found among others.
    #[must_use]
    pub fn key(&self) -> RecordKey<'_> {
        (self.kind, &self.provider, &self.number)
    }
}

/// The name of a role edge (任职关系): every version of it has the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EdgeName {
    /// Where the role is held.
    pub organisation: SubjectId,
    /// By whom.
    pub person: SubjectId,
    /// Which.
    pub role: Role,
    /// First day; `None` = since the beginning.
    pub from: Option<Date>,
}

impl EdgeName {
    /// The name of an edge of this organisation.
    #[must_use]
    pub const fn of(organisation: SubjectId, edge: &RoleEdge) -> Self {
        Self {
            organisation,
            person: edge.person,
            role: edge.role,
            from: edge.from,
        }
    }
}
