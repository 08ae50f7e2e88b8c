//! What applies to one subject, asked of every memorandum in force: live, never from a
//! cache.
//!
//! The same measure from several memoranda is one measure with several reasons (R-MULTI).
//! Measures that reach the subject through a role are found at their source, one step
//! away, and never further (R-PROP).

use std::{collections::BTreeMap, sync::Arc};

use accord_model::{
    catalogue::{Basis, Direction, ExecutionLevel, Nature, SourceStatus},
    contract::{Manifest, Missing, Outcome, Reach, Role, SubjectKind, Test, Value, Verdict},
    date::Date,
    determination::{self, Reason, Until},
    identifier::{Identifier, Scheme},
    principal::{Principal, Right},
    projection::Projected,
    subject::{Millis, SubjectDocument, SubjectId, view::Moment},
};
use serde::{Deserialize, Serialize};

use crate::{
    error::ServiceError,
    evaluation::Opinion,
    host::Host,
    panel::reaches,
    reference::{DepartmentView, EditionInfo, Reference, ReferenceName},
    registry::{Loaded, Version},
    subjects::{Found, NEIGHBOURS, Unread, Ways, edges},
};

/// An identifier as it comes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifierText {
    /// Its kind.
    pub scheme: Scheme,
    /// Its value.
    pub value: String,
}

impl IdentifierText {
    /// The identifier as an intake would hold it, and what is wrong with its check: that
    /// finds only who was sent with that very code.
    ///
    /// # Errors
    /// [`ServiceError::Identifier`] if length or characters are none of its kind.
    fn hold(&self) -> Result<(Identifier, Option<ServiceError>), ServiceError> {
        let wrong = |error| ServiceError::Identifier {
            scheme: self.scheme,
            error,
        };
        Identifier::hold(self.scheme, &self.value)
            .map(|(identifier, check)| (identifier, check.map(wrong)))
            .map_err(wrong)
    }

    /// The identifier of a text whose kind is not told: of the kinds whose check is right
    /// the first, else of those whose form it has.
    ///
    /// # Errors
    /// [`ServiceError::Identifier`] if it has the form of none. It says what is wrong with
    /// the kind that it looks like.
    pub fn guess(text: &str) -> Result<Self, ServiceError> {
        const KINDS: [Scheme; 4] = [
            Scheme::UnifiedSocialCreditCode,
            Scheme::ResidentIdentityNumber,
            Scheme::OrganisationCode,
            Scheme::RegistrationNumber,
        ];
        let of = |scheme| Self {
            scheme,
            value: text.to_owned(),
        };
        let right = KINDS
            .into_iter()
            .find(|scheme| Identifier::parse(*scheme, text).is_ok());
        if let Some(scheme) = right {
            return Ok(of(scheme));
        }
        let digits = text.trim().chars().take(17).all(|c| c.is_ascii_digit());
        let looks_like = if digits {
            Scheme::ResidentIdentityNumber
        } else {
            Scheme::UnifiedSocialCreditCode
        };
        let guessed = of(looks_like);
        guessed.hold().map(|_| guessed)
    }
}

/// A question about one subject. Nobody is found by a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Who.
    pub identifier: IdentifierText,
    /// The day for which the answer holds; today if absent.
    #[serde(default)]
    pub as_of: Option<Date>,
    /// What was known at this moment counts, milliseconds since 1970-01-01 UTC; all that
    /// is known now if absent.
    #[serde(default)]
    pub known_at: Option<Millis>,
    /// Also say what was compared.
    #[serde(default)]
    pub explain: bool,
}

