//! M4: 失信被执行人联合惩戒 (发改财金〔2016〕141号).
//!
//! | fact | value |
//! | --- | --- |
//! | who | listed judgment debtors, persons and organisations (domain.md §2.4); never minors |
//! | signed on | 2016-01-20; measures start no earlier |
//! | listed by | the court, on six circumstances; there are no criteria to propose a listing from |
//! | term | none under circumstance 1 and for listings before 2017-05-01; otherwise two years, which the court may lengthen by one to three |
//! | exit | performance, the court's deletion, the end of the term |
//! | not to be listed | guaranteed, seized assets suffice, turn not come: these bar circumstance 1 only |
//! | officers | limited in consumption, never listed (法发〔2019〕35号) |
//! | led by a debtor | 141-11 and 141-12 only |
//! | measures | every titled row but the political ones and 限制出境 |
//!
//! | rule set | in force from |
//! | --- | --- |
//! | 法释〔2013〕17号: the list, without terms | 2013-10-01 |
//! | 法释〔2017〕7号: terms, grounds that bar a listing | 2017-05-01 |
//! | 公司法(2023) 178(5): no company office | 2024-07-01 |
//!
//! The first two days, and that a guarantee bars circumstance 1 only, are not in the dossier:
//! they were read in public copies of the two rules. Whether the rule of 2017 gave terms to
//! listings that stood already could not be established: they end with their records.
//!
//! Measures rest on listings (`listing`) and on orders that limit consumption (`order`).

mod age;
mod listing;
mod measures;
mod order;
mod records;

use accord_plugin::prelude::*;

pub use crate::{
    measures::Measure,
    records::{Circumstance, DeletionReason, Records},
};

/// The day of signature, before which nothing follows from the memorandum.
const MEMORANDUM_FROM: Date = Date::new(2016, 1, 20);

/// Its rules.
#[derive(Rules, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A listing without a term stands until performance or deletion.
    #[rule(
        "listed",
        label = "已列入失信被执行人名单, 无固定期限",
        source = "发改财金〔2016〕141号; 法释〔2013〕17号; 法释〔2017〕7号第十条"
    )]
    Listed,
    /// A listing under circumstances 2 to 6 stands for two years.
    #[rule(
        "two-years",
        label = "以情形二至六列入失信被执行人名单, 期限两年",
        source = "发改财金〔2016〕141号; 法释〔2017〕7号第二条"
    )]
    TwoYears,
    /// Such a listing may be lengthened by one to three years.
    #[rule(
        "lengthened",
        label = "暴力、威胁情节严重或者有多项失信行为, 期限可延长一至三年",
        source = "发改财金〔2016〕141号; 法释〔2017〕7号第二条"
    )]
    Lengthened,
    /// A person listed for a large debt that is due may hold no company office.
    #[rule(
        "company-law-2023",
        label = "个人因所负数额较大债务到期未清偿被列为失信被执行人",
        source = "公司法(2023)第一百七十八条第一款第五项"
    )]
    CompanyLaw2023,
    /// An order that limits consumption stands until the court lifts it.
    #[rule(
        "consumption-order",
        label = "被采取限制消费措施",
        source = "限制高消费规定第三条"
    )]
    ConsumptionOrder,
}

/// The memorandum.
pub struct JudgmentDebtor;

impl Memorandum for JudgmentDebtor {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = ();

    const ABOUT: About = About {
        code: "judgment-debtor",
        version: env!("CARGO_PKG_VERSION"),
        title: "关于对失信被执行人实施联合惩戒的合作备忘录",
        document_number: "发改财金〔2016〕141号",
        initiator: "最高人民法院",
        signatories: &[
            "发展改革委",
            "最高人民法院",
            "人民银行",
            "中央组织部",
            "中央宣传部",
            "中央编办",
            "中央文明办",
            "最高人民检察院",
            "教育部",
            "工信部",
            "公安部",
            "安全部",
            "民政部",
            "司法部",
            "财政部",
            "人社部",
            "国土资源部",
            "环保部",
            "住建部",
            "交通运输部",
            "农业部",
            "商务部",
            "文化部",
            "卫计委",
            "国资委",
            "海关总署",
            "税务总局",
            "工商总局",
            "质检总局",
            "安全监管总局",
            "食药监总局",
            "林业局",
            "知识产权局",
            "旅游局",
            "法制办",
            "网信办",
            "银监会",
            "证监会",
            "保监会",
            "公务员局",
            "外汇局",
            "共青团中央",
            "全国工商联",
            "铁路总公司",
        ],
        signed_on: Some(MEMORANDUM_FROM),
        in_force_from: Some(MEMORANDUM_FROM),
        subjects: &[
            SubjectKind::Enterprise,
            SubjectKind::Branch,
            SubjectKind::SoleProprietor,
            SubjectKind::Cooperative,
            SubjectKind::SocialOrganisation,
            SubjectKind::PublicInstitution,
            SubjectKind::GovernmentOrgan,
            SubjectKind::Unincorporated,
            SubjectKind::NaturalPerson,
        ],
        profile: &[ProfilePart::Since],
        ..About::BLANK
    };

    fn evaluate(
        subject: &Profile,
        records: &Records,
        question: &Question,
        answer: &mut Answer<Self>,
    ) {
        listing::listings(subject, records, question, answer);
        order::orders(subject, records, answer);
    }
}

accord_plugin::export!(JudgmentDebtor);
