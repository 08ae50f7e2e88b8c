//! The reference data of an earlier moment, made again from its editions.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use accord_model::subject::Millis;

use super::{Numbers, Reference, ReferenceName};
use crate::{error::ServiceError, host::Host};

/// How many are kept. One takes some megabytes, and whoever asks about the past asks about
/// few moments at a time.
const KEPT: usize = 8;

/// Reference data that were asked for lately, the last one first.
#[derive(Default)]
pub(crate) struct Past(Mutex<VecDeque<Arc<Reference>>>);

impl Past {
    fn take(&self, numbers: Numbers) -> Option<Arc<Reference>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let position = kept.iter().position(|kept| kept.numbers == numbers)?;
        let found = kept.remove(position)?;
        kept.push_front(found.clone());
        Some(found)
    }

    fn keep(&self, reference: Arc<Reference>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front(reference);
        kept.truncate(KEPT);
    }
}

impl Host {
    /// The reference data known at a moment; the latest if none is named.
    pub(crate) fn reference_at(
        &self,
        known_at: Option<Millis>,
    ) -> Result<Arc<Reference>, ServiceError> {
        let latest = self.reference.load_full();
        match known_at {
            None => Ok(latest),
            Some(known_at) => {
                let numbers = latest.history.at(known_at);
                self.reference_made_of(latest, numbers)
            }
        }
    }

    /// The reference data made of these editions, such as a receipt names. What is not
    /// named, because the program of then did not have it, is of the first edition.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchEdition`]; those of the store.
    #[cfg_attr(not(test), expect(dead_code, reason = "for the replay of receipts"))]
    pub(crate) fn reference_of(
        &self,
        editions: &[(ReferenceName, u32)],
    ) -> Result<Arc<Reference>, ServiceError> {
        let latest = self.reference.load_full();
        let mut numbers = Numbers::FIRST;
        for (name, number) in editions {
            if !latest.history.has(*name, *number) {
                return Err(ServiceError::NoSuchEdition {
                    name: name.name(),
                    number: *number,
                });
            }
            numbers.set(*name, *number);
        }
        self.reference_made_of(latest, numbers)
    }

    fn reference_made_of(
        &self,
        latest: Arc<Reference>,
        numbers: Numbers,
    ) -> Result<Arc<Reference>, ServiceError> {
        if latest.numbers == numbers {
            return Ok(latest);
        }
        if let Some(kept) = self.past.take(numbers) {
            return Ok(kept);
        }
        let history = latest.history.clone();
        let made = Arc::new(Reference::of(&*self.store, numbers, history)?);
        self.past.keep(made.clone());
        Ok(made)
    }
}
