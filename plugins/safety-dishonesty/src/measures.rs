//! What a listing carries: the measures of the memorandum, and the procurement ban that a
//! penalty adds for three years of its own.

use accord_plugin::{contract::Test, prelude::*};

use crate::{
    Rule, SafetyDishonesty,
    listing::{Listing, listings},
    records::{Penalty, PenaltyCategory, Records},
};

/// 法定代表人、主要负责人、分管安全的负责人、直接责任人员: the persons of the memorandum.
const PERSONS: [Role; 4] = [
    Role::LegalRepresentative,
    Role::Principal,
    Role::SafetyOfficer,
    Role::DirectlyResponsible,
];

/// 有关从业人员 (安全生产法 78): those found responsible, by their post at the time.
const RESPONSIBLE: Reach = Reach::Holders {
    roles: &PERSONS,
    responsible_only: true,
    test: RoleTest::AtAct,
};

/// Those who led the unit or answered for safety at the time (清城区方案第十条).
const LEADERS: Reach = Reach::Holders {
    roles: &PERSONS,
    responsible_only: false,
    test: RoleTest::AtAct,
};

/// 约谈: whoever is the principal now.
const PRINCIPAL_NOW: Reach = Reach::Holders {
    roles: &[Role::Principal],
    responsible_only: false,
    test: RoleTest::AtAsOf,
};

/// 安全生产法 94: the principal at the time, found responsible.
const PRINCIPAL_RESPONSIBLE: Reach = Reach::Holders {
    roles: &[Role::Principal],
    responsible_only: true,
    test: RoleTest::AtAct,
};

/// What it points at: rows of the table in domain.md §2.5, in their order. The titles beyond
/// row 17 could not be established.
#[derive(Measures, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 加大执法检查频次.
    #[measure("safety-inspection/increase")]
    Inspection,
    /// 重点监管, 暗查暗访.
    #[measure("safety-inspection/unannounced")]
    Unannounced,
    /// 约谈主要负责人, 安全培训: the unit that sends him.
    #[measure("safety-head/interview")]
    Interview,
    /// 约谈主要负责人, 安全培训: himself.
    #[measure("safety-head/interview", reach = PRINCIPAL_NOW)]
    InterviewPrincipal,
    /// 暂停标准化评审, 撤销证书.
    #[measure("safety-standardisation/suspend")]
    Standardisation,
    /// 市场禁入 (安全生产法 78).
    #[measure("safety-sector/ban")]
    SectorBan,
    /// 行业或者职业禁入 of the persons responsible (安全生产法 78).
    #[measure("safety-sector/ban", reach = RESPONSIBLE)]
    SectorBanPersons,
    /// 五年内不得担任任何生产经营单位的主要负责人: a person's own finding.
    #[measure("safety-office/ban-five-years")]
    FiveYears,
    /// 五年内不得担任任何生产经营单位的主要负责人: by the unit's accident.
    #[measure("safety-office/ban-five-years", reach = PRINCIPAL_RESPONSIBLE)]
    FiveYearsPrincipal,
    /// 终身不得担任本行业生产经营单位的主要负责人: a person's own finding.
    #[measure("safety-office/ban-for-life")]
    ForLife,
    /// 终身不得担任本行业生产经营单位的主要负责人: by the unit's accident.
    #[measure("safety-office/ban-for-life", reach = PRINCIPAL_RESPONSIBLE)]
    ForLifePrincipal,
    /// 新违法从重处罚.
    #[measure("safety-penalty/heavier")]
    HeavierPenalty,
    /// 暂停项目审批、核准.
    #[measure("project-approval/suspend")]
    ProjectApproval,
    /// 上调有关保险费率.
    #[measure("safety-insurance/raise-premium")]
    InsurancePremium,
    /// 向社会公告, 曝光处罚.
    #[measure("publication/safety-penalty")]
    Publication,
    /// 财政资金限制.
    #[measure("fiscal-funds/restrict")]
    FiscalFunds,
    /// 科技项目限制.
    #[measure("science-projects/restrict")]
    ScienceProjects,
    /// 限制政府供应土地.
    #[measure("land-supply/restrict")]
    LandSupply,
    /// 限制矿业权.
    #[measure("mining-rights/restrict")]
    MiningRights,
    /// 政府采购限制.
    #[measure("procurement/ban")]
    Procurement,
    /// 工程招投标、资质限制.
    #[measure("construction-tender/restrict")]
    ConstructionTender,
    /// 融资授信参考.
    #[measure("bank-credit/caution")]
    BankCredit,
    /// 企业债参考.
    #[measure("bond-issue/caution")]
    BondIssue,
    /// 上市参考.
    #[measure("share-issue/caution")]
    ShareIssue,
    /// 海关认证.
    #[measure("customs-certification/restrict")]
    Customs,
    /// 检验检疫.
    #[measure("inspection-quarantine/strengthen")]
    InspectionQuarantine,
    /// 生产许可证.
    #[measure("production-licence/restrict")]
    ProductionLicence,
    /// 产品认证.
    #[measure("product-certification/restrict")]
    ProductCertification,
    /// 国企业绩考核.
    #[measure("state-enterprise-appraisal/reference")]
    StateAppraisal,
    /// 荣誉限制: the party itself.
    #[measure("honours/restrict")]
    Honours,
    /// 荣誉限制: the persons of the memorandum at the time of the act.
    #[measure("honours/restrict", reach = LEADERS)]
    HonoursPersons,
    /// 纳税信用评价外部参考.
    #[measure("tax-credit/external-reference")]
    TaxCredit,
}

