//! `accord publication`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_model::case::{CaseKind, StopReason};
use accord_service::{
    Host,
    publication::{PublicationRequest, PublicationStep, PublicationStepRequest},
};
use anyhow::Context as _;

use super::{List, Which, list, request};
use crate::{access::Access, show::To};

/// Keep the clock of what is to be published.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Publication {
    /// Open a publication by a file: `identifier`, `record`.
    Open {
        /// The file, or `-`.
        file: PathBuf,
    },
    /// Write down that it is published.
    Publish(Which),
    /// Hide what names the subject.
    Mask(Which),
    /// Show it again.
    Unmask(Which),
    /// End it.
    Stop {
        #[command(flatten)]
        which: Which,
        /// Why: term, repaired, corrected or withdrawn.
        #[arg(long)]
        reason: String,
    },
    /// List publications.
    List(List),
}

/// A reason by its name in requests.
fn stop_reason(text: &str) -> anyhow::Result<StopReason> {
    serde_json::from_value(text.into()).with_context(|| format!("`{text}` ends no publication"))
}

pub(crate) fn publication(data: &Path, to: &To, command: Publication) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let (which, step) = match command {
        Publication::List(args) => return list(&access, to, CaseKind::Publication, args),
        Publication::Open { file } => {
            let new: PublicationRequest = request(&file)?;
            let opened = access.open_case("publications", &new, Host::open_publication)?;
            return to.case(&opened);
        }
        Publication::Publish(which) => (which, PublicationStep::Publish),
        Publication::Mask(which) => (which, PublicationStep::Mask),
        Publication::Unmask(which) => (which, PublicationStep::Unmask),
        Publication::Stop { which, reason } => {
            let reason = stop_reason(&reason)?;
            (which, PublicationStep::Stop { reason })
        }
    };
    let step = PublicationStepRequest { on: which.on, step };
    let path = ("publications", "steps");
    to.case(&access.step_case(path, which.case, &step, Host::step_publication)?)
}
