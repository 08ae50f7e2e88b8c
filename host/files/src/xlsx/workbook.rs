//! A workbook: its sheets, and the texts and formats that they share.

use std::{
    collections::BTreeMap,
    io::{Read, Seek},
};

use quick_xml::events::Event;

use super::{
    merged::{Merge, merges},
    number::is_date_format,
    package::{Package, Part},
    sheet::Rows,
    xml::{attribute, damaged, resolve},
};
use crate::{
    error::{Bound, FileError},
    limits,
};

/// A workbook.
pub(super) struct Workbook<R> {
    package: Package<R>,
    /// The visible sheets: name and part.
    pub(super) sheets: Vec<(String, String)>,
    /// The names of those that are hidden.
    pub(super) hidden: Vec<String>,
    shared: Shared,
}

/// What sheets share.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) strings: Strings,
    /// For each style whether it shows days.
    pub(super) dates: Vec<bool>,
    /// Whether days are counted from 1904.
    pub(super) is_1904: bool,
}

/// The texts that cells name by number, in one piece.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// The text of this number.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)? as usize;
        let start = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize,
            None => 0,
        };
        self.text.get(start..end)
    }
}

impl<R: Read + Seek> Workbook<R> {
    pub(super) fn open(input: R) -> Result<Self, FileError> {
        let mut package = Package::open(input)?;
        let targets = match package.part("xl/_rels/workbook.xml.rels", Bound::Part)? {
            Some(part) => relations(part)?,
            None => BTreeMap::new(),
        };
        let missing = || FileError::Workbook {
            reason: "no xl/workbook.xml".to_owned(),
        };
        let part = package
            .part("xl/workbook.xml", Bound::Part)?
            .ok_or_else(missing)?;
        let listed = sheets(part)?;
        let sheets = listed
            .visible
            .into_iter()
            .filter_map(|(name, id)| Some((name, targets.get(&id)?.clone())));
        let sheets: Vec<_> = sheets.collect();
        let mut shared = Shared {
            is_1904: listed.is_1904,
            ..Shared::default()
        };
        if let Some(part) = package.part("xl/styles.xml", Bound::Part)? {
            shared.dates = styles(part)?;
        }
        if let Some(part) = package.part("xl/sharedStrings.xml", Bound::SharedStrings)? {
            shared.strings = strings(part)?;
        }
        Ok(Self {
            package,
            sheets,
            hidden: listed.hidden,
            shared,
        })
    }

    /// The rows of a sheet.
    pub(super) fn rows(&mut self, part: &str) -> Result<Rows<'_, R>, FileError> {
        let part = self.package.part(part, Bound::Sheet)?;
        Ok(Rows::new(part.ok_or_else(no_sheet)?, &self.shared))
    }

    /// The merged cells of a sheet.
    pub(super) fn merges(&mut self, part: &str) -> Result<Vec<Merge>, FileError> {
        let part = self.package.part(part, Bound::Sheet)?;
        merges(part.ok_or_else(no_sheet)?)
    }
}

fn no_sheet() -> FileError {
    FileError::Workbook {
        reason: "a sheet is missing".to_owned(),
    }
}

/// The parts that worksheets are in, by the ids of their relations. Those outside the
/// archive, and other kinds of sheets, are none.
fn relations<R: Read>(mut part: Part<'_, R>) -> Result<BTreeMap<String, String>, FileError> {
    let mut targets = BTreeMap::new();
    loop {
        match part.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == b"Relationship" => {
                let of_sheet =
                    attribute(&tag, "Type").is_some_and(|kind| kind.ends_with("/worksheet"));
                let outside = attribute(&tag, "TargetMode").is_some_and(|mode| mode == "External");
                if let (Some(id), Some(target)) = (attribute(&tag, "Id"), attribute(&tag, "Target"))
                    && of_sheet
                    && !outside
                {
                    let name = match target.strip_prefix('/') {
                        Some(absolute) => absolute.to_owned(),
                        None => format!("xl/{target}"),
                    };
                    targets.insert(id, name);
                }
            }
            Event::Eof => return Ok(targets),
            _ => {}
        }
    }
}

/// The sheets as the workbook lists them.
#[derive(Default)]
struct Listed {
    /// Name and relation of those that are visible.
    visible: Vec<(String, String)>,
    /// The names of the others.
    hidden: Vec<String>,
    /// Whether days are counted from 1904.
    is_1904: bool,
}

fn sheets<R: Read>(mut part: Part<'_, R>) -> Result<Listed, FileError> {
    let mut sheets = Listed::default();
    loop {
        match part.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == b"workbookPr" => {
                sheets.is_1904 =
                    matches!(attribute(&tag, "date1904").as_deref(), Some("1" | "true"));
            }
            Event::Start(tag) if tag.local_name().as_ref() == b"sheet" => {
                if sheets.visible.len() + sheets.hidden.len() >= limits::SHEETS {
                    return Err(FileError::TooLarge(Bound::Sheets));
                }
                let is_visible = attribute(&tag, "state").is_none_or(|state| state == "visible");
                let named = (attribute(&tag, "name"), attribute(&tag, "id"));
                if let (Some(name), Some(id)) = named {
                    let name = name.chars().take(64).collect();
                    if is_visible {
                        sheets.visible.push((name, id));
                    } else {
                        sheets.hidden.push(name);
                    }
                }
            }
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

/// For each style of cells whether it shows days.
fn styles<R: Read>(mut part: Part<'_, R>) -> Result<Vec<bool>, FileError> {
    let mut formats: BTreeMap<u32, bool> = BTreeMap::new();
    let mut dates = Vec::new();
    let mut of_cells = false;
    loop {
        match part.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                b"numFmt" => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&tag, "formatCode")) {
                        formats.insert(id, is_date_format(&code));
                    }
                }
                b"cellXfs" => of_cells = true,
                b"xf" if of_cells => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                    let id: u32 = id.unwrap_or(0);
                    // The formats that are built in, those of East Asia with them.
                    let built_in = matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57..=58);
                    dates.push(formats.get(&id).copied().unwrap_or(built_in));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == b"cellXfs" => of_cells = false,
            Event::Eof => return Ok(dates),
            _ => {}
        }
    }
}

fn strings<R: Read>(mut part: Part<'_, R>) -> Result<Strings, FileError> {
    let mut strings = Strings::default();
    let mut is_text = false;
    let mut is_phonetic = false;
    loop {
        match part.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                b"t" => is_text = !is_phonetic,
                b"rPh" => is_phonetic = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                b"t" => is_text = false,
                b"rPh" => is_phonetic = false,
                b"si" => {
                    let end = u32::try_from(strings.text.len());
                    let too_large = |_| FileError::TooLarge(Bound::SharedStrings);
                    strings.ends.push(end.map_err(too_large)?);
                }
                _ => {}
            },
            Event::Text(text) if is_text => strings
                .text
                .push_str(&text.decode().map_err(|e| damaged(&e))?),
            Event::CData(text) if is_text => strings
                .text
                .push_str(&text.decode().map_err(|e| damaged(&e))?),
            Event::GeneralRef(reference) if is_text => strings.text.push(resolve(&reference)?),
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}
