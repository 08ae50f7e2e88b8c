//! Sending what departments have, and what became of it.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufWriter, Read, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_service::intake::ImportRequest;
use anyhow::Context as _;

use super::bar;
use crate::{access::Access, show::To};

/// Take in a file: NDJSON, CSV or XLSX.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// The file; `-` for standard input.
    file: PathBuf,
    /// Form of a table, such as `cf-2018` or `kind:tax/credit-level`; told by the header if
    /// left out.
    #[arg(long)]
    form: Option<String>,
    /// Code of the department that provides what names no provider.
    #[arg(long)]
    provider: Option<String>,
    /// Where rejected lines are written, to be mended and sent again.
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
}

/// List batches, or show one.
#[derive(Debug, clap::Args)]
pub(crate) struct Batches {
    /// Number of a batch.
    number: Option<u64>,
    /// Write its rejected lines, to be mended and sent again, to this file.
    #[arg(long, value_name = "FILE", requires = "number")]
    rejected: Option<PathBuf>,
    /// Only batches before this number.
    #[arg(long, conflicts_with = "number")]
    before: Option<u64>,
}

pub(crate) fn import(data: &Path, to: &To, args: &Import) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let is_piped = args.file == Path::new("-");
    let (input, length): (Box<dyn Read>, Option<u64>) = if is_piped {
        (Box::new(io::stdin().lock()), None)
    } else {
        let file = File::open(&args.file)
            .with_context(|| format!("cannot read {}", args.file.display()))?;
        let length = file.metadata()?.len();
        (Box::new(file), Some(length))
    };
    let bar = bar(
        length,
        "{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
    )?;
    let name = args.file.file_name().filter(|_| !is_piped);
    let request = ImportRequest {
        file: name.map(|name| name.to_string_lossy().into_owned()),
        form: args.form.clone(),
        provider: args.provider.clone(),
    };
    let mut input = io::BufReader::with_capacity(1 << 20, bar.wrap_read(input));
    let report = access.import(&request, &mut input)?;
    bar.finish_and_clear();
    if let Some(path) = &args.rejected {
        rejected(&access, report.number, path)?;
    }
    to.batch(&report)
}

pub(crate) fn batches(data: &Path, to: &To, args: &Batches) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let Some(number) = args.number else {
        return to.batches(&access.batches(args.before)?);
    };
    let report = access.batch(number)?;
    if let Some(path) = &args.rejected {
        rejected(&access, number, path)?;
    }
    to.batch(&report)
}

/// Writes rejected lines to a file that only its owner may read: they may hold persons'
/// numbers.
fn rejected(access: &Access, number: u64, path: &Path) -> anyhow::Result<()> {
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot make {}", path.display()))?;
    let mut file = BufWriter::new(file);
    access.rejected(number, &mut file)?;
    file.flush()
        .with_context(|| format!("cannot write {}", path.display()))
}
