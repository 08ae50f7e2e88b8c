//! A plugin's folder, as its author keeps it: `cases/*.toml` and `catalogue.toml`.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
};

use crate::{Attachments, CaseFile, MOST_BYTES, SectionError};

impl Attachments {
    /// Reads those of a plugin's folder. Where it has no cases or no proposals, there are none.
    ///
    /// # Errors
    /// If something cannot be read, is no text, or could not be attached.
    pub fn of_folder(folder: &Path) -> Result<Self, SectionError> {
        let catalogue = folder.join("catalogue.toml");
        Self {
            cases: cases(&folder.join("cases"))?,
            catalogue: match text(&catalogue) {
                Err(SectionError::File { source, .. })
                    if source.kind() == io::ErrorKind::NotFound =>
                {
                    None
                }
                text => Some(text?),
            },
        }
        .sorted()
    }
}

fn cases(folder: &Path) -> Result<Vec<CaseFile>, SectionError> {
    let failed = |source| SectionError::File {
        path: folder.to_owned(),
        source,
    };
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(failed)?,
    };
    let mut cases = Vec::new();
    for entry in listing {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A hidden file is an editor's.
        if name.ends_with(".toml") && !name.starts_with('.') {
            cases.push(CaseFile {
                text: text(&path)?,
                name: name.into_owned(),
            });
        }
    }
    Ok(cases)
}

/// The text of a file, of which no more is read than a section could hold.
fn text(path: &Path) -> Result<String, SectionError> {
    let failed = |source| SectionError::File {
        path: path.to_owned(),
        source,
    };
    let what = || path.display().to_string();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(failed)?;
    if bytes.len() > MOST_BYTES {
        return Err(SectionError::TooLarge { what: what() });
    }
    String::from_utf8(bytes).map_err(|_| SectionError::NotUtf8 { what: what() })
}
