//! M2: 重大税收违法案件当事人联合惩戒 (发改财金〔2014〕3062号; 2016版 发改财金〔2016〕2798号).
//!
//! | fact | value |
//! | --- | --- |
//! | who | parties of a *published* case (domain.md §2.2) |
//! | criteria | four rule sets by the day of the case's decision; they only propose a listing |
//! | term | two years from publication; three under 总局令第54号 |
//! | relief | 偷税, 欠税 paid in full: before publication none, after it the measures end |
//! | exit | the record's own end, where that is earlier |
//! | own terms | procurement three years from a 重大违法记录, company office five from the end of a sentence: whatever becomes of the record (R-EXIT) |
//! | measures | the 26 titles that could be established, of 28 |
//!
//! Measures rest on published cases (`publication`, `measures`, `procurement`) and on other
//! decisions (`decisions`); the criteria give proposals to a person (`criteria`).

mod criteria;
mod decisions;
mod measures;
mod open;
mod procurement;
mod publication;
mod records;

use accord_plugin::prelude::*;

pub use crate::{
    measures::Measure,
    records::{Offence, PenaltyCategory, Records, Violation},
};

/// Its rules.
#[derive(Rules, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A published case carries the memorandum's measures.
    #[rule("published", label = "案件已公布", source = "发改财金〔2016〕2798号一")]
    Published,
    /// Unpaid and unsecured arrears stop a departure.
    #[rule(
        "arrears",
        label = "欠缴税款未结清又不提供担保",
        source = "税收征管法第四十四条"
    )]
    Arrears,
    /// A sentence bars from company office for five years after it was served.
    #[rule(
        "sentence",
        label = "被判处刑罚, 执行期满未逾五年",
        source = "公司法(2018)第一百四十六条"
    )]
    Sentence,
    /// A judgment debtor with a published case may not consume lavishly.
    #[rule(
        "judgment-debtor",
        label = "同时为失信被执行人",
        source = "限制高消费规定第三条"
    )]
    JudgmentDebtor,
    /// A grave violation in business within three years bars from public procurement.
    #[rule(
        "procurement",
        label = "三年内经营活动有重大违法记录",
        source = "政府采购法第二十二条; 实施条例第十九条"
    )]
    Procurement,

    /// 公告2014年第41号.
    #[rule(
        "2014-41/evasion",
        label = "偷税500万元以上 (未核实)",
        source = "公告2014年第41号"
    )]
    Evasion2014,
    /// 公告2014年第41号.
    #[rule(
        "2014-41/arrears-evasion",
        label = "逃避追缴欠税500万元以上 (未核实)",
        source = "公告2014年第41号"
    )]
    ArrearsEvasion2014,
    /// 公告2014年第41号.
    #[rule(
        "2014-41/refusal",
        label = "抗税 (未核实)",
        source = "公告2014年第41号"
    )]
    Refusal2014,
    /// 公告2014年第41号.
    #[rule(
        "2014-41/special-invoice",
        label = "虚开专票税额1000万元以上 (未核实)",
        source = "公告2014年第41号"
    )]
    SpecialInvoice2014,
    /// 公告2014年第41号.
    #[rule(
        "2014-41/ordinary-invoice",
        label = "虚开普票票面额5000万元以上 (未核实)",
        source = "公告2014年第41号"
    )]
    OrdinaryInvoice2014,
    /// 公告2014年第41号.
    #[rule(
        "2014-41/grave",
        label = "影响恶劣 (未核实)",
        source = "公告2014年第41号"
    )]
    Grave2014,

    /// 公告2016年第24号.
    #[rule(
        "2016-24/evasion",
        label = "偷税100万元以上且占当年应纳税额10%以上",
        source = "公告2016年第24号"
    )]
    Evasion2016,
    /// 公告2016年第24号.
    #[rule(
        "2016-24/export-refund",
        label = "骗取出口退税",
        source = "公告2016年第24号"
    )]
    ExportRefund2016,
    /// 公告2016年第24号.
    #[rule("2016-24/refusal", label = "抗税", source = "公告2016年第24号")]
    Refusal2016,
    /// 公告2016年第24号.
    #[rule(
        "2016-24/special-invoice",
        label = "虚开增值税专用发票",
        source = "公告2016年第24号"
    )]
    SpecialInvoice2016,
    /// 公告2016年第24号.
    #[rule(
        "2016-24/ordinary-invoice",
        label = "虚开普通发票100份或者40万元以上",
        source = "公告2016年第24号"
    )]
    OrdinaryInvoice2016,
    /// 公告2016年第24号.
    #[rule(
        "2016-24/forged-invoices",
        label = "私自印制、伪造发票",
        source = "公告2016年第24号"
    )]
    ForgedInvoices2016,
    /// 公告2016年第24号.
    #[rule("2016-24/grave", label = "影响恶劣", source = "公告2016年第24号")]
    Grave2016,

    /// 公告2018年第54号 adds this to the criteria of 2016.
    #[rule(
        "2018-54/absconding",
        label = "走逃(失联)",
        source = "公告2018年第54号"
    )]
    Absconding2018,

    /// 总局令第54号.
    #[rule(
        "order-54/evasion",
        label = "偷税100万元以上且占当年应纳税额10%以上",
        source = "总局令第54号"
    )]
    Evasion2022,
    /// 总局令第54号.
    #[rule(
        "order-54/withholding",
        label = "扣缴义务人不缴或少缴100万元以上",
        source = "总局令第54号"
    )]
    Withholding2022,
    /// 总局令第54号.
    #[rule(
        "order-54/arrears-evasion",
        label = "逃避追缴欠税100万元以上",
        source = "总局令第54号"
    )]
    ArrearsEvasion2022,
    /// 总局令第54号.
    #[rule(
        "order-54/ordinary-invoice",
        label = "虚开普通发票100份且400万元以上",
        source = "总局令第54号"
    )]
    OrdinaryInvoice2022,
    /// 总局令第54号.
    #[rule(
        "order-54/any-amount",
        label = "骗税、抗税、虚开专票、伪造发票、走逃(失联)",
        source = "总局令第54号"
    )]
    AnyAmount2022,
    /// 总局令第54号.
    #[rule(
        "order-54/aiding",
        label = "介绍或协助100万元以上",
        source = "总局令第54号"
    )]
    Aiding2022,
    /// 总局令第54号.
    #[rule("order-54/grave", label = "影响恶劣", source = "总局令第54号")]
    Grave2022,
}

