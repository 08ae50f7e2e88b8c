//! The kinds of record that the memorandum reads.

use accord_plugin::prelude::*;

/// 严重违法失信企业名单列入原因.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("market/serious-reason")]
pub enum SeriousReason {
    /// 列入经营异常名录满三年仍未履行义务.
    ThreeYearsAbnormal,
    /// 骗取登记.
    RegistrationFraud,
    /// 传销.
    PyramidSelling,
    /// 多次不正当竞争.
    UnfairCompetition,
    /// 多次侵害消费者权益.
    ConsumerHarm,
    /// 其他.
    Other,
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

/// 事故等级.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("safety/accident-grade")]
pub enum AccidentGrade {
    /// 一般事故.
    Ordinary,
    /// 较大事故.
    Larger,
    /// 重大事故.
    Major,
    /// 特别重大事故.
    Extraordinary,
}

/// 事故责任人员身份.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("safety/role")]
pub enum SafetyPost {
    /// 法定代表人.
    LegalRepresentative,
    /// 主要负责人.
    Principal,
    /// 分管安全的负责人.
    SafetyOfficer,
    /// 直接责任人员.
    DirectlyResponsible,
}

/// 食品药品领域.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("food-drug/sector")]
pub enum FoodDrugSector {
    /// 食品.
    Food,
    /// 药品.
    Drugs,
    /// 化妆品.
    Cosmetics,
    /// 医疗器械.
    MedicalDevices,
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

/// 经营异常名录: decided on = the day of listing.
#[derive(Fact)]
#[fact(kind = "market/abnormal-list", triggers)]
pub struct AbnormalListing {
    pub(crate) head: Head,
}

/// 严重违法失信企业名单: decided on = the day of listing, acted on = the unlawful act. Those
/// that have ended still bar the heads, and are not to be proposed again.
#[derive(Fact)]
#[fact(kind = "market/serious-list", triggers, history)]
pub struct SeriousListing {
    pub(crate) head: Head,
    pub(crate) reason: Option<SeriousReason>,
}

/// 吊销营业执照: bars for three years whatever becomes of the record.
#[derive(Fact)]
#[fact(kind = "market/licence-revocation", triggers, history)]
pub struct Revocation {
    pub(crate) head: Head,
}

/// 行政处罚: of interest if it orders to close.
#[derive(Fact)]
#[fact(kind = "admin/penalty", triggers, history)]
pub struct Penalty {
    pub(crate) head: Head,
    pub(crate) category: Option<Vec<PenaltyCategory>>,
}

/// 生产安全事故: of an organisation where it happened, of a person what he was found to be
/// in it.
#[derive(Fact)]
#[fact(kind = "safety/accident", triggers, history)]
pub struct Accident {
    pub(crate) head: Head,
    pub(crate) grade: Option<AccidentGrade>,
    pub(crate) liability: Option<bool>,
    pub(crate) role: Option<SafetyPost>,
    pub(crate) responsible: Option<bool>,
}

/// 吊销食品药品许可证.
#[derive(Fact)]
#[fact(kind = "food-drug/licence-revocation", triggers, history)]
pub struct FoodRevocation {
    pub(crate) head: Head,
    pub(crate) sector: Option<FoodDrugSector>,
}

/// 食品药品从业禁止. Its bases are no Rust names, so they stay codes.
#[derive(Fact)]
#[fact(kind = "food-drug/ban", triggers, history)]
pub struct FoodBan {
    pub(crate) head: Head,
    #[field(code_list = "food-drug/ban-basis")]
    pub(crate) basis: Option<String>,
}

/// 刑事判决.
#[derive(Fact)]
#[fact(kind = "court/sentence", triggers, history)]
pub struct Sentence {
    pub(crate) head: Head,
    pub(crate) field_of_crime: Option<FieldOfCrime>,
    pub(crate) imprisonment: Option<bool>,
}

/// All of them.
#[derive(Reads)]
pub struct Records {
    pub(crate) abnormal: Vec<AbnormalListing>,
    pub(crate) serious: Vec<SeriousListing>,
    pub(crate) revocations: Vec<Revocation>,
    pub(crate) penalties: Vec<Penalty>,
    pub(crate) accidents: Vec<Accident>,
    pub(crate) food_revocations: Vec<FoodRevocation>,
    pub(crate) food_bans: Vec<FoodBan>,
    pub(crate) sentences: Vec<Sentence>,
}
