//! The store on disk, in one process: sled 0.34.7.
//!
//! sled orders and caches rows, applies batches whole, and recovers them whole
//! after a crash. What it does not give is added here: an acknowledged write that
//! survives a power cut (`flusher`: sled's own flush on Linux is no sync), files
//! that open again after one (`files`), long values (`rows`), a failed commit that
//! leaves nothing to see (`access`), and errors with a type (`database`).

mod access;
mod database;
mod files;
mod flusher;
mod rows;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use self::database::Database;
use self::files::Folder;
use self::rows::Stored;
use crate::commit::{changes, check};
use crate::epoch::Epoch;
use crate::{
    Committed, Expectation, Mutation, OpId, Page, PartId, PartStore, Sequence, Space, StoreError,
    Visitor,
};

/// How a store on disk is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SledOptions {
    /// The number of data parts: the wish of a new store
    /// ([`DEFAULT_PARTS`](crate::DEFAULT_PARTS) if `None`), and checked against an
    /// existing one.
    pub parts: Option<u16>,
    /// How many bytes of pages sled keeps in memory. It goes well beyond while
    /// loading in bulk: give it a quarter of what can be spared.
    pub cache_bytes: u64,
}

impl Default for SledOptions {
    fn default() -> SledOptions {
        SledOptions {
            parts: None,
            cache_bytes: 256 << 20,
        }
    }
}

/// A [`PartStore`] in a folder of this machine, open in one process at a time.
///
/// `commit` returns when the database file has been synced; commits that wait at
/// the same time share a sync. A value of more than 4 KiB is kept in chunks and
/// put together when read, in [`visit`](PartStore::visit) too.
///
/// A write that fails (a full disk, an I/O error) fails everyone who waits for
/// it and ends writing: reads go on, and later writes are refused with
/// [`StoreError::ReadOnly`]. Only opening the store anew shows what reached the
/// disk. Until then reads may show a commit whole that was never acknowledged;
/// they never show half of one.
///
/// Not every read goes on: sled cannot read a page whose restructuring or whose last
/// change it failed to write. On a full disk up to a leaf of rows beside the failed
/// commit gave [`StoreError::DiskFull`], never a wrong value; with a cache of 16 MiB
/// and long values it was more than half of all rows, after others had been read.
/// Opening the store needs some room on the disk as well.
pub struct SledStore {
    // In the order of dropping: the folder is given up last. To reopen after a failed
    // write, exchange the database and keep the folder and the epoch.
    database: Database,
    epoch: Epoch,
    folder: Folder,
}

impl SledStore {
    /// Creates a store in a folder that is empty or does not exist.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::Held`], [`StoreError::BadPartCount`] and
    /// the errors of the disk.
    pub fn create(dir: impl AsRef<Path>, options: &SledOptions) -> Result<SledStore, StoreError> {
        if options.parts == Some(0) {
            return Err(StoreError::BadPartCount { asked: 0 });
        }
        SledStore::start(Folder::create(dir.as_ref())?, options)
    }

    /// Opens the store in a folder.
    ///
    /// After an unclean end this reads much of the store and can take long: seconds
    /// for a gigabyte.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Held`], [`StoreError::PartCount`] if
    /// `options` ask for another number of parts, and what a damaged store gives:
    /// [`StoreError::Corrupt`], [`StoreError::SettingsTorn`],
    /// [`StoreError::SettingsDiffer`], [`StoreError::OpenPanicked`].
    pub fn open(dir: impl AsRef<Path>, options: &SledOptions) -> Result<SledStore, StoreError> {
        SledStore::start(Folder::open(dir.as_ref())?, options)
    }

    fn start(folder: Folder, options: &SledOptions) -> Result<SledStore, StoreError> {
        let database = Database::open(&folder, options)?;
        Ok(SledStore {
            database,
            epoch: Epoch::default(),
            folder,
        })
    }

    /// The folder of the store.
    pub fn dir(&self) -> &Path {
        self.folder.dir()
    }

    /// Returns when everything applied before the call is durable.
    fn synced(&self) -> Result<(), StoreError> {
        let flusher = self.database.flusher();
        Ok(flusher.wait(flusher.ticket())?)
    }

    fn changed(&self, part: PartId) {
        if part == PartId::CONTROL {
            self.epoch.step();
        }
    }
}

impl fmt::Debug for SledStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SledStore")
            .field("dir", &self.dir())
            .field("parts", &self.parts())
            .finish_non_exhaustive()
    }
}

impl PartStore for SledStore {
    fn parts(&self) -> u16 {
        self.database.parts()
    }

    fn get(&self, part: PartId, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.database.reading(part)?.get(space, key)
    }

    fn get_many(
        &self,
        part: PartId,
        keys: &[(Space, &[u8])],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let part = self.database.reading(part)?;
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
        self.database
            .reading(part)?
            .scan(space, after, limit.max(1))
    }

    fn visit(&self, part: PartId, space: Space, f: &mut Visitor<'_>) -> Result<(), StoreError> {
        // Let go of the part: `f` may wish to write to it.
        let rows = self.database.reading(part)?.walk(space, None)?;
        for row in rows {
            let (row, stored) = row?;
            let key = rows::key(&row);
            let flow = match rows::read(&stored)? {
                Stored::Inline(value) => f(key, value),
                // Read anew, under the part's lock: the chunks may have been replaced since.
                Stored::Chunked { .. } => {
                    let value = self.database.reading(part)?.get(space, key)?;
                    value.map_or(ControlFlow::Continue(()), |value| f(key, &value))
                }
            };
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn sequence(&self, part: PartId) -> Result<Sequence, StoreError> {
        self.database.reading(part)?.sequence()
    }

    fn commit(
        &self,
        part: PartId,
        op: OpId,
        expect: &[Expectation],
        mutations: &[Mutation],
    ) -> Result<Committed, StoreError> {
        let changes = changes(mutations)?;
        let committed = {
            let mut writing = self.database.writing(part)?;
            if let Some(sequence) = writing.remembered(op)? {
                Committed {
                    sequence,
                    replayed: true,
                }
            } else {
                check(expect, writing.sequence()?, |space, key| {
                    writing.get(space, key)
                })?;
                Committed {
                    sequence: writing.apply(&changes, Some(op))?,
                    replayed: false,
                }
            }
        };
        // A replayed commit waits too: its first time may not have been synced yet.
        self.synced()?;
        if !committed.replayed {
            self.changed(part);
        }
        Ok(committed)
    }

    fn load(
        &self,
        part: PartId,
        expect: Option<Sequence>,
        mutations: &[Mutation],
    ) -> Result<Sequence, StoreError> {
        let changes = changes(mutations)?;
        let sequence = {
            let mut writing = self.database.writing(part)?;
            if let Some(expected) = expect
                && expected != writing.sequence()?
            {
                return Err(StoreError::Conflict { index: 0 });
            }
            writing.apply(&changes, None)?
        };
        self.changed(part);
        Ok(sequence)
    }

    fn flush(&self) -> Result<(), StoreError> {
        match self.database.flusher().fault() {
            Some(cause) => Err(StoreError::ReadOnly { cause }),
            None => self.synced(),
        }
    }

    fn epoch(&self) -> u64 {
        self.epoch.get()
    }

    fn wait_epoch(&self, beyond: u64, timeout: Duration) -> u64 {
        self.epoch.wait(beyond, timeout)
    }
}
