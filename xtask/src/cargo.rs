//! Calling cargo from within cargo.
//!
//! `cargo run` tells its child about the package it runs. A cargo started by
//! that child would hand this on to build scripts and tests, which then see
//! xtask's name and folder and are rebuilt whenever the two ways of calling
//! alternate. So every cargo here starts without them.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    io::{self, BufRead, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A cargo of the user's own toolchain, for host builds.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        if describes_xtask(&name) {
            command.env_remove(name);
        }
    }
    command
}

fn describes_xtask(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| {
        name.starts_with("CARGO_PKG_")
            || matches!(name, "CARGO_MANIFEST_DIR" | "CARGO_MANIFEST_PATH")
    })
}

/// Where cargo keeps the registry: `CARGO_HOME`, else `~/.cargo`.
pub fn home() -> Result<PathBuf> {
    match env::var_os("CARGO_HOME") {
        Some(home) => Ok(home.into()),
        None => Ok(env::home_dir()
            .context("no home directory: set CARGO_HOME")?
            .join(".cargo")),
    }
}

/// Compiler flags that give each folder another name in what is built.
///
/// Of several folders that hold a file, the innermost names it.
pub fn remapped(mut folders: Vec<(PathBuf, String)>) -> Vec<OsString> {
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
pub fn home_folders() -> Result<Vec<(PathBuf, String)>> {
    let home = home()?;
    let sources = home.join("registry/src");
    let mut folders = vec![(home, "/cargo".to_owned())];
    match fs::read_dir(&sources) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        listing => {
            let failed = || format!("cannot list {}", sources.display());
            for registry in listing.with_context(failed)? {
                let registry = registry.with_context(failed)?;
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
pub fn encoded_rustflags(flags: &[OsString]) -> OsString {
    flags.join(OsStr::new("\u{1f}"))
}

/// Announces `command` and runs it to its end.
///
/// # Errors
/// If it cannot be started or does not succeed; the message names it.
pub fn run(command: &mut Command) -> Result<()> {
    eprintln!("==> {}", line(command));
    run_quietly(command)
}

/// [`run`] without the announcement.
///
/// # Errors
/// As [`run`].
pub fn run_quietly(command: &mut Command) -> Result<()> {
    let line = line(command);
    let status = command
        .status()
        .with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// What `command` prints on stdout.
///
/// # Errors
/// As [`run`], with what it printed on stderr.
pub fn output(command: &mut Command) -> Result<String> {
    let line = line(command);
    let output = command
        .output()
        .with_context(|| format!("cannot start `{line}`"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{line}` failed ({}): {}", output.status, said.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{line}` does not print UTF-8"))
}

/// Whether `command` can be started and succeeds; what it prints is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Something that a build made, or found made already.
pub struct Artifact {
    /// The package as `cargo metadata` names it.
    pub package: String,
    /// The target within the package.
    pub name: String,
    /// `lib`, `cdylib`, `example`, …
    pub kinds: Vec<String>,
    /// Every file of it.
    pub files: Vec<PathBuf>,
}

/// Runs the `cargo build` in `command` and tells what it made.
///
/// # Errors
/// If cargo cannot be started or the build fails; its messages went to stderr.
pub fn build(command: &mut Command) -> Result<Vec<Artifact>> {
    command.arg("--message-format=json-render-diagnostics");
    let line = line(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{line}`"))?;
    let mut artifacts = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for message in BufReader::new(stdout).lines() {
            let message = message.with_context(|| format!("cannot read from `{line}`"))?;
            // Whatever is not JSON was printed by somebody else.
            if let Ok(message) = serde_json::from_str::<Value>(&message) {
                artifacts.extend(artifact(&message));
            }
        }
    }
    let status = child
        .wait()
        .with_context(|| format!("lost sight of `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(artifacts)
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

/// The workspace as `cargo metadata` tells it.
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// The target directory, `CARGO_TARGET_DIR` and configuration considered.
    pub target: PathBuf,
    /// Every member.
    pub packages: Vec<Package>,
}

/// A member of the workspace.
pub struct Package {
    /// As an [`Artifact`] names it.
    pub id: String,
    /// As `cargo build -p` wants it.
    pub name: String,
    /// `[package.metadata.accord]`, null if there is none.
    pub accord: Value,
}

impl Workspace {
    /// Asks cargo.
    ///
    /// # Errors
    /// If cargo refuses a manifest, or answers in a form unknown here.
    pub fn load() -> Result<Self> {
        let text =
            output(cargo().args(["metadata", "--no-deps", "--format-version", "1", "--quiet"]))?;
        let metadata: Value =
            serde_json::from_str(&text).context("`cargo metadata` does not print JSON")?;
        Self::read(&metadata).context("`cargo metadata` lacks what it always had")
    }

    fn read(metadata: &Value) -> Option<Self> {
        let text = |value: &Value, key: &str| Some(value.get(key)?.as_str()?.to_owned());
        Some(Self {
            root: text(metadata, "workspace_root")?.into(),
            target: text(metadata, "target_directory")?.into(),
            packages: metadata
                .get("packages")?
                .as_array()?
                .iter()
                .map(|package| {
                    Some(Package {
                        id: text(package, "id")?,
                        name: text(package, "name")?,
                        accord: package
                            .pointer("/metadata/accord")
                            .cloned()
                            .unwrap_or_default(),
                    })
                })
                .collect::<Option<_>>()?,
        })
    }
}

/// The command as one would type it, without its environment.
fn line(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let mut line = program.file_stem().map_or_else(
        || program.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
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
    fn only_what_cargo_says_of_xtask_is_dropped() {
        for dropped in ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR"] {
            assert!(describes_xtask(OsStr::new(dropped)), "{dropped}");
        }
        for kept in ["CARGO_HOME", "CARGO_TARGET_DIR", "RUSTC", "PATH"] {
            assert!(!describes_xtask(OsStr::new(kept)), "{kept}");
        }
    }
}
