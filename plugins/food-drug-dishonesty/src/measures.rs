//! What it points at, and whom it reaches: of an enterprise its 法定代表人 and whoever is
//! directly responsible, of another organisation its 负责人 (1962号; domain.md §2.7).

use accord_plugin::prelude::*;

/// 法定代表人 of an enterprise, found responsible or not.
const REPRESENTATIVE: Reach = Reach::Holders {
    roles: &[Role::LegalRepresentative],
    responsible_only: false,
    test: RoleTest::AtAct,
};

/// 负责人 of another organisation; where it is a legal person that is its 法定代表人 (民法典 61).
const HEADS: Reach = Reach::Holders {
    roles: &[Role::LegalRepresentative, Role::PersonInCharge],
    responsible_only: false,
    test: RoleTest::AtAct,
};

/// 直接负责的主管人员和其他直接责任人员 (食品安全法 135): whom a finding names, whatever his post.
const RESPONSIBLE: Reach = Reach::Holders {
    roles: &[
        Role::PersonInCharge,
        Role::Principal,
        Role::ActualController,
        Role::Director,
        Role::Supervisor,
        Role::SeniorManager,
        Role::FinancialOfficer,
        Role::SafetyOfficer,
        Role::DirectlyResponsible,
        Role::RegisteredPractitioner,
    ],
    responsible_only: true,
    test: RoleTest::AtAct,
};

/// 法定代表人、主要负责人、直接负责的主管人员和其他责任人员 (药品管理法 118, 123, 124). The ban
/// is a penalty and not a consequence of one: nobody bears it whom no finding names.
const PUNISHED: Reach = Reach::Holders {
    roles: &[
        Role::LegalRepresentative,
        Role::PersonInCharge,
        Role::Principal,
        Role::ActualController,
        Role::Director,
        Role::Supervisor,
        Role::SeniorManager,
        Role::FinancialOfficer,
        Role::SafetyOfficer,
        Role::DirectlyResponsible,
        Role::RegisteredPractitioner,
    ],
    responsible_only: true,
    test: RoleTest::AtAct,
};

/// Rows of the table in domain.md §2.7, in their order. The titles beyond row 15 could not
/// be established.
#[derive(Measures, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 重点监管, 加密检查.
    #[measure("food-drug-inspection/increase")]
    Inspection,
    /// 限制从事食品生产经营: the operator, or a person himself.
    #[measure("food-business/ban")]
    FoodBusiness,
    /// 限制从事食品生产经营: the legal representative.
    #[measure("food-business/ban", reach = REPRESENTATIVE)]
    FoodBusinessRepresentative,
    /// 限制从事食品生产经营: the person in charge.
    #[measure("food-business/ban", reach = HEADS)]
    FoodBusinessHeads,
    /// 限制从事食品生产经营: others responsible.
    #[measure("food-business/ban", reach = RESPONSIBLE)]
    FoodBusinessResponsible,
    /// 限制从事药品生产经营: a person himself, or the operator whose applications are refused.
    #[measure("drug-business/ban")]
    DrugBusiness,
    /// 限制从事药品生产经营: those punished beside the operator.
    #[measure("drug-business/ban", reach = PUNISHED)]
    DrugBusinessPunished,
    /// 责令定期自查或第三方检查评价.
    #[measure("food-drug-self-check/order")]
    SelfCheck,
    /// 违法从严从重处罚.
    #[measure("food-drug-penalty/heavier")]
    HeavierPenalty,
    /// 任职限制: a person himself.
    #[measure("food-office/restrict")]
    FoodOffice,
    /// 任职限制: the legal representative.
    #[measure("food-office/restrict", reach = REPRESENTATIVE)]
    FoodOfficeRepresentative,
    /// 任职限制: the person in charge.
    #[measure("food-office/restrict", reach = HEADS)]
    FoodOfficeHeads,
    /// 任职限制: others responsible.
    #[measure("food-office/restrict", reach = RESPONSIBLE)]
    FoodOfficeResponsible,
    /// 政府性资金支持: 从严、降低、不予.
    #[measure("fiscal-funds/restrict")]
    FiscalFunds,
    /// 粮食、食糖进口关税配额参考.
    #[measure("grain-sugar-quota/caution")]
    Quota,
    /// 通报投资主管、证券监管、金融机构.
    #[measure("food-drug-notice/inform")]
    Notice,
    /// 政府采购限制.
    #[measure("procurement/ban")]
    Procurement,
    /// 供应土地限制.
    #[measure("land-supply/restrict")]
    LandSupply,
    /// 企业债参考.
    #[measure("bond-issue/caution")]
    BondIssue,
    /// 上市、再融资参考.
    #[measure("share-issue/caution")]
    ShareIssue,
    /// 海关严密监管.
    #[measure("customs/strengthen")]
    Customs,
    /// 检验检疫严密监管.
    #[measure("inspection-quarantine/strengthen")]
    InspectionQuarantine,
    /// 荣誉、评先限制: the party itself.
    #[measure("honours/restrict")]
    Honours,
    /// 荣誉、评先限制: the legal representative.
    #[measure("honours/restrict", reach = REPRESENTATIVE)]
    HonoursRepresentative,
    /// 荣誉、评先限制: the person in charge.
    #[measure("honours/restrict", reach = HEADS)]
    HonoursHeads,
    /// 荣誉、评先限制: others responsible.
    #[measure("honours/restrict", reach = RESPONSIBLE)]
    HonoursResponsible,
    /// 融资授信参考.
    #[measure("bank-credit/caution")]
    BankCredit,
    /// 保险费率参考.
    #[measure("insurance-premium/caution")]
    InsurancePremium,
    /// 食品药品安全信用档案公布.
    #[measure("publication/food-safety-archive")]
    Archive,
    /// 新闻网站公布.
    #[measure("publication/news-sites")]
    NewsSites,
}

