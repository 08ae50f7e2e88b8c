//! Why a measure that a memorandum points at is withheld.

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{Basis, Class},
    contract::SubjectKind,
    dictionary::Tier,
};

/// Why a measure does not apply though a memorandum's rule is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "why",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
pub enum Withheld {
    /// The catalogue of the day lacks it (R-CAT): the plugin is not sound.
    NotInCatalogue,
    /// It does not fit this kind of subject (R-CAT).
    NotForThisKind {
        /// The kind; none if nobody has said it.
        kind: Option<SubjectKind>,
    },
    /// Nothing that it names is basis enough that day (R-BASIS).
    NoBasis {
        /// Bases that have been repealed: a warning to whoever keeps the catalogue.
        repealed: Vec<Basis>,
        /// Bases in force whose level does not suffice for its class.
        insufficient: Vec<Basis>,
    },
    /// Records of this tier do not carry its class (R-TIER).
    WrongTier {
        /// The gravest tier of its grounds.
        tier: Tier,
        /// Its class.
        class: Class,
    },
    /// The matrix of relevance pairs it with none of its grounds (R-RELEV).
    NotRelevant {
        /// Codes of the kinds of its grounds.
        kinds: Vec<String>,
    },
    /// The subject was a minor on the day of the act (R-MINOR).
    Minor,
    /// A court's plan shields its grounds.
    Shielded,
}
