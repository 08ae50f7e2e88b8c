//! One part under its lock: reading rows, writing them, and hiding half a commit.
//!
//! Long values are cut and put together here, and an operation is remembered here,
//! so that above this room a part is just rows and below it just keys and bytes.

use std::collections::BTreeMap;
use std::io;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, RwLockReadGuard, RwLockWriteGuard};

use sled::{Db, IVec};

use super::database::{error, fault};
use super::flusher::Flusher;
use super::journal::{Change, Journal};
use super::mark::Mark;
use super::rows::{self, Digest, Steps, Stored};
use crate::commit::{Changes, check_space};
use crate::{Fault, OpId, Page, PartId, Sequence, Space, StoreError, VALUE_LIMIT};

/// What a failed commit to a part has to be covered with: its rows as they were before.
///
/// sled applies a batch row by row, and a full disk stops it half-way: neither the
/// rest nor the rows done can be written any more. So the old rows are kept here and
/// every read looks here first, until the store is reopened.
type Cover = BTreeMap<IVec, Option<IVec>>;

/// A part, under its lock.
#[derive(Debug, Default)]
pub(super) struct PartState {
    cover: Cover,
}

/// A part while nobody writes to it.
pub(super) struct Reading<'a> {
    pub(super) tree: &'a Db,
    pub(super) part: PartId,
    pub(super) state: RwLockReadGuard<'a, PartState>,
}

/// Rows as they are stored, uncopied.
pub(super) type Rows = Vec<(IVec, IVec)>;

impl Reading<'_> {
    pub(super) fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.view().value(space, key)
    }

    pub(super) fn sequence(&self) -> Result<Sequence, StoreError> {
        self.view().sequence()
    }

    /// Sees that the part holds the rows that were written to it.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        // Half a commit is covered, and gone once the database is opened anew.
        if !self.state.cover.is_empty() {
            return Ok(());
        }
        match self.view().steps()?.digest {
            Some(written) if written != digest(self.tree, self.part)? => {
                Err(StoreError::PartDamaged {
                    part: self.part.number(),
                })
            }
            _ => Ok(()),
        }
    }

    /// At most `limit` rows behind `after`.
    pub(super) fn scan(
        &self,
        space: Space,
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let view = self.view();
        let rows = self.walk(space, after, limit.saturating_add(1))?;
        let more = rows.len() > limit;
        let entries: Vec<_> = rows
            .into_iter()
            .take(limit)
            .map(|(row, stored)| {
                let key = rows::key(&row).to_vec();
                let value = view.whole(space, &key, &stored)?;
                Ok((key, value))
            })
            .collect::<Result<_, StoreError>>()?;
        let last = entries.last().filter(|_| more);
        let next = last.map(|(key, _)| key.clone());
        Ok(Page { entries, next })
    }

    /// At most `limit` rows of a space behind `after`.
    pub(super) fn walk(
        &self,
        space: Space,
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Rows, StoreError> {
        check_space(space)?;
        let from = match after {
            Some(key) => Bound::Excluded(rows::row(self.part, space, key)),
            None => Bound::Included(rows::row(self.part, space, &[])),
        };
        // No caller's space is the last one, so there is always a next.
        let end = Bound::Excluded(rows::row(self.part, Space(space.0.saturating_add(1)), &[]));
        let range = (from, end);
        let cover = &self.state.cover;
        // Covered rows may be hidden, one each.
        let wanted = limit.saturating_add(cover.len());
        let rows: Rows = self
            .tree
            .range(range.clone())
            .take(wanted)
            .map(|row| row.map_err(error))
            .collect::<Result<_, _>>()?;
        if cover.is_empty() {
            return Ok(rows);
        }
        let reached = match rows.last() {
            Some((last, _)) if rows.len() == wanted => Bound::Included(last.clone()),
            _ => range.1.map(IVec::from),
        };
        let mut rows: BTreeMap<_, _> = rows.into_iter().collect();
        for (row, old) in cover.range((range.0.map(IVec::from), reached)) {
            match old {
                Some(old) => rows.insert(row.clone(), old.clone()),
                None => rows.remove(row),
            };
        }
        Ok(rows.into_iter().take(limit).collect())
    }

    fn view(&self) -> View<'_> {
        View {
            tree: self.tree,
            cover: &self.state.cover,
            part: self.part,
        }
    }
}

