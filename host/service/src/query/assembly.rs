//! An answer as it is put together: names instead of numbers.

use std::collections::BTreeSet;

use accord_model::{
    catalogue::Basis,
    contract::{Manifest, Missing, Reach, Verdict},
    date::Date,
    determination::{Claim, Ground, Held, Open, Outcome, State, Via},
    projection::Projected,
    subject::{Millis, RecordName, SubjectId},
};

use crate::{
    determining::{Answered, Asked, Gathered, Own},
    evaluation::Opinion,
    panel::Panel,
    query::{
        Answer, ConditionView, FaultView, GapView, GroundView, MeasureView, MemorandumView,
        ProposalView, ReasonView, RuleView, StateView, SubjectView, ViaView, WithheldView,
    },
    registry::Loaded,
    subjects::{NEIGHBOURS, Unread},
};

/// Puts an answer together.
pub(crate) struct Assembly<'a> {
    asked: Asked<'a>,
    gathered: &'a Gathered,
    known_at: Option<Millis>,
}

impl<'a> Assembly<'a> {
    pub(crate) const fn new(
        asked: Asked<'a>,
        gathered: &'a Gathered,
        known_at: Option<Millis>,
    ) -> Self {
        Self {
            asked,
            gathered,
            known_at,
        }
    }

    /// The answer; `review_on` is the first day on which it may differ by itself.
    pub(crate) fn answer(&self, answered: &Answered<'_>, review_on: Option<Date>) -> Answer {
        let Panel {
            reference, moment, ..
        } = *self.asked.panel;
        let subject = &self.gathered.subject;
        let judgement = &answered.judgement;
        let mut answer = Answer {
            as_of: moment.as_of,
            known_at: self.known_at,
            catalogue: reference.catalogue_on(moment.as_of).edition().to_owned(),
            editions: reference.editions(),
            subject: SubjectView::new(subject.id, &subject.document, moment),
            memoranda: Vec::new(),
            measures: Vec::new(),
            suspended: Vec::new(),
            undetermined: Vec::new(),
            suppressed: Vec::new(),
            withheld: self.withheld(answered),
            shielded: self.shielded(answered),
            proposals: Vec::new(),
            gaps: Vec::new(),
            faults: self.faults(answered),
            conditions: Vec::new(),
            review_on,
        };
        for own in &judgement.own {
            self.own(own, &mut answer);
        }
        let open = judgement.determined.open.iter();
        answer.gaps.extend(open.map(|open| self.open(open)));
        if !self.gathered.unread.is_empty() {
            let reaching = judgement.own.iter();
            let reaching = reaching.filter(|own| own.loaded.reaches_others());
            answer
                .gaps
                .extend(reaching.map(|own| unread(own.code, own.loaded, &self.gathered.unread)));
        }
        for outcome in &answered.outcomes {
            let Some(measure) = self.measure(outcome) else {
                continue;
            };
            let list = match &outcome.state {
                State::Enforceable => &mut answer.measures,
                State::Suspended { .. } => &mut answer.suspended,
                State::Undetermined { .. } => &mut answer.undetermined,
                State::Suppressed { .. } => &mut answer.suppressed,
            };
            list.push(measure);
        }
        answer
    }

    /// Memoranda that could not be asked, and those that failed.
    fn faults(&self, answered: &Answered<'_>) -> Vec<FaultView> {
        let unusable = self.asked.panel.unusable.iter().map(|unusable| FaultView {
            memorandum: unusable.memorandum.clone(),
            kind: unusable.kind.clone(),
            fault: unusable.first.clone(),
        });
        let failed = answered.judgement.failed.iter().map(|failed| FaultView {
            memorandum: failed.code.to_owned(),
            kind: failed.fault.kind().to_owned(),
            fault: failed.fault.to_string(),
        });
        unusable.chain(failed).collect()
    }

    fn memorandum(&self, code: &str, loaded: &Loaded) -> MemorandumView {
        let Panel {
            reference, moment, ..
        } = *self.asked.panel;
        let manifest = loaded.plugin.manifest();
        let catalogue = reference.catalogue_on(moment.as_of);
        let pointed_at = manifest
            .measures
            .iter()
            .map(|measure| measure.code.as_str());
        let unlisted: BTreeSet<_> = pointed_at
            .filter(|code| catalogue.measure(code).is_none())
            .map(str::to_owned)
            .collect();
        if !unlisted.is_empty() {
            tracing::warn!(
                memorandum = code,
                version = manifest.version,
                ?unlisted,
                "a memorandum points at measures that the catalogue lacks"
            );
        }
        MemorandumView {
            code: code.to_owned(),
            title: manifest.title.clone(),
            document_number: manifest.document_number.clone(),
            version: manifest.version.clone(),
            digest: loaded.plugin.digest().to_string(),
            unlisted: unlisted.into_iter().collect(),
        }
    }

