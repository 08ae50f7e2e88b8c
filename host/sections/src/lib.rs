//! What a component carries beside its code.
//!
//! A department uploads one file. Its golden cases and its proposals for the catalogue
//! travel in it as custom sections of the component, so that they are signed, kept and
//! inspected with the code that they speak of, and can be read without running anything:
//!
//! | section | content |
//! | --- | --- |
//! | `accord:cases` | JSON `{"files":[{"name":"evasion.toml","text":"…"}]}`, sorted by name |
//! | `accord:catalogue` | the text of `catalogue.toml` |
//!
//! Only the sections of the component itself count, not those of modules within it. A
//! crate of its own, because those who build components and those who inspect them need
//! it, and neither needs the other.

mod component;
mod document;
mod error;
mod folder;

use std::{collections::BTreeSet, str};

use wasm_encoder::{ComponentSection as _, CustomSection};

pub use crate::error::SectionError;

/// The section of golden cases.
pub const CASES: &str = "accord:cases";

/// The section of proposals for the catalogue.
pub const CATALOGUE: &str = "accord:catalogue";

/// The longest section, in bytes: thousands of cases, and nothing that burdens a host.
pub const MOST_BYTES: usize = 1 << 20;

/// The most files of cases in a component: more than any memorandum has clauses.
pub const MOST_FILES: usize = 500;

/// What a component carries beside its code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachments {
    /// The files of golden cases. Those that were read are sorted by name.
    pub cases: Vec<CaseFile>,
    /// The text of `catalogue.toml`, if there is one.
    pub catalogue: Option<String>,
}

/// A file of golden cases.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// Its name without a folder: small letters, digits and hyphens, ending in `.toml`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Reads what a component carries; nothing of it is run or compiled.
///
/// # Errors
/// If the bytes are no component, or a section is not of the form that [`attach`] writes.
pub fn read(component: &[u8]) -> Result<Attachments, SectionError> {
    let mut cases = None;
    let mut catalogue = None;
    for part in component::parts(component) {
        let Some((name, content)) = part?.custom else {
            continue;
        };
        let (section, place) = match name {
            CASES => (CASES, &mut cases),
            CATALOGUE => (CATALOGUE, &mut catalogue),
            _ => continue,
        };
        bounded(section, content)?;
        if place.replace(content).is_some() {
            return Err(SectionError::Twice { section });
        }
    }
    let attachments = Attachments {
        cases: cases.map(document::read).transpose()?.unwrap_or_default(),
        catalogue: catalogue
            .map(|text| str::from_utf8(text).map(str::to_owned))
            .transpose()
            .map_err(|_| SectionError::NotUtf8 {
                what: CATALOGUE.to_owned(),
            })?,
    };
    attachments.sorted()
}

/// The same component carrying `attachments`, and nothing that it carried before.
///
/// The same component and attachments give the same bytes. What is empty gets no section.
///
/// # Errors
/// If the bytes are no component, or [`read`] would refuse the result.
pub fn attach(component: &[u8], attachments: &Attachments) -> Result<Vec<u8>, SectionError> {
    let attachments = attachments.clone().sorted()?;
    let mut bytes = Vec::with_capacity(component.len());
    for part in component::parts(component) {
        let part = part?;
        if !matches!(part.custom, Some((CASES | CATALOGUE, _))) {
            bytes.extend_from_slice(part.bytes);
        }
    }
    if !attachments.cases.is_empty() {
        append(&mut bytes, CASES, &document::write(attachments.cases)?)?;
    }
    if let Some(text) = &attachments.catalogue {
        append(&mut bytes, CATALOGUE, text.as_bytes())?;
    }
    Ok(bytes)
}

fn append(bytes: &mut Vec<u8>, section: &'static str, content: &[u8]) -> Result<(), SectionError> {
    bounded(section, content)?;
    CustomSection {
        name: section.into(),
        data: content.into(),
    }
    .append_to_component(bytes);
    Ok(())
}

fn bounded(section: &'static str, content: &[u8]) -> Result<(), SectionError> {
    if content.len() > MOST_BYTES {
        return Err(SectionError::TooLarge {
            what: section.to_owned(),
        });
    }
    Ok(())
}

impl Attachments {
    /// In the one order that bytes and reports have, and with names as they must be.
    fn sorted(mut self) -> Result<Self, SectionError> {
        if self.cases.len() > MOST_FILES {
            return Err(SectionError::TooManyFiles);
        }
        let mut names = BTreeSet::new();
        for file in &self.cases {
            if !is_name(&file.name) {
                return Err(SectionError::Name {
                    name: file.name.clone(),
                });
            }
            if !names.insert(&file.name) {
                return Err(SectionError::SameName {
                    name: file.name.clone(),
                });
            }
        }
        self.cases.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(self)
    }
}

/// Small letters, digits and hyphens: a name that can be neither a path nor a surprise.
fn is_name(name: &str) -> bool {
    name.strip_suffix(".toml").is_some_and(|stem| {
        !stem.is_empty()
            && stem
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    })
}
