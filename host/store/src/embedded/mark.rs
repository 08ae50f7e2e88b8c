//! The mark: how far the store was durable, and whether it was closed in good order.
//!
//! sled takes a garbled log for one that ended earlier, or leaves out a segment in its
//! midst, and says nothing. So the number of the last durable batch is noted outside of
//! sled's files after each sync, and a database that holds fewer is refused. The note
//! is not synced each time, which would double the price of a commit: a kill does not
//! lose it, and a power cut leaves one that is at most [`SYNC_EVERY`] old while
//! commits come, never one that claims too much. The rest is told by the digests of the
//! parts (`rows`), which are counted up at opening unless the store was closed in good order.
//!
//! In good order means that sled's list of all pages, its *snapshot*, is as new as its
//! log. sled writes one only when it opens, so a store that was written to is opened once
//! more when it is closed. Every page is then found by a checksummed list and read with a
//! checksum of its own, and damage is an error of the read that meets it.
//!
//! Where something is missing, the store is to be restored from a backup: sled may open
//! such a log once and refuse it the next time. Without the file of the mark the store
//! opens if the rest is consistent, so that a backup of the rest can be made.
//!
//! Two slots are written in turn, so that one is whole after a torn write.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::files::{crc32, file_error};
use crate::StoreError;

/// How old the note on the disk may become.
const SYNC_EVERY: Duration = Duration::from_secs(1);

const MAGIC: [u8; 8] = *b"accmark1";
const RECORD: usize = 8 + 8 + 8 + 8 + 8 + 1 + 4;
const SLOT: u64 = 512;

/// What is noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Note {
    /// The number of the last batch known to be durable.
    pub(super) position: u64,
    /// What sled's files were, if the store was closed in good order.
    pub(super) closed_with: Option<Files>,
}

/// What can be told of sled's files without reading them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Files {
    /// The number in the name of the newest snapshot.
    pub(super) snapshot: u64,
    /// The least length of the database file.
    pub(super) length: u64,
}

/// The file of the mark, open.
#[derive(Debug)]
pub(super) struct Mark {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: File,
    serial: u64,
    note: Note,
    synced: Instant,
}

impl Mark {
    /// The mark as it lies there; `None` if there is none.
    pub(super) fn read(path: &Path) -> Result<Option<Note>, StoreError> {
        Ok(newest(path)?.map(|(_, note)| note))
    }

    /// Opens the mark for writing and notes that the store is in use.
    pub(super) fn open(path: PathBuf, note: Note) -> Result<Mark, StoreError> {
        let serial = newest(&path)?.map_or(0, |(serial, _)| serial);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| file_error(&path, error))?;
        let mark = Mark {
            path,
            state: Mutex::new(State {
                file,
                serial,
                note,
                synced: Instant::now(),
            }),
        };
        // Both slots, so that the file has its length from now on, whatever the room.
        mark.lock().write(note)?;
        mark.lock().write(note)?;
        mark.lock().sync()?;
        Ok(mark)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the store is being written to, if that is not noted yet.
    pub(super) fn begin(&self) -> Result<(), StoreError> {
        let mut state = self.lock();
        if state.note.closed_with.is_none() {
            return Ok(());
        }
        let note = Note {
            closed_with: None,
            ..state.note
        };
        state
            .write(note)
            .and_then(|()| state.sync())
            .map_err(|error| file_error(&self.path, error))
    }

    /// Notes that everything up to a position is durable.
    pub(super) fn durable(&self, position: u64) -> io::Result<()> {
        let mut state = self.lock();
        if position <= state.note.position {
            return Ok(());
        }
        let note = Note {
            position,
            ..state.note
        };
        state.write(note)?;
        if state.synced.elapsed() > SYNC_EVERY {
            state.sync()?;
        }
        Ok(())
    }

    /// Whether the store was written to since it was opened or closed in good order.
    pub(super) fn is_begun(&self) -> bool {
        self.lock().note.closed_with.is_none()
    }

