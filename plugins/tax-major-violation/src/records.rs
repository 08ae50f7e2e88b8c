//! The kinds of record that the memorandum reads.

use accord_plugin::prelude::*;

/// 税收违法行为.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("tax/violation")]
pub enum Violation {
    /// 偷税.
    Evasion,
    /// 逃避追缴欠税.
    ArrearsEvasion,
    /// 骗取出口退税.
    ExportRefundFraud,
    /// 抗税.
    Refusal,
    /// 虚开增值税专用发票.
    SpecialInvoiceFraud,
    /// 虚开普通发票.
    OrdinaryInvoiceFraud,
    /// 私自印制、伪造发票.
    ForgedInvoices,
    /// 走逃(失联).
    Absconding,
    /// 扣缴义务人不缴或少缴税款.
    WithholdingAgent,
    /// 介绍或协助.
    Aiding,
}

impl Violation {
    /// Whether paying in full relieves (偷税, 逃避追缴欠税).
    pub(crate) fn is_relieved_by_payment(self) -> bool {
        matches!(self, Self::Evasion | Self::ArrearsEvasion)
    }
}

/// 罪名类别.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("court/offence")]
pub enum Offence {
    /// 破坏社会主义市场经济秩序.
    EconomicOrder,
    /// 贿赂.
    Bribery,
    /// 侵犯财产.
    Property,
    /// 贪污, 挪用财产.
    Embezzlement,
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

/// 已公布的重大税收违法案件: decided on = the day of publication. Those that have ended are not to
/// be published again, and do not end what has a term of its own.
#[derive(Fact)]
#[fact(kind = "tax/published-case", triggers, history)]
pub struct PublishedCase {
    pub(crate) head: Head,
    pub(crate) case_number: Option<String>,
    pub(crate) violation: Option<Violation>,
    pub(crate) case_decided_on: Option<Date>,
    pub(crate) paid_in_full_on: Option<Date>,
}

/// 税务稽查案件: decided, not published.
#[derive(Fact)]
#[fact(kind = "tax/inspection-case", triggers)]
pub struct InspectionCase {
    pub(crate) head: Head,
    pub(crate) case_number: Option<String>,
    pub(crate) violation: Option<Violation>,
    pub(crate) amount: Option<Fen>,
    pub(crate) tax_payable_of_year: Option<Fen>,
    pub(crate) invoices: Option<i64>,
    pub(crate) face_amount: Option<Fen>,
    pub(crate) absconded: Option<bool>,
    pub(crate) grave_influence: Option<bool>,
    pub(crate) paid_in_full_on: Option<Date>,
}

/// 欠税.
#[derive(Fact)]
#[fact(kind = "tax/arrears", triggers)]
pub struct Arrears {
    pub(crate) head: Head,
    pub(crate) guaranteed: Option<bool>,
    pub(crate) paid_on: Option<Date>,
}

/// 失信被执行人.
#[derive(Fact)]
#[fact(kind = "court/judgment-debtor")]
pub struct JudgmentDebtor {
    pub(crate) head: Head,
}

/// 刑事判决: its five years run whatever becomes of the record.
#[derive(Fact)]
#[fact(kind = "court/sentence", triggers, history)]
pub struct Sentence {
    pub(crate) head: Head,
    pub(crate) offence: Option<Offence>,
    pub(crate) sentence_completed_on: Option<Date>,
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
    pub(crate) published: Vec<PublishedCase>,
    pub(crate) inspected: Vec<InspectionCase>,
    pub(crate) arrears: Vec<Arrears>,
    pub(crate) debtors: Vec<JudgmentDebtor>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) penalties: Vec<Penalty>,
}
