//! A whole store as one stream, taken while it is in use, and a store made from one.
//!
//! sled's own export is inconsistent while others write. Here the moment is that of the
//! beginning: batches are applied one at a time under the lock of the journal, which
//! from then on keeps the old value of each row that a batch changes before the backup
//! has passed it. Writers wait only while a page of rows is read; readers never.
//!
//! The stream: magic, version, layout, number of parts, position; then frames, each with
//! its length, of rows in the order of their keys; then a frame of length 0, the number
//! of rows, and the SHA-256 of all that came before. All numbers are big-endian. Rows are
//! as they are stored, so that sequences and remembered operations are among them. The
//! digests of the parts are checked on both ways: what sled has lost is not backed up as
//! if it were all.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use sled::{Batch, Db, IVec};

use super::access::Rows;
use super::database::error;
use super::files::{self, Folder};
use super::journal::View;
use super::rows::{self, Digest};
use super::{SledOptions, SledStore};
use crate::{PartId, PartStore as _, Sequence, StoreError};

const MAGIC: [u8; 8] = *b"ACCORDBK";
const VERSION: u16 = 1;

/// How many rows a frame has, and so how many are read while writers wait.
const FRAME_ROWS: usize = 256;

/// The longest frame that a restore takes into memory.
const FRAME_LIMIT: u32 = 8 << 20;

/// What a backup came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackedUp {
    /// How many commits and loads, in all parts, it contains.
    pub commits: u64,
    /// How many rows, the store's own and pieces of long values among them.
    pub rows: u64,
    /// The length of the stream in bytes.
    pub bytes: u64,
    /// The longest that a writer had to wait for it.
    pub longest_wait: Duration,
}

impl SledStore {
    /// Writes the whole store as it is at this moment, while others read and write.
    ///
    /// What is changed before the backup has passed it is kept in memory meanwhile. A
    /// second backup waits for the first.
    ///
    /// # Errors
    /// [`StoreError::BackupStream`] if `to` takes no more, [`StoreError::PartDamaged`] and
    /// [`StoreError::Corrupt`] if the store does not hold what was written to it, and the
    /// errors of the disk. What `to` has received is then no backup, and
    /// [`restore`](SledStore::restore) refuses it.
    pub fn backup(&self, to: impl Write) -> Result<BackedUp, StoreError> {
        let _alone = self
            .backing_up
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Whatever was acknowledged is in it; a store that takes no writes says so here.
        self.flush()?;
        let mut to = Hashed::new(io::BufWriter::with_capacity(1 << 20, to));
        let position = self.journal.lock().begin_view();
        let _end = EndOfView(self);
        write_header(&mut to, self.parts(), position).map_err(stream)?;

        let mut check = Check::new(self.parts());
        let mut longest_wait = Duration::ZERO;
        let mut count = 0_u64;
        loop {
            let open = self.reading()?;
            let mut journal = self.journal.lock();
            let begin = Instant::now();
            let page = journal.view_page(open.database().tree())?;
            longest_wait = longest_wait.max(begin.elapsed());
            drop(journal);
            drop(open);
            let Some(page) = page else { break };
            let mut frame = Vec::new();
            for (row, value) in &page {
                if rows::is_of_store(row) {
                    continue;
                }
                check.row(row, value)?;
                count = count.saturating_add(1);
                put_row(&mut frame, row, value)?;
            }
            if !frame.is_empty() {
                write_frame(&mut to, &frame).map_err(stream)?;
            }
        }
        check.end(position)?;
        let bytes = write_end(to, count).map_err(stream)?;
        Ok(BackedUp {
            commits: position,
            rows: count,
            bytes,
            longest_wait,
        })
    }

    /// Makes a store in a folder that is empty or does not exist from a backup, and opens it.
    ///
    /// It is made beside the folder, under its name with `.restoring` behind it, and takes
    /// its place when all of it has been read, checked and synced: a restore that is cut
    /// off leaves no store, and may be begun again.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if something is in the folder, [`StoreError::NoBackup`],
    /// [`StoreError::BackupVersion`], [`StoreError::BackupDamaged`],
    /// [`StoreError::BackupStream`], [`StoreError::PartCount`] and the errors of the disk.
    pub fn restore(
        dir: impl AsRef<Path>,
        from: impl Read,
        options: &SledOptions,
    ) -> Result<SledStore, StoreError> {
        let dir = dir.as_ref();
        refuse_existing(dir)?;
        let mut from = Counted::new(io::BufReader::with_capacity(1 << 20, from));
        let header = read_header(&mut from)?;
        if let Some(asked) = options.parts
            && asked != header.parts
        {
            return Err(StoreError::PartCount {
                stored: header.parts,
                asked,
            });
        }
        let place = beside(dir);
        discard(&place)?;
        let made = make(&place, &mut from, &header, options);
        let placed = made.and_then(|()| {
            refuse_existing(dir)?;
            fs::rename(&place, dir).map_err(|error| files::file_error(dir, error))?;
            Ok(files::sync_parent(dir)?)
        });
        match placed {
            Ok(()) => SledStore::open(dir, options),
            Err(error) => {
                if let Err(left) = discard(&place) {
                    tracing::warn!(error = %left, "what a failed restore made cannot be removed");
                }
                Err(error)
            }
        }
    }
}

