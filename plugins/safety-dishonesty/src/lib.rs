//! M5: 安全生产领域失信生产经营单位及其有关人员联合惩戒 (发改财金〔2016〕1001号).
//!
//! | fact | value |
//! | --- | --- |
//! | who | units, and their 法定代表人, 主要负责人, 分管安全的负责人, directly responsible persons (domain.md §2.5) |
//! | lists | 联合惩戒对象 (2017 rule) and “黑名单” (2015 rule); since 2023-10-01 one list of 令第11号, told under either kind |
//! | term | one year from publication; a second blacklisting three; three under 令第11号 |
//! | exit | by term; earlier where the record ends, as 令第11号 allows after twelve months |
//! | criteria | ten circumstances, three of the blacklist, two of 令第11号; they only propose a listing |
//! | bans | 安全生产法 94: the principal responsible, five years anywhere, for life in the trade |
//! | signed on | recalled only, so none |
//! | measures | the 17 rows that could be established, of about 29 |
//!
//! | rule set | in force from |
//! | --- | --- |
//! | 安委办〔2015〕14号 | 2015-07-29 |
//! | 安监总办〔2017〕49号 | 2017-05-09 |
//! | 应急管理部令第11号 | 2023-10-01 |
//!
//! The first two days, and what of the criteria of 令第11号 stands here, are not in the
//! dossier: they were read in public copies. Measures rest on listings (`listing`,
//! `measures`) and on findings of responsibility (`bans`); the criteria give proposals to a
//! person (`criteria`, `accidents`).

mod accidents;
mod bans;
mod criteria;
mod listing;
mod measures;
mod records;

use accord_plugin::prelude::*;

pub use crate::{
    measures::Measure,
    records::{BlacklistCircumstance, Circumstance, Grade, PenaltyCategory, Post, Records},
};

