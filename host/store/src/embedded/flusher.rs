//! Group commit: one thread makes many commits durable with one sync.
//!
//! A sync costs the same for one commit as for a hundred, so commits queue for
//! the next one: each takes a ticket after it has been applied, and the thread
//! syncs up to the last ticket given out. A sync that begins after a ticket was
//! taken covers it; one that was under way does not.
//!
//! The first failure ends it for good. A sync that failed may have dropped the
//! very pages it was to write, so a later one that succeeds proves nothing:
//! everyone who waits gets the error, and only reopening, which reads what is
//! really there, begins anew.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::{io, thread};

use crate::{Fault, StoreError};

/// What makes everything applied so far durable.
pub(super) type Sync = Box<dyn Fn() -> Result<(), Fault> + Send>;

/// A promise that a sync will begin after now; see [`Flusher::wait`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(u64);

/// The thread that syncs, and those who wait for it.
#[derive(Debug)]
pub(super) struct Flusher {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// There is work, or an end to it.
    work: Condvar,
    /// A sync has ended.
    synced: Condvar,
}

#[derive(Debug, Default)]
struct State {
    given: u64,
    durable: u64,
    fault: Option<Fault>,
    end: End,
}

/// How near the thread is to its end.
#[derive(Debug, Default)]
enum End {
    #[default]
    Open,
    Asked,
    LastSync,
}

impl Flusher {
    pub(super) fn start(sync: Sync) -> Result<Flusher, StoreError> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("accord-store-flusher".to_owned())
            .spawn(move || theirs.run(&sync))?;
        Ok(Flusher {
            shared,
            thread: Some(thread),
        })
    }

    /// Asks for a sync that covers everything applied before this call.
    pub(super) fn ticket(&self) -> Ticket {
        let mut state = self.shared.lock();
        state.given = state.given.saturating_add(1);
        self.shared.work.notify_one();
        Ticket(state.given)
    }

    /// Returns when the sync of a ticket has ended.
    pub(super) fn wait(&self, ticket: Ticket) -> Result<(), Fault> {
        let mut state = self.shared.lock();
        loop {
            if state.durable >= ticket.0 {
                return Ok(());
            }
            if let Some(fault) = &state.fault {
                return Err(fault.clone());
            }
            state = self
                .shared
                .synced
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The failure that ended writing, if there was one.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.shared.lock().fault.clone()
    }

    /// Ends writing because of a failure seen elsewhere; the first one stays.
    pub(super) fn fail(&self, fault: Fault) {
        self.shared.fail(fault);
    }
}

impl Drop for Flusher {
    /// Stops the thread after a last sync.
    fn drop(&mut self) {
        self.shared.lock().end = End::Asked;
        self.shared.work.notify_one();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the flusher of the store panicked");
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change of the state is one assignment: a poisoned lock guards a whole one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, sync: &Sync) {
        while let Some(target) = self.next() {
            // A panic must reach those who wait as an error, or they wait for ever.
            let result = catch_unwind(AssertUnwindSafe(sync)).unwrap_or_else(|_| {
                Err(Fault::from_io(io::Error::other(
                    "the database panicked while flushing",
                )))
            });
            match result {
                Ok(()) => {
                    self.lock().durable = target;
                    self.synced.notify_all();
                }
                Err(fault) => self.fail(fault),
            }
        }
    }

    /// The last ticket to cover; `None` if there is nothing more to do.
    fn next(&self) -> Option<u64> {
        let mut state = self.lock();
        loop {
            if state.fault.is_some() {
                return None;
            }
            match state.end {
                End::Open if state.given > state.durable => return Some(state.given),
                End::Open => {}
                End::Asked => {
                    // Loads that nobody has flushed have no ticket, so this one is always due.
                    state.end = End::LastSync;
                    return Some(state.given);
                }
                End::LastSync => return None,
            }
            state = self
                .work
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn fail(&self, fault: Fault) {
        tracing::error!(%fault, "the store takes no more writes until it is reopened");
        self.lock().fault.get_or_insert(fault);
        self.synced.notify_all();
        self.work.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn many_waiters_share_few_syncs() {
        let syncs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&syncs);
        let flusher = Flusher::start(Box::new(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(20));
            Ok(())
        }))
        .unwrap();
        thread::scope(|scope| {
            for _ in 0..50 {
                scope.spawn(|| flusher.wait(flusher.ticket()).unwrap());
            }
        });
        drop(flusher);
        assert!(syncs.load(Ordering::SeqCst) < 25);
    }

    #[test]
    fn a_failure_reaches_all_who_wait_and_who_come_later() {
        let flusher = Flusher::start(Box::new(|| {
            thread::sleep(Duration::from_millis(20));
            Err(Fault::from_io(io::ErrorKind::StorageFull.into()))
        }))
        .unwrap();
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let result = flusher.wait(flusher.ticket());
                    assert!(matches!(result, Err(Fault::DiskFull)));
                });
            }
        });
        assert!(matches!(
            flusher.wait(flusher.ticket()),
            Err(Fault::DiskFull)
        ));
        assert!(matches!(flusher.fault(), Some(Fault::DiskFull)));
    }

    #[test]
    fn a_panic_is_a_failure() {
        let flusher = Flusher::start(Box::new(|| panic!("on purpose"))).unwrap();
        assert!(matches!(flusher.wait(flusher.ticket()), Err(Fault::Io(_))));
    }

    #[test]
    fn closing_syncs_once_more() {
        let syncs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&syncs);
        let flusher = Flusher::start(Box::new(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }))
        .unwrap();
        drop(flusher);
        assert_eq!(syncs.load(Ordering::SeqCst), 1);
    }
}
