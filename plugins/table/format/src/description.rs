//! The part of a table that the manifest is made of: every text.

use serde::{Deserialize, Serialize};

use crate::program::Literal;

/// What a table says of itself; enumerations of the contract stand as their position there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each word is documented once, in the contract")]
pub struct Description<'a> {
    pub code: &'a str,
    pub version: &'a str,
    pub title: &'a str,
    pub document_number: &'a str,
    pub initiator: &'a str,
    #[serde(borrow)]
    pub signatories: Vec<&'a str>,
    pub signed_on: Option<i32>,
    pub in_force_from: Option<i32>,
    pub expires_on: Option<i32>,
    /// A bit for each kind.
    pub subjects: u16,
    #[serde(borrow)]
    pub reads: Vec<Need<'a>>,
    #[serde(borrow)]
    pub listings: Vec<&'a str>,
    #[serde(borrow)]
    pub measures: Vec<Measure<'a>>,
    #[serde(borrow)]
    pub rules: Vec<Rule<'a>>,
    #[serde(borrow)]
    pub parameters: Vec<Parameter<'a>>,
}

/// A kind of record that is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each word is documented once, in the contract")]
pub struct Need<'a> {
    pub kind: &'a str,
    #[serde(borrow)]
    pub fields: Vec<Field<'a>>,
    pub triggers: bool,
    pub history: bool,
}

/// A field of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each word is documented once, in the contract")]
pub struct Field<'a> {
    pub name: &'a str,
    pub value_type: u8,
    pub code_list: Option<&'a str>,
}

/// A measure and whom it reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each word is documented once, in the contract")]
pub struct Measure<'a> {
    pub code: &'a str,
    pub reach: Reach,
}

/// Whom a measure reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// 本人.
    Subject,
    /// 任职人员.
    Holders {
        /// A bit for each role.
        roles: u16,
        /// Only those whom a finding names.
        responsible_only: bool,
        /// When the role must be held.
        test: u8,
    },
    /// 所任职单位.
    LedEntities {
        /// A bit for each role.
        roles: u16,
        /// When the role must be held.
        test: u8,
    },
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each word is documented once, in the contract")]
pub struct Rule<'a> {
    pub id: &'a str,
    pub label: &'a str,
    pub source: &'a str,
}

/// A setting of the locality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each word is documented once, in the contract")]
pub struct Parameter<'a> {
    pub name: &'a str,
    pub title: &'a str,
    #[serde(borrow)]
    pub default: Literal<'a>,
    #[serde(borrow)]
    pub min: Option<Literal<'a>>,
    #[serde(borrow)]
    pub max: Option<Literal<'a>>,
}
