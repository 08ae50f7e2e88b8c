//! R-MINOR: whoever was under age on the day of the act is listed by nobody and reached by no
//! measure (法释〔2017〕7号第四条; domain.md §1.4).
//!
//! Plugins may test it themselves; the host does not rely on it, for a plugin never sees
//! whom its measures reach through a role.

use super::Ground;
use crate::{date::Date, rules::Rules};

/// Whether a person was of age for all that records tell, by the rules of the day of each
/// act; `None` if day of birth and act are not both known (R-NULL).
#[must_use]
pub fn was_of_age(born_on: Option<Date>, grounds: &[Ground], rules: &Rules) -> Option<bool> {
    // A claim without grounds is an incentive.
    grounds.iter().try_fold(true, |so_far, ground| {
        let days = [ground.acted_on, ground.decided_on];
        let act = days.into_iter().flatten().min()?;
        let Some(years) = rules.age_of_majority(act) else {
            return Some(so_far);
        };
        Some(so_far && born_on?.add_years(years) <= act)
    })
}
