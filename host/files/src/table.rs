//! A table: a header, and rows that are records under it.
//!
//! The header is looked for among the first rows, because titles stand above it; a second
//! header under it, captions under codes, is passed over.

use std::{borrow::Cow, ops::ControlFlow};

use crate::{
    error::FileError,
    form::{Bound, BoundTo, Form, To, bind, candidates, key},
    limits::{self, CELL_CHARACTERS},
    line::{Line, Original, Place, Summary, Take},
    reading::Reading,
    rejection::{Fault, Notes, Rejection},
};

mod cell;
mod row;

/// A table that is being read, row by row.
pub(crate) struct Table<'r> {
    reading: Reading<'r>,
    candidates: Vec<Cow<'r, Form>>,
    /// The header, once it was found.
    found: Option<Found<'r>>,
    /// What was wrong with the row that came nearest to a header.
    nearest: Option<FileError>,
    /// Rows that were seen and were no header.
    tried: usize,
    /// Whether the next row is the first under the header.
    is_first: bool,
}

struct Found<'r> {
    header: Vec<String>,
    bound: Bound<'r>,
}

/// A row as it was sent.
pub(crate) struct Row<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) cells: &'a [String],
    /// Why it could not be read as cells, and the column of the cell at fault, if one is.
    pub(crate) fault: Option<(Option<usize>, Fault)>,
}

impl<'r> Table<'r> {
    /// # Errors
    /// [`FileError::NoSuchForm`] if a form is named that there is not.
    pub(crate) fn new(reading: &Reading<'r>) -> Result<Self, FileError> {
        Ok(Self {
            reading: *reading,
            candidates: candidates(reading)?,
            found: None,
            nearest: None,
            tried: 0,
            is_first: true,
        })
    }

    /// Whether a row is the header: of the table, or of another sheet of it.
    ///
    /// # Errors
    /// [`FileError`] if it is not, and no later row will be looked at.
    pub(crate) fn header(&mut self, cells: &[String]) -> Result<bool, FileError> {
        if is_blank(cells) {
            return Ok(false);
        }
        let same = |known: &[String]| {
            let filled = |cells: &[String]| {
                let keys = cells.iter().map(|cell| key(cell));
                keys.filter(|key| !key.is_empty()).collect::<Vec<_>>()
            };
            filled(known) == filled(cells)
        };
        match &self.found {
            // A further sheet: where its columns stand may differ by empty ones only.
            Some(found) if same(&found.header) && found.header.len() == cells.len() => {
                self.is_first = true;
                return Ok(true);
            }
            Some(_) => {}
            None => match bind(&self.reading, &self.candidates, cells) {
                Ok(Some(bound)) => {
                    self.accept(bound, cells)?;
                    return Ok(true);
                }
                Ok(None) => {}
                Err(error) => self.nearest = self.nearest.take().or(Some(error)),
            },
        }
        self.tried += 1;
        if self.tried >= limits::ROWS_BEFORE_HEADER {
            return Err(self.no_header());
        }
        Ok(false)
    }

    fn accept(&mut self, bound: Bound<'r>, cells: &[String]) -> Result<(), FileError> {
        let has_provider = bound.columns.iter().any(|column| {
            column
                .to
                .iter()
                .any(|to| matches!(to, BoundTo::Other(To::Provider)))
        });
        if self.reading.provider.is_none() && !has_provider {
            return Err(FileError::NoProvider);
        }
        self.found = Some(Found {
            header: cells.to_vec(),
            bound,
        });
        self.is_first = true;
        Ok(())
    }

    /// Why no row was the header; the next rows are of another sheet.
    pub(crate) fn no_header(&mut self) -> FileError {
        self.tried = 0;
        self.nearest.take().unwrap_or(FileError::NoHeader)
    }

    /// Columns of the header, once it was found.
    pub(crate) fn width(&self) -> Option<usize> {
        self.found.as_ref().map(|found| found.header.len())
    }

    /// The columns from which something is read, once the header was found.
    pub(crate) fn columns_read(&self) -> Vec<usize> {
        let columns = self.found.iter().flat_map(|found| &found.bound.columns);
        let read = columns.filter(|column| !column.to.is_empty());
        read.map(|column| column.index).collect()
    }

    /// Code of the form, once the header was found.
    pub(crate) fn form(&self) -> Option<&str> {
        self.found.as_ref().map(|found| found.bound.form.as_str())
    }

    /// Reads a row under the header.
    pub(crate) fn row(
        &mut self,
        row: Row<'_>,
        summary: &mut Summary,
        take: Take<'_>,
    ) -> ControlFlow<()> {
        let Some(found) = &self.found else {
            return ControlFlow::Continue(());
        };
        if row.fault.is_none() && is_blank(row.cells) {
            return ControlFlow::Continue(());
        }
        if std::mem::take(&mut self.is_first) && is_second_header(&found.bound, row.cells) {
            return ControlFlow::Continue(());
        }
        summary.lines += 1;
        let outcome = match row.fault {
            Some((column, fault)) => {
                let header = column.and_then(|column| found.header.get(column));
                Err(rejected(header.map_or("", |header| header.trim()), fault))
            }
            None => match look(found, row.cells) {
                notes if notes.rejections.is_empty() => {
                    row::read(notes, &self.reading, &found.bound, row.cells)
                }
                notes => Err(notes.rejections),
            },
        };
        take(Line {
            place: row.place,
            original: Original::Row {
                header: &found.header,
                cells: row.cells,
            },
            outcome,
        })
    }
}

fn rejected(header: &str, fault: Fault) -> Vec<Rejection> {
    let mut notes = Notes::default();
    notes.reject(header, None, fault);
    notes.rejections
}

/// What is wrong with the cells whatever they mean.
fn look(found: &Found<'_>, cells: &[String]) -> Notes {
    let mut notes = Notes::default();
    let named = |index: usize| found.header.get(index).map(|header| header.trim());
    for (index, cell) in cells.iter().enumerate() {
        let header = named(index).unwrap_or_default();
        if header.is_empty() && !cell.trim().is_empty() {
            let (expected, found) = (found.header.len(), cells.len().max(index + 1));
            notes.reject("", Some(cell), Fault::CellCount { expected, found });
            break;
        }
        if cell.contains('\u{FFFD}') {
            notes.reject(header, Some(cell), Fault::Undecodable);
        } else if cell.len() > CELL_CHARACTERS && cell.chars().count() > CELL_CHARACTERS {
            notes.reject(header, Some(cell), Fault::CellTooLong);
        }
    }
    notes
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

/// Whether a row repeats the header in other words.
fn is_second_header(bound: &Bound<'_>, cells: &[String]) -> bool {
    let mut repeated = 0;
    for column in &bound.columns {
        let cell = cells
            .get(column.index)
            .map(|cell| key(cell))
            .unwrap_or_default();
        if column.keys.contains(&cell) {
            repeated += 1;
        } else if !cell.is_empty() {
            return false;
        }
    }
    repeated > 0
}
