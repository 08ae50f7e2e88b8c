//! What would lift a measure, and what a repair would change: found by asking again.

use std::collections::BTreeSet;

use accord_model::{
    contract::Standing,
    date::Date,
    determination::Claim,
    principal::{Principal, Right},
    subject::{RecordName, SubjectId, view::Moment},
};
use serde::{Deserialize, Serialize};

use crate::{
    cases::RecordText,
    determining::{Asked, Gathered, Omitted},
    error::ServiceError,
    host::Host,
    panel::Panel,
    query::{Assembly, GroundView, IdentifierText, MeasureView},
    subjects::Found,
};

/// How often memoranda are asked again for one answer. A subject with more ways out than
/// this is told that there may be more.
const JUDGEMENTS: usize = 64;

/// Evaluations after which no more is asked for one answer: whoever leads thousands of firms
/// would keep a worker busy for minutes.
const EVALUATIONS: u64 = 5_000;

/// The smallest sets of records without which a measure would not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifts {
    /// Each set lifts the measure by itself, and no part of it does.
    pub sets: Vec<Vec<GroundView>>,
    /// Whether these are all there are.
    pub complete: bool,
}

impl Default for Lifts {
    fn default() -> Self {
        Self {
            sets: Vec::new(),
            complete: true,
        }
    }
}

/// What would change if records were repaired (信用修复).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairQuestion {
    /// Who.
    pub identifier: IdentifierText,
    /// The records: kind, provider and number of each.
    pub records: Vec<RecordText>,
    /// The day of the repair; today if absent.
    #[serde(default)]
    pub as_of: Option<Date>,
}

/// What a repair would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairEffect {
    /// The day.
    pub as_of: Date,
    /// What would no longer apply.
    pub ends: Vec<MeasureView>,
    /// What would apply though it does not now, such as a reward that was suppressed.
    pub begins: Vec<MeasureView>,
    /// Sanctions that would go on: other records or the statute carry them.
    pub stays: Vec<MeasureView>,
}

impl Host {
    /// What would change if records of a subject were repaired on a day.
    ///
    /// # Errors
    /// [`ServiceError::Identifier`], [`ServiceError::NoSuchSubject`],
    /// [`ServiceError::NoSuchKind`], [`ServiceError::RecordNotHeld`]; those of the store.
    pub fn repair_effect(
        &self,
        by: &Principal,
        question: &RepairQuestion,
    ) -> Result<RepairEffect, ServiceError> {
        self.allow(by, Right::QueryByIdentifier)?;
        let as_of = question.as_of.unwrap_or_else(crate::today);
        let moment = Moment::on(as_of);
        let subject = self.asked(&question.identifier, moment)?;
        let registry = self.registry.load_full();
        let reference = self.reference_at(None)?;
        let panel = Panel::new(&registry, &reference, moment);
        let asked = Asked {
            panel: &panel,
            explain: false,
        };
        let mut gathered = self.gather(&panel, subject, None)?;
        let before =
            Assembly::new(asked, &gathered, None).answer(&self.answer(asked, &gathered)?, None);
        for record in &question.records {
            let name = record.name(&reference)?;
            if !repaired(&mut gathered.subject, &name, as_of) {
                return Err(ServiceError::RecordNotHeld(record.clone()));
            }
        }
        let after =
            Assembly::new(asked, &gathered, None).answer(&self.answer(asked, &gathered)?, None);
        let lacks = |measures: &[MeasureView], code: &str| measures.iter().all(|m| m.code != code);
        let without = |all: &[MeasureView], others: &[MeasureView]| {
            let all = all.iter().filter(|measure| lacks(others, &measure.code));
            all.cloned().collect::<Vec<_>>()
        };
        Ok(RepairEffect {
            as_of,
            ends: without(&before.measures, &after.measures),
            begins: without(&after.measures, &before.measures),
            stays: after
                .measures
                .iter()
                .filter(|measure| {
                    measure.direction == accord_model::catalogue::Direction::Sanction
                        && !lacks(&before.measures, &measure.code)
                })
                .cloned()
                .collect(),
        })
    }

    /// The smallest sets of records without which a measure would not apply: a search over
    /// the records on which its reasons rest, the smallest sets first.
    pub(super) fn lifts(
        &self,
        asked: Asked<'_>,
        gathered: &Gathered,
        measure: &str,
    ) -> Result<Lifts, ServiceError> {
        type Set = BTreeSet<(SubjectId, RecordName)>;
        let plain = Asked {
            explain: false,
            ..asked
        };
        let assembly = Assembly::new(asked, gathered, None);
        let mut lifts = Lifts::default();
        let mut found: Vec<Set> = Vec::new();
        let mut open: BTreeSet<(usize, Set)> = BTreeSet::from([(0, Set::new())]);
        let (mut asked_again, mut evaluations) = (0, 0);
        while let Some((_, omitted)) = open.pop_first() {
            if found.iter().any(|set| set.is_subset(&omitted)) {
                continue;
            }
            if asked_again == JUDGEMENTS || evaluations > EVALUATIONS {
                lifts.complete = false;
                break;
            }
            asked_again += 1;
            let omitting = Omitted {
                records: omitted.clone(),
                ..Omitted::default()
            };
            let judgement = self.judge(plain, gathered, &omitting)?;
            evaluations += judgement.evaluations;
            let measures = &judgement.determined.measures;
            let Some(claim) = measures.get(measure).and_then(|claims| claims.first()) else {
                if !omitted.is_empty() {
                    found.push(omitted);
                }
                continue;
            };
            for name in records(claim) {
                let mut larger = omitted.clone();
                if larger.insert(name) {
                    open.insert((larger.len(), larger));
                }
            }
        }
        lifts.sets = found
            .into_iter()
            .map(|set| {
                let names = set.into_iter();
                names
                    .filter_map(|(subject, record)| assembly.record(subject, &record))
                    .collect()
            })
            .collect();
        Ok(lifts)
    }
}

fn records(claim: &Claim) -> impl Iterator<Item = (SubjectId, RecordName)> {
    let grounds = claim.grounds.iter();
    grounds.map(|ground| (ground.subject, ground.record.clone()))
}

/// Ends a record as a repair does, in memory only; whether there is one.
fn repaired(found: &mut Found, name: &RecordName, on: Date) -> bool {
    let merged = found.merged.iter_mut().map(|(_, document)| document);
    let documents = std::iter::once(&mut found.document).chain(merged);
    let mut any = false;
    for record in documents.flat_map(|document| &mut document.records) {
        if record.known.is_current() && record.key() == name.key() {
            record.ends_on = Some(record.ends_on.map_or(on, |end| end.min(on)));
            record.ends_as = Standing::Repaired;
            any = true;
        }
    }
    any
}
