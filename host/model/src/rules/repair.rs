//! Terms of credit repair (信用修复, domain.md §4.3): by list or category of penalty, and by
//! the edition of the rule.
//!
//! Sector rules differ from the general one and it is not known which gives way, so the
//! entries say which holds for which kind from when; no code prefers one.

use serde::{Deserialize, Serialize};

use crate::{catalogue::SourceStatus, date::Date, period::Period};

/// How grave a matter is for repair (失信严重程度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// 轻微.
    Minor,
    /// 一般.
    General,
    /// 严重.
    Serious,
}

/// When a record of some kinds can be repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairRule {
    /// Edition of the rule, such as `36号令`.
    pub edition: String,
    /// Codes of the kinds of listing that it is about.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Categories of penalty that it is about, codes of `admin/penalty-category`.
    #[serde(default)]
    pub penalties: Vec<String>,
    /// Only penalties that were found to be a large fine, or only those found not to be; all
    /// if absent.
    #[serde(default)]
    pub large_fine: Option<bool>,
    /// How grave it is; none if the edition has no grades or they are not known.
    #[serde(default)]
    pub grade: Option<Grade>,
    /// Whether law says that it cannot be repaired.
    #[serde(default)]
    pub irreparable: bool,
    /// Months from the finding document before which nobody can apply; none if not known.
    #[serde(default)]
    pub min_months: Option<u16>,
    /// Months from the finding document after which publication ends by itself; none if not
    /// known.
    #[serde(default)]
    pub max_months: Option<u16>,
    /// First day of the rule; none if always.
    #[serde(default)]
    pub from: Option<Date>,
    /// First day on which it no longer holds.
    #[serde(default)]
    pub until: Option<Date>,
    /// Where it is said.
    pub source: String,
    /// How sure that is.
    pub source_status: SourceStatus,
}

impl RepairRule {
    /// Whether it is graver than another: what cannot be repaired is the gravest.
    pub(super) fn is_graver(&self, other: &Self) -> bool {
        (self.irreparable, self.grade) > (other.irreparable, other.grade)
    }
}

/// How an application for repair is handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairProcedure {
    /// Edition of the rule.
    pub edition: String,
    /// From the application until it is accepted or refused.
    pub accept_within: Period,
    /// From the acceptance until it is decided.
    pub decide_within: Period,
    /// By how much that can be extended.
    pub extend_by: Period,
    /// How often.
    pub extensions: u8,
    /// First day of the rule; none if always.
    #[serde(default)]
    pub from: Option<Date>,
    /// First day on which it no longer holds.
    #[serde(default)]
    pub until: Option<Date>,
    /// Where it is said.
    pub source: String,
    /// How sure that is.
    pub source_status: SourceStatus,
}
