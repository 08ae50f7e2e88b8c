//! The subject (信用主体): one document with its records and roles.
//!
//! One value holds all of it, so that an evaluation reads once and a change of one
//! subject is one atomic commit.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    contract::{Role, Standing, SubjectKind, Value},
    date::Date,
};

/// The host's own, opaque name of a subject.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId([u8; 16]);

impl SubjectId {
    /// The id of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text is not 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a subject's id is 32 hexadecimal digits")]
pub struct SubjectIdError;

impl FromStr for SubjectId {
    type Err = SubjectIdError;

    fn from_str(text: &str) -> Result<Self, SubjectIdError> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(SubjectIdError);
        }
        u128::from_str_radix(text, 16)
            .map(|number| Self(number.to_be_bytes()))
            .map_err(|_| SubjectIdError)
    }
}

impl Serialize for SubjectId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for SubjectId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?
                .parse()
                .map_err(serde::de::Error::custom)
        } else {
            <[u8; 16]>::deserialize(deserializer).map(Self)
        }
    }
}

/// A credit record (信用信息): a typed fact that rules use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Code of the department that provided it.
    pub provider: String,
    /// The provider's own number of it; with provider and kind it names the record.
    pub number: String,
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
    /// What it is from that day on; `Expired` unless the provider says otherwise.
    pub ends_as: Standing,
    /// When the host learnt of it, milliseconds since 1970-01-01 UTC.
    pub recorded_at: i64,
    /// Its values by field number; a field that is absent was left out.
    pub values: Vec<(u16, Value)>,
}

impl Record {
    /// Whether it stands on a day, and if not, why.
    #[must_use]
    pub fn standing(&self, as_of: Date) -> Standing {
        match self.ends_on {
            Some(end) if end <= as_of => self.ends_as,
            _ => Standing::Active,
        }
    }

    /// The value of the field stored under this number.
    #[must_use]
    pub fn value(&self, field: u16) -> Option<&Value> {
        self.values
            .iter()
            .find(|(number, _)| *number == field)
            .map(|(_, value)| value)
    }

    /// What names it: two records with the same key are the same record.
    #[must_use]
    pub fn key(&self) -> (u16, &str, &str) {
        (self.kind, &self.provider, &self.number)
    }
}

/// A role (任职关系) that a person holds in an organisation, owned by the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleEdge {
    /// Who holds it.
    pub person: SubjectId,
    /// The role.
    pub role: Role,
    /// First day; `None` = since the beginning.
    pub from: Option<Date>,
    /// First day on which it is no longer held; `None` = still held.
    pub to: Option<Date>,
    /// Whether a finding names the holder as responsible.
    pub responsible: bool,
}

impl RoleEdge {
    /// Whether it is held on some day from `first` to `last`, both included.
    #[must_use]
    pub fn is_held_between(&self, first: Date, last: Date) -> bool {
        self.from.is_none_or(|from| from <= last) && self.to.is_none_or(|to| first < to)
    }

    /// What names it: two edges with the same key are the same edge.
    #[must_use]
    pub fn key(&self) -> (SubjectId, Role, Option<Date>) {
        (self.person, self.role, self.from)
    }
}

/// Everything that the host knows of one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectDocument {
    /// What kind of subject it is.
    pub kind: SubjectKind,
    /// Its name.
    pub name: String,
    /// Its identifier as it may be shown: a person's is masked.
    pub identifier: String,
    /// Day of birth or foundation.
    pub since: Option<Date>,
    /// Industry, GB/T 4754.
    pub industry: Option<String>,
    /// Region, six digits.
    pub region: Option<String>,
    /// Registration status.
    pub status: Option<String>,
    /// Its records, sorted by [`Record::key`].
    pub records: Vec<Record>,
    /// Roles that people hold in it.
    pub roles: Vec<RoleEdge>,
    /// Organisations in which it holds or held a role; the edges are theirs.
    pub organisations: Vec<SubjectId>,
}
