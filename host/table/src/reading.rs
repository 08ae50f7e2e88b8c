//! Reading a filled-in template, in whatever format.

mod grid;
pub(crate) mod toml;

use std::{
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
};

use accord_files::{Sheet, SheetRow, rows_of_csv, sheets_of_xlsx};

use crate::{error::TableError, sheets::Sheets};

pub(crate) fn path(path: &Path) -> Result<Sheets, TableError> {
    if path.is_dir() {
        return grid::sheets(&csv_files(path)?);
    }
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("toml") => {
            let text = fs::read_to_string(path).map_err(|source| opening(path, source))?;
            toml::read(&text)
        }
        Some("xlsx") => {
            let sheets = sheets_of_xlsx(open(path)?);
            grid::sheets(&sheets.map_err(|source| reading(path, source))?)
        }
        // One sheet of several; the folder is meant.
        Some("csv") => match path.parent() {
            Some(parent) => grid::sheets(&csv_files(parent)?),
            None => Err(no_table(path)),
        },
        _ => Err(no_table(path)),
    }
}

/// What a plugin's folder calls its table.
const TABLES: [&str; 3] = ["table.toml", "table.xlsx", "table"];

pub(crate) fn folder(folder: &Path) -> Result<Sheets, TableError> {
    let tables = TABLES.map(|name| folder.join(name));
    let found: Vec<&PathBuf> = tables.iter().filter(|table| table.exists()).collect();
    match found[..] {
        [table] => path(table),
        _ => Err(TableError::OneTable {
            folder: folder.to_owned(),
        }),
    }
}

/// The CSV files of a folder.
fn csv_files(folder: &Path) -> Result<Vec<Sheet>, TableError> {
    let entries = fs::read_dir(folder).map_err(|source| opening(folder, source))?;
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let file = entry.map_err(|source| opening(folder, source))?.path();
        if file
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
        {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(no_table(folder));
    }
    files.sort();
    files.iter().map(|file| csv(file)).collect()
}

fn csv(file: &Path) -> Result<Sheet, TableError> {
    let name = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let rows: Result<Vec<SheetRow>, _> = rows_of_csv(open(file)?, None);
    let rows = rows.map_err(|source| reading(file, source))?;
    Ok(Sheet { name, rows })
}

fn open(path: &Path) -> Result<BufReader<File>, TableError> {
    let file = File::open(path).map_err(|source| opening(path, source))?;
    Ok(BufReader::new(file))
}

fn opening(path: &Path, source: std::io::Error) -> TableError {
    TableError::Open {
        path: path.to_owned(),
        source,
    }
}

fn reading(path: &Path, source: accord_files::FileError) -> TableError {
    TableError::File {
        path: path.to_owned(),
        source,
    }
}

fn no_table(path: &Path) -> TableError {
    TableError::Format {
        path: path.to_owned(),
    }
}
