//! R-EXIT and R-REP: what ends with its listing, and what the statute lets run on.
//!
//! Every entry of the catalogue says on what its term hangs, and a plugin cannot choose. A
//! measure that hangs on the listing ends with it at the latest, whether the listing
//! expired, was repaired (信用修复) or exited otherwise; a ban with a term of its own, such as
//! the five years of 食品安全法 135, is not shortened by it (G17). The end day is no day of the
//! measure. Source: domain.md §1.4.

use super::{Claim, Ground, Until};
use crate::{
    catalogue::{Measure, Term},
    date::Date,
};

/// The end of a claim under the catalogue: the plugin's own, or an earlier one; `None` if it
/// has come by `as_of`.
#[must_use]
pub fn until(
    claim: &Claim,
    entry: &Measure,
    max_months: Option<u16>,
    as_of: Date,
) -> Option<Until> {
    let listing = match entry.term {
        Term::Listing => listing_end(&claim.grounds),
        Term::Statute => None,
    };
    let longest = max_months.map(|months| claim.from.add_months(months));
    let bound = listing.into_iter().chain(longest).min();
    let until = match (claim.until, bound) {
        (Until::Day(day), Some(bound)) => Until::Day(day.min(bound)),
        (_, Some(bound)) => Until::Day(bound),
        (until, None) => until,
    };
    match until {
        Until::Day(day) if day <= as_of => None,
        until => Some(until),
    }
}

/// When all the records have ended on which a claim rests; `None` while one stands open. A
/// second listing does not end with the first.
fn listing_end(grounds: &[Ground]) -> Option<Date> {
    let mut ends = grounds.iter().map(|ground| ground.ends_on);
    let first = ends.next()??;
    ends.try_fold(first, |latest, end| Some(latest.max(end?)))
}