/// What applies to one subject on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The day.
    pub as_of: Date,
    /// The moment whose knowledge counted, if one was asked for.
    pub known_at: Option<Millis>,
    /// Edition of the catalogue of measures.
    pub catalogue: String,
    /// Which editions of reference data answered, if a moment was asked for: the latest
    /// ones, whatever was known at that moment.
    pub editions: Vec<EditionView>,
    /// The subject.
    pub subject: SubjectView,
    /// Memoranda that were in force, answering or not.
    pub memoranda: Vec<MemorandumView>,
    /// What applies.
    pub measures: Vec<MeasureView>,
    /// Criteria met: proposals to a person, which carry no measure.
    pub proposals: Vec<ProposalView>,
    /// What cannot be decided because something is missing.
    pub gaps: Vec<GapView>,
    /// Memoranda that failed to answer; they decide nothing.
    pub faults: Vec<FaultView>,
    /// What was compared, if asked.
    pub conditions: Vec<ConditionView>,
    /// First day on which the answer may differ though no record changes, as far as the
    /// plugins know.
    pub review_on: Option<Date>,
}

/// An edition of reference data that answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionView {
    /// Which data.
    pub name: ReferenceName,
    /// Number of the edition that answered.
    pub number: u32,
    /// Number of the one in force at the moment asked for; none if there was none yet.
    pub known: Option<u32>,
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
}

/// A measure (措施) that applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureView {
    /// Its code in the catalogue.
    pub code: String,
    /// Its Chinese title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// Its class.
    pub class: String,
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
    /// Its legal bases.
    pub bases: Vec<Basis>,
    /// First day on which it no longer applies: the latest of its reasons'.
    pub until: Until,
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
}

/// A rule of a memorandum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

impl Host {
    /// The subject that is asked about.
    pub(crate) fn asked(
        &self,
        identifier: &IdentifierText,
        moment: Moment,
    ) -> Result<Found, ServiceError> {
        let (identifier, wrong) = identifier.hold()?;
        match self.find(&identifier, moment)? {
            Some(found) => Ok(found),
            None => Err(wrong.unwrap_or(ServiceError::NoSuchSubject)),
        }
    }

    /// What applies to a subject.
    ///
    /// # Errors
    /// [`ServiceError::Identifier`], [`ServiceError::NoSuchSubject`]; those of the store.
    pub fn query(&self, by: &Principal, query: &Query) -> Result<Answer, ServiceError> {
        self.allow(by, Right::QueryByIdentifier)?;
        let as_of = query.as_of.unwrap_or_else(crate::today);
        let moment = Moment {
            as_of,
            known_at: query.known_at.unwrap_or(Moment::LATEST),
        };
        let subject = self.asked(&query.identifier, moment)?;
        let registry = self.registry.load_full();
        let (reference, editions) = match query.known_at {
            None => (self.reference.load_full(), Vec::new()),
            Some(known_at) => self.reference_and_editions(known_at)?,
        };
        let mut assembly = Assembly {
            reference: &reference,
            subject: &subject,
            moment,
            measures: BTreeMap::new(),
            answer: Answer {
                as_of,
                known_at: query.known_at,
                catalogue: reference.catalogue.edition().to_owned(),
                editions,
                subject: SubjectView::new(subject.id, &subject.document, moment),
                memoranda: Vec::new(),
                measures: Vec::new(),
                proposals: Vec::new(),
                gaps: Vec::new(),
                faults: Vec::new(),
                conditions: Vec::new(),
                review_on: None,
            },
        };
        let mut reaching: Vec<(&str, &Loaded)> = Vec::new();
        for (code, version) in registry.in_force(moment) {
            let loaded = match version {
                Version::Ready(loaded) => loaded,
                Version::Unusable(reason) => {
                    assembly.answer.faults.push(FaultView {
                        memorandum: code.to_owned(),
                        kind: "unusable".to_owned(),
                        fault: reason.to_string(),
                    });
                    continue;
                }
            };
            assembly
                .answer
                .memoranda
                .push(memorandum_view(code, loaded));
            match self.opinion(&reference, loaded, &subject, moment, query.explain)? {
                None => {}
                Some(Ok(opinion)) => {
                    assembly.own(code, loaded, &opinion);
                    assembly.reached(code, loaded, &subject, &opinion);
                }
                Some(Err(fault)) => assembly.fault(code, &fault),
            }
            if loaded.reaches_others() {
                reaching.push((code, loaded));
            }
        }
        let reaches = reaching.iter().flat_map(|(_, loaded)| reaches(loaded));
        let sources = Ways::of(reaches).sources(&subject, moment);
        let unread = self.around(&subject, sources, moment, &mut |source| {
            if !touches(&source, &subject, moment) {
                return Ok(());
            }
            for (code, loaded) in &reaching {
                match self.opinion(&reference, loaded, &source, moment, false)? {
                    None => {}
                    Some(Ok(opinion)) => assembly.reached(code, loaded, &source, &opinion),
                    Some(Err(fault)) => assembly.fault(code, &fault),
                }
            }
            Ok(())
        })?;
        if !unread.is_empty() {
            for (code, loaded) in &reaching {
                assembly.unread(code, loaded, &unread);
            }
        }
        Ok(assembly.finish())
    }

