//! The files that a component is made of.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use super::Packager;
use crate::{
    CONTRACT,
    error::{Doing as _, ToolchainError},
    language::Project,
    placing::replace,
};

/// Folders of a plugin that are not of its program. Dependencies are not taken from
/// where a package manager put them: they are named under `modules`.
const ASIDE: [&str; 6] = [
    "__pycache__",
    "cases",
    "node_modules",
    "target",
    "tests",
    "venv",
];

/// Files by their paths, which have `/` between folders on every machine.
pub(super) struct Sources(BTreeMap<String, Source>);

struct Source {
    /// The folder of the plugin or of modules that it is from.
    from: PathBuf,
    bytes: Vec<u8>,
}

impl Sources {
    /// Those of the plugin and of the modules that it names.
    pub(super) fn gather(project: &Project, packager: &Packager) -> Result<Self, ToolchainError> {
        let program = project.folder.join(packager.program);
        if !program.is_file() {
            return Err(ToolchainError::NoProgram { file: program });
        }
        let mut sources = Self(BTreeMap::new());
        for folder in std::iter::once(&project.folder).chain(&project.modules) {
            sources.add(folder, folder, "", packager.ends)?;
        }
        Ok(sources)
    }

    fn add(
        &mut self,
        from: &Path,
        folder: &Path,
        prefix: &str,
        ends: &[&str],
    ) -> Result<(), ToolchainError> {
        let list = || format!("list {}", folder.display());
        for entry in fs::read_dir(folder).doing(list)? {
            let entry = entry.doing(list)?;
            let path = entry.path();
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
                continue;
            };
            // Of the entry itself: a link to a folder could lead back here.
            if entry.file_type().doing(list)?.is_dir() {
                if !ASIDE.contains(&name) {
                    self.add(from, &path, &format!("{prefix}{name}/"), ends)?;
                }
            } else if path
                .extension()
                .and_then(OsStr::to_str)
                .is_some_and(|end| ends.contains(&end))
            {
                self.put(format!("{prefix}{name}"), from, &path)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, file: String, from: &Path, path: &Path) -> Result<(), ToolchainError> {
        match self.0.entry(file) {
            Entry::Occupied(there) => Err(ToolchainError::SameFile {
                file: there.key().clone(),
                first: there.get().from.clone(),
                second: from.to_owned(),
            }),
            Entry::Vacant(place) => {
                place.insert(Source {
                    from: from.to_owned(),
                    bytes: fs::read(path).doing(|| format!("read {}", path.display()))?,
                });
                Ok(())
            }
        }
    }

    /// The digest of all that decides what is built, in hexadecimal digits.
    pub(super) fn digest(&self, packager: &str, edition: u32) -> String {
        let mut digest = Sha256::new();
        let mut take = |bytes: &[u8]| {
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(bytes);
        };
        take(packager.as_bytes());
        take(&edition.to_le_bytes());
        take(CONTRACT.as_bytes());
        for (file, source) in &self.0 {
            take(file.as_bytes());
            take(&source.bytes);
        }
        hex::encode(digest.finalize())
    }

    pub(super) fn copy_to(&self, folder: &Path) -> Result<(), ToolchainError> {
        for (file, source) in &self.0 {
            replace(&folder.join(file), &source.bytes)?;
        }
        Ok(())
    }
}
