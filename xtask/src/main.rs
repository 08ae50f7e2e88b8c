//! What the README's commands call: `cargo xtask …`.
//!
//! A crate of the workspace instead of scripts, so that a fresh machine needs
//! nothing but cargo, and so that what prepares a build is typed, linted and
//! reviewed like the rest. Few dependencies: it stands before every first build.
//!
//! One command, one file: a new command is a module with a `run` and a line in
//! [`Command`].

mod bench;
mod bindings;
mod demo;
mod plugins;
mod setup;
mod test;

use std::process::ExitCode;

use accord_toolchain::ToolchainError;
use clap::{Parser, Subcommand};

/// Set-up, plugins and tests of Accord.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the toolchain for plugins ready: the target wasm32-unknown-unknown
    Setup,
    /// Build every plugin of the workspace into target/plugins
    Plugins,
    /// Set up, build the plugins, check style and lints, run every test
    Test,
    /// Show a memorandum added to a running host
    Demo(demo::Demo),
    /// Run the benches and print their ratios
    Bench(bench::Bench),
    /// Write the generated bindings of the contract anew
    Bindings,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Setup => setup::run(),
        Command::Plugins => plugins::run(),
        Command::Test => test::run(),
        Command::Demo(demo) => demo::run(&demo),
        Command::Bench(bench) => bench::run(&bench),
        Command::Bindings => bindings::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let chinese = error
                .downcast_ref()
                .and_then(ToolchainError::chinese)
                .map(|chinese| format!("{chinese}\n       "));
            eprintln!("error: {}{error:#}", chinese.unwrap_or_default());
            ExitCode::FAILURE
        }
    }
}
