//! The subject (信用主体): one document with every version of its records and roles.
//!
//! One value holds all of it, so that an evaluation reads once and a change of one
//! subject is one atomic commit. Facts are bitemporal: their own days say what was true
//! when, [`Knowledge`] says what was known when. A correction is a new version and a
//! withdrawal closes one; nothing is overwritten, so that any question can be asked as of
//! a day and as known at a moment. How versions come about stands in [`history`], what
//! is seen of them at a moment in [`view`].

pub mod history;
mod id;
mod name;
pub mod view;

use serde::{Deserialize, Serialize};

use crate::{
    contract::{Role, Standing, SubjectKind, Value},
    date::Date,
    identifier::Scheme,
};

pub use id::{SubjectId, SubjectIdError};
pub use name::{EdgeName, RecordName};

/// A moment: milliseconds since 1970-01-01 UTC.
pub type Millis = i64;

/// Number of a batch of intake in this store; 0 = before batches were numbered.
pub type BatchNumber = u64;

/// When the host held something to be so: from `recorded_at` until it was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knowledge {
    /// When the host learnt of it.
    pub recorded_at: Millis,
    /// The batch that brought it.
    pub batch: BatchNumber,
    /// When and by which batch it was corrected or withdrawn.
    pub withdrawn: Option<Withdrawn>,
}

/// The end of what was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// First moment at which the host no longer held it to be so.
    pub at: Millis,
    /// The batch that said so.
    pub batch: BatchNumber,
}

impl Knowledge {
    /// Known from a moment on.
    #[must_use]
    pub const fn since(recorded_at: Millis, batch: BatchNumber) -> Self {
        Self {
            recorded_at,
            batch,
            withdrawn: None,
        }
    }

    /// Whether the host held it to be so at a moment.
    #[must_use]
    pub fn holds_at(&self, known_at: Millis) -> bool {
        self.recorded_at <= known_at
            && self
                .withdrawn
                .is_none_or(|withdrawn| known_at < withdrawn.at)
    }

    /// Whether the host holds it to be so still.
    #[must_use]
    pub const fn is_current(&self) -> bool {
        self.withdrawn.is_none()
    }
}

/// SHA-256 of what a provider said, without when and by which batch.
pub type ContentHash = [u8; 32];

/// One version of a credit record (信用信息): a typed fact that rules use.
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
    /// Its values by field number; a field that is absent was left out.
    pub values: Vec<(u16, Value)>,
    /// When the provider last said so, by its own clock. Only this is moved on when a
    /// provider says the same again later; it tells which of two messages came first.
    pub stated_at: Option<Millis>,
    /// SHA-256 of the content.
    pub hash: ContentHash,
    /// When the host held it to be so.
    pub known: Knowledge,
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

    /// What names it: two versions with the same key are of the same record.
    #[must_use]
    pub fn key(&self) -> RecordKey<'_> {
        (self.kind, &self.provider, &self.number)
    }
}

/// Kind, provider and the provider's number: what names a record.
pub type RecordKey<'a> = (u16, &'a str, &'a str);

/// What is left of a version that a rule of retention removed: enough to know it again, so
/// that an old file sent anew neither brings it back nor undoes its correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Number of the record's kind.
    pub kind: u16,
    /// Code of the department that provided it.
    pub provider: String,
    /// The provider's number of it.
    pub number: String,
    /// SHA-256 of what it said.
    pub hash: ContentHash,
    /// When the provider had said so, by its own clock.
    pub stated_at: Option<Millis>,
    /// When the host held it to be so; it ended with the removal at the latest.
    pub known: Knowledge,
}

impl Removed {
    /// The record of which it was a version.
    #[must_use]
    pub fn key(&self) -> RecordKey<'_> {
        (self.kind, &self.provider, &self.number)
    }
}

/// A provider's message that a record is withdrawn (撤销, 删除). It is kept though the
/// record be unknown: messages come out of order, and then the withdrawal wins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Number of the record's kind.
    pub kind: u16,
    /// Code of the department that provided it.
    pub provider: String,
    /// The provider's number of it.
    pub number: String,
    /// Why, if the provider says so.
    pub reason: Option<String>,
    /// When the provider said so, by its own clock.
    pub stated_at: Option<Millis>,
    /// When the host learnt of it.
    pub recorded_at: Millis,
    /// The batch that brought it.
    pub batch: BatchNumber,
}

impl Withdrawal {
    /// The record that it withdraws.
    #[must_use]
    pub fn key(&self) -> RecordKey<'_> {
        (self.kind, &self.provider, &self.number)
    }
}

/// One version of what a register says of a subject from some day on. A new name or
/// status is another profile with a later `from`; a correction has the same `from`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Code of the department that says so; empty if it did not name itself.
    pub provider: String,
    /// First day of it; `None` = since the beginning.
    pub from: Option<Date>,
    /// What kind of subject it is.
    pub kind: SubjectKind,
    /// Its name.
    pub name: String,
    /// Day of birth or foundation.
    pub since: Option<Date>,
    /// Industry, GB/T 4754.
    pub industry: Option<String>,
    /// Region, six digits.
    pub region: Option<String>,
    /// Registration status.
    pub status: Option<String>,
    /// When the register last said so, by its own clock; see [`Record::stated_at`].
    pub stated_at: Option<Millis>,
    /// When the host held it to be so.
    pub known: Knowledge,
}

