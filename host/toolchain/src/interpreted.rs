//! What guests in interpreted languages have in common.
//!
//! The interpreter is run once while the component is made, and its memory, with the
//! program loaded, becomes the component's. That takes seconds, so it is done only when
//! something changed of which the component is made: the sources, the contract, the
//! packager or this file. Sources are copied first and built from the copy: what was
//! digested is what is built, and no path of the machine can get into it.

mod sources;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use sha2::{Digest as _, Sha256};

use self::sources::Sources;
use crate::{
    CONTRACT, cache, command,
    error::{Doing as _, ToolchainError},
    is_component,
    language::Project,
    placing::replace,
};

/// Which way of building is used; to be raised when a build is done otherwise.
const EDITION: u32 = 1;

/// A program that makes components of one language.
pub(crate) struct Packager {
    /// Its name and version.
    pub(crate) name: &'static str,
    /// The file that is the plugin's program.
    pub(crate) program: &'static str,
    /// How the names of files end that the program may import.
    pub(crate) ends: &'static [&'static str],
    /// Gets the packager ready and tells how it is called.
    pub(crate) call: fn(&Stage) -> Result<Command, ToolchainError>,
}

/// Where a packager finds what it needs, and where it leaves what it makes.
pub(crate) struct Stage {
    /// The sources, the program among them, and nothing else.
    pub(crate) sources: PathBuf,
    /// The folder of the contract.
    pub(crate) contract: PathBuf,
    /// The file to be written.
    pub(crate) component: PathBuf,
}

/// The component of `project`, made in the folder `workshop` unless it is there already.
pub(crate) fn build(
    project: &Project,
    workshop: &Path,
    packager: &Packager,
) -> Result<Vec<u8>, ToolchainError> {
    let sources = Sources::gather(project, packager)?;
    let inputs = sources.digest(packager.name, EDITION);
    let workshop = std::path::absolute(workshop).doing(|| "tell the current folder".to_owned())?;
    fs::create_dir_all(&workshop).doing(|| format!("make {}", workshop.display()))?;
    let _lock = cache::lock(&workshop.join(".lock"))?;
    let kept = workshop.join("component.wasm");
    let stamp = workshop.join("component.stamp");
    if let Some(component) = unchanged(&kept, &stamp, &inputs) {
        return Ok(component);
    }
    let stage = Stage::set_up(&workshop.join("stage"), &sources)?;
    eprintln!(
        "==> {} of {}; some seconds",
        packager.name,
        project.folder.display()
    );
    run((packager.call)(&stage)?).map_err(|error| match error {
        ToolchainError::Failed { said, .. } => ToolchainError::Program {
            packager: packager.name,
            folder: project.folder.clone(),
            said,
        },
        other => other,
    })?;
    let component =
        fs::read(&stage.component).doing(|| format!("read what {} made", packager.name))?;
    if !is_component(&component) {
        return Err(ToolchainError::NotAComponent {
            of: project.name.clone(),
        });
    }
    replace(&kept, &component)?;
    replace(&stamp, stamped(&inputs, &component).as_bytes())?;
    Ok(component)
}

fn run(mut command: Command) -> Result<(), ToolchainError> {
    // Of the packager's errors their authors want a trace, not those who write plugins.
    command.env("RUST_BACKTRACE", "0");
    command::captured(&mut command).map(drop)
}

/// The component of an earlier build, if it was made of the same inputs and is whole.
fn unchanged(kept: &Path, stamp: &Path, inputs: &str) -> Option<Vec<u8>> {
    let stamp = fs::read_to_string(stamp).ok()?;
    let component = fs::read(kept).ok()?;
    (stamp == stamped(inputs, &component)).then_some(component)
}

fn stamped(inputs: &str, component: &[u8]) -> String {
    format!(
        "inputs {inputs}\ncomponent {}\n",
        hex::encode(Sha256::digest(component))
    )
}

impl Stage {
    fn set_up(folder: &Path, sources: &Sources) -> Result<Self, ToolchainError> {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed.doing(|| format!("remove {}", folder.display()))?,
        }
        let stage = Self {
            sources: folder.join("sources"),
            contract: folder.join("contract"),
            component: folder.join("component.wasm"),
        };
        sources.copy_to(&stage.sources)?;
        replace(&stage.contract.join("memorandum.wit"), CONTRACT.as_bytes())?;
        Ok(stage)
    }
}

#[cfg(test)]
mod tests;