/// What a listing carries for any party.
const PARTY: [Measure; 9] = [
    Measure::Inspection,
    Measure::SelfCheck,
    Measure::HeavierPenalty,
    Measure::FiscalFunds,
    Measure::Notice,
    Measure::LandSupply,
    Measure::Honours,
    Measure::BankCredit,
    Measure::InsurancePremium,
];

/// What it carries besides where the party is no natural person: measures on what only a
/// business has or does. The archive of 食品安全法 113 is one of operators, and no law lets
/// the names of others be published (个人信息保护法 25).
const BUSINESS: [Measure; 7] = [
    Measure::Quota,
    Measure::BondIssue,
    Measure::ShareIssue,
    Measure::Customs,
    Measure::InspectionQuarantine,
    Measure::Archive,
    Measure::NewsSites,
];

/// What a listing carries, and for whom beside the party.
pub(crate) fn of_listing(subject: &Profile) -> Vec<Measure> {
    let (business, persons): (&[Measure], &[Measure]) = match subject.kind {
        SubjectKind::NaturalPerson => (&[], &[]),
        SubjectKind::Enterprise => (
            &BUSINESS,
            &[Measure::HonoursRepresentative, Measure::HonoursResponsible],
        ),
        _ => (&BUSINESS, &[Measure::HonoursHeads]),
    };
    [&PARTY, business, persons].concat()
}

/// What 食品安全法 135(1) carries: of an operator for itself and those that the law names
/// beside it, of a person for himself. 个体工商户 are both.
pub(crate) fn of_food_revocation(subject: &Profile) -> &'static [Measure] {
    match subject.kind {
        SubjectKind::NaturalPerson => of_food_crime(subject),
        SubjectKind::Enterprise => &[
            Measure::FoodBusiness,
            Measure::FoodBusinessRepresentative,
            Measure::FoodBusinessResponsible,
            Measure::FoodOfficeRepresentative,
            Measure::FoodOfficeResponsible,
        ],
        SubjectKind::SoleProprietor => &[
            Measure::FoodBusiness,
            Measure::FoodBusinessHeads,
            Measure::FoodBusinessResponsible,
            Measure::FoodOffice,
            Measure::FoodOfficeHeads,
            Measure::FoodOfficeResponsible,
        ],
        _ => &[
            Measure::FoodBusiness,
            Measure::FoodBusinessHeads,
            Measure::FoodBusinessResponsible,
            Measure::FoodOfficeHeads,
            Measure::FoodOfficeResponsible,
        ],
    }
}

