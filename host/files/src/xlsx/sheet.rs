//! The rows of a sheet.

use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::{
    number::{day_text, number_text},
    package::Part,
    workbook::Shared,
    xml::{attribute, damaged, resolve},
};
use crate::{
    error::{Bound, FileError},
    limits::{CELL_CHARACTERS, COLUMNS, LINE_BYTES, ROWS},
    rejection::Fault,
};

/// A row, as texts.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Its number, from 1.
    pub(super) row: u64,
    /// Its cells from the first column on.
    pub(super) texts: Vec<String>,
    /// How many cells it was written with.
    pub(super) count: u64,
    /// Why it could not be read, and the column of the cell at fault, if one is.
    pub(super) fault: Option<(Option<usize>, Fault)>,
    bytes: usize,
}

impl Cells {
    fn clear(&mut self, row: u64) {
        self.row = row;
        self.texts.clear();
        self.count = 0;
        self.fault = None;
        self.bytes = 0;
    }

    fn put(&mut self, column: usize, text: String) {
        if text.is_empty() {
            return;
        }
        self.bytes += text.len();
        if column >= COLUMNS {
            self.fault = Some((None, Fault::TooManyColumns));
        } else if self.bytes > LINE_BYTES {
            self.fault = Some((None, Fault::LineTooLong));
        } else {
            if self.texts.len() <= column {
                self.texts.resize(column + 1, String::new());
            }
            if let Some(cell) = self.texts.get_mut(column) {
                *cell = text;
            }
        }
    }
}

/// The rows of a sheet, one by one.
pub(super) struct Rows<'p, R: Read> {
    part: Part<'p, R>,
    shared: &'p Shared,
    row: u64,
    rows: u64,
    column: usize,
}

/// How a cell is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Number,
    Shared,
    Text,
    Flag,
}

/// A cell that is being read.
struct Cell {
    column: usize,
    written: Written,
    is_date: bool,
    /// Whether a formula is to compute it.
    is_formula: bool,
    text: String,
}

impl Cell {
    /// Whether its formula has a result. One that is an empty text is written as a text;
    /// programs that compute nothing write none, or an empty number.
    fn is_computed(&self) -> bool {
        !self.is_formula || !self.text.is_empty() || self.written == Written::Text
    }
}

impl<'p, R: Read> Rows<'p, R> {
    pub(super) const fn new(part: Part<'p, R>, shared: &'p Shared) -> Self {
        Self {
            part,
            shared,
            row: 0,
            rows: 0,
            column: 0,
        }
    }

    /// Reads the next row; `false` after the last.
    pub(super) fn next(&mut self, cells: &mut Cells) -> Result<bool, FileError> {
        cells.clear(self.row);
        let mut cell: Option<Cell> = None;
        let mut is_text = false;
        let mut is_phonetic = false;
        loop {
            match self.part.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"row" => {
                        self.rows += 1;
                        if self.rows > ROWS {
                            return Err(FileError::TooLarge(Bound::Rows));
                        }
                        let number = attribute(&tag, "r").and_then(|number| number.parse().ok());
                        self.row = number.unwrap_or(self.row + 1).min(ROWS);
                        self.column = 0;
                        cells.clear(self.row);
                    }
                    b"c" => {
                        let begun = begin(&tag, self.column, self.shared);
                        self.column = begun.column + 1;
                        cells.count += 1;
                        cell = Some(begun);
                    }
                    b"f" => {
                        if let Some(cell) = &mut cell {
                            cell.is_formula = true;
                        }
                    }
                    b"v" | b"t" => is_text = cell.is_some() && !is_phonetic,
                    b"rPh" => is_phonetic = true,
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    b"v" | b"t" => is_text = false,
                    b"rPh" => is_phonetic = false,
                    b"c" => {
                        if let Some(cell) = cell.take() {
                            if !cell.is_computed() {
                                cells.fault = Some((Some(cell.column), Fault::NotComputed));
                                continue;
                            }
                            cells.put(cell.column, shown(&cell, self.shared)?);
                        }
                    }
                    b"row" => return Ok(true),
                    b"sheetData" => return Ok(false),
                    _ => {}
                },
                Event::Text(text) if is_text => {
                    push(&mut cell, &text.decode().map_err(|error| damaged(&error))?);
                }
                Event::CData(text) if is_text => {
                    push(&mut cell, &text.decode().map_err(|error| damaged(&error))?);
                }
                Event::GeneralRef(reference) if is_text => {
                    push(&mut cell, resolve(&reference)?.encode_utf8(&mut [0; 4]));
                }
                Event::Eof => {
                    return Err(FileError::Workbook {
                        reason: "a sheet is cut off".to_owned(),
                    });
                }
                _ => {}
            }
        }
    }
}

/// Adds to a cell; what is past the limit of a cell shows that it was exceeded.
fn push(cell: &mut Option<Cell>, text: &str) {
    if let Some(cell) = cell
        && cell.text.len() <= CELL_CHARACTERS * 4
    {
        cell.text.push_str(text);
    }
}

fn begin(tag: &BytesStart<'_>, next: usize, shared: &Shared) -> Cell {
    let column = attribute(tag, "r").and_then(|place| column(&place));
    let style = attribute(tag, "s").and_then(|style| style.parse::<usize>().ok());
    let is_date = style.and_then(|style| shared.dates.get(style)).copied();
    Cell {
        column: column.unwrap_or(next),
        written: match attribute(tag, "t").as_deref() {
            Some("s") => Written::Shared,
            Some("b") => Written::Flag,
            None | Some("n") => Written::Number,
            Some(_) => Written::Text,
        },
        is_date: is_date.unwrap_or_default(),
        is_formula: false,
        text: String::new(),
    }
}

/// The column of a place such as `AB12`, from 0.
pub(super) fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase).take(4);
    let column = letters.fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    column.checked_sub(1)
}

/// The text that a person sees in the cell.
fn shown(cell: &Cell, shared: &Shared) -> Result<String, FileError> {
    let text = cell.text.as_str();
    Ok(match cell.written {
        Written::Text => text.to_owned(),
        Written::Flag => if text.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
        Written::Shared => {
            let number = text.trim().parse().ok();
            let text = number.and_then(|number| shared.strings.get(number));
            let missing = || FileError::Workbook {
                reason: "a cell names a text that is not there".to_owned(),
            };
            text.ok_or_else(missing)?.to_owned()
        }
        Written::Number if cell.is_date => {
            day_text(text, shared.is_1904).unwrap_or_else(|| number_text(text))
        }
        Written::Number => number_text(text),
    })
}