    /// The reference data in force, with its editions and those known at a moment.
    fn reference_and_editions(
        &self,
        known_at: Millis,
    ) -> Result<(Arc<Reference>, Vec<EditionView>), ServiceError> {
        // Nobody makes a new edition between the two.
        let _changing = self.changing();
        let views = ANSWERING.into_iter().map(|name| {
            let editions = self.reference_editions(name)?;
            let known = |edition: &&EditionInfo| edition.recorded_at <= known_at;
            let number = |edition: &EditionInfo| edition.number;
            Ok(EditionView {
                name,
                number: editions.last().map(number).unwrap_or_default(),
                known: editions.iter().rfind(known).map(number),
            })
        });
        let views = views.collect::<Result<_, ServiceError>>()?;
        Ok((self.reference.load_full(), views))
    }
}

/// The reference data by which an answer is given.
const ANSWERING: [ReferenceName; 3] = [
    ReferenceName::Dictionary,
    ReferenceName::Catalogue,
    ReferenceName::Departments,
];

/// Whether a role joins the two: what led from one to the other is only a hint.
fn touches(source: &Found, subject: &Found, moment: Moment) -> bool {
    let mut either = edges(source, subject, moment).chain(edges(subject, source, moment));
    either.next().is_some()
}

/// An answer as it is put together.
struct Assembly<'h> {
    reference: &'h Reference,
    subject: &'h Found,
    moment: Moment,
    measures: BTreeMap<String, Vec<ReasonView>>,
    answer: Answer,
}