/// Its rules.
#[derive(Rules, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A listing of 2017 carries the memorandum's measures for a year.
    #[rule(
        "2017-49/joint-punishment",
        label = "列入联合惩戒对象, 自公布之日起一年",
        source = "发改财金〔2016〕1001号; 安监总办〔2017〕49号"
    )]
    JointPunishment,
    /// So does a first blacklisting.
    #[rule(
        "2015-14/blacklist",
        label = "列入“黑名单”, 自公布之日起一年",
        source = "发改财金〔2016〕1001号; 安委办〔2015〕14号"
    )]
    Blacklist,
    /// A second one for three years.
    #[rule(
        "2015-14/blacklist-again",
        label = "第二次列入“黑名单”, 自公布之日起三年",
        source = "发改财金〔2016〕1001号; 安委办〔2015〕14号"
    )]
    BlacklistAgain,
    /// A listing of today for three years.
    #[rule(
        "order-11/listed",
        label = "列入安全生产严重失信主体名单, 三年",
        source = "发改财金〔2016〕1001号; 应急管理部令第11号"
    )]
    Order11,
    /// A principal responsible for an accident leads no unit for five years.
    #[rule(
        "article-94/five-years",
        label = "主要负责人对生产安全事故负有责任, 五年",
        source = "安全生产法第九十四条"
    )]
    FiveYears,
    /// After a grave accident he leads none in its trade again.
    #[rule(
        "article-94/for-life",
        label = "主要负责人对重大、特别重大事故负有责任, 终身",
        source = "安全生产法第九十四条"
    )]
    ForLife,
    /// A grave violation in business within three years bars from public procurement.
    #[rule(
        "procurement",
        label = "三年内经营活动有重大违法记录",
        source = "政府采购法第二十二条; 实施条例第十九条"
    )]
    Procurement,

    /// 安监总办〔2017〕49号, the first circumstance: by grade.
    #[rule(
        "2017-49/liability-accident",
        label = "发生较大及以上责任事故",
        source = "安监总办〔2017〕49号第二条第一项"
    )]
    LiabilityAccident,
    /// The first circumstance: by number.
    #[rule(
        "2017-49/three-fatal-accidents",
        label = "一年内发生三起及以上造成人员死亡的一般责任事故",
        source = "安监总办〔2017〕49号第二条第一项"
    )]
    ThreeFatalAccidents,
    /// The second.
    #[rule(
        "2017-49/no-permit",
        label = "未取得安全许可擅自生产、建设",
        source = "安监总办〔2017〕49号第二条第二项"
    )]
    NoPermit,
    /// The third.
    #[rule(
        "2017-49/major-hazard",
        label = "重大隐患或职业病危害严重超标不整改, 仍组织作业",
        source = "安监总办〔2017〕49号第二条第三项"
    )]
    MajorHazard,
    /// The fourth.
    #[rule(
        "2017-49/evading-supervision",
        label = "以隐蔽、欺骗或阻碍等方式逃避、对抗监管",
        source = "安监总办〔2017〕49号第二条第四项"
    )]
    EvadingSupervision,
    /// The fifth.
    #[rule(
        "2017-49/defying-stop-order",
        label = "被责令停产停业后仍从事生产经营建设",
        source = "安监总办〔2017〕49号第二条第五项"
    )]
    DefyingStopOrder,
    /// The sixth.
    #[rule(
        "2017-49/false-report",
        label = "瞒报、谎报、迟报事故",
        source = "安监总办〔2017〕49号第二条第六项"
    )]
    FalseReport,
    /// The seventh.
    #[rule(
        "2017-49/before-acceptance",
        label = "高危项目安全设施未经验收合格即投入使用",
        source = "安监总办〔2017〕49号第二条第七项"
    )]
    BeforeAcceptance,
    /// The eighth.
    #[rule(
        "2017-49/illegal-mining",
        label = "超层越界开采、以探代采",
        source = "安监总办〔2017〕49号第二条第八项"
    )]
    IllegalMining,
    /// The ninth.
    #[rule(
        "2017-49/obstructing-investigation",
        label = "破坏现场、伪造证据、妨碍调查或主要负责人逃逸",
        source = "安监总办〔2017〕49号第二条第九项"
    )]
    ObstructingInvestigation,
    /// The tenth.
    #[rule(
        "2017-49/false-service",
        label = "技术服务机构出具虚假报告、出借资质",
        source = "安监总办〔2017〕49号第二条第十项"
    )]
    FalseService,

    /// “黑名单”.
    #[rule(
        "2017-49/major-accident",
        label = "存在严重违法违规行为, 发生重特大责任事故",
        source = "安监总办〔2017〕49号第三条"
    )]
    MajorAccident,
    /// “黑名单”.
    #[rule(
        "2017-49/two-larger-accidents",
        label = "一年内发生两起较大责任事故",
        source = "安监总办〔2017〕49号第三条"
    )]
    TwoLargerAccidents,
    /// “黑名单”.
    #[rule(
        "2017-49/vile-larger-accident",
        label = "发生性质恶劣的典型较大责任事故",
        source = "安监总办〔2017〕49号第三条"
    )]
    VileLargerAccident,

    /// 应急管理部令第11号.
    #[rule(
        "order-11/major-accident",
        label = "发生特别重大、重大事故",
        source = "应急管理部令第11号"
    )]
    MajorAccidentOrder11,
    /// 应急管理部令第11号.
    #[rule(
        "order-11/two-larger-accidents",
        label = "十二个月内发生两起以上较大事故",
        source = "应急管理部令第11号"
    )]
    TwoLargerAccidentsOrder11,
}

/// The memorandum.
pub struct SafetyDishonesty;

impl Memorandum for SafetyDishonesty {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = ();

    const ABOUT: About = About {
        code: "safety-dishonesty",
        version: env!("CARGO_PKG_VERSION"),
        title: "关于对安全生产领域失信生产经营单位及其有关人员开展联合惩戒的合作备忘录",
        document_number: "发改财金〔2016〕1001号",
        initiator: "安全监管总局",
        signatories: &[
            "发展改革委",
            "人民银行",
            "安全监管总局",
            "中央文明办",
            "科技部",
            "财政部",
            "人社部",
            "国土资源部",
            "环保部",
            "住建部",
            "国资委",
            "海关总署",
            "税务总局",
            "工商总局",
            "质检总局",
            "银监会",
            "证监会",
            "保监会",
        ],
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
        listings: &["safety/joint-punishment", "safety/blacklist"],
        ..About::BLANK
    };

    fn evaluate(
        subject: &Profile,
        records: &Records,
        question: &Question,
        answer: &mut Answer<Self>,
    ) {
        measures::listed(subject, records, question, answer);
        bans::article_94(subject, records, question, answer);
        criteria::propose(subject, records, answer);
    }
}

accord_plugin::export!(SafetyDishonesty);
