//! Which editions there are, and which of them were known at a moment.

use accord_model::{
    calendar::CalendarData, catalogue::CatalogueData, department::DepartmentData,
    dictionary::DictionaryData, parameter::ParameterData, retention::RetentionData,
    rules::RulesData, subject::Millis,
};
use accord_store::PartStore;

use super::{
    ReferenceName,
    edition::{Edition, FormsText, ReferenceData, infos},
};
use crate::{codec::Stored, error::ServiceError};

const COUNT: usize = ReferenceName::ALL.len();

/// Number of one edition of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Numbers([u32; COUNT]);

impl Numbers {
    /// The first of each.
    pub(crate) const FIRST: Self = Self([1; COUNT]);

    /// That of one.
    pub(crate) fn of(&self, name: ReferenceName) -> u32 {
        let mut all = self.all();
        all.find_map(|(other, number)| (other == name).then_some(number))
            .unwrap_or_default()
    }

    pub(crate) fn set(&mut self, name: ReferenceName, number: u32) {
        for (slot, other) in self.0.iter_mut().zip(ReferenceName::ALL) {
            if other == name {
                *slot = number;
            }
        }
    }

    /// All, in the order of [`ReferenceName::ALL`].
    pub(crate) fn all(&self) -> impl Iterator<Item = (ReferenceName, u32)> + use<> {
        ReferenceName::ALL.into_iter().zip(self.0)
    }
}

/// When each edition was recorded, oldest first: the first has number 1.
#[derive(Debug, Clone, Default)]
pub(crate) struct History([Vec<Millis>; COUNT]);

impl History {
    /// That of a store, which gets what it lacks.
    pub(super) fn load(store: &dyn PartStore) -> Result<Self, ServiceError> {
        fn recorded<T: ReferenceData>(store: &dyn PartStore) -> Result<Vec<Millis>, ServiceError>
        where
            Edition<T>: Stored,
        {
            let infos = infos::<T>(store)?;
            Ok(infos.into_iter().map(|info| info.recorded_at).collect())
        }
        Ok(Self([
            recorded::<DictionaryData>(store)?,
            recorded::<CatalogueData>(store)?,
            recorded::<DepartmentData>(store)?,
            recorded::<CalendarData>(store)?,
            recorded::<FormsText>(store)?,
            recorded::<RetentionData>(store)?,
            recorded::<ParameterData>(store)?,
            recorded::<RulesData>(store)?,
        ]))
    }

    /// With one more edition, and its number.
    pub(super) fn with(&self, name: ReferenceName, recorded_at: Millis) -> Self {
        let mut with = self.clone();
        for (editions, other) in with.0.iter_mut().zip(ReferenceName::ALL) {
            if other == name {
                editions.push(recorded_at);
            }
        }
        with
    }

    /// The latest of each.
    pub(super) fn latest(&self) -> Numbers {
        self.at(Millis::MAX)
    }

    /// Those known at a moment: what came first counts since before it was recorded, for a
    /// store is never without.
    pub(super) fn at(&self, known_at: Millis) -> Numbers {
        let known = |recorded: &Vec<Millis>| {
            let last = recorded.iter().rposition(|at| *at <= known_at);
            u32::try_from(last.unwrap_or(0)).map_or(u32::MAX, |last| last.saturating_add(1))
        };
        Numbers(self.0.each_ref().map(known))
    }

    /// Whether there is an edition of a number.
    pub(super) fn has(&self, name: ReferenceName, number: u32) -> bool {
        number > 0 && number <= self.latest().of(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_counts_from_when_it_was_recorded_and_the_first_from_ever() {
        let first = History(std::array::from_fn(|_| vec![100]));
        let history = first.with(ReferenceName::Rules, 200);
        let at = |known_at| history.at(known_at).of(ReferenceName::Rules);
        assert_eq!([0, 99, 100, 199].map(at), [1; 4]);
        assert_eq!([200, 201, Millis::MAX].map(at), [2; 3]);
        let other = history.latest().of(ReferenceName::Calendar);
        assert_eq!(other, 1, "no other data has another edition");
        assert!(history.has(ReferenceName::Rules, 2));
        for (name, number) in [(ReferenceName::Rules, 3), (ReferenceName::Rules, 0)] {
            assert!(!history.has(name, number));
        }
        assert!(!history.has(ReferenceName::Calendar, 2));
    }
}
