//! A plugin's folder: which language it is in, and what it is called.
//!
//! `accord.toml` says so. A package of cargo needs none:
//!
//! ```toml
//! language = "python"             # rust, python, javascript, table
//! name = "tax-a-level"            # the component's file is tax-a-level.wasm
//! modules = ["../kit/python"]     # folders whose modules the program may import
//! ```

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use crate::error::{Doing as _, ToolchainError};

/// In what a plugin is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// A package of cargo.
    Rust,
    /// `app.py`, run by the interpreter that is built into the component.
    Python,
    /// `app.js`, likewise.
    JavaScript,
    /// A decision table: data, of which no compiler makes a component.
    Table,
}

impl Language {
    /// The language of a plugin's folder.
    ///
    /// # Errors
    /// As [`Project::of_folder`].
    pub fn of_folder(folder: &Path) -> Result<Self, ToolchainError> {
        Project::of_folder(folder).map(|project| project.language)
    }

    /// Its name as `accord.toml` has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::JavaScript => "javascript",
            Self::Table => "table",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A plugin's folder and what it says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The folder.
    pub folder: PathBuf,
    /// Its language.
    pub language: Language,
    /// The name of the component's file, without `.wasm`.
    pub name: String,
    /// Folders whose modules the program may import as if they were its own. For
    /// interpreted languages only.
    pub modules: Vec<PathBuf>,
}

impl Project {
    /// Reads `accord.toml`, or takes a package of cargo for what it is.
    ///
    /// # Errors
    /// If neither file is there, or one is not as it should be.
    pub fn of_folder(folder: &Path) -> Result<Self, ToolchainError> {
        let own = folder.join("accord.toml");
        let cargo = folder.join("Cargo.toml");
        let project = if let Some(text) = text(&own)? {
            let own: Own = parsed(&own, &text)?;
            Self {
                folder: folder.to_owned(),
                language: own.language,
                name: own.name,
                modules: own.modules.iter().map(|path| folder.join(path)).collect(),
            }
        } else if let Some(text) = text(&cargo)? {
            Self {
                folder: folder.to_owned(),
                language: Language::Rust,
                name: parsed::<Cargo>(&cargo, &text)?.package.name,
                modules: Vec::new(),
            }
        } else {
            return Err(ToolchainError::NoProject {
                folder: folder.to_owned(),
            });
        };
        project.checked()
    }

    fn checked(self) -> Result<Self, ToolchainError> {
        let plain = !self.name.is_empty()
            && self
                .name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let reason = if !plain {
            format!(
                "`{}` is no name: letters, digits, hyphens and underscores",
                self.name
            )
        } else if self.language == Language::Rust && !self.modules.is_empty() {
            "`modules` is for interpreted languages: Rust has dependencies".to_owned()
        } else {
            return Ok(self);
        };
        Err(ToolchainError::ProjectFile {
            file: self.folder,
            reason,
        })
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    language: Language,
    name: String,
    #[serde(default)]
    modules: Vec<PathBuf>,
}

#[derive(serde::Deserialize)]
struct Cargo {
    package: CargoPackage,
}

#[derive(serde::Deserialize)]
struct CargoPackage {
    name: String,
}

fn text(file: &Path) -> Result<Option<String>, ToolchainError> {
    match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        text => text.map(Some).doing(|| format!("read {}", file.display())),
    }
}

fn parsed<T: serde::de::DeserializeOwned>(file: &Path, text: &str) -> Result<T, ToolchainError> {
    toml::from_str(text).map_err(|error| ToolchainError::ProjectFile {
        file: file.to_owned(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)]) -> Result<Project, ToolchainError> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Project::of_folder(folder.path())
    }

    #[test]
    fn the_languages_are_told_apart() {
        for (text, language) in [
            ("rust", Language::Rust),
            ("python", Language::Python),
            ("javascript", Language::JavaScript),
            ("table", Language::Table),
        ] {
            let text = format!("language = \"{text}\"\nname = \"tax-a-level\"\n");
            let found = project(&[("accord.toml", &text)]).unwrap();
            assert_eq!(
                (found.language, found.name.as_str()),
                (language, "tax-a-level")
            );
        }
    }

    #[test]
    fn a_package_of_cargo_is_rust_unless_it_says_otherwise() {
        let cargo = ("Cargo.toml", "[package]\nname = \"tax-a-level\"\n");
        let found = project(&[cargo]).unwrap();
        assert_eq!(
            (found.language, found.name.as_str()),
            (Language::Rust, "tax-a-level")
        );
        let own = ("accord.toml", "language = \"python\"\nname = \"other\"\n");
        assert_eq!(project(&[cargo, own]).unwrap().name, "other");
    }

    #[test]
    fn modules_are_found_from_the_folder() {
        let text = "language = \"python\"\nname = \"x\"\nmodules = [\"../kit\"]\n";
        let found = project(&[("accord.toml", text)]).unwrap();
        assert_eq!(found.modules, [found.folder.join("../kit")]);
    }

    #[test]
    fn a_folder_that_says_nothing_or_nonsense_is_refused() {
        assert!(matches!(
            project(&[("app.py", "")]),
            Err(ToolchainError::NoProject { .. })
        ));
        for text in [
            "",
            "language = \"cobol\"\nname = \"x\"\n",
            "language = \"python\"\n",
            "language = \"python\"\nname = \"../x\"\n",
            "language = \"python\"\nname = \"\"\n",
            "language = \"python\"\nname = \"x\"\nmodule = [\"../kit\"]\n",
            "language = \"rust\"\nname = \"x\"\nmodules = [\"../kit\"]\n",
        ] {
            assert!(
                matches!(
                    project(&[("accord.toml", text)]),
                    Err(ToolchainError::ProjectFile { .. })
                ),
                "{text}"
            );
        }
    }
}
