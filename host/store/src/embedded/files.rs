//! The folder of a store: who may open it, and whether its files are whole.
//!
//! sled creates its files without syncing them, and its `open` panics when the
//! settings file `conf` was torn by a power cut: it takes the database for one
//! with other settings. So the settings are synced after creation, a copy
//! `conf.backup` is kept beside them, and both are compared before sled sees
//! either. The copy is written last: where it lies, creation was complete.
//!
//! The folder has a lock of its own beside sled's, because the files are looked
//! at and mended before sled takes its lock, and because sled reports a taken
//! lock by text only.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::mark::{Files, Mark, Note};
use crate::{Fault, StoreError};

const DATABASE: &str = "db";
const SETTINGS: &str = "conf";
const SETTINGS_COPY: &str = "conf.backup";
const LOCK: &str = "lock";
const TRIAL: &str = "trial";
const MARK: &str = "mark";
const BLOBS: &str = "blobs";
const SNAPSHOT: &str = "snap.";

/// A folder that this process alone may use.
#[derive(Debug)]
pub(super) struct Folder {
    dir: PathBuf,
    /// Held as long as it is open.
    _lock: File,
}

impl Folder {
    /// Takes the folder of a store to create, and makes it if need be.
    pub(super) fn create(dir: &Path) -> Result<Folder, StoreError> {
        let existing = dir.ancestors().find(|ancestor| ancestor.is_dir());
        fs::create_dir_all(dir)?;
        let folder = Folder::lock(dir)?;
        if folder.is_finished()? || length(&folder.path(DATABASE))? > 0 {
            return Err(StoreError::Exists { dir: folder.dir });
        }
        // Without a database file nothing was ever stored: what lies here is from
        // a creation that was cut off, and sled would stumble over it.
        remove(&folder.path(SETTINGS))?;
        for made in dir.ancestors().take_while(|made| Some(*made) != existing) {
            sync_parent(made)?;
        }
        Ok(folder)
    }

    /// Takes the folder of a store to open and sees to its settings.
    pub(super) fn open(dir: &Path) -> Result<Folder, StoreError> {
        if !dir.is_dir() {
            return Err(StoreError::Missing {
                dir: dir.to_owned(),
            });
        }
        let has_database = length(&dir.join(DATABASE))? > 0;
        if !has_database && length(&dir.join(SETTINGS_COPY))? == 0 {
            return Err(StoreError::Missing {
                dir: dir.to_owned(),
            });
        }
        let folder = Folder::lock(dir)?;
        folder.see_files()?;
        if !has_database {
            let what = format!("`{}` is empty or gone", folder.path(DATABASE).display());
            return Err(StoreError::Corrupt { what });
        }
        if folder.is_finished()? {
            folder.mend_settings()?;
        } else if sound(&folder.path(SETTINGS))?.is_none() {
            return Err(StoreError::SettingsTorn {
                path: folder.path(SETTINGS),
            });
        }
        Ok(folder)
    }

    /// Takes a folder, whatever is in it.
    pub(super) fn take(dir: &Path) -> Result<Folder, StoreError> {
        Folder::lock(dir)
    }

    fn lock(dir: &Path) -> Result<Folder, StoreError> {
        let lock = dir.join(LOCK);
        match try_lock(&lock).map_err(|error| file_error(&lock, error))? {
            Some(lock) => Ok(Folder {
                dir: dir.to_owned(),
                _lock: lock,
            }),
            None => Err(StoreError::Held {
                dir: dir.to_owned(),
            }),
        }
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Whether creation was completed once.
    pub(super) fn is_finished(&self) -> Result<bool, StoreError> {
        Ok(length(&self.path(SETTINGS_COPY))? > 0)
    }

    /// Whether someone holds sled's own lock on the database file.
    pub(super) fn is_database_held(&self) -> Result<bool, StoreError> {
        Ok(try_lock(&self.path(DATABASE))?.is_none())
    }

    pub(super) fn database_path(&self) -> PathBuf {
        self.path(DATABASE)
    }

    /// The database file, for syncing what sled has written.
    pub(super) fn database(&self) -> Result<File, StoreError> {
        let path = self.path(DATABASE);
        File::open(&path).map_err(|error| file_error(&path, error))
    }

    /// Sees that what lies under the names sled uses can be used, as sled would not say
    /// which could not.
    fn see_files(&self) -> Result<(), StoreError> {
        for name in [DATABASE, SETTINGS, SETTINGS_COPY, MARK] {
            usable(&self.path(name))?;
        }
        for snapshot in self.snapshots()? {
            usable(&self.path(&snapshot_name(snapshot)))?;
        }
        let blobs = self.path(BLOBS);
        match fs::read_dir(&blobs) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(file_error(&blobs, error)),
            _ => Ok(()),
        }
    }

