//! The kinds of record that the memorandum reads.

use accord_plugin::prelude::*;

/// 失信行为具体情形: the six of 法释〔2017〕7号第一条, in their order.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("court/circumstance")]
pub enum Circumstance {
    /// 有履行能力而拒不履行.
    AbleButRefuses,
    /// 以伪造证据、暴力、威胁等方法妨碍、抗拒执行.
    Obstruction,
    /// 以虚假诉讼、虚假仲裁或者隐匿、转移财产等方法规避执行.
    Evasion,
    /// 违反财产报告制度.
    AssetReport,
    /// 违反限制消费令.
    ConsumptionOrder,
    /// 无正当理由拒不履行执行和解协议.
    SettlementRefused,
}

/// 删除失信信息的原因 (法释〔2017〕7号第十条).
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("court/deletion-reason")]
pub enum DeletionReason {
    /// 履行完毕.
    Performed,
    /// 和解协议履行完毕.
    SettlementPerformed,
    /// 申请执行人书面申请删除.
    CreditorRequest,
    /// 终结本次执行后多次查询未发现财产.
    NoAssetsFound,
    /// 因再审或者破产中止执行.
    Suspended,
    /// 裁定不予执行.
    NonEnforcement,
    /// 终结执行.
    EnforcementClosed,
}

/// 失信被执行人: decided on = the day of listing. No measure outlives its listing, so that
/// those that have ended are not read.
#[derive(Fact)]
#[fact(kind = "court/judgment-debtor", triggers)]
pub struct Listing {
    pub(crate) head: Head,
    pub(crate) circumstance: Option<Circumstance>,
    pub(crate) performed_on: Option<Date>,
    pub(crate) violent: Option<bool>,
    pub(crate) several_acts: Option<bool>,
    pub(crate) guaranteed: Option<bool>,
    pub(crate) seized_assets_suffice: Option<bool>,
    pub(crate) performance_not_due: Option<bool>,
    pub(crate) large_due_debt: Option<bool>,
    pub(crate) deletion_reason: Option<DeletionReason>,
}

/// 限制消费令: decided on = the day of the order.
#[derive(Fact)]
#[fact(kind = "court/consumption-restriction", triggers)]
pub struct ConsumptionRestriction {
    pub(crate) head: Head,
}

/// All of them.
#[derive(Reads)]
pub struct Records {
    pub(crate) listings: Vec<Listing>,
    pub(crate) orders: Vec<ConsumptionRestriction>,
}
