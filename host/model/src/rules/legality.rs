//! What makes a measure lawful: its bases, its tier, its relevance (domain.md §4.2, §4.5).

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{Class, InstrumentLevel, SourceStatus},
    date::Date,
    dictionary::Tier,
};

/// Which bases suffice for measures of some classes (R-BASIS).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasisRule {
    /// The classes.
    pub classes: Vec<Class>,
    /// Levels of which one suffices.
    pub levels: Vec<InstrumentLevel>,
    /// Levels of which one suffices where only a court or a statute can order the measure.
    #[serde(default)]
    pub court_levels: Vec<InstrumentLevel>,
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

/// What records of a tier can carry (R-TIER).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierRule {
    /// The tier.
    pub tier: Tier,
    /// Classes of measures.
    pub classes: Vec<Class>,
    /// Any other class too, if an article of an instrument of one of these levels names the
    /// consequence.
    #[serde(default)]
    pub statute_levels: Vec<InstrumentLevel>,
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

/// Classes whose measures need a pair in the matrix of relevance: what it does not have is
/// denied (R-RELEV).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixRule {
    /// The classes.
    pub classes: Vec<Class>,
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

/// Pairs of the matrix of relevance: which measures a record of a kind can carry. They are
/// for the legal review of the district to approve, so they have no status of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelevanceRule {
    /// Code of the kind of record.
    pub kind: String,
    /// Codes of measures.
    pub measures: Vec<String>,
    /// First day of the pairs; none if always.
    #[serde(default)]
    pub from: Option<Date>,
    /// First day on which they no longer hold.
    #[serde(default)]
    pub until: Option<Date>,
    /// Who approved them, or that they are proposed.
    pub source: String,
}