/// What a listing carries for any party.
const PARTY: [Measure; 8] = [
    Measure::SectorBan,
    Measure::HeavierPenalty,
    Measure::FiscalFunds,
    Measure::ScienceProjects,
    Measure::LandSupply,
    Measure::MiningRights,
    Measure::BankCredit,
    Measure::Honours,
];

/// What it carries besides where the party is a unit: measures on what only a unit has or
/// does, and on the people who act for it.
const UNIT: [Measure; 19] = [
    Measure::Inspection,
    Measure::Unannounced,
    Measure::Interview,
    Measure::InterviewPrincipal,
    Measure::Standardisation,
    Measure::SectorBanPersons,
    Measure::ProjectApproval,
    Measure::InsurancePremium,
    Measure::Publication,
    Measure::ConstructionTender,
    Measure::BondIssue,
    Measure::ShareIssue,
    Measure::Customs,
    Measure::InspectionQuarantine,
    Measure::ProductionLicence,
    Measure::ProductCertification,
    Measure::StateAppraisal,
    Measure::HonoursPersons,
    Measure::TaxCredit,
];

/// 列入联合惩戒对象, “黑名单” or 严重失信主体名单.
pub(crate) fn listed(
    subject: &Profile,
    records: &Records,
    question: &Question,
    answer: &mut Answer<SafetyDishonesty>,
) {
    let all = [&PARTY[..], &UNIT[..]].concat();
    let measures = if subject.is_person() {
        &PARTY[..]
    } else {
        &all
    };
    for listing in listings(records).filter(|listing| listing.head.is_active()) {
        let Listing { head, rule, term } = listing;
        let Some((listed_on, months)) = term else {
            answer.gap(rule, Some(head), Missing::DecidedOn, measures);
            continue;
        };
        answer.determine(
            rule,
            &[head],
            listed_on,
            until(head, listed_on, months),
            measures,
        );
        maybe_second(listing, records, question, measures, answer);
    }
    for listing in listings(records) {
        for penalty in &records.penalties {
            procurement(listing, penalty, question, answer);
        }
    }
}

/// By term, or by an exit known to come before it.
fn until(head: &Head, listed_on: Date, months: u16) -> End {
    match head.ends_on {
        Some(exit) if exit < listed_on.add_months(months) => End::WithGrounds,
        _ => End::after(listed_on, months),
    }
}

