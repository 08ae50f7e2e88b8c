//! The life of a plugin, and runs.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_engine::Digest;
use accord_model::date::Date;
use accord_service::{catch_up::CatchUpRequest, runs::RunRequest};
use anyhow::{Context as _, bail};

use super::bar;
use crate::{access::Access, show::To};

/// Upload a plugin.
#[derive(Debug, clap::Args)]
pub(crate) struct Upload {
    /// The component.
    component: PathBuf,
}

/// Enable a memorandum from a day on.
#[derive(Debug, clap::Args)]
pub(crate) struct Enable {
    /// Code of the memorandum.
    memorandum: String,
    /// Digest of the version; the one uploaded last if left out.
    #[arg(long)]
    digest: Option<Digest>,
    /// First day.
    #[arg(long)]
    from: Date,
}

/// Disable a memorandum from a day on.
#[derive(Debug, clap::Args)]
pub(crate) struct Disable {
    /// Code of the memorandum.
    memorandum: String,
    /// First day.
    #[arg(long)]
    from: Date,
}

/// Evaluate every memorandum in force over the whole store.
#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    /// The day for which it runs; today if left out.
    #[arg(long)]
    as_of: Option<Date>,
}

/// Make what is stored that of a day, by looking only at those for whom it can differ.
#[derive(Debug, clap::Args)]
pub(crate) struct CatchUp {
    /// The day; today if left out. Never one before the last.
    #[arg(long)]
    as_of: Option<Date>,
}

pub(crate) fn upload(data: &Path, to: &To, args: &Upload) -> anyhow::Result<ExitCode> {
    let component = std::fs::read(&args.component)
        .with_context(|| format!("cannot read {}", args.component.display()))?;
    to.uploaded(&Access::open(data)?.upload(&component)?)
}

pub(crate) fn enable(data: &Path, to: &To, args: &Enable) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let digest = match args.digest {
        Some(digest) => digest,
        None => {
            let plugins = access.plugins()?;
            let last = plugins
                .iter()
                .filter(|plugin| plugin.memorandum == args.memorandum)
                .max_by_key(|plugin| plugin.uploaded_at);
            match last {
                Some(plugin) => plugin.digest.parse()?,
                None => bail!(
                    "没有备忘录 {0} 的插件: 请先上传 (no plugin of `{0}`: upload one first)",
                    args.memorandum
                ),
            }
        }
    };
    to.memoranda(&[access.enable(&args.memorandum, digest, args.from)?])
}

pub(crate) fn disable(data: &Path, to: &To, args: &Disable) -> anyhow::Result<ExitCode> {
    to.memoranda(&[Access::open(data)?.disable(&args.memorandum, args.from)?])
}

pub(crate) fn memoranda(data: &Path, to: &To) -> anyhow::Result<ExitCode> {
    to.memoranda(&Access::open(data)?.memoranda()?)
}

pub(crate) fn catch_up(data: &Path, to: &To, args: &CatchUp) -> anyhow::Result<ExitCode> {
    let request = CatchUpRequest { as_of: args.as_of };
    to.caught_up(&Access::open(data)?.catch_up(&request)?)
}

pub(crate) fn run(data: &Path, to: &To, args: &Run) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let bar = bar(Some(0), "{bar:40} {pos}/{len} parts {msg} {eta}")?;
    let request = RunRequest { as_of: args.as_of };
    let report = access.run(&request, &|made| {
        bar.set_length(made.parts.into());
        bar.set_position(made.parts_done.into());
        bar.set_message(format!("{} subjects", made.subjects));
    })?;
    bar.finish_and_clear();
    to.run(&report)
}
