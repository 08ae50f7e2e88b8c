//! M7: 食品药品生产经营严重失信者联合惩戒 (发改财金〔2016〕1962号).
//!
//! | fact | value |
//! | --- | --- |
//! | released | 2016-09-22; the day of signature is recalled only, so none |
//! | who | producers and sellers of food, drugs, cosmetics, medical devices on the authority's list (domain.md §2.7) |
//! | persons | of an enterprise its 法定代表人 and whoever is directly responsible; of another organisation its 负责人; a natural person himself; never minors |
//! | criteria | of the place: seven circumstances read of 河北 and 宁夏; they only propose a listing |
//! | term | of the place: none by default, so that the authority ends a listing; three years under 总局令第44号 |
//! | exit | the listing's own end, where that is earlier |
//! | bans | by their articles alone: 食品安全法 135 five years or life, 药品管理法 118 life, 123 ten years, 124 ten years to life |
//! | procurement | three years from a 重大违法记录, whatever becomes of the listing |
//! | measures | the 15 rows that could be established, of 17 in the 广州 version |
//!
//! | rule set | in force from |
//! | --- | --- |
//! | 食品安全法(2015) | 2015-10-01 |
//! | 药品管理法(2019) | 2019-12-01 |
//! | 总局令第44号 | 2021-09-01 |
//!
//! The days of the two laws were read in their texts. Measures rest on listings (`listing`)
//! and on decisions (`bans`); the criteria give proposals to a person (`criteria`,
//! `counting`).

mod age;
mod bans;
mod counting;
mod criteria;
mod listing;
mod measures;
mod open;
mod records;

use accord_plugin::prelude::*;

pub use crate::{
    measures::Measure,
    records::{BanBasis, Circumstance, FieldOfCrime, PenaltyCategory, Records, Sector},
};

/// Its rules.
#[derive(Rules, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A listing carries the memorandum's measures as long as the authority keeps it.
    #[rule(
        "listed",
        label = "列入食品药品生产经营严重失信者名单",
        source = "发改财金〔2016〕1962号"
    )]
    Listed,
    /// A listing of today for three years.
    #[rule(
        "order-44/listed",
        label = "列入市场监督管理严重违法失信名单, 三年",
        source = "发改财金〔2016〕1962号; 市场监管总局令第44号"
    )]
    ListedOrder44,
    /// Whose food licence is revoked does no food business for five years.
    #[rule(
        "food/five-years",
        label = "被吊销许可证的食品生产经营者及其责任人员, 五年",
        source = "食品安全法第一百三十五条第一款"
    )]
    FoodFiveYears,
    /// Who was imprisoned for a food crime does none again.
    #[rule(
        "food/for-life",
        label = "因食品安全犯罪被判处有期徒刑以上刑罚, 终身",
        source = "食品安全法第一百三十五条第二款"
    )]
    FoodForLife,
    /// Permits by fraud, or drugs without approval: ten years.
    #[rule(
        "drugs/ten-years",
        label = "骗取许可或未经批准生产、进口药品等, 情节严重, 十年",
        source = "药品管理法第一百二十三条、第一百二十四条"
    )]
    DrugsTenYears,
    /// Fake drugs, or drugs without approval: for life.
    #[rule(
        "drugs/for-life",
        label = "生产销售假药或未经批准生产、进口药品等, 情节严重, 终身",
        source = "药品管理法第一百一十八条、第一百二十四条"
    )]
    DrugsForLife,
    /// A grave violation in business within three years bars from public procurement.
    #[rule(
        "procurement",
        label = "三年内经营活动有重大违法记录",
        source = "政府采购法第二十二条; 实施条例第十九条"
    )]
    Procurement,

    /// 河北.
    #[rule(
        "criteria/licence-revoked",
        label = "食品经营者被吊销许可证",
        source = "河北省认定标准; 地方参数 criteria"
    )]
    LicenceRevoked,
    /// 河北.
    #[rule(
        "criteria/fake-drugs",
        label = "生产销售假药",
        source = "河北省认定标准; 地方参数 criteria"
    )]
    FakeDrugs,
    /// 河北.
    #[rule(
        "criteria/inferior-drugs",
        label = "生产销售劣药, 情节严重",
        source = "河北省认定标准; 地方参数 criteria"
    )]
    InferiorDrugs,
    /// 河北, of drug permits; 宁夏, of any.
    #[rule(
        "criteria/false-material",
        label = "以虚假材料取得许可",
        source = "河北省、宁夏回族自治区认定标准; 地方参数 criteria"
    )]
    FalseMaterial,
    /// 宁夏: found by the authority.
    #[rule(
        "criteria/repeated-penalties",
        label = "一年内两次责令停产停业或三次处罚",
        source = "宁夏回族自治区认定标准; 地方参数 criteria"
    )]
    RepeatedPenalties,
    /// 宁夏: counted.
    #[rule(
        "criteria/three-penalties",
        label = "一年内三次受到处罚",
        source = "宁夏回族自治区认定标准; 地方参数 criteria"
    )]
    ThreePenalties,
    /// 宁夏: counted.
    #[rule(
        "criteria/two-stop-orders",
        label = "一年内两次被责令停产停业",
        source = "宁夏回族自治区认定标准; 地方参数 criteria"
    )]
    TwoStopOrders,
    /// 宁夏.
    #[rule(
        "criteria/food-incident",
        label = "发生较大(Ⅲ级)食品安全事故",
        source = "宁夏回族自治区认定标准; 地方参数 criteria"
    )]
    FoodIncident,
    /// 宁夏.
    #[rule(
        "criteria/drug-advertising",
        label = "发布违法药品广告",
        source = "宁夏回族自治区认定标准; 地方参数 criteria"
    )]
    DrugAdvertising,
}

