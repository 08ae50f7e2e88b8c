//! R-BASIS: no sanction without a basis in force.
//!
//! How the rule is read here (domain.md §1.4, §4.2):
//! - Whatever its class, a sanction that names bases needs one of them in force. One whose
//!   every basis is repealed is withheld on any day, for nothing carries it any more (G30).
//! - A class that a basis rule of the day names (those of the first type, since the closed
//!   catalogue of 2020-12) needs one of a level that the rule names; a ministry's notice or
//!   the memorandum alone is not enough. A judicial interpretation is enough only where
//!   nobody but a court or a statute can order the measure.
//! - Any other sanction may name no basis at all: its title is the memorandum's own. Before
//!   2020-12 a memorandum could create measures of every class.
//! - Incentives and management are not held to it.

use super::Withheld;
use crate::{
    catalogue::{Basis, Direction, Measure},
    date::Date,
    rules::Rules,
};

/// The bases of a measure that are in force on a day (R-BASIS).
///
/// # Errors
/// [`Withheld::NoBasis`] if it is a sanction and they do not suffice.
pub fn basis<'m>(
    measure: &'m Measure,
    rules: &Rules,
    as_of: Date,
) -> Result<Vec<&'m Basis>, Withheld> {
    let in_force: Vec<&Basis> = measure
        .bases
        .iter()
        .filter(|basis| basis.is_in_force(as_of))
        .collect();
    if measure.direction != Direction::Sanction {
        return Ok(in_force);
    }
    let suffices = match rules.bases_of(measure.class, as_of) {
        None => measure.bases.is_empty() || !in_force.is_empty(),
        Some(rule) => in_force.iter().any(|basis| {
            rule.levels.contains(&basis.level)
                || measure.requires_court_or_statute && rule.court_levels.contains(&basis.level)
        }),
    };
    if suffices {
        return Ok(in_force);
    }
    let repealed = measure
        .bases
        .iter()
        .filter(|basis| basis.is_repealed(as_of));
    Err(Withheld::NoBasis {
        repealed: repealed.cloned().collect(),
        insufficient: in_force.into_iter().cloned().collect(),
    })
}