/// One version of a role (任职关系) that a person holds in an organisation, owned by the
/// organisation.
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
    /// The finding that names the holder as responsible, if there is one.
    pub finding: Option<Finding>,
    /// When it was last stated that it is held for this time, by the provider's own clock.
    pub stated_at: Option<Millis>,
    /// When the finding was last stated: not the same department says both.
    pub finding_stated_at: Option<Millis>,
    /// When the host held it to be so.
    pub known: Knowledge,
}

/// A decision that names a person as responsible (责任认定). Responsibility is a fact that
/// somebody found, never an inference from the role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Code of the department that found it.
    pub provider: String,
    /// Number of its document.
    pub number: String,
    /// Day of the finding.
    pub decided_on: Option<Date>,
}

impl Finding {
    /// A finding of which only is known that there is one.
    #[must_use]
    pub const fn unnamed() -> Self {
        Self {
            provider: String::new(),
            number: String::new(),
            decided_on: None,
        }
    }
}

impl RoleEdge {
    /// Whether it is held on some day from `first` to `last`, both included.
    #[must_use]
    pub fn is_held_between(&self, first: Date, last: Date) -> bool {
        let first = self.from.map_or(first, |from| from.max(first));
        first <= last && self.to.is_none_or(|to| first < to)
    }

    /// What names it: two versions with the same key are of the same edge.
    #[must_use]
    pub const fn key(&self) -> RoleKey {
        (self.person, self.role, self.from)
    }
}

/// Who holds a role, which, and since when: what names it in its organisation.
pub type RoleKey = (SubjectId, Role, Option<Date>);

/// A message that a role was never held, such as one registered under a stolen identity.
/// Like a record's [`Withdrawal`] it is kept though the role be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleWithdrawal {
    /// Who never held it.
    pub person: SubjectId,
    /// The role.
    pub role: Role,
    /// Its first day.
    pub from: Option<Date>,
    /// When the provider said so, by its own clock.
    pub stated_at: Option<Millis>,
    /// When the host learnt of it.
    pub recorded_at: Millis,
    /// The batch that brought it.
    pub batch: BatchNumber,
}

impl RoleWithdrawal {
    /// The role that it withdraws.
    #[must_use]
    pub const fn key(&self) -> RoleKey {
        (self.person, self.role, self.from)
    }
}

/// An identifier under which a subject is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldIdentifier {
    /// Its kind.
    pub scheme: Scheme,
    /// Whether form and check are right; if not it is matched exactly and never corrected.
    pub verified: bool,
    /// As it may be shown: a person's is masked.
    pub shown: String,
    /// The whole of it, encrypted, if it may not be shown.
    pub sealed: Option<Sealed>,
    /// When the host learnt of it.
    pub recorded_at: Millis,
    /// The batch that brought it.
    pub batch: BatchNumber,
}

/// Something encrypted, and the number of the key that opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Number of the key.
    pub key: u16,
    /// Nonce and ciphertext.
    pub bytes: Vec<u8>,
}

/// A subject merged with another (合并): one that is the same under another identifier,
/// or an organisation absorbed by another. Its records count to the other from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merger {
    /// The other: the one that goes on, or the one that has come in.
    pub other: SubjectId,
    /// First day of it; `None` = it was always one subject.
    pub from: Option<Date>,
    /// When the provider last said so, by its own clock; see [`Record::stated_at`].
    pub stated_at: Option<Millis>,
    /// When the host held it to be so.
    pub known: Knowledge,
}

/// A message that a merger was a mistake: the subject was never merged into that other.
/// Like a record's [`Withdrawal`] it is kept though the merger be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergerWithdrawal {
    /// The other.
    pub other: SubjectId,
    /// When the provider said so, by its own clock.
    pub stated_at: Option<Millis>,
    /// When the host learnt of it.
    pub recorded_at: Millis,
    /// The batch that brought it.
    pub batch: BatchNumber,
}

/// Everything that the host knows, and knew, of one subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectDocument {
    /// Moment of the last change; no version is recorded earlier than it was then.
    pub changed_at: Millis,
    /// Identifiers under which it is found; the first is the one it was first seen under.
    pub identifiers: Vec<HeldIdentifier>,
    /// What registers say of it; none if only a message about it has come so far.
    pub profiles: Vec<Profile>,
    /// Its records, sorted by [`Record::key`], the versions of one in order of arrival.
    pub records: Vec<Record>,
    /// What is left of versions that rules of retention removed, sorted by [`Removed::key`].
    pub removed: Vec<Removed>,
    /// Withdrawals, sorted by [`Withdrawal::key`], those of one record in order of arrival.
    pub withdrawals: Vec<Withdrawal>,
    /// Roles that people hold in it, in order of arrival.
    pub roles: Vec<RoleEdge>,
    /// Withdrawals of such roles, in order of arrival.
    pub role_withdrawals: Vec<RoleWithdrawal>,
    /// Organisations in which it holds or held a role, sorted; the edges are theirs.
    pub organisations: Vec<SubjectId>,
    /// Into which subject it was merged.
    pub merged_into: Vec<Merger>,
    /// Withdrawals of such mergers, in order of arrival.
    pub merger_withdrawals: Vec<MergerWithdrawal>,
    /// Which subjects were merged into it; a hint: each is verified by its own document.
    pub merged_from: Vec<SubjectId>,
}

#[cfg(test)]
mod tests;
