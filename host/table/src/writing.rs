//! A filled-in template as TOML: text that is reviewed line by line and kept with its cases.

use std::fmt::Write as _;

use accord_model::date::Date;

use crate::{
    layout::{Column, Part},
    sheets::{Cell, Sheets},
};

/// The template as TOML, whatever it was read from; empty cells are left out.
#[must_use]
pub fn to_toml(sheets: &Sheets) -> String {
    let mut text = String::new();
    for part in Part::ALL {
        for row in sheets.rows(part) {
            let header = match part {
                Part::Memorandum => format!("[{}]", part.key()),
                _ => format!("[[{}]]", part.key()),
            };
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&header);
            text.push('\n');
            for (column, cell) in row.filled() {
                // Writing to a text cannot fail.
                let _ = writeln!(text, "{} = {}", column.key, value(column, cell));
            }
        }
    }
    text
}

/// Columns that hold lists.
const LISTS: [&str; 5] = ["signatories", "subjects", "roles", "measure", "doubtful"];

fn value(column: &Column, cell: &Cell) -> String {
    let several = cell.items().nth(1).is_some();
    let is_list = LISTS.contains(&column.key) || (cell.text.contains('\n') && !column.prose);
    if is_list && several {
        let items: Vec<_> = cell.items().map(quoted).collect();
        let line = format!("[{}]", items.join(", "));
        if line.chars().count() <= 80 {
            return line;
        }
        return format!("[\n    {},\n]", items.join(",\n    "));
    }
    let text = cell.text.as_str();
    if text.parse::<Date>().is_ok() || text.parse::<u32>().is_ok_and(|n| n.to_string() == text) {
        return text.to_owned();
    }
    quoted(text)
}

/// A TOML text.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
