//! What one memorandum claims of a subject: one measure, one reason, one way.
//!
//! Claims are what the host's own rules judge. A claim names everything by its own name, not
//! by an index of a manifest, so that claims of several memoranda and of several subjects
//! lie side by side (R-MULTI, R-PROP).

use serde::{Deserialize, Serialize};

use super::{Neighbour, Reason, Until, targets};
use crate::{
    contract::{Manifest, Role, Standing},
    date::Date,
    projection::Projected,
    subject::{RecordName, SubjectId},
};

/// A record on which a claim rests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ground {
    /// Whose record it is.
    pub subject: SubjectId,
    /// Which.
    pub record: RecordName,
    /// Day of the act.
    pub acted_on: Option<Date>,
    /// Day of the decision.
    pub decided_on: Option<Date>,
    /// First day on which it no longer stands.
    pub ends_on: Option<Date>,
    /// Whether it still stood on the day asked about.
    pub stands: bool,
}

/// The way along one role edge (R-PROP).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Via {
    /// Whose the measure is in the first place.
    pub source: SubjectId,
    /// The role that joins the two.
    pub role: Role,
}

/// A measure that a memorandum holds to apply to a subject, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Claim {
    /// Code of the measure.
    pub measure: String,
    /// Code of the memorandum.
    pub memorandum: String,
    /// Index of the rule in the memorandum's manifest.
    pub rule: u16,
    /// Through which role it reaches the subject; `None` if the records are its own.
    pub via: Option<Via>,
    /// First day.
    pub from: Date,
    /// First day on which it no longer holds.
    pub until: Until,
    /// The records that carry it together.
    pub grounds: Vec<Ground>,
}

/// What is missing for a claim to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lacks {
    /// The day of the act, by which a role is tested (R-PROP).
    ActedOn,
    /// The day of birth of a person, or that of the act, by which age is told (R-MINOR).
    Age,
}

impl Lacks {
    /// Its name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ActedOn => "acted-on",
            Self::Age => "age",
        }
    }
}

/// A measure that would apply, if something were known that is not (R-NULL).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Open {
    /// Code of the measure.
    pub measure: String,
    /// Code of the memorandum.
    pub memorandum: String,
    /// Index of the rule in the memorandum's manifest.
    pub rule: u16,
    /// What is missing.
    pub lacks: Lacks,
    /// The record concerned; none if the memorandum names none.
    pub ground: Option<Ground>,
}

/// What a memorandum says of one source, and the roles that join the source to the subject.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    /// Code of the memorandum.
    pub memorandum: &'a str,
    /// What it says of itself.
    pub manifest: &'a Manifest,
    /// Whose records it was given: the subject, or a neighbour.
    pub source: SubjectId,
    /// What it was given.
    pub projected: &'a Projected<'a>,
    /// What of its verdict stands.
    pub reasons: &'a [Reason],
    /// The edges between source and subject.
    pub neighbours: &'a [Neighbour<'a>],
}

impl Voice<'_> {
    /// What it claims of a subject on a day, and what it leaves open.
    #[must_use]
    pub fn claims(&self, subject: SubjectId, as_of: Date) -> (Vec<Claim>, Vec<Open>) {
        let (mut claims, mut open) = (Vec::new(), Vec::new());
        for reason in self.reasons {
            for index in &reason.measures {
                let Some(measure) = self.manifest.measures.get(usize::from(*index)) else {
                    continue;
                };
                let targets = targets(
                    self.source,
                    &measure.reach,
                    reason,
                    self.projected,
                    self.neighbours,
                    as_of,
                );
                let reached = targets.reached.iter().filter(|who| who.subject == subject);
                let before = claims.len();
                claims.extend(reached.map(|reached| Claim {
                    measure: measure.code.clone(),
                    memorandum: self.memorandum.to_owned(),
                    rule: reason.rule,
                    via: reached.role.map(|role| Via {
                        source: self.source,
                        role,
                    }),
                    from: reason.from,
                    until: reason.until,
                    grounds: self.grounds(&reason.grounds),
                }));
                let mut undetermined = targets.undetermined.iter();
                let is_open = undetermined.any(|who| who.subject == subject);
                if claims.len() == before && is_open {
                    open.push(Open {
                        measure: measure.code.clone(),
                        memorandum: self.memorandum.to_owned(),
                        rule: reason.rule,
                        lacks: Lacks::ActedOn,
                        ground: reason.acts.first().and_then(|act| self.ground(*act)),
                    });
                }
            }
        }
        (claims, open)
    }

    fn grounds(&self, facts: &[u32]) -> Vec<Ground> {
        facts.iter().filter_map(|fact| self.ground(*fact)).collect()
    }

    fn ground(&self, fact: u32) -> Option<Ground> {
        let record = self.projected.record(fact)?;
        let facts = &self.projected.subject.facts;
        let seen = facts.iter().find(|seen| seen.id == fact)?;
        Some(Ground {
            subject: self.source,
            record: RecordName::of(record),
            acted_on: record.acted_on,
            decided_on: record.decided_on,
            ends_on: record.ends_on,
            stands: seen.standing == Standing::Active,
        })
    }
}