    /// What a memorandum says of the subject besides measures.
    fn own(&self, own: &Own<'_>, answer: &mut Answer) {
        let code = own.code;
        let manifest = own.loaded.plugin.manifest();
        answer.memoranda.push(self.memorandum(code, own.loaded));
        let Some(opinion) = &own.opinion else {
            return;
        };
        let Verdict {
            proposals,
            gaps,
            conditions,
            ..
        } = &opinion.verdict;
        answer
            .proposals
            .extend(proposals.iter().map(|proposal| ProposalView {
                memorandum: code.to_owned(),
                listing: named(&manifest.listings, proposal.listing, String::as_str),
                rule: rule_view(manifest, proposal.rule),
                grounds: self.facts(opinion, &proposal.grounds),
                term: proposal.term,
            }));
        answer.gaps.extend(gaps.iter().map(|gap| {
            GapView {
                memorandum: code.to_owned(),
                rule: rule_view(manifest, gap.rule),
                ground: gap.fact.and_then(|fact| self.fact(opinion, fact)),
                missing: missing(manifest, &opinion.projected, gap.fact, gap.missing),
                measures: gap
                    .measures
                    .iter()
                    .map(|measure| named(&manifest.measures, *measure, |m| m.code.as_str()))
                    .collect(),
            }
        }));
        answer.conditions.extend(conditions.iter().map(|condition| {
            ConditionView {
                memorandum: code.to_owned(),
                rule: rule_view(manifest, condition.rule).id,
                ground: condition.fact.and_then(|fact| self.fact(opinion, fact)),
                field: condition
                    .field
                    .map(|field| field_name(manifest, &opinion.projected, condition.fact, field)),
                test: condition.test,
                observed: condition.observed.clone(),
                required: condition.required.clone(),
                outcome: condition.outcome,
            }
        }));
    }

    fn measure(&self, outcome: &Outcome) -> Option<MeasureView> {
        let Panel {
            reference, moment, ..
        } = *self.asked.panel;
        let entry = reference
            .catalogue_on(moment.as_of)
            .measure(&outcome.measure)?;
        let in_force = |basis: &&Basis| basis.is_in_force(moment.as_of);
        Some(MeasureView {
            code: entry.code.clone(),
            title: entry.title.clone(),
            title_en: entry.title_en.clone(),
            class: entry.class,
            direction: entry.direction,
            nature: entry.nature,
            executor: reference.department(&entry.executor, moment.as_of),
            execution_level: entry.execution_level,
            source_status: entry.source_status,
            bases: entry.bases.iter().filter(in_force).cloned().collect(),
            state: self.state(&outcome.state),
            until: outcome.until,
            contested_until: outcome.contested_until,
            reasons: outcome
                .reasons
                .iter()
                .map(|held| self.reason(held))
                .collect(),
        })
    }

    fn state(&self, state: &State) -> StateView {
        match state {
            State::Enforceable => StateView::Enforceable,
            State::Suspended { objections } => StateView::Suspended {
                objections: objections.clone(),
            },
            State::Undetermined { objections } => StateView::Undetermined {
                objections: objections.clone(),
            },
            State::Suppressed { lists } => StateView::Suppressed {
                lists: lists.iter().filter_map(|list| self.ground(list)).collect(),
            },
        }
    }

    fn withheld(&self, answered: &Answered<'_>) -> Vec<WithheldView> {
        let Panel {
            reference, moment, ..
        } = *self.asked.panel;
        let catalogue = reference.catalogue_on(moment.as_of);
        let refused = answered.judgement.determined.refused.iter();
        refused
            .map(|refused| WithheldView {
                code: refused.claim.measure.clone(),
                title: catalogue
                    .measure(&refused.claim.measure)
                    .map(|entry| entry.title.clone())
                    .unwrap_or_default(),
                why: refused.why.clone(),
                reason: self.claim(&refused.claim),
            })
            .collect()
    }

