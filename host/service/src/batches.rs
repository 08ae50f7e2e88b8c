//! Batches of intake (批次): what was sent by whom, and what became of it.
//!
//! Every version of a record names its batch. Lines that were rejected are kept as they
//! came, so that they can be fetched, mended and sent again; they may hold persons'
//! numbers and are therefore sealed.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use accord_model::{
    principal::{Principal, Right},
    subject::{BatchNumber, Millis, Sealed},
};
use accord_store::{Expectation, Mutation, PartId, StoreError};
use serde::{Deserialize, Serialize};

use crate::{
    audit::{self, Action, AuditEntry},
    codec::{self, Stored},
    error::ServiceError,
    host::{Host, now, operation},
    spaces,
};

/// Rejected lines that a report names; more are only counted.
pub(crate) const REJECTED_SHOWN: usize = 1_000;

/// Bytes of rejected lines of a batch that are kept. A file with more is wrong as a whole
/// and is mended at its source.
pub(crate) const REJECTED_KEPT: usize = 64 << 20;

/// Bytes of rejected lines that are sealed together.
const CHUNK: usize = 48 << 10;

/// A batch and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchReport {
    /// Its number in this store, from 1.
    pub number: BatchNumber,
    /// Who sent it.
    pub by: Principal,
    /// Code of the department that provides what names no provider.
    pub provider: Option<String>,
    /// Name of the file, as given.
    pub file: Option<String>,
    /// `ndjson`, `csv` or `xlsx`.
    pub format: String,
    /// Code of the form of a table.
    pub form: Option<String>,
    /// SHA-256 of the file, in hexadecimal; none until it was read to its end.
    pub digest: Option<String>,
    /// When it began, milliseconds since 1970-01-01 UTC.
    pub started_at: Millis,
    /// When it ended; none if it is under way or was cut off, and may then be sent again.
    pub ended_at: Option<Millis>,
    /// What its lines came to.
    pub counts: Counts,
    /// The first rejected lines, at most a thousand.
    pub rejections: Vec<RejectionView>,
    /// Rejected lines that can be fetched.
    pub rejected_kept: u64,
    /// Sheets of a workbook that were not read because their header is another.
    pub unread_sheets: Vec<String>,
    /// Why it ended before the end of the file, in Chinese and English.
    pub failure: Option<(String, String)>,
}

/// What lines came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Lines read, empty ones and headers not counted: accepted and rejected.
    pub read: u64,
    /// Lines that were taken.
    pub accepted: u64,
    /// Of these, lines that changed what is known: added and corrected.
    pub changed: u64,
    /// Of these, lines that brought something new.
    pub added: u64,
    /// Of the changed, lines that corrected or withdrew something.
    pub corrected: u64,
    /// Lines that were not taken.
    pub rejected: u64,
    /// Of the accepted, lines at which a person should look.
    pub flagged: u64,
    /// Lines by the code of the flag.
    pub flags: BTreeMap<String, u64>,
}

/// A line that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectionView {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Number of the line or row, from 1.
    pub line: u64,
    /// The field at fault, if one is.
    pub field: Option<String>,
    /// What stands there; of what may be a person's number only the ends.
    pub value: Option<String>,
    /// What is wrong and what to do, in Chinese.
    pub reason_zh: String,
    /// The same in English.
    pub reason_en: String,
}

impl Stored for BatchReport {
    const WHAT: &str = "batch";
}

/// A piece of rejected lines, sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct RejectedChunk {
    pub(crate) sealed: Sealed,
}

impl Stored for RejectedChunk {
    const WHAT: &str = "rejected lines";
}

/// What a piece is sealed for: it opens in no other place.
pub(crate) fn chunk_context(key: &[u8]) -> Vec<u8> {
    [b"rejected".as_slice(), key].concat()
}

/// How often a new number is tried when others take numbers too.
const TRIES: usize = 64;

