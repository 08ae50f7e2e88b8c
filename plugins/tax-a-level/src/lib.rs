//! M1: 纳税信用A级纳税人联合激励 (发改财金〔2016〕1467号).
//!
//! | fact | value |
//! | --- | --- |
//! | who | taxpayers announced as A level (domain.md §2.1) |
//! | level of a year | fixed each April for the year before (总局公告2014年第40号) |
//! | term | until the next yearly result or a downgrade |
//! | measures | the 26 titles that could be established, of 41 announced |
//!
//! The latest level counts. One that is older than the next yearly result should be says
//! nothing about today: that is a gap, not a good record (R-NULL).

use accord_plugin::prelude::*;

/// 纳税信用级别.
#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("tax/credit-level")]
pub enum Level {
    /// 90 points and more.
    A,
    /// 70 to 90 points.
    B,
    /// Young or without income, 70 points and more.
    M,
    /// 40 to 70 points.
    C,
    /// Below 40 points, or judged so directly.
    D,
}

/// 纳税信用年度评价结果.
#[derive(Fact)]
#[fact(kind = "tax/credit-level", triggers)]
pub struct CreditLevel {
    head: Head,
    year: Option<i64>,
    level: Option<Level>,
}

/// What this memorandum reads.
#[derive(Reads)]
pub struct Records {
    levels: Vec<CreditLevel>,
}

/// What it points at: rows of the table in domain.md §2.1, in their order.
#[derive(Measures, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 行政审批绿色通道、容缺受理.
    #[measure("approval/green-lane")]
    ApprovalGreenLane,
    /// 企业债券发行鼓励披露纳税信用.
    #[measure("bond-issue/encourage")]
    BondIssue,
    /// 进出口配额与信用挂钩.
    #[measure("trade-quota/credit-link")]
    TradeQuota,
    /// 电力直接交易同等条件优先.
    #[measure("power-trading/priority")]
    PowerTrading,
    /// 境外发债备案加快.
    #[measure("foreign-debt/fast-filing")]
    ForeignDebt,
    /// 中央预算内投资项目稽察减少抽查比例.
    #[measure("investment-audit/reduce")]
    InvestmentAudit,
    /// 价格执法检查减少频次.
    #[measure("price-inspection/reduce")]
    PriceInspection,
    /// 主动公告A级名单.
    #[measure("tax-credit/announce")]
    Announce,
    /// 一次领取三个月发票用量.
    #[measure("tax-invoice/three-month-supply")]
    InvoiceSupply,
    /// 普通发票按需领用.
    #[measure("tax-invoice/supply-on-demand")]
    InvoiceOnDemand,
    /// 连续三年A级: 绿色通道或专人协助.
    #[measure("tax-service/green-lane")]
    TaxGreenLane,
    /// 取消增值税专用发票认证.
    #[measure("tax-invoice/no-verification")]
    InvoiceNoVerification,
    /// 财政性资金项目安排同等条件优先.
    #[measure("fiscal-funds/priority")]
    FiscalFunds,
    /// 政府采购、招投标信用加分.
    #[measure("procurement/credit-points")]
    ProcurementPoints,
    /// 供应土地同等条件优先.
    #[measure("land-supply/priority")]
    LandSupply,
    /// 环评等许可事项优先办理.
    #[measure("environment-approval/priority")]
    EnvironmentApproval,
    /// 社保等业务预约、优先、简化.
    #[measure("social-security/priority")]
    SocialSecurity,
    /// 海关便利.
    #[measure("customs/facilitate")]
    Customs,
    /// 检验检疫高等级管理.
    #[measure("inspection-quarantine/high-grade")]
    InspectionQuarantine,
    /// 食药许可与日常检查便利.
    #[measure("food-drug/facilitate")]
    FoodDrug,
    /// 银行授信融资重要参考.
    #[measure("bank-credit/favour")]
    BankCredit,
    /// 证券、基金、期货、保险审批参考.
    #[measure("financial-approval/favour")]
    FinancialApproval,
    /// 外汇管理便利.
    #[measure("foreign-exchange/facilitate")]
    ForeignExchange,
    /// 评先评优优先.
    #[measure("honours/priority")]
    Honours,
    /// 优化检查频次, 联合检查.
    #[measure("inspection/reduce")]
    Inspection,
    /// 网站公示、会展与银企对接推介.
    #[measure("publicity/recommend")]
    Publicity,
}

