//! The part of a table that is decided by: positions in the manifest, days and codes.

use serde::{Deserialize, Serialize};

/// All rules of a table, in the order of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Program<'a> {
    /// Conditions, each once, however many groups name it.
    #[serde(borrow)]
    pub conditions: Vec<Condition<'a>>,
    /// What each rule looks at and what follows.
    pub rules: Vec<RuleProgram>,
}

/// A comparison (条件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition<'a> {
    /// What is looked at.
    pub column: Column,
    /// How it is compared.
    pub test: Test,
    /// With what.
    #[serde(borrow)]
    pub required: Required<'a>,
    /// Codes (存疑值) that leave open what the test refuses.
    pub doubtful: Vec<&'a str>,
    /// Whether a missing value is a gap; otherwise it is as if the test refused, for what
    /// is only written where it applies.
    pub gap_if_missing: bool,
}

/// What a condition looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Column {
    /// A field of the record's need, by position.
    Field(u16),
    /// The record's day of act.
    ActedOn,
    /// The record's day of decision or listing.
    DecidedOn,
    /// A setting of the locality, by position.
    Parameter(u16),
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Test {
    /// 等于.
    Equal,
    /// 不少于, the number included.
    AtLeast,
    /// 多于.
    MoreThan,
    /// 不多于, the number included.
    AtMost,
    /// 少于.
    LessThan,
    /// 属于: one of several; of a field with several codes, at least one of them.
    OneOf,
    /// 有: there is a value.
    Present,
}

/// With what a value is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Required<'a> {
    /// Nothing: the test is [`Test::Present`].
    Nothing,
    /// A value.
    #[serde(borrow)]
    Value(Literal<'a>),
    /// A setting of the locality, by position.
    Parameter(u16),
}

/// A value of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Literal<'a> {
    /// 文本.
    Text(&'a str),
    /// 整数.
    Integer(i64),
    /// 金额, in fen.
    Amount(i64),
    /// 是否.
    Flag(bool),
    /// 日期, in days since 1970-01-01.
    Date(i32),
    /// 代码.
    Code(&'a str),
    /// 多个代码.
    #[serde(borrow)]
    Codes(Vec<&'a str>),
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RuleProgram {
    /// Alternatives; one that holds for a record is enough.
    pub groups: Vec<Group>,
    /// The listing (在列名单) without which nothing follows from the record.
    pub listed: Option<Listed>,
    /// What follows.
    pub consequences: Vec<Consequence>,
}

/// Conditions that must all hold for one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Position of the need whose records are looked at.
    pub need: u16,
    /// Whether records that have ended count.
    pub ended: bool,
    /// Kinds of subject, a bit for each in the contract's order.
    pub subjects: u16,
    /// First day of decision, in days since 1970-01-01.
    pub from: Option<i32>,
    /// First day of decision no more, in days since 1970-01-01.
    pub until: Option<i32>,
    /// Positions in [`Program::conditions`].
    pub conditions: Vec<u16>,
}

/// A listing that must have stood on the day from which something follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Position of its need.
    pub need: u16,
    /// For how long it stands, if it has a term.
    pub term: Option<Months>,
}

/// A number of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Months {
    /// So many.
    Fixed(u16),
    /// As a setting of the locality says, by position.
    Parameter(u16),
}

/// What follows from a rule (后果).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consequence {
    /// Measures that begin and end together.
    Measures(Outcome),
    /// A proposal to list.
    Proposal(Proposal),
}

/// Measures that begin and end together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// From when.
    pub start: Day,
    /// Until when.
    pub term: Term,
    /// Positions of the measures, each with the kinds of subject for which it follows.
    pub measures: Vec<(u16, u16)>,
}

/// A day of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Day {
    /// Of the decision or listing.
    DecidedOn,
    /// Of the act.
    ActedOn,
    /// In a field, by position.
    Field(u16),
}

/// How long a measure lasts (期限).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Term {
    /// 随依据: until the record ends.
    WithGrounds,
    /// 固定: a term of its own, whatever becomes of the record.
    Months(Months),
    /// 固定或随依据: the term or the record's end, whichever is earlier.
    MonthsOrGrounds(Months),
    /// 至日期: until the day in a field, by position.
    Field(u16),
    /// 终身.
    Never,
}

/// A proposal to list (建议列入).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Position of the listing.
    pub listing: u16,
    /// Kinds of subject, a bit for each in the contract's order.
    pub subjects: u16,
    /// Its months from the day of listing; none if it ends by an event.
    pub term: Option<Months>,
    /// Position of the need whose records answer the finding: what was listed is not
    /// proposed again.
    pub answered_by: Option<u16>,
    /// The field with the document's number (文书号) in the record and in the listing.
    pub number: Option<(u16, u16)>,
}
