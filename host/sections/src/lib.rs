//! What travels with a component: its golden cases (`accord:cases`) and its proposals for
//! the catalogue of measures (`accord:catalogue`), each in a custom section.
//!
//! They are read without running anything, from bytes that may be hostile: a section is
//! bounded, stands once, and whatever cannot be read is an error. The same attachments give
//! the same bytes, so that a reviewer can build the component again.

mod folder;

use std::{collections::BTreeSet, ops::Range};

use serde::{Deserialize, Serialize};
use wasmparser::{BinaryReader, BinaryReaderError};

pub use folder::FolderError;

/// Bytes that a section may have.
pub const LARGEST: usize = 1 << 20;

/// Files of cases that a component may bring.
pub const MOST_FILES: usize = 500;

const CASES: &str = "accord:cases";
const CATALOGUE: &str = "accord:catalogue";

/// Magic number, version and layer of a component.
const PREAMBLE: &[u8] = b"\0asm\x0d\0\x01\0";

/// A file of golden cases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// Its name, such as `evasion.toml`.
    pub name: String,
    /// Its text, TOML.
    pub text: String,
}

/// What travels with a component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachments {
    /// Golden cases, by name of file.
    pub cases: Vec<CaseFile>,
    /// Proposals for the catalogue, TOML.
    pub catalogue: Option<String>,
}

/// The content of `accord:cases`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFiles {
    files: Vec<CaseFile>,
}

/// Why attachments cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SectionError {
    /// The file is no component, or is cut off.
    #[error("not a component: {0}")]
    Malformed(#[from] BinaryReaderError),
    /// It does not begin as a component does.
    #[error("not a component")]
    NoComponent,
    /// A section stands twice.
    #[error("section `{0}` stands twice")]
    Twice(&'static str),
    /// A section is larger than it may be.
    #[error("section `{name}` has {size} bytes, {LARGEST} are allowed")]
    TooLarge {
        /// The section.
        name: &'static str,
        /// Its bytes.
        size: usize,
    },
    /// The cases are not written as they should be.
    #[error("section `accord:cases`: {0}")]
    Cases(serde_json::Error),
    /// The proposals are no text.
    #[error("section `accord:catalogue` is not UTF-8")]
    Catalogue,
    /// A file of cases stands twice, or there are too many.
    #[error("section `accord:cases` has a file twice, or more than {MOST_FILES}")]
    Files,
}

/// Reads what travels with a component; nothing if it brings nothing.
///
/// # Errors
/// [`SectionError`]; nothing is run.
pub fn read(component: &[u8]) -> Result<Attachments, SectionError> {
    let mut attachments = Attachments::default();
    let mut seen = BTreeSet::new();
    for section in sections(component)? {
        let Some(name) = section.name else { continue };
        if !seen.insert(name) {
            return Err(SectionError::Twice(name));
        }
        if section.content.len() > LARGEST {
            return Err(SectionError::TooLarge {
                name,
                size: section.content.len(),
            });
        }
        if name == CASES {
            let CaseFiles { files } =
                serde_json::from_slice(section.content).map_err(SectionError::Cases)?;
            attachments.cases = files;
        } else {
            let text = std::str::from_utf8(section.content).map_err(|_| SectionError::Catalogue)?;
            attachments.catalogue = Some(text.to_owned());
        }
    }
    in_order(&attachments.cases)?;
    attachments.cases.sort();
    Ok(attachments)
}

/// The component with these attachments, in place of those that it had.
///
/// # Errors
/// [`SectionError`], as it would be when they are read.
pub fn attach(component: &[u8], attachments: &Attachments) -> Result<Vec<u8>, SectionError> {
    in_order(&attachments.cases)?;
    let mut with = bare(component)?;
    if !attachments.cases.is_empty() {
        let mut files = attachments.cases.clone();
        files.sort();
        let content = serde_json::to_vec(&CaseFiles { files }).map_err(SectionError::Cases)?;
        append(&mut with, CASES, &content)?;
    }
    if let Some(catalogue) = &attachments.catalogue {
        append(&mut with, CATALOGUE, catalogue.as_bytes())?;
    }
    Ok(with)
}

/// The component without attachments: its code.
///
/// # Errors
/// [`SectionError::Malformed`], [`SectionError::NoComponent`].
pub fn bare(component: &[u8]) -> Result<Vec<u8>, SectionError> {
    let mut bare = PREAMBLE.to_vec();
    for section in sections(component)? {
        if section.name.is_none() {
            bare.extend(component.get(section.whole).unwrap_or_default());
        }
    }
    Ok(bare)
}

fn in_order(files: &[CaseFile]) -> Result<(), SectionError> {
    let names: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
    if names.len() == files.len() && files.len() <= MOST_FILES {
        Ok(())
    } else {
        Err(SectionError::Files)
    }
}

/// A section of the component itself, not of what is nested in it.
struct Section<'a> {
    /// Its name, if it is one of ours.
    name: Option<&'static str>,
    /// Its bytes, with its head.
    whole: Range<usize>,
    /// Its content, after the name.
    content: &'a [u8],
}

fn sections(component: &[u8]) -> Result<Vec<Section<'_>>, SectionError> {
    if !component.starts_with(PREAMBLE) {
        return Err(SectionError::NoComponent);
    }
    let mut reader = BinaryReader::new(component, 0);
    reader.read_bytes(PREAMBLE.len())?;
    let mut sections = Vec::new();
    while !reader.eof() {
        let start = reader.original_position();
        let is_custom = reader.read_u8()? == 0;
        let size = reader.read_var_u32()?;
        let content = reader.read_bytes(usize::try_from(size).unwrap_or(usize::MAX))?;
        let mut section = Section {
            name: None,
            whole: start..reader.original_position(),
            content,
        };
        if is_custom {
            let mut custom = BinaryReader::new(content, 0);
            let name = custom.read_string()?;
            section.name = [CASES, CATALOGUE].into_iter().find(|ours| *ours == name);
            section.content = content
                .get(custom.original_position()..)
                .unwrap_or_default();
        }
        sections.push(section);
    }
    Ok(sections)
}

fn append(to: &mut Vec<u8>, name: &'static str, content: &[u8]) -> Result<(), SectionError> {
    let too_large = || SectionError::TooLarge {
        name,
        size: content.len(),
    };
    if content.len() > LARGEST {
        return Err(too_large());
    }
    let length = |of: usize| u32::try_from(of).map_err(|_| too_large());
    let mut section = leb128(length(name.len())?);
    section.extend(name.bytes());
    section.extend(content);
    to.push(0);
    to.extend(leb128(length(section.len())?));
    to.extend(section);
    Ok(())
}

fn leb128(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests;
