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
mod plugin;
mod show;

use std::{path::PathBuf, process::ExitCode};

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::client::ClientError;

/// sled makes and drops a great many small values: with the system's allocator an import
/// of a district takes two fifths more of the processor's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    /// Take in a file of a department: NDJSON, CSV or XLSX.
    Import(commands::Import),
    /// List batches of intake, or show one and its rejected lines.
    Batches(commands::Batches),
    /// Show what is known of one subject.
    Subject(commands::Subject),
    /// Search subjects by name.
    Search(commands::Search),
    /// Make the index of names anew from the records.
    RebuildNames,
    /// Show or change reference data.
    Reference(commands::Reference),
    /// Take in objections and decide on them.
    #[command(subcommand)]
    Objection(commands::Objection),
    /// Take in applications for credit repair and decide on them.
    #[command(subcommand)]
    Repair(commands::Repair),
    /// Propose listings, confirm and end them.
    #[command(subcommand)]
    Listing(commands::Listing),
    /// Execute measures, report on them, serve notices, finish remedies.
    #[command(subcommand)]
    Application(commands::Application),
    /// Keep the clock of what is to be published.
    #[command(subcommand)]
    Publication(commands::Publication),
    /// Accept files with documents missing.
    #[command(subcommand)]
    IncompleteFile(commands::IncompleteFile),
    /// Propose changes of the catalogue of measures and decide on them.
    Catalogue(commands::Catalogue),
    /// Compute the last day of a period.
    Deadline(commands::Deadline),
    /// Remove records whose time of keeping is over.
    Retention(commands::Retention),
    /// Use a new master key and erase the old one.
    RotateKeys,
    /// Copy the whole store while it is in use.
    Backup(commands::Backup),
    /// Make a store from a backup.
    Restore(commands::Restore),
    /// Print the audit.
    Audit(commands::Audit),
    /// Write, test and pack a plugin.
    #[command(subcommand)]
    Plugin(plugin::Plugin),
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
    /// Make what is stored that of a day, by looking only at those for whom it can differ.
    CatchUp(commands::CatchUp),
    /// Ask what applies to one subject.
    Query(commands::Query),
    /// Say why a measure applies to a subject or why not, and what would lift it.
    Explain(commands::Explain),
    /// Say what would change if a record of a subject were repaired.
    RepairEffect(commands::RepairEffect),
    /// Answer over HTTP, on the loopback interface.
    Serve(commands::Serve),
    /// Print completions for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
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
        Command::Batches(args) => commands::batches(&data, &to, &args),
        Command::Subject(args) => commands::subject(&data, &to, &args),
        Command::Search(args) => commands::search(&data, &to, &args),
        Command::RebuildNames => commands::rebuild_names(&data, &to),
        Command::Reference(args) => commands::reference(&data, &to, &args),
        Command::Objection(command) => commands::objection(&data, &to, command),
        Command::Repair(command) => commands::repair(&data, &to, command),
        Command::Listing(command) => commands::listing(&data, &to, command),
        Command::Application(command) => commands::application(&data, &to, command),
        Command::Publication(command) => commands::publication(&data, &to, command),
        Command::IncompleteFile(command) => commands::incomplete_file(&data, &to, command),
        Command::Catalogue(args) => commands::catalogue(&data, &to, args),
        Command::Deadline(args) => commands::deadline(&data, &to, &args),
        Command::Retention(args) => commands::retention(&data, &to, &args),
        Command::RotateKeys => commands::rotate_keys(&data, &to),
        Command::Backup(args) => commands::backup(&data, &to, &args),
        Command::Restore(args) => commands::restore(&data, &args),
        Command::Audit(args) => commands::audit(&data, &args),
        Command::Plugin(command) => plugin::run(&data, &to, &command),
        Command::Upload(args) => commands::upload(&data, &to, &args),
        Command::Enable(args) => commands::enable(&data, &to, &args),
        Command::Disable(args) => commands::disable(&data, &to, &args),
        Command::Memoranda => commands::memoranda(&data, &to),
        Command::Run(args) => commands::run(&data, &to, &args),
        Command::CatchUp(args) => commands::catch_up(&data, &to, &args),
        Command::Query(args) => commands::query(&data, &to, &args),
        Command::Explain(args) => commands::explain(&data, &to, &args),
        Command::RepairEffect(args) => commands::repair_effect(&data, &to, &args),
        Command::Serve(args) => commands::serve(&data, &args),
        Command::Completions { shell } => {
            let mut command = Accord::command();
            clap_complete::generate(shell, &mut command, "accord", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", show::error(&error));
            if error.is::<ClientError>() {
                ExitCode::from(3)
            } else if error.is::<plugin::Usage>() {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}
