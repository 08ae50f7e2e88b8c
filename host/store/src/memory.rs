//! The store in memory: for tests, and as the model the others are compared with.
//!
//! It is written to be obviously right rather than fast: a map a space, a lock a
//! part, nothing shared between parts.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use crate::commit::{Changes, changes, check, check_space};
use crate::epoch::Epoch;
use crate::{
    Committed, Expectation, Mutation, OpId, Page, PartId, PartStore, Sequence, Space, StoreError,
    Visitor,
};

/// How many rows `visit` copies before it lets go of the part.
const VISIT_ROWS: usize = 256;

/// A [`PartStore`] in memory; durable as long as it lives.
#[derive(Debug)]
pub struct MemoryStore {
    parts: u16,
    slots: Vec<RwLock<Part>>,
    epoch: Epoch,
}

#[derive(Debug, Default)]
struct Part {
    spaces: BTreeMap<Space, BTreeMap<Vec<u8>, Vec<u8>>>,
    sequence: Sequence,
    ops: HashMap<OpId, Sequence>,
    ring: HashMap<u64, OpId>,
}

impl MemoryStore {
    /// An empty store with `parts` data parts.
    ///
    /// # Errors
    /// [`StoreError::BadPartCount`] if `parts` is 0.
    pub fn new(parts: u16) -> Result<MemoryStore, StoreError> {
        if parts == 0 {
            return Err(StoreError::BadPartCount { asked: parts });
        }
        let slots = (0..=parts).map(|_| RwLock::default()).collect();
        Ok(MemoryStore {
            parts,
            slots,
            epoch: Epoch::default(),
        })
    }

    fn slot(&self, part: PartId) -> Result<&RwLock<Part>, StoreError> {
        part.slot(self.parts)
            .and_then(|slot| self.slots.get(slot))
            .ok_or(StoreError::NoSuchPart {
                part: part.number(),
                parts: self.parts,
            })
    }

    // Nothing below can panic between two changes of a part, so a poisoned lock
    // still guards a whole one.
    fn read(&self, part: PartId) -> Result<RwLockReadGuard<'_, Part>, StoreError> {
        Ok(self
            .slot(part)?
            .read()
            .unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, part: PartId) -> Result<RwLockWriteGuard<'_, Part>, StoreError> {
        Ok(self
            .slot(part)?
            .write()
            .unwrap_or_else(PoisonError::into_inner))
    }

    fn changed(&self, part: PartId) {
        if part == PartId::CONTROL {
            self.epoch.step();
        }
    }
}

impl Part {
    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        check_space(space)?;
        Ok(self
            .spaces
            .get(&space)
            .and_then(|rows| rows.get(key))
            .cloned())
    }

    fn apply(&mut self, changes: Changes<'_>) -> Sequence {
        for ((space, key), value) in changes {
            let rows = self.spaces.entry(space).or_default();
            match value {
                Some(value) => rows.insert(key.to_vec(), value.to_vec()),
                None => rows.remove(key),
            };
        }
        self.sequence = self.sequence.next();
        self.sequence
    }

    fn remember(&mut self, op: OpId) {
        if let Some(old) = self.ring.insert(self.sequence.ring_slot(), op) {
            self.ops.remove(&old);
        }
        self.ops.insert(op, self.sequence);
    }
}

impl PartStore for MemoryStore {
    fn parts(&self) -> u16 {
        self.parts
    }

    fn get(&self, part: PartId, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(part)?.get(space, key)
    }

    fn get_many(
        &self,
        part: PartId,
        keys: &[(Space, &[u8])],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let part = self.read(part)?;
        keys.iter()
            .map(|(space, key)| part.get(*space, key))
            .collect()
    }

    fn scan(
        &self,
        part: PartId,
        space: Space,
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        check_space(space)?;
        let part = self.read(part)?;
        let Some(rows) = part.spaces.get(&space) else {
            return Ok(Page {
                entries: Vec::new(),
                next: None,
            });
        };
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut rest = rows.range::<[u8], _>((from, Bound::Unbounded));
        let entries: Vec<_> = rest
            .by_ref()
            .take(limit.max(1))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let next = rest.next().and(entries.last()).map(|(key, _)| key.clone());
        Ok(Page { entries, next })
    }

    fn visit(&self, part: PartId, space: Space, f: &mut Visitor<'_>) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let page = self.scan(part, space, after.as_deref(), VISIT_ROWS)?;
            for (key, value) in &page.entries {
                if f(key, value).is_break() {
                    return Ok(());
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    fn sequence(&self, part: PartId) -> Result<Sequence, StoreError> {
        Ok(self.read(part)?.sequence)
    }

    fn commit(
        &self,
        part: PartId,
        op: OpId,
        expect: &[Expectation],
        mutations: &[Mutation],
    ) -> Result<Committed, StoreError> {
        let changes = changes(mutations)?;
        let sequence = {
            let mut state = self.write(part)?;
            if let Some(sequence) = state.ops.get(&op) {
                return Ok(Committed {
                    sequence: *sequence,
                    replayed: true,
                });
            }
            check(expect, state.sequence, |space, key| state.get(space, key))?;
            let sequence = state.apply(changes);
            state.remember(op);
            sequence
        };
        self.changed(part);
        Ok(Committed {
            sequence,
            replayed: false,
        })
    }

    fn load(
        &self,
        part: PartId,
        expect: Option<Sequence>,
        mutations: &[Mutation],
    ) -> Result<Sequence, StoreError> {
        let changes = changes(mutations)?;
        let sequence = {
            let mut state = self.write(part)?;
            if expect.is_some_and(|expected| expected != state.sequence) {
                return Err(StoreError::Conflict { index: 0 });
            }
            state.apply(changes)
        };
        self.changed(part);
        Ok(sequence)
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn epoch(&self) -> u64 {
        self.epoch.get()
    }

    fn wait_epoch(&self, beyond: u64, timeout: Duration) -> u64 {
        self.epoch.wait(beyond, timeout)
    }
}
