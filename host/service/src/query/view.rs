//! What an answer shows.

use accord_model::{
    case::CaseId,
    catalogue::{Basis, Class, Direction, ExecutionLevel, Nature, SourceStatus},
    contract::{Outcome, Role, SubjectKind, Test, Value},
    date::Date,
    determination::{Until, Withheld},
    subject::{SubjectDocument, SubjectId, view::Moment},
};
use serde::{Deserialize, Serialize};

use crate::reference::{DepartmentView, ReferenceName};

/// An edition of reference data that answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionView {
    /// Which data.
    pub name: ReferenceName,
    /// Its number, from 1.
    pub number: u32,
}

/// A subject as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectView {
    /// The host's own name of it.
    pub id: SubjectId,
    /// What kind of subject it is; none if nobody has described it yet. Then no memorandum
    /// is asked, and that nothing applies is not said.
    pub kind: Option<SubjectKind>,
    /// Its name.
    pub name: String,
    /// Its identifier; a person's is masked.
    pub identifier: String,
}

impl SubjectView {
    /// A subject as it is registered at a moment.
    pub(crate) fn new(id: SubjectId, document: &SubjectDocument, moment: Moment) -> Self {
        let profile = document
            .registered(moment)
            .map(|registered| registered.profile);
        Self {
            id,
            kind: profile.map(|profile| profile.kind),
            name: profile
                .map(|profile| profile.name.clone())
                .unwrap_or_default(),
            identifier: document
                .identifier(moment.known_at)
                .map(|held| held.shown.clone())
                .unwrap_or_default(),
        }
    }
}

/// The version of a memorandum that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemorandumView {
    /// Its code.
    pub code: String,
    /// Its Chinese title.
    pub title: String,
    /// 文号.
    pub document_number: String,
    /// Version of the plugin.
    pub version: String,
    /// Digest of the component.
    pub digest: String,
    /// Codes of the measures that it points at and the catalogue of that day lacks: a plugin
    /// that has any is not sound, and they are dropped (R-CAT).
    pub unlisted: Vec<String>,
}

/// A measure (措施), how it stands, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureView {
    /// Its code in the catalogue.
    pub code: String,
    /// Its Chinese title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// Its class.
    pub class: Class,
    /// Whether it takes or gives.
    pub direction: Direction,
    /// Whether the executor must or may.
    pub nature: Nature,
    /// Who executes it.
    pub executor: DepartmentView,
    /// At which level.
    pub execution_level: ExecutionLevel,
    /// How sure its title is.
    pub source_status: SourceStatus,
    /// Its legal bases in force that day.
    pub bases: Vec<Basis>,
    /// How it stands.
    #[serde(flatten)]
    pub state: StateView,
    /// First day on which it no longer applies: the latest of its reasons'. Where something
    /// is contested, the day on which the answers with and without it agree.
    pub until: Until,
    /// Until when it would apply if every objection were rejected, where that is later.
    pub contested_until: Option<Until>,
    /// Why it applies; it ends when the last of them ends.
    pub reasons: Vec<ReasonView>,
}

/// One independent reason of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonView {
    /// Code of the memorandum.
    pub memorandum: String,
    /// The rule.
    pub rule: RuleView,
    /// First day.
    pub from: Date,
    /// First day on which it no longer holds.
    pub until: Until,
    /// The records on which it rests.
    pub grounds: Vec<GroundView>,
    /// The subject and role through which it reaches this one, if it does.
    pub via: Option<ViaView>,
    /// The objections that suspend this reason; empty if it stands.
    pub contested_by: Vec<CaseId>,
}

/// How a measure stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum StateView {
    /// It applies and may be executed, once a person has confirmed it (R-HUMAN).
    Enforceable,
    /// It is not to be executed while these objections are open (异议期间暂停执行).
    Suspended {
        /// The objections.
        objections: Vec<CaseId>,
    },
    /// Whether it applies hangs on what these objections contest.
    Undetermined {
        /// The objections.
        objections: Vec<CaseId>,
    },
    /// A reward that these black listings suppress (R-CROSS).
    Suppressed {
        /// The listings; the reward may come back when the last of them ends.
        lists: Vec<GroundView>,
    },
}

/// A measure that does not apply though a memorandum holds so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithheldView {
    /// Code of the measure.
    pub code: String,
    /// Its Chinese title; empty if the catalogue of that day has none.
    pub title: String,
    /// The rule of the host that withholds it.
    #[serde(flatten)]
    pub why: Withheld,
    /// What is claimed, and why.
    pub reason: ReasonView,
}

/// A rule of a memorandum.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleView {
    /// Its id.
    pub id: String,
    /// What it says.
    pub label: String,
    /// Where it stands.
    pub source: String,
}

/// A record on which a reason rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroundView {
    /// Code of its kind.
    pub kind: String,
    /// Chinese name of its kind.
    pub name: String,
    /// Who provided it.
    pub provider: DepartmentView,
    /// The provider's number of it.
    pub number: String,
    /// Day of the decision.
    pub decided_on: Option<Date>,
    /// First day on which it no longer stands; none if it is open.
    pub ends_on: Option<Date>,
}

/// The way along one role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViaView {
    /// Who is the source.
    pub subject: SubjectView,
    /// The role held.
    pub role: Role,
}

/// Criteria met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalView {
    /// Code of the memorandum.
    pub memorandum: String,
    /// The list.
    pub listing: String,
    /// The rule.
    pub rule: RuleView,
    /// The records on which it rests.
    pub grounds: Vec<GroundView>,
    /// Months from the day of listing.
    pub term: Option<u16>,
}

/// What cannot be decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapView {
    /// Code of the memorandum.
    pub memorandum: String,
    /// The rule.
    pub rule: RuleView,
    /// The record concerned.
    pub ground: Option<GroundView>,
    /// What is missing: a field's name, `decided-on` and the like; `neighbours` where not
    /// all from whom the measures could reach the subject were looked at, and then the
    /// rule's label says why.
    pub missing: String,
    /// Codes of the measures left open by it.
    pub measures: Vec<String>,
}

/// A memorandum that failed to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultView {
    /// Code of the memorandum.
    pub memorandum: String,
    /// What kind of fault it is; programs match this.
    pub kind: String,
    /// What went wrong.
    pub fault: String,
}

/// A comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionView {
    /// Code of the memorandum.
    pub memorandum: String,
    /// Id of the rule.
    pub rule: String,
    /// The record compared.
    pub ground: Option<GroundView>,
    /// The field compared.
    pub field: Option<String>,
    /// How it was compared.
    pub test: Test,
    /// What the record says.
    pub observed: Option<Value>,
    /// What the rule asks for.
    pub required: Option<Value>,
    /// Whether it is met.
    pub outcome: Outcome,
}
