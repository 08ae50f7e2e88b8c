//! XLSX: the visible sheets of a workbook, read row by row.
//!
//! A workbook is a zip archive of XML and can ask for any amount of memory: parts that
//! decompress to a thousand times their size, counts to reserve room for, elements nested
//! without end. So it is streamed here under bounds of its own ([`limits`](crate::limits))
//! and nothing of it is believed: no count is reserved for, no link followed, no macro and
//! no formula looked at; of a formula its last result is read.
//!
//! Sheets whose header is the first one's are read as one table; the others, and those that
//! are hidden, are named in the summary.

use std::{
    io::{Read, Seek},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{
    error::{Bound, FileError},
    limits,
    line::{Place, Summary, Take},
    reading::Reading,
    rejection::Fault,
    sheet::{Held, SheetRow},
    table::{Row, Table},
};

mod merged;
mod number;
mod package;
mod sheet;
mod workbook;
mod xml;

use merged::Merged;
use sheet::Cells;
use workbook::Workbook;

/// Reads a file, row by row.
///
/// # Errors
/// [`FileError`] if the input breaks, is no workbook or asks for too much, or if no sheet
/// has the header of a form.
pub fn read_xlsx(
    input: impl Read + Seek,
    reading: &Reading<'_>,
    take: Take<'_>,
) -> Result<Summary, FileError> {
    let mut table = Table::new(reading)?;
    let mut workbook = guarded(|| Workbook::open(input))?;
    let mut summary = Summary::default();
    let mut nearest = None;
    let mut cells_left = limits::CELLS;
    for (name, part) in workbook.sheets.clone() {
        let sheet = Sheet {
            name: &name,
            part: &part,
            cells_left: &mut cells_left,
        };
        match sheet.read(&mut workbook, &mut table, &mut summary, &mut *take)? {
            Outcome::Whole => {}
            Outcome::Stopped => break,
            Outcome::OfAnother(error) => {
                nearest = nearest.or(Some(error));
                summary.unread_sheets.push(name);
            }
        }
    }
    if workbook.sheets.is_empty() && !workbook.hidden.is_empty() {
        return Err(FileError::NoVisibleSheet);
    }
    summary.unread_sheets.append(&mut workbook.hidden);
    if table.width().is_none() {
        return Err(nearest.unwrap_or(FileError::NoHeader));
    }
    summary.form = table.form().map(str::to_owned);
    Ok(summary)
}

/// A sheet that is to be read.
struct Sheet<'a> {
    name: &'a str,
    part: &'a str,
    cells_left: &'a mut u64,
}

/// What became of a sheet.
enum Outcome {
    /// It was read, or is empty.
    Whole,
    /// The taker had enough.
    Stopped,
    /// It is no table of this form.
    OfAnother(FileError),
}

impl Sheet<'_> {
    fn read<R: Read + Seek>(
        self,
        workbook: &mut Workbook<R>,
        table: &mut Table<'_>,
        summary: &mut Summary,
        take: Take<'_>,
    ) -> Result<Outcome, FileError> {
        let mut merges = guarded(|| workbook.merges(self.part))?;
        let mut merged = Merged::default();
        let mut rows = guarded(|| workbook.rows(self.part))?;
        let mut cells = Cells::default();
        let mut has_header = false;
        let mut is_empty = true;
        while guarded(|| rows.next(&mut cells))? {
            *self.cells_left = self
                .cells_left
                .checked_sub(cells.count)
                .ok_or(FileError::TooLarge(Bound::Cells))?;
            let is_blank = cells.texts.iter().all(|text| text.trim().is_empty());
            is_empty &= is_blank;
            if !has_header {
                match table.header(&cells.texts) {
                    Ok(false) => {}
                    Ok(true) => {
                        has_header = true;
                        merged = Merged::of(std::mem::take(&mut merges), &table.columns_read());
                    }
                    Err(FileError::NoProvider) => return Err(FileError::NoProvider),
                    Err(error) => return Ok(Outcome::OfAnother(error)),
                }
                continue;
            }
            let merge = merged.column(cells.row).filter(|_| !is_blank);
            let merge = merge.map(|column| (Some(column), Fault::Merged));
            let row = Row {
                place: Place {
                    sheet: Some(self.name),
                    line: cells.row,
                },
                cells: &cells.texts,
                fault: cells.fault.take().or(merge),
            };
            if table.row(row, summary, &mut *take) == ControlFlow::Break(()) {
                return Ok(Outcome::Stopped);
            }
        }
        if has_header || is_empty {
            Ok(Outcome::Whole)
        } else {
            Ok(Outcome::OfAnother(table.no_header()))
        }
    }
}

/// The visible sheets as they stand.
pub(crate) fn sheets(input: impl Read + Seek) -> Result<Vec<crate::Sheet>, FileError> {
    let mut workbook = guarded(|| Workbook::open(input))?;
    let mut held = Held::default();
    let mut sheets = Vec::new();
    for (name, part) in workbook.sheets.clone() {
        let all: Vec<usize> = (0..limits::COLUMNS).collect();
        let merged = Merged::of(guarded(|| workbook.merges(&part))?, &all);
        let mut rows = guarded(|| workbook.rows(&part))?;
        let mut cells = Cells::default();
        while guarded(|| rows.next(&mut cells))? {
            let merge = merged.column(cells.row).filter(|_| !cells.texts.is_empty());
            let merge = merge.map(|column| (Some(column), Fault::Merged));
            held.push(SheetRow {
                number: cells.row,
                cells: std::mem::take(&mut cells.texts),
                fault: cells.fault.take().or(merge),
            })?;
        }
        let rows = held.take();
        sheets.push(crate::Sheet { name, rows });
    }
    if sheets.is_empty() && !workbook.hidden.is_empty() {
        return Err(FileError::NoVisibleSheet);
    }
    Ok(sheets)
}

/// What the libraries below make of a hostile archive must not end the process.
fn guarded<T>(read: impl FnOnce() -> Result<T, FileError>) -> Result<T, FileError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(FileError::Workbook {
            reason: "the reader failed".to_owned(),
        })
    })
}
