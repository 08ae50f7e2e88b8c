//! 容缺受理资格: who is let into the green lane and may hand in an incomplete file (清城区
//! 实施方案第四条).
//!
//! | fact | value |
//! | --- | --- |
//! | document | the district's scheme, a draft for comment: no number, no day |
//! | in charge | 区编办、区政务办, with the departments concerned |
//! | who | 行政相对人: 诚信典型, or three consecutive years without bad record (连续三年无不良信用记录) |
//! | 诚信典型 | on the red list of that name and still on it (clauses 3, 23) |
//! | three years | (D − 3 years, D] by the day of decision or listing (domain.md §1.4, R-3Y); the subject is as old itself, unless the place waives it |
//! | bad record | every kind of tiers a, b and c (`records`), but for what is repaired, what is withdrawn, and a penalty that is a warning only |
//! | breach | 逾期未补 ends it under both rules (domain.md §1.1, §1.3); how long the scheme does not say: a setting of the place. A file that is due and not told complete leaves both open |
//! | statutory documents | never waived; that is for who accepts the file |
//!
//! A listing that still stands counts however old it is. A withdrawn record is never passed
//! to a plugin, so that a penalty revoked by review leaves no trace here (domain.md §5.6,
//! G25). Nothing triggers, for a clean record is no record: everybody is evaluated.
//!
//! The clause asks for one of two things. If one holds, what is missing for the other leaves
//! nothing open. A black listing in force suppresses either; that is the host's part (R-CROSS).

mod records;
mod tally;

use accord_plugin::prelude::*;

pub use crate::records::{PenaltyCategory, Records, RedList};
use crate::{
    records::RedListing,
    tally::{Open, Tally},
};

/// What it points at.
#[derive(Measures, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 行政审批绿色通道、容缺受理.
    #[measure("approval/green-lane")]
    GreenLane,
}

/// Its rules.
#[derive(Rules, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A model of honesty.
    #[rule(
        "honest-model",
        label = "诚信典型, 仍在红名单",
        source = "实施方案第四条、第三条"
    )]
    HonestModel,
    /// Three consecutive years without bad record.
    #[rule(
        "three-clean-years",
        label = "连续三年无不良信用记录",
        source = "实施方案第四条"
    )]
    ThreeCleanYears,
}

/// Months in which no bad record may lie, and that a subject must have existed.
const THREE_YEARS: u16 = 36;

/// What the scheme leaves to the place (地方参数).
#[derive(Parameters, Debug)]
pub struct Locality {
    /// Whether a subject younger than three years passes if it has been clean so far.
    #[parameter(
        title = "成立不满三年而无不良信用记录的，视为满足连续三年",
        default = false
    )]
    pub(crate) young_pass: bool,
    /// Months for which an incomplete file that was not completed in time ends eligibility.
    /// The scheme has no term: the default is the only one that its clause knows, and the
    /// bounds are those of a plausible setting.
    #[parameter(
        title = "容缺受理逾期未补后不再适用的期限（月）",
        default = i64::from(THREE_YEARS),
        min = 1,
        max = 120
    )]
    pub(crate) breach_months: i64,
}

impl Locality {
    /// Months that follow a breach; the host holds them within the bounds.
    pub(crate) fn months(&self) -> u16 {
        u16::try_from(self.breach_months).unwrap_or(THREE_YEARS)
    }
}

/// What is asked, with the place's settings.
pub(crate) type Asked = Question<Locality>;

/// Clause 4 of the scheme.
pub struct IncompleteFileEligibility;

impl Memorandum for IncompleteFileEligibility {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = Locality;

    const ABOUT: About = About {
        code: "incomplete-file-eligibility",
        version: env!("CARGO_PKG_VERSION"),
        title: "清远市清城区建立完善守信联合激励和失信联合惩戒制度的实施方案（征求意见稿）",
        document_number: "征求意见稿",
        initiator: "区编办、区政务办",
        signatories: &["区编办", "区政务办"],
        signed_on: None,
        in_force_from: None,
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
        ..About::BLANK
    };

    fn evaluate(subject: &Profile, records: &Records, asked: &Asked, answer: &mut Answer<Self>) {
        let honest = honest_model(records, asked, answer);
        let clean = three_clean_years(subject, records, asked, answer);
        if let (Clause::Open(honest), Clause::Open(clean)) = (honest, clean) {
            for (rule, open) in [(Rule::HonestModel, honest), (Rule::ThreeCleanYears, clean)] {
                for (head, missing) in open {
                    answer.gap(rule, head, missing, &[Measure::GreenLane]);
                }
            }
        }
    }
}

/// What became of a rule.
enum Clause<'a> {
    /// It holds, and was told.
    Holds,
    /// It does not; this is missing to know, nothing if it surely does not.
    Open(Vec<Open<'a>>),
}

/// 诚信典型: as long as the listing stands and no incomplete file was left incomplete.
fn honest_model<'a>(
    records: &'a Records,
    asked: &Asked,
    answer: &mut Answer<IncompleteFileEligibility>,
) -> Clause<'a> {
    let rule = Rule::HonestModel;
    let (mut listed, mut open) = (Vec::new(), Vec::new());
    for listing in records.red_listings() {
        let head = &listing.head;
        let mut check = answer.check(rule, head);
        let named = check.equal(RedListing::LIST, &listing.list, RedList::HonestModel);
        match (named, head.decided_on) {
            (Compared::Unmet, _) => {}
            (Compared::Open(missing), _) => open.push((Some(head), missing)),
            (Compared::Met, None) => open.push((Some(head), Missing::DecidedOn)),
            (Compared::Met, Some(listed_on)) => listed.push((head, listed_on)),
        }
    }
    if listed.is_empty() && open.is_empty() {
        return Clause::Open(open);
    }
    let mut tally = Tally::new(asked.as_of);
    records.left_incomplete(asked.parameters.months(), &mut tally);
    tally.announce(answer);
    if tally.is_bad() {
        return Clause::Open(Vec::new());
    }
    if listed.is_empty() || !tally.open().is_empty() {
        open.extend(tally.open());
        return Clause::Open(open);
    }
    for (head, listed_on) in listed {
        let from = tally
            .clean_since()
            .map_or(listed_on, |day| day.max(listed_on));
        answer.determine(rule, &[head], from, End::WithGrounds, &[Measure::GreenLane]);
    }
    Clause::Holds
}

/// 连续三年无不良信用记录. It rests on no record, so it has no end that could be named: the
/// next bad record ends it.
fn three_clean_years<'a>(
    subject: &Profile,
    records: &'a Records,
    asked: &Asked,
    answer: &mut Answer<IncompleteFileEligibility>,
) -> Clause<'a> {
    let rule = Rule::ThreeCleanYears;
    let mut tally = Tally::new(asked.as_of);
    tally.age(subject.since, asked.parameters.young_pass);
    records.bad(subject, &mut tally, answer);
    records.left_incomplete(asked.parameters.months(), &mut tally);
    tally.announce(answer);
    match tally.clean_since() {
        _ if tally.is_bad() => Clause::Open(Vec::new()),
        Some(from) if tally.open().is_empty() => {
            answer.determine(rule, &[], from, End::Never, &[Measure::GreenLane]);
            Clause::Holds
        }
        _ => Clause::Open(tally.open().to_vec()),
    }
}

accord_plugin::export!(IncompleteFileEligibility);
