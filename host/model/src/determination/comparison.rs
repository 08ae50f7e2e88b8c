//! R-OBJ: what is contested is decided by asking twice, with it and without it.
//!
//! While an objection (异议) is open nobody knows which answer is right. A sanction is
//! enforceable as far as both agree; what only the first holds is suspended and names the
//! objection; what only the second holds is undetermined. A reward found in one only is
//! undetermined too: a contested black record gives no reward back by itself (domain.md §1.4,
//! design.md §4). Answers match by measure, and reasons by memorandum, rule and way: which
//! records a memorandum counts together is its own affair.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Claim, Contested, Determined, Ground, Until, determined::latest};
use crate::{
    case::CaseId,
    catalogue::{Catalogue, Direction},
    subject::SubjectId,
};

/// How a measure stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum State {
    /// It applies and may be executed.
    Enforceable,
    /// It would apply, and is not to be executed while these objections are open (异议期间暂停).
    Suspended {
        /// The objections.
        objections: Vec<CaseId>,
    },
    /// Whether it applies hangs on what these objections contest.
    Undetermined {
        /// The objections.
        objections: Vec<CaseId>,
    },
    /// A reward that these black listings suppress.
    Suppressed {
        /// The listings.
        lists: Vec<Ground>,
    },
}

/// A reason of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// What is claimed.
    pub claim: Claim,
    /// The objections that suspend this reason; empty if it stands.
    pub contested_by: Vec<CaseId>,
}

/// A measure, how it stands, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Code of the measure.
    pub measure: String,
    /// How it stands.
    pub state: State,
    /// First day on which it no longer applies. Of an enforceable measure that day on which
    /// both answers agree.
    pub until: Until,
    /// Until when it would apply if every objection were rejected, where that is later.
    pub contested_until: Option<Until>,
    /// Why, in order.
    pub reasons: Vec<Held>,
}

/// The outcomes if nothing is contested.
#[must_use]
pub fn uncontested(determined: &Determined) -> Vec<Outcome> {
    let outcome = |measure: &str, claims: &[Claim], state: State| Outcome {
        measure: measure.to_owned(),
        state,
        until: latest(claims).unwrap_or(Until::Event),
        contested_until: None,
        reasons: claims
            .iter()
            .map(|claim| Held::new(claim, Vec::new()))
            .collect(),
    };
    let applies = determined.measures.iter();
    let mut outcomes: Vec<_> = applies
        .map(|(measure, claims)| outcome(measure, claims, State::Enforceable))
        .collect();
    outcomes.extend(determined.suppressed.iter().map(|(measure, claims)| {
        let lists = determined.blocking.clone();
        outcome(measure, claims, State::Suppressed { lists })
    }));
    outcomes.sort_by(|one, other| one.measure.cmp(&other.measure));
    outcomes
}

/// The outcomes for a subject of two determinations, with and without what is contested.
#[must_use]
pub fn compared(
    subject: SubjectId,
    catalogue: &Catalogue,
    with: &Determined,
    without: &Determined,
    contested: &Contested,
) -> Vec<Outcome> {
    let comparison = Comparison {
        subject,
        with,
        without,
        contested,
        all: all(contested),
    };
    let codes: BTreeSet<&String> = [with, without]
        .into_iter()
        .flat_map(|determined| {
            determined
                .measures
                .keys()
                .chain(determined.suppressed.keys())
        })
        .collect();
    codes
        .into_iter()
        .map(|code| {
            let direction = catalogue.measure(code).map(|entry| entry.direction);
            let outcome = if direction == Some(Direction::Incentive) {
                comparison.reward(code)
            } else {
                comparison.sanction(code)
            };
            match contested.measures.get(&(subject, code.clone())) {
                Some(objection) => suspended(outcome, *objection),
                None => outcome,
            }
        })
        .collect()
}

/// A measure that is itself contested.
fn suspended(mut outcome: Outcome, objection: CaseId) -> Outcome {
    if let State::Enforceable | State::Suspended { .. } = outcome.state {
        let mut objections: BTreeSet<_> = BTreeSet::from([objection]);
        if let State::Suspended { objections: others } = &outcome.state {
            objections.extend(others);
        }
        outcome.state = State::Suspended {
            objections: objections.into_iter().collect(),
        };
    }
    outcome
}

fn all(contested: &Contested) -> Vec<CaseId> {
    let records = contested.records.values();
    let ids: BTreeSet<_> = records.chain(contested.edges.values()).copied().collect();
    ids.into_iter().collect()
}

