//! Guests in JavaScript: `app.js`, an ES module, made into a component by
//! componentize-qjs.
//!
//! The packager is a package of npm, kept in a private folder in the pinned version. It
//! puts QuickJS into the component, with stubs instead of the system: an evaluation that
//! reads the clock traps, and there is no `console`. `--sync`, because a call of the host
//! is one call. Integers of the contract become numbers: amounts are exact up to 2^53 fen.
//!
//! The seed of `Math.random` is drawn while the component is made and stays in it. So a
//! component always gives the same answers, but two builds of one source differ in some
//! bytes.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    WORLD, cache, command,
    error::ToolchainError,
    interpreted::{self, Packager, Stage},
    language::Project,
    placing::replace,
    tool::Tool,
};

const PACKAGER: &str = "componentize-qjs 0.4.5";

/// A package that has the packager as its dependency, and the digests of what npm then
/// installs, for every platform.
const PACKAGE: &str = include_str!("javascript/package.json");
const LOCK: &str = include_str!("javascript/package-lock.json");

/// The oldest Node.js for which the packager is made.
const OLDEST: u32 = 18;

/// The component of a project in JavaScript, made in the folder `workshop`, where it
/// stays: what did not change is not built again.
///
/// # Errors
/// If Node.js is missing, the packager cannot be fetched, or the program does not load.
pub fn build(project: &Project, workshop: &Path) -> Result<Vec<u8>, ToolchainError> {
    let packager = Packager {
        name: PACKAGER,
        program: "app.js",
        ends: &["js", "mjs", "json"],
        call,
    };
    interpreted::build(project, workshop, &packager)
}

fn call(stage: &Stage) -> Result<Command, ToolchainError> {
    let packager = packager()?;
    let mut command = Command::new(Tool::Node.name());
    command
        .current_dir(&stage.sources)
        .arg(packager.join("node_modules/componentize-qjs/bin/componentize-qjs"))
        .arg("--wit")
        .arg(&stage.contract)
        .args(["--world", WORLD, "--stub-wasi", "--sync"])
        .args(["--module-root", ".", "--js", "app.js", "--output"])
        .arg(&stage.component);
    Ok(command)
}

/// The private folder with the packager.
fn packager() -> Result<PathBuf, ToolchainError> {
    let version = command::output(Command::new(Tool::Node.name()).arg("--version"))?;
    if major(&version) < Some(OLDEST) {
        return Err(Tool::Node.missing());
    }
    let folder = cache::folder(&PACKAGER.replace(' ', "-"))?;
    cache::ready(&folder, LOCK, || install(&folder))?;
    Ok(folder)
}

/// The first number of `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn install(folder: &Path) -> Result<(), ToolchainError> {
    eprintln!("fetching {PACKAGER}, once, into {}", folder.display());
    replace(&folder.join("package.json"), PACKAGE.as_bytes())?;
    replace(&folder.join("package-lock.json"), LOCK.as_bytes())?;
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(folder)
        // As locked, and nothing of it is run on installing.
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    command::captured(&mut npm)
        .map(drop)
        .map_err(|error| match error {
            error @ ToolchainError::NotInstalled { .. } => error,
            source => ToolchainError::NotFetched {
                packager: PACKAGER,
                source: Box::new(source),
            },
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_are_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert!(major("v16.0.0") < Some(OLDEST));
        assert!(major("unknown") < Some(OLDEST));
    }

    #[test]
    fn what_is_installed_is_what_is_named() {
        let (name, version) = PACKAGER.split_once(' ').unwrap();
        for text in [PACKAGE, LOCK] {
            let json: serde_json::Value = serde_json::from_str(text).unwrap();
            let root = json.pointer("/packages/").unwrap_or(&json);
            assert_eq!(root["dependencies"][name], version);
        }
    }
}
