//! The database in use, and how another takes its place after a failed write.
//!
//! Whoever reads or writes holds the gate for one bounded step and never twice at once,
//! so the one who reopens has it alone soon: sled's file lock allows no second database
//! beside the first. Attempts are bounded by counting, not by the clock: after the
//! `n`th that failed, 2^n − 1 calls are refused without another.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use super::SledStore;
use super::database::Database;
use crate::{Fault, StoreError};

/// After how many failures in a row attempts become no rarer: one in 1,024 then.
const RAREST: u32 = 10;

/// What sled writes when it opens a database that ended badly: the rest of a segment, a
/// list of all pages.
const OPENING_BYTES: u64 = 2 << 20;

#[derive(Debug)]
pub(super) struct Gate {
    state: RwLock<State>,
    attempts: Attempts,
}

#[derive(Debug)]
enum State {
    Open(Arc<Database>),
    /// Reopening failed after the old database had been given up.
    Closed {
        cause: Fault,
        message: String,
    },
}

#[derive(Debug, Default)]
struct Attempts {
    failed: AtomicU32,
    to_refuse: AtomicU32,
}

impl Attempts {
    /// Whether it is time for another.
    fn is_due(&self) -> bool {
        self.to_refuse
            .fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1))
            .is_err()
    }

    fn ended(&self, well: bool) {
        let failed = if well {
            0
        } else {
            self.failed.load(Relaxed).saturating_add(1).min(RAREST)
        };
        let refused = 1_u32.checked_shl(failed).unwrap_or(u32::MAX);
        self.failed.store(failed, Relaxed);
        self.to_refuse.store(refused.saturating_sub(1), Relaxed);
    }
}

/// A database that stays in use as long as this is held.
pub(super) struct Opened<'a> {
    // In the order of dropping: whoever has the gate alone finds nobody with the database.
    database: Arc<Database>,
    _gate: RwLockReadGuard<'a, State>,
}

impl Opened<'_> {
    pub(super) fn database(&self) -> &Database {
        &self.database
    }
}

impl Gate {
    pub(super) fn new(database: Database) -> Gate {
        Gate {
            state: RwLock::new(State::Open(Arc::new(database))),
            attempts: Attempts::default(),
        }
    }

    fn opened(&self) -> Result<Opened<'_>, StoreError> {
        let gate = self.state.read().unwrap_or_else(PoisonError::into_inner);
        match &*gate {
            State::Open(database) => Ok(Opened {
                database: Arc::clone(database),
                _gate: gate,
            }),
            State::Closed { message, .. } => Err(StoreError::Closed {
                message: message.clone(),
            }),
        }
    }

    /// Gives up the database after a last sync.
    pub(super) fn close(&mut self) {
        let state = self.state.get_mut();
        *state.unwrap_or_else(PoisonError::into_inner) = State::Closed {
            cause: Fault::Io(Arc::new(io::ErrorKind::NotConnected.into())),
            message: "closed".to_owned(),
        };
    }
}

impl SledStore {
    /// The database, to read from.
    pub(super) fn reading(&self) -> Result<Opened<'_>, StoreError> {
        match self.gate.opened() {
            Err(StoreError::Closed { .. }) => {
                self.reopen()?;
                self.gate.opened()
            }
            opened => opened,
        }
    }

    /// The database, to write to: another if this one takes no more writes.
    pub(super) fn writing(&self) -> Result<Opened<'_>, StoreError> {
        let open = self.reading()?;
        if open.database.fault().is_none() {
            return Ok(open);
        }
        drop(open);
        self.reopen()?;
        self.gate.opened()
    }

    /// Opens the database anew if that may help now.
    fn reopen(&self) -> Result<(), StoreError> {
        let waiting = u64::try_from(self.journal.lock().bytes()).unwrap_or(u64::MAX);
        let has_room = self.room.has(waiting.saturating_add(OPENING_BYTES));
        let may = has_room && self.gate.attempts.is_due();

        let mut state = self
            .gate
            .state
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let (cause, refusal) = match &*state {
            State::Open(database) => match database.fault() {
                // Another has done it.
                None => return Ok(()),
                Some(cause) => (cause.clone(), StoreError::ReadOnly { cause }),
            },
            State::Closed { cause, message } => (
                cause.clone(),
                StoreError::Closed {
                    message: message.clone(),
                },
            ),
        };
        if !may {
            return Err(refusal);
        }
        if let Err(error) = self.folder.try_write() {
            tracing::warn!(%error, "the disk takes no writes yet");
            self.gate.attempts.ended(false);
            return Err(refusal);
        }
        // Both may not be open at once.
        *state = State::Closed {
            cause: cause.clone(),
            message: cause.to_string(),
        };
        let reopened = Database::reopen(&self.folder, &self.options, &self.journal, &self.mark);
        self.gate.attempts.ended(reopened.is_ok());
        match reopened {
            Ok(database) => {
                *state = State::Open(Arc::new(database));
                tracing::info!(%cause, "the store was reopened and takes writes again");
                // A commit whose answer was an error may have changed the control part.
                self.epoch.step();
                Ok(())
            }
            Err(error) => {
                let message = error.to_string();
                tracing::error!(%error, "the store could not be reopened");
                *state = State::Closed {
                    cause,
                    message: message.clone(),
                };
                Err(StoreError::Closed { message })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_that_fail_become_rarer() {
        let attempts = Attempts::default();
        let mut refused = Vec::new();
        for _ in 0..12 {
            refused.push((0..).take_while(|_| !attempts.is_due()).count());
            attempts.ended(false);
        }
        assert_eq!(refused, [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 1023]);
        attempts.ended(true);
        assert!(attempts.is_due());
    }
}
