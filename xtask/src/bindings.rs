//! `cargo xtask bindings`: the generated bindings are committed, so that a
//! reader sees them and a build needs no generator; a test holds them to the
//! contract, and the same test rewrites them when asked.

use anyhow::Result;

use crate::cargo;

/// Rewrites the committed bindings from the contract.
pub fn run() -> Result<()> {
    let mut command = cargo::cargo();
    command
        .args(["test", "-p", "accord-tests", "--test", "bindings"])
        .env("ACCORD_UPDATE_BINDINGS", "1");
    cargo::run(&mut command)
}
