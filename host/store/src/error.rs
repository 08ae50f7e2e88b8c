//! Everything that can go wrong with a store.
//!
//! One enum, because callers treat stores alike; its variants fall into what the
//! caller asked wrongly, what the disk did, and why a store could not be opened.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// An expectation of a commit does not hold; nothing was changed.
    #[error("expectation {index} of the commit does not hold")]
    Conflict {
        /// Which of the expectations, from 0.
        index: usize,
    },
    /// The store has no such part.
    #[error("there is no part {part}: the store has {parts} data parts")]
    NoSuchPart {
        /// The number asked for.
        part: u16,
        /// How many data parts the store has.
        parts: u16,
    },
    /// The space is one the store keeps for itself.
    #[error("space {space:#04x} is reserved for the store")]
    ReservedSpace {
        /// The space asked for.
        space: u8,
    },
    /// The key exceeds [`KEY_LIMIT`](crate::KEY_LIMIT).
    #[error("key of {length} bytes is longer than {}", crate::KEY_LIMIT)]
    KeyTooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The value exceeds [`VALUE_LIMIT`](crate::VALUE_LIMIT).
    #[error("value of {length} bytes is longer than {}", crate::VALUE_LIMIT)]
    ValueTooLong {
        /// Its length in bytes.
        length: usize,
    },

    /// The disk has no room. Mostly the write was refused before anything was done; if
    /// the disk filled up under it, whether it will be found later is unclear.
    #[error("the disk is full")]
    DiskFull,
    /// The disk failed; whether a write under way will be found later is unclear.
    #[error("input or output failed: {0}")]
    Io(#[source] Arc<io::Error>),
    /// A file of the store cannot be used.
    #[error("`{}` cannot be used: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// An earlier write failed, so this one was refused; writes go on once the disk takes
    /// them again.
    #[error("the store takes no writes for the moment, because earlier {cause}")]
    ReadOnly {
        /// The failure that ended writing.
        cause: Fault,
    },
    /// After a failed write the database could not be opened anew; later calls try again.
    #[error("the store could not be reopened after a failed write: {message}")]
    Closed {
        /// What opening it came to.
        message: String,
    },
    /// The store itself failed (a fault of the program) while this part was being written.
    #[error("part {part} may hold half a commit and cannot be read until the store is reopened")]
    HalfApplied {
        /// The number of the part.
        part: u16,
    },
    /// What is stored is not what was written.
    #[error("the store is damaged: {what}: restore it from a backup")]
    Corrupt {
        /// What was found.
        what: String,
    },

    /// The store holds fewer commits than were acknowledged.
    #[error(
        "acknowledged commits are gone: the store holds {found} of {durable}: `{}` was cut, \
         garbled or exchanged; restore it from a backup, or, without one, delete `mark` beside \
         it, back up what is left and restore that",
        path.display()
    )]
    Lost {
        /// The file of the database.
        path: PathBuf,
        /// How many commits and loads it holds.
        found: u64,
        /// How many were known to be durable.
        durable: u64,
    },
    /// A part does not hold the rows that were written to it.
    #[error(
        "part {part} of the store does not hold the rows that were written to it: `db` was \
         garbled; restore the store from a backup"
    )]
    PartDamaged {
        /// The number of the part.
        part: u16,
    },
    /// The file that says how far the store was durable is torn.
    #[error(
        "`{}` is torn: whether commits were lost cannot be told; restore the store from a \
         backup, or, without one, delete the file, back up what is there and restore that",
        path.display()
    )]
    MarkTorn {
        /// The file `mark`.
        path: PathBuf,
    },

    /// Another process has the store open.
    #[error("`{}` is open in another process", dir.display())]
    Held {
        /// The folder of the store.
        dir: PathBuf,
    },
    /// There is no store in the folder.
    #[error("`{}` holds no store", dir.display())]
    Missing {
        /// The folder that was to hold it.
        dir: PathBuf,
    },
    /// A store is to be created where one is already.
    #[error("`{}` holds a store already", dir.display())]
    Exists {
        /// The folder of the store.
        dir: PathBuf,
    },
    /// The store has another number of data parts than asked for.
    #[error("the store has {stored} data parts, not {asked}: the number is fixed at creation")]
    PartCount {
        /// As stored.
        stored: u16,
        /// As asked for.
        asked: u16,
    },
    /// A number of data parts no store can have.
    #[error("a store cannot have {asked} data parts: between 1 and 65535")]
    BadPartCount {
        /// As asked for.
        asked: u16,
    },
    /// The rows are laid out in a way this version does not know.
    #[error("the store has layout {found}, this version reads layout {known}")]
    Layout {
        /// As stored.
        found: u16,
        /// What this version reads.
        known: u16,
    },
    /// The settings file is torn and there is no sound copy of it.
    #[error(
        "`{}` is torn and no sound copy `conf.backup` lies beside it: copy both from a backup \
         of the store, or delete the folder if nothing was ever stored in it",
        path.display()
    )]
    SettingsTorn {
        /// The file `conf`.
        path: PathBuf,
    },
    /// The settings file and its copy are both sound, and differ.
    #[error(
        "`{}` and its copy `conf.backup` differ: files of two stores were mixed; restore the \
         whole folder from one backup",
        path.display()
    )]
    SettingsDiffer {
        /// The file `conf`.
        path: PathBuf,
    },
    /// A backup could not be written to, or read from, where it goes or comes from.
    #[error("the backup cannot be written or read: {0}")]
    BackupStream(#[source] Arc<io::Error>),
    /// What is to be restored is no backup of a store.
    #[error("this is no backup of a store")]
    NoBackup,
    /// The backup is of another version of the format or of the rows.
    #[error(
        "the backup has format {version} and row layout {layout}, which this version cannot read"
    )]
    BackupVersion {
        /// The version of the format.
        version: u16,
        /// The layout of the rows.
        layout: u16,
    },
    /// The backup was cut off or altered; nothing was restored.
    #[error("the backup is damaged before byte {at}: {what}")]
    BackupDamaged {
        /// How many bytes had been read when it was seen.
        at: u64,
        /// What was found.
        what: String,
    },
    /// The embedded database gave up while opening.
    #[error(
        "cannot open `{}`: `db` or `snap.*` in it is cut or garbled; restore the store from a \
         backup ({message})",
        dir.display()
    )]
    OpenPanicked {
        /// The folder of the store.
        dir: PathBuf,
        /// What the database said.
        message: String,
    },
}

/// A failure of the disk that ends writing until the database is opened anew.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// There was no room.
    #[error("the disk was full")]
    DiskFull,
    /// Any other failure.
    #[error("a write failed: {0}")]
    Io(#[source] Arc<io::Error>),
}

impl Fault {
    /// Tells a full disk (or quota) apart from every other failure.
    pub(crate) fn from_io(error: io::Error) -> Fault {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Fault::DiskFull,
            _ => Fault::Io(Arc::new(error)),
        }
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> StoreError {
        match fault {
            Fault::DiskFull => StoreError::DiskFull,
            Fault::Io(error) => StoreError::Io(error),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> StoreError {
        Fault::from_io(error).into()
    }
}