    fn shielded(&self, answered: &Answered<'_>) -> Vec<GroundView> {
        let shielded = answered.judgement.circumstances.shielded.keys();
        shielded
            .filter(|ground| ground.subject == self.gathered.subject.id)
            .filter_map(|ground| self.ground(ground))
            .collect()
    }

    fn reason(&self, held: &Held) -> ReasonView {
        ReasonView {
            contested_by: held.contested_by.clone(),
            ..self.claim(&held.claim)
        }
    }

    fn claim(&self, claim: &Claim) -> ReasonView {
        ReasonView {
            memorandum: claim.memorandum.clone(),
            rule: self.rule(&claim.memorandum, claim.rule),
            from: claim.from,
            until: claim.until,
            grounds: claim
                .grounds
                .iter()
                .filter_map(|ground| self.ground(ground))
                .collect(),
            via: claim.via.and_then(|via| self.via(via)),
            contested_by: Vec::new(),
        }
    }

    fn via(&self, via: Via) -> Option<ViaView> {
        let everyone = std::iter::once(&self.gathered.subject).chain(&self.gathered.neighbours);
        let mut everyone = everyone.filter(|found| found.id == via.source);
        let source = everyone.next()?;
        Some(ViaView {
            subject: SubjectView::new(source.id, &source.document, self.asked.panel.moment),
            role: via.role,
        })
    }

    fn open(&self, open: &Open) -> GapView {
        GapView {
            memorandum: open.memorandum.clone(),
            rule: self.rule(&open.memorandum, open.rule),
            ground: open.ground.as_ref().and_then(|ground| self.ground(ground)),
            missing: open.lacks.name().to_owned(),
            measures: vec![open.measure.clone()],
        }
    }

    fn rule(&self, memorandum: &str, rule: u16) -> RuleView {
        let mut entries = self.asked.panel.entries.iter();
        let entry = entries.find(|entry| entry.code == memorandum);
        entry
            .map(|entry| rule_view(entry.loaded.plugin.manifest(), rule))
            .unwrap_or_default()
    }

    fn facts(&self, opinion: &Opinion<'_>, facts: &[u32]) -> Vec<GroundView> {
        let facts = facts.iter();
        facts.filter_map(|fact| self.fact(opinion, *fact)).collect()
    }

    fn fact(&self, opinion: &Opinion<'_>, fact: u32) -> Option<GroundView> {
        let record = opinion.projected.record(fact)?;
        self.ground_view(&RecordName::of(record), record.decided_on, record.ends_on)
    }

    fn ground(&self, ground: &Ground) -> Option<GroundView> {
        self.ground_view(&ground.record, ground.decided_on, ground.ends_on)
    }

    /// A record of the subject or of a neighbour, as it is known.
    pub(crate) fn record(&self, subject: SubjectId, name: &RecordName) -> Option<GroundView> {
        let everyone = std::iter::once(&self.gathered.subject).chain(&self.gathered.neighbours);
        let mut everyone = everyone.filter(|found| found.is(subject));
        let mut documents = everyone.next()?.documents();
        let record = documents.find_map(|document| {
            let mut known = document.records_known(self.asked.panel.moment.known_at);
            known.find(|record| record.key() == name.key())
        })?;
        self.ground_view(name, record.decided_on, record.ends_on)
    }

    fn ground_view(
        &self,
        record: &RecordName,
        decided_on: Option<Date>,
        ends_on: Option<Date>,
    ) -> Option<GroundView> {
        let Panel {
            reference, moment, ..
        } = *self.asked.panel;
        let kind = reference.dictionary.kind_of_number(record.kind)?;
        Some(GroundView {
            kind: kind.code.clone(),
            name: kind.name.clone(),
            provider: reference.department(&record.provider, moment.as_of),
            number: record.number.clone(),
            decided_on,
            ends_on,
        })
    }
}

/// That not all from whom a memorandum's measures could reach the subject were looked at.
fn unread(code: &str, loaded: &Loaded, unread: &Unread) -> GapView {
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
    GapView {
        memorandum: code.to_owned(),
        rule: RuleView {
            label: why.join("; "),
            ..RuleView::default()
        },
        ground: None,
        missing: "neighbours".to_owned(),
        measures: measures.map(|measure| measure.code.clone()).collect(),
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