/// What the memorandum leaves to the place (地方参数).
#[derive(Parameters, Debug)]
pub struct Locality {
    /// Circumstances for which the place lists.
    #[parameter(
        title = "认定严重失信的情形（food-drug/circumstance 代码）",
        default = Circumstance::ALL.to_vec()
    )]
    pub(crate) criteria: Vec<Circumstance>,
    /// Months for which a listing before 总局令第44号 lasts. The upper bound is that of a
    /// plausible setting; the memorandum has none.
    #[parameter(
        title = "名单公布期限（月，0为至移出之日）",
        default = 0,
        min = 0,
        max = 120
    )]
    pub(crate) term_months: i64,
}

impl Locality {
    /// Months for which a listing lasts; none if the authority ends it.
    pub(crate) fn term(&self) -> Option<u16> {
        let months = u16::try_from(self.term_months).ok();
        months.filter(|months| *months > 0)
    }
}

/// What is asked, with the place's settings.
pub(crate) type Asked = Question<Locality>;

/// The memorandum.
pub struct FoodDrugDishonesty;

impl Memorandum for FoodDrugDishonesty {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = Locality;

    const ABOUT: About = About {
        code: "food-drug-dishonesty",
        version: env!("CARGO_PKG_VERSION"),
        title: "关于对食品药品生产经营严重失信者开展联合惩戒的合作备忘录",
        document_number: "发改财金〔2016〕1962号",
        initiator: "食品药品监管总局",
        signatories: &[
            "发展改革委",
            "食药监总局",
            "人民银行",
            "中央宣传部",
            "中央文明办",
            "中央网信办",
            "最高人民法院",
            "最高人民检察院",
            "科技部",
            "工信部",
            "司法部",
            "财政部",
            "国土资源部",
            "商务部",
            "卫计委",
            "国资委",
            "海关总署",
            "税务总局",
            "工商总局",
            "质检总局",
            "新闻出版广电总局",
            "银监会",
            "证监会",
            "保监会",
            "全国总工会",
            "共青团中央",
            "全国妇联",
            "全国工商联",
        ],
        signed_on: None,
        in_force_from: Some(Date::new(2016, 9, 22)),
        expires_on: None,
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
        profile: &[ProfilePart::Since],
        listings: &["food-drug/serious-list"],
    };

    fn evaluate(subject: &Profile, records: &Records, asked: &Asked, answer: &mut Answer<Self>) {
        for listing in &records.listings {
            listing::listed(subject, listing, asked, answer);
            listing::procurement(subject, listing, records, asked, answer);
        }
        bans::barred(subject, records, asked, answer);
        for violation in &records.violations {
            criteria::circumstances(subject, violation, records, asked, answer);
        }
        for revocation in &records.revocations {
            criteria::licence_revoked(subject, revocation, records, asked, answer);
        }
        counting::repeated_penalties(subject, records, asked, answer);
    }
}

accord_plugin::export!(FoodDrugDishonesty);
