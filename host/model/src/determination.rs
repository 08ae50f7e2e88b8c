//! From a plugin's verdict to what stands on a day, and whom it reaches.
//!
//! A plugin names starts and terms; whether they have come or gone on the day asked
//! about, and who holds the roles that a measure reaches, is decided here, so that every
//! plugin is held to the same calendar and no plugin sees a role.

mod basis;
mod boundary;
mod claim;
mod clean_years;
mod comparison;
mod contested;
mod crossing;
mod determined;
mod exit;
mod minor;
mod relevance;
mod shield;
mod tier;
mod whitelist;
mod withheld;

use serde::{Deserialize, Serialize};

use crate::{
    answer::{AnswerFault, Statement},
    catalogue::{Catalogue, Direction},
    contract::{Determination, Edge, End, Manifest, Reach, RoleTest, Verdict},
    date::Date,
    projection::Projected,
    subject::{Finding, RoleEdge, SubjectId},
};

pub use basis::basis;
pub use boundary::boundaries;
pub use claim::{Claim, Ground, Lacks, Open, Via, Voice};
pub use clean_years::{Clean, clean_years};
pub use comparison::{Held, Outcome, State, compared, uncontested};
pub use contested::Contested;
pub use crossing::blocking;
pub use determined::{Circumstances, Determined, Law, Party, Refused, determine, latest};
pub use relevance::relevance;
pub use shield::shielded;
pub use tier::tier;
pub use whitelist::whitelisted;
pub use withheld::Withheld;

/// First day on which something no longer holds. Ends are exclusive: on the end day the
/// measure no longer applies (R-EXIT), and 民法典 203 never lengthens a sanction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Until {
    /// This day.
    Day(Date),
    /// An event that has no day yet: the record that carries it ends.
    Event,
    /// Never.
    Never,
}

/// One independent reason that stands on a day, and the measures that it carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Index into `manifest.rules`.
    pub rule: u16,
    /// Facts that carry it together, by handle.
    pub grounds: Vec<u32>,
    /// Facts whose acts date the role test, by handle.
    pub acts: Vec<u32>,
    /// First day.
    pub from: Date,
    /// First day on which it no longer holds.
    pub until: Until,
    /// Indices into `manifest.measures`.
    pub measures: Vec<u16>,
}

/// The reasons of a verdict that stand on `as_of`.
///
/// # Errors
/// [`AnswerFault::SanctionWithoutGrounds`]: only the catalogue knows what a sanction is.
pub fn standing(
    manifest: &Manifest,
    catalogue: &Catalogue,
    projected: &Projected<'_>,
    verdict: &Verdict,
    as_of: Date,
) -> Result<Vec<Reason>, AnswerFault> {
    let mut reasons = Vec::new();
    for (position, determination) in verdict.determinations.iter().enumerate() {
        let at = Statement::Determination(position);
        if determination.grounds.is_empty() {
            refuse_sanctions(manifest, catalogue, determination, at)?;
        }
        let until = resolve(determination, projected);
        if let Until::Day(day) = until {
            // A term that is over before it could start never stood: a plugin cannot know,
            // for it adds no months.
            if day <= as_of.max(determination.starts_on) {
                continue;
            }
        }
        if as_of < determination.starts_on {
            continue;
        }
        reasons.push(Reason {
            rule: determination.rule,
            grounds: determination.grounds.clone(),
            acts: determination.acts.clone(),
            from: determination.starts_on,
            until,
            measures: determination.measures.clone(),
        });
    }
    Ok(reasons)
}

fn refuse_sanctions(
    manifest: &Manifest,
    catalogue: &Catalogue,
    determination: &Determination,
    at: Statement,
) -> Result<(), AnswerFault> {
    for measure in &determination.measures {
        let measure = manifest.measures.get(usize::from(*measure));
        let entry = measure.and_then(|measure| catalogue.measure(&measure.code));
        if let Some(entry) = entry
            && entry.direction != Direction::Incentive
        {
            return Err(AnswerFault::SanctionWithoutGrounds {
                at,
                measure: entry.code.clone(),
            });
        }
    }
    Ok(())
}

