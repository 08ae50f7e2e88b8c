//! Debian's compiler, and the standard library for guests built from Debian's
//! sources into a sysroot of its own.
//!
//! `rustc-web` is the compiler with which Debian builds browsers, hence kept
//! recent in the stable release too; `rust-web-src` are the sources of its
//! library. The sysroot is built in a folder beside its place and renamed when
//! whole, under a lock: an interrupted build is never taken for a finished one,
//! and two builders do not meet. Nothing in it names the folder it was built
//! in, so the components made with it are the same on every machine.

mod apt;

use std::{
    fs, io,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process,
};

use super::{Rustc, TARGET};
use crate::{
    cache, cargo, command,
    error::{DebianError, Doing as _, ToolchainError, chain},
};

const COMPILER: &str = "/usr/bin/rustc";
const SOURCES: &str = "/usr/lib/rustlib/src/rust";

/// The manifest of a package that has no code: building it builds the library.
///
/// Level 3 like the library that rustup ships; a plugin's own code decides its
/// size, of this only what is used is linked.
const MANIFEST: &str = r#"[package]
name = "nothing"
version = "0.0.0"
edition = "2024"

[lib]
path = "nothing.rs"

[profile.release]
opt-level = 3
codegen-units = 1
panic = "abort"

[workspace]
"#;

/// Which way of building is used; to be raised when this file builds otherwise.
const EDITION: u32 = 1;

/// The name of the file that is written last and tells what the sysroot is of.
const STAMP: &str = "built-by";

/// A compiler with a sysroot for guests.
pub(super) struct PrivateRust {
    /// The wrapper to be used as `RUSTC`.
    pub(super) rustc: PathBuf,
    /// Where it finds its libraries.
    pub(super) sysroot: PathBuf,
}

impl PrivateRust {
    /// Finds it or builds it; `tools` is the folder of the linker, if that is
    /// not on the path.
    ///
    /// # Errors
    /// If this is no Debian, the packages cannot be had or the build fails.
    pub(super) fn ready(tools: Option<&Path>) -> Result<Self, ToolchainError> {
        if !is_debian()? {
            return Err(DebianError::NotDebian.into());
        }
        let cache = cache::folder("guest-rust")?;
        if let Ok(system) = installed()
            && let Some(found) = Place::new(&cache, &system).finished(&system, tools)
        {
            return Ok(found);
        }
        fs::create_dir_all(&cache).doing(|| format!("make {}", cache.display()))?;
        let _lock = cache::lock(&cache.join(".lock"))?;
        let system = match installed() {
            Ok(system) => system,
            Err(why) => {
                eprintln!("to be installed by apt: {}", chain(&why));
                apt::install()?;
                installed()?
            }
        };
        let place = Place::new(&cache, &system);
        if let Some(found) = place.finished(&system, tools) {
            return Ok(found);
        }
        place.clear()?;
        build(&place.building, &system, tools)?;
        fs::rename(&place.building, &place.done)
            .doing(|| format!("make {}", place.done.display()))?;
        place
            .finished(&system, tools)
            .ok_or_else(|| DebianError::Incomplete("sysroot").into())
    }
}

fn is_debian() -> Result<bool, ToolchainError> {
    let release = match fs::read_to_string("/etc/os-release") {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        release => release.doing(|| "read /etc/os-release".to_owned())?,
    };
    Ok(is_debian_release(&release))
}

fn is_debian_release(release: &str) -> bool {
    release
        .lines()
        .filter_map(|line| {
            line.strip_prefix("ID=")
                .or_else(|| line.strip_prefix("ID_LIKE="))
        })
        .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace())
        .any(|id| matches!(id, "debian" | "ubuntu"))
}

/// The system's compiler, if it is there with its sources and recent enough.
fn installed() -> Result<Rustc, ToolchainError> {
    if !Path::new(COMPILER).is_file() {
        return Err(DebianError::NoCompiler(COMPILER).into());
    }
    let rustc = Rustc::ask(COMPILER)?;
    recent_enough(COMPILER, &rustc.release)?;
    if !Path::new(SOURCES).join("library/std/Cargo.toml").is_file() {
        return Err(DebianError::NoSources(SOURCES).into());
    }
    // A link whose aim tells the version, of a package apart from the compiler.
    let sources = fs::canonicalize(SOURCES).doing(|| format!("follow {SOURCES}"))?;
    if !sources.ends_with(format!("rustc-{}", rustc.release)) {
        return Err(DebianError::OtherSources {
            sources,
            release: rustc.release,
        }
        .into());
    }
    Ok(rustc)
}