impl Assembly<'_> {
    /// What a plugin says of the subject besides measures.
    fn own(&mut self, code: &str, loaded: &Loaded, opinion: &Opinion<'_>) {
        let manifest = loaded.plugin.manifest();
        let Verdict {
            proposals,
            gaps,
            review_on,
            conditions,
            ..
        } = &opinion.verdict;
        for proposal in proposals {
            let grounds = self.grounds(&opinion.projected, &proposal.grounds);
            self.answer.proposals.push(ProposalView {
                memorandum: code.to_owned(),
                listing: named(&manifest.listings, proposal.listing, String::as_str),
                rule: rule_view(manifest, proposal.rule),
                grounds,
                term: proposal.term,
            });
        }
        for gap in gaps {
            let ground = gap
                .fact
                .and_then(|fact| self.ground(&opinion.projected, fact));
            self.answer.gaps.push(GapView {
                memorandum: code.to_owned(),
                rule: rule_view(manifest, gap.rule),
                ground,
                missing: missing(manifest, &opinion.projected, gap.fact, gap.missing),
                measures: gap
                    .measures
                    .iter()
                    .map(|measure| named(&manifest.measures, *measure, |m| m.code.as_str()))
                    .collect(),
            });
        }
        for condition in conditions {
            let field = condition
                .field
                .map(|field| field_name(manifest, &opinion.projected, condition.fact, field));
            let ground = condition
                .fact
                .and_then(|fact| self.ground(&opinion.projected, fact));
            self.answer.conditions.push(ConditionView {
                memorandum: code.to_owned(),
                rule: rule_view(manifest, condition.rule).id,
                ground,
                field,
                test: condition.test,
                observed: condition.observed.clone(),
                required: condition.required.clone(),
                outcome: condition.outcome,
            });
        }
        let earlier = self.answer.review_on.into_iter().chain(*review_on).min();
        self.answer.review_on = earlier;
    }

    /// What reaches the subject from a source: itself, or one role away.
    fn reached(&mut self, code: &str, loaded: &Loaded, source: &Found, opinion: &Opinion<'_>) {
        let manifest = loaded.plugin.manifest();
        let neighbours: Vec<_> = edges(source, self.subject, self.moment)
            .chain(edges(self.subject, source, self.moment))
            .collect();
        for reason in &opinion.reasons {
            for index in &reason.measures {
                let Some(measure) = manifest.measures.get(usize::from(*index)) else {
                    continue;
                };
                let targets = determination::targets(
                    source.id,
                    &measure.reach,
                    reason,
                    &opinion.projected,
                    &neighbours,
                    self.moment.as_of,
                );
                let is_subject =
                    |reached: &&determination::Reached| reached.subject == self.subject.id;
                if let Some(reached) = targets.reached.iter().find(is_subject) {
                    let via = reached.role.map(|role| ViaView {
                        subject: SubjectView::new(source.id, &source.document, self.moment),
                        role,
                    });
                    let reason = self.reason(code, manifest, reason, opinion, via);
                    self.measures
                        .entry(measure.code.clone())
                        .or_default()
                        .push(reason);
                } else if targets
                    .undetermined
                    .iter()
                    .any(|reached| is_subject(&reached))
                {
                    self.answer.gaps.push(GapView {
                        memorandum: code.to_owned(),
                        rule: rule_view(manifest, reason.rule),
                        ground: reason
                            .acts
                            .first()
                            .and_then(|act| self.ground(&opinion.projected, *act)),
                        missing: "acted-on".to_owned(),
                        measures: vec![measure.code.clone()],
                    });
                }
            }
        }
    }

    /// That not all from whom a memorandum's measures could reach the subject were looked
    /// at.
    fn unread(&mut self, code: &str, loaded: &Loaded, unread: &Unread) {
        let mut why = Vec::new();
        if unread.beyond > 0 {
            let all = NEIGHBOURS + unread.beyond;
            why.push(format!("有 {all} 个关联主体, 只核对了 {NEIGHBOURS} 个"));
        }
        if let Some(first) = unread.first {
            let failed = unread.failed;
            why.push(format!(
                "{failed} 个关联主体无法读取 (合并成环或数据损坏), 首个为 {first}"
            ));
        }
        let measures = loaded.plugin.manifest().measures.iter();
        let measures = measures.filter(|measure| measure.reach != Reach::SelfOnly);
        self.answer.gaps.push(GapView {
            memorandum: code.to_owned(),
            rule: RuleView {
                id: String::new(),
                label: why.join("; "),
                source: String::new(),
            },
            ground: None,
            missing: "neighbours".to_owned(),
            measures: measures.map(|measure| measure.code.clone()).collect(),
        });
    }

    fn fault(&mut self, code: &str, fault: &accord_engine::Fault) {
        self.answer.faults.push(FaultView {
            memorandum: code.to_owned(),
            kind: fault.kind().to_owned(),
            fault: fault.to_string(),
        });
    }

    fn reason(
        &self,
        code: &str,
        manifest: &Manifest,
        reason: &Reason,
        opinion: &Opinion<'_>,
        via: Option<ViaView>,
    ) -> ReasonView {
        ReasonView {
            memorandum: code.to_owned(),
            rule: rule_view(manifest, reason.rule),
            from: reason.from,
            until: reason.until,
            grounds: self.grounds(&opinion.projected, &reason.grounds),
            via,
        }
    }

    fn grounds(&self, projected: &Projected<'_>, facts: &[u32]) -> Vec<GroundView> {
        facts
            .iter()
            .filter_map(|fact| self.ground(projected, *fact))
            .collect()
    }

    fn ground(&self, projected: &Projected<'_>, fact: u32) -> Option<GroundView> {
        let record = projected.record(fact)?;
        let reference = self.reference;
        let kind = reference.dictionary.kind_of_number(record.kind)?;
        Some(GroundView {
            kind: kind.code.clone(),
            name: kind.name.clone(),
            provider: reference.department(&record.provider, self.moment.as_of),
            number: record.number.clone(),
            decided_on: record.decided_on,
        })
    }

    fn finish(mut self) -> Answer {
        let reference = self.reference;
        for (code, mut reasons) in self.measures {
            // Those of the subject itself come first, then those of its neighbours.
            reasons.sort_by(|one, other| one.memorandum.cmp(&other.memorandum));
            let Some(entry) = reference.catalogue.measure(&code) else {
                continue;
            };
            self.answer.measures.push(MeasureView {
                title: entry.title.clone(),
                title_en: entry.title_en.clone(),
                class: entry.class.clone(),
                direction: entry.direction,
                nature: entry.nature,
                executor: reference.department(&entry.executor, self.moment.as_of),
                execution_level: entry.execution_level,
                source_status: entry.source_status,
                bases: entry.bases.clone(),
                until: latest(&reasons),
                reasons,
                code,
            });
        }
        self.answer
    }
}