/// The memorandum.
pub struct TaxMajorViolation;

impl Memorandum for TaxMajorViolation {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = ();

    const ABOUT: About = About {
        code: "tax-major-violation",
        version: env!("CARGO_PKG_VERSION"),
        title: "关于对重大税收违法案件当事人实施联合惩戒措施的合作备忘录（2016版）",
        document_number: "发改财金〔2016〕2798号",
        initiator: "税务总局",
        signatories: &[
            "发展改革委",
            "人民银行",
            "税务总局",
            "中央文明办",
            "中央网信办",
            "最高人民法院",
            "工信部",
            "公安部",
            "民政部",
            "财政部",
            "国土资源部",
            "环保部",
            "住建部",
            "交通运输部",
            "水利部",
            "商务部",
            "卫计委",
            "海关总署",
            "工商总局",
            "质检总局",
            "食药监总局",
            "林业局",
            "旅游局",
            "国管局",
            "外汇局",
            "银监会",
            "证监会",
            "保监会",
            "民航局",
            "全国总工会",
            "共青团中央",
            "全国妇联",
            "全国工商联",
            "铁路总公司",
        ],
        subjects: &[
            SubjectKind::Enterprise,
            SubjectKind::Branch,
            SubjectKind::SoleProprietor,
            SubjectKind::Cooperative,
            SubjectKind::SocialOrganisation,
            SubjectKind::PublicInstitution,
            SubjectKind::Unincorporated,
            SubjectKind::NaturalPerson,
        ],
        listings: &["tax/major-violation"],
        ..About::BLANK
    };

    fn evaluate(
        subject: &Profile,
        records: &Records,
        question: &Question,
        answer: &mut Answer<Self>,
    ) {
        measures::published(subject, records, question, answer);
        procurement::procurement(records, question, answer);
        decisions::arrears(subject, records, question, answer);
        decisions::sentence(subject, records, question, answer);
        criteria::propose(records, question, answer);
    }
}

accord_plugin::export!(TaxMajorViolation);