/// Says no to a compiler older than this workspace asks for.
fn recent_enough(who: &'static str, release: &str) -> Result<(), DebianError> {
    let wanted = env!("CARGO_PKG_RUST_VERSION");
    if version(release) < version(wanted) {
        return Err(DebianError::TooOld {
            who,
            release: release.to_owned(),
            wanted,
        });
    }
    Ok(())
}

/// The first two numbers: `1.96.0`, `1.95`, `1.97.0-nightly`, `1.96.0+dfsg1-1`; none,
/// which is before all, if it has none.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split(['.', '-', '+', '~']).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Where the sysroot of one compiler stands, and where it is built.
struct Place {
    done: PathBuf,
    building: PathBuf,
    /// What every folder of a build begins with, whoever began it.
    prefix: String,
}

impl Place {
    fn new(cache: &Path, system: &Rustc) -> Self {
        let key = format!("{}-{}", system.release, system.host);
        let prefix = format!(".{key}.building-");
        Self {
            done: cache.join(key),
            building: cache.join(format!("{prefix}{}", process::id())),
            prefix,
        }
    }

    /// The finished sysroot, if it is of this very compiler and its links hold:
    /// the linker's folder may have moved with an update of rustup.
    fn finished(&self, system: &Rustc, tools: Option<&Path>) -> Option<PrivateRust> {
        let built_by = fs::read_to_string(self.done.join(STAMP)).ok()?;
        let sysroot = self.done.join("sysroot");
        let holds = built_by == stamp(system)
            && fs::read_link(tools_link(&sysroot, system)).ok().as_deref() == tools
            && host_library(&sysroot, system).is_dir();
        holds.then(|| PrivateRust {
            rustc: self.done.join("rustc"),
            sysroot,
        })
    }

    /// Removes what stands in the way of a build. Only under the lock, so
    /// folders of other builds are those of builds that were interrupted.
    fn clear(&self) -> Result<(), ToolchainError> {
        let cache = self.done.parent().unwrap_or(&self.done);
        let list = || format!("list {}", cache.display());
        for entry in fs::read_dir(cache).doing(list)? {
            let entry = entry.doing(list)?;
            if entry
                .file_name()
                .to_string_lossy()
                .starts_with(&self.prefix)
            {
                remove(&entry.path())?;
            }
        }
        if self.done.exists() {
            // Renamed first: half of a folder must not bear its name.
            fs::rename(&self.done, &self.building)
                .doing(|| format!("move {}", self.done.display()))?;
            remove(&self.building)?;
        }
        Ok(())
    }
}

fn remove(folder: &Path) -> Result<(), ToolchainError> {
    fs::remove_dir_all(folder).doing(|| format!("remove {}", folder.display()))
}

fn stamp(system: &Rustc) -> String {
    format!("build {EDITION}\n{}", system.version)
}

fn rustlib(sysroot: &Path, target: &str) -> PathBuf {
    sysroot.join("lib/rustlib").join(target)
}

fn tools_link(sysroot: &Path, system: &Rustc) -> PathBuf {
    rustlib(sysroot, &system.host).join("bin")
}

fn host_library(sysroot: &Path, system: &Rustc) -> PathBuf {
    rustlib(sysroot, &system.host).join("lib")
}

fn build(place: &Path, system: &Rustc, tools: Option<&Path>) -> Result<(), ToolchainError> {
    eprintln!(
        "building the standard library of rustc {} for {TARGET}, once; about a minute",
        system.release
    );
    let sysroot = place.join("sysroot");
    let rustc = place.join("rustc");
    lay_out(&sysroot, &rustc, system, tools).doing(|| format!("prepare {}", place.display()))?;
    let library = build_library(place, &rustc, system)?;
    let shelf = rustlib(&sysroot, TARGET).join("lib");
    for file in library {
        let name = file.file_name().unwrap_or_default();
        fs::copy(&file, shelf.join(name)).doing(|| format!("copy {}", file.display()))?;
    }
    remove(&place.join("build"))?;
    for scaffold in ["Cargo.toml", "Cargo.lock", "nothing.rs"] {
        fs::remove_file(place.join(scaffold)).doing(|| format!("remove {scaffold}"))?;
    }
    fs::write(place.join(STAMP), stamp(system)).doing(|| format!("finish {}", place.display()))
}

