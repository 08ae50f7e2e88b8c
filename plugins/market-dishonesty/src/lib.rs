//! M3: 失信企业协同监管和联合惩戒 (发改财金〔2015〕2045号).
//!
//! | fact | value |
//! | --- | --- |
//! | who | enterprises with the licence revoked, on 经营异常名录 or on 严重违法失信企业名单; their 法定代表人, 负责人 and whoever the law makes responsible; whom a sector's law bars (domain.md §2.3) |
//! | signed | 2015-09 at low confidence, announced 2015-11 to 12: no day |
//! | criteria | three full years on the abnormal list, 条例(2014) 17: they only propose a listing |
//! | abnormal list | from 2014-10-01, until the duty is done; classes C06 to C11 and C13 alone |
//! | serious list | five years under 条例 17 and 令83号 (2016-04-01), three under 令44号 (2021-09-01), by the day of listing |
//! | relief | early removal under 令44号 on application after a year: the record's end tells it |
//! | heads | three years by statute, from listing or decision: 条例 17, 公司法 146(4), 178(4) |
//! | fields | 安全生产法 94 and 食品安全法 135, by the sector's decision |
//!
//! Since 2024-05-01 the 条例 is another text: its criterion of three years is gone, and it bars
//! the heads of every listed enterprise where that of 2014 bars those of its own list, which
//! three years led to. That it keeps the three years of the ban is recalled only.
//!
//! Left out: the ten other fields, of which no law was read or no record is kept; criteria
//! of 令83号 that count penalties by kind, and all of 令44号, for no record tells the kind;
//! measures on responsible shareholders, who are parties but whom no law read bars.

mod bans;
mod criteria;
mod fields;
mod lists;
mod measures;
mod offices;
mod records;
mod rule_sets;

use accord_plugin::prelude::*;

pub use crate::{
    measures::Measure,
    records::{
        AccidentGrade, FieldOfCrime, FoodDrugSector, PenaltyCategory, Records, SafetyPost,
        SeriousReason,
    },
};

/// Its rules.
#[derive(Rules, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// An abnormal listing, until it is left.
    #[rule(
        "abnormal",
        label = "列入经营异常名录",
        source = "2045号一; 企业信息公示暂行条例(2014)第十七条、第十八条"
    )]
    Abnormal,
    /// A revocation of the business licence.
    #[rule("revoked", label = "被吊销营业执照", source = "2045号一")]
    Revoked,

    /// A serious listing before 令83号.
    #[rule(
        "regulation-2014/listed",
        label = "列入严重违法企业名单, 满五年",
        source = "企业信息公示暂行条例(2014)第十七条、第十八条"
    )]
    Listed2014,
    /// A serious listing under 令83号.
    #[rule(
        "order-83/listed",
        label = "列入严重违法失信企业名单, 满五年",
        source = "总局令第83号第九条"
    )]
    Listed2016,
    /// A serious listing under 令44号.
    #[rule(
        "order-44/listed",
        label = "列入市场监督管理严重违法失信名单, 满三年",
        source = "总局令第44号"
    )]
    Listed2021,

    /// Three full years on the abnormal list, to be listed for five.
    #[rule(
        "regulation-2014/three-years",
        label = "列入经营异常名录满三年仍未履行义务",
        source = "企业信息公示暂行条例(2014)第十七条; 总局令第83号第五条"
    )]
    ThreeYears2014,
    /// The same, to be listed for three.
    #[rule(
        "order-44/three-years",
        label = "列入经营异常名录满三年仍未履行义务 (列入期限三年)",
        source = "企业信息公示暂行条例(2014)第十七条; 总局令第44号"
    )]
    ThreeYears2021,

    /// Heads of an enterprise listed after three years on the abnormal list.
    #[rule(
        "regulation-2014/office",
        label = "严重违法企业的法定代表人、负责人三年内不得担任其他企业的法定代表人、负责人",
        source = "企业信息公示暂行条例(2014)第十七条; 总局令第83号第十三条"
    )]
    HeadOfListed2014,
    /// Heads of a listed enterprise.
    #[rule(
        "regulation-2024/office",
        label = "严重违法失信企业的法定代表人、负责人三年内不得担任其他企业的法定代表人、负责人 (未核实)",
        source = "企业信息公示暂行条例(2024)第十八条"
    )]
    HeadOfListed2024,
    /// 公司法(2018) 146(4).
    #[rule(
        "company-law-2018/office",
        label = "对吊销营业执照负有个人责任的法定代表人, 未逾三年",
        source = "公司法(2018)第一百四十六条第一款第四项"
    )]
    HeadOfRevoked2018,
    /// 公司法(2023) 178(4).
    #[rule(
        "company-law-2023/office",
        label = "对吊销营业执照、责令关闭负有个人责任的法定代表人, 未逾三年",
        source = "公司法(2023)第一百七十八条第一款第四项"
    )]
    HeadOfRevoked2023,

    /// The principal responsible for an accident.
    #[rule(
        "safety/five-years",
        label = "对事故负有责任的主要负责人五年内不得任主要负责人",
        source = "2045号二; 安全生产法第九十四条"
    )]
    SafetyFiveYears,
    /// The principal responsible for a grave one.
    #[rule(
        "safety/for-life",
        label = "对重大、特别重大事故负有责任的, 终身不得任本行业主要负责人",
        source = "2045号二; 安全生产法第九十四条"
    )]
    SafetyForLife,
    /// Those behind a revoked food operator.
    #[rule(
        "food/five-years",
        label = "被吊销许可证的食品生产经营者及其责任人员五年内不得从事食品经营管理",
        source = "2045号二; 食品安全法第一百三十五条第一款"
    )]
    FoodFiveYears,
    /// Those sentenced for a food crime.
    #[rule(
        "food/for-life",
        label = "因食品安全犯罪被判有期徒刑以上刑罚的, 终身不得从事食品经营管理",
        source = "2045号二; 食品安全法第一百三十五条第二款"
    )]
    FoodForLife,
}

