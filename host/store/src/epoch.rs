//! The control epoch: how the host learns that plugins or memoranda changed.
//!
//! Watching a counter, not rows: whoever wakes reads the control part anew and
//! cannot act on a stale notice, however many commits it slept through.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// A counter that can be waited on.
#[derive(Debug, Default)]
pub(crate) struct Epoch {
    count: Mutex<u64>,
    changed: Condvar,
}

impl Epoch {
    pub(crate) fn get(&self) -> u64 {
        // A counter is whole after every step, so a poisoned lock has lost nothing.
        *self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn step(&self) {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        *count = count.saturating_add(1);
        self.changed.notify_all();
    }

    pub(crate) fn wait(&self, beyond: u64, timeout: Duration) -> u64 {
        let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, _) = self
            .changed
            .wait_timeout_while(count, timeout, |count| *count <= beyond)
            .unwrap_or_else(PoisonError::into_inner);
        *count
    }
}
