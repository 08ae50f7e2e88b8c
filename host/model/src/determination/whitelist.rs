//! R-CAT: a plugin points, the host fills in.

use super::Withheld;
use crate::{
    catalogue::{Catalogue, Measure},
    contract::SubjectKind,
};

/// The entry of a code in the edition of the day, for a subject of a kind (R-CAT).
///
/// A subject whose kind nobody has said is reached only by what fits every kind.
///
/// # Errors
/// [`Withheld::NotInCatalogue`], [`Withheld::NotForThisKind`].
pub fn whitelisted<'m>(
    catalogue: &'m Catalogue,
    code: &str,
    kind: Option<SubjectKind>,
) -> Result<&'m Measure, Withheld> {
    let measure = catalogue.measure(code).ok_or(Withheld::NotInCatalogue)?;
    let fits = |kind: &SubjectKind| measure.subject_kinds.contains(kind);
    if measure.subject_kinds.is_empty() || kind.as_ref().is_some_and(fits) {
        Ok(measure)
    } else {
        Err(Withheld::NotForThisKind { kind })
    }
}
