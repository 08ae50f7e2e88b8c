//! Which format a file is in.

use std::io::{Read, Seek};

use crate::{
    csv::read_csv,
    error::FileError,
    line::{Summary, Take},
    ndjson::read_ndjson,
    reading::Reading,
    xlsx::read_xlsx,
};

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// One JSON object on each line.
    Ndjson,
    /// A table as text, with commas or tabs.
    Csv,
    /// A workbook of Excel, since 2007.
    Xlsx,
}

impl FileFormat {
    /// The format of a file, by its first bytes, a few hundred of them, and by its name if
    /// these leave it open.
    ///
    /// # Errors
    /// [`FileError::OldWorkbook`] and [`FileError::UnknownFormat`].
    pub fn detect(name: Option<&str>, head: &[u8]) -> Result<Self, FileError> {
        if head.starts_with(b"PK\x03\x04") {
            return Ok(Self::Xlsx);
        }
        if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Err(FileError::OldWorkbook);
        }
        let text = head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(head);
        if text.trim_ascii_start().starts_with(b"{") {
            return Ok(Self::Ndjson);
        }
        let extension = name.and_then(|name| name.rsplit_once('.'));
        let extension = extension.map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("ndjson" | "jsonl") => Ok(Self::Ndjson),
            Some("csv" | "txt") => Ok(Self::Csv),
            _ if !head.is_empty() && !head.contains(&0) && head.contains(&b',') => Ok(Self::Csv),
            _ => Err(FileError::UnknownFormat),
        }
    }
}

/// Reads a file of this format. Where the input cannot seek, NDJSON and CSV have functions
/// of their own.
///
/// # Errors
/// [`FileError`] if the file cannot be read at all; lines handed out before stay handed out.
pub fn read(
    input: impl Read + Seek,
    format: FileFormat,
    reading: &Reading<'_>,
    take: Take<'_>,
) -> Result<Summary, FileError> {
    match format {
        FileFormat::Ndjson => read_ndjson(input, reading, take),
        FileFormat::Csv => read_csv(input, reading, take),
        FileFormat::Xlsx => read_xlsx(input, reading, take),
    }
}