/// Its rules.
#[derive(Rules, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The latest yearly level is A.
    #[rule(
        "a-level",
        label = "最近年度纳税信用级别为A级",
        source = "发改财金〔2016〕1467号"
    )]
    ALevel,
    /// The latest three yearly levels are A.
    #[rule(
        "a-level-three-years",
        label = "连续三年被评为A级",
        source = "总局公告2014年第40号第二十九条"
    )]
    ThreeYears,
}

/// What every A-level taxpayer gets; three years running bring one more.
const MEASURES: [Measure; 25] = {
    use Measure::{
        Announce, ApprovalGreenLane, BankCredit, BondIssue, Customs, EnvironmentApproval,
        FinancialApproval, FiscalFunds, FoodDrug, ForeignDebt, ForeignExchange, Honours,
        Inspection, InspectionQuarantine, InvestmentAudit, InvoiceNoVerification, InvoiceOnDemand,
        InvoiceSupply, LandSupply, PowerTrading, PriceInspection, ProcurementPoints, Publicity,
        SocialSecurity, TradeQuota,
    };
    [
        ApprovalGreenLane,
        BondIssue,
        TradeQuota,
        PowerTrading,
        ForeignDebt,
        InvestmentAudit,
        PriceInspection,
        Announce,
        InvoiceSupply,
        InvoiceOnDemand,
        InvoiceNoVerification,
        FiscalFunds,
        ProcurementPoints,
        LandSupply,
        EnvironmentApproval,
        SocialSecurity,
        Customs,
        InspectionQuarantine,
        FoodDrug,
        BankCredit,
        FinancialApproval,
        ForeignExchange,
        Honours,
        Inspection,
        Publicity,
    ]
};

/// The memorandum.
pub struct TaxALevel;

impl Memorandum for TaxALevel {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = ();

    const ABOUT: About = About {
        code: "tax-a-level",
        version: env!("CARGO_PKG_VERSION"),
        title: "关于对纳税信用A级纳税人实施联合激励措施的合作备忘录",
        document_number: "发改财金〔2016〕1467号",
        initiator: "税务总局",
        signatories: &[
            "发展改革委",
            "税务总局",
            "人民银行",
            "中央文明办",
            "教育部",
            "工信部",
            "民政部",
            "财政部",
            "人社部",
            "国土资源部",
            "环保部",
            "住建部",
            "交通运输部",
            "农业部",
            "商务部",
            "文化部",
            "国资委",
            "海关总署",
            "工商总局",
            "质检总局",
            "食药监总局",
            "银监会",
            "证监会",
            "保监会",
            "外汇局",
            "全国总工会",
            "共青团中央",
            "全国工商联",
            "铁路总公司",
        ],
        // The day of signature is recalled; the day of publication is sure.
        signed_on: None,
        in_force_from: Some(Date::new(2016, 7, 12)),
        subjects: &[
            SubjectKind::Enterprise,
            SubjectKind::Branch,
            SubjectKind::Cooperative,
            SubjectKind::SocialOrganisation,
            SubjectKind::PublicInstitution,
            SubjectKind::Unincorporated,
        ],
        ..About::BLANK
    };

    fn evaluate(_: &Profile, records: &Records, question: &Question, answer: &mut Answer<Self>) {
        for level in records.levels.iter().filter(|level| level.year.is_none()) {
            let missing = Missing::Field(CreditLevel::YEAR);
            answer.gap(Rule::ALevel, Some(&level.head), missing, &MEASURES);
        }
        let Some(latest) = level_of(records, records.levels.iter().filter_map(|l| l.year).max())
        else {
            return;
        };
        let Some(year) = latest.year else { return };
        a_level(records, latest, year, question, answer);
        three_years(records, latest, year, question, answer);
    }
}

/// 最近年度为A级.
fn a_level(
    records: &Records,
    latest: &CreditLevel,
    year: i64,
    question: &Question,
    answer: &mut Answer<TaxALevel>,
) {
    let met = is_a(Rule::ALevel, records, latest, answer);
    stand(
        Rule::ALevel,
        &[met],
        latest,
        &MEASURES,
        year,
        question,
        answer,
    );
}