/// A part while nobody else reads or writes it.
pub(super) struct Writing<'a> {
    pub(super) tree: &'a Db,
    pub(super) flusher: &'a Flusher,
    pub(super) journal: &'a Journal,
    pub(super) mark: &'a Mark,
    pub(super) part: PartId,
    pub(super) state: RwLockWriteGuard<'a, PartState>,
}

impl Writing<'_> {
    pub(super) fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.view().value(space, key)
    }

    pub(super) fn sequence(&self) -> Result<Sequence, StoreError> {
        self.view().sequence()
    }

    /// The sequence of an operation the part remembers.
    pub(super) fn remembered(&self, op: OpId) -> Result<Option<Sequence>, StoreError> {
        let row = self.view().row(&rows::op(self.part, op))?;
        row.map(|row| rows::number(&row).map(Sequence)).transpose()
    }

    /// Applies the changes and steps the sequence, all or none; durable after the next sync.
    pub(super) fn apply(
        &mut self,
        changes: &Changes<'_>,
        op: Option<OpId>,
    ) -> Result<Sequence, StoreError> {
        let (sequence, changed) = self.plan(changes, op)?;
        let mut journal = self.journal.lock();
        // Looked at under the lock: where a batch has failed, no other follows it.
        if let Some(cause) = self.flusher.fault() {
            return Err(StoreError::ReadOnly { cause });
        }
        self.mark.begin()?;
        let batch = journal.batch(&changed);
        let applied = catch_unwind(AssertUnwindSafe(|| self.tree.apply_batch(batch)));
        let fault = match applied {
            Ok(Ok(())) => {
                let changed: Arc<[Change]> = changed.into();
                journal.applied(Arc::clone(&changed));
                drop(journal);
                self.tidy(&changed);
                return Ok(sequence);
            }
            Ok(Err(error)) => fault(error),
            Err(_) => Fault::from_io(io::Error::other("the database panicked while writing")),
        };
        self.flusher.fail(fault.clone());
        drop(journal);
        self.cover(changed);
        Err(fault.into())
    }

    /// Passes by every changed row, so that sled splits and merges its pages now.
    ///
    /// sled leaves a page that has grown too large to the next one who passes by, be it
    /// a reader. Once writing has failed, the split fails too, and with it every read of
    /// the page, of rows acknowledged long before as well. Seen on a full disk: runs of 17
    /// rows, one more than a leaf may hold, until this was added.
    fn tidy(&self, changed: &[Change]) {
        for change in changed {
            // The commit is applied; if the log has failed since, the sync says so.
            let _ = self.tree.contains_key(&change.row);
        }
    }

    /// Hides what a failed batch may have done.
    fn cover(&mut self, changed: Vec<Change>) {
        self.state.cover = changed
            .into_iter()
            .map(|change| (change.row, change.old))
            .collect();
    }

    /// Does to the part what a disk does that fills up half-way.
    #[cfg(test)]
    pub(super) fn apply_half(&mut self, changes: &Changes<'_>, op: Option<OpId>) {
        let (_, changed) = self.plan(changes, op).unwrap();
        let mut batch = sled::Batch::default();
        changed
            .iter()
            .step_by(2)
            .for_each(|change| change.add_to(&mut batch));
        self.tree.apply_batch(batch).unwrap();
        self.flusher.fail(Fault::DiskFull);
        self.cover(changed);
    }

    /// Every row that a commit changes, those of the store's own among them.
    fn plan(
        &self,
        changes: &Changes<'_>,
        op: Option<OpId>,
    ) -> Result<(Sequence, Vec<Change>), StoreError> {
        let steps = self.view().steps()?;
        let sequence = steps.sequence.next();
        let mut changed = Vec::new();
        for ((space, key), value) in changes {
            self.change(&mut changed, *space, key, *value)?;
        }
        if let Some(op) = op {
            self.remember(&mut changed, op, sequence)?;
        }
        let mut digest = match steps.digest {
            Some(digest) => digest,
            None => digest(self.tree, self.part)?,
        };
        for change in &changed {
            if let Some(old) = &change.old {
                digest.remove(&change.row, old);
            }
            if let Some(new) = &change.new {
                digest.add(&change.row, new);
            }
        }
        let steps = rows::steps_row(sequence, digest);
        self.replace(&mut changed, rows::sequence(self.part), Some(steps))?;
        Ok((sequence, changed))
    }

    fn change(
        &self,
        changed: &mut Vec<Change>,
        space: Space,
        key: &[u8],
        value: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let old = self.replace(
            changed,
            rows::row(self.part, space, key),
            value.map(rows::head),
        )?;
        let old_chunks = match &old {
            Some(old) => rows::read(old)?.chunks(),
            None => 0,
        };
        let mut chunks = value.map(rows::chunks).into_iter().flatten();
        for number in 0_u32.. {
            let chunk = chunks.next();
            let row = rows::chunk(self.part, space, key, number);
            if number < old_chunks {
                self.replace(changed, row, chunk.map(<[u8]>::to_vec))?;
            } else if let Some(chunk) = chunk {
                changed.push(Change {
                    row: row.into(),
                    old: None,
                    new: Some(chunk.into()),
                });
            } else {
                break;
            }
        }
        Ok(())
    }

    /// Records the operation, and forgets the one whose place in the ring it takes.
    fn remember(
        &self,
        changed: &mut Vec<Change>,
        op: OpId,
        sequence: Sequence,
    ) -> Result<(), StoreError> {
        let place = rows::ring(self.part, sequence);
        if let Some(forgotten) = self.replace(changed, place, Some(op.0.to_vec()))? {
            self.replace(
                changed,
                rows::op(self.part, rows::stored_op(&forgotten)?),
                None,
            )?;
        }
        let count = sequence.0.to_be_bytes();
        self.replace(changed, rows::op(self.part, op), Some(count.to_vec()))?;
        Ok(())
    }

    /// Changes one row; what it was before. What is there already is not written again.
    fn replace(
        &self,
        changed: &mut Vec<Change>,
        row: Vec<u8>,
        new: Option<Vec<u8>>,
    ) -> Result<Option<IVec>, StoreError> {
        let old = self.view().row(&row)?;
        let new = new.map(IVec::from);
        if old != new {
            changed.push(Change {
                row: row.into(),
                old: old.clone(),
                new,
            });
        }
        Ok(old)
    }

    fn view(&self) -> View<'_> {
        View {
            tree: self.tree,
            cover: &self.state.cover,
            part: self.part,
        }
    }
}

