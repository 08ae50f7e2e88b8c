//! The archive of a workbook.

use std::io::{BufReader, Read, Seek};

use zip::{ZipArchive, read::ZipFile, result::ZipError};

use super::xml::{Xml, damaged};
use crate::{
    error::{Bound, FileError},
    limits,
};

/// The archive of a workbook.
pub(super) struct Package<R> {
    zip: ZipArchive<R>,
}

/// A part of it.
pub(super) type Part<'p, R> = Xml<BufReader<ZipFile<'p, R>>>;

impl<R: Read + Seek> Package<R> {
    pub(super) fn open(input: R) -> Result<Self, FileError> {
        let zip = ZipArchive::new(input).map_err(broken)?;
        if zip.len() > limits::PARTS {
            return Err(FileError::TooLarge(Bound::Parts));
        }
        Ok(Self { zip })
    }

    /// The part of this name, if there is one.
    pub(super) fn part(
        &mut self,
        name: &str,
        bound: Bound,
    ) -> Result<Option<Part<'_, R>>, FileError> {
        let bytes = match bound {
            Bound::Sheet => limits::SHEET_BYTES,
            Bound::SharedStrings => limits::SHARED_STRING_BYTES,
            _ => limits::PART_BYTES,
        };
        match self.zip.by_name(name) {
            Ok(part) => Ok(Some(Xml::new(BufReader::new(part), bytes, bound))),
            Err(ZipError::FileNotFound) => Ok(None),
            Err(error) => Err(broken(error)),
        }
    }
}

fn broken(error: ZipError) -> FileError {
    match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            FileError::Input(error)
        }
        other => damaged(&other),
    }
}
