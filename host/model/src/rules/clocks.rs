//! Periods within which something must be done (domain.md §1.5).

use serde::{Deserialize, Serialize};

use crate::{catalogue::SourceStatus, date::Date, period::Period};

/// How soon an objection is answered (R-OBJ-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectionRule {
    /// Code of the department that it is about; all that have none of their own if absent.
    #[serde(default)]
    pub provider: Option<String>,
    /// From receipt until the answer.
    pub answer_within: Period,
    /// First day of receipt under the rule; none if always.
    #[serde(default)]
    pub from: Option<Date>,
    /// First day of receipt no longer under it.
    #[serde(default)]
    pub until: Option<Date>,
    /// Where it is said.
    pub source: String,
    /// How sure that is.
    pub source_status: SourceStatus,
}

/// How soon records are published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationRule {
    /// Codes of the kinds of record.
    pub kinds: Vec<String>,
    /// From the day of the decision until publication.
    pub within: Period,
    /// First day of decision under the rule; none if always.
    #[serde(default)]
    pub from: Option<Date>,
    /// First day of decision no longer under it.
    #[serde(default)]
    pub until: Option<Date>,
    /// Where it is said.
    pub source: String,
    /// How sure that is.
    pub source_status: SourceStatus,
}
