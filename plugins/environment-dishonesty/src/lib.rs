//! M6: 环境保护领域失信生产经营单位及其有关人员联合惩戒 (发改财金〔2016〕1580号).
//!
//! | fact | value |
//! | --- | --- |
//! | announced | 2016-07-27; the day of signature is recalled only, so none |
//! | signatories | 31, of which three could be established |
//! | who | units, and their 法定代表人, 主要负责人, directly responsible persons (domain.md §2.6) |
//! | list | made by the environment authority; a listing carries the measures |
//! | criteria | 14 circumstances, of which eight were read and four are unverified; they only propose a listing |
//! | local criteria | a setting of the place, none by default: 鄂州 the black rating, 贵州 nine circumstances |
//! | term | a setting of the place, one year by default: no national term could be established |
//! | exit | the listing's own end, where that is earlier |
//! | procurement | three years from a 重大违法记录, whatever becomes of the listing |
//! | measures | the 18 rows that could be established, of 25 |
//!
//! Measures rest on listings (`measures`); the criteria give proposals to a person
//! (`criteria`).

mod criteria;
mod measures;
mod records;

use accord_plugin::prelude::*;

pub use crate::{
    measures::Measure,
    records::{Circumstance, FieldOfCrime, Level, PenaltyCategory, Records},
};

/// Its rules.
#[derive(Rules, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A listing carries the memorandum's measures for the place's term.
    #[rule(
        "listed",
        label = "列入环境保护领域失信名单",
        source = "发改财金〔2016〕1580号"
    )]
    Listed,
    /// A grave violation in business within three years bars from public procurement.
    #[rule(
        "procurement",
        label = "三年内经营活动有重大违法记录",
        source = "政府采购法第二十二条; 实施条例第十九条"
    )]
    Procurement,

    /// A circumstance that was read.
    #[rule(
        "circumstance",
        label = "有备忘录所列失信情形之一",
        source = "发改财金〔2016〕1580号"
    )]
    Circumstance,
    /// A circumstance that is remembered with doubt.
    #[rule(
        "circumstance-unverified",
        label = "有备忘录所列失信情形之一 (未核实)",
        source = "发改财金〔2016〕1580号"
    )]
    CircumstanceUnverified,
    /// The circumstance of environmental crime, by the sentence itself.
    #[rule("crime", label = "构成环境犯罪", source = "发改财金〔2016〕1580号")]
    Crime,
    /// A circumstance that the place counts.
    #[rule(
        "local-circumstance",
        label = "有本地规定的失信情形之一",
        source = "地方参数 local-circumstances"
    )]
    LocalCircumstance,
    /// The rating, where the place counts it.
    #[rule(
        "black-rating",
        label = "环境信用评价为黑牌",
        source = "地方参数 local-circumstances"
    )]
    BlackRating,
}

/// Months on the list where the place has not settled them.
const ONE_YEAR: u16 = 12;

/// What the memorandum leaves to the place (地方参数).
#[derive(Parameters, Debug)]
pub struct Locality {
    /// Months for which a listing lasts. The bounds are those of a plausible setting; the
    /// memorandum has none.
    #[parameter(
        title = "失信名单有效期（月）",
        default = i64::from(ONE_YEAR),
        min = 1,
        max = 60
    )]
    pub(crate) term_months: i64,
    /// Circumstances that the place counts besides those of the memorandum.
    #[parameter(
        title = "本地另行认定的失信情形（environment/circumstance 代码）",
        default = Vec::new()
    )]
    pub(crate) local_circumstances: Vec<Circumstance>,
}

impl Locality {
    /// Months for which a listing lasts; the host holds them within the bounds.
    pub(crate) fn months(&self) -> u16 {
        u16::try_from(self.term_months).unwrap_or(ONE_YEAR)
    }
}

/// What is asked, with the place's settings.
pub(crate) type Asked = Question<Locality>;

/// The memorandum.
pub struct EnvironmentDishonesty;

impl Memorandum for EnvironmentDishonesty {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = Locality;

    const ABOUT: About = About {
        code: "environment-dishonesty",
        version: env!("CARGO_PKG_VERSION"),
        title: "关于对环境保护领域失信生产经营单位及其有关人员开展联合惩戒的合作备忘录",
        document_number: "发改财金〔2016〕1580号",
        initiator: "环境保护部",
        signatories: &["发展改革委", "环境保护部", "人民银行"],
        signed_on: None,
        in_force_from: Some(Date::new(2016, 7, 27)),
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
        listings: &["environment/dishonesty-list"],
        ..About::BLANK
    };

    fn evaluate(subject: &Profile, records: &Records, asked: &Asked, answer: &mut Answer<Self>) {
        for listing in &records.listings {
            measures::listed(subject, listing, asked, answer);
            for penalty in &records.penalties {
                measures::procurement(listing, penalty, asked, answer);
            }
        }
        for violation in &records.violations {
            criteria::circumstance(violation, records, asked, answer);
            criteria::circumstance_unverified(violation, records, asked, answer);
            criteria::local_circumstance(violation, records, asked, answer);
        }
        for sentence in &records.sentences {
            criteria::crime(sentence, records, asked, answer);
        }
        for rating in &records.ratings {
            criteria::black_rating(rating, records, asked, answer);
        }
    }
}

accord_plugin::export!(EnvironmentDishonesty);
