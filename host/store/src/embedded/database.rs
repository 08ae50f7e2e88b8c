//! One open sled database: how it is opened, its parts and their locks.
//!
//! Everything that must be made anew when a store is reopened after a failed
//! write is here, and nothing else is. What was applied and not yet durable then is
//! in the journal, and is applied to the new database before anyone sees it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};
use std::{fmt, io, thread};

use sled::Db;

use super::access::{PartState, Reading, Writing};
use super::files::Folder;
use super::flusher::Flusher;
use super::journal::Journal;
use super::mark::{Files, Mark, Note};
use super::rows;
use crate::{DEFAULT_PARTS, Fault, PartId, SledOptions, StoreError};

/// How long sled's threads may keep the file after the database was dropped.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(super) struct Database {
    // In the order of dropping: the flusher syncs a last time through its own handle.
    flusher: Flusher,
    tree: Rows,
    journal: Arc<Journal>,
    mark: Arc<Mark>,
    parts: u16,
    slots: Vec<RwLock<PartState>>,
}

/// The rows of the database; sled's own `Debug` would print every one.
struct Rows(Db);

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rows")
    }
}

impl Database {
    pub(super) fn open(
        folder: &Folder,
        options: &SledOptions,
        journal: &Arc<Journal>,
    ) -> Result<Database, StoreError> {
        // A store that was completed once and now looks new has lost its rows.
        let is_new = !folder.is_finished()?;
        // Looked at before sled opens its files, as it cuts off what it takes for torn.
        let left = folder.left()?;
        let tree = Rows(open_sled(folder, options)?);
        let Layout { parts, is_written } = tree.layout(is_new, options.parts)?;
        let position = tree.position()?;
        if is_written {
            tree.0.flush().map_err(fault)?;
            folder.database()?.sync_all()?;
        }
        if is_new {
            folder.finish()?;
        }
        folder.sync_names()?;
        if let Some(left) = left
            && position < left.position
        {
            return Err(StoreError::Lost {
                path: folder.database_path(),
                found: position,
                durable: left.position,
            });
        }
        let in_order =
            left.is_some_and(|left| left.closed_with.is_some() && left.position == position);
        // Opening has made sled's snapshot as new as its log, unless more was written.
        // How long its file is can be told when it has let go of it.
        let files = folder.files()?.filter(|_| !is_written);
        let files = files.map(|files| Files { length: 0, ..files });
        let mark = folder.mark(Note {
            position,
            closed_with: files.filter(|_| in_order),
        })?;
        journal.lock().set_position(position);
        let database = Database::start(folder, tree, parts, journal, Arc::new(mark))?;
        if !in_order && !is_new {
            database.check()?;
            if let Some(files) = files {
                database.mark.close(position, files)?;
            }
        }
        Ok(database)
    }

    /// Sees that the database holds every row that was written to it.
    fn check(&self) -> Result<(), StoreError> {
        let begin = Instant::now();
        let mut steps = 0_u64;
        for part in self.all_parts() {
            let reading = self.reading(part)?;
            steps = steps.saturating_add(reading.sequence()?.0);
            reading.check()?;
        }
        let position = self.journal.lock().position();
        if steps != position {
            return Err(rows::corrupt(&format!(
                "its parts have taken {steps} commits, and {position} were made: a stretch of `db` was garbled"
            )));
        }
        tracing::info!(took = ?begin.elapsed(), "the store was not closed in good order: every row checked");
        Ok(())
    }

    pub(super) fn all_parts(&self) -> impl Iterator<Item = PartId> + use<> {
        PartId::all_data(self.parts).chain([PartId::CONTROL])
    }

    pub(super) fn tree(&self) -> &Db {
        &self.tree.0
    }

    /// Adds rows to a store that nobody else uses yet.
    pub(super) fn fill(&self, rows: sled::Batch) -> Result<(), StoreError> {
        self.mark.begin()?;
        Ok(self.tree.0.apply_batch(rows).map_err(fault)?)
    }

