//! The catalogue of measures (奖惩措施清单): the closed list that plugins point into.
//!
//! A plugin cannot supply a title, a department or a legal basis of its own; the host
//! fills them in from here (R-CAT, domain.md §1.4).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{contract::SubjectKind, date::Date};

mod change;
mod class;
mod editions;
mod proposal;

pub use change::{BasisName, Change, ChangeError};
pub use class::{Class, ClassError, ClassType};
pub use editions::{CatalogueEditions, EditionOrder};
pub use proposal::{Evidence, Proposal, ProposalError, ProposalEvent, ProposalState, ProposalStep};

/// Whether a measure takes or gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// 惩戒.
    Sanction,
    /// 激励.
    Incentive,
    /// 管理.
    Management,
}

/// Whether the executor must or may (措施性质).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// 强制性.
    Mandatory,
    /// 推荐性.
    Recommended,
}

/// Who can execute a measure (执行层级).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExecutionLevel {
    /// 区内执行.
    District,
    /// 上报转办.
    Upper,
    /// 仅供参考.
    Market,
}

/// What a measure's term hangs on (R-EXIT).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Term {
    /// The listing or decision.
    Listing,
    /// The statute's own term.
    Statute,
}

/// How sure the dossier is of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceStatus {
    /// Read in public text.
    Verified,
    /// Remembered with confidence.
    Recalled,
    /// Remembered with doubt: shown as such.
    Unverified,
}

/// Level of an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstrumentLevel {
    /// 法律.
    Law,
    /// 行政法规.
    AdministrativeRegulation,
    /// 地方性法规.
    LocalRegulation,
    /// 党中央、国务院政策文件.
    CentralPolicy,
    /// 司法解释.
    JudicialInterpretation,
    /// 部门规章.
    MinistryRule,
    /// 其他规范性文件.
    Policy,
}

/// A legal basis (依据).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The instrument's title or number.
    pub instrument: String,
    /// Its article.
    #[serde(default)]
    pub article: Option<String>,
    /// Its level.
    pub level: InstrumentLevel,
    /// How sure it is.
    pub status: SourceStatus,
    /// First day on which it is in force; none if always.
    #[serde(default)]
    pub from: Option<Date>,
    /// First day on which it is repealed; none if it is not.
    #[serde(default)]
    pub until: Option<Date>,
    /// Whether it obliges: it says 应当, 不得 or 禁止 to the executor.
    #[serde(default)]
    pub obliges: bool,
}

impl Basis {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn is_in_force(&self, as_of: Date) -> bool {
        self.from.is_none_or(|from| from <= as_of) && !self.is_repealed(as_of)
    }

    /// Whether it has been repealed by a day.
    #[must_use]
    pub fn is_repealed(&self, as_of: Date) -> bool {
        self.until.is_some_and(|until| until <= as_of)
    }
}

/// An entry of the catalogue (措施目录项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Its code, such as `procurement/ban`.
    pub code: String,
    /// Its Chinese title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// Its class.
    pub class: Class,
    /// Whether it takes or gives.
    pub direction: Direction,
    /// Whether the executor must or may.
    pub nature: Nature,
    /// Code of the department that executes it.
    pub executor: String,
    /// At which level it is executed.
    pub execution_level: ExecutionLevel,
    /// Whether it is also executed above the district.
    #[serde(default)]
    pub also_upper: bool,
    /// What its term hangs on.
    pub term: Term,
    /// Whether only a court or a statute can order it.
    #[serde(default)]
    pub requires_court_or_statute: bool,
    /// How sure its title is.
    pub source_status: SourceStatus,
    /// Its legal bases.
    pub bases: Vec<Basis>,
    /// Why it has none: `policy` or `unknown`.
    #[serde(default)]
    pub basis_note: Option<String>,
    /// How many months it can last at most, whatever the listing (措施最长期限); none if
    /// nothing says.
    #[serde(default)]
    pub max_months: Option<u16>,
    /// The kinds of subject that it fits; empty if all.
    #[serde(default)]
    pub subject_kinds: Vec<SubjectKind>,
}

/// As it is written down, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueData {
    /// Name of the edition.
    pub edition: String,
    /// First day on which it is the catalogue; none if since the beginning.
    #[serde(default)]
    pub from: Option<Date>,
    /// Its entries.
    #[serde(default, rename = "measure")]
    pub measures: Vec<Measure>,
}

/// An edition of the catalogue, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    edition: String,
    from: Option<Date>,
    measures: BTreeMap<String, Measure>,
}

/// What is wrong with a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// A code stands twice.
    #[error("measure `{0}` stands twice")]
    Twice(String),
    /// A measure's direction is not that of its class.
    #[error("measure `{measure}` is of class {class}, which has another direction")]
    Direction {
        /// Code of the measure.
        measure: String,
        /// Its class.
        class: Class,
    },
    /// A basis is repealed before it is in force.
    #[error("a basis of measure `{0}` is repealed before it is in force")]
    BasisDates(String),
}

impl Catalogue {
    /// The catalogue of this data.
    ///
    /// # Errors
    /// The first contradiction in it.
    pub fn new(data: CatalogueData) -> Result<Self, CatalogueError> {
        let mut measures = BTreeMap::new();
        for measure in data.measures {
            check(&measure)?;
            if let Some(twice) = measures.insert(measure.code.clone(), measure) {
                return Err(CatalogueError::Twice(twice.code));
            }
        }
        Ok(Self {
            edition: data.edition,
            from: data.from,
            measures,
        })
    }

    /// All of it, as it is written down: measures by code.
    #[must_use]
    pub fn data(&self) -> CatalogueData {
        CatalogueData {
            edition: self.edition.clone(),
            from: self.from,
            measures: self.measures.values().cloned().collect(),
        }
    }

    /// This edition with measures that are only proposed; where both have one, its own
    /// stays.
    #[must_use]
    pub fn with(&self, proposed: &[Measure]) -> Self {
        let mut with = self.clone();
        for measure in proposed {
            let entry = with.measures.entry(measure.code.clone());
            entry.or_insert_with(|| measure.clone());
        }
        with
    }

    /// Name of the edition.
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// First day on which this edition is the catalogue; none if since the beginning.
    #[must_use]
    pub const fn in_force_from(&self) -> Option<Date> {
        self.from
    }

    /// The measures by code.
    pub fn measures(&self) -> impl Iterator<Item = &Measure> {
        self.measures.values()
    }

    /// The measure of this code.
    #[must_use]
    pub fn measure(&self, code: &str) -> Option<&Measure> {
        self.measures.get(code)
    }
}

fn check(measure: &Measure) -> Result<(), CatalogueError> {
    if measure.class.direction() != measure.direction {
        return Err(CatalogueError::Direction {
            measure: measure.code.clone(),
            class: measure.class,
        });
    }
    let is_backwards = |basis: &Basis| match (basis.from, basis.until) {
        (Some(from), Some(until)) => until <= from,
        _ => false,
    };
    if measure.bases.iter().any(is_backwards) {
        return Err(CatalogueError::BasisDates(measure.code.clone()));
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
