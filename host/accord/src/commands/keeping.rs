//! Keeping the store: backups, retention, keys, audit.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_model::date::Date;
use accord_service::Host;
use anyhow::Context as _;

use crate::{access::Access, show::To};

/// Copy the whole store while it is in use.
#[derive(Debug, clap::Args)]
pub(crate) struct Backup {
    /// A new file. The master key is not in it: copy master.key apart and keep it apart.
    file: PathBuf,
}

/// Make a store from a backup.
#[derive(Debug, clap::Args)]
pub(crate) struct Restore {
    /// The backup.
    file: PathBuf,
    /// The master.key of its time; none if it is in the folder already.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

/// Remove records whose time of keeping is over: plan first, then carry the plan out.
#[derive(Debug, clap::Args)]
pub(crate) struct Retention {
    #[command(subcommand)]
    command: RetentionCommand,
}

#[derive(Debug, clap::Subcommand)]
enum RetentionCommand {
    /// Say what would be removed; changes nothing.
    Plan {
        /// The day for which the rules are applied; today if left out.
        #[arg(long)]
        as_of: Option<Date>,
    },
    /// Remove what a plan says, if it is still what would be removed.
    CarryOut {
        /// Digest of the plan.
        digest: String,
        /// The day of the plan.
        #[arg(long)]
        as_of: Option<Date>,
    },
}

/// Print the audit, NDJSON.
#[derive(Debug, clap::Args)]
pub(crate) struct Audit {}

pub(crate) fn backup(data: &Path, to: &To, args: &Backup) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    // Under another name until it is whole: nobody takes half of one for a backup.
    let path = &args.file;
    let partial = PathBuf::from(format!("{}.partial", path.display()));
    anyhow::ensure!(!path.exists(), "{} is there already", path.display());
    match fs::remove_file(&partial) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&partial)
        .with_context(|| format!("cannot make {}", partial.display()))?;
    let bytes = access.backup(&mut file)?;
    file.flush()?;
    file.sync_all()?;
    fs::rename(&partial, path).with_context(|| format!("cannot make {}", path.display()))?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    to.backup(bytes)
}

pub(crate) fn restore(data: &Path, args: &Restore) -> anyhow::Result<ExitCode> {
    let file =
        File::open(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    let mut from = BufReader::with_capacity(1 << 20, file);
    Host::restore(data, &mut from, args.key.as_deref())?;
    eprintln!("restored into {}", data.display());
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn retention(data: &Path, to: &To, args: &Retention) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let day = |as_of: &Option<Date>| as_of.unwrap_or_else(accord_service::today);
    match &args.command {
        RetentionCommand::Plan { as_of } => to.retention(&access.plan_retention(day(as_of))?),
        RetentionCommand::CarryOut { digest, as_of } => {
            to.retention(&access.carry_out_retention(day(as_of), digest)?)
        }
    }
}

pub(crate) fn rotate_keys(data: &Path, to: &To) -> anyhow::Result<ExitCode> {
    to.rotation(&Access::open(data)?.rotate_keys()?)
}

pub(crate) fn rebuild_names(data: &Path, to: &To) -> anyhow::Result<ExitCode> {
    to.rebuilt(&Access::open(data)?.rebuild_names()?)
}

pub(crate) fn audit(data: &Path, _: &Audit) -> anyhow::Result<ExitCode> {
    let mut to = io::stdout().lock();
    Access::open(data)?.audit(&mut to)?;
    Ok(ExitCode::SUCCESS)
}
