//! What has been applied and is not durable yet, so that reopening loses none of it.
//!
//! A load returns before it is on the disk, and a read sees a commit before it is. When
//! the database must be opened anew after a failed write, both would be gone. So every
//! change is kept until a sync has covered it, and applied once more if it is missing.
//!
//! Batches are applied one after the other (sled does no other), each with its number in
//! a row of its own, the *position*: it tells what of the journal a database holds.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sled::{Batch, Db, IVec};

use super::access::Rows;
use super::{backup, rows};
use crate::StoreError;

/// How many bytes may wait for a sync before a load waits for one.
const LONG: usize = 32 << 20;

/// One row before and after; `None` where it is not there.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) row: IVec,
    pub(super) old: Option<IVec>,
    pub(super) new: Option<IVec>,
}

impl Change {
    pub(super) fn add_to(&self, batch: &mut Batch) {
        match &self.new {
            Some(new) => batch.insert(self.row.clone(), new.clone()),
            None => batch.remove(self.row.clone()),
        }
    }
}

/// The journal of a store; it outlives each database it is applied to.
#[derive(Debug, Default)]
pub(super) struct Journal(Mutex<Entries>);

/// The journal under its lock: whoever has it applies batches, nobody else.
#[derive(Debug, Default)]
pub(super) struct Entries {
    position: u64,
    waiting: VecDeque<Entry>,
    bytes: usize,
    view: Option<View>,
}

/// The rows as they were at one moment, for one who passes them in order.
#[derive(Debug, Default)]
pub(super) struct View {
    /// The last row passed.
    pub(super) passed: Option<IVec>,
    pub(super) is_ended: bool,
    /// Rows not yet passed that were changed since, as they were.
    pub(super) old: BTreeMap<IVec, Option<IVec>>,
}

#[derive(Debug)]
struct Entry {
    position: u64,
    changed: Arc<[Change]>,
    bytes: usize,
}

impl Journal {
    pub(super) fn lock(&self) -> MutexGuard<'_, Entries> {
        // Nothing that changes the entries can panic between two changes of them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    /// The number of the last batch applied.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    pub(super) fn set_position(&mut self, position: u64) {
        self.position = position;
    }

    pub(super) fn is_long(&self) -> bool {
        self.bytes > LONG
    }

    /// Whether nothing waits for a sync.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// How many bytes wait for a sync.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Keeps the rows as they are now for one who passes them; the position now.
    pub(super) fn begin_view(&mut self) -> u64 {
        self.view = Some(View::default());
        self.position
    }

    pub(super) fn end_view(&mut self) {
        self.view = None;
    }

    /// The rows of the view that follow; `None` if there are no more.
    pub(super) fn view_page(&mut self, tree: &Db) -> Result<Option<Rows>, StoreError> {
        match &mut self.view {
            Some(view) => backup::page(tree, view),
            None => Ok(None),
        }
    }

    /// The batch that makes the changes, numbered as the next. It must be applied under
    /// the same lock, or has failed.
    pub(super) fn batch(&mut self, changed: &[Change]) -> Batch {
        if let Some(view) = &mut self.view {
            for change in changed {
                if view
                    .passed
                    .as_ref()
                    .is_none_or(|passed| change.row > *passed)
                {
                    view.old
                        .entry(change.row.clone())
                        .or_insert_with(|| change.old.clone());
                }
            }
        }
        numbered(self.position.saturating_add(1), changed)
    }

    /// Takes note that the next batch has been applied.
    pub(super) fn applied(&mut self, changed: Arc<[Change]>) {
        self.position = self.position.saturating_add(1);
        let bytes = changed
            .iter()
            .map(|change| change.row.len() + change.new.as_ref().map_or(0, |new| new.len()))
            .sum();
        self.bytes = self.bytes.saturating_add(bytes);
        self.waiting.push_back(Entry {
            position: self.position,
            changed,
            bytes,
        });
    }

    /// Takes note that everything up to a position is durable.
    pub(super) fn durable(&mut self, position: u64) {
        while let Some(first) = self.waiting.front()
            && first.position <= position
        {
            self.bytes = self.bytes.saturating_sub(first.bytes);
            self.waiting.pop_front();
        }
    }

    /// The batches that a database at `position` lacks, in order; `None` if others are
    /// missing before them.
    pub(super) fn missing(&self, position: u64) -> Option<impl Iterator<Item = Batch>> {
        let first = self.waiting.front().map(|entry| entry.position);
        let reaches = match first {
            Some(first) => first <= position.saturating_add(1),
            None => self.position <= position,
        };
        reaches.then(|| {
            self.waiting
                .iter()
                .filter(move |entry| entry.position > position)
                .map(|entry| numbered(entry.position, &entry.changed))
        })
    }
}

fn numbered(position: u64, changed: &[Change]) -> Batch {
    let mut batch = Batch::default();
    for change in changed {
        change.add_to(&mut batch);
    }
    batch.insert(rows::position(), position.to_be_bytes().to_vec());
    batch
}
