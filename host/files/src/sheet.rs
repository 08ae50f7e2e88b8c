//! Sheets as they stand: rows of texts, of no form.
//!
//! For files in which every cell has a meaning of its own, such as a filled-in template. They
//! are small and held in memory, so they have a bound of their own; all else is as for
//! departments' files.

use std::io::{Read, Seek};

use crate::{
    csv::Records,
    encoding::{Decoded, Encoding},
    error::{Bound, FileError},
    limits,
    rejection::Fault,
    xlsx,
};

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows that have any text, in their order.
    pub rows: Vec<SheetRow>,
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number, or that of its first line, from 1.
    pub number: u64,
    /// Its cells from the first column on, as a person sees them.
    pub cells: Vec<String>,
    /// Why it could not be read whole, and the column of the cell at fault from 0, if one is.
    pub fault: Option<(Option<usize>, Fault)>,
}

/// Rows that are held together.
#[derive(Default)]
pub(crate) struct Held {
    rows: Vec<SheetRow>,
    cells: usize,
}

impl Held {
    pub(crate) fn push(&mut self, row: SheetRow) -> Result<(), FileError> {
        if row.fault.is_none() && row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        self.cells += row.cells.len().max(1);
        if self.cells > limits::HELD_CELLS {
            return Err(FileError::TooLarge(Bound::HeldCells));
        }
        self.rows.push(row);
        Ok(())
    }

    /// The rows so far; the bound is for all sheets together.
    pub(crate) fn take(&mut self) -> Vec<SheetRow> {
        std::mem::take(&mut self.rows)
    }
}

/// The visible sheets of a workbook. A row that shows part of a merged cell has a fault.
///
/// # Errors
/// [`FileError`] if the input breaks, is no workbook, or asks for too much.
pub fn sheets_of_xlsx(input: impl Read + Seek) -> Result<Vec<Sheet>, FileError> {
    xlsx::sheets(input)
}

/// The rows of a CSV; without an encoding it is told by the bytes.
///
/// # Errors
/// [`FileError`] if the input breaks, is no text, or is too large.
pub fn rows_of_csv(
    input: impl Read,
    encoding: Option<Encoding>,
) -> Result<Vec<SheetRow>, FileError> {
    let mut records = Records::new(Decoded::new(input, encoding)?);
    let mut held = Held::default();
    let mut width = None;
    while let Some(record) = records.next(width)? {
        width = width.or(Some(record.cells.len()));
        held.push(SheetRow {
            number: record.line,
            cells: record.cells,
            fault: record.fault.map(|fault| (None, fault)),
        })?;
    }
    Ok(held.take())
}
