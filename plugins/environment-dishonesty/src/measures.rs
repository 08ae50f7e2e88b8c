//! What a listing carries: the measures of the memorandum, and the procurement ban that a
//! penalty adds for three years of its own.

use accord_plugin::{contract::Test, prelude::*};

use crate::{
    Asked, EnvironmentDishonesty, Rule,
    records::{Listing, Penalty, PenaltyCategory},
};

/// 法定代表人、主要负责人、直接责任人员: the persons of the memorandum, by their post at the
/// time of the act.
const PERSONS: Reach = Reach::Holders {
    roles: &[
        Role::LegalRepresentative,
        Role::Principal,
        Role::DirectlyResponsible,
    ],
    responsible_only: false,
    test: RoleTest::AtAct,
};

/// What it points at: rows of the table in domain.md §2.6, in their order. The titles beyond
/// row 18 could not be established.
#[derive(Measures, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 限制取得政府供应土地.
    #[measure("land-supply/restrict")]
    LandSupply,
    /// 限制参与财政投资公共工程建设项目投标.
    #[measure("public-works-tender/restrict")]
    PublicWorks,
    /// 限制发行企业债券、公司债券.
    #[measure("bond-issue/restrict")]
    BondIssue,
    /// 停止或限制财政性资金支持.
    #[measure("fiscal-funds/restrict")]
    FiscalFunds,
    /// 停止投资等领域优惠政策.
    #[measure("preferential-policy/stop")]
    PreferentialPolicy,
    /// 金融机构融资授信参考.
    #[measure("bank-credit/caution")]
    BankCredit,
    /// 违法信息记入诚信档案, 公布违法者名单.
    #[measure("publication/environment-violators")]
    Violators,
    /// 政府采购禁止或限制.
    #[measure("procurement/ban")]
    Procurement,
    /// 工业产品生产许可证限制.
    #[measure("production-licence/restrict")]
    ProductionLicence,
    /// 特许经营限制.
    #[measure("concession/restrict")]
    Concession,
    /// 收费公路权益限制.
    #[measure("toll-road/restrict")]
    TollRoad,
    /// 股票发行、再融资、挂牌参考.
    #[measure("share-issue/caution")]
    ShareIssue,
    /// 证券机构设立参考.
    #[measure("securities-institution/caution")]
    SecuritiesInstitution,
    /// 海关认证限制.
    #[measure("customs-certification/restrict")]
    Customs,
    /// 配额限制.
    #[measure("quota/restrict")]
    Quota,
    /// 税收优惠 (资源综合利用) 限制.
    #[measure("tax-preference/restrict")]
    TaxPreference,
    /// 科技项目限制.
    #[measure("science-projects/restrict")]
    ScienceProjects,
    /// 国企业绩考核.
    #[measure("state-enterprise-appraisal/reference")]
    StateAppraisal,
    /// 荣誉、评先限制: the party itself.
    #[measure("honours/restrict")]
    Honours,
    /// 荣誉、评先限制: the persons of the memorandum.
    #[measure("honours/restrict", reach = PERSONS)]
    HonoursPersons,
    /// 环境污染责任保险费率上调.
    #[measure("environment-insurance/raise-premium")]
    InsurancePremium,
    /// 重点监管、加大抽查.
    #[measure("inspection/increase")]
    Inspection,
    /// 信用中国、公示系统公布.
    #[measure("publication/credit-china")]
    CreditChina,
}

/// What a listing carries for any party.
const PARTY: [Measure; 7] = [
    Measure::LandSupply,
    Measure::FiscalFunds,
    Measure::BankCredit,
    Measure::TollRoad,
    Measure::ScienceProjects,
    Measure::Honours,
    Measure::CreditChina,
];

