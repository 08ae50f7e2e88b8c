//! The closed lists of the template: what may stand in a cell, Chinese first.

use accord_model::contract::{Role, RoleTest, SubjectKind, ValueType};
use table_format::Test;

/// Words with what each means: Chinese, English, meaning.
pub(crate) struct Words<T: 'static>(pub(crate) &'static [(&'static str, &'static str, T)]);

impl<T: Copy> Words<T> {
    /// What a word means; English or Chinese.
    pub(crate) fn find(&self, word: &str) -> Option<T> {
        let mut words = self.0.iter();
        words
            .find(|(chinese, english, _)| *chinese == word || *english == word)
            .map(|(_, _, meaning)| *meaning)
    }

    /// The Chinese words.
    pub(crate) fn chinese(&self) -> Vec<&'static str> {
        self.0.iter().map(|(chinese, _, _)| *chinese).collect()
    }
}

/// 主体: a bit for each kind in the contract's order.
pub(crate) const SUBJECTS: Words<u16> = Words(&[
    ("企业", "enterprise", bit(SubjectKind::Enterprise)),
    ("分支机构", "branch", bit(SubjectKind::Branch)),
    (
        "个体工商户",
        "sole-proprietor",
        bit(SubjectKind::SoleProprietor),
    ),
    (
        "农民专业合作社",
        "cooperative",
        bit(SubjectKind::Cooperative),
    ),
    (
        "社会组织",
        "social-organisation",
        bit(SubjectKind::SocialOrganisation),
    ),
    (
        "事业单位",
        "public-institution",
        bit(SubjectKind::PublicInstitution),
    ),
    (
        "机关",
        "government-organ",
        bit(SubjectKind::GovernmentOrgan),
    ),
    (
        "非法人组织",
        "unincorporated",
        bit(SubjectKind::Unincorporated),
    ),
    ("自然人", "natural-person", bit(SubjectKind::NaturalPerson)),
    (
        "单位",
        "units",
        ALL_SUBJECTS - bit(SubjectKind::NaturalPerson),
    ),
    ("全部", "all", ALL_SUBJECTS),
]);

/// Every kind of subject.
pub(crate) const ALL_SUBJECTS: u16 = (1 << 9) - 1;

const fn bit(kind: SubjectKind) -> u16 {
    1 << (kind as u16)
}

/// Kinds of subject in the contract's order.
pub(crate) const SUBJECT_KINDS: [SubjectKind; 9] = [
    SubjectKind::Enterprise,
    SubjectKind::Branch,
    SubjectKind::SoleProprietor,
    SubjectKind::Cooperative,
    SubjectKind::SocialOrganisation,
    SubjectKind::PublicInstitution,
    SubjectKind::GovernmentOrgan,
    SubjectKind::Unincorporated,
    SubjectKind::NaturalPerson,
];

/// 任职.
pub(crate) const ROLES: Words<Role> = Words(&[
    (
        "法定代表人",
        "legal-representative",
        Role::LegalRepresentative,
    ),
    ("负责人", "person-in-charge", Role::PersonInCharge),
    ("主要负责人", "principal", Role::Principal),
    ("实际控制人", "actual-controller", Role::ActualController),
    ("董事", "director", Role::Director),
    ("监事", "supervisor", Role::Supervisor),
    ("高级管理人员", "senior-manager", Role::SeniorManager),
    ("财务负责人", "financial-officer", Role::FinancialOfficer),
    ("安全负责人", "safety-officer", Role::SafetyOfficer),
    (
        "直接责任人员",
        "directly-responsible",
        Role::DirectlyResponsible,
    ),
    ("股东", "shareholder", Role::Shareholder),
    (
        "注册执业人员",
        "registered-practitioner",
        Role::RegisteredPractitioner,
    ),
]);

/// 任职时点.
pub(crate) const ROLE_TESTS: Words<RoleTest> = Words(&[
    ("行为时", "at-act", RoleTest::AtAct),
    ("查询时", "at-as-of", RoleTest::AtAsOf),
    ("两者", "both", RoleTest::Both),
]);

/// Whom a measure reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reached {
    Subject,
    Holders,
    LedEntities,
}

/// 对象.
pub(crate) const REACHES: Words<Reached> = Words(&[
    ("本人", "self-only", Reached::Subject),
    ("任职人员", "holders", Reached::Holders),
    ("所任职单位", "led-entities", Reached::LedEntities),
]);

/// 比较.
pub(crate) const TESTS: Words<Test> = Words(&[
    ("等于", "equal", Test::Equal),
    ("不少于", "at-least", Test::AtLeast),
    ("多于", "more-than", Test::MoreThan),
    ("不多于", "at-most", Test::AtMost),
    ("少于", "less-than", Test::LessThan),
    ("属于", "one-of", Test::OneOf),
    ("有", "present", Test::Present),
]);

/// 状态: whether records that have ended count.
pub(crate) const STANDINGS: Words<bool> =
    Words(&[("现行", "active", false), ("含已结束", "ended-too", true)]);

/// 缺失时: whether a missing value is a gap.
pub(crate) const MISSING: Words<bool> = Words(&[("待定", "gap", true), ("不算", "unmet", false)]);

/// 是否.
pub(crate) const FLAGS: Words<bool> = Words(&[
    ("是", "yes", true),
    ("否", "no", false),
    ("TRUE", "true", true),
    ("FALSE", "false", false),
]);

/// How a term is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TermWord {
    WithGrounds,
    Months,
    MonthsOrGrounds,
    Date,
    Never,
}

/// 期限.
pub(crate) const TERMS: Words<TermWord> = Words(&[
    ("随依据", "with-grounds", TermWord::WithGrounds),
    ("固定", "months", TermWord::Months),
    (
        "固定或随依据",
        "months-or-grounds",
        TermWord::MonthsOrGrounds,
    ),
    ("至日期", "until-date", TermWord::Date),
    ("终身", "never", TermWord::Never),
]);

/// 类型 of a setting.
pub(crate) const TYPES: Words<ValueType> = Words(&[
    ("整数", "integer", ValueType::Integer),
    ("金额", "amount", ValueType::Amount),
    ("是否", "flag", ValueType::Flag),
    ("日期", "date", ValueType::Date),
    ("文本", "text", ValueType::Text),
    ("代码", "code", ValueType::Code),
    ("多个代码", "codes", ValueType::Codes),
]);

/// What stands for a setting where a kind of record could stand.
pub(crate) const PARAMETER: Words<()> = Words(&[("参数", "parameter", ())]);

/// A day that every record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayWord {
    DecidedOn,
    ActedOn,
}

/// Days that every record has, where a field could stand.
pub(crate) const DAYS: Words<DayWord> = Words(&[
    ("决定日", "decided-on", DayWord::DecidedOn),
    ("行为日", "acted-on", DayWord::ActedOn),
]);