/// The memorandum.
pub struct MarketDishonesty;

impl Memorandum for MarketDishonesty {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = ();

    const ABOUT: About = About {
        code: "market-dishonesty",
        version: env!("CARGO_PKG_VERSION"),
        title: "失信企业协同监管和联合惩戒",
        document_number: "发改财金〔2015〕2045号",
        initiator: "工商总局",
        signatories: &[
            "发展改革委",
            "工商总局",
            "中央文明办",
            "最高人民法院",
            "教育部",
            "工信部",
            "公安部",
            "司法部",
            "财政部",
            "人社部",
            "国土资源部",
            "环保部",
            "住建部",
            "交通运输部",
            "水利部",
            "农业部",
            "商务部",
            "文化部",
            "卫计委",
            "人民银行",
            "国资委",
            "海关总署",
            "税务总局",
            "质检总局",
            "新闻出版广电总局",
            "安全监管总局",
            "食药监总局",
            "林业局",
            "旅游局",
            "网信办",
            "银监会",
            "证监会",
            "保监会",
            "铁路局",
            "民航局",
            "邮政局",
            "文物局",
            "全国总工会",
        ],
        subjects: &[
            SubjectKind::Enterprise,
            SubjectKind::Branch,
            SubjectKind::SoleProprietor,
            SubjectKind::Cooperative,
            SubjectKind::Unincorporated,
            SubjectKind::NaturalPerson,
        ],
        listings: &["market/serious-list"],
        ..About::BLANK
    };

    fn evaluate(
        subject: &Profile,
        records: &Records,
        question: &Question,
        answer: &mut Answer<Self>,
    ) {
        lists::abnormal(records, question, answer);
        lists::serious(records, question, answer);
        lists::revocation(records, answer);
        criteria::three_years(records, question, answer);
        offices::heads_of_listed(records, question, answer);
        offices::head_of_revoked(records, question, answer);
        offices::head_of_closed(records, question, answer);
        fields::safety_five_years(subject, records, question, answer);
        fields::safety_for_life(subject, records, question, answer);
        fields::food_five_years(subject, records, question, answer);
        fields::food_for_life(subject, records, question, answer);
    }
}

accord_plugin::export!(MarketDishonesty);
