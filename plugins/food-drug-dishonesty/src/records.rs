//! The kinds of record that the memorandum reads.

use accord_plugin::prelude::*;

/// 食品药品领域.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("food-drug/sector")]
pub enum Sector {
    /// 食品, with additives.
    Food,
    /// 药品.
    Drugs,
    /// 化妆品.
    Cosmetics,
    /// 医疗器械.
    MedicalDevices,
}

/// 食品药品失信情形.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("food-drug/circumstance")]
pub enum Circumstance {
    /// 被吊销许可证 (河北).
    LicenceRevoked,
    /// 生产销售假药 (河北).
    FakeDrugs,
    /// 生产销售劣药, 情节严重 (河北).
    InferiorDrugs,
    /// 以虚假材料取得许可 (河北, 宁夏).
    FalseMaterial,
    /// 一年内两次责令停产停业或三次处罚 (宁夏).
    RepeatedPenalties,
    /// 较大(Ⅲ级)食品安全事故 (宁夏).
    FoodIncident,
    /// 违法药品广告 (宁夏).
    DrugAdvertising,
}

impl Circumstance {
    /// All that could be read.
    pub(crate) const ALL: [Self; 7] = [
        Self::LicenceRevoked,
        Self::FakeDrugs,
        Self::InferiorDrugs,
        Self::FalseMaterial,
        Self::RepeatedPenalties,
        Self::FoodIncident,
        Self::DrugAdvertising,
    ];
}

/// 从业禁止依据. Its codes have numbers, which no variant's name gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BanBasis {
    /// 食品安全法 135(1).
    FoodRevocation,
    /// 食品安全法 135(2).
    FoodCrime,
    /// 药品管理法 118.
    FakeDrugs,
    /// 药品管理法 123.
    FraudulentPermit,
    /// 药品管理法 124.
    UnapprovedDrugs,
}

impl CodeList for BanBasis {
    const LIST: &'static str = "food-drug/ban-basis";

    fn from_code(code: &str) -> Option<Self> {
        match code {
            "food-safety-law-135-1" => Some(Self::FoodRevocation),
            "food-safety-law-135-2" => Some(Self::FoodCrime),
            "drug-administration-law-118" => Some(Self::FakeDrugs),
            "drug-administration-law-123" => Some(Self::FraudulentPermit),
            "drug-administration-law-124" => Some(Self::UnapprovedDrugs),
            _ => None,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::FoodRevocation => "food-safety-law-135-1",
            Self::FoodCrime => "food-safety-law-135-2",
            Self::FakeDrugs => "drug-administration-law-118",
            Self::FraudulentPermit => "drug-administration-law-123",
            Self::UnapprovedDrugs => "drug-administration-law-124",
        }
    }
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

/// 食品药品生产经营严重失信者名单: decided on = the day of listing. Those that have ended tell
/// what was listed already, and do not end what has a term of its own.
#[derive(Fact)]
#[fact(kind = "food-drug/serious-list", triggers, history)]
pub struct Listing {
    pub(crate) head: Head,
    pub(crate) circumstance: Option<Vec<Circumstance>>,
    pub(crate) document_number: Option<String>,
}

/// 食品药品违法失信行为: found, not listed.
#[derive(Fact)]
#[fact(kind = "food-drug/violation", triggers)]
pub struct Violation {
    pub(crate) head: Head,
    pub(crate) sector: Option<Sector>,
    pub(crate) circumstance: Option<Vec<Circumstance>>,
    pub(crate) document_number: Option<String>,
    pub(crate) category: Option<Vec<PenaltyCategory>>,
}

/// 吊销食品药品许可证. What the law adds to it runs whatever becomes of the record.
#[derive(Fact)]
#[fact(kind = "food-drug/licence-revocation", triggers, history)]
pub struct Revocation {
    pub(crate) head: Head,
    pub(crate) sector: Option<Sector>,
    pub(crate) document_number: Option<String>,
}

/// 食品药品从业禁止: it runs as long as its article says, whatever becomes of the record.
#[derive(Fact)]
#[fact(kind = "food-drug/ban", triggers, history)]
pub struct Ban {
    pub(crate) head: Head,
    pub(crate) sector: Option<Sector>,
    pub(crate) basis: Option<BanBasis>,
    pub(crate) lifelong: Option<bool>,
}

/// 刑事判决: what follows from it for life outlives the record.
#[derive(Fact)]
#[fact(kind = "court/sentence", triggers, history)]
pub struct Sentence {
    pub(crate) head: Head,
    pub(crate) field_of_crime: Option<FieldOfCrime>,
    pub(crate) imprisonment: Option<bool>,
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
    pub(crate) revocations: Vec<Revocation>,
    pub(crate) bans: Vec<Ban>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) penalties: Vec<Penalty>,
}
