//! Guests in Rust.
//!
//! Components bear no path of the machine that built them: a department's reviewer must
//! be able to build the same bytes elsewhere. So every folder that could name itself in
//! them is given another name, and a package is always built by itself.
//!
//! A library that is an `rlib` beside the `cdylib` comes out smaller, by a quarter for the
//! memorandum on A-level taxpayers: `crate-type = ["cdylib", "rlib"]`.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs,
    path::Path,
};

use crate::{
    cargo::{self, Artifact},
    command,
    error::{Doing as _, ToolchainError},
    guest::{GuestToolchain, TARGET},
    is_component,
    workspace::{Package, Workspace},
};

/// The component of the package in `folder`: a member of a workspace, or one that stands
/// alone. The root manifest needs a `[profile.plugin]`.
///
/// # Errors
/// If cargo refuses it, or its library is no component.
pub fn build(folder: &Path, toolchain: &GuestToolchain) -> Result<Vec<u8>, ToolchainError> {
    let guests = Guests::of_folder(folder, toolchain)?;
    guests.library(guests.workspace().package_in(folder)?)
}

/// The guests of one workspace, with what all their builds share.
pub struct Guests<'a> {
    toolchain: &'a GuestToolchain,
    workspace: Workspace,
    flags: OsString,
}

impl<'a> Guests<'a> {
    /// Makes ready to build guests of the workspace of `folder`.
    ///
    /// # Errors
    /// If cargo refuses the workspace or cannot fetch what it needs.
    pub fn of_folder(folder: &Path, toolchain: &'a GuestToolchain) -> Result<Self, ToolchainError> {
        let workspace = Workspace::of_folder(folder)?;
        fetch(&workspace)?;
        let flags = cargo::encoded_rustflags(&flags(&workspace, toolchain)?);
        Ok(Self {
            toolchain,
            workspace,
            flags,
        })
    }

    /// The workspace.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The component that is the library of a package.
    ///
    /// # Errors
    /// If it does not compile, or is no component.
    pub fn library(&self, package: &Package) -> Result<Vec<u8>, ToolchainError> {
        let made = self.compile(package, "--lib")?;
        made.iter()
            .filter(|made| made.package == package.id)
            .find_map(wasm)
            .ok_or_else(|| ToolchainError::NoComponent {
                package: package.name.clone(),
            })
            .and_then(|file| component(file, package))
    }

    /// The components among the examples of a package, by their names.
    ///
    /// # Errors
    /// If one does not compile, or is no component.
    pub fn examples(&self, package: &Package) -> Result<BTreeMap<String, Vec<u8>>, ToolchainError> {
        self.compile(package, "--examples")?
            .iter()
            .filter(|made| made.package == package.id && made.is("example"))
            .filter_map(|made| Some((made.name.clone(), wasm(made)?)))
            .map(|(name, file)| Ok((name, component(file, package)?)))
            .collect()
    }

    /// One package at a time: built together, the features of one would change the
    /// bytes of another.
    fn compile(&self, package: &Package, which: &str) -> Result<Vec<Artifact>, ToolchainError> {
        let mut command = cargo::cargo();
        command
            .current_dir(&self.workspace.root)
            .args(["build", "--target", TARGET, "--profile", "plugin"])
            .args(["--package", &package.name, which, "--target-dir"])
            .arg(self.workspace.target.join("guest"))
            .env("CARGO_ENCODED_RUSTFLAGS", &self.flags);
        self.toolchain.apply(&mut command);
        cargo::build(&mut command)
    }
}

/// Before the flags are made: they name the folders of registries, and must be
/// the same in the first build as in the second.
fn fetch(workspace: &Workspace) -> Result<(), ToolchainError> {
    let mut command = cargo::cargo();
    command
        .current_dir(&workspace.root)
        .args(["fetch", "--quiet", "--target", TARGET]);
    command::run_quietly(&mut command)
}

fn flags(
    workspace: &Workspace,
    toolchain: &GuestToolchain,
) -> Result<Vec<OsString>, ToolchainError> {
    let mut folders = cargo::home_folders()?;
    folders.extend([
        (workspace.root.clone(), "/accord".to_owned()),
        (workspace.target.clone(), "/target".to_owned()),
        (toolchain.sysroot().to_owned(), "/rust".to_owned()),
    ]);
    for package in workspace.packages_outside(TARGET)? {
        folders.push((package.folder, format!("/package/{}", package.name)));
    }
    // A small stack, placed first, so that an overflow traps instead of
    // reaching data, and so that a fresh instance has few pages to make.
    let mut flags = vec![
        OsString::from("-Clink-arg=-zstack-size=32768"),
        OsString::from("-Clink-arg=--stack-first"),
    ];
    flags.extend(cargo::remapped(folders));
    Ok(flags)
}

fn wasm(made: &Artifact) -> Option<&Path> {
    made.files
        .iter()
        .find(|file| file.extension() == Some(OsStr::new("wasm")))
        .map(|file| file.as_path())
}

fn component(file: &Path, package: &Package) -> Result<Vec<u8>, ToolchainError> {
    let bytes = fs::read(file).doing(|| format!("read {}", file.display()))?;
    if !is_component(&bytes) {
        return Err(ToolchainError::NotAComponent {
            of: package.name.clone(),
        });
    }
    Ok(bytes)
}
