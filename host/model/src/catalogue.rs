//! The catalogue of measures (奖惩措施清单): the closed list that plugins point into.
//!
//! A plugin cannot supply a title, a department or a legal basis of its own; the host
//! fills them in from here (R-CAT, domain.md §1.4).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    /// C01–C14, I01–I06, `association` or `management` (domain.md §4.2).
    pub class: String,
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
}

/// As it is written down, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueData {
    /// Name of the edition.
    pub edition: String,
    /// Its entries.
    #[serde(default, rename = "measure")]
    pub measures: Vec<Measure>,
}

/// An edition of the catalogue, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    edition: String,
    measures: BTreeMap<String, Measure>,
}

/// What is wrong with a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// A code stands twice.
    #[error("measure `{0}` stands twice")]
    Twice(String),
}

impl Catalogue {
    /// The catalogue of this data.
    ///
    /// # Errors
    /// [`CatalogueError::Twice`] if a code stands twice.
    pub fn new(data: CatalogueData) -> Result<Self, CatalogueError> {
        let mut measures = BTreeMap::new();
        for measure in data.measures {
            if let Some(twice) = measures.insert(measure.code.clone(), measure) {
                return Err(CatalogueError::Twice(twice.code));
            }
        }
        Ok(Self {
            edition: data.edition,
            measures,
        })
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
