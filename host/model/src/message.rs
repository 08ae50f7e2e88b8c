//! What providers say, before a document has taken it in.
//!
//! A file is read without the store and the store is changed without the file; this is
//! what passes between them. It holds what was said and nothing concluded from it: whether
//! a subject is known, and whether a record is new, is seen when a document takes it in.

use crate::{
    contract::{Role, SubjectKind},
    date::Date,
    identifier::Identifier,
    subject::{Finding, Millis, Profile, Record, Withdrawal},
};

/// Whom something is said of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// What it is found by.
    pub identifier: Identifier,
    /// Further identifiers that were given with it.
    pub others: Vec<Identifier>,
    /// The name given beside it. It finds nobody: two people can have one name.
    pub name: Option<String>,
    /// What kind of subject it is, if that was given or follows from the identifier.
    pub kind: Option<SubjectKind>,
}

impl Party {
    /// Whoever has this identifier.
    #[must_use]
    pub const fn of(identifier: Identifier) -> Self {
        Self {
            identifier,
            others: Vec::new(),
            name: None,
            kind: None,
        }
    }
}

/// One thing that a provider says. `known` of what it carries, and the hash of a record,
/// are set when a document takes it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A register describes a subject (主体登记).
    Subject(Party, Profile),
    /// A record of a subject (信用信息).
    Record(Party, Record),
    /// A record is withdrawn (撤销, 删除).
    Withdrawal(Party, Withdrawal),
    /// A person holds a role in an organisation (任职).
    Role(RoleMessage),
    /// A person never held the role, such as one registered under a stolen identity.
    RoleWithdrawal(RoleMessage),
    /// A subject is, or became, part of another (合并).
    Merger {
        /// The one that goes on no longer by itself.
        subject: Party,
        /// The one that it is now.
        into: Party,
        /// First day; `None` = they were always one.
        from: Option<Date>,
        /// When the provider said so, by its own clock.
        stated_at: Option<Millis>,
    },
    /// A merger was a mistake: the subject was never part of that other.
    MergerWithdrawal {
        /// The one that was said to go on no longer by itself.
        subject: Party,
        /// The one that it was said to be.
        into: Party,
        /// When the provider said so, by its own clock.
        stated_at: Option<Millis>,
    },
}

/// A role as a register states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleMessage {
    /// Where it is held.
    pub organisation: Party,
    /// By whom.
    pub person: Party,
    /// Which.
    pub role: Role,
    /// First day; `None` = since the beginning.
    pub from: Option<Date>,
    /// First day on which it is no longer held; `None` = still held.
    pub to: Option<Date>,
    /// The finding that names the holder as responsible; `None` says nothing of findings.
    pub finding: Option<Finding>,
    /// When the provider said so, by its own clock.
    pub stated_at: Option<Millis>,
}

/// Something about a line that was taken in which a person should look at. It is counted
/// and shown; nothing is decided by it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// The check of an identifier is wrong; it is held as it is and matched exactly only.
    WrongCheck,
    /// A column for one kind of identifier holds another, such as a 15-digit registration
    /// number.
    OtherScheme,
    /// Full-width letters, lower case or surrounding blanks were read as what they stand for.
    Normalised,
    /// No day of decision was given.
    NoDecisionDate,
    /// A day such as 1899-12-31 was taken for none.
    PlaceholderDate,
    /// An amount is so large that the unit may be wrong (元 for 万元).
    ImplausibleAmount,
    /// No register has described the subject yet.
    UnknownSubject,
    /// The name given differs from the subject's.
    NameDiffers,
    /// Registers disagree on the subject's status.
    ContradictoryStatus,
    /// A further identifier belongs to another subject and was not taken over.
    IdentifierOfAnother,
    /// It was stated before what is known already.
    Late,
    /// An old version came again without a later time; it undid nothing.
    Replayed,
    /// Its record, role or merger had been withdrawn before it arrived.
    WithdrawnBefore,
    /// No record of that number is known that it could withdraw. It is kept: should the
    /// record arrive later, it is withdrawn.
    NothingWithdrawn,
}

impl Flag {
    /// Every flag.
    pub const ALL: [Self; 14] = [
        Self::WrongCheck,
        Self::OtherScheme,
        Self::Normalised,
        Self::NoDecisionDate,
        Self::PlaceholderDate,
        Self::ImplausibleAmount,
        Self::UnknownSubject,
        Self::NameDiffers,
        Self::ContradictoryStatus,
        Self::IdentifierOfAnother,
        Self::Late,
        Self::Replayed,
        Self::WithdrawnBefore,
        Self::NothingWithdrawn,
    ];

    /// Its code in reports.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongCheck => "wrong-check",
            Self::OtherScheme => "other-scheme",
            Self::Normalised => "normalised",
            Self::NoDecisionDate => "no-decision-date",
            Self::PlaceholderDate => "placeholder-date",
            Self::ImplausibleAmount => "implausible-amount",
            Self::UnknownSubject => "unknown-subject",
            Self::NameDiffers => "name-differs",
            Self::ContradictoryStatus => "contradictory-status",
            Self::IdentifierOfAnother => "identifier-of-another",
            Self::Late => "late",
            Self::Replayed => "replayed",
            Self::WithdrawnBefore => "withdrawn-before",
            Self::NothingWithdrawn => "nothing-withdrawn",
        }
    }
}