    /// Takes over the position of the store that the rows are from.
    pub(super) fn set_position(&self, position: u64) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        batch.insert(rows::position(), position.to_be_bytes().to_vec());
        self.fill(batch)?;
        self.journal.lock().set_position(position);
        Ok(())
    }

    pub(super) fn mark(&self) -> &Arc<Mark> {
        &self.mark
    }

    /// Opens the database anew after a failed write, with all that was applied before.
    pub(super) fn reopen(
        folder: &Folder,
        options: &SledOptions,
        journal: &Arc<Journal>,
        mark: &Arc<Mark>,
    ) -> Result<Database, StoreError> {
        // What a failed sync left in the cache of the system may not be on the disk.
        folder.forget_cached()?;
        let tree = Rows(open_sled(folder, options)?);
        let parts = tree.layout(false, options.parts)?.parts;
        folder.sync_names()?;
        {
            let mut entries = journal.lock();
            let position = tree.position()?;
            let missing = entries
                .missing(position)
                .ok_or_else(|| rows::corrupt("commits are gone that were durable"))?;
            for batch in missing {
                tree.0.apply_batch(batch).map_err(fault)?;
            }
            // The batch that failed may have become whole on the disk.
            let position = position.max(entries.position());
            entries.set_position(position);
        }
        let database = Database::start(folder, tree, parts, journal, Arc::clone(mark))?;
        database.synced()?;
        Ok(database)
    }

    fn start(
        folder: &Folder,
        tree: Rows,
        parts: u16,
        journal: &Arc<Journal>,
        mark: Arc<Mark>,
    ) -> Result<Database, StoreError> {
        let (db, file) = (tree.0.clone(), folder.database()?);
        let (theirs, noted) = (Arc::clone(journal), Arc::clone(&mark));
        let flusher = Flusher::start(Box::new(move || {
            let position = theirs.lock().position();
            // sled hands its log to the system; only the sync takes it to the disk.
            db.flush().map_err(fault)?;
            file.sync_data().map_err(Fault::from_io)?;
            theirs.lock().durable(position);
            // An older mark tells less, and nothing wrong.
            if let Err(error) = noted.durable(position) {
                tracing::warn!(%error, "the mark of the store cannot be written");
            }
            Ok(())
        }))?;
        let slots = (0..=parts).map(|_| RwLock::default()).collect();
        Ok(Database {
            flusher,
            tree,
            journal: Arc::clone(journal),
            mark,
            parts,
            slots,
        })
    }

    pub(super) fn parts(&self) -> u16 {
        self.parts
    }

    /// The failure that ended writing, if there was one.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.flusher.fault()
    }

    /// Returns when everything applied before the call is durable.
    pub(super) fn synced(&self) -> Result<(), StoreError> {
        Ok(self.flusher.wait(self.flusher.ticket())?)
    }

    #[cfg(test)]
    pub(super) fn flusher(&self) -> &Flusher {
        &self.flusher
    }

    fn slot(&self, part: PartId) -> Result<&RwLock<PartState>, StoreError> {
        part.slot(self.parts)
            .and_then(|slot| self.slots.get(slot))
            .ok_or(StoreError::NoSuchPart {
                part: part.number(),
                parts: self.parts,
            })
    }

    /// The part, with nobody writing to it.
    pub(super) fn reading(&self, part: PartId) -> Result<Reading<'_>, StoreError> {
        let state = self.slot(part)?.read().map_err(|_| poisoned(part))?;
        Ok(Reading {
            tree: &self.tree.0,
            part,
            state,
        })
    }

    /// The part, with nobody else reading or writing it.
    pub(super) fn writing(&self, part: PartId) -> Result<Writing<'_>, StoreError> {
        let slot = self.slot(part)?;
        let state = slot.write().map_err(|_| poisoned(part))?;
        match self.flusher.fault() {
            Some(cause) => Err(StoreError::ReadOnly { cause }),
            None => Ok(Writing {
                tree: &self.tree.0,
                flusher: &self.flusher,
                journal: &self.journal,
                mark: &self.mark,
                part,
                state,
            }),
        }
    }

    /// How many rows begin so.
    #[cfg(test)]
    pub(super) fn count(&self, prefix: &[u8]) -> usize {
        self.tree.0.scan_prefix(prefix).count()
    }
}

impl Rows {
    /// The number of the last batch the database holds.
    fn position(&self) -> Result<u64, StoreError> {
        match self.0.get(rows::position()).map_err(error)? {
            Some(row) => rows::number(&row),
            None => Err(rows::corrupt("the row of the position is missing")),
        }
    }

