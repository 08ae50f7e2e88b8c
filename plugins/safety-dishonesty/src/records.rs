//! The kinds of record that the memorandum reads.

use accord_plugin::prelude::*;

/// 事故等级, from the lowest.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[codes("safety/accident-grade")]
pub enum Grade {
    /// 一般事故.
    Ordinary,
    /// 较大事故.
    Larger,
    /// 重大事故.
    Major,
    /// 特别重大事故.
    Extraordinary,
}

/// 责任人员身份.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("safety/role")]
pub enum Post {
    /// 法定代表人.
    LegalRepresentative,
    /// 主要负责人.
    Principal,
    /// 分管安全的负责人.
    SafetyOfficer,
    /// 直接责任人员.
    DirectlyResponsible,
}

/// 安全生产失信情形: the ten of 2017, in their order.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("safety/circumstance")]
pub enum Circumstance {
    /// 较大及以上责任事故, 或一年内三起以上一般死亡事故.
    LiabilityAccident,
    /// 未取得安全许可擅自生产、建设.
    NoPermit,
    /// 明知重大隐患不治理, 仍组织作业.
    MajorHazard,
    /// 逃避、对抗监管.
    EvadingSupervision,
    /// 被责令停产停业后仍继续生产经营.
    DefyingStopOrder,
    /// 瞒报、谎报、迟报事故.
    FalseReport,
    /// 高危项目未经安全验收投入使用.
    BeforeAcceptance,
    /// 超层越界开采、以探代采.
    IllegalMining,
    /// 破坏现场、伪造证据、妨碍调查或主要负责人逃匿.
    ObstructingInvestigation,
    /// 安全服务机构出具虚假报告、出借资质.
    FalseService,
}

/// “黑名单”纳入情形.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("safety/blacklist-circumstance")]
pub enum BlacklistCircumstance {
    /// 严重违法并发生重特大事故.
    MajorAccident,
    /// 一年内两起较大事故.
    TwoLargerAccidents,
    /// 性质恶劣的典型较大事故.
    VileLargerAccident,
}

/// 处罚类别.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("admin/penalty-category")]
pub enum PenaltyCategory {
    /// 警告.
    Warning,
    /// 通报批评.
    Criticism,
    /// 罚款.
    Fine,
    /// 没收.
    Confiscation,
    /// 责令停产停业.
    StopBusiness,
    /// 吊销许可证件.
    LicenceRevocation,
    /// 限制从业.
    PracticeRestriction,
    /// 行政拘留.
    Detention,
    /// 其他.
    Other,
    /// 暂扣许可证件.
    LicenceSuspension,
    /// 暂扣或者吊销许可证件, not said which.
    LicenceSuspensionOrRevocation,
    /// 降低资质等级.
    Downgrade,
    /// 责令关闭.
    Closing,
}

/// 联合惩戒对象: decided on = the day of publication. Those that have ended tell what was
/// listed already, and carry what has a term of its own.
#[derive(Fact)]
#[fact(kind = "safety/joint-punishment", triggers, history)]
pub struct JointPunishment {
    pub(crate) head: Head,
    pub(crate) circumstance: Option<Vec<Circumstance>>,
    pub(crate) document_number: Option<String>,
}

/// 安全生产不良记录“黑名单”: decided on = the day of publication. An earlier one makes the
/// next one longer, though it has ended.
#[derive(Fact)]
#[fact(kind = "safety/blacklist", triggers, history)]
pub struct Blacklisting {
    pub(crate) head: Head,
    pub(crate) circumstance: Option<BlacklistCircumstance>,
}

/// 生产安全事故: of an organisation where it happened, of a person what he was found to be
/// in it. The bans of 安全生产法 94 run whatever becomes of the record.
#[derive(Fact)]
#[fact(kind = "safety/accident", triggers, history)]
pub struct Accident {
    pub(crate) head: Head,
    pub(crate) grade: Option<Grade>,
    pub(crate) deaths: Option<i64>,
    pub(crate) liability: Option<bool>,
    pub(crate) vile: Option<bool>,
    pub(crate) role: Option<Post>,
    pub(crate) responsible: Option<bool>,
}

/// 安全生产违法失信行为: found, not listed.
#[derive(Fact)]
#[fact(kind = "safety/violation", triggers)]
pub struct Violation {
    pub(crate) head: Head,
    pub(crate) circumstance: Option<Vec<Circumstance>>,
    pub(crate) document_number: Option<String>,
}

/// 行政处罚.
#[derive(Fact)]
#[fact(kind = "admin/penalty", history)]
pub struct Penalty {
    pub(crate) head: Head,
    pub(crate) category: Option<Vec<PenaltyCategory>>,
    pub(crate) large_fine: Option<bool>,
    pub(crate) operating: Option<bool>,
}

/// All of them.
#[derive(Reads)]
pub struct Records {
    pub(crate) punished: Vec<JointPunishment>,
    pub(crate) blacklisted: Vec<Blacklisting>,
    pub(crate) accidents: Vec<Accident>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) penalties: Vec<Penalty>,
}

impl Records {
    /// Position of [`Violation`] among the kinds read.
    pub(crate) const VIOLATIONS: u16 = 3;
}
