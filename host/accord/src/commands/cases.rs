//! Cases. What opens one is a file in TOML or JSON, so that no person's number stands in
//! the list of processes; a step is a command.

mod applications;
mod incomplete_files;
mod listings;
mod objections;
mod publications;
mod repairs;

use std::{io, path::Path, process::ExitCode};

use accord_model::{
    case::{CaseId, CaseKind},
    date::Date,
};
use accord_service::cases::CaseSearch;
use anyhow::Context as _;
use serde::de::DeserializeOwned;

pub(crate) use self::{
    applications::{Application, application},
    incomplete_files::{IncompleteFile, incomplete_file},
    listings::{Listing, listing},
    objections::{Objection, objection},
    publications::{Publication, publication},
    repairs::{Repair, repair},
};
use super::moment;
use crate::{access::Access, show::To};

/// A case and the day of a step.
#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// The case.
    case: CaseId,
    /// The day of the step; today if left out.
    #[arg(long)]
    on: Option<Date>,
}

/// Why.
#[derive(Debug, clap::Args)]
pub(crate) struct Why {
    /// Why.
    #[arg(long)]
    reason: String,
}

/// Which cases are listed.
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Whose, as for `query`; everybody's if left out.
    identifier: Option<String>,
    /// Only those in which something is still to be done.
    #[arg(long)]
    open: bool,
    /// The day; today if left out.
    #[arg(long)]
    as_of: Option<Date>,
    /// By what was known at this moment, such as 2026-11-23T10:00:00+08:00.
    #[arg(long)]
    known_at: Option<String>,
}

fn list(access: &Access, to: &To, kind: CaseKind, list: List) -> anyhow::Result<ExitCode> {
    let identifier = list.identifier.as_deref();
    let search = CaseSearch {
        identifier: identifier.map(super::asking::identifier).transpose()?,
        kind: Some(kind),
        open: list.open,
        as_of: list.as_of,
        known_at: list.known_at.as_deref().map(moment).transpose()?,
        limit: None,
    };
    to.cases(&access.cases(&search)?)
}

/// A request from a file, or from standard input if it is `-`: JSON if it begins with a
/// brace, TOML otherwise.
fn request<R: DeserializeOwned>(file: &Path) -> anyhow::Result<R> {
    let text = if file == Path::new("-") {
        io::read_to_string(io::stdin())?
    } else {
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?
    };
    let wrong = || format!("{} is no such request", file.display());
    if text.trim_start().starts_with('{') {
        serde_json::from_str(&text).with_context(wrong)
    } else {
        toml::from_str(&text).with_context(wrong)
    }
}
