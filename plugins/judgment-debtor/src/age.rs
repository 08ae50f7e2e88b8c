//! 未成年人: never listed, and reached by no measure (法释〔2017〕7号第四条; R-MINOR).

use accord_plugin::prelude::*;

/// Months of eighteen years (民法典 17).
const OF_AGE: u16 = 18 * 12;

/// Whether the subject was of age: a person on the day of the act, or of the decision if
/// that is the earlier or the only one told; anything but a person always.
pub(crate) fn of_age(subject: &Profile, head: &Head) -> Compared {
    if !subject.is_person() {
        return Compared::Met;
    }
    let day = [head.acted_on, head.decided_on].into_iter().flatten().min();
    match (day, subject.since) {
        (None, _) => Compared::Open(Missing::DecidedOn),
        (_, None) => Compared::Open(Missing::Profile),
        (Some(day), Some(born)) if born.add_months(OF_AGE) <= day => Compared::Met,
        (Some(_), Some(_)) => Compared::Unmet,
    }
}
