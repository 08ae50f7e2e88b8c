//! What every record has, whatever its kind.

use accord_model::{date::Date, money::Fen};

/// The kinds of record that are made, as in the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordKind {
    CreditLevel,
    InspectionCase,
    PublishedCase,
    Arrears,
    JudgmentDebtor,
    Sentence,
    Penalty,
}

impl RecordKind {
    /// All, in the order of the dictionary.
    pub(super) const ALL: [Self; 7] = [
        Self::CreditLevel,
        Self::InspectionCase,
        Self::PublishedCase,
        Self::Arrears,
        Self::JudgmentDebtor,
        Self::Sentence,
        Self::Penalty,
    ];

    /// Its code, its provider and the letters with which the provider's numbers begin.
    pub(super) const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::CreditLevel => ("tax/credit-level", "tax-bureau", "XJ"),
            Self::InspectionCase => ("tax/inspection-case", "tax-bureau", "JC"),
            Self::PublishedCase => ("tax/published-case", "tax-bureau", "GB"),
            Self::Arrears => ("tax/arrears", "tax-bureau", "QS"),
            Self::JudgmentDebtor => ("court/judgment-debtor", "court", "SX"),
            Self::Sentence => ("court/sentence", "court", "XP"),
            Self::Penalty => ("admin/penalty", "sector-supervisors", "CF"),
        }
    }

    /// Its provider.
    pub(super) const fn provider(self) -> &'static str {
        self.words().1
    }
}

/// What a record has become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Expired,
    Repaired,
    Exited,
}

impl Ending {
    /// Its name in the file.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Repaired => "repaired",
            Self::Exited => "exited",
        }
    }
}

/// A record but for its values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) kind: RecordKind,
    /// Tells the subject's records of this kind apart.
    pub(super) ordinal: u64,
    pub(super) acted_on: Option<Date>,
    pub(super) acted_until: Option<Date>,
    pub(super) decided_on: Option<Date>,
    pub(super) ends: Option<(Date, Ending)>,
    /// The fine, if its values say one.
    pub(super) fine: Option<Fen>,
}

impl Head {
    /// A record that has only a day of decision.
    pub(super) fn decided(kind: RecordKind, ordinal: u64, decided_on: Date) -> Self {
        Self {
            kind,
            ordinal,
            acted_on: None,
            acted_until: None,
            decided_on: Some(decided_on),
            ends: None,
            fine: None,
        }
    }
}