/// 连续三年A级: the latest year and the two before it.
fn three_years(
    records: &Records,
    latest: &CreditLevel,
    year: i64,
    question: &Question,
    answer: &mut Answer<TaxALevel>,
) {
    let earlier = [1, 2].map(|back| level_of(records, year.checked_sub(back)));
    let [Some(second), Some(third)] = earlier else {
        return;
    };
    let met = [latest, second, third].map(|level| is_a(Rule::ThreeYears, records, level, answer));
    let measures = &[Measure::TaxGreenLane];
    stand(
        Rule::ThreeYears,
        &met,
        latest,
        measures,
        year,
        question,
        answer,
    );
}

/// A comparison and the record that it is about.
type Seen<'a> = (&'a CreditLevel, Compared);

/// Whether a year's level is A. Of several levels, one without a day may be the last:
/// then the year is open if one of them is A.
fn is_a<'a>(
    rule: Rule,
    records: &'a Records,
    level: &'a CreditLevel,
    answer: &mut Answer<TaxALevel>,
) -> Seen<'a> {
    let compared =
        answer
            .check(rule, &level.head)
            .equal(CreditLevel::LEVEL, &level.level, Level::A);
    let may_be_a = |level: &CreditLevel| level.level.is_none_or(|known| known == Level::A);
    let undated = records.levels.iter().find(|other| {
        let differs = other.year == level.year && other.level != level.level;
        differs && other.head.decided_on.is_none() && (may_be_a(other) || may_be_a(level))
    });
    match undated {
        Some(undated) => (undated, Compared::Open(Missing::DecidedOn)),
        None => (level, compared),
    }
}

/// The level of a year. Of two, the one decided last: a level is adjusted in the course
/// of the year when facts emerge.
fn level_of(records: &Records, year: Option<i64>) -> Option<&CreditLevel> {
    records
        .levels
        .iter()
        .filter(|level| year.is_some() && level.year == year)
        .max_by_key(|level| level.head.decided_on)
}

/// First day on which the next year's result must be there: levels of a year are fixed
/// in April of the next.
fn superseded_on(year: i64) -> Option<Date> {
    let year = i32::try_from(year).ok()?.checked_add(2)?;
    (1900..=9999).contains(&year).then(|| Date::new(year, 5, 1))
}

/// What follows for the measures, once every level that the clause asks for is seen.
fn stand(
    rule: Rule,
    seen: &[Seen<'_>],
    latest: &CreditLevel,
    measures: &[Measure],
    year: i64,
    question: &Question,
    answer: &mut Answer<TaxALevel>,
) {
    let gap = |level: &CreditLevel, missing, answer: &mut Answer<TaxALevel>| {
        answer.gap(rule, Some(&level.head), missing, measures);
    };
    let first = |wanted: fn(&Compared) -> bool| seen.iter().find(|(_, compared)| wanted(compared));
    let unmet = first(|compared| *compared == Compared::Unmet);
    let open = first(|compared| matches!(compared, Compared::Open(_)));
    match (unmet, open) {
        (Some(_), _) => {}
        (None, Some((level, Compared::Open(missing)))) => gap(level, *missing, answer),
        (None, _) => match (latest.head.decided_on, superseded_on(year)) {
            (None, _) => gap(latest, Missing::DecidedOn, answer),
            (_, None) => gap(latest, Missing::Field(CreditLevel::YEAR), answer),
            (_, Some(end)) if question.as_of >= end => {
                answer.gap(rule, None, Missing::NoFact(0), measures);
            }
            (Some(decided), Some(end)) => {
                let grounds: Vec<&Head> = seen.iter().map(|(level, _)| &level.head).collect();
                let ended = grounds.iter().filter_map(|head| head.ends_on).min();
                let until = match ended {
                    Some(day) if day < end => End::WithGrounds,
                    _ => {
                        // From then on the next year's result is missing.
                        answer.review_on(end);
                        End::On(end)
                    }
                };
                answer.determine(rule, &grounds, decided, until, measures);
            }
        },
    }
}

accord_plugin::export!(TaxALevel);
