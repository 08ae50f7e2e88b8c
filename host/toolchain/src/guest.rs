//! The toolchain for guests: a compiler that knows `wasm32-unknown-unknown`, and
//! the linker that makes components.
//!
//! Usually `rustup target add` is all. Where rustup's server is out of reach,
//! which is common behind a department's firewall, Debian's mirror often is in
//! reach: it has a recent compiler and the sources of its standard library,
//! though not the library for this target, so that is built here (see
//! [`debian`]). The linker `wasm-component-ld` comes with rustup's compiler.
//!
//! What is found is applied to guest builds only. Host builds keep the
//! compiler that the user chose.

#[cfg(target_os = "linux")]
mod debian;

use std::{
    env,
    ffi::{OsStr, OsString},
    io,
    path::{Path, PathBuf},
    process::Command,
};

#[cfg(not(target_os = "linux"))]
use crate::error::DebianError;
use crate::{
    command,
    error::{ToolchainError, chain},
    tool::Tool,
};

/// The target of guests: no system interface at all, so nothing to import.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler, and the environment with which cargo uses it for guests.
pub struct GuestToolchain {
    env: Vec<(String, OsString)>,
    sysroot: PathBuf,
}

impl GuestToolchain {
    /// Finds the toolchain, or makes it.
    ///
    /// # Errors
    /// If no way is open; the message names each way and what to install.
    pub fn ready() -> Result<Self, ToolchainError> {
        let rustc = Rustc::ask(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))?;
        if rustc.has_target() {
            return Self::of_user(&rustc);
        }
        let apt = match Self::of_debian(&rustc) {
            Ok(toolchain) => return Ok(toolchain),
            Err(error) => Box::new(error),
        };
        eprintln!("not by apt: {}", chain(&apt));
        match add_target(&rustc) {
            Ok(()) => Self::of_user(&rustc),
            Err(error) => Err(ToolchainError::NoTarget {
                apt,
                rustup: Box::new(error),
            }),
        }
    }

    /// Lets `command`, a cargo, build guests.
    pub fn apply(&self, command: &mut Command) {
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
    }

    /// Where the compiler keeps its libraries and, if any, their sources.
    pub fn sysroot(&self) -> &Path {
        &self.sysroot
    }

    fn of_user(rustc: &Rustc) -> Result<Self, ToolchainError> {
        rustc.linker()?;
        Ok(Self {
            env: vec![linker_variable()],
            sysroot: rustc.sysroot.clone(),
        })
    }

    #[cfg(target_os = "linux")]
    fn of_debian(rustc: &Rustc) -> Result<Self, ToolchainError> {
        let tools = rustc.linker()?;
        let private = debian::PrivateRust::ready(tools.as_deref())?;
        Ok(Self {
            env: vec![
                linker_variable(),
                ("RUSTC".to_owned(), private.rustc.into_os_string()),
            ],
            sysroot: private.sysroot,
        })
    }

    #[cfg(not(target_os = "linux"))]
    fn of_debian(_: &Rustc) -> Result<Self, ToolchainError> {
        Err(DebianError::NotDebian.into())
    }
}

fn linker_variable() -> (String, OsString) {
    let name = TARGET.to_uppercase().replace('-', "_");
    (
        format!("CARGO_TARGET_{name}_LINKER"),
        Tool::ComponentLinker.name().into(),
    )
}

fn add_target(rustc: &Rustc) -> Result<(), ToolchainError> {
    let mut command = Command::new("rustup");
    command.args(["target", "add", TARGET]).stdout(io::stderr());
    command::run(&mut command)?;
    if !rustc.has_target() {
        return Err(ToolchainError::OtherToolchain {
            sysroot: rustc.sysroot.clone(),
        });
    }
    Ok(())
}

/// A compiler and what it says of itself.
struct Rustc {
    /// `rustc -vV`, whole.
    version: String,
    /// The version, as `1.96.0`.
    release: String,
    /// The platform it runs on.
    host: String,
    sysroot: PathBuf,
}

impl Rustc {
    fn ask(program: impl AsRef<OsStr>) -> Result<Self, ToolchainError> {
        let program = program.as_ref();
        let version = command::output(Command::new(program).arg("-vV"))?;
        let sysroot = command::output(Command::new(program).args(["--print", "sysroot"]))?;
        let field = |name: &'static str| {
            version
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
                .map(str::to_owned)
                .ok_or_else(|| ToolchainError::Answer {
                    line: "rustc -vV".to_owned(),
                    what: name,
                })
        };
        Ok(Self {
            release: field("release")?,
            host: field("host")?,
            sysroot: sysroot.trim_end().into(),
            version,
        })
    }

    fn has_target(&self) -> bool {
        self.sysroot
            .join("lib/rustlib")
            .join(TARGET)
            .join("lib")
            .is_dir()
    }

    /// Makes sure of the linker: the folder within the sysroot that has it, or
    /// none if it is on the path.
    fn linker(&self) -> Result<Option<PathBuf>, ToolchainError> {
        let program = format!("{}{}", Tool::ComponentLinker, env::consts::EXE_SUFFIX);
        let tools = self
            .sysroot
            .join("lib/rustlib")
            .join(&self.host)
            .join("bin");
        if tools.join(&program).is_file() {
            return Ok(Some(tools));
        }
        let path = env::var_os("PATH").unwrap_or_default();
        if env::split_paths(&path).any(|folder| folder.join(&program).is_file()) {
            return Ok(None);
        }
        Err(Tool::ComponentLinker.missing())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linker_variable_is_cargos() {
        assert_eq!(
            linker_variable().0,
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER"
        );
    }
}
