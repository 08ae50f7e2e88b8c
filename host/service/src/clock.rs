//! The host's clock: what was known at a moment stays what was known at it.
//!
//! Whoever is answered as of what is known *now* may ask again as known at that moment, a
//! receipt years later. So nothing may come to be recorded at or before a moment that a
//! reader was given. The wall clock alone cannot promise that: a writer takes its time
//! before its rows are there, and a clock is set back. Here
//!
//! - a writer takes a [`WriteStamp`], later than every stamp and every moment given before,
//!   and lets it go when its rows can be read, or will never be there;
//! - a reader takes a moment before every stamp that is out, and never one before the last.
//!
//! Both follow the wall clock and run ahead of it only while it stands or goes back (a hybrid
//! logical clock whose logical part is the next millisecond). A reader sees all that was
//! written before it asked, unless another writer is still at work; then it sees what was
//! known when that one began.
//!
//! Over a restart the promise rests on one row: no time is given out beyond what it says,
//! and a clock begins there. To look for the last time in what is recorded would not do: a
//! moment given to a reader need not be recorded anywhere, and a stamp may lie in a million
//! documents. The row is written ahead by [`LEASE`], so once in so long, and set to the true
//! last time when the host is closed; after a crash the clock is ahead by at most that much.
//! While the store takes no writes, readers get the latest moment that the row covers: there
//! is nothing new to be known.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use accord_model::subject::Millis;
use accord_store::{Mutation, PartId, PartStore};
use serde::{Deserialize, Serialize};

use crate::{
    codec::{self, Stored},
    error::ServiceError,
    host::{self, Host, operation},
    spaces,
};

/// How far ahead times are reserved, milliseconds.
const LEASE: Millis = 5_000;

/// How far ahead of the wall clock a start is worth a warning, milliseconds.
const AHEAD: Millis = 60_000;

const KEY: &[u8] = b"clock";

/// No time beyond this was given out.
#[derive(Serialize, Deserialize)]
struct Reserved(Millis);

impl Stored for Reserved {
    const WHAT: &str = "clock";
}

/// The clock of an open store. One process at a time holds a store, so there is one.
pub(crate) struct Clock {
    store: Arc<dyn PartStore>,
    wall: Box<dyn Fn() -> Millis + Send + Sync>,
    state: Mutex<State>,
}

struct State {
    /// The latest stamp or moment given out.
    last: Millis,
    /// The latest moment given to a reader.
    read: Millis,
    /// Stamps that are out.
    writing: BTreeSet<Millis>,
    /// What the row says; none until there is one.
    reserved: Option<Millis>,
}

/// The time at which a writer's rows are recorded. Held until they can be read.
#[must_use = "readers wait for what is written under it only while it is held"]
pub(crate) struct WriteStamp<'c> {
    clock: &'c Clock,
    at: Millis,
}

impl WriteStamp<'_> {
    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) const fn at(&self) -> Millis {
        self.at
    }
}

impl Drop for WriteStamp<'_> {
    fn drop(&mut self) {
        self.clock.state().writing.remove(&self.at);
    }
}

impl Clock {
    /// The clock of a store, which begins behind every time that an earlier one gave out.
    pub(crate) fn open(store: Arc<dyn PartStore>) -> Result<Self, ServiceError> {
        Self::with(store, Box::new(host::now))
    }

    fn with(
        store: Arc<dyn PartStore>,
        wall: Box<dyn Fn() -> Millis + Send + Sync>,
    ) -> Result<Self, ServiceError> {
        let row = store.get(PartId::CONTROL, spaces::CLOCK, KEY)?;
        let row = row.map(|row| codec::decode(&row)).transpose()?;
        let reserved = row.map(|Reserved(at)| at);
        let last = reserved.unwrap_or(Millis::MIN);
        let ahead = last.saturating_sub(wall());
        if ahead > AHEAD {
            tracing::warn!(
                ahead,
                "the clock was set back: times go on from the last one"
            );
        }
        Ok(Self {
            store,
            wall,
            state: Mutex::new(State {
                last,
                read: Millis::MIN,
                writing: BTreeSet::new(),
                reserved,
            }),
        })
    }

    /// A time for what is to be written, later than whatever was given out before.
    ///
    /// # Errors
    /// Those of the store, if no time is reserved any more.
    pub(crate) fn begin_write(&self) -> Result<WriteStamp<'_>, ServiceError> {
        let mut state = self.state();
        let at = (self.wall)().max(state.last.saturating_add(1));
        self.reserve(&mut state, at)?;
        state.last = at;
        state.writing.insert(at);
        Ok(WriteStamp { clock: self, at })
    }

    /// The latest moment at and before which nothing more will come to be recorded. Never
    /// earlier than the last one given.
    pub(crate) fn read_moment(&self) -> Millis {
        let mut state = self.state();
        let mut moment = (self.wall)().max(state.last);
        if let Err(error) = self.reserve(&mut state, moment) {
            tracing::warn!(%error, "no time can be reserved: what is known stands still");
            // In a store that never had the row no time was ever given out.
            moment = moment.min(state.reserved.unwrap_or(moment));
        }
        state.last = state.last.max(moment);
        let before = state.writing.first().map(|at| at.saturating_sub(1));
        state.read = before
            .map_or(moment, |before| before.min(moment))
            .max(state.read);
        state.read
    }

    /// Has times up to `at` on disk as given out.
    fn reserve(&self, state: &mut State, at: Millis) -> Result<(), ServiceError> {
        if state.reserved.is_none_or(|reserved| at > reserved) {
            let ahead = at.saturating_add(LEASE);
            self.record(ahead)?;
            state.reserved = Some(ahead);
        }
        Ok(())
    }

    fn record(&self, reserved: Millis) -> Result<(), ServiceError> {
        let row = Mutation::put(spaces::CLOCK, KEY, codec::encode(&Reserved(reserved))?);
        self.store
            .commit(PartId::CONTROL, operation()?, &[], &[row])?;
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whole after every step, so that a panic elsewhere leaves nothing half-changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        let (last, reserved) = {
            let state = self.state();
            (state.last, state.reserved)
        };
        if reserved.is_some_and(|reserved| last < reserved)
            && let Err(error) = self.record(last)
        {
            tracing::warn!(%error, "the last time is not on disk: the next start is ahead of it");
        }
    }
}

impl Host {
    /// The latest moment at and before which nothing more will come to be recorded,
    /// milliseconds since 1970-01-01 UTC: what is known now is what is known at it, and
    /// will be whenever it is asked again.
    #[must_use]
    pub fn read_moment(&self) -> Millis {
        self.clock.read_moment()
    }
}

#[cfg(test)]
mod tests;
