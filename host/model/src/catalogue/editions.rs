//! The catalogue in editions: each is the catalogue from a day until the next one's day.
//!
//! An edition never begins before the one made before it, so that what a later one says of
//! a day is never undone by an earlier one.

use std::sync::Arc;

use super::Catalogue;
use crate::date::Date;

/// All editions of the catalogue, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueEditions {
    first: Arc<Catalogue>,
    later: Vec<Arc<Catalogue>>,
}

/// An edition would begin before the one made before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the latest edition of the catalogue begins on {latest}, and this one before it")]
pub struct EditionOrder {
    /// First day of the latest edition.
    pub latest: Date,
}

impl CatalogueEditions {
    /// The editions that begin with this one: it counts since the beginning, whatever its
    /// day.
    #[must_use]
    pub fn new(first: Catalogue) -> Self {
        Self {
            first: Arc::new(first),
            later: Vec::new(),
        }
    }

    /// With another edition, made after these.
    ///
    /// # Errors
    /// [`EditionOrder`] if it begins before the latest.
    pub fn with(&self, edition: Catalogue) -> Result<Self, EditionOrder> {
        if let Some(latest) = self.latest().in_force_from()
            && edition.in_force_from().is_none_or(|from| from < latest)
        {
            return Err(EditionOrder { latest });
        }
        let mut with = self.clone();
        with.later.push(Arc::new(edition));
        Ok(with)
    }

    /// The edition of a day.
    #[must_use]
    pub fn on(&self, as_of: Date) -> &Catalogue {
        let begun =
            |edition: &&Arc<Catalogue>| edition.in_force_from().is_none_or(|from| from <= as_of);
        self.later.iter().rfind(begun).unwrap_or(&self.first)
    }

    /// The edition made last; its day may still come.
    #[must_use]
    pub fn latest(&self) -> &Catalogue {
        self.later.last().unwrap_or(&self.first)
    }

    /// Every measure of an edition that holds on some day from this one on, or on any day:
    /// of two entries of a code that of the later edition.
    #[must_use]
    pub fn since(&self, from: Option<Date>) -> Catalogue {
        let mut all = self.latest().clone();
        let before = std::iter::once(&self.first).chain(&self.later);
        // Each edition ends when the next begins; one without a day begins with the beginning.
        let ends = self.later.iter().map(|next| next.in_force_from());
        let ended: Vec<_> = before.zip(ends).collect();
        for (edition, end) in ended.into_iter().rev() {
            if from.is_some_and(|from| end.is_none_or(|end| end <= from)) {
                break;
            }
            let measures: Vec<_> = edition.measures().cloned().collect();
            all = all.with(&measures);
        }
        all
    }

    /// The first day after this one on which another edition begins, or a basis of the
    /// edition then in force does or is repealed; none if no later one is known.
    #[must_use]
    pub fn next_boundary(&self, after: Date) -> Option<Date> {
        let editions = std::iter::once(&self.first).chain(&self.later);
        let days = editions.flat_map(|edition| {
            let bases = edition.measures().flat_map(|measure| &measure.bases);
            let of_bases = bases.flat_map(|basis| basis.from.into_iter().chain(basis.until));
            of_bases.chain(edition.in_force_from())
        });
        days.filter(|day| *day > after).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{CatalogueData, tests::measure};

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn edition(name: &str, from: Option<&str>, codes: &[&str]) -> Catalogue {
        Catalogue::new(CatalogueData {
            edition: name.to_owned(),
            from: from.map(date),
            measures: codes.iter().map(|code| measure(code)).collect(),
        })
        .unwrap()
    }

    fn three() -> CatalogueEditions {
        CatalogueEditions::new(edition("2017", None, &["a/a", "b/b"]))
            .with(edition("2022", Some("2022-01-01"), &["b/b", "c/c"]))
            .unwrap()
            .with(edition("2027", Some("2027-01-01"), &["c/c", "d/d"]))
            .unwrap()
    }

    #[test]
    fn the_edition_of_a_day_is_the_last_that_has_begun() {
        let editions = three();
        for (day, name) in [
            ("1990-01-01", "2017"),
            ("2021-12-31", "2017"),
            ("2022-01-01", "2022"),
            ("2026-12-31", "2022"),
            ("2027-01-01", "2027"),
        ] {
            assert_eq!(editions.on(date(day)).edition(), name, "{day}");
        }
        // Of two from one day the later made.
        let again = editions.with(edition("2027a", Some("2027-01-01"), &[]));
        assert_eq!(again.unwrap().on(date("2027-01-01")).edition(), "2027a");
        let earlier = edition("2026", Some("2026-12-31"), &[]);
        let latest = date("2027-01-01");
        assert_eq!(editions.with(earlier), Err(EditionOrder { latest }));
        let ever = edition("ever", None, &[]);
        assert_eq!(editions.with(ever), Err(EditionOrder { latest }));
    }

    #[test]
    fn what_ended_before_a_day_is_not_of_the_days_since() {
        let editions = three();
        let codes = |from: Option<&str>| {
            let since = editions.since(from.map(date));
            let codes: Vec<_> = since.measures().map(|m| m.code.clone()).collect();
            codes.join(" ")
        };
        assert_eq!(codes(None), "a/a b/b c/c d/d");
        assert_eq!(codes(Some("2021-12-31")), "a/a b/b c/c d/d");
        assert_eq!(codes(Some("2022-01-01")), "b/b c/c d/d");
        assert_eq!(codes(Some("2027-01-01")), "c/c d/d");
    }

    #[test]
    fn a_boundary_is_an_editions_day_or_a_basis() {
        let editions = three();
        let next = |day| editions.next_boundary(date(day));
        assert_eq!(next("2021-12-31"), Some(date("2022-01-01")));
        assert_eq!(next("2022-01-01"), Some(date("2027-01-01")));
        assert_eq!(next("2027-01-01"), None);
    }
}
