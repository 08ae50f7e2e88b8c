//! Which subjects changed since the last look at them.
//!
//! Whoever writes a document leaves a row in the same commit, with a stamp of its own, and a
//! row is removed only by whoever looked at all that the change can touch, and only if its
//! stamp is still the one from before that look. So a change is never lost, whatever is cut
//! off: the worst is that something is looked at twice.
//!
//! Rows are left from the first run on. Before it nothing stands, and the district's first
//! files are spared a row for each subject.

use std::{
    collections::BTreeSet,
    ops::ControlFlow,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use accord_model::subject::SubjectId;
use accord_store::{Mutation, PartId, Sequence, StoreError};

use crate::{
    error::ServiceError,
    host::{Host, operation},
    runs::subject_id,
    spaces,
};

/// What tells one change from another of the same subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp([u8; 16]);

impl Stamp {
    /// One that no other change has.
    pub(crate) fn new() -> Result<Self, ServiceError> {
        Ok(Self(operation()?.0))
    }
}

/// A subject that changed, and the stamp of its last change.
#[derive(Debug, Clone)]
pub(crate) struct Changed {
    pub(crate) id: SubjectId,
    stamp: Vec<u8>,
}

/// What the host knows of the rows without reading them.
#[derive(Debug)]
pub(crate) struct Changes {
    /// Whether rows are left at all.
    kept: AtomicBool,
    /// The parts that may have some; none = any.
    parts: Mutex<Option<BTreeSet<PartId>>>,
}

impl Changes {
    pub(crate) fn new(kept: bool) -> Self {
        Self {
            kept: AtomicBool::new(kept),
            parts: Mutex::new((!kept).then(BTreeSet::new)),
        }
    }

    /// The row that says of a subject that it changed, for the commit that changes it. The
    /// caller holds the host's lock for writing subjects, and calls [`Changes::note`] after.
    pub(crate) fn row(&self, id: SubjectId, stamp: Stamp) -> Option<Mutation> {
        let kept = self.kept.load(Ordering::Acquire);
        kept.then(|| Mutation::put(spaces::CHANGED, id.as_bytes(), stamp.0))
    }

    /// That a part has such rows now. Called when they were written, well or badly: before,
    /// they could be looked for and not found yet.
    pub(crate) fn note(&self, part: PartId) {
        if let Some(parts) = self.parts().as_mut() {
            parts.insert(part);
        }
    }

    /// Leaves rows from now on; whether it did before. The caller holds the host's lock for
    /// writing subjects, so that nobody is halfway through a change.
    pub(crate) fn keep(&self) -> bool {
        self.kept.swap(true, Ordering::AcqRel)
    }

    /// Whether there may be any.
    pub(crate) fn any(&self) -> bool {
        self.parts().as_ref().is_none_or(|parts| !parts.is_empty())
    }

    fn parts(&self) -> MutexGuard<'_, Option<BTreeSet<PartId>>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Host {
    /// Loads rows that may say of subjects that they changed.
    pub(crate) fn load_changes(
        &self,
        part: PartId,
        expect: Option<Sequence>,
        rows: &[Mutation],
    ) -> Result<Sequence, StoreError> {
        let loaded = self.store.load(part, expect, rows);
        self.changes.note(part);
        loaded
    }

    /// All that changed, by part.
    pub(crate) fn changed(&self) -> Result<Vec<(PartId, Vec<Changed>)>, ServiceError> {
        let parts = self.changes.parts().replace(BTreeSet::new());
        let read = self.changed_in(parts.clone());
        if read.is_err() {
            self.changes_are_left(parts);
        }
        read
    }

    fn changed_in(
        &self,
        parts: Option<BTreeSet<PartId>>,
    ) -> Result<Vec<(PartId, Vec<Changed>)>, ServiceError> {
        let mut all = Vec::new();
        let every = PartId::all_data(self.store.parts());
        for part in parts.map_or_else(|| every.collect::<Vec<_>>(), Vec::from_iter) {
            let mut changed = Vec::new();
            let mut failed = None;
            self.store.visit(part, spaces::CHANGED, &mut |key, stamp| {
                match subject_id(key) {
                    Ok(id) => changed.push(Changed {
                        id,
                        stamp: stamp.to_vec(),
                    }),
                    Err(error) => failed = Some(error),
                }
                ControlFlow::Continue(())
            })?;
            if let Some(error) = failed {
                return Err(error);
            }
            if !changed.is_empty() {
                all.push((part, changed));
            }
        }
        Ok(all)
    }

    /// That changes which were read were not looked at: they are there to be read again.
    pub(crate) fn not_looked_at(&self, changed: &[(PartId, Vec<Changed>)]) {
        self.changes_are_left(Some(changed.iter().map(|(part, _)| *part).collect()));
    }

    fn changes_are_left(&self, parts: Option<BTreeSet<PartId>>) {
        let mut known = self.changes.parts();
        *known = match (known.take(), parts) {
            (Some(known), Some(parts)) => Some(&known | &parts),
            _ => None,
        };
    }

    /// Removes the rows of what was looked at, but for those that changed again meanwhile.
    pub(crate) fn looked_at(&self, changed: &[(PartId, Vec<Changed>)]) -> Result<(), ServiceError> {
        for (part, changed) in changed {
            loop {
                let sequence = self.store.sequence(*part)?;
                let keys: Vec<_> = changed
                    .iter()
                    .map(|changed| (spaces::CHANGED, changed.id.as_bytes().as_slice()))
                    .collect();
                let stamps = self.store.get_many(*part, &keys)?;
                let rows: Vec<_> = changed
                    .iter()
                    .zip(stamps)
                    .filter(|(changed, stamp)| stamp.as_ref() == Some(&changed.stamp))
                    .map(|(changed, _)| Mutation::delete(spaces::CHANGED, changed.id.as_bytes()))
                    .collect();
                if rows.is_empty() {
                    break;
                }
                match self.store.load(*part, Some(sequence), &rows) {
                    Ok(_) => break,
                    Err(StoreError::Conflict { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }
}
