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

use anyhow::{Context, Result, anyhow, bail};

use crate::cargo;

/// The target of guests: no system interface at all, so nothing to import.
pub const TARGET: &str = "wasm32-unknown-unknown";

const LINKER: &str = "wasm-component-ld";

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
    pub fn ready() -> Result<Self> {
        let rustc = Rustc::ask(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))?;
        if rustc.has_target() {
            return Self::of_user(&rustc);
        }
        let by_apt = match Self::of_debian(&rustc) {
            Ok(toolchain) => return Ok(toolchain),
            Err(error) => error,
        };
        eprintln!("not by apt: {by_apt:#}");
        let by_rustup = match add_target(&rustc) {
            Ok(()) => return Self::of_user(&rustc),
            Err(error) => error,
        };
        bail!(
            "没有可用的 {TARGET} 工具链  (no toolchain for {TARGET})
  apt: {by_apt:#}
  rustup: {by_rustup:#}
  请安装: 执行 `rustup target add {TARGET}`; 无法访问 rustup 时, 在 Debian 上以 root 执行 \
  `apt-get install --no-install-recommends rustc-web rust-web-src`, 再重试
  help: run `rustup target add {TARGET}`; where rustup is out of reach, on Debian as root \
  `apt-get install --no-install-recommends rustc-web rust-web-src`, then try again"
        )
    }

    /// Lets `command`, a cargo, build guests.
    pub fn apply(&self, command: &mut Command) {
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
    }

    /// Where the compiler keeps its libraries and, if any, their sources.
    pub fn sysroot(&self) -> &Path {
        &self.sysroot
    }

    fn of_user(rustc: &Rustc) -> Result<Self> {
        rustc.linker()?;
        Ok(Self {
            env: vec![linker_variable()],
            sysroot: rustc.sysroot.clone(),
        })
    }

    #[cfg(target_os = "linux")]
    fn of_debian(rustc: &Rustc) -> Result<Self> {
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
    fn of_debian(_: &Rustc) -> Result<Self> {
        bail!("this is not Debian or Ubuntu")
    }
}

fn linker_variable() -> (String, OsString) {
    let name = TARGET.to_uppercase().replace('-', "_");
    (format!("CARGO_TARGET_{name}_LINKER"), LINKER.into())
}

fn add_target(rustc: &Rustc) -> Result<()> {
    let mut command = Command::new("rustup");
    command.args(["target", "add", TARGET]).stdout(io::stderr());
    cargo::run(&mut command)?;
    if !rustc.has_target() {
        bail!(
            "rustup added the target, yet not to {}, which is in use",
            rustc.sysroot.display()
        );
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
    fn ask(program: impl AsRef<OsStr>) -> Result<Self> {
        let program = program.as_ref();
        let version = cargo::output(Command::new(program).arg("-vV"))?;
        let sysroot = cargo::output(Command::new(program).args(["--print", "sysroot"]))?;
        let field = |name: &str| {
            version
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
                .map(str::to_owned)
                .ok_or_else(|| anyhow!("`rustc -vV` does not tell its {name}"))
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
    fn linker(&self) -> Result<Option<PathBuf>> {
        let program = format!("{LINKER}{}", env::consts::EXE_SUFFIX);
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
        bail!(
            "缺少链接器 {LINKER}: 请使用 rustup 安装的 Rust, 或执行 `cargo install {LINKER}` 并安装 lld  \
             (no {LINKER} in {}: use a Rust installed by rustup, or run `cargo install {LINKER}` and install lld)",
            tools.display()
        )
    }
}

/// Says no to a compiler older than this workspace asks for.
#[cfg(target_os = "linux")]
fn recent_enough(who: &str, release: &str) -> Result<()> {
    let wanted = env!("CARGO_PKG_RUST_VERSION");
    let too_old = version(release).with_context(|| format!("{who}: no version: `{release}`"))?
        < version(wanted).with_context(|| format!("no version: `{wanted}`"))?;
    if too_old {
        bail!("{who} is {release}, older than {wanted}, which this workspace needs");
    }
    Ok(())
}

/// The first two numbers: `1.96.0`, `1.95`, `1.97.0-nightly`, `1.96.0+dfsg1-1`.
#[cfg(target_os = "linux")]
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split(['.', '-', '+', '~']).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(version("1.96.0+dfsg1-1~deb12u2"), Some((1, 96)));
        assert!(version("1.100.0-nightly") > version("1.95"));
        assert!(recent_enough("rustc", "1.63.0").is_err());
        assert!(recent_enough("rustc", env!("CARGO_PKG_RUST_VERSION")).is_ok());
        assert!(recent_enough("rustc", "unknown").is_err());
    }

    #[test]
    fn the_linker_variable_is_cargos() {
        assert_eq!(
            linker_variable().0,
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER"
        );
    }
}
