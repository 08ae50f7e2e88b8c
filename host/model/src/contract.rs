//! The words of the plugin contract, `wit/v1/memorandum.wit`, free of any sandbox.
//!
//! The engine turns them into and out of the component's own; everyone else uses these.
//! What each word means stands in the contract.
#![allow(
    missing_docs,
    reason = "each word is documented once, in wit/v1/memorandum.wit"
)]

use serde::{Deserialize, Serialize};

use crate::{date::Date, money::Fen};

/// 主体类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    Enterprise,
    Branch,
    SoleProprietor,
    Cooperative,
    SocialOrganisation,
    PublicInstitution,
    GovernmentOrgan,
    Unincorporated,
    NaturalPerson,
}

/// Type of a field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueType {
    Text,
    Integer,
    Amount,
    Flag,
    Date,
    Code,
    Codes,
}

/// A value of a field of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    Text(String),
    Integer(i64),
    Amount(Fen),
    Flag(bool),
    Date(Date),
    Code(String),
    Codes(Vec<String>),
}

impl Value {
    /// Its type.
    #[must_use]
    pub fn value_type(&self) -> ValueType {
        match self {
            Self::Text(_) => ValueType::Text,
            Self::Integer(_) => ValueType::Integer,
            Self::Amount(_) => ValueType::Amount,
            Self::Flag(_) => ValueType::Flag,
            Self::Date(_) => ValueType::Date,
            Self::Code(_) => ValueType::Code,
            Self::Codes(_) => ValueType::Codes,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldNeed {
    pub name: String,
    pub value_type: ValueType,
    pub code_list: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactNeed {
    pub kind: String,
    pub fields: Vec<FieldNeed>,
    pub triggers: bool,
    pub history: bool,
}

/// Which parts of the subject itself a plugin reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProfileNeed {
    pub since: bool,
    pub industry: bool,
    pub region: bool,
    pub status: bool,
}

/// 任职关系.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    LegalRepresentative,
    PersonInCharge,
    Principal,
    ActualController,
    Director,
    Supervisor,
    SeniorManager,
    FinancialOfficer,
    SafetyOfficer,
    DirectlyResponsible,
    Shareholder,
    RegisteredPractitioner,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleTest {
    AtAct,
    AtAsOf,
    Both,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    pub roles: Vec<Role>,
    pub responsible_only: bool,
    pub test: RoleTest,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    SelfOnly,
    Holders(Edge),
    LedEntities(Edge),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    pub code: String,
    pub reach: Reach,
    pub details: Vec<FieldNeed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub id: String,
    pub label: String,
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    pub name: String,
    pub title: String,
    pub default: Value,
    pub min: Option<Value>,
    pub max: Option<Value>,
}

/// What a plugin says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub code: String,
    pub version: String,
    pub title: String,
    pub document_number: String,
    pub initiator: String,
    pub signatories: Vec<String>,
    pub signed_on: Option<Date>,
    pub in_force_from: Option<Date>,
    pub expires_on: Option<Date>,
    pub subjects: Vec<SubjectKind>,
    pub profile: ProfileNeed,
    pub reads: Vec<FactNeed>,
    pub listings: Vec<String>,
    pub measures: Vec<Measure>,
    pub rules: Vec<Rule>,
    pub parameters: Vec<Parameter>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Active,
    Expired,
    Repaired,
    Exited,
}

/// A record as one plugin sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<'a> {
    pub id: u32,
    pub need: u16,
    pub acted_on: Option<Date>,
    pub acted_until: Option<Date>,
    pub decided_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub standing: Standing,
    pub values: Vec<Option<&'a Value>>,
}

/// A subject as one plugin sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject<'a> {
    pub kind: SubjectKind,
    pub since: Option<Date>,
    pub industry: Option<&'a str>,
    pub region: Option<&'a str>,
    pub status: Option<&'a str>,
    pub facts: Vec<Fact<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub as_of: Date,
    pub parameters: Vec<Value>,
    pub explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    WithGrounds,
    After { start: Date, months: u16 },
    On(Date),
    Never,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    pub measure: u16,
    pub values: Vec<Option<Value>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determination {
    pub rule: u16,
    pub grounds: Vec<u32>,
    pub acts: Vec<u32>,
    pub starts_on: Date,
    pub until: End,
    pub measures: Vec<u16>,
    pub details: Vec<Detail>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingProposal {
    pub listing: u16,
    pub rule: u16,
    pub grounds: Vec<u32>,
    pub term: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    NoFact(u16),
    Field(u16),
    ActedOn,
    DecidedOn,
    Profile,
    Parameter(u16),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub rule: u16,
    pub fact: Option<u32>,
    pub missing: Missing,
    pub measures: Vec<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    Equal,
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    OneOf,
    Present,
    Within,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Met,
    Unmet,
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    pub rule: u16,
    pub fact: Option<u32>,
    pub field: Option<u16>,
    pub test: Test,
    pub observed: Option<Value>,
    pub required: Option<Value>,
    pub outcome: Outcome,
}

/// What a plugin answers about one subject on one day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Verdict {
    pub determinations: Vec<Determination>,
    pub proposals: Vec<ListingProposal>,
    pub gaps: Vec<Gap>,
    pub review_on: Option<Date>,
    pub conditions: Vec<Condition>,
}