/// Ends the view that a backup has, however the backup ends.
struct EndOfView<'a>(&'a SledStore);

impl Drop for EndOfView<'_> {
    fn drop(&mut self) {
        self.0.journal.lock().end_view();
    }
}

/// The rows that follow in a view of the past; `None` if there are no more.
pub(super) fn page(tree: &Db, view: &mut View) -> Result<Option<Rows>, StoreError> {
    if view.is_ended {
        return Ok(None);
    }
    let from = match &view.passed {
        Some(passed) => Bound::Excluded(passed.clone()),
        None => Bound::Unbounded,
    };
    let mut found: BTreeMap<IVec, IVec> = tree
        .range::<IVec, _>((from, Bound::Unbounded))
        .take(FRAME_ROWS)
        .collect::<Result<_, _>>()
        .map_err(error)?;
    let old = if found.len() < FRAME_ROWS {
        view.is_ended = true;
        std::mem::take(&mut view.old)
    } else {
        view.passed = found.last_key_value().map(|(last, _)| last.clone());
        let mut old = std::mem::take(&mut view.old);
        if let Some(passed) = &view.passed {
            view.old = old.split_off(passed);
            if let Some(last) = view.old.remove(passed) {
                old.insert(passed.clone(), last);
            }
        }
        old
    };
    for (row, value) in old {
        match value {
            Some(value) => found.insert(row, value),
            None => found.remove(&row),
        };
    }
    Ok(Some(found.into_iter().collect()))
}

/// Sees that rows in order are all those of each part.
struct Check {
    parts: u16,
    part: Option<u16>,
    counted: Digest,
    written: Option<Digest>,
    steps: u64,
}

impl Check {
    fn new(parts: u16) -> Check {
        Check {
            parts,
            part: None,
            counted: Digest::default(),
            written: Some(Digest::default()),
            steps: 0,
        }
    }

    fn row(&mut self, row: &[u8], value: &[u8]) -> Result<(), StoreError> {
        let part = rows::part_number(row)?;
        if part >= self.parts && part != PartId::CONTROL.number() {
            return Err(rows::corrupt("a row of a part that there is not"));
        }
        if self.part != Some(part) {
            self.end_part()?;
            self.part = Some(part);
        }
        if rows::is_sequence(row) {
            let steps = rows::steps(Some(value))?;
            self.written = steps.digest;
            let Sequence(steps) = steps.sequence;
            self.steps = self.steps.saturating_add(steps);
        } else {
            self.counted.add(row, value);
        }
        Ok(())
    }

    fn end_part(&mut self) -> Result<(), StoreError> {
        if let (Some(part), Some(written)) = (self.part, self.written)
            && written != self.counted
        {
            return Err(StoreError::PartDamaged { part });
        }
        self.counted = Digest::default();
        self.written = Some(Digest::default());
        Ok(())
    }

    fn end(mut self, position: u64) -> Result<(), StoreError> {
        self.end_part()?;
        if self.steps == position {
            Ok(())
        } else {
            Err(rows::corrupt(
                "its parts have not taken as many commits as were made",
            ))
        }
    }
}

struct Header {
    parts: u16,
    position: u64,
}

fn write_header(to: &mut impl Write, parts: u16, position: u64) -> io::Result<()> {
    to.write_all(&MAGIC)?;
    to.write_all(&VERSION.to_be_bytes())?;
    to.write_all(&rows::LAYOUT.to_be_bytes())?;
    to.write_all(&parts.to_be_bytes())?;
    to.write_all(&position.to_be_bytes())
}

fn read_header(from: &mut Counted<impl Read>) -> Result<Header, StoreError> {
    if from.bytes::<8>().ok() != Some(MAGIC) {
        return Err(StoreError::NoBackup);
    }
    let (version, layout) = (
        u16::from_be_bytes(from.bytes()?),
        u16::from_be_bytes(from.bytes()?),
    );
    if version != VERSION || layout != rows::LAYOUT {
        return Err(StoreError::BackupVersion { version, layout });
    }
    let parts = u16::from_be_bytes(from.bytes()?);
    if parts == 0 {
        return Err(from.damaged("it is of a store without parts"));
    }
    Ok(Header {
        parts,
        position: u64::from_be_bytes(from.bytes()?),
    })
}

fn put_row(frame: &mut Vec<u8>, row: &[u8], value: &[u8]) -> Result<(), StoreError> {
    let lengths = (u16::try_from(row.len()), u32::try_from(value.len()));
    let (Ok(row_length), Ok(value_length)) = lengths else {
        return Err(rows::corrupt("a row longer than any can be"));
    };
    frame.extend(row_length.to_be_bytes());
    frame.extend(value_length.to_be_bytes());
    frame.extend(row);
    frame.extend(value);
    Ok(())
}