    /// The numbers of sled's snapshots.
    fn snapshots(&self) -> Result<Vec<u64>, StoreError> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.dir).map_err(|error| file_error(&self.dir, error))? {
            let name = entry
                .map_err(|error| file_error(&self.dir, error))?
                .file_name();
            let number = name
                .to_str()
                .and_then(|name| name.strip_prefix(SNAPSHOT))
                .and_then(|number| u64::from_str_radix(number, 16).ok());
            numbers.extend(number);
        }
        Ok(numbers)
    }

    /// What can be told of sled's files while nobody has them open; `None` if it has written no snapshot yet.
    pub(super) fn files(&self) -> Result<Option<Files>, StoreError> {
        let length = length(&self.path(DATABASE))?;
        let snapshot = self.snapshots()?.into_iter().max();
        Ok(snapshot.map(|snapshot| Files { snapshot, length }))
    }

    /// The mark as it was left, if sled's files can be those it was left with.
    pub(super) fn left(&self) -> Result<Option<Note>, StoreError> {
        let Some(note) = Mark::read(&self.path(MARK))? else {
            return Ok(None);
        };
        let Some(files) = note.closed_with else {
            return Ok(Some(note));
        };
        let newest = self.snapshots()?.into_iter().max();
        if newest > Some(files.snapshot) {
            // Opened since, and killed before that could be noted.
            return Ok(Some(Note {
                closed_with: None,
                ..note
            }));
        }
        if newest < Some(files.snapshot) {
            let path = self.path(&snapshot_name(files.snapshot));
            let what = format!("`{}` is gone", path.display());
            return Err(StoreError::Corrupt { what });
        }
        let path = self.path(DATABASE);
        let length = length(&path)?;
        if length < files.length {
            let (path, was) = (path.display(), files.length);
            let what = format!("`{path}` has {length} bytes and had {was} when it was closed");
            return Err(StoreError::Corrupt { what });
        }
        // sled may shorten its file from now on.
        let files = Files { length: 0, ..files };
        let note = Note {
            closed_with: Some(files),
            ..note
        };
        self.mark(note)?;
        Ok(Some(note))
    }

    /// The mark, to go on with.
    pub(super) fn mark(&self, note: Note) -> Result<Mark, StoreError> {
        Mark::open(self.path(MARK), note)
    }

    /// Makes the next read of the database come from the disk.
    pub(super) fn forget_cached(&self) -> Result<(), StoreError> {
        let all = rustix::fs::Advice::DontNeed;
        rustix::fs::fadvise(self.database()?, 0, None, all).map_err(io::Error::from)?;
        Ok(())
    }

    /// Whether the disk takes writes: one is tried.
    pub(super) fn try_write(&self) -> io::Result<()> {
        let path = self.path(TRIAL);
        let tried = File::create(&path).and_then(|mut file| {
            file.write_all(&[0; 64 << 10])?;
            file.sync_all()
        });
        remove(&path)?;
        tried
    }

    /// Makes the files of a store that was never completed durable, their names included,
    /// and marks it complete.
    pub(super) fn finish(&self) -> Result<(), StoreError> {
        self.database()?.sync_all()?;
        File::open(self.path(SETTINGS))?.sync_all()?;
        self.sync_names()?;
        self.mend_settings()
    }

    /// Makes the names of all files durable: sled renames its snapshots without doing so.
    pub(super) fn sync_names(&self) -> Result<(), StoreError> {
        Ok(sync_dir(&self.dir)?)
    }

    /// Sees that the settings and their copy are sound and equal.
    fn mend_settings(&self) -> Result<(), StoreError> {
        let path = self.path(SETTINGS);
        match (sound(&path)?, sound(&self.path(SETTINGS_COPY))?) {
            (Some(settings), Some(copy)) if settings == copy => Ok(()),
            (Some(_), Some(_)) => Err(StoreError::SettingsDiffer { path }),
            (Some(settings), None) => self.replace(SETTINGS_COPY, &settings),
            (None, Some(copy)) => {
                tracing::warn!(path = %path.display(), "settings were torn: restored from the copy");
                self.replace(SETTINGS, &copy)
            }
            (None, None) => Err(StoreError::SettingsTorn { path }),
        }
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let new = self.path(&format!("{name}.new"));
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, self.path(name))?;
        self.sync_names()
    }
}

fn snapshot_name(number: u64) -> String {
    format!("{SNAPSHOT}{number:016X}")
}

/// An error of the system, with the file it is about.
pub(super) fn file_error(path: &Path, error: io::Error) -> StoreError {
    match Fault::from_io(error) {
        Fault::DiskFull => StoreError::DiskFull,
        Fault::Io(source) => StoreError::File {
            path: path.to_owned(),
            source,
        },
    }
}

/// Sees that a file, if it is there, is one and can be read and written.
fn usable(path: &Path) -> Result<(), StoreError> {
    match OpenOptions::new().read(true).write(true).open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(file_error(path, error)),
        Ok(_) => Ok(()),
    }
}

/// The locked file, made if need be; `None` if another handle holds the lock.
fn try_lock(path: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The length of a file; 0 if there is none.
fn length(path: &Path) -> io::Result<u64> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes the name of a folder durable.
pub(super) fn sync_parent(dir: &Path) -> io::Result<()> {
    sync_dir(dir.parent().unwrap_or(Path::new("")))
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    // The parent of a relative path of one name is the empty path.
    let dir = if dir.as_os_str().is_empty() {
        Path::new(".")
    } else {
        dir
    };
    File::open(dir)?.sync_all()
}

/// The settings in a file if they are whole: text, then its CRC-32, as sled writes them.
fn sound(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(file_error(path, error)),
    };
    let whole = bytes
        .split_last_chunk::<4>()
        .is_some_and(|(text, crc)| !text.is_empty() && crc32(text).to_le_bytes() == *crc);
    Ok(whole.then_some(bytes))
}

pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_crc32() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
