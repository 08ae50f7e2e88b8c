//! The kinds of record that the memorandum reads.

use accord_plugin::prelude::*;

/// 环境失信情形.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("environment/circumstance")]
pub enum Circumstance {
    /// 环境犯罪.
    Crime,
    /// 环评未经批准擅自建设.
    NoAssessment,
    /// 排放总量超过控制指标.
    ExcessEmission,
    /// 以暗管、渗井、渗坑或旁路等方式排放.
    HiddenDischarge,
    /// 挂牌督办逾期未完成整改.
    SupervisionOverdue,
    /// 以暴力、威胁方式拒绝检查.
    RefusingInspection,
    /// 重污染天气应急响应不力.
    EmergencyResponse,
    /// 未经验收投入使用.
    BeforeAcceptance,
    /// 篡改、伪造监测数据.
    MonitoringData,
    /// 不正常运行污染防治设施.
    AbnormalTreatment,
    /// 按日计罚后仍拒不改正.
    RefusingRectification,
    /// 环境服务机构出具虚假报告.
    FalseService,
    /// 环境信用评价为黑牌, local.
    BlackRating,
    /// 受到重大行政处罚, local.
    HeavyPenalty,
    /// 查封、扣押, local.
    Seizure,
    /// 行政拘留, local.
    Detention,
    /// 引发群体性事件, local.
    GroupEvent,
    /// 违反合同约定, local.
    ContractBreach,
}

/// 环境信用等级.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("environment/credit-level")]
pub enum Level {
    /// 绿牌.
    Green,
    /// 蓝牌.
    Blue,
    /// 黄牌.
    Yellow,
    /// 红牌.
    Red,
    /// 黑牌.
    Black,
}

/// 犯罪所涉领域.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("court/field-of-crime")]
pub enum FieldOfCrime {
    /// 食品安全.
    FoodSafety,
    /// 环境.
    Environment,
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

/// 环境保护领域失信名单: decided on = the day of listing. Those that have ended tell what was
/// listed already, and do not end what has a term of its own.
#[derive(Fact)]
#[fact(kind = "environment/dishonesty-list", triggers, history)]
pub struct Listing {
    pub(crate) head: Head,
    pub(crate) document_number: Option<String>,
}

/// 环境违法失信行为: found, not listed.
#[derive(Fact)]
#[fact(kind = "environment/violation", triggers)]
pub struct Violation {
    pub(crate) head: Head,
    pub(crate) circumstance: Option<Vec<Circumstance>>,
    pub(crate) document_number: Option<String>,
}

/// 企业环境信用评价.
#[derive(Fact)]
#[fact(kind = "environment/credit-rating", triggers)]
pub struct CreditRating {
    pub(crate) head: Head,
    pub(crate) level: Option<Level>,
}

/// 刑事判决.
#[derive(Fact)]
#[fact(kind = "court/sentence", triggers)]
pub struct Sentence {
    pub(crate) head: Head,
    pub(crate) field_of_crime: Option<FieldOfCrime>,
}

/// 行政处罚: those no longer shown count for three years all the same.
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
    pub(crate) listings: Vec<Listing>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) ratings: Vec<CreditRating>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) penalties: Vec<Penalty>,
}
