//! `accord incomplete-file`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_model::{
    case::{CaseKind, MissingDocument},
    date::Date,
};
use accord_service::{
    Host,
    incomplete_files::{IncompleteFileRequest, IncompleteFileStep, IncompleteFileStepRequest},
};

use super::{List, Which, Why, list, request};
use crate::{access::Access, show::To};

/// Accept files with documents missing.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum IncompleteFile {
    /// Find an applicant eligible by a file: `identifier`, `item`, `department`.
    Open {
        /// The file, or `-`.
        file: PathBuf,
    },
    /// Accept it with documents missing.
    Accept {
        #[command(flatten)]
        which: Which,
        /// A document that is missing; may be given several times.
        #[arg(long = "missing")]
        missing: Vec<String>,
        /// One that the law requires: it is refused for it.
        #[arg(long = "required-by-law")]
        required: Vec<String>,
        /// The last day for them.
        #[arg(long)]
        due: Date,
    },
    /// Move the last day.
    Extend {
        #[command(flatten)]
        which: Which,
        /// To this one.
        #[arg(long)]
        due: Date,
        #[command(flatten)]
        why: Why,
    },
    /// Write down that all documents came.
    Supplement(Which),
    /// Record that they did not come in time.
    RecordBreach(Which),
    /// List incomplete files.
    List(List),
}

pub(crate) fn incomplete_file(
    data: &Path,
    to: &To,
    command: IncompleteFile,
) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let (which, step) = match command {
        IncompleteFile::List(args) => return list(&access, to, CaseKind::IncompleteFile, args),
        IncompleteFile::Open { file } => {
            let new: IncompleteFileRequest = request(&file)?;
            let here = Host::open_incomplete_file;
            return to.case(&access.open_case("incomplete-files", &new, here)?);
        }
        IncompleteFile::Accept {
            which,
            missing,
            required,
            due,
        } => {
            let documents = |names: Vec<String>, required_by_law| {
                names.into_iter().map(move |name| MissingDocument {
                    name,
                    required_by_law,
                })
            };
            let missing = documents(missing, false).chain(documents(required, true));
            let missing = missing.collect();
            (which, IncompleteFileStep::Accept { missing, due })
        }
        IncompleteFile::Extend { which, due, why } => {
            let reason = why.reason;
            (which, IncompleteFileStep::Extend { due, reason })
        }
        IncompleteFile::Supplement(which) => (which, IncompleteFileStep::Supplement),
        IncompleteFile::RecordBreach(which) => (which, IncompleteFileStep::RecordBreach),
    };
    let step = IncompleteFileStepRequest { on: which.on, step };
    let path = ("incomplete-files", "steps");
    to.case(&access.step_case(path, which.case, &step, Host::step_incomplete_file)?)
}