/// What 食品安全法 135(2) carries: only a person is imprisoned.
pub(crate) fn of_food_crime(subject: &Profile) -> &'static [Measure] {
    match subject.kind {
        SubjectKind::NaturalPerson | SubjectKind::SoleProprietor => {
            &[Measure::FoodBusiness, Measure::FoodOffice]
        }
        _ => &[],
    }
}

/// What 药品管理法 118, 124 carry: both bar persons alone.
pub(crate) fn of_drug_offence(subject: &Profile) -> &'static [Measure] {
    match subject.kind {
        SubjectKind::NaturalPerson => &[Measure::DrugBusiness],
        SubjectKind::SoleProprietor => &[Measure::DrugBusiness, Measure::DrugBusinessPunished],
        _ => &[Measure::DrugBusinessPunished],
    }
}

/// What 药品管理法 123 carries: it refuses the operator's applications as well.
pub(crate) fn of_drug_fraud(subject: &Profile) -> &'static [Measure] {
    match subject.kind {
        SubjectKind::NaturalPerson => &[Measure::DrugBusiness],
        _ => &[Measure::DrugBusiness, Measure::DrugBusinessPunished],
    }
}

#[cfg(test)]
mod tests {
    use accord_plugin::contract::Reach;

    use super::*;

    fn subject(kind: SubjectKind) -> Profile {
        Profile {
            kind,
            since: None,
            industry: None,
            region: None,
            status: None,
        }
    }

    /// Codes of those that reach the subject itself, and of those that reach others.
    fn by_reach(measures: &[Measure]) -> (Vec<String>, Vec<String>) {
        let all = Measure::list();
        let of = |reaches_subject: bool| {
            let own = measures
                .iter()
                .map(|measure| &all[usize::from(measure.index())]);
            own.filter(|measure| (measure.reach == Reach::SelfOnly) == reaches_subject)
                .map(|measure| measure.code.clone())
                .collect()
        };
        (of(true), of(false))
    }

    // A case compares codes, whatever their reach.
    #[test]
    fn a_natural_person_is_reached_himself_and_nobody_else() {
        let person = subject(SubjectKind::NaturalPerson);
        let food = ["food-business/ban", "food-office/restrict"];
        assert_eq!(by_reach(of_food_revocation(&person)).0, food);
        assert_eq!(by_reach(of_food_crime(&person)).0, food);
        assert_eq!(by_reach(of_drug_offence(&person)).0, ["drug-business/ban"]);
        assert_eq!(by_reach(of_drug_fraud(&person)).0, ["drug-business/ban"]);
        for measures in [
            of_food_revocation(&person),
            of_food_crime(&person),
            of_drug_offence(&person),
            of_drug_fraud(&person),
            &of_listing(&person),
        ] {
            assert!(by_reach(measures).1.is_empty(), "{measures:?}");
        }
    }

    #[test]
    fn what_bars_persons_alone_does_not_reach_an_organisation() {
        for kind in [SubjectKind::Enterprise, SubjectKind::Unincorporated] {
            let organisation = subject(kind);
            let own = by_reach(of_food_revocation(&organisation)).0;
            assert_eq!(own, ["food-business/ban"], "{kind:?}");
            assert!(of_food_crime(&organisation).is_empty(), "{kind:?}");
            let own = by_reach(of_drug_offence(&organisation)).0;
            assert!(own.is_empty(), "{kind:?}");
            let own = by_reach(of_drug_fraud(&organisation)).0;
            assert_eq!(own, ["drug-business/ban"], "{kind:?}");
        }
    }
}
