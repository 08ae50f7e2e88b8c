//! Merged cells: a value that stands once and is meant for several rows.
//!
//! A workbook holds the value in the first cell and leaves the others empty, so that rows
//! under a merge would be read without it, and say less than the sheet shows. Which cells
//! are merged stands after the rows: a sheet is passed over once before it is read.

use std::io::Read;

use quick_xml::events::Event;

use super::{package::Part, sheet::column, xml::attribute};
use crate::{
    error::{Bound, FileError},
    limits::{MERGES, ROWS},
};

/// Cells that are merged into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Merge {
    /// Its rows, first and last, from 1.
    rows: (u64, u64),
    /// Its columns, first and last, from 0.
    columns: (usize, usize),
}

impl Merge {
    /// The cells of a reference such as `A2:B5`.
    fn parse(reference: &str) -> Option<Self> {
        let (first, last) = reference.split_once(':')?;
        let row = |place: &str| {
            let digits = place.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
            digits.parse::<u64>().ok().map(|row| row.min(ROWS))
        };
        Some(Self {
            rows: (row(first)?, row(last)?),
            columns: (column(first)?, column(last)?),
        })
    }
}

/// The merges of a sheet. One that is damaged is told when its rows are read.
///
/// # Errors
/// [`FileError::TooLarge`] if they are too many to be held.
pub(super) fn merges<R: Read>(mut part: Part<'_, R>) -> Result<Vec<Merge>, FileError> {
    let mut merges = Vec::new();
    while let Ok(event) = part.next() {
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == b"mergeCell" => {
                let merge = attribute(&tag, "ref").and_then(|cells| Merge::parse(&cells));
                merges.extend(merge);
                if merges.len() > MERGES {
                    return Err(FileError::TooLarge(Bound::Merges));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(merges)
}

/// The rows under merges, each with the column in which one begins.
#[derive(Debug, Default)]
pub(super) struct Merged(Vec<(u64, u64, usize)>);

impl Merged {
    /// The rows of those merges that touch one of the columns which are read.
    pub(super) fn of(mut merges: Vec<Merge>, read: &[usize]) -> Self {
        merges.sort_unstable();
        let mut rows: Vec<(u64, u64, usize)> = Vec::new();
        for Merge {
            rows: (first, last),
            columns: (left, right),
        } in merges
        {
            let mut touched = read.iter().filter(|at| (left..=right).contains(*at));
            let Some(column) = touched.next().copied() else {
                continue;
            };
            match rows.last_mut() {
                Some((_, end, _)) if first <= *end => *end = last.max(*end),
                _ => rows.push((first, last, column)),
            }
        }
        Self(rows)
    }

    /// The column of a merge under which this row is.
    pub(super) fn column(&self, row: u64) -> Option<usize> {
        let after = self.0.partition_point(|(first, ..)| *first <= row);
        let (_, last, column) = self.0.get(after.checked_sub(1)?)?;
        (row <= *last).then_some(*column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_under_a_merge_are_known() {
        let merges = ["A1:F1", "C4:C6", "A5:B9", "Z20:Z30", "B40:B41"];
        let merges = merges.into_iter().filter_map(Merge::parse).collect();
        let merged = Merged::of(merges, &[0, 1, 2]);
        for (row, column) in [
            (1, Some(0)),
            (2, None),
            (4, Some(2)),
            (9, Some(2)),
            (10, None),
            (25, None),
            (41, Some(1)),
            (42, None),
        ] {
            assert_eq!(merged.column(row), column, "{row}");
        }
        for hostile in ["", ":", "A1", "1:2", "A:B", "A99999999999999999999:B2"] {
            assert_eq!(Merge::parse(hostile), None, "{hostile}");
        }
    }
}
