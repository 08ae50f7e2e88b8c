//! Sheets of rows and columns: workbooks and CSV files.
//!
//! A row that begins with 说明 or # explains and is passed over, as is a sheet so named.

use accord_files::{Sheet, SheetRow, half_width};

use crate::{
    error::TableError,
    flaw::{Flaw, Place, Problem},
    layout::Part,
    sheets::{Cell, Row, Sheets},
};

pub(super) fn sheets(sheets: &[Sheet]) -> Result<Sheets, TableError> {
    let mut read = Sheets::default();
    let mut flaws = Vec::new();
    for sheet in sheets {
        let mut reading = Reading {
            sheet: &sheet.name,
            flaws: &mut flaws,
        };
        if explains(&sheet.name) || sheet.rows.is_empty() {
            continue;
        }
        let Some(part) = Part::named(&sheet.name) else {
            let place = Place::Sheet(sheet.name.clone());
            let problem = Problem::UnknownSheet(sheet.name.clone());
            flaws.push(Flaw { place, problem });
            continue;
        };
        let rows = match part {
            Part::Memorandum => vec![reading.items(&sheet.rows)],
            _ => reading.table(part, &sheet.rows),
        };
        if read.rows.insert(part, rows).is_some() {
            reading.flaw(None, None, Problem::Twice(sheet.name.clone()));
        }
    }
    if flaws.is_empty() {
        Ok(read)
    } else {
        Err(TableError::Flaws(flaws))
    }
}

fn explains(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('#')
        || text.starts_with("说明：")
        || text.starts_with("说明:")
        || text == "说明"
}

/// A sheet that is being read.
struct Reading<'a> {
    sheet: &'a str,
    flaws: &'a mut Vec<Flaw>,
}

impl Reading<'_> {
    fn place(&self, row: u64, column: Option<usize>) -> Place {
        let sheet = self.sheet.to_owned();
        Place::Cell { sheet, row, column }
    }

    fn flaw(&mut self, row: Option<u64>, column: Option<usize>, problem: Problem) {
        let place = match row {
            Some(row) => self.place(row, column),
            None => Place::Sheet(self.sheet.to_owned()),
        };
        self.flaws.push(Flaw { place, problem });
    }

    /// The rows that can be read and do not merely explain.
    fn whole<'r>(&mut self, rows: &'r [SheetRow]) -> Vec<&'r SheetRow> {
        let mut whole = Vec::new();
        for row in rows {
            let first = row.cells.iter().find(|cell| !cell.trim().is_empty());
            match &row.fault {
                _ if first.is_some_and(|cell| explains(cell)) => {}
                Some((column, fault)) => {
                    self.flaw(Some(row.number), *column, Problem::Row(fault.clone()));
                }
                None => whole.push(row),
            }
        }
        whole
    }

    /// The memorandum: an item a row, its name and what it is. What stands right of it is
    /// help.
    fn items(&mut self, rows: &[SheetRow]) -> Row {
        let part = Part::Memorandum;
        let whole = self.whole(rows);
        let mut items = Row::new(part, Place::Sheet(self.sheet.to_owned()));
        for row in whole {
            let name = row.cells.first().map_or("", |cell| cell.trim());
            let text = row.cells.get(1).map_or("", |cell| cell.trim());
            match part.column(name) {
                Some(position) => {
                    let cell = self.cell(part, position, row.number, 1, text);
                    self.put(&mut items, position, cell);
                }
                None if matches!(name, "项目" | "item") => {}
                None if name.is_empty() => self.flaw(Some(row.number), Some(1), Problem::Stray),
                None => {
                    let problem = Problem::UnknownColumn(name.to_owned());
                    self.flaw(Some(row.number), Some(0), problem);
                }
            }
        }
        items
    }

    /// A sheet with headings.
    fn table(&mut self, part: Part, rows: &[SheetRow]) -> Vec<Row> {
        let whole = self.whole(rows);
        let Some((header, rows)) = whole.split_first() else {
            return Vec::new();
        };
        let headings = self.headings(part, header);
        if headings.iter().all(Option::is_none) {
            self.flaw(Some(header.number), None, Problem::NoHeadings);
            return Vec::new();
        }
        rows.iter()
            .map(|row| self.row(part, &headings, row))
            .collect()
    }

    /// For each column of the file the position of the template's.
    fn headings(&mut self, part: Part, header: &SheetRow) -> Vec<Option<usize>> {
        let mut headings = Vec::new();
        for (at, heading) in header.cells.iter().enumerate() {
            let position = part.column(heading);
            let heading = heading.trim();
            if position.is_none() && !heading.is_empty() {
                let problem = Problem::UnknownColumn(heading.to_owned());
                self.flaw(Some(header.number), Some(at), problem);
            } else if position.is_some() && headings.contains(&position) {
                let problem = Problem::Twice(heading.to_owned());
                self.flaw(Some(header.number), Some(at), problem);
            }
            headings.push(position);
        }
        headings
    }

    fn row(&mut self, part: Part, headings: &[Option<usize>], row: &SheetRow) -> Row {
        let mut read = Row::new(part, self.place(row.number, None));
        // Columns of the template without text have a place all the same.
        for (at, position) in headings.iter().enumerate() {
            let text = row.cells.get(at).map_or("", |cell| cell.trim());
            match position {
                Some(position) => {
                    let cell = self.cell(part, *position, row.number, at, text);
                    if let Some(place) = read.cells.get_mut(*position) {
                        *place = Some(cell);
                    }
                }
                None if text.is_empty() => {}
                None => self.flaw(Some(row.number), Some(at), Problem::Stray),
            }
        }
        let beyond = row.cells.iter().enumerate().skip(headings.len());
        for (at, cell) in beyond {
            if !cell.trim().is_empty() {
                self.flaw(Some(row.number), Some(at), Problem::Stray);
            }
        }
        read
    }

    fn cell(&self, part: Part, position: usize, row: u64, column: usize, text: &str) -> Cell {
        let prose = part
            .columns()
            .get(position)
            .is_some_and(|column| column.prose);
        Cell {
            text: normal(prose, text),
            place: self.place(row, Some(column)),
        }
    }

    fn put(&mut self, row: &mut Row, position: usize, cell: Cell) {
        let Some(place) = row.cells.get_mut(position) else {
            return;
        };
        if place.is_some() {
            let title = row
                .part
                .columns()
                .get(position)
                .map_or("", |column| column.title);
            let problem = Problem::Twice(title.to_owned());
            self.flaws.push(Flaw {
                place: cell.place,
                problem,
            });
        } else {
            *place = Some(cell);
        }
    }
}

/// The text as it is compared: only what people read keeps its full-width characters.
pub(super) fn normal(prose: bool, text: &str) -> String {
    if prose {
        return text.trim().to_owned();
    }
    half_width(text).trim().to_owned()
}
