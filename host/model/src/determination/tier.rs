//! R-TIER: an abnormal listing is not a serious one, and a single record is neither.

use super::Withheld;
use crate::{
    catalogue::{Direction, Measure},
    date::Date,
    dictionary::Tier,
    rules::Rules,
};

/// Whether records of a tier, the gravest of a reason's grounds, can carry a measure on a
/// day (R-TIER).
///
/// Where the rule of the tier lets a statute name the consequence, a measure of any class
/// passes that has in force a basis of such a level with its article. Incentives and
/// management are not held to it, nor is what an association imposes: that is no item of
/// the national catalogue.
///
/// # Errors
/// [`Withheld::WrongTier`].
pub fn tier(measure: &Measure, tier: Tier, rules: &Rules, as_of: Date) -> Result<(), Withheld> {
    if measure.direction != Direction::Sanction || measure.class.class_type().is_none() {
        return Ok(());
    }
    let Some(allowed) = rules.tier(tier, as_of) else {
        return Ok(());
    };
    let is_named_by_statute = measure.bases.iter().any(|basis| {
        basis.is_in_force(as_of)
            && basis.article.is_some()
            && allowed.statute_levels.contains(&basis.level)
    });
    if allowed.classes.contains(&measure.class) || is_named_by_statute {
        Ok(())
    } else {
        Err(Withheld::WrongTier {
            tier,
            class: measure.class,
        })
    }
}
