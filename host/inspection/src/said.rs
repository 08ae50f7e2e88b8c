//! What a memorandum says of a case, in the words in which a case expects it.

mod comparing;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use accord_model::{
    contract::{self, Gap, Manifest, Missing, Test, Value, Verdict},
    date::Date,
    determination::{Neighbour, Reason, Until, targets},
    projection::Projected,
};

use serde::Serialize;

pub use self::comparing::{Difference, differences};
use crate::case::Case;

/// Measures by the name of whom they reach.
pub type ByName = BTreeMap<String, BTreeSet<String>>;

/// A reason that stands on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Determined {
    /// The rule's id.
    pub rule: String,
    /// First day.
    pub from: Date,
    /// First day on which it no longer holds.
    pub until: Until,
    /// Codes of its measures, each once whatever its reach.
    pub measures: BTreeSet<String>,
    /// Ids of the records that carry it; `None` = not compared.
    pub grounds: Option<BTreeSet<String>>,
}

/// A proposal that a person list the subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The list.
    pub listing: String,
    /// The rule's id.
    pub rule: String,
    /// Months from the day of listing; `None` = it ends by an event.
    pub term: Option<u16>,
    /// Ids of the records that carry it; `None` = not compared.
    pub grounds: Option<BTreeSet<String>>,
}

/// What is left open for want of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The rule's id.
    pub rule: String,
    /// What is missing: a field's name, `decided-on`, `acted-on`, `profile`, `no KIND` or
    /// `parameter NAME`.
    pub missing: String,
    /// Codes of the measures left open.
    pub measures: BTreeSet<String>,
    /// Id of the record; `None` = none, or not compared.
    pub fact: Option<String>,
}

/// A comparison behind an answer, as an explanation tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// The rule's id.
    pub rule: String,
    /// Id of the record; `None` = of none.
    pub fact: Option<String>,
    /// The field; `None` = of none.
    pub field: Option<String>,
    /// What was tested.
    pub test: Test,
    /// The value that the record has.
    pub observed: Option<Value>,
    /// The value that the rule asks for.
    pub required: Option<Value>,
    /// How it came out.
    pub outcome: contract::Outcome,
}

/// What is expected, or said, of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// What stands on the day.
    pub determinations: Vec<Determined>,
    /// Whom measures reach besides the subject.
    pub reached: ByName,
    /// Whom they would reach, were the day of the act known.
    pub undetermined: ByName,
    /// Proposals to list.
    pub proposals: Vec<Proposed>,
    /// What is open.
    pub gaps: Vec<Open>,
    /// The day on which the answer may differ though nothing changes.
    pub review_on: Option<Date>,
}

/// The comparisons of a checked and explained answer.
pub(crate) fn compared(
    case: &Case,
    manifest: &Manifest,
    projected: &Projected<'_>,
    verdict: &Verdict,
) -> Vec<Compared> {
    let naming = Naming {
        case,
        manifest,
        projected,
    };
    let conditions = verdict.conditions.iter();
    conditions
        .map(|condition| Compared {
            rule: naming.rule(condition.rule),
            fact: condition.fact.map(|fact| naming.id(fact)),
            field: condition
                .field
                .and_then(|field| naming.field(condition.fact?, field)),
            test: condition.test,
            observed: condition.observed.clone(),
            required: condition.required.clone(),
            outcome: condition.outcome,
        })
        .collect()
}

/// Puts a checked answer into the words of a case.
pub(crate) fn said(
    case: &Case,
    manifest: &Manifest,
    projected: &Projected<'_>,
    verdict: &Verdict,
    reasons: &[Reason],
) -> Expected {
    let naming = Naming {
        case,
        manifest,
        projected,
    };
    let (reached, undetermined) = naming.reach(reasons);
    Expected {
        determinations: reasons
            .iter()
            .map(|reason| Determined {
                rule: naming.rule(reason.rule),
                from: reason.from,
                until: reason.until,
                measures: naming.measures(&reason.measures),
                grounds: Some(naming.ids(&reason.grounds)),
            })
            .collect(),
        reached,
        undetermined,
        proposals: verdict
            .proposals
            .iter()
            .map(|proposal| Proposed {
                listing: manifest
                    .listings
                    .get(usize::from(proposal.listing))
                    .cloned()
                    .unwrap_or_default(),
                rule: naming.rule(proposal.rule),
                term: proposal.term,
                grounds: Some(naming.ids(&proposal.grounds)),
            })
            .collect(),
        gaps: verdict
            .gaps
            .iter()
            .map(|gap| Open {
                rule: naming.rule(gap.rule),
                missing: naming.missing(gap),
                measures: naming.measures(&gap.measures),
                fact: gap.fact.map(|fact| naming.id(fact)),
            })
            .collect(),
        review_on: verdict.review_on,
    }
}

