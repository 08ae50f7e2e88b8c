//! R-RELEV: what a sanction has to do with the act.

use super::Withheld;
use crate::{
    catalogue::{Direction, Measure},
    date::Date,
    rules::Rules,
};

/// Whether the matrix of the day pairs a measure with one of the kinds of its grounds
/// (R-RELEV): what it does not have is denied, for sanctions of the classes that need it.
///
/// # Errors
/// [`Withheld::NotRelevant`].
pub fn relevance(
    measure: &Measure,
    kinds: &[&str],
    rules: &Rules,
    as_of: Date,
) -> Result<(), Withheld> {
    let is_held =
        measure.direction == Direction::Sanction && rules.needs_relevance(measure.class, as_of);
    let is_paired = |kind: &&str| rules.is_relevant(kind, &measure.code, as_of);
    if !is_held || kinds.iter().any(is_paired) {
        return Ok(());
    }
    Err(Withheld::NotRelevant {
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
    })
}
