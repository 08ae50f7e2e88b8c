//! The measures and whom each concerns.

use accord_plugin::prelude::*;

/// 法定代表人、主要负责人、实际控制人 of a debtor that is no person: limited in their
/// consumption, never listed themselves (法发〔2019〕35号).
///
/// 影响债务履行的直接责任人员 are left out: a role says that its holder was found responsible,
/// not for what.
const OFFICERS: Reach = Reach::Holders {
    roles: &[
        Role::LegalRepresentative,
        Role::PersonInCharge,
        Role::Principal,
        Role::ActualController,
    ],
    responsible_only: false,
    test: RoleTest::AtAsOf,
};

/// Organisations of which a listed debtor is now 法定代表人, 实际控制人 or one of 董监高
/// (141-11, 141-12).
const LED: Reach = Reach::LedEntities {
    roles: &[
        Role::LegalRepresentative,
        Role::ActualController,
        Role::Director,
        Role::Supervisor,
        Role::SeniorManager,
    ],
    test: RoleTest::AtAsOf,
};

/// What it points at: rows of the table in domain.md §2.4, in their order.
///
/// Not here: 党代表、人大代表、政协委员, 入党, 入伍, which stay out of the software, and 限制出境,
/// which takes a decision of the court that no kind of record tells.
#[derive(Measures, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 限制发行企业债券.
    #[measure("bond-issue/restrict")]
    BondIssue,
    /// 依法限制参加政府采购.
    #[measure("procurement/restrict")]
    Procurement,
    /// 限制设立融资性担保公司.
    #[measure("financing-guarantee/restrict")]
    FinancingGuarantee,
    /// 限制任职担保公司或金融机构董监高.
    #[measure("financial-office/restrict")]
    FinancialOffice,
    /// 设立商业银行、证券、保险机构审批参考.
    #[measure("financial-institution/caution")]
    FinancialInstitution,
    /// 金融机构融资授信审慎性参考.
    #[measure("bank-credit/caution")]
    BankCredit,
    /// 限制补贴性资金和社会保障资金支持.
    #[measure("subsidies/restrict")]
    Subsidies,
    /// 投资、税收、进出口优惠政策审慎性参考.
    #[measure("preferential-policy/caution")]
    PreferentialPolicy,
    /// The same for organisations that a debtor leads.
    #[measure("preferential-policy/caution", reach = LED)]
    PreferentialPolicyLed,
    /// 重点监管, 提高抽查.
    #[measure("inspection/increase")]
    Inspection,
    /// The same for organisations that a debtor leads.
    #[measure("inspection/increase", reach = LED)]
    InspectionLed,
    /// 限制担任国企董监高.
    #[measure("state-enterprise-office/restrict")]
    StateEnterpriseOffice,
    /// 不得担任任何公司董监高.
    #[measure("company-office/ban-debtor")]
    CompanyOffice,
    /// 限制登记为事业单位法定代表人.
    #[measure("public-institution-head/restrict")]
    PublicInstitutionHead,
    /// 限制招录为公务员、事业单位人员.
    #[measure("civil-service/restrict")]
    CivilService,
    /// 担任社会组织负责人限制.
    #[measure("social-organisation-head/restrict")]
    SocialOrganisationHead,
    /// 设立社会组织限制.
    #[measure("social-organisation/restrict")]
    SocialOrganisation,
    /// 信用中国、企业信用公示系统公布.
    #[measure("publication/judgment-debtor")]
    Publication,
    /// 限制乘坐飞机.
    #[measure("travel/no-flights")]
    Flights,
    /// 限制乘坐飞机: its officers.
    #[measure("travel/no-flights", reach = OFFICERS)]
    FlightsOfficers,
    /// 限制乘坐列车软卧、G字头全部座位、其他动车一等以上.
    #[measure("travel/no-premium-trains")]
    Trains,
    /// The same for its officers.
    #[measure("travel/no-premium-trains", reach = OFFICERS)]
    TrainsOfficers,
    /// 限制星级以上宾馆、夜总会、高尔夫.
    #[measure("luxury-venues/restrict")]
    LuxuryVenues,
    /// The same for its officers.
    #[measure("luxury-venues/restrict", reach = OFFICERS)]
    LuxuryVenuesOfficers,
    /// 限制团队出境旅游、度假消费.
    #[measure("holiday-travel/restrict")]
    Holiday,
    /// The same for its officers.
    #[measure("holiday-travel/restrict", reach = OFFICERS)]
    HolidayOfficers,
    /// 限制以其财产支付子女就读高收费私立学校: the payer's spending, not the child's schooling.
    #[measure("private-school/restrict")]
    PrivateSchool,
    /// The same for its officers.
    #[measure("private-school/restrict", reach = OFFICERS)]
    PrivateSchoolOfficers,
    /// 限制购买具有现金价值保险.
    #[measure("insurance-purchase/restrict")]
    Insurance,
    /// The same for its officers.
    #[measure("insurance-purchase/restrict", reach = OFFICERS)]
    InsuranceOfficers,
    /// 限制新建、扩建、高档装修.
    #[measure("building-works/restrict")]
    BuildingWorks,
    /// The same for its officers.
    #[measure("building-works/restrict", reach = OFFICERS)]
    BuildingWorksOfficers,
    /// 限制购买非经营必需车辆.
    #[measure("vehicle-purchase/restrict")]
    Vehicle,
    /// The same for its officers.
    #[measure("vehicle-purchase/restrict", reach = OFFICERS)]
    VehicleOfficers,
    /// 限制购买不动产.
    #[measure("real-estate-purchase/restrict")]
    RealEstate,
    /// The same for its officers.
    #[measure("real-estate-purchase/restrict", reach = OFFICERS)]
    RealEstateOfficers,
    /// 限制国有产权交易.
    #[measure("state-property-trade/restrict")]
    StateProperty,
    /// 国有林地、草原项目限制.
    #[measure("forest-and-grassland/restrict")]
    ForestAndGrassland,
    /// 重点林业草原项目申报限制.
    #[measure("forestry-projects/restrict")]
    ForestryProjects,
    /// 海关认证限制.
    #[measure("customs-certification/refuse")]
    Customs,
    /// 药品食品行业限制.
    #[measure("food-drug-sector/restrict")]
    FoodDrugSector,
    /// 房地产、建筑资质限制.
    #[measure("construction-qualification/restrict")]
    ConstructionQualification,
    /// 荣誉限制.
    #[measure("honours/no-model-titles")]
    Honours,
    /// 招投标活动限制.
    #[measure("tendering/restrict-debtor")]
    Tendering,
}