/// Names for the positions of an answer. The answer was checked before: what is not there
/// cannot come here, and would be an empty text.
struct Naming<'a> {
    case: &'a Case,
    manifest: &'a Manifest,
    projected: &'a Projected<'a>,
}

impl Naming<'_> {
    fn rule(&self, rule: u16) -> String {
        let rule = self.manifest.rules.get(usize::from(rule));
        rule.map(|rule| rule.id.clone()).unwrap_or_default()
    }

    fn measures(&self, measures: &[u16]) -> BTreeSet<String> {
        let of = |measure: &u16| self.manifest.measures.get(usize::from(*measure));
        let named = measures.iter().filter_map(of);
        named.map(|measure| measure.code.clone()).collect()
    }

    fn id(&self, fact: u32) -> String {
        let record = self.projected.record(fact);
        record
            .map(|record| self.case.fact_id(record).to_owned())
            .unwrap_or_default()
    }

    fn ids(&self, facts: &[u32]) -> BTreeSet<String> {
        facts.iter().map(|fact| self.id(*fact)).collect()
    }

    fn field(&self, fact: u32, field: u16) -> Option<String> {
        let facts = &self.projected.subject.facts;
        let fact = facts.iter().find(|given| given.id == fact)?;
        let need = self.manifest.reads.get(usize::from(fact.need))?;
        let field = need.fields.get(usize::from(field))?;
        Some(field.name.clone())
    }

    fn missing(&self, gap: &Gap) -> String {
        let need = |need: u16| self.manifest.reads.get(usize::from(need));
        match gap.missing {
            Missing::NoFact(of) => need(of)
                .map(|need| format!("no {}", need.kind))
                .unwrap_or_default(),
            Missing::Field(field) => gap
                .fact
                .and_then(|fact| self.field(fact, field))
                .unwrap_or_default(),
            Missing::ActedOn => "acted-on".to_owned(),
            Missing::DecidedOn => "decided-on".to_owned(),
            Missing::Profile => "profile".to_owned(),
            Missing::Parameter(parameter) => self
                .manifest
                .parameters
                .get(usize::from(parameter))
                .map(|parameter| format!("parameter {}", parameter.name))
                .unwrap_or_default(),
        }
    }

    /// Everybody but the subject whom measures reach, and whom they would.
    fn reach(&self, reasons: &[Reason]) -> (ByName, ByName) {
        let (mut reached, mut undetermined) = (ByName::new(), ByName::new());
        let roles = self.case.edges();
        let neighbours: Vec<Neighbour<'_>> = roles
            .edges
            .iter()
            .map(|(organisation, edge)| Neighbour {
                organisation: *organisation,
                person: edge.person,
                edge,
            })
            .collect();
        for reason in reasons {
            for measure in &reason.measures {
                let Some(measure) = self.manifest.measures.get(usize::from(*measure)) else {
                    continue;
                };
                let targets = targets(
                    crate::case::SUBJECT,
                    &measure.reach,
                    reason,
                    self.projected,
                    &neighbours,
                    self.case.as_of,
                );
                let lists = [
                    (targets.reached, &mut reached),
                    (targets.undetermined, &mut undetermined),
                ];
                for (who, by_name) in lists {
                    for name in who.iter().filter_map(|who| roles.names.get(&who.subject)) {
                        let measures = by_name.entry(name.clone()).or_default();
                        measures.insert(measure.code.clone());
                    }
                }
            }
        }
        (reached, undetermined)
    }
}
