#![allow(missing_docs, reason = "temporary")]
use std::io::{Cursor, Read};
use crate::{FileError, Line, Reading, Summary, Take, Original};
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileFormat { Ndjson, Csv, Xlsx }
impl FileFormat {
    pub fn name(self) -> &'static str { "ndjson" }
    pub fn of(format: Option<Self>, _n: Option<&str>, _i: &mut dyn Read) -> Result<(Self, Cursor<Vec<u8>>), FileError> { Ok((format.unwrap_or(Self::Ndjson), Cursor::new(Vec::new()))) }
}
pub struct Mendable(String);
impl Mendable {
    pub fn of(line: &Line<'_>) -> Self { match line.original { Original::Json(t) => Self(t.to_owned()), Original::Row{..} => Self(String::new()) } }
    pub fn bytes<'a>(&self, _first: bool, _line: u64, _reasons: impl Iterator<Item=(Option<&'a str>, &'a str)>) -> Vec<u8> { self.0.clone().into_bytes() }
}
pub fn read_csv(_i: impl Read, _r: &Reading<'_>, _t: Take<'_>) -> Result<Summary, FileError> { Err(FileError::UnknownFormat) }
pub fn read_xlsx(_i: impl Read, _r: &Reading<'_>, _t: Take<'_>) -> Result<Summary, FileError> { Err(FileError::UnknownFormat) }