fn resolve(determination: &Determination, projected: &Projected<'_>) -> Until {
    match determination.until {
        End::After { start, months } => Until::Day(start.add_months(months)),
        End::On(day) => Until::Day(day),
        End::Never => Until::Never,
        End::WithGrounds => determination
            .grounds
            .iter()
            .filter_map(|ground| projected.record(*ground)?.ends_on)
            .min()
            .map_or(Until::Event, Until::Day),
    }
}

/// Someone whom a measure reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reached {
    /// Who.
    pub subject: SubjectId,
    /// Through which role; `None` for the subject itself.
    pub role: Option<crate::contract::Role>,
}

/// A role edge that touches the subject, and its other end.
#[derive(Debug, Clone, Copy)]
pub struct Neighbour<'a> {
    /// The organisation that owns the edge.
    pub organisation: SubjectId,
    /// Who holds it: the one that the edge's person is part of.
    pub person: SubjectId,
    /// The edge.
    pub edge: &'a RoleEdge,
}

/// Whom a measure of a standing reason reaches: the subject, or one step along a role
/// (R-PROP). Never two.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Targets {
    /// Who is reached.
    pub reached: Vec<Reached>,
    /// Who would be, if the day of the act were known: never guessed (R-NULL).
    pub undetermined: Vec<Reached>,
}

/// Resolves the reach of a measure for `subject` over the role edges that touch it.
#[must_use]
pub fn targets(
    subject: SubjectId,
    reach: &Reach,
    reason: &Reason,
    projected: &Projected<'_>,
    neighbours: &[Neighbour<'_>],
    as_of: Date,
) -> Targets {
    let mut targets = Targets::default();
    let (edge, holders) = match reach {
        Reach::SelfOnly => {
            targets.reached.push(Reached {
                subject,
                role: None,
            });
            return targets;
        }
        Reach::Holders(edge) => (edge, true),
        Reach::LedEntities(edge) => (edge, false),
    };
    for neighbour in neighbours {
        let (near, far) = if holders {
            (neighbour.organisation, neighbour.person)
        } else {
            (neighbour.person, neighbour.organisation)
        };
        // A finding names nobody before the day on which it was made.
        let is_found = |finding: &Finding| finding.decided_on.is_none_or(|day| day <= as_of);
        let fits = near == subject
            && edge.roles.contains(&neighbour.edge.role)
            && (!edge.responsible_only || neighbour.edge.finding.as_ref().is_some_and(is_found));
        if !fits {
            continue;
        }
        let reached = Reached {
            subject: far,
            role: Some(neighbour.edge.role),
        };
        match is_held(edge, neighbour.edge, reason, projected, as_of) {
            Some(true) => targets.reached.push(reached),
            Some(false) => {}
            None => targets.undetermined.push(reached),
        }
    }
    let Targets {
        reached,
        undetermined,
    } = &mut targets;
    for list in [&mut *reached, &mut *undetermined] {
        list.sort_unstable();
        list.dedup();
    }
    // Who held the role twice, once for sure, is reached.
    undetermined.retain(|who| !reached.contains(who));
    targets
}

/// Whether the role passes the measure's test; `None` if the day of an act is missing.
fn is_held(
    edge: &Edge,
    held: &RoleEdge,
    reason: &Reason,
    projected: &Projected<'_>,
    as_of: Date,
) -> Option<bool> {
    let at_as_of = || Some(held.is_held_between(as_of, as_of));
    let at_act = || {
        let mut open = reason.acts.is_empty();
        for act in &reason.acts {
            match projected.record(*act).and_then(|record| {
                let first = record.acted_on?;
                Some(held.is_held_between(first, record.acted_until.unwrap_or(first)))
            }) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => open = true,
            }
        }
        if open { None } else { Some(false) }
    };
    match edge.test {
        RoleTest::AtAct => at_act(),
        RoleTest::AtAsOf => at_as_of(),
        RoleTest::Both => match (at_as_of(), at_act()) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), at_act) => at_act,
            (None, _) => None,
        },
    }
}

#[cfg(test)]
mod tests;
