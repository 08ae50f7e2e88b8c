//! The template as TOML: the text in which a table is kept and reviewed. Values become the
//! texts of cells, so that there is one way to read what they mean.

use std::borrow::Cow;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::grid::normal;
use crate::{
    error::TableError,
    flaw::{Flaw, Place, Problem},
    layout::Part,
    sheets::{Cell, Row, Sheets},
};

pub(crate) fn read(text: &str) -> Result<Sheets, TableError> {
    let mut reading = Reading {
        text,
        flaws: Vec::new(),
    };
    let mut sheets = Sheets::default();
    match DeTable::parse(text) {
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start);
            let problem = Problem::Syntax(error.message().to_owned());
            reading.flaw(String::new(), start, problem);
        }
        Ok(file) => {
            for (key, node) in file.get_ref() {
                match Part::ALL
                    .into_iter()
                    .find(|part| part.key() == key.get_ref())
                {
                    Some(part) => {
                        sheets.rows.insert(part, reading.part(part, node));
                    }
                    None => {
                        let problem = Problem::UnknownSheet(key.get_ref().to_string());
                        reading.flaw(key.get_ref().to_string(), key.span().start, problem);
                    }
                }
            }
        }
    }
    if reading.flaws.is_empty() {
        Ok(sheets)
    } else {
        Err(TableError::Flaws(reading.flaws))
    }
}

type Key<'a> = Spanned<Cow<'a, str>>;
type Node<'a> = Spanned<DeValue<'a>>;

/// A file that is being read.
struct Reading<'t> {
    text: &'t str,
    flaws: Vec<Flaw>,
}

impl Reading<'_> {
    fn place(&self, path: String, start: usize) -> Place {
        let before = self.text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        Place::Key { path, line }
    }

    fn flaw(&mut self, path: String, start: usize, problem: Problem) {
        let place = self.place(path, start);
        self.flaws.push(Flaw { place, problem });
    }

    fn part(&mut self, part: Part, node: &Node<'_>) -> Vec<Row> {
        let mut rows = Vec::new();
        match (part, node.get_ref()) {
            (Part::Memorandum, DeValue::Table(table)) => {
                rows.push(self.row(part, part.key().to_owned(), node.span().start, table));
            }
            (Part::Memorandum, _) => {
                self.flaw(part.key().to_owned(), node.span().start, Problem::NoCell);
            }
            (_, DeValue::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    let path = format!("{}[{}]", part.key(), at + 1);
                    match item.get_ref() {
                        DeValue::Table(table) => {
                            rows.push(self.row(part, path, item.span().start, table));
                        }
                        _ => self.flaw(path, item.span().start, Problem::NoCell),
                    }
                }
            }
            _ => self.flaw(part.key().to_owned(), node.span().start, Problem::NoCell),
        }
        rows
    }

    fn row(&mut self, part: Part, path: String, start: usize, table: &DeTable<'_>) -> Row {
        let mut row = Row::new(part, self.place(path.clone(), start));
        for (key, node) in table {
            self.cell(&mut row, &path, key, node);
        }
        row
    }

    fn cell(&mut self, row: &mut Row, path: &str, key: &Key<'_>, node: &Node<'_>) {
        let part = row.part;
        let path = format!("{path}.{}", key.get_ref());
        let columns = part.columns().iter();
        let mut named = columns.enumerate();
        let Some((position, column)) = named.find(|(_, column)| column.key == key.get_ref()) else {
            let problem = Problem::UnknownColumn(key.get_ref().to_string());
            return self.flaw(path, key.span().start, problem);
        };
        let Some(text) = text(node.get_ref()) else {
            return self.flaw(path, node.span().start, Problem::NoCell);
        };
        let cell = Cell {
            text: normal(column.prose, &text),
            place: self.place(path, node.span().start),
        };
        if let Some(place) = row.cells.get_mut(position) {
            *place = Some(cell);
        }
    }
}

/// What would stand in the cell; a list has a line for each value.
fn text(value: &DeValue<'_>) -> Option<String> {
    Some(match value {
        DeValue::String(text) => text.clone().into_owned(),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            i64::from_str_radix(&digits, number.radix())
                .ok()?
                .to_string()
        }
        DeValue::Boolean(true) => "是".to_owned(),
        DeValue::Boolean(false) => "否".to_owned(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(items) => {
            let items = items.iter().map(|item| match item.get_ref() {
                DeValue::Array(_) => None,
                value => text(value),
            });
            items.collect::<Option<Vec<_>>>()?.join("\n")
        }
        DeValue::Float(_) | DeValue::Table(_) => return None,
    })
}
