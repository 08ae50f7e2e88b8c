//! `accord generate`: a data set that no one is in.
//!
//! Real credit records are personal information, so tests, measurements and the
//! demonstration need made-up ones that look like a district's and can be made again: the
//! same scale and seed give the same bytes. Sizes, shares and rates are those of
//! domain.md §5; what happened runs up to the day before 2026-11-23.
//!
//! A subject's line comes first, its records follow it directly, then the roles that
//! people hold in it; all persons come before all organisations. A dirty data set is the
//! clean one of the same seed, but for the lines that are wrong.

use std::{
    fs::File,
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
};

use accord_model::contract::SubjectKind;
use anyhow::Context as _;

mod cases;
mod credit;
mod dirt;
mod head;
mod line;
mod mixer;
mod names;
mod output;
mod penalty;
mod population;
mod records;
mod roles;
mod said;
mod summary;
mod sums;
#[cfg(test)]
mod tests;

use self::{
    cases::Cases, dirt::Dirtying, mixer::Mixer, output::Output, population::Population,
    roles::Holders, summary::Summary,
};

/// Version of the recipe. Raise it with every change that changes a byte of a data set.
pub const RECIPE: u32 = 2;

/// Write a synthetic data set: one JSON object a line.
#[derive(Debug, clap::Args)]
pub struct Generate {
    /// How many subjects.
    #[arg(long, value_enum)]
    pub scale: Scale,
    /// Another seed, another data set.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where to write; standard output if left out.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// With what files of departments get wrong.
    #[arg(long)]
    pub dirty: bool,
    /// Where to write what is wrong with which line, and what an import has to say of it.
    #[arg(long, value_name = "FILE", requires = "dirty")]
    pub dirty_report: Option<PathBuf>,
}

/// Whether what files of departments get wrong is in a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quality {
    Clean,
    Dirty,
}

/// How many subjects a data set has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Scale {
    /// 10,000: for tests.
    S,
    /// 1,040,000: the district.
    M,
    /// 3,000,000.
    L,
}

impl Scale {
    /// How many subjects.
    const fn subjects(self) -> u64 {
        match self {
            Self::S => 10_000,
            Self::M => 1_040_000,
            Self::L => 3_000_000,
        }
    }
}

/// Writes the data set and its report, and to standard error what was written.
///
/// # Errors
/// If a file cannot be written. A reader that closes the pipe early is no error.
pub fn run(args: Generate) -> anyhow::Result<()> {
    let quality = if args.dirty {
        Quality::Dirty
    } else {
        Quality::Clean
    };
    let cannot_write = |path: &Path| format!("cannot write `{}`", path.display());
    let written = match &args.out {
        Some(path) => File::create(path)
            .map_err(Into::into)
            .and_then(|file| write(args.scale, args.seed, quality, file))
            .with_context(|| cannot_write(path)),
        None => write(args.scale, args.seed, quality, io::stdout().lock()),
    };
    match written {
        Ok(summary) => {
            if let Some(path) = &args.dirty_report {
                File::create(path)
                    .and_then(|file| summary.report(args.seed, BufWriter::new(file)))
                    .with_context(|| cannot_write(path))?;
            }
            writeln!(
                io::stderr(),
                "recipe {RECIPE}, seed {}\n{summary}",
                args.seed
            )?;
            Ok(())
        }
        Err(error) if is_broken_pipe(&error) => Ok(()),
        Err(error) => Err(error),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// Writes the data set.
fn write(scale: Scale, seed: u64, quality: Quality, sink: impl Write) -> anyhow::Result<Summary> {
    let mixer = Mixer::new(seed);
    let population = Population::new(mixer, scale.subjects());
    let holders = Holders::new(&population);
    let cases = Cases::plan(&population);
    let sentenced = records::sentenced(&population, &holders, &cases);
    let dirtying = (quality == Quality::Dirty).then(|| Dirtying::new(mixer));
    let sink = BufWriter::with_capacity(1 << 20, sink);
    let mut output = Output::new(sink, mixer, dirtying);
    for index in 0..population.total() {
        let subject = population.subject(index)?;
        let case = cases.of(index);
        let publication = cases.published(index);
        output.subject(&subject)?;
        credit::write(&population, &cases, &subject, &mut output)?;
        if let Some(case) = case {
            records::tax_case(&population, case, &subject, &mut output)?;
        }
        records::arrears(&population, case, &subject, &mut output)?;
        records::judgment_debtor(&population, publication, &subject, &mut output)?;
        records::sentence(&population, &sentenced, &subject, &mut output)?;
        penalty::write(&population, publication, &subject, &mut output)?;
        if subject.kind != SubjectKind::NaturalPerson {
            roles::write(&population, &holders, &cases, &subject, &mut output)?;
        }
    }
    Ok(output.finish()?)
}
