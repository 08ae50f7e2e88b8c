//! Installing Debian's compiler with apt, without harm to what is there.

use std::{io, process::Command};

use super::recent_enough;
use crate::{
    command,
    error::{DebianError, ToolchainError, chain},
};

const PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

/// Installs the compiler and its sources.
///
/// # Errors
/// If the user is not root, or apt has no compiler recent enough, or can only
/// install it by removing another package.
pub(super) fn install() -> Result<(), ToolchainError> {
    let user = command::output(Command::new("id").arg("-u"))?;
    if user.trim() != "0" {
        return Err(DebianError::NotRoot(PACKAGES.join(" and ")).into());
    }
    // A third party's list that cannot be had is no reason to stop.
    if let Err(error) = command::run(&mut apt("apt-get", &["update", "-qq"])) {
        eprintln!(
            "going on with the package lists as they are: {}",
            chain(&error)
        );
    }
    let offer = command::output(&mut apt_cache())
        .ok()
        .and_then(|offer| {
            let version = offer.lines().find_map(|l| l.strip_prefix("Version: "))?;
            Some(version.to_owned())
        })
        .ok_or(DebianError::NotOffered("rustc-web"))?;
    recent_enough("rustc-web as offered by apt", &offer)?;
    // Not at the price of another package: `rustc-web` conflicts with Debian's
    // `rustc` and `rustup`, which somebody may need.
    let mut command = apt(
        "apt-get",
        &[
            "install",
            "--yes",
            "--no-install-recommends",
            "--no-remove",
            "-o",
            "DPkg::Lock::Timeout=300",
        ],
    );
    command::run(command.args(PACKAGES))
}

fn apt(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(io::stderr());
    command
}

fn apt_cache() -> Command {
    let mut command = Command::new("apt-cache");
    command.args(["show", "--no-all-versions", "rustc-web"]);
    command
}
