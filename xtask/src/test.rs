//! `cargo xtask test`: all that must hold before a commit, in one command.
//!
//! Cheap checks stand first, and the tests last, so that the last lines on the
//! screen are their summary. The first failure ends it.

use accord_toolchain::{
    GuestToolchain,
    cargo::cargo,
    command::{self, succeeds},
};
use anyhow::{Context, Result};

use crate::plugins;

/// A check by a part of cargo that may be missing.
struct Check {
    /// The sub-command.
    tool: &'static str,
    arguments: &'static [&'static str],
    /// How to get it.
    source: &'static str,
}

const CHECKS: [Check; 2] = [
    Check {
        tool: "fmt",
        arguments: &["--all", "--check"],
        source: "rustup component add rustfmt",
    },
    Check {
        tool: "clippy",
        arguments: &["--workspace", "--all-targets", "--", "-D", "warnings"],
        source: "rustup component add clippy",
    },
];

/// Runs everything.
pub fn run() -> Result<()> {
    plugins::build(&GuestToolchain::ready()?)?;
    for check in &CHECKS {
        if has(check.tool) {
            step(&[&[check.tool], check.arguments].concat())?;
        } else {
            eprintln!(
                "==> SKIPPED cargo {}: not installed (`{}`)",
                check.tool, check.source
            );
        }
    }
    if has("nextest") {
        step(&["test", "--doc", "--workspace"])?;
        step(&["nextest", "run", "--workspace"])
    } else {
        eprintln!("==> cargo-nextest is not installed: the slower `cargo test` instead");
        step(&["test", "--workspace"])
    }
}

fn has(tool: &str) -> bool {
    succeeds(cargo().args([tool, "--version"]))
}

fn step(arguments: &[&str]) -> Result<()> {
    command::run(cargo().args(arguments)).context("the tests stop at the first failure")
}