/// The digest of the rows of a part, counted up.
fn digest(tree: &Db, part: PartId) -> Result<Digest, StoreError> {
    let mut digest = Digest::default();
    for row in tree.scan_prefix(rows::all(part)) {
        let (row, value) = row.map_err(error)?;
        if !rows::is_undigested(&row) {
            digest.add(&row, &value);
        }
    }
    Ok(digest)
}

/// The rows of a part as they can be read under its lock.
struct View<'a> {
    tree: &'a Db,
    cover: &'a Cover,
    part: PartId,
}

impl View<'_> {
    fn row(&self, row: &[u8]) -> Result<Option<IVec>, StoreError> {
        match self.cover.get(row) {
            Some(old) => Ok(old.clone()),
            None => self.tree.get(row).map_err(error),
        }
    }

    fn steps(&self) -> Result<Steps, StoreError> {
        rows::steps(self.row(&rows::sequence(self.part))?.as_deref())
    }

    fn sequence(&self) -> Result<Sequence, StoreError> {
        Ok(self.steps()?.sequence)
    }

    fn value(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        check_space(space)?;
        let stored = self.row(&rows::row(self.part, space, key))?;
        stored
            .map(|stored| self.whole(space, key, &stored))
            .transpose()
    }

    /// The value of a row, its chunks put together.
    fn whole(&self, space: Space, key: &[u8], stored: &[u8]) -> Result<Vec<u8>, StoreError> {
        let stored = rows::read(stored)?;
        let length = match stored {
            Stored::Inline(bytes) => return Ok(bytes.to_vec()),
            Stored::Chunked { length } => usize::try_from(length).unwrap_or(usize::MAX),
        };
        if length > VALUE_LIMIT {
            return Err(rows::corrupt("a value longer than any can be"));
        }
        let mut value = Vec::with_capacity(length);
        for number in 0..stored.chunks() {
            let chunk = self.row(&rows::chunk(self.part, space, key, number))?;
            value.extend_from_slice(&chunk.ok_or_else(|| rows::corrupt("a chunk is missing"))?);
        }
        if value.len() == length {
            Ok(value)
        } else {
            Err(rows::corrupt("the chunks of a value do not add up"))
        }
    }
}