    /// Notes that the store is closed in good order.
    pub(super) fn close(&self, position: u64, files: Files) -> io::Result<()> {
        let mut state = self.lock();
        state.write(Note {
            position,
            closed_with: Some(files),
        })?;
        state.sync()
    }
}

impl State {
    fn write(&mut self, note: Note) -> io::Result<()> {
        let serial = self.serial.saturating_add(1);
        let (snapshot, length, closed) = match note.closed_with {
            Some(files) => (files.snapshot, files.length, 1),
            None => (0, 0, 0),
        };
        let mut record = [
            MAGIC.as_slice(),
            &serial.to_be_bytes(),
            &note.position.to_be_bytes(),
            &snapshot.to_be_bytes(),
            &length.to_be_bytes(),
            &[closed],
        ]
        .concat();
        record.extend(crc32(&record).to_be_bytes());
        let at = serial % 2 * SLOT;
        self.file.write_all_at(&record, at)?;
        (self.serial, self.note) = (serial, note);
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()?;
        self.synced = Instant::now();
        Ok(())
    }
}

/// The newer of the slots that are whole.
fn newest(path: &Path) -> Result<Option<(u64, Note)>, StoreError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(file_error(path, error)),
    };
    let slots = [0, SLOT].map(|at| {
        let at = usize::try_from(at).ok()?;
        slot(bytes.get(at..)?.first_chunk()?)
    });
    let newest = slots
        .into_iter()
        .flatten()
        .max_by_key(|(serial, _)| *serial);
    match newest {
        Some(newest) => Ok(Some(newest)),
        None => Err(StoreError::MarkTorn {
            path: path.to_owned(),
        }),
    }
}

fn slot(record: &[u8; RECORD]) -> Option<(u64, Note)> {
    let (body, crc) = record.split_last_chunk::<4>()?;
    if crc32(body).to_be_bytes() != *crc {
        return None;
    }
    let body = body.strip_prefix(&MAGIC)?;
    let (serial, body) = body.split_first_chunk::<8>()?;
    let (position, body) = body.split_first_chunk::<8>()?;
    let (snapshot, body) = body.split_first_chunk::<8>()?;
    let (length, closed) = body.split_first_chunk::<8>()?;
    let note = Note {
        position: u64::from_be_bytes(*position),
        closed_with: (closed == [1]).then_some(Files {
            snapshot: u64::from_be_bytes(*snapshot),
            length: u64::from_be_bytes(*length),
        }),
    };
    Some((u64::from_be_bytes(*serial), note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_slot_leaves_the_one_before() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mark");
        assert_eq!(Mark::read(&path).unwrap(), None);
        let mark = Mark::open(path.clone(), Note::default()).unwrap();
        mark.durable(5).unwrap();
        mark.durable(6).unwrap();
        mark.durable(4).unwrap();
        let is = |position, closed_with| {
            let note = Note {
                position,
                closed_with,
            };
            assert_eq!(Mark::read(&path).unwrap(), Some(note));
        };
        is(6, None);
        let files = Files {
            snapshot: 9,
            length: 7,
        };
        mark.close(6, files).unwrap();
        is(6, Some(files));
        mark.begin().unwrap();
        is(6, None);
        mark.durable(7).unwrap();
        is(7, None);
        let whole = std::fs::read(&path).unwrap();
        let (first, second) = (16, 512 + 16);
        let newer = if whole[first..][..8] > whole[second..][..8] {
            first
        } else {
            second
        };
        let mut torn = whole.clone();
        torn[newer + 3] ^= 1;
        std::fs::write(&path, &torn).unwrap();
        is(6, None);
        torn[first.max(second) + 2] ^= 1;
        torn[first.min(second) + 2] ^= 1;
        std::fs::write(&path, torn).unwrap();
        let read = Mark::read(&path);
        assert!(matches!(read, Err(StoreError::MarkTorn { .. })), "{read:?}");
        std::fs::write(&path, b"").unwrap();
        assert!(matches!(
            Mark::read(&path),
            Err(StoreError::MarkTorn { .. })
        ));
    }
}
