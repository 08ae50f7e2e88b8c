//! The attachments as an author keeps them: `cases/*.toml` and `catalogue.toml`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{Attachments, CaseFile};

/// A file of a plugin's folder cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {source}", file.display())]
pub struct FolderError {
    /// The file.
    pub file: PathBuf,
    /// Why.
    pub source: io::Error,
}

impl Attachments {
    /// Those of a plugin's folder; none where it has neither cases nor proposals.
    ///
    /// # Errors
    /// [`FolderError`] names the file that cannot be read.
    pub fn of_folder(folder: &Path) -> Result<Self, FolderError> {
        let mut cases = Vec::new();
        for file in toml_files(&folder.join("cases"))? {
            let text = read(&file)?.unwrap_or_default();
            let name = file.file_name().unwrap_or_default();
            let name = name.to_string_lossy().into_owned();
            cases.push(CaseFile { name, text });
        }
        cases.sort();
        Ok(Self {
            cases,
            catalogue: read(&folder.join("catalogue.toml"))?,
        })
    }
}

fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let failed = |source| FolderError {
        file: folder.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(failed)?.path();
        if file.extension().is_some_and(|end| end == "toml") {
            files.push(file);
        }
    }
    Ok(files)
}

fn read(file: &Path) -> Result<Option<String>, FolderError> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FolderError {
            file: file.to_owned(),
            source,
        }),
    }
}
