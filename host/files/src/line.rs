//! What becomes of one line.

use std::ops::ControlFlow;

use accord_model::message::{Flag, Message};

use crate::{encoding::Encoding, rejection::Rejection};

/// Where a line stands, as a person counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The sheet of a workbook.
    pub sheet: Option<&'a str>,
    /// Number of the line or row, from 1.
    pub line: u64,
}

/// A line as it was sent: what [`Mendable`](crate::mendable::Mendable) sends back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Original<'a> {
    /// A line of NDJSON.
    Json(&'a str),
    /// A row of a table.
    Row {
        /// The header of the table.
        header: &'a [String],
        /// The cells under it.
        cells: &'a [String],
    },
}

/// A line that is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What it says.
    pub messages: Vec<Message>,
    /// What a person should look at, sorted, each once.
    pub flags: Vec<Flag>,
}

/// One line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// Where it stands.
    pub place: Place<'a>,
    /// As it was sent.
    pub original: Original<'a>,
    /// What it says, or everything that is wrong with it.
    pub outcome: Result<Taken, Vec<Rejection>>,
}

/// Takes the lines one by one, and may stop.
pub type Take<'t> = &'t mut dyn FnMut(Line<'_>) -> ControlFlow<()>;

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Lines that were not empty, the header not counted.
    pub lines: u64,
    /// Code of the form of a table.
    pub form: Option<String>,
    /// The encoding of a text, if any character told it.
    pub encoding: Option<Encoding>,
    /// Sheets that were not read because their header is another or because they are hidden.
    pub unread_sheets: Vec<String>,
}
