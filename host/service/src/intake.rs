//! Taking in subjects, records and roles: NDJSON, one line each.
//!
//! Departments' files are dirty and are sent again. A bad line is reported with its
//! number, field and reason and the good ones land; the same file twice changes nothing.
//! The schema of a line stands in [`line`].

mod batch;
pub mod line;

use std::io::{BufRead, Read};

use serde::{Deserialize, Serialize};

use crate::{
    error::{ServiceError, Text},
    host::Host,
    intake::batch::Batch,
};

/// Lines that are applied together; bounds the memory that an import takes.
const LINES: usize = 20_000;

/// Bytes of a line. The longest real record has a few thousand.
const LINE_LIMIT: u64 = 1 << 20;

/// Rejected lines that a report names; more are only counted.
const REJECTED_SHOWN: usize = 1_000;

/// What became of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Lines read, empty ones not counted.
    pub read: u64,
    /// Lines that brought something new.
    pub added: u64,
    /// Lines that corrected something.
    pub changed: u64,
    /// Lines that said what was known already.
    pub unchanged: u64,
    /// Lines that were not taken.
    pub rejected: u64,
    /// The first of them, at most a thousand.
    pub rejections: Vec<Rejection>,
}

/// A line that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// Number of the line, from 1.
    pub line: u64,
    /// The field at fault, if one is.
    pub field: Option<String>,
    /// Why, in Chinese.
    pub reason_zh: String,
    /// Why, in English.
    pub reason_en: String,
}

/// Why a line is not taken. Never holds an identifier: reports travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) field: Option<String>,
    pub(crate) text: Text,
}

impl Refusal {
    pub(crate) fn new(field: Option<&str>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            field: field.map(str::to_owned),
            text: Text {
                zh: zh.into(),
                en: en.into(),
            },
        }
    }
}

/// What became of a line that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Added,
    Changed,
    Unchanged,
}

impl ImportReport {
    pub(crate) fn taken(&mut self, taken: Taken) {
        match taken {
            Taken::Added => self.added += 1,
            Taken::Changed => self.changed += 1,
            Taken::Unchanged => self.unchanged += 1,
        }
    }

    pub(crate) fn refused(&mut self, line: u64, refusal: Refusal) {
        self.rejected += 1;
        if self.rejections.len() < REJECTED_SHOWN {
            self.rejections.push(Rejection {
                line,
                field: refusal.field,
                reason_zh: refusal.text.zh,
                reason_en: refusal.text.en,
            });
        }
    }
}

impl Host {
    /// Takes in a stream of lines; durable when it returns.
    ///
    /// # Errors
    /// [`ServiceError::Input`] if the stream breaks, and the store's: what was applied
    /// before stays, and the same stream can be sent again.
    pub fn import(&self, input: &mut dyn BufRead) -> Result<ImportReport, ServiceError> {
        let mut report = ImportReport::default();
        let mut batch = Batch::new(self);
        let mut number = 0;
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            let read = Read::take(&mut *input, LINE_LIMIT)
                .read_until(b'\n', &mut bytes)
                .map_err(ServiceError::Input)?;
            if read == 0 {
                break;
            }
            number += 1;
            let whole = bytes.ends_with(b"\n");
            if !whole && bytes.len() as u64 >= LINE_LIMIT {
                skip_line(input)?;
                report.read += 1;
                let (zh, en) = ("此行超过 1 MiB", "the line is longer than 1 MiB");
                report.refused(number, Refusal::new(None, zh, en));
                continue;
            }
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            report.read += 1;
            match line::parse(bytes.trim_ascii(), &self.reference.dictionary) {
                Ok(line) => batch.push(number, line),
                Err(refusal) => report.refused(number, refusal),
            }
            if batch.len() >= LINES {
                batch.apply(&mut report)?;
            }
        }
        batch.apply(&mut report)?;
        self.store.flush()?;
        report.rejections.sort_by_key(|rejection| rejection.line);
        Ok(report)
    }
}

fn skip_line(input: &mut dyn BufRead) -> Result<(), ServiceError> {
    loop {
        let buffer = input.fill_buf().map_err(ServiceError::Input)?;
        if buffer.is_empty() {
            return Ok(());
        }
        let (length, found) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(position) => (position + 1, true),
            None => (buffer.len(), false),
        };
        input.consume(length);
        if found {
            return Ok(());
        }
    }
}