/// The next row of a frame; `None` if what is left is no row.
fn take_row<'a>(frame: &mut &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let (row_length, rest) = frame.split_first_chunk()?;
    let (value_length, rest) = rest.split_first_chunk()?;
    let (row, rest) = rest.split_at_checked(u16::from_be_bytes(*row_length).into())?;
    let value_length = usize::try_from(u32::from_be_bytes(*value_length)).ok()?;
    let (value, rest) = rest.split_at_checked(value_length)?;
    *frame = rest;
    Some((row, value))
}

fn write_frame(to: &mut impl Write, frame: &[u8]) -> io::Result<()> {
    let length = u32::try_from(frame.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(frame)
}

fn write_end(mut to: Hashed<impl Write>, rows: u64) -> io::Result<u64> {
    to.write_all(&0_u32.to_be_bytes())?;
    to.write_all(&rows.to_be_bytes())?;
    let sum = to.hash.finalize();
    to.inner.write_all(&sum)?;
    to.inner.flush()?;
    Ok(to.bytes.saturating_add(32))
}

/// Makes a closed store of what follows the header.
fn make(
    place: &Path,
    from: &mut Counted<impl Read>,
    header: &Header,
    options: &SledOptions,
) -> Result<(), StoreError> {
    let options = SledOptions {
        parts: Some(header.parts),
        ..options.clone()
    };
    let store = SledStore::create(place, &options)?;
    let mut check = Check::new(header.parts);
    let mut last: Option<Vec<u8>> = None;
    let mut count = 0_u64;
    loop {
        let length = u32::from_be_bytes(from.bytes()?);
        if length == 0 {
            break;
        }
        if length > FRAME_LIMIT {
            return Err(from.damaged("a frame is longer than any can be"));
        }
        let frame = from.frame(length)?;
        store.room.take(length.into())?;
        let mut rest = frame.as_slice();
        let mut batch = Batch::default();
        while !rest.is_empty() {
            let Some((row, value)) = take_row(&mut rest) else {
                return Err(from.damaged("a row does not end with its frame"));
            };
            if last.as_deref().is_some_and(|last| last >= row) || rows::is_of_store(row) {
                return Err(from.damaged("a row is not in its place"));
            }
            check
                .row(row, value)
                .map_err(|error| from.damaged(&error.to_string()))?;
            last = Some(row.to_vec());
            count = count.saturating_add(1);
            batch.insert(row, value);
        }
        store.reading()?.database().fill(batch)?;
    }
    if u64::from_be_bytes(from.bytes()?) != count {
        return Err(from.damaged("it has not as many rows as it says"));
    }
    let sum = from.hash.clone().finalize();
    if from.bytes::<32>()? != *sum {
        return Err(from.damaged("its SHA-256 is another"));
    }
    if from.inner.read(&mut [0]).map_err(stream)? != 0 {
        return Err(from.damaged("something follows its end"));
    }
    check
        .end(header.position)
        .map_err(|error| from.damaged(&error.to_string()))?;
    store.reading()?.database().set_position(header.position)?;
    store.flush()?;
    drop(store);
    Ok(())
}

fn stream(error: io::Error) -> StoreError {
    StoreError::BackupStream(Arc::new(error))
}

/// Where a store is made before it takes its place.
fn beside(dir: &Path) -> PathBuf {
    let mut name = dir.file_name().unwrap_or_default().to_owned();
    name.push(".restoring");
    dir.with_file_name(name)
}

fn refuse_existing(dir: &Path) -> Result<(), StoreError> {
    match fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(StoreError::Exists {
                dir: dir.to_owned(),
            }),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(files::file_error(dir, error)),
    }
}

/// Removes what a restore that was cut off has left.
fn discard(place: &Path) -> Result<(), StoreError> {
    if !place.exists() {
        return Ok(());
    }
    // Taken first: another may be at work there.
    let _folder = Folder::take(place)?;
    fs::remove_dir_all(place).map_err(|error| files::file_error(place, error))
}

/// Writes, counts and hashes.
struct Hashed<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

impl<W> Hashed<W> {
    fn new(inner: W) -> Hashed<W> {
        Hashed {
            inner,
            hash: Sha256::new(),
            bytes: 0,
        }
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write_all(bytes)?;
        self.hash.update(bytes);
        self.bytes = self
            .bytes
            .saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Reads, counts and hashes.
struct Counted<R> {
    inner: R,
    hash: Sha256,
    at: u64,
}

impl<R: Read> Counted<R> {
    fn new(inner: R) -> Counted<R> {
        Counted {
            inner,
            hash: Sha256::new(),
            at: 0,
        }
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), StoreError> {
        match self.inner.read_exact(bytes) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                return Err(self.damaged("it ends too early"));
            }
            Err(error) => return Err(stream(error)),
        }
        self.hash.update(&*bytes);
        self.at = self
            .at
            .saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], StoreError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn frame(&mut self, length: u32) -> Result<Vec<u8>, StoreError> {
        let mut frame = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
        self.fill(&mut frame)?;
        Ok(frame)
    }

    fn damaged(&self, what: &str) -> StoreError {
        StoreError::BackupDamaged {
            at: self.at,
            what: what.to_owned(),
        }
    }
}
