//! Which kinds of record are lists (名单), what shields from them, and who is never on one.

use serde::{Deserialize, Serialize};

use crate::{catalogue::SourceStatus, date::Date};

/// The colour of a list (domain.md §1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// 红名单.
    Red,
    /// 黑名单.
    Black,
    /// 重点关注名单, 异常名录.
    Watch,
}

/// The four classes of grave acts of clause 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActClass {
    /// 严重危害人民群众身体健康和生命安全.
    HealthAndSafety,
    /// 严重破坏市场公平竞争秩序和社会正常秩序.
    MarketAndSocialOrder,
    /// 拒不履行法定义务.
    LegalDuty,
    /// 拒不履行国防义务.
    NationalDefence,
}

/// Whether notice (告知) is given before a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeDuty {
    /// It must be.
    Mandatory,
    /// It should be.
    Recommended,
}

/// What a kind of record is as a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRule {
    /// Code of the kind of record.
    pub kind: String,
    /// Its colour.
    pub colour: Colour,
    /// Whether an active entry, not suspended, suppresses every incentive and keeps its
    /// subject off red lists (R-CROSS).
    #[serde(default)]
    pub blocks_red: bool,
    /// Of which class of clause 9 its acts are; none if it hangs on the act or is not known.
    #[serde(default)]
    pub act_class: Option<ActClass>,
    /// Whether a natural person is given notice before it is listed.
    pub notice_to_persons: NoticeDuty,
    /// Whether any other subject is.
    pub notice_to_others: NoticeDuty,
    /// Whether a term can hang on an event that has no day yet.
    #[serde(default)]
    pub term_hangs_on_event: bool,
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

/// While a record of one kind stands, records of others are shielded (G37).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShieldRule {
    /// Code of the kind of record that shields.
    pub by: String,
    /// Codes of the kinds that are shielded.
    pub kinds: Vec<String>,
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

/// Below which age nobody is listed or sanctioned (R-MINOR).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinorRule {
    /// Full years on the day of the act.
    pub age: u16,
    /// First day of acts under the rule; none if always.
    #[serde(default)]
    pub from: Option<Date>,
    /// First day of acts no longer under it.
    #[serde(default)]
    pub until: Option<Date>,
    /// Where it is said.
    pub source: String,
    /// How sure that is.
    pub source_status: SourceStatus,
}
