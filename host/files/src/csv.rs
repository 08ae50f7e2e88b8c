//! CSV: a header and rows of cells.
//!
//! A cell in quotation marks may hold line breaks, so that one stray quotation mark could
//! swallow the rest of a file. A row that does not close within a hundred lines, or spans
//! lines and then has another number of cells than the header, is therefore taken apart
//! again: its first line is rejected and the others are read anew.
//!
//! A header with tabs and no commas is that of a table with tabs, as spreadsheets copy one.

use std::{
    collections::VecDeque,
    io::{self, BufRead, Read},
};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use crate::{
    encoding::Decoded,
    error::FileError,
    limits::{COLUMNS, LINE_BYTES, LINES_OF_ROW},
    line::{Place, Summary, Take},
    lines::{Lines, TextLine},
    reading::Reading,
    rejection::Fault,
    table::{Row, Table},
};

/// Reads a file, row by row.
///
/// # Errors
/// [`FileError`] if the input breaks, is no text, or its header is of no form.
pub fn read_csv(
    input: impl Read,
    reading: &Reading<'_>,
    take: Take<'_>,
) -> Result<Summary, FileError> {
    let mut table = Table::new(reading)?;
    let mut records = Records::new(Decoded::new(input, reading.encoding)?);
    let mut summary = Summary::default();
    while let Some(record) = records.next(table.width())? {
        if table.width().is_none() {
            table.header(&record.cells)?;
            continue;
        }
        let row = Row {
            place: Place {
                sheet: None,
                line: record.line,
            },
            cells: &record.cells,
            fault: record.fault.map(|fault| (None, fault)),
        };
        if table.row(row, &mut summary, &mut *take).is_break() {
            break;
        }
    }
    if table.width().is_none() {
        return Err(table.no_header());
    }
    summary.form = table.form().map(str::to_owned);
    summary.encoding = records.lines.input().encoding();
    Ok(summary)
}

/// A row, and the number of its first line.
pub(crate) struct Record {
    pub(crate) line: u64,
    pub(crate) cells: Vec<String>,
    pub(crate) fault: Option<Fault>,
}

/// The rows of a text.
pub(crate) struct Records<R> {
    lines: Lines<R>,
    /// Lines of a row that was taken apart.
    pending: VecDeque<TextLine>,
    reader: Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
}

/// How far the lines of a row have got it.
enum Step {
    Done { bytes: usize, cells: usize },
    More,
    Full(Fault),
}

impl<R: BufRead> Records<R> {
    pub(crate) fn new(input: R) -> Self {
        Self {
            lines: Lines::new(input),
            pending: VecDeque::new(),
            reader: reader(b','),
            output: vec![0; LINE_BYTES],
            ends: vec![0; COLUMNS],
        }
    }

    fn next_line(&mut self) -> io::Result<Option<TextLine>> {
        match self.pending.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }

    /// The next row that has any text, in a table of so many columns.
    pub(crate) fn next(&mut self, width: Option<usize>) -> io::Result<Option<Record>> {
        let first = loop {
            match self.next_line()? {
                None => return Ok(None),
                Some(line) if line.text.trim().is_empty() => {}
                Some(line) => break line,
            }
        };
        if !first.whole {
            return Ok(Some(raw(first, Fault::LineTooLong)));
        }
        if width.is_none() {
            let has_tabs = first.text.contains('\t') && !first.text.contains(',');
            self.reader = reader(if has_tabs { b'\t' } else { b',' });
        }
        self.reader.reset();
        let (mut bytes, mut cells) = (0, 0);
        let mut read = first.text.len();
        let mut step = self.feed(&first.text, &mut bytes, &mut cells);
        let mut more: Vec<TextLine> = Vec::new();
        while matches!(step, Step::More) {
            let next = match self.next_line()? {
                Some(line) if line.whole && more.len() + 1 < LINES_OF_ROW => line,
                other => {
                    more.extend(other);
                    step = Step::Full(Fault::UnclosedQuote);
                    break;
                }
            };
            read += next.text.len();
            step = if read < LINE_BYTES {
                self.feed(&next.text, &mut bytes, &mut cells)
            } else {
                Step::Full(Fault::UnclosedQuote)
            };
            more.push(next);
        }
        let spans = !more.is_empty();
        let ended = more.last().unwrap_or(&first).ended;
        let fault = match step {
            Step::Done { bytes, cells } if !spans || width.is_none_or(|width| width == cells) => {
                let cut_off = |expected| Fault::CutOff {
                    expected,
                    found: cells,
                };
                let short = width.filter(|width| cells < *width && !ended);
                return Ok(Some(Record {
                    line: first.number,
                    cells: self.cells(bytes, cells),
                    fault: short.map(cut_off),
                }));
            }
            Step::Full(fault) if !spans => fault,
            _ => Fault::UnclosedQuote,
        };
        for line in more.into_iter().rev() {
            self.pending.push_front(line);
        }
        Ok(Some(raw(first, fault)))
    }

    fn feed(&mut self, text: &str, bytes: &mut usize, cells: &mut usize) -> Step {
        for mut input in [text.as_bytes(), b"\n"] {
            while !input.is_empty() {
                let (Some(output), Some(ends)) =
                    (self.output.get_mut(*bytes..), self.ends.get_mut(*cells..))
                else {
                    return Step::Full(Fault::LineTooLong);
                };
                let (result, read, written, ended) = self.reader.read_record(input, output, ends);
                input = input.get(read..).unwrap_or_default();
                *bytes += written;
                *cells += ended;
                match result {
                    ReadRecordResult::InputEmpty => {}
                    ReadRecordResult::OutputFull => return Step::Full(Fault::LineTooLong),
                    ReadRecordResult::OutputEndsFull => return Step::Full(Fault::TooManyColumns),
                    ReadRecordResult::Record | ReadRecordResult::End => {
                        return Step::Done {
                            bytes: *bytes,
                            cells: *cells,
                        };
                    }
                }
            }
        }
        Step::More
    }

    fn cells(&self, bytes: usize, cells: usize) -> Vec<String> {
        let output = self.output.get(..bytes).unwrap_or_default();
        let mut start = 0;
        let ends = self.ends.get(..cells).unwrap_or_default();
        ends.iter()
            .map(|end| {
                let cell = output.get(start..*end).unwrap_or_default();
                start = *end;
                String::from_utf8_lossy(cell).into_owned()
            })
            .collect()
    }
}

fn reader(delimiter: u8) -> Reader {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .build()
}

/// A line that could not be read as cells: its text in the first one.
fn raw(line: TextLine, fault: Fault) -> Record {
    Record {
        line: line.number,
        cells: vec![line.text],
        fault: Some(fault),
    }
}
