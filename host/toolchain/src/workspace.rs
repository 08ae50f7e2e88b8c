//! The workspace of a package, as cargo sees it. A folder that stands alone is a
//! workspace of one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    cargo::cargo,
    command,
    error::{Doing as _, ToolchainError},
};

/// The workspace as `cargo metadata` tells it.
#[derive(Debug)]
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// The target directory, `CARGO_TARGET_DIR` and configuration considered.
    pub target: PathBuf,
    /// Every member.
    pub packages: Vec<Package>,
}

/// A package that is on this disk by itself, not from a registry.
#[derive(Debug)]
pub struct Package {
    /// As cargo names it in its messages.
    pub id: String,
    /// As `cargo build -p` wants it.
    pub name: String,
    /// The folder of its `Cargo.toml`.
    pub folder: PathBuf,
    /// `[package.metadata.accord]`, null if there is none.
    pub accord: Value,
}

impl Workspace {
    /// The workspace of a folder.
    ///
    /// # Errors
    /// If cargo refuses a manifest, or answers in a form unknown here.
    pub fn of_folder(folder: &Path) -> Result<Self, ToolchainError> {
        let metadata = metadata(folder, &["--no-deps"])?;
        Self::read(&metadata).ok_or_else(|| unknown("its workspace"))
    }

    fn read(metadata: &Value) -> Option<Self> {
        let text = |key: &str| Some(PathBuf::from(metadata.get(key)?.as_str()?));
        Some(Self {
            root: text("workspace_root")?,
            target: text("target_directory")?,
            packages: packages(metadata)?,
        })
    }

    /// The member whose folder this is.
    ///
    /// # Errors
    /// If none has it, or the folder cannot be found.
    pub fn package_in(&self, folder: &Path) -> Result<&Package, ToolchainError> {
        let folder = fs::canonicalize(folder).doing(|| format!("find {}", folder.display()))?;
        self.packages
            .iter()
            .find(|package| fs::canonicalize(&package.folder).is_ok_and(|own| own == folder))
            .ok_or_else(|| ToolchainError::NoPackage {
                folder,
                root: self.root.clone(),
            })
    }

    /// Every package outside of the root that a member names by its path, as a plugin
    /// that stands alone names the kit.
    ///
    /// # Errors
    /// If cargo cannot resolve the dependencies.
    pub fn packages_outside(&self, target: &str) -> Result<Vec<Package>, ToolchainError> {
        let metadata = metadata(&self.root, &["--filter-platform", target])?;
        let mut packages = packages(&metadata).ok_or_else(|| unknown("its packages"))?;
        packages.retain(|package| !package.folder.starts_with(&self.root));
        Ok(packages)
    }
}

fn metadata(folder: &Path, arguments: &[&str]) -> Result<Value, ToolchainError> {
    let text = command::output(
        cargo()
            .current_dir(folder)
            .args(["metadata", "--format-version", "1", "--quiet"])
            .args(arguments),
    )?;
    serde_json::from_str(&text).map_err(|_| unknown("it in JSON"))
}

fn unknown(what: &'static str) -> ToolchainError {
    ToolchainError::Answer {
        line: "cargo metadata".to_owned(),
        what,
    }
}

/// Those that come from no registry.
fn packages(metadata: &Value) -> Option<Vec<Package>> {
    let text = |value: &Value, key: &str| Some(value.get(key)?.as_str()?.to_owned());
    metadata
        .get("packages")?
        .as_array()?
        .iter()
        .filter(|package| package.get("source").is_none_or(Value::is_null))
        .map(|package| {
            Some(Package {
                id: text(package, "id")?,
                name: text(package, "name")?,
                folder: Path::new(&text(package, "manifest_path")?)
                    .parent()?
                    .to_owned(),
                accord: package
                    .pointer("/metadata/accord")
                    .cloned()
                    .unwrap_or_default(),
            })
        })
        .collect()
}
