//! R-MINOR: whoever was under age on the day of the act is listed by nobody and reached by no
//! measure (法释〔2017〕7号第四条; domain.md §1.4).
//!
//! Plugins may test it themselves; the host does not rely on it, for a plugin never sees
//! whom its measures reach through a role.

use super::Claim;
use crate::date::Date;

/// Who is to meet a measure, as far as the rule asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Day of birth.
    pub born_on: Option<Date>,
}

/// Whether a person was of age for a claim; `None` if day of birth and act are not both
/// known (R-NULL).
#[must_use]
pub fn was_of_age(person: Person, claim: &Claim, years: u16) -> Option<bool> {
    let born = person.born_on?;
    let of_age = born.add_years(years);
    let mut acts = claim.grounds.iter().map(|ground| {
        let days = [ground.acted_on, ground.decided_on];
        days.into_iter().flatten().min()
    });
    // A claim without grounds is an incentive.
    acts.try_fold(true, |so_far, act| Some(so_far && of_age <= act?))
}
