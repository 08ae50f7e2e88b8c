//! What of a document is seen as of a day and as known at a moment, and what of the
//! documents of those merged with each other.

mod group;

use super::{HeldIdentifier, Merger, Millis, Profile, Record, RoleEdge, SubjectDocument};
use crate::date::Date;

pub use group::records_of_group;

/// For which day, and by which knowledge, a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub as_of: Date,
    /// What the host knew at this moment counts; [`Moment::LATEST`] = all it knows now.
    pub known_at: Millis,
}

impl Moment {
    /// Later than any moment of the record.
    pub const LATEST: Millis = Millis::MAX;

    /// A day by what is known now.
    #[must_use]
    pub const fn on(as_of: Date) -> Self {
        Self {
            as_of,
            known_at: Self::LATEST,
        }
    }
}

/// What registers say of a subject at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registered<'a> {
    /// What the register heard last says.
    pub profile: &'a Profile,
    /// The status, if all registers that name one agree.
    pub status: Option<&'a str>,
    /// Whether they disagree.
    pub contradictory: bool,
}

impl SubjectDocument {
    /// The records that were known at a moment, one version each, sorted by key.
    pub fn records_known(&self, known_at: Millis) -> impl Iterator<Item = &Record> {
        self.records
            .iter()
            .filter(move |record| record.known.holds_at(known_at))
    }

    /// The roles that were known at a moment.
    pub fn roles_known(&self, known_at: Millis) -> impl Iterator<Item = &RoleEdge> {
        self.roles
            .iter()
            .filter(move |edge| edge.known.holds_at(known_at))
    }

    /// The merger that holds, if the subject is merged into another.
    #[must_use]
    pub fn merger(&self, moment: Moment) -> Option<&Merger> {
        self.merged_into.iter().find(|merger| {
            merger.known.holds_at(moment.known_at)
                && merger.from.is_none_or(|from| from <= moment.as_of)
        })
    }

    /// What registers say; `None` if none had said anything at that moment.
    ///
    /// Of each register the last profile that had begun counts, or its first if none had;
    /// of several registers the one heard last. If their statuses contradict each other,
    /// there is none: a gap, never a guess (R-NULL). A status that had not begun
    /// contradicts none that had.
    #[must_use]
    pub fn registered(&self, moment: Moment) -> Option<Registered<'_>> {
        // The registers in the order in which they were last heard.
        let mut said: Vec<&Profile> = Vec::new();
        for profile in &self.profiles {
            if !profile.known.holds_at(moment.known_at) {
                continue;
            }
            let before = said
                .iter()
                .position(|other| other.provider == profile.provider)
                .map(|position| said.remove(position));
            said.push(match before {
                Some(other) if !applies_before(other, profile, moment.as_of) => other,
                _ => profile,
            });
        }
        let profile = *said.last()?;
        said.retain(|profile| profile.status.is_some());
        if said.iter().any(|profile| has_begun(profile, moment.as_of)) {
            said.retain(|profile| has_begun(profile, moment.as_of));
        }
        let mut statuses = said.iter().filter_map(|profile| profile.status.as_deref());
        let first = statuses.next();
        let contradictory = statuses.any(|status| Some(status) != first);
        Some(Registered {
            profile,
            status: first.filter(|_| !contradictory),
            contradictory,
        })
    }

    /// The identifiers that were known at a moment.
    pub fn identifiers_known(
        &self,
        known_at: Millis,
    ) -> impl Iterator<Item = &HeldIdentifier> + Clone {
        self.identifiers
            .iter()
            .filter(move |held| held.recorded_at <= known_at)
    }

    /// The identifier that it is shown with: of those known at a moment the first that was
    /// verified, else the first.
    #[must_use]
    pub fn identifier(&self, known_at: Millis) -> Option<&HeldIdentifier> {
        let mut known = self.identifiers_known(known_at);
        let first = known.clone().next();
        known.find(|held| held.verified).or(first)
    }
}

/// Whether a day is not before a profile's first.
fn has_begun(profile: &Profile, as_of: Date) -> bool {
    profile.from.is_none_or(|from| from <= as_of)
}

/// Whether of two profiles of one register the second is the one for a day.
fn applies_before(first: &Profile, second: &Profile, as_of: Date) -> bool {
    match (has_begun(first, as_of), has_begun(second, as_of)) {
        (true, true) => first.from < second.from,
        (false, false) => second.from < first.from,
        (first, _) => !first,
    }
}

#[cfg(test)]
mod tests;
