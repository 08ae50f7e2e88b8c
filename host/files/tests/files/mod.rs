//! Files as tests write them.

#![allow(dead_code, reason = "each test uses some of it")]

use std::{
    io::{Cursor, Write as _},
    ops::ControlFlow,
};

use accord_files::{
    Encoding, FileError, FileFormat, Forms, FormsData, Mendable, Reading, Rejection, Summary,
    Taken, read,
};
use accord_model::dictionary::{Dictionary, DictionaryData};
use zip::{ZipWriter, write::SimpleFileOptions};

/// The dictionary and the forms that the host begins with.
pub struct Reference {
    pub dictionary: Dictionary,
    pub forms: Forms,
}

impl Reference {
    pub fn load() -> Self {
        let data: DictionaryData =
            toml::from_str(include_str!("../../../service/data/dictionary.toml")).unwrap();
        let dictionary = Dictionary::new(data).unwrap();
        let forms: FormsData =
            toml::from_str(include_str!("../../../service/data/forms.toml")).unwrap();
        let forms = Forms::new(forms, &dictionary).unwrap();
        Self { dictionary, forms }
    }

    pub fn reading(&self) -> Reading<'_> {
        Reading {
            dictionary: &self.dictionary,
            forms: &self.forms,
            provider: Some("sector-supervisors"),
            form: None,
            encoding: None,
        }
    }
}

/// What became of a file.
#[derive(Debug)]
pub struct Outcome {
    pub summary: Summary,
    pub taken: Vec<(u64, Taken)>,
    pub rejected: Vec<(u64, Vec<Rejection>)>,
    pub mendable: Vec<u8>,
}

/// Reads a file to its end.
pub fn run(bytes: &[u8], format: FileFormat, reading: &Reading<'_>) -> Result<Outcome, FileError> {
    let mut mendable = Mendable::new(Vec::new());
    let (mut taken, mut rejected) = (Vec::new(), Vec::new());
    let summary = read(Cursor::new(bytes), format, reading, &mut |line| {
        mendable.add(&line).unwrap();
        match line.outcome {
            Ok(message) => taken.push((line.place.line, message)),
            Err(rejections) => rejected.push((line.place.line, rejections)),
        }
        ControlFlow::Continue(())
    })?;
    Ok(Outcome {
        summary,
        taken,
        rejected,
        mendable: mendable.finish().unwrap(),
    })
}

/// A table as CSV.
pub fn csv(rows: &[Vec<&str>]) -> String {
    let quoted = |cell: &&str| {
        if cell.contains([',', '"', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            (*cell).to_owned()
        }
    };
    let line = |row: &Vec<&str>| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n";
    rows.iter().map(line).collect()
}

/// A text in an encoding.
pub fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Gb18030 => encoding_rs::GB18030.encode(text).0.into_owned(),
    }
}

/// A table as a workbook of one sheet; days and plain numbers as Excel holds them.
pub fn xlsx(rows: &[Vec<&str>]) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d");
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            let parts: Vec<u16> = cell
                .split('-')
                .filter_map(|part| part.parse().ok())
                .collect();
            let date = match parts[..] {
                [year, month, of_month] if cell.len() == 10 => {
                    let (month, of_month) = (month as u8, of_month as u8);
                    rust_xlsxwriter::ExcelDateTime::from_ymd(year, month, of_month).ok()
                }
                _ => None,
            };
            if let Some(date) = date {
                sheet.write_with_format(row, column, &date, &day).unwrap();
            } else if cell.len() < 10 && cell.parse::<f64>().is_ok() {
                let number: f64 = cell.parse().unwrap();
                sheet.write(row, column, number).unwrap();
            } else {
                sheet.write(row, column, *cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

pub const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
pub const WORKBOOK: &str = r#"<workbook><sheets><sheet name="一" r:id="r1"/></sheets></workbook>"#;
pub const HEADER: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>XK_XDR_MC</t></is></c><c r="B1" t="inlineStr"><is><t>XK_WSH</t></is></c><c r="C1" t="inlineStr"><is><t>XK_JDRQ</t></is></c></row>"#;

/// A part of a workbook: a beginning, a middle over and over, and an end.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub name: &'a str,
    pub begin: &'a str,
    pub middle: &'a str,
    pub mebibytes: usize,
    pub end: &'a str,
}

impl<'a> Part<'a> {
    pub const fn plain(name: &'a str, text: &'a str) -> Self {
        Self {
            name,
            begin: text,
            middle: " ",
            mebibytes: 0,
            end: "",
        }
    }
}

/// A workbook with these parts beside those that name its one sheet.
pub fn workbook(parts: &[Part<'_>]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = [
        Part::plain("xl/_rels/workbook.xml.rels", RELATIONS),
        Part::plain("xl/workbook.xml", WORKBOOK),
    ];
    for part in plain.iter().chain(parts) {
        zip.start_file(part.name, SimpleFileOptions::default())
            .unwrap();
        zip.write_all(part.begin.as_bytes()).unwrap();
        let block = part.middle.repeat((1 << 20) / part.middle.len());
        for _ in 0..part.mebibytes {
            zip.write_all(block.as_bytes()).unwrap();
        }
        zip.write_all(part.end.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub const SHEET: &str = "xl/worksheets/sheet1.xml";
pub const END: &str = "</sheetData></worksheet>";