/// What a listing carries for any debtor.
const DEBTOR: [Measure; 25] = {
    use Measure::{
        BankCredit, BuildingWorks, FinancialInstitution, FinancingGuarantee, Flights,
        FoodDrugSector, ForestAndGrassland, ForestryProjects, Holiday, Honours, Inspection,
        InspectionLed, Insurance, LuxuryVenues, PreferentialPolicy, PreferentialPolicyLed,
        Procurement, Publication, RealEstate, SocialOrganisation, StateProperty, Subsidies,
        Tendering, Trains, Vehicle,
    };
    [
        Procurement,
        FinancingGuarantee,
        FinancialInstitution,
        BankCredit,
        Subsidies,
        PreferentialPolicy,
        PreferentialPolicyLed,
        Inspection,
        InspectionLed,
        SocialOrganisation,
        Publication,
        Flights,
        Trains,
        LuxuryVenues,
        Holiday,
        Insurance,
        BuildingWorks,
        Vehicle,
        RealEstate,
        StateProperty,
        ForestAndGrassland,
        ForestryProjects,
        FoodDrugSector,
        Honours,
        Tendering,
    ]
};

/// What it carries besides where the debtor is a person: offices, and the school that he
/// pays for.
const PERSON: [Measure; 6] = [
    Measure::FinancialOffice,
    Measure::StateEnterpriseOffice,
    Measure::PublicInstitutionHead,
    Measure::CivilService,
    Measure::SocialOrganisationHead,
    Measure::PrivateSchool,
];

/// What it carries besides where the debtor is an organisation: measures on what only an
/// organisation has or does, and the consumption of its officers.
const ORGANISATION: [Measure; 12] = [
    Measure::BondIssue,
    Measure::Customs,
    Measure::ConstructionQualification,
    Measure::FlightsOfficers,
    Measure::TrainsOfficers,
    Measure::LuxuryVenuesOfficers,
    Measure::HolidayOfficers,
    Measure::PrivateSchoolOfficers,
    Measure::InsuranceOfficers,
    Measure::BuildingWorksOfficers,
    Measure::VehicleOfficers,
    Measure::RealEstateOfficers,
];

/// What an order that limits consumption carries: the measures that rest on 限制高消费规定第三条
/// and not on the opinion of the two general offices, which speaks of listed debtors only.
const ORDERED: [Measure; 3] = [Measure::Flights, Measure::Trains, Measure::LuxuryVenues];

/// The same for the officers of an organisation.
const ORDERED_OFFICERS: [Measure; 3] = [
    Measure::FlightsOfficers,
    Measure::TrainsOfficers,
    Measure::LuxuryVenuesOfficers,
];

/// What a listing carries for a debtor of this kind.
pub(crate) fn of_listing(subject: &Profile) -> Vec<Measure> {
    let own = if subject.is_person() {
        &PERSON[..]
    } else {
        &ORGANISATION[..]
    };
    [&DEBTOR[..], own].concat()
}

/// What an order that limits consumption carries for a debtor of this kind.
pub(crate) fn of_order(subject: &Profile) -> Vec<Measure> {
    let own = if subject.is_person() {
        &[][..]
    } else {
        &ORDERED_OFFICERS[..]
    };
    [&ORDERED[..], own].concat()
}
