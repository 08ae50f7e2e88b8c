//! The store on disk, in one process: sled 0.34.7.
//!
//! sled orders and caches rows, applies batches whole, and recovers them whole
//! after a crash. What it does not give is added here: an acknowledged write that
//! survives a power cut (`flusher`: sled's own flush on Linux is no sync), files
//! that open again after one (`files`), long values (`rows`), a failed commit that
//! leaves nothing to see (`access`), errors with a type (`database`), refusal of what
//! the disk has no room for (`room`), notice of rows that sled lost (`mark`), and a database opened anew in the running process
//! after a write that failed all the same (`reopening`, `journal`), and a copy of one
//! moment taken while others write (`backup`).

mod access;
mod backup;
#[cfg(test)]
mod backup_tests;
#[cfg(test)]
mod damage;
mod database;
mod files;
mod flusher;
#[cfg(test)]
mod full_disk;
mod journal;
mod mark;
mod reopening;
mod room;
mod rows;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub use self::backup::BackedUp;
use self::database::Database;
use self::files::Folder;
use self::journal::Journal;
use self::mark::Mark;
use self::reopening::Gate;
use self::room::Room;
use self::rows::Stored;
use crate::commit::{Changes, changes, check};
use crate::epoch::Epoch;
use crate::{
    Committed, Expectation, Mutation, OpId, Page, PartId, PartStore, Sequence, Space, StoreError,
    Visitor,
};

/// How many rows `visit` takes before it lets go of the database.
const VISIT_ROWS: usize = 256;

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
    /// How many bytes of the disk are left free: a write that would leave fewer is
    /// refused with [`StoreError::DiskFull`]. 64 MiB if `None`, on a small disk an
    /// eighth of it but at least 8 MiB. With 0 sled runs into the full disk itself,
    /// which loses nothing but makes reads wait while the database is opened anew.
    pub reserve_bytes: Option<u64>,
}

impl Default for SledOptions {
    fn default() -> SledOptions {
        SledOptions {
            parts: None,
            cache_bytes: 256 << 20,
            reserve_bytes: None,
        }
    }
}

/// A [`PartStore`] in a folder of this machine, open in one process at a time.
///
/// `commit` returns when the database file has been synced; commits that wait at
/// the same time share a sync. A value of more than 4 KiB is kept in chunks and
/// put together when read, in [`visit`](PartStore::visit) too.
///
/// A write for which the disk has no room beside a reserve is refused with
/// [`StoreError::DiskFull`] before anything is done; reads go on, and writes go on by
/// themselves once there is room.
///
/// A write that fails all the same (an I/O error, a reserve of 0) fails everyone who
/// waits for it and ends writing for the moment: reads go on, and writes are refused
/// with [`StoreError::ReadOnly`]. The next write that finds room and a disk that takes
/// a trial file opens the database anew, while reads wait, and goes on; attempts that
/// fail are followed by ever more writes refused without one. What had been applied is
/// kept in memory until it is durable and is applied again, so that no load is lost and
/// no reader sees the store go back: a commit whose answer was an error is then there
/// whole, except one whose own batch failed, which is there whole or not at all.
///
/// Until then not every read goes on: sled cannot read a page whose restructuring or
/// whose last change it failed to write. On a full disk up to a leaf of rows beside the
/// failed commit gave [`StoreError::DiskFull`], never a wrong value; with a cache of 16
/// MiB and long values it was more than half of all rows, after others had been read.
pub struct SledStore {
    // In the order of dropping: the folder is given up last.
    gate: Gate,
    journal: Arc<Journal>,
    mark: Arc<Mark>,
    /// Held by the one backup that is under way.
    backing_up: Mutex<()>,
    room: Room,
    epoch: Epoch,
    options: SledOptions,
    parts: u16,
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
    /// If the store was not closed in good order this reads all of it and can take long:
    /// seconds for a gigabyte.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Held`], [`StoreError::PartCount`] if
    /// `options` ask for another number of parts, and what a damaged store gives:
    /// [`StoreError::Lost`], [`StoreError::PartDamaged`], [`StoreError::Corrupt`],
    /// [`StoreError::MarkTorn`], [`StoreError::SettingsTorn`],
    /// [`StoreError::SettingsDiffer`], [`StoreError::File`], [`StoreError::OpenPanicked`].
    pub fn open(dir: impl AsRef<Path>, options: &SledOptions) -> Result<SledStore, StoreError> {
        SledStore::start(Folder::open(dir.as_ref())?, options)
    }

    fn start(folder: Folder, options: &SledOptions) -> Result<SledStore, StoreError> {
        let journal = Arc::default();
        let database = Database::open(&folder, options, &journal)?;
        Ok(SledStore {
            parts: database.parts(),
            mark: Arc::clone(database.mark()),
            backing_up: Mutex::default(),
            gate: Gate::new(database),
            journal,
            room: Room::new(folder.dir().to_owned(), options.reserve_bytes),
            epoch: Epoch::default(),
            options: options.clone(),
            folder,
        })
    }

