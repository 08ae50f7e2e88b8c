//! Guests in Python: `app.py`, made into a component by componentize-py.
//!
//! The packager is a package of PyPI, kept in a private environment of the pinned
//! version. It puts CPython into the component, with stubs instead of the system: an
//! evaluation that reads the clock, `os.urandom` or a file, or prints, traps.
//!
//! The seed of `random` and of the order of sets is drawn while the component is made
//! and stays in it. So a component always gives the same answers, but two builds of one
//! source are not the same bytes.

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

const PACKAGER: &str = "componentize-py 0.25.1";

/// The packager with the digests of its files for every platform.
const REQUIREMENTS: &str = include_str!("python/requirements.txt");

/// The oldest Python for which the packager is made.
const OLDEST: (u32, u32) = (3, 10);

/// The component of a project in Python, made in the folder `workshop`, where it stays:
/// what did not change is not built again.
///
/// # Errors
/// If Python is missing, the packager cannot be fetched, or the program does not load.
pub fn build(project: &Project, workshop: &Path) -> Result<Vec<u8>, ToolchainError> {
    let packager = Packager {
        name: PACKAGER,
        program: "app.py",
        ends: &["py"],
        call,
    };
    interpreted::build(project, workshop, &packager)
}

fn call(stage: &Stage) -> Result<Command, ToolchainError> {
    let environment = environment()?;
    let mut command = isolated(program(&environment, "componentize-py"));
    command
        // Else the modules of whatever environment the user is in would be found too.
        .env("VIRTUAL_ENV", &environment)
        .arg("--quiet")
        .arg("--wit-path")
        .arg(&stage.contract)
        .args(["--world", WORLD, "componentize", "--stub-wasi"])
        .arg("--python-path")
        .arg(&stage.sources)
        .arg("--output")
        .arg(&stage.component)
        .arg("app");
    Ok(command)
}

/// The private environment with the packager.
fn environment() -> Result<PathBuf, ToolchainError> {
    let python = Python::ask()?;
    let folder = cache::folder(&PACKAGER.replace(' ', "-"))?;
    let stamp = format!("{}\n{REQUIREMENTS}", python.identity);
    cache::ready(&folder, &stamp, || install(&folder))?;
    Ok(folder)
}

fn install(folder: &Path) -> Result<(), ToolchainError> {
    eprintln!("fetching {PACKAGER}, once, into {}", folder.display());
    if !command::succeeds(isolated(PYTHON).args(["-c", "import venv, ensurepip"])) {
        return Err(Tool::PythonVenv.missing());
    }
    command::captured(isolated(PYTHON).args(["-m", "venv"]).arg(folder))?;
    let requirements = folder.join("requirements.txt");
    replace(&requirements, REQUIREMENTS.as_bytes())?;
    let mut pip = isolated(program(folder, "python"));
    pip.args(["-m", "pip", "install", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--no-deps"])
        .args([
            "--only-binary",
            ":all:",
            "--require-hashes",
            "--requirement",
        ])
        .arg(&requirements);
    command::captured(&mut pip)
        .map(drop)
        .map_err(|source| ToolchainError::NotFetched {
            packager: PACKAGER,
            source: Box::new(source),
        })
}

const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// A program that sees no modules but its own.
fn isolated(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_remove("PYTHONPATH").env_remove("PYTHONHOME");
    command
}

fn program(environment: &Path, name: &str) -> PathBuf {
    if cfg!(windows) {
        environment.join("Scripts").join(name).with_extension("exe")
    } else {
        environment.join("bin").join(name)
    }
}

/// The Python of this machine. An environment is of one Python and breaks with another.
struct Python {
    identity: String,
}

impl Python {
    fn ask() -> Result<Self, ToolchainError> {
        let mut command = isolated(PYTHON);
        command.args([
            "-c",
            "import sys; print(*sys.version_info[:2], sys.base_prefix, sys.version)",
        ]);
        let identity = command::output(&mut command)?;
        let mut numbers = identity.split(' ').map(|number| number.parse().ok());
        let version = numbers.next().flatten().zip(numbers.next().flatten());
        if version < Some(OLDEST) {
            return Err(Tool::Python.missing());
        }
        Ok(Self { identity })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_what_is_named() {
        let pinned = PACKAGER.replace(' ', "==");
        let first = REQUIREMENTS.split_whitespace().next();
        assert_eq!(first, Some(pinned.as_str()));
        assert!(REQUIREMENTS.contains("--hash=sha256:"));
    }
}
