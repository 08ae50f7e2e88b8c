//! Installing Debian's compiler with apt, without harm to what is there.

use std::{io, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{cargo, guest::recent_enough};

const PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

/// Installs the compiler and its sources.
///
/// # Errors
/// If the user is not root, or apt has no compiler recent enough, or can only
/// install it by removing another package.
pub fn install() -> Result<()> {
    let user = cargo::output(Command::new("id").arg("-u"))?;
    ensure!(
        user.trim() == "0",
        "only root may install {}",
        PACKAGES.join(" and ")
    );
    // A third party's list that cannot be had is no reason to stop.
    if let Err(error) = cargo::run(&mut apt("apt-get", &["update", "-qq"])) {
        eprintln!("going on with the package lists as they are: {error:#}");
    }
    let offer = cargo::output(&mut apt_cache()).context(
        "apt does not know rustc-web (Debian 12 or newer with its security updates has it)",
    )?;
    let offer = offer
        .lines()
        .find_map(|line| line.strip_prefix("Version: "))
        .context("apt offers no rustc-web")?;
    recent_enough("rustc-web as offered by apt", offer)?;
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
    cargo::run(command.args(PACKAGES))
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
