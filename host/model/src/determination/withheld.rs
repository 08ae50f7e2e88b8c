//! Why a measure that a memorandum points at is withheld.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    case::CaseId,
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
    /// An objection to the measure was upheld, and nothing on which it rests is later.
    FoundWrong {
        /// The objection.
        objection: CaseId,
    },
    /// The subject was a minor on the day of the act (R-MINOR).
    Minor,
    /// A court's plan shields its grounds.
    Shielded,
}

impl Withheld {
    /// Its name, as programs match it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotInCatalogue => "not-in-catalogue",
            Self::NotForThisKind { .. } => "not-for-this-kind",
            Self::NoBasis { .. } => "no-basis",
            Self::WrongTier { .. } => "wrong-tier",
            Self::NotRelevant { .. } => "not-relevant",
            Self::FoundWrong { .. } => "found-wrong",
            Self::Minor => "minor",
            Self::Shielded => "shielded",
        }
    }

    /// What a person is told.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::NotInCatalogue => "当日有效的措施清单中没有该措施, 不予采用".to_owned(),
            Self::NotForThisKind { .. } => "该措施不适用于此类主体".to_owned(),
            Self::NoBasis { repealed, .. } if !repealed.is_empty() => {
                let instruments: Vec<_> = repealed
                    .iter()
                    .map(|basis| basis.instrument.as_str())
                    .collect();
                format!("依据已废止: {}", instruments.join("、"))
            }
            Self::NoBasis { .. } => "没有层级足够的有效依据".to_owned(),
            Self::WrongTier { class, .. } => {
                format!("所依据的记录不属于可以采取 {class} 类措施的层级")
            }
            Self::NotRelevant { .. } => "关联性清单未将该措施与所依据的记录相对应".to_owned(),
            Self::FoundWrong { objection } => {
                format!("对该措施的异议已经成立（异议 {objection}）")
            }
            Self::Minor => "行为发生时主体未满十八周岁".to_owned(),
            Self::Shielded => "重整计划、和解协议执行期间, 所依据的记录停止使用".to_owned(),
        }
    }
}

impl fmt::Display for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInCatalogue => f.write_str("the catalogue of the day does not have it"),
            Self::NotForThisKind { .. } => f.write_str("it is not for this kind of subject"),
            Self::NoBasis { repealed, .. } if !repealed.is_empty() => {
                let instruments: Vec<_> = repealed
                    .iter()
                    .map(|basis| basis.instrument.as_str())
                    .collect();
                write!(f, "its basis is repealed: {}", instruments.join("; "))
            }
            Self::NoBasis { .. } => f.write_str("it has no basis of a sufficient level in force"),
            Self::WrongTier { class, .. } => {
                write!(
                    f,
                    "records of this tier do not carry measures of class {class}"
                )
            }
            Self::NotRelevant { .. } => {
                f.write_str("the matrix of relevance does not pair it with its grounds")
            }
            Self::FoundWrong { objection } => {
                write!(f, "objection {objection} to it was upheld")
            }
            Self::Minor => f.write_str("the subject was a minor on the day of the act"),
            Self::Shielded => f.write_str("its grounds are shielded while a court's plan runs"),
        }
    }
}
