//! Reference data and deadlines.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_model::{date::Date, period::Period};
use accord_service::{deadlines::DeadlineQuery, reference::ReferenceName};
use anyhow::Context as _;

use super::moment;
use crate::{access::Access, show::To};

/// Show or change reference data: dictionary, catalogue, departments, calendar, forms,
/// retention, parameters, rules.
#[derive(Debug, clap::Args)]
pub(crate) struct Reference {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Print what is in force, TOML.
    Show {
        /// Which data.
        name: ReferenceName,
    },
    /// List the editions.
    Editions {
        /// Which data.
        name: ReferenceName,
    },
    /// Change it by a file in TOML; it takes effect at once.
    Change {
        /// Which data.
        name: ReferenceName,
        /// Kinds, fields and codes to be added; notices to be added; departments to be
        /// added or replaced; settings to be added; all forms; all rules of retention; all
        /// rules of the host. The catalogue is changed by `accord catalogue`.
        file: PathBuf,
    },
}

/// Compute the last day of a period.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("period").required(true))]
pub(crate) struct Deadline {
    /// The day that starts it and is not counted.
    start: Date,
    /// Working days.
    #[arg(long, group = "period")]
    working_days: Option<u16>,
    /// Days.
    #[arg(long, group = "period")]
    days: Option<u16>,
    /// Months.
    #[arg(long, group = "period")]
    months: Option<u16>,
    /// Years.
    #[arg(long, group = "period")]
    years: Option<u16>,
    /// By the notices known at this moment, such as 2026-11-23T10:00:00+08:00.
    #[arg(long)]
    known_at: Option<String>,
}

pub(crate) fn reference(data: &Path, to: &To, args: &Reference) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    match &args.command {
        Command::Show { name } => {
            print!("{}", access.reference_text(*name)?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Editions { name } => to.editions(&access.reference_editions(*name)?),
        Command::Change { name, file } => {
            let change = fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            to.editions(&[access.change_reference(*name, &change)?])
        }
    }
}

pub(crate) fn deadline(data: &Path, to: &To, args: &Deadline) -> anyhow::Result<ExitCode> {
    let periods = [
        args.working_days.map(Period::WorkingDays),
        args.days.map(Period::Days),
        args.months.map(Period::Months),
        args.years.map(Period::Years),
    ];
    let period = periods.into_iter().flatten().next();
    let query = DeadlineQuery {
        start: args.start,
        period: period.context("no period")?,
        known_at: args.known_at.as_deref().map(moment).transpose()?,
    };
    to.deadline(&Access::open(data)?.deadline(&query)?)
}