    /// The layout; written now if the store is new or of an older one.
    fn layout(&self, is_new: bool, asked: Option<u16>) -> Result<Layout, StoreError> {
        let Some(stored) = self.0.get(rows::layout()).map_err(error)? else {
            if !is_new || !self.0.is_empty() {
                return Err(rows::corrupt("the layout row is missing"));
            }
            let parts = asked.unwrap_or(DEFAULT_PARTS);
            if parts == 0 {
                return Err(StoreError::BadPartCount { asked: parts });
            }
            return self.write_layout(parts, 0);
        };
        let (layout, stored) = match stored.as_ref() {
            [a, b, c, d] => (u16::from_be_bytes([*a, *b]), u16::from_be_bytes([*c, *d])),
            _ => return Err(rows::corrupt("the layout row has another length")),
        };
        if !(rows::OLDEST_LAYOUT..=rows::LAYOUT).contains(&layout) {
            return Err(StoreError::Layout {
                found: layout,
                known: rows::LAYOUT,
            });
        }
        if let Some(asked) = asked
            && asked != stored
        {
            return Err(StoreError::PartCount { stored, asked });
        }
        if layout == rows::LAYOUT {
            return Ok(Layout {
                parts: stored,
                is_written: false,
            });
        }
        let mut position = 0_u64;
        for part in PartId::all_data(stored).chain([PartId::CONTROL]) {
            let row = self.0.get(rows::sequence(part)).map_err(error)?;
            let steps = rows::steps(row.as_deref())?.sequence.0;
            position = position.saturating_add(steps);
        }
        self.write_layout(stored, position)
    }

    fn write_layout(&self, parts: u16, position: u64) -> Result<Layout, StoreError> {
        let mut batch = sled::Batch::default();
        let layout = [rows::LAYOUT.to_be_bytes(), parts.to_be_bytes()].concat();
        batch.insert(rows::layout(), layout);
        batch.insert(rows::position(), position.to_be_bytes().to_vec());
        self.0.apply_batch(batch).map_err(fault)?;
        Ok(Layout {
            parts,
            is_written: true,
        })
    }
}

/// What a store says about itself.
struct Layout {
    parts: u16,
    /// Whether that was written just now.
    is_written: bool,
}

/// Only a fault of this crate can panic while a part is being written.
fn poisoned(part: PartId) -> StoreError {
    StoreError::HalfApplied {
        part: part.number(),
    }
}

/// Opens the database and closes it, so that sled's snapshot is as new as its log.
pub(super) fn renew_snapshot(folder: &Folder, options: &SledOptions) -> Result<u64, StoreError> {
    Rows(open_sled(folder, options)?).position()
}

fn open_sled(folder: &Folder, options: &SledOptions) -> Result<Db, StoreError> {
    let config = sled::Config::new()
        .path(folder.dir())
        .cache_capacity(options.cache_bytes.max(CACHE_FLOOR))
        // Values are compact already, and zstd halved nothing but the speed of loading.
        .use_compression(false)
        // Our flusher decides when; a timer of sled's would only add writes.
        .flush_every_ms(None);
    let begin = Instant::now();
    loop {
        let opened = catch_unwind(AssertUnwindSafe(|| config.open()));
        let failed = match opened {
            Ok(Ok(db)) => {
                let (took, recovered) = (begin.elapsed(), db.was_recovered());
                tracing::info!(dir = %folder.dir().display(), ?took, recovered, "store opened");
                return Ok(db);
            }
            Ok(Err(failed)) => failed,
            Err(panic) => {
                let message = panic
                    .downcast_ref::<String>()
                    .map(String::as_str)
                    .or_else(|| panic.downcast_ref::<&str>().copied())
                    .unwrap_or("the database panicked")
                    .to_owned();
                return Err(StoreError::OpenPanicked {
                    dir: folder.dir().to_owned(),
                    message,
                });
            }
        };
        // sled says in text only that its lock is taken, so the lock is asked. The
        // folder is ours, so the holder is a thread of a database just dropped, which
        // will end, or a process that opened sled's files without us, which may not.
        if !matches!(failed, sled::Error::Io(_)) || !folder.is_database_held()? {
            return Err(error(failed));
        }
        if begin.elapsed() > LOCK_PATIENCE {
            return Err(StoreError::Held {
                dir: folder.dir().to_owned(),
            });
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// sled divides its cache into 256 shards and panics below a byte for each.
const CACHE_FLOOR: u64 = 1 << 20;

/// A failure of sled as one that ends writing.
pub(super) fn fault(error: sled::Error) -> Fault {
    match error {
        sled::Error::Io(error) => Fault::from_io(error),
        other => Fault::from_io(io::Error::other(other)),
    }
}

/// A failure of sled as an error of the store.
pub(super) fn error(error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(error) => error.into(),
        sled::Error::Corruption { at, .. } => {
            let place = at.map(|at| format!(" at {at:?}")).unwrap_or_default();
            rows::corrupt(&format!("`db` or `snap.*` is garbled{place}"))
        }
        other => rows::corrupt(&other.to_string()),
    }
}