    /// The folder of the store.
    pub fn dir(&self) -> &Path {
        self.folder.dir()
    }

    /// Sees that every part holds exactly the rows that were written to it.
    ///
    /// sled tells damage only of what is read. This reads everything, part by part, while
    /// others read and write; opening does the same if the store was not closed in good
    /// order.
    ///
    /// # Errors
    /// [`StoreError::PartDamaged`], or the error of the row that cannot be read.
    pub fn verify(&self) -> Result<(), StoreError> {
        for part in PartId::all_data(self.parts).chain([PartId::CONTROL]) {
            self.reading()?.database().reading(part)?.check()?;
        }
        Ok(())
    }

    /// Leaves the files in good order; see `mark`.
    fn close(&mut self) -> Result<(), StoreError> {
        self.gate.close();
        let journal = self.journal.lock();
        if !journal.is_empty() {
            return Ok(());
        }
        let position = if self.mark.is_begun() {
            database::renew_snapshot(&self.folder, &self.options)?
        } else {
            journal.position()
        };
        if position == journal.position()
            && let Some(files) = self.folder.files()?
        {
            self.folder.sync_names()?;
            self.mark.close(position, files)?;
        }
        Ok(())
    }

    fn changed(&self, part: PartId) {
        if part == PartId::CONTROL {
            self.epoch.step();
        }
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            tracing::warn!(%error, "the store was not closed in good order: opening it will check every row");
        }
    }
}

/// How many bytes a commit writes, as far as its caller knows.
fn size(changes: &Changes<'_>) -> u64 {
    let bytes: usize = changes
        .iter()
        .map(|((_, key), value)| key.len() + value.map_or(0, <[u8]>::len))
        .sum();
    u64::try_from(bytes).unwrap_or(u64::MAX)
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
        self.parts
    }

    fn get(&self, part: PartId, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.reading()?.database().reading(part)?.get(space, key)
    }

    fn get_many(
        &self,
        part: PartId,
        keys: &[(Space, &[u8])],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let open = self.reading()?;
        let part = open.database().reading(part)?;
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
        self.reading()?
            .database()
            .reading(part)?
            .scan(space, after, limit.max(1))
    }

    fn visit(&self, part: PartId, space: Space, f: &mut Visitor<'_>) -> Result<(), StoreError> {
        let mut after: Option<Vec<u8>> = None;
        loop {
            // Let go of the part and of the database: `f` may wish to write.
            let rows = self.reading()?.database().reading(part)?.walk(
                space,
                after.as_deref(),
                VISIT_ROWS,
            )?;
            for (row, stored) in &rows {
                let key = rows::key(row);
                let flow = match rows::read(stored)? {
                    Stored::Inline(value) => f(key, value),
                    // Read anew, under the part's lock: the chunks may have been replaced since.
                    Stored::Chunked { .. } => {
                        let value = self.get(part, space, key)?;
                        value.map_or(ControlFlow::Continue(()), |value| f(key, &value))
                    }
                };
                if flow.is_break() {
                    return Ok(());
                }
            }
            match rows.last() {
                Some((last, _)) if rows.len() == VISIT_ROWS => {
                    after = Some(rows::key(last).to_vec());
                }
                _ => return Ok(()),
            }
        }
    }

    fn sequence(&self, part: PartId) -> Result<Sequence, StoreError> {
        self.reading()?.database().reading(part)?.sequence()
    }

    fn commit(
        &self,
        part: PartId,
        op: OpId,
        expect: &[Expectation],
        mutations: &[Mutation],
    ) -> Result<Committed, StoreError> {
        let changes = changes(mutations)?;
        let open = self.writing()?;
        let committed = {
            let mut writing = open.database().writing(part)?;
            if let Some(sequence) = writing.remembered(op)? {
                Committed {
                    sequence,
                    replayed: true,
                }
            } else {
                check(expect, writing.sequence()?, |space, key| {
                    writing.get(space, key)
                })?;
                self.room.take(size(&changes))?;
                Committed {
                    sequence: writing.apply(&changes, Some(op))?,
                    replayed: false,
                }
            }
        };
        // A replayed commit waits too: its first time may not have been synced yet.
        open.database().synced()?;
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
        let open = self.writing()?;
        let sequence = {
            let mut writing = open.database().writing(part)?;
            if let Some(expected) = expect
                && expected != writing.sequence()?
            {
                return Err(StoreError::Conflict { index: 0 });
            }
            self.room.take(size(&changes))?;
            writing.apply(&changes, None)?
        };
        self.changed(part);
        if self.journal.lock().is_long() {
            open.database().synced()?;
        }
        Ok(sequence)
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.writing()?.database().synced()
    }

    fn epoch(&self) -> u64 {
        self.epoch.get()
    }

    fn wait_epoch(&self, beyond: u64, timeout: Duration) -> u64 {
        self.epoch.wait(beyond, timeout)
    }
}
