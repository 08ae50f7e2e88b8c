//! The command line of the host.

use clap::{Parser, Subcommand};

mod generate;

/// Accord, a host for departments' measures in China's credit system.
#[derive(Debug, Parser)]
#[command(name = "accord", version)]
struct Accord {
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Command {
    /// Write a synthetic data set.
    Generate(generate::Generate),
}

fn main() -> anyhow::Result<()> {
    match Accord::parse().command {
        Command::Generate(args) => generate::run(args),
    }
}
