//! A filled-in template as it was written: cells with their places, of whatever format.

use std::{collections::BTreeMap, path::Path};

use crate::{
    error::TableError,
    flaw::Place,
    layout::{Column, Part},
    reading,
};

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it, without blanks around it; may be empty.
    pub text: String,
    /// Where it is.
    pub place: Place,
}

impl Cell {
    /// The values of a list: lines, or what stands between 、 , and ; on one line.
    pub(crate) fn items(&self) -> impl Iterator<Item = &str> {
        let lines = self.text.contains('\n');
        let separates = move |c: char| match lines {
            true => c == '\n',
            false => matches!(c, '、' | ',' | ';' | '，' | '；'),
        };
        let items = self.text.split(separates).map(str::trim);
        items.filter(|item| !item.is_empty())
    }
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The sheet.
    pub part: Part,
    /// The row as a whole.
    pub place: Place,
    /// By position in [`Part::columns`]; a column that the file does not have is none.
    pub(crate) cells: Vec<Option<Cell>>,
}

impl Row {
    pub(crate) fn new(part: Part, place: Place) -> Self {
        Self {
            part,
            place,
            cells: vec![None; part.columns().len()],
        }
    }

    /// The cell of a column by its key, if something stands in it.
    #[must_use]
    pub fn cell(&self, key: &str) -> Option<&Cell> {
        let cell = self.cells.get(self.part.column(key)?)?.as_ref()?;
        (!cell.text.is_empty()).then_some(cell)
    }

    /// What stands in a column, by its key; empty if nothing does.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.cell(key).map_or("", |cell| &cell.text)
    }

    /// Where a column of the row is, by its key.
    pub(crate) fn place_of(&self, key: &str) -> Place {
        let column = self.part.column(key);
        let cell = column.and_then(|column| self.cells.get(column)?.as_ref());
        cell.map_or_else(|| self.place.clone(), |cell| cell.place.clone())
    }

    /// The columns with what stands in them, in their order.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (&'static Column, &Cell)> {
        let columns = self.part.columns().iter().zip(&self.cells);
        columns.filter_map(|(column, cell)| {
            let cell = cell.as_ref().filter(|cell| !cell.text.is_empty())?;
            Some((column, cell))
        })
    }
}

/// A filled-in template.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheets {
    /// The rows of each sheet; the memorandum's has one.
    pub(crate) rows: BTreeMap<Part, Vec<Row>>,
}

impl Sheets {
    /// Reads a workbook (.xlsx), a TOML file, or a folder with a CSV file for each sheet,
    /// named like it.
    ///
    /// # Errors
    /// [`TableError`] if it cannot be read, or [`TableError::Flaws`] with all that is no
    /// part of the template.
    pub fn read(path: &Path) -> Result<Self, TableError> {
        reading::path(path)
    }

    /// Reads the table of a plugin's folder: `table.toml`, `table.xlsx`, or CSV files in
    /// `table`.
    ///
    /// # Errors
    /// As [`Sheets::read`]; and if the folder has none of these, or more than one.
    pub fn of_folder(folder: &Path) -> Result<Self, TableError> {
        reading::folder(folder)
    }

    /// Reads the text of a TOML file.
    ///
    /// # Errors
    /// [`TableError::Flaws`] with all that is no part of the template.
    pub fn of_toml(text: &str) -> Result<Self, TableError> {
        reading::toml::read(text)
    }

    /// The rows of a sheet.
    #[must_use]
    pub fn rows(&self, part: Part) -> &[Row] {
        self.rows.get(&part).map_or(&[], Vec::as_slice)
    }

    /// Where a sheet is.
    pub(crate) fn place(&self, part: Part) -> Place {
        let first = self.rows(part).first();
        first.map_or_else(
            || Place::Sheet(part.title().to_owned()),
            |row| row.place.clone(),
        )
    }
}
