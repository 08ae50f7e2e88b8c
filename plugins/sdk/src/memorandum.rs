//! A memorandum: what it says of itself and its one function.

use crate::{
    answer::Answer,
    contract::{self, Manifest, ProfileNeed, SubjectKind, Verdict},
    fact::Reads,
    types::Date,
};

/// A part of the subject itself that a plugin may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfilePart {
    /// Day of birth or foundation.
    Since,
    /// Industry, GB/T 4754.
    Industry,
    /// Region, six digits.
    Region,
    /// Registration status.
    Status,
}

impl From<ProfilePart> for ProfileNeed {
    fn from(part: ProfilePart) -> Self {
        match part {
            ProfilePart::Since => Self::SINCE,
            ProfilePart::Industry => Self::INDUSTRY,
            ProfilePart::Region => Self::REGION,
            ProfilePart::Status => Self::STATUS,
        }
    }
}

/// What the manifest says of the memorandum itself.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Its code, kebab-case.
    pub code: &'static str,
    /// Version of the plugin, semantic.
    pub version: &'static str,
    /// Its Chinese title.
    pub title: &'static str,
    /// 文号.
    pub document_number: &'static str,
    /// 发起部门.
    pub initiator: &'static str,
    /// 联合签署部门.
    pub signatories: &'static [&'static str],
    /// Day of signature; `None` where it could not be established.
    pub signed_on: Option<Date>,
    /// First day for which it answers.
    pub in_force_from: Option<Date>,
    /// First day for which it no longer answers.
    pub expires_on: Option<Date>,
    /// Kinds of subject that it concerns.
    pub subjects: &'static [SubjectKind],
    /// What of the subject itself it reads.
    pub profile: &'static [ProfilePart],
    /// Lists that it may propose a subject for.
    pub listings: &'static [&'static str],
}

impl About {
    /// A start for a memorandum's own: `About { code: "…", ..About::BLANK }`.
    pub const BLANK: Self = Self {
        code: "",
        version: "0.0.0",
        title: "",
        document_number: "",
        initiator: "",
        signatories: &[],
        signed_on: None,
        in_force_from: None,
        expires_on: None,
        subjects: &[SubjectKind::Enterprise],
        profile: &[],
        listings: &[],
    };
}

/// The measures that a memorandum points at. Made by `#[derive(Measures)]` from an enum
/// whose variants say `#[measure("catalogue/code", reach = …)]`.
pub trait Measures: Copy + 'static {
    /// What the manifest says of them, in the order of the variants.
    fn list() -> Vec<contract::Measure>;
    /// The variant's position.
    fn index(self) -> u16;
}

/// The rules of a memorandum. Made by `#[derive(Rules)]` from an enum whose variants say
/// `#[rule("id", label = "…", source = "…")]`.
pub trait Rules: Copy + 'static {
    /// What the manifest says of them, in the order of the variants.
    fn list() -> Vec<contract::Rule>;
    /// The variant's position.
    fn index(self) -> u16;
}

/// A locality's settings (参数), which an administrator changes with no new plugin. Made by
/// `#[derive(Parameters)]` from a struct whose fields say
/// `#[parameter(title = "…", default = 12, min = 1, max = 60)]`; a setting's name is the
/// field's with `-` for `_`, and what is in force on the as-of date is what a plugin gets.
pub trait Parameters: Sized {
    /// What the manifest says of them, in the order of the fields.
    fn list() -> Vec<contract::Parameter>;
    /// The values that the host passes, in that order.
    fn read(values: Vec<contract::Value>) -> Self;
}

/// A memorandum without settings.
impl Parameters for () {
    fn list() -> Vec<contract::Parameter> {
        Vec::new()
    }

    fn read(_: Vec<contract::Value>) -> Self {}
}

/// The subject itself, as far as [`About::profile`] asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// What kind of subject it is.
    pub kind: SubjectKind,
    /// Day of birth or foundation.
    pub since: Option<Date>,
    /// Industry, GB/T 4754.
    pub industry: Option<String>,
    /// Region, six digits.
    pub region: Option<String>,
    /// Registration status.
    pub status: Option<String>,
}

impl Profile {
    /// Whether the subject is a natural person (自然人).
    #[must_use]
    pub fn is_person(&self) -> bool {
        self.kind == SubjectKind::NaturalPerson
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question<P = ()> {
    /// The day for which the answer holds.
    pub as_of: Date,
    /// The locality's settings, as in force on that day.
    pub parameters: P,
}

/// A memorandum (合作备忘录): the author's one trait.
pub trait Memorandum: Sized {
    /// The kinds of record that it reads.
    type Reads: Reads;
    /// The measures that it points at.
    type Measure: Measures;
    /// Its rules.
    type Rule: Rules;
    /// The locality's settings; `()` if it has none.
    type Parameters: Parameters;
    /// What it says of itself.
    const ABOUT: About;

    /// What holds for a subject on a day.
    fn evaluate(
        subject: &Profile,
        records: &Self::Reads,
        question: &Question<Self::Parameters>,
        answer: &mut Answer<Self>,
    );
}

/// The manifest of a memorandum.
#[must_use]
pub fn describe<M: Memorandum>() -> Manifest {
    let about = M::ABOUT;
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Manifest {
        code: about.code.to_owned(),
        version: about.version.to_owned(),
        title: about.title.to_owned(),
        document_number: about.document_number.to_owned(),
        initiator: about.initiator.to_owned(),
        signatories: owned(about.signatories),
        signed_on: about.signed_on.map(|day| day.0),
        in_force_from: about.in_force_from.map(|day| day.0),
        expires_on: about.expires_on.map(|day| day.0),
        subjects: about.subjects.to_vec(),
        profile: about
            .profile
            .iter()
            .fold(ProfileNeed::empty(), |need, part| need | (*part).into()),
        reads: M::Reads::needs(),
        listings: owned(about.listings),
        measures: M::Measure::list(),
        rules: M::Rule::list(),
        parameters: M::Parameters::list(),
    }
}

/// The verdict of a memorandum over one subject.
#[must_use]
pub fn evaluate<M: Memorandum>(
    subject: contract::Subject,
    question: contract::Question,
) -> Verdict {
    let profile = Profile {
        kind: subject.kind,
        since: subject.since.map(Date),
        industry: subject.industry,
        region: subject.region,
        status: subject.status,
    };
    let records = M::Reads::read(subject.facts);
    let asked = Question {
        as_of: Date(question.as_of),
        parameters: M::Parameters::read(question.parameters),
    };
    let mut answer = Answer::new(question.explain);
    M::evaluate(&profile, &records, &asked, &mut answer);
    answer.into_verdict()
}
