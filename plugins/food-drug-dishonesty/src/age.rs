//! 未成年人: neither listed nor reached by a measure (R-MINOR).

use accord_plugin::prelude::*;

/// Months of eighteen years (民法典 17).
const OF_AGE: u16 = 18 * 12;

/// Whether the subject was of age: a person on the day of the act or, where that is not
/// told, of the decision; anything but a person always.
pub(crate) fn of_age(subject: &Profile, head: &Head) -> Compared {
    if !subject.is_person() {
        return Compared::Met;
    }
    match (subject.since, head.acted_on.or(head.decided_on)) {
        (None, _) => Compared::Open(Missing::Profile),
        (_, None) => Compared::Open(Missing::DecidedOn),
        (Some(born), Some(day)) if born.add_months(OF_AGE) <= day => Compared::Met,
        (Some(_), Some(_)) => Compared::Unmet,
    }
}