/// The latest end of several reasons.
fn latest(reasons: &[ReasonView]) -> Until {
    let order = |until: &Until| match until {
        Until::Day(day) => (0, day.days()),
        Until::Event => (1, 0),
        Until::Never => (2, 0),
    };
    reasons
        .iter()
        .map(|reason| reason.until)
        .max_by_key(order)
        .unwrap_or(Until::Event)
}

fn memorandum_view(code: &str, loaded: &Loaded) -> MemorandumView {
    let manifest = loaded.plugin.manifest();
    MemorandumView {
        code: code.to_owned(),
        title: manifest.title.clone(),
        document_number: manifest.document_number.clone(),
        version: manifest.version.clone(),
        digest: loaded.plugin.digest().to_string(),
    }
}

fn rule_view(manifest: &Manifest, rule: u16) -> RuleView {
    let text = |of: fn(&accord_model::contract::Rule) -> &str| named(&manifest.rules, rule, of);
    RuleView {
        id: text(|rule| &rule.id),
        label: text(|rule| &rule.label),
        source: text(|rule| &rule.source),
    }
}

/// The name of what an index points at; indices were checked when the answer came.
fn named<T>(list: &[T], index: u16, name: impl Fn(&T) -> &str) -> String {
    list.get(usize::from(index))
        .map(|item| name(item).to_owned())
        .unwrap_or_default()
}

fn field_name(
    manifest: &Manifest,
    projected: &Projected<'_>,
    fact: Option<u32>,
    field: u16,
) -> String {
    let fact = fact.and_then(|id| projected.subject.facts.iter().find(|fact| fact.id == id));
    fact.and_then(|fact| manifest.reads.get(usize::from(fact.need)))
        .map(|need| named(&need.fields, field, |field| field.name.as_str()))
        .unwrap_or_default()
}

fn missing(
    manifest: &Manifest,
    projected: &Projected<'_>,
    fact: Option<u32>,
    missing: Missing,
) -> String {
    match missing {
        Missing::NoFact(need) => named(&manifest.reads, need, |need| need.kind.as_str()),
        Missing::Field(field) => field_name(manifest, projected, fact, field),
        Missing::ActedOn => "acted-on".to_owned(),
        Missing::DecidedOn => "decided-on".to_owned(),
        Missing::Profile => "profile".to_owned(),
        Missing::Parameter(parameter) => named(&manifest.parameters, parameter, |parameter| {
            parameter.name.as_str()
        }),
    }
}