/// What it carries besides where the party is a unit: measures on what only a unit has or
/// does, and on the people who act for it. 环境保护法 54 publishes violators that produce or do
/// business.
const UNIT: [Measure; 15] = [
    Measure::PublicWorks,
    Measure::BondIssue,
    Measure::PreferentialPolicy,
    Measure::Violators,
    Measure::ProductionLicence,
    Measure::Concession,
    Measure::ShareIssue,
    Measure::SecuritiesInstitution,
    Measure::Customs,
    Measure::Quota,
    Measure::TaxPreference,
    Measure::StateAppraisal,
    Measure::HonoursPersons,
    Measure::InsurancePremium,
    Measure::Inspection,
];

/// 列入名单: for the place's term, or until the listing's own end if that is earlier.
pub(crate) fn listed(
    subject: &Profile,
    listing: &Listing,
    asked: &Asked,
    answer: &mut Answer<EnvironmentDishonesty>,
) {
    let head = &listing.head;
    if !head.is_active() {
        return;
    }
    let all = [&PARTY[..], &UNIT[..]].concat();
    let measures = if subject.is_person() {
        &PARTY[..]
    } else {
        &all
    };
    let Some(listed_on) = head.decided_on else {
        answer.gap(Rule::Listed, Some(head), Missing::DecidedOn, measures);
        return;
    };
    let until = if head.ends_on.is_some() && head.ends_on == left_on(head, asked) {
        End::WithGrounds
    } else {
        End::after(listed_on, asked.parameters.months())
    };
    answer.determine(Rule::Listed, &[head], listed_on, until, measures);
}

/// First day off the list, as far as it is known: the listing's own end or that of the
/// place's term, whichever is earlier (R-EXIT).
fn left_on(listing: &Head, asked: &Asked) -> Option<Date> {
    let months = asked.parameters.months();
    let term = listing.decided_on.map(|day| day.add_months(months));
    [term, listing.ends_on].into_iter().flatten().min()
}

/// Years for which 政府采购法 22 looks back, in months.
const THREE_YEARS: u16 = 36;

/// 政府采购禁止: three years from a penalty that 实施条例 19 counts as 重大违法记录, of whoever was
/// listed then or later; leaving the list does not shorten it (R-EXIT).
pub(crate) fn procurement(
    listing: &Listing,
    penalty: &Penalty,
    asked: &Asked,
    answer: &mut Answer<EnvironmentDishonesty>,
) {
    const MEASURES: [Measure; 1] = [Measure::Procurement];
    let rule = Rule::Procurement;
    let (listed, penalised) = (&listing.head, &penalty.head);
    let starts_on = listed.decided_on.max(penalised.decided_on);
    if let (Some(left), Some(starts_on)) = (left_on(listed, asked), starts_on)
        && left <= starts_on
    {
        return;
    }
    let (missing, head) = match (
        grave(penalty, answer),
        listed.decided_on,
        penalised.decided_on,
    ) {
        (Compared::Unmet, _, _) => return,
        (Compared::Met, Some(listed_on), Some(decided_on)) => {
            let starts_on = listed_on.max(decided_on);
            let until = End::after(decided_on, THREE_YEARS);
            answer.determine(rule, &[listed, penalised], starts_on, until, &MEASURES);
            return;
        }
        (Compared::Open(missing), _, _) => (missing, penalised),
        (Compared::Met, None, _) => (Missing::DecidedOn, listed),
        (Compared::Met, _, None) => (Missing::DecidedOn, penalised),
    };
    // Once the three years are over nothing is open, whatever the value is.
    if let Some(decided_on) = penalised.decided_on {
        let over_on = decided_on.add_months(THREE_YEARS);
        if over_on <= asked.as_of {
            return;
        }
        answer.review_on(over_on);
    }
    answer.gap(rule, Some(head), missing, &MEASURES);
}

/// 重大违法记录: a penalty for unlawful business that stops it, revokes a licence or is a large
/// fine (政府采购法实施条例 19).
fn grave(penalty: &Penalty, answer: &mut Answer<EnvironmentDishonesty>) -> Compared {
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