/// One year is sure; whether it is three hangs on a listing that has ended and whose day is
/// missing.
fn maybe_second(
    listing: Listing<'_>,
    records: &Records,
    question: &Question,
    measures: &[Measure],
    answer: &mut Answer<SafetyDishonesty>,
) {
    let (Rule::Blacklist, Some((listed_on, _))) = (listing.rule, listing.term) else {
        return;
    };
    let others = records.blacklisted.iter().map(|other| &other.head);
    for other in others.filter(|head| head.decided_on.is_none() && !head.is_active()) {
        let open = Open {
            rule: Rule::BlacklistAgain,
            head: other,
            missing: Missing::DecidedOn,
        };
        open.until(listed_on.add_months(36), measures, question, answer);
    }
}

/// 政府采购限制: three years from a penalty that 实施条例 19 counts as 重大违法记录, of whoever
/// was listed then or later; leaving the list does not shorten it (R-EXIT).
fn procurement(
    listing: Listing<'_>,
    penalty: &Penalty,
    question: &Question,
    answer: &mut Answer<SafetyDishonesty>,
) {
    const MEASURES: [Measure; 1] = [Measure::Procurement];
    let rule = Rule::Procurement;
    let listed_on = listing.term.map(|(listed_on, _)| listed_on);
    let (missing, head) = match (listed_on, penalty.head.decided_on) {
        (Some(listed_on), Some(decided_on)) => {
            let starts_on = listed_on.max(decided_on);
            if listing.stood_on(starts_on) != Some(true) {
                return;
            }
            match grave(penalty, answer) {
                Compared::Unmet => return,
                Compared::Open(missing) => (missing, &penalty.head),
                Compared::Met => {
                    let grounds = [listing.head, &penalty.head];
                    let until = End::after(decided_on, 36);
                    answer.determine(rule, &grounds, starts_on, until, &MEASURES);
                    return;
                }
            }
        }
        _ if grave(penalty, answer) == Compared::Unmet => return,
        (None, _) => (Missing::DecidedOn, listing.head),
        (Some(_), None) => (Missing::DecidedOn, &penalty.head),
    };
    let open = Open {
        rule,
        head,
        missing,
    };
    match penalty.head.decided_on {
        Some(decided_on) => open.until(decided_on.add_months(36), &MEASURES, question, answer),
        None => answer.gap(rule, Some(head), missing, &MEASURES),
    }
}

/// 重大违法记录: a penalty for unlawful business that stops it, revokes a licence or is a large
/// fine (政府采购法实施条例 19).
fn grave(penalty: &Penalty, answer: &mut Answer<SafetyDishonesty>) -> Compared {
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
    // Suspended or revoked, one is not told which: 实施条例 19 names revocation only.
    let not_told = PenaltyCategory::LicenceSuspensionOrRevocation;
    let categories = penalty.category.as_deref().unwrap_or_default();
    let category = match category {
        Compared::Unmet if categories.contains(&not_told) => {
            Compared::Open(Missing::Field(Penalty::CATEGORY))
        }
        category => category,
    };
    let large_fine = check.equal(Penalty::LARGE_FINE, &penalty.large_fine, true);
    operating.and(category.or(large_fine))
}

/// Something missing that matters for a time only.
pub(crate) struct Open<'a> {
    pub(crate) rule: Rule,
    pub(crate) head: &'a Head,
    pub(crate) missing: Missing,
}

impl Open<'_> {
    /// A gap before `end`; from then on nothing is open, whatever the value is.
    pub(crate) fn until(
        self,
        end: Date,
        measures: &[Measure],
        question: &Question,
        answer: &mut Answer<SafetyDishonesty>,
    ) {
        if question.as_of < end {
            answer.gap(self.rule, Some(self.head), self.missing, measures);
            answer.review_on(end);
        }
    }
}
