//! What the memorandum points at, and what a published case carries by itself.

use accord_plugin::prelude::*;

use crate::{
    Rule, TaxMajorViolation,
    open::Open,
    publication::{Publication, publications},
    records::{JudgmentDebtor, Records},
};

const REPRESENTATIVE: Reach = Reach::Holders {
    roles: &[Role::LegalRepresentative],
    responsible_only: false,
    test: RoleTest::AtAsOf,
};

/// 对失信行为负有直接责任的注册执业人员 (清城区方案第十条).
const PRACTITIONERS: Reach = Reach::Holders {
    roles: &[Role::RegisteredPractitioner],
    responsible_only: true,
    test: RoleTest::AtAct,
};

/// 法定代表人、负责人、高级管理人员 (清城区方案第十条).
const OFFICERS: Reach = Reach::Holders {
    roles: &[
        Role::LegalRepresentative,
        Role::PersonInCharge,
        Role::SeniorManager,
    ],
    responsible_only: false,
    test: RoleTest::AtAct,
};

/// What it points at: rows of the table in domain.md §2.2, in their order. Rows 26 and
/// 27 could not be established.
#[derive(Measures, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 强化税务管理.
    #[measure("tax-management/strengthen")]
    TaxManagement,
    /// 阻止出境: a person's own arrears.
    #[measure("exit/prevent")]
    ExitPrevent,
    /// 阻止出境: 欠缴税款的纳税人的法定代表人 (征管法 44).
    #[measure("exit/prevent", reach = REPRESENTATIVE)]
    ExitPreventRepresentative,
    /// 限制担任相关职务.
    #[measure("company-office/restrict")]
    CompanyOffice,
    /// 金融机构融资授信参考.
    #[measure("bank-credit/caution")]
    BankCredit,
    /// 禁止部分高消费行为.
    #[measure("high-consumption/ban")]
    HighConsumption,
    /// 企业信用信息公示系统公示.
    #[measure("publication/enterprise-system")]
    EnterpriseSystem,
    /// 限制取得政府供应土地.
    #[measure("land-supply/restrict")]
    LandSupply,
    /// 强化检验检疫监督管理.
    #[measure("inspection-quarantine/strengthen")]
    InspectionQuarantine,
    /// 禁止参加政府采购.
    #[measure("procurement/ban")]
    Procurement,
    /// 不予适用海关认证企业.
    #[measure("customs/no-certified-status")]
    Customs,
    /// 证券期货审批重要参考.
    #[measure("securities-approval/caution")]
    Securities,
    /// 保险市场: 股东资质、高管任职参考.
    #[measure("insurance-approval/caution")]
    Insurance,
    /// 不得受让收费公路权益.
    #[measure("toll-road/ban")]
    TollRoad,
    /// 限制政府性资金支持.
    #[measure("fiscal-funds/restrict")]
    FiscalFunds,
    /// 企业债从严、公司债限制.
    #[measure("bond-issue/restrict")]
    BondIssue,
    /// 进口关税配额限制.
    #[measure("tariff-quota/restrict")]
    TariffQuota,
    /// 主要新闻网站公布.
    #[measure("publication/news-sites")]
    NewsSites,
    /// 从严控制生产许可证发放.
    #[measure("production-licence/restrict")]
    ProductionLicence,
    /// 限制从事互联网信息服务.
    #[measure("internet-information/restrict")]
    InternetInformation,
    /// 限制参与公共资源交易.
    #[measure("public-resources/restrict")]
    PublicResources,
    /// 限制参与基础设施和公用事业特许经营.
    #[measure("concession/restrict")]
    Concession,
    /// 对失信注册执业人员等市场和行业禁入.
    #[measure("practice/ban", reach = PRACTITIONERS)]
    PracticeBan,
    /// 撤销荣誉、取消评先评优: the party itself.
    #[measure("honours/revoke")]
    Honours,
    /// 撤销荣誉、取消评先评优: its officers at the time of the act.
    #[measure("honours/revoke", reach = OFFICERS)]
    HonoursOfficers,
    /// 行业协会商会惩戒.
    #[measure("association/discipline")]
    Association,
    /// 强化外汇管理.
    #[measure("foreign-exchange/strengthen")]
    ForeignExchange,
    /// 其他.
    #[measure("reference/other")]
    Other,
}

/// What a published case carries for any party.
const PARTY: [Measure; 12] = [
    Measure::TaxManagement,
    Measure::BankCredit,
    Measure::LandSupply,
    Measure::Insurance,
    Measure::TollRoad,
    Measure::FiscalFunds,
    Measure::NewsSites,
    Measure::InternetInformation,
    Measure::PublicResources,
    Measure::Honours,
    Measure::ForeignExchange,
    Measure::Other,
];

/// What it carries besides where the party is an organisation: measures on what only an
/// organisation has or does, and on people who act for it.
const ORGANISATION: [Measure; 11] = [
    Measure::EnterpriseSystem,
    Measure::InspectionQuarantine,
    Measure::Customs,
    Measure::Securities,
    Measure::BondIssue,
    Measure::TariffQuota,
    Measure::ProductionLicence,
    Measure::Concession,
    Measure::PracticeBan,
    Measure::HonoursOfficers,
    Measure::Association,
];

/// 案件已公布: from publication until payment, term or exit, whichever comes first.
pub(crate) fn published(
    subject: &Profile,
    records: &Records,
    question: &Question,
    answer: &mut Answer<TaxMajorViolation>,
) {
    let all = [&PARTY[..], &ORGANISATION[..]].concat();
    let measures = if subject.is_person() {
        &PARTY[..]
    } else {
        &all
    };
    let rule = Rule::Published;
    for publication in publications(records).filter(|found| found.case.is_active()) {
        let case = publication.case;
        if let Some((from, until)) = publication.stood() {
            answer.determine(rule, &[case], from, until, measures);
        }
        if let Some(missing) = publication.missing() {
            let open = Open {
                rule,
                head: case,
                missing,
                measures,
            };
            open.until(publication.over_on(), question, answer);
        }
        for debtor in &records.debtors {
            high_consumption(&publication, debtor, question, answer);
        }
    }
}

/// 禁止部分高消费行为: only while also on the court's list.
fn high_consumption(
    publication: &Publication<'_>,
    debtor: &JudgmentDebtor,
    question: &Question,
    answer: &mut Answer<TaxMajorViolation>,
) {
    let (case, debtor) = (publication.case, &debtor.head);
    let open = |head, missing| Open {
        rule: Rule::JudgmentDebtor,
        head,
        missing,
        measures: &[Measure::HighConsumption],
    };
    let over_on = publication.over_on();
    let Some(listed_on) = debtor.decided_on else {
        open(debtor, Missing::DecidedOn).until(over_on, question, answer);
        return;
    };
    let starts_on = publication
        .from()
        .map_or(listed_on, |from| from.max(listed_on));
    if let Some((_, until)) = publication.stood()
        && publication.stood_on(starts_on) == Compared::Met
    {
        let until = match (debtor.ends_on, publication.until()) {
            (Some(left), Some(ended)) if left < ended => End::WithGrounds,
            _ => until,
        };
        let rule = Rule::JudgmentDebtor;
        answer.determine(
            rule,
            &[case, debtor],
            starts_on,
            until,
            &[Measure::HighConsumption],
        );
    }
    if let Some(missing) = publication.missing() {
        open(case, missing).until(over_on, question, answer);
    }
}