struct Comparison<'a> {
    subject: SubjectId,
    with: &'a Determined,
    without: &'a Determined,
    contested: &'a Contested,
    all: Vec<CaseId>,
}

impl Comparison<'_> {
    fn sanction(&self, code: &str) -> Outcome {
        let with = claims(&self.with.measures, code);
        let without = claims(&self.without.measures, code);
        let reasons: Vec<Held> = with
            .iter()
            .map(|claim| {
                let by = self.contesting(claim);
                let is_same =
                    |other: &Claim| other == claim || by.is_empty() && is_same(claim, other);
                let by = if without.iter().any(is_same) {
                    Vec::new()
                } else if by.is_empty() {
                    self.all.clone()
                } else {
                    by
                };
                Held::new(claim, by)
            })
            .collect();
        let held = latest(with);
        let agreed = latest(without);
        let (state, until, reasons) = match (held, agreed) {
            (Some(held), Some(agreed)) => (State::Enforceable, held.min(agreed), reasons),
            (Some(held), None) => {
                let ids: BTreeSet<_> = reasons
                    .iter()
                    .flat_map(|reason| reason.contested_by.iter().copied())
                    .collect();
                let objections = ids.into_iter().collect();
                (State::Suspended { objections }, held, reasons)
            }
            (None, other) => {
                let objections = self.all.clone();
                let reasons = without
                    .iter()
                    .map(|claim| Held::new(claim, objections.clone()));
                let until = other.unwrap_or(Until::Event);
                let reasons = reasons.collect();
                (State::Undetermined { objections }, until, reasons)
            }
        };
        Outcome {
            measure: code.to_owned(),
            contested_until: held.filter(|held| *held > until),
            state,
            until,
            reasons,
        }
    }

    fn reward(&self, code: &str) -> Outcome {
        let given = [self.with, self.without].map(|one| claims(&one.measures, code));
        let suppressed = [self.with, self.without].map(|one| claims(&one.suppressed, code));
        let outcome = |state, claims: &[Claim]| Outcome {
            measure: code.to_owned(),
            state,
            until: latest(claims).unwrap_or(Until::Event),
            contested_until: None,
            reasons: claims
                .iter()
                .map(|claim| Held::new(claim, Vec::new()))
                .collect(),
        };
        match (given, suppressed) {
            ([with, without], _) if !with.is_empty() && !without.is_empty() => {
                let mut outcome = outcome(State::Enforceable, with);
                outcome.until = outcome.until.min(latest(without).unwrap_or(Until::Event));
                outcome
            }
            (_, [with, without]) if !with.is_empty() && !without.is_empty() => {
                let lists = self.without.blocking.clone();
                outcome(State::Suppressed { lists }, with)
            }
            (given, suppressed) => {
                let mut any = given.into_iter().chain(suppressed);
                let claims = any.find(|claims| !claims.is_empty()).unwrap_or_default();
                let objections = self.all.clone();
                outcome(State::Undetermined { objections }, claims)
            }
        }
    }

    /// The objections that contest what a claim rests on.
    fn contesting(&self, claim: &Claim) -> Vec<CaseId> {
        let records = claim.grounds.iter().filter_map(|ground| {
            let key = (ground.subject, ground.record.clone());
            self.contested.records.get(&key).copied()
        });
        let edges = self.contested.edges.iter().filter(|(edge, _)| {
            claim.via.is_some_and(|via| {
                let ends = [edge.organisation, edge.person];
                edge.role == via.role && ends.contains(&via.source) && ends.contains(&self.subject)
            })
        });
        let ids: BTreeSet<_> = records.chain(edges.map(|(_, id)| *id)).collect();
        ids.into_iter().collect()
    }
}

impl Held {
    fn new(claim: &Claim, contested_by: Vec<CaseId>) -> Self {
        Self {
            claim: claim.clone(),
            contested_by,
        }
    }
}

fn claims<'a>(measures: &'a BTreeMap<String, Vec<Claim>>, code: &str) -> &'a [Claim] {
    measures.get(code).map(Vec::as_slice).unwrap_or_default()
}

/// Whether two claims are one reason, found with and without what is contested.
fn is_same(one: &Claim, other: &Claim) -> bool {
    (&one.memorandum, one.rule, one.via) == (&other.memorandum, other.rule, other.via)
}
