//! The file that goes back: the lines that were not taken, each as it was sent and with
//! what is wrong with it, so that it can be mended and sent again as it is.
//!
//! NDJSON comes back as NDJSON, with a key `_rejected`; tables come back as CSV with three
//! more columns. The readers pass both over.

use std::{
    borrow::Cow,
    fmt,
    io::{self, Write},
};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    form::{MENDING, is_mending},
    line::{Line, Original, Place},
    ndjson::{LINE, REJECTED},
};

/// Why a line comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason<'a> {
    /// The key or column at fault, if one is.
    pub field: Option<Cow<'a, str>>,
    /// What is wrong, and what to do.
    pub reason: Cow<'a, str>,
}

/// Writes the file that goes back.
#[derive(Debug)]
pub struct Mendable<W> {
    output: W,
    is_begun: bool,
}

impl<W: Write> Mendable<W> {
    /// A file into this output. Nothing is written until a line comes back.
    pub const fn new(output: W) -> Self {
        Self {
            output,
            is_begun: false,
        }
    }

    /// Adds a line if it was rejected.
    ///
    /// # Errors
    /// The output's.
    pub fn add(&mut self, line: &Line<'_>) -> io::Result<()> {
        let Err(rejections) = &line.outcome else {
            return Ok(());
        };
        let reasons: Vec<Reason<'_>> = rejections
            .iter()
            .map(|rejection| Reason {
                field: rejection.field.as_deref().map(Cow::Borrowed),
                reason: Cow::Owned(rejection.text().zh),
            })
            .collect();
        self.add_for(line.place, line.original, &reasons)
    }

    /// Adds a line for reasons of the caller's.
    ///
    /// # Errors
    /// The output's.
    pub fn add_for(
        &mut self,
        place: Place<'_>,
        original: Original<'_>,
        reasons: &[Reason<'_>],
    ) -> io::Result<()> {
        match original {
            Original::Json(text) => self.add_json(text, reasons),
            Original::Row { header, cells } => self.add_row(place, header, cells, reasons),
        }
    }

    /// Writes out what is buffered and gives the output back.
    ///
    /// # Errors
    /// The output's.
    pub fn finish(mut self) -> io::Result<W> {
        self.output.flush()?;
        Ok(self.output)
    }

    fn add_json(&mut self, text: &str, reasons: &[Reason<'_>]) -> io::Result<()> {
        self.is_begun = true;
        self.output.write_all(b"{")?;
        match serde_json::from_str::<Entries<'_>>(text) {
            Ok(Entries(entries)) => {
                for (key, value) in entries.iter().filter(|(key, _)| key != REJECTED) {
                    serde_json::to_writer(&mut self.output, key)?;
                    write!(self.output, ":{},", value.get())?;
                }
            }
            Err(_) => {
                write!(self.output, "\"{LINE}\":")?;
                serde_json::to_writer(&mut self.output, text)?;
                self.output.write_all(b",")?;
            }
        }
        write!(self.output, "\"{REJECTED}\":")?;
        serde_json::to_writer(&mut self.output, reasons)?;
        self.output.write_all(b"}\n")
    }

    fn add_row(
        &mut self,
        place: Place<'_>,
        header: &[String],
        cells: &[String],
        reasons: &[Reason<'_>],
    ) -> io::Result<()> {
        // Columns of an earlier return give way to this one's.
        let kept = |index: usize| header.get(index).is_none_or(|text| !is_mending(text));
        if !self.is_begun {
            self.is_begun = true;
            self.output.write_all("\u{FEFF}".as_bytes())?;
            let names = header.iter().map(String::as_str);
            let names = names.filter(|name| !is_mending(name)).chain(MENDING);
            self.write_row(names)?;
        }
        let line = match place.sheet {
            Some(sheet) => format!("{sheet} {}", place.line),
            None => place.line.to_string(),
        };
        let fields = reasons.iter().filter_map(|reason| reason.field.as_deref());
        let fields = fields.collect::<Vec<_>>().join("; ");
        let texts = reasons.iter().map(|reason| match &reason.field {
            Some(field) => format!("{field}: {}", reason.reason),
            None => reason.reason.to_string(),
        });
        let texts = texts.collect::<Vec<_>>().join("; ");
        let told = [line, fields, texts].map(|text| harmless(&text).into_owned());
        let in_header = (0..header.len())
            .filter(|index| kept(*index))
            .map(|index| cells.get(index).map_or("", String::as_str));
        let beyond = cells.iter().skip(header.len()).map(String::as_str);
        let told = told.iter().map(String::as_str);
        self.write_row(in_header.chain(told).chain(beyond))
    }

    fn write_row<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> io::Result<()> {
        for (index, cell) in cells.enumerate() {
            if index > 0 {
                self.output.write_all(b",")?;
            }
            if cell.contains(['"', ',', '\r', '\n']) {
                write!(self.output, "\"{}\"", cell.replace('"', "\"\""))?;
            } else {
                self.output.write_all(cell.as_bytes())?;
            }
        }
        self.output.write_all(b"\r\n")
    }
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula && text.parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The entries of an object, their values as they were written.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    entries.push((key, map.next_value()?));
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Object)
    }
}