impl Host {
    /// A new batch with the next number, on disk when this returns.
    pub(crate) fn begin_batch(&self, mut report: BatchReport) -> Result<BatchReport, ServiceError> {
        for _ in 0..TRIES {
            report.number = self.last_batch()?.saturating_add(1);
            let key = report.number.to_be_bytes();
            let absent = Expectation::Absent {
                space: spaces::BATCHES,
                key: key.to_vec(),
            };
            let row = Mutation::put(spaces::BATCHES, key, codec::encode(&report)?);
            match self
                .store
                .commit(PartId::CONTROL, operation()?, &[absent], &[row])
            {
                Ok(_) => return Ok(report),
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(ServiceError::Contended { part: 0 })
    }

    fn last_batch(&self) -> Result<BatchNumber, ServiceError> {
        // Numbers have no holes: the first that is missing is found by halving.
        let is_there = |number: BatchNumber| -> Result<bool, ServiceError> {
            let key = number.to_be_bytes();
            let row = self.store.get(PartId::CONTROL, spaces::BATCHES, &key)?;
            Ok(row.is_some())
        };
        let mut beyond = 1;
        while is_there(beyond)? {
            beyond *= 2;
        }
        let mut last = beyond / 2;
        while beyond - last > 1 {
            let middle = last + (beyond - last) / 2;
            if is_there(middle)? {
                last = middle;
            } else {
                beyond = middle;
            }
        }
        Ok(last)
    }

    /// Writes what became of a batch.
    pub(crate) fn end_batch(&self, report: &BatchReport) -> Result<(), ServiceError> {
        let key = report.number.to_be_bytes();
        let row = Mutation::put(spaces::BATCHES, key, codec::encode(report)?);
        self.store
            .commit(PartId::CONTROL, operation()?, &[], &[row])?;
        Ok(())
    }

    /// Whether someone may see what became of a batch: its department, or the one that has
    /// taken over its task.
    fn may_read(&self, by: &Principal, report: &BatchReport) -> bool {
        by.may(Right::ReadAllBatches) || (by.may(Right::ReadOwnBatches) && self.is_own(by, report))
    }

    fn is_own(&self, by: &Principal, report: &BatchReport) -> bool {
        match (by.department(), report.by.department()) {
            (Some(own), Some(sender)) => self.reference.load().is_of(sender, own),
            _ => false,
        }
    }

    /// The batches that someone may see, the latest first, at most `limit` (and 200) before
    /// the number `before`. Their rejected lines are counted and not named.
    ///
    /// # Errors
    /// Those of the store.
    pub fn batches(
        &self,
        by: &Principal,
        before: Option<BatchNumber>,
        limit: usize,
    ) -> Result<Vec<BatchReport>, ServiceError> {
        let mut number = match before {
            Some(before) => before.saturating_sub(1).min(self.last_batch()?),
            None => self.last_batch()?,
        };
        let mut batches = Vec::new();
        while number > 0 && batches.len() < limit.clamp(1, 200) {
            let report = self.stored_batch(number)?;
            let seen = report.filter(|report| self.may_read(by, report));
            batches.extend(seen.map(|report| BatchReport {
                rejections: Vec::new(),
                ..report
            }));
            number -= 1;
        }
        Ok(batches)
    }

    /// What became of a batch.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchBatch`], also if someone may not see it; those of the store.
    pub fn batch(&self, by: &Principal, number: BatchNumber) -> Result<BatchReport, ServiceError> {
        self.stored_batch(number)?
            .filter(|report| self.may_read(by, report))
            .ok_or(ServiceError::NoSuchBatch(number))
    }

    fn stored_batch(&self, number: BatchNumber) -> Result<Option<BatchReport>, ServiceError> {
        let key = number.to_be_bytes();
        let row = self.store.get(PartId::CONTROL, spaces::BATCHES, &key)?;
        row.map(|row| codec::decode(&row)).transpose()
    }

    /// Writes the rejected lines of a batch as a file that can be mended and sent again:
    /// NDJSON if they came so, else CSV. They hold what was sent, persons' numbers too, so
    /// only who may send for its department gets them, and the audit says so.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchBatch`], [`ServiceError::Forbidden`]; [`ServiceError::Input`] if `to` takes no more; those
    /// of keys and store.
    pub fn rejected_lines(
        &self,
        by: &Principal,
        number: BatchNumber,
        to: &mut dyn Write,
    ) -> Result<(), ServiceError> {
        let report = self.batch(by, number)?;
        let sends = by.may(Right::ImportAnyRecords)
            || (by.may(Right::ImportOwnRecords) && self.is_own(by, &report));
        if !sends {
            return Err(ServiceError::Forbidden {
                right: Right::ImportOwnRecords,
            });
        }
        let entry = audit::row(&AuditEntry {
            at: now(),
            by: by.clone(),
            subject: None,
            action: Action::RejectedFetched { batch: number },
        })?;
        self.store
            .commit(PartId::CONTROL, operation()?, &[], &[entry])?;
        let prefix = number.to_be_bytes();
        let mut after = prefix.to_vec();
        loop {
            let page = self
                .store
                .scan(PartId::CONTROL, spaces::REJECTED, Some(&after), 8)?;
            for (key, value) in &page.entries {
                if !key.starts_with(&prefix) {
                    return Ok(());
                }
                let chunk: RejectedChunk = codec::decode(value)?;
                let keys = self.keys.load();
                let plain = keys.unseal(&chunk_context(key), &chunk.sealed)?;
                to.write_all(&plain).map_err(ServiceError::Input)?;
            }
            match page.next {
                Some(next) => after = next,
                None => return Ok(()),
            }
        }
    }
}

/// Keeps the rejected lines of a batch, sealed, piece by piece; durable with the next
/// flush of the store.
pub(crate) struct Rejected<'h> {
    host: &'h Host,
    batch: BatchNumber,
    buffer: Vec<u8>,
    pieces: u32,
}

impl<'h> Rejected<'h> {
    pub(crate) const fn new(host: &'h Host, batch: BatchNumber) -> Self {
        Self {
            host,
            batch,
            buffer: Vec::new(),
            pieces: 0,
        }
    }

