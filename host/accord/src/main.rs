//! The command line of the host.
//!
//! Results go to standard output, progress and messages to standard error. It ends with
//! 0 when all went well, 1 when something failed, 2 when it was called wrongly and 3 when
//! the running server refused or could not be reached.

mod access;
mod client;
mod commands;
mod generate;
mod holder;
mod show;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::client::ClientError;

/// Accord, a host for departments' measures in China's credit system.
#[derive(Debug, Parser)]
#[command(name = "accord", version)]
struct Accord {
    /// Folder of the store.
    #[arg(
        long,
        global = true,
        env = "ACCORD_DATA",
        default_value = "accord-data"
    )]
    data: PathBuf,
    /// Print JSON instead of tables.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Command {
    /// Make an empty store and its master key.
    Init,
    /// Write a synthetic data set.
    Generate(generate::Generate),
    /// Take in subjects, records and roles, NDJSON.
    Import(commands::Import),
    /// Upload a plugin: one component.
    Upload(commands::Upload),
    /// Enable a memorandum from a day on.
    Enable(commands::Enable),
    /// Disable a memorandum from a day on.
    Disable(commands::Disable),
    /// List memoranda and the decisions on them.
    Memoranda,
    /// Evaluate every memorandum in force over the whole store.
    Run(commands::Run),
    /// Ask what applies to one subject.
    Query(commands::Query),
    /// Answer over HTTP, on the loopback interface.
    Serve(commands::Serve),
}

fn main() -> ExitCode {
    let Accord {
        data,
        json,
        command,
    } = Accord::parse();
    let to = show::To { json };
    let done = match command {
        Command::Init => commands::init(&data),
        Command::Generate(args) => generate::run(args).map(|()| ExitCode::SUCCESS),
        Command::Import(args) => commands::import(&data, &to, &args),
        Command::Upload(args) => commands::upload(&data, &to, &args),
        Command::Enable(args) => commands::enable(&data, &to, &args),
        Command::Disable(args) => commands::disable(&data, &to, &args),
        Command::Memoranda => commands::memoranda(&data, &to),
        Command::Run(args) => commands::run(&data, &to, &args),
        Command::Query(args) => commands::query(&data, &to, &args),
        Command::Serve(args) => commands::serve(&data, &args),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", show::error(&error));
            if error.is::<ClientError>() {
                ExitCode::from(3)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}
