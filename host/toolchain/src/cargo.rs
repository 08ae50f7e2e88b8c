//! Calling cargo from within cargo.
//!
//! `cargo run` tells its child about the package it runs. A cargo started by
//! that child would hand this on to build scripts and tests, which then see
//! the caller's name and folder and are rebuilt whenever the two ways of calling
//! alternate. So every cargo here starts without them.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    io::{self, BufRead, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{
    command::{line, not_started},
    error::{Doing as _, ToolchainError},
};

/// A cargo of the user's own toolchain, for host builds.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        if describes_caller(&name) {
            command.env_remove(name);
        }
    }
    command
}

fn describes_caller(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| {
        name.starts_with("CARGO_PKG_")
            || matches!(name, "CARGO_MANIFEST_DIR" | "CARGO_MANIFEST_PATH")
    })
}

/// Where cargo keeps the registry: `CARGO_HOME`, else `~/.cargo`.
fn home() -> Result<PathBuf, ToolchainError> {
    match env::var_os("CARGO_HOME") {
        Some(home) => Ok(home.into()),
        None => Ok(env::home_dir()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
            .doing(|| "find the home directory: set CARGO_HOME".to_owned())?
            .join(".cargo")),
    }
}

/// Compiler flags that give each folder another name in what is built.
///
/// Of several folders that hold a file, the innermost names it.
pub(crate) fn remapped(mut folders: Vec<(PathBuf, String)>) -> Vec<OsString> {
    // The compiler takes the last flag that fits.
    folders.sort_by_key(|(folder, _)| folder.components().count());
    folders
        .into_iter()
        .map(|(folder, name)| {
            let mut flag = OsString::from("--remap-path-prefix=");
            flag.push(folder);
            flag.push("=");
            flag.push(name);
            flag
        })
        .collect()
}

/// The folders of [`home`] that could name themselves in what is built.
///
/// Each registry has its own, named after its server. All get one name, so that
/// a build by way of a mirror gives the same bytes. They exist only once
/// something was fetched.
pub(crate) fn home_folders() -> Result<Vec<(PathBuf, String)>, ToolchainError> {
    let home = home()?;
    let sources = home.join("registry/src");
    let mut folders = vec![(home, "/cargo".to_owned())];
    match fs::read_dir(&sources) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        listing => {
            let list = || format!("list {}", sources.display());
            for registry in listing.doing(list)? {
                let registry = registry.doing(list)?;
                folders.push((registry.path(), "/cargo/registry".to_owned()));
            }
        }
    }
    Ok(folders)
}

/// Joins compiler flags as `CARGO_ENCODED_RUSTFLAGS` wants them.
///
/// This variable and not `RUSTFLAGS`: a flag may hold a path with a space, and
/// the variable outranks whatever flags the user's own environment sets, which
/// would otherwise silently replace ours.
pub(crate) fn encoded_rustflags(flags: &[OsString]) -> OsString {
    flags.join(OsStr::new("\u{1f}"))
}

/// Something that a build made, or found made already.
pub(crate) struct Artifact {
    /// The package as `cargo metadata` names it.
    pub(crate) package: String,
    /// The target within the package.
    pub(crate) name: String,
    /// `lib`, `cdylib`, `example`, …
    pub(crate) kinds: Vec<String>,
    /// Every file of it.
    pub(crate) files: Vec<PathBuf>,
}

/// Runs the `cargo build` in `command` and tells what it made.
///
/// # Errors
/// If cargo cannot be started or the build fails; its messages went to stderr.
pub(crate) fn build(command: &mut Command) -> Result<Vec<Artifact>, ToolchainError> {
    command.arg("--message-format=json-render-diagnostics");
    let line = line(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, error))?;
    let mut artifacts = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for message in BufReader::new(stdout).lines() {
            let message = message.doing(|| format!("read from `{line}`"))?;
            // Whatever is not JSON was printed by somebody else.
            if let Ok(message) = serde_json::from_str::<Value>(&message) {
                artifacts.extend(artifact(&message));
            }
        }
    }
    let status = child.wait().doing(|| format!("wait for `{line}`"))?;
    if !status.success() {
        return Err(ToolchainError::Failed {
            line,
            status,
            said: String::new(),
        });
    }
    Ok(artifacts)
}

impl Artifact {
    /// Whether it is of this kind.
    pub(crate) fn is(&self, kind: &str) -> bool {
        self.kinds.iter().any(|own| own == kind)
    }
}

fn artifact(message: &Value) -> Option<Artifact> {
    if message.get("reason")? != "compiler-artifact" {
        return None;
    }
    let target = message.get("target")?;
    Some(Artifact {
        package: message.get("package_id")?.as_str()?.to_owned(),
        name: target.get("name")?.as_str()?.to_owned(),
        kinds: strings(target.get("kind")?),
        files: strings(message.get("filenames")?)
            .into_iter()
            .map(PathBuf::from)
            .collect(),
    })
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_cargo_becomes_an_artifact() {
        let message = serde_json::json!({
            "reason": "compiler-artifact",
            "package_id": "path+file:///w/a#0.1.0",
            "target": { "name": "a_b", "kind": ["cdylib", "rlib"] },
            "filenames": ["/t/a_b.wasm", "/t/liba_b.rlib"],
        });
        let made = artifact(&message).unwrap();
        assert_eq!(made.name, "a_b");
        assert_eq!(made.kinds, ["cdylib", "rlib"]);
        assert_eq!(made.files.len(), 2);
        assert!(artifact(&serde_json::json!({ "reason": "build-finished" })).is_none());
    }

    #[test]
    fn only_what_cargo_says_of_the_caller_is_dropped() {
        for dropped in ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR"] {
            assert!(describes_caller(OsStr::new(dropped)), "{dropped}");
        }
        for kept in ["CARGO_HOME", "CARGO_TARGET_DIR", "RUSTC", "PATH"] {
            assert!(!describes_caller(OsStr::new(kept)), "{kept}");
        }
    }
}
