//! The days on which a verdict begins or ceases to hold though no record changes.
//!
//! A reason that has not begun stands on no list, and its first day is a boundary all the
//! same: whoever keeps what stood has to look again on it.

use super::{Until, resolve};
use crate::{contract::Verdict, date::Date, projection::Projected};

/// First and end days of a verdict's determinations, and the day on which the plugin wants
/// to be asked again. In no order, past ones too.
pub fn boundaries<'a>(
    verdict: &'a Verdict,
    projected: &'a Projected<'_>,
) -> impl Iterator<Item = Date> + 'a {
    let determinations = verdict.determinations.iter();
    let days = determinations.flat_map(|determination| {
        let end = match resolve(determination, projected) {
            Until::Day(day) => Some(day),
            Until::Event | Until::Never => None,
        };
        [Some(determination.starts_on), end].into_iter().flatten()
    });
    days.chain(verdict.review_on)
}