    fn keep(&mut self) -> Result<(), ServiceError> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let (batch, piece) = (self.batch.to_be_bytes(), self.pieces.to_be_bytes());
        let key = [batch.as_slice(), &piece].concat();
        // Under this lock no rotation goes by before the row is there to be seen.
        let _alone = self.host.writing_subjects();
        let keys = self.host.keys.load();
        let sealed = keys.seal(&chunk_context(&key), &self.buffer)?;
        let row = codec::encode(&RejectedChunk { sealed })?;
        let row = Mutation::put(spaces::REJECTED, key, row);
        self.host.store.load(PartId::CONTROL, None, &[row])?;
        self.pieces = self.pieces.saturating_add(1);
        self.buffer.clear();
        Ok(())
    }
}

impl Write for Rejected<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.keep().map_err(io::Error::other)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.keep().map_err(io::Error::other)
    }
}

/// Why rejected lines could not be kept.
pub(crate) fn unwritten(error: io::Error) -> ServiceError {
    match error.downcast::<ServiceError>() {
        Ok(error) => error,
        Err(error) => ServiceError::Input(error),
    }
}

impl BatchReport {
    /// A batch that begins now.
    pub(crate) fn beginning(by: &Principal, format: &str) -> Self {
        Self {
            number: 0,
            by: by.clone(),
            provider: None,
            file: None,
            format: format.to_owned(),
            form: None,
            digest: None,
            started_at: now(),
            ended_at: None,
            counts: Counts::default(),
            rejections: Vec::new(),
            rejected_kept: 0,
            unread_sheets: Vec::new(),
            failure: None,
        }
    }
}
