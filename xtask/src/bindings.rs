//! `cargo xtask bindings`: the generated bindings are committed, so that a
//! reader sees them and a build needs no generator; a test holds them to the
//! contract, and the same test rewrites them when asked.

use accord_toolchain::{cargo::cargo, command};
use anyhow::Result;

/// Rewrites the committed bindings from the contract.
pub fn run() -> Result<()> {
    let mut test = cargo();
    test.args(["test", "-p", "accord-tests", "--test", "bindings"])
        .env("ACCORD_UPDATE_BINDINGS", "1");
    Ok(command::run(&mut test)?)
}
