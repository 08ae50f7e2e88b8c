//! What a published case, arrears and a sentence carry: one clause a function.

use accord_plugin::{contract::Test, prelude::*};

use crate::{
    Rule, TaxMajorViolation,
    criteria::RuleSet,
    records::{Arrears, Penalty, PenaltyCategory, PublishedCase, Records, Sentence},
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

/// 案件已公布.
pub(crate) fn published(
    subject: &Profile,
    records: &Records,
    answer: &mut Answer<TaxMajorViolation>,
) {
    let all = [&PARTY[..], &ORGANISATION[..]].concat();
    let measures = if subject.is_person() {
        &PARTY[..]
    } else {
        &all
    };
    let standing = |case: &&PublishedCase| case.head.is_active();
    for case in records.published.iter().filter(standing) {
        let stands = match term(case) {
            Ok(None) => continue,
            Ok(Some(stands)) => Ok(stands),
            Err(missing) => Err(missing),
        };
        match stands {
            Ok((published_on, until)) => {
                let grounds = [&case.head];
                answer.determine(Rule::Published, &grounds, published_on, until, measures);
            }
            Err(missing) => answer.gap(Rule::Published, Some(&case.head), missing, measures),
        }
        high_consumption(case, stands, records, answer);
        for penalty in &records.penalties {
            procurement(case, stands, penalty, answer);
        }
    }
}

/// The day of publication and the end, or what is missing to know them.
type Stands = Result<(Date, End), Missing>;

/// From when until when a published case carries measures; `None` if it never did.
fn term(case: &PublishedCase) -> Result<Option<(Date, End)>, Missing> {
    let published_on = case.head.decided_on.ok_or(Missing::DecidedOn)?;
    let decided_on = case
        .case_decided_on
        .ok_or(Missing::Field(PublishedCase::CASE_DECIDED_ON))?;
    let Some(rules) = RuleSet::in_force_on(decided_on) else {
        return Ok(None);
    };
    let end = End::after(published_on, rules.term_months());
    if !rules.payment_relieves() || case.paid_in_full_on.is_none() {
        return Ok(Some((published_on, end)));
    }
    let violation = case
        .violation
        .ok_or(Missing::Field(PublishedCase::VIOLATION))?;
    Ok(match case.paid_in_full_on {
        // Paid before publication: nothing to publish, no measure outside the tax office.
        Some(paid) if violation.is_relieved_by_payment() && paid <= published_on => None,
        // Two years are never less than 730 days: the earlier of payment and term.
        Some(paid) if violation.is_relieved_by_payment() && paid.0 - published_on.0 <= 730 => {
            Some((published_on, End::On(paid)))
        }
        _ => Some((published_on, end)),
    })
}

/// 禁止部分高消费行为: only if also on the court's list.
fn high_consumption(
    case: &PublishedCase,
    stands: Stands,
    records: &Records,
    answer: &mut Answer<TaxMajorViolation>,
) {
    const MEASURES: [Measure; 1] = [Measure::HighConsumption];
    for debtor in &records.debtors {
        let (published_on, until, listed_on) = match (stands, debtor.head.decided_on) {
            (Ok((published_on, until)), Some(listed_on)) => (published_on, until, listed_on),
            (Err(missing), _) => {
                answer.gap(Rule::JudgmentDebtor, Some(&case.head), missing, &MEASURES);
                continue;
            }
            (Ok(_), None) => {
                let missing = Missing::DecidedOn;
                answer.gap(Rule::JudgmentDebtor, Some(&debtor.head), missing, &MEASURES);
                continue;
            }
        };
        let starts_on = published_on.max(listed_on);
        // A start after the case's own end never applies; the host sees both.
        let until = match until {
            End::On(day) => End::On(day.max(starts_on)),
            until => until,
        };
        let grounds = [&case.head, &debtor.head];
        answer.determine(Rule::JudgmentDebtor, &grounds, starts_on, until, &MEASURES);
    }
}

/// 禁止参加政府采购: three years from a penalty that 实施条例 19 counts as 重大违法记录.
fn procurement(
    case: &PublishedCase,
    stands: Stands,
    penalty: &Penalty,
    answer: &mut Answer<TaxMajorViolation>,
) {
    const MEASURES: [Measure; 1] = [Measure::Procurement];
    let mut check = answer.check(Rule::Procurement, &penalty.head);
    let operating = check.equal(Penalty::OPERATING, &penalty.operating, true);
    let grave = vec![
        PenaltyCategory::StopBusiness,
        PenaltyCategory::LicenceRevocation,
    ];
    let category = check.compare(
        Penalty::CATEGORY,
        &penalty.category,
        &grave,
        Test::OneOf,
        |categories| categories.iter().any(|category| grave.contains(category)),
    );
    // A licence that was suspended or revoked, one is not told which: 实施条例 19 names
    // revocation only.
    let not_told = PenaltyCategory::LicenceSuspensionOrRevocation;
    let categories = penalty.category.as_deref().unwrap_or_default();
    let category = match category {
        Compared::Unmet if categories.contains(&not_told) => {
            Compared::Open(Missing::Field(Penalty::CATEGORY))
        }
        category => category,
    };
    let large_fine = check.equal(Penalty::LARGE_FINE, &penalty.large_fine, true);
    let grave = operating.and(category.or(large_fine));
    match (grave, stands, penalty.head.decided_on) {
        (Compared::Unmet, _, _) => {}
        (Compared::Open(missing), _, _) => {
            answer.gap(Rule::Procurement, Some(&penalty.head), missing, &MEASURES);
        }
        (Compared::Met, Err(missing), _) => {
            answer.gap(Rule::Procurement, Some(&case.head), missing, &MEASURES);
        }
        (Compared::Met, Ok(_), None) => {
            let missing = Missing::DecidedOn;
            answer.gap(Rule::Procurement, Some(&penalty.head), missing, &MEASURES);
        }
        (Compared::Met, Ok((published_on, _)), Some(decided_on)) => answer.determine(
            Rule::Procurement,
            &[&case.head, &penalty.head],
            published_on.max(decided_on),
            End::after(decided_on, 36),
            &MEASURES,
        ),
    }
}

/// 阻止出境: arrears unpaid and without guarantee, published or not.
pub(crate) fn arrears(
    subject: &Profile,
    records: &Records,
    question: &Question,
    answer: &mut Answer<TaxMajorViolation>,
) {
    let measures = if subject.is_person() {
        [Measure::ExitPrevent]
    } else {
        [Measure::ExitPreventRepresentative]
    };
    let unpaid = |arrears: &&Arrears| arrears.paid_on.is_none_or(|paid| paid > question.as_of);
    for arrears in records.arrears.iter().filter(unpaid) {
        let unsecured = answer.check(Rule::Arrears, &arrears.head).equal(
            Arrears::GUARANTEED,
            &arrears.guaranteed,
            false,
        );
        let missing = match (unsecured, arrears.head.decided_on) {
            (Compared::Unmet, _) => continue,
            (Compared::Open(missing), _) => missing,
            (Compared::Met, None) => Missing::DecidedOn,
            (Compared::Met, Some(decided_on)) => {
                let grounds = [&arrears.head];
                let until = match (arrears.paid_on, arrears.head.ends_on) {
                    (Some(paid), Some(ends)) => End::On(paid.min(ends)),
                    (Some(paid), None) => End::On(paid),
                    (None, _) => End::WithGrounds,
                };
                answer.determine(Rule::Arrears, &grounds, decided_on, until, &measures);
                continue;
            }
        };
        answer.gap(Rule::Arrears, Some(&arrears.head), missing, &measures);
    }
}

/// 限制担任相关职务: five years from the day on which the sentence was served.
pub(crate) fn sentence(
    subject: &Profile,
    records: &Records,
    answer: &mut Answer<TaxMajorViolation>,
) {
    const MEASURES: [Measure; 1] = [Measure::CompanyOffice];
    for sentence in records.sentences.iter().filter(|_| subject.is_person()) {
        let missing = match (
            sentence.offence,
            sentence.head.decided_on,
            sentence.sentence_completed_on,
        ) {
            (None, _, _) => Missing::Field(Sentence::OFFENCE),
            (_, None, _) => Missing::DecidedOn,
            (_, _, None) => Missing::Field(Sentence::SENTENCE_COMPLETED_ON),
            (Some(_), Some(decided_on), Some(completed_on)) => {
                let until = End::after(completed_on, 60);
                answer.determine(
                    Rule::Sentence,
                    &[&sentence.head],
                    decided_on,
                    until,
                    &MEASURES,
                );
                continue;
            }
        };
        answer.gap(Rule::Sentence, Some(&sentence.head), missing, &MEASURES);
    }
}