fn lay_out(sysroot: &Path, rustc: &Path, system: &Rustc, tools: Option<&Path>) -> io::Result<()> {
    fs::create_dir_all(rustlib(sysroot, &system.host))?;
    fs::create_dir_all(rustlib(sysroot, TARGET).join("lib"))?;
    symlink(
        host_library(&system.sysroot, system),
        host_library(sysroot, system),
    )?;
    symlink("/usr/lib/rustlib/src", sysroot.join("lib/rustlib/src"))?;
    if let Some(tools) = tools {
        symlink(tools, tools_link(sysroot, system))?;
    }
    // It finds the sysroot beside itself, so the folder can be renamed.
    fs::write(
        rustc,
        format!("#!/bin/sh\nexec {COMPILER} --sysroot \"${{0%/*}}/sysroot\" \"$@\"\n"),
    )?;
    fs::set_permissions(rustc, fs::Permissions::from_mode(0o755))
}

/// Builds the library and names its files.
///
/// The stub lies above the sysroot: cargo then names the library's packages
/// relative to the stub, and the names of symbols, which derive from that, do
/// not depend on where the cache is.
fn build_library(
    place: &Path,
    rustc: &Path,
    system: &Rustc,
) -> Result<Vec<PathBuf>, ToolchainError> {
    fs::write(place.join("Cargo.toml"), MANIFEST)
        .and_then(|()| fs::write(place.join("nothing.rs"), "#![no_std]\n"))
        .doing(|| format!("prepare {}", place.display()))?;
    // The name under which the official library knows its sources.
    let commit = system
        .version
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: "))
        .unwrap_or(&system.release);
    let sources = format!("/rustc/{commit}");
    let cargo = |action: &str| {
        let mut command = cargo::cargo();
        command
            .current_dir(place)
            .args([action, "--target", TARGET])
            .args(["-Z", "build-std=std,panic_abort"])
            .env("RUSTC", rustc)
            // A stable cargo and compiler build their own library only if told so.
            .env("RUSTC_BOOTSTRAP", "1");
        command
    };
    command::run_quietly(cargo("fetch").arg("--quiet"))?;
    let mut folders = cargo::home_folders()?;
    folders.extend([
        (place.to_owned(), "/build".to_owned()),
        (place.join("sysroot/lib/rustlib/src/rust"), sources.clone()),
        // As cargo names it, being above.
        ("sysroot/lib/rustlib/src/rust".into(), sources.clone()),
        (SOURCES.into(), sources),
    ]);
    // With bitcode, for the link-time optimisation of guests.
    let mut flags = vec!["-Cembed-bitcode=yes".into()];
    flags.extend(cargo::remapped(folders));
    let mut command = cargo("build");
    command
        .args(["--release", "--target-dir"])
        .arg(place.join("build"))
        .env("CARGO_ENCODED_RUSTFLAGS", cargo::encoded_rustflags(&flags));
    let files: Vec<_> = cargo::build(&mut command)?
        .into_iter()
        .filter(|made| made.name != "nothing")
        .flat_map(|made| made.files)
        .filter(|file| {
            file.extension().is_some_and(|end| end == "rlib")
                && file.iter().any(|folder| folder == TARGET)
        })
        .collect();
    let whole = files
        .iter()
        .filter_map(|file| file.file_name()?.to_str())
        .any(|name| name.starts_with("libstd-"));
    if !whole {
        return Err(DebianError::Incomplete("libstd").into());
    }
    Ok(files)
}

#[cfg(test)]
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
    fn debian_and_its_kin_are_known() {
        for yes in [
            "NAME=x\nID=debian\n",
            "ID=ubuntu\nID_LIKE=debian\n",
            "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n",
        ] {
            assert!(is_debian_release(yes), "{yes}");
        }
        for no in ["ID=fedora\n", "ID=alpine\nVERSION_ID=debian\n", ""] {
            assert!(!is_debian_release(no), "{no}");
        }
    }
}
