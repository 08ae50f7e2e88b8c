//! `accord objection`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_model::case::CaseKind;
use accord_service::{
    Host,
    objections::{ObjectionRequest, ObjectionStep, ObjectionStepRequest},
};

use super::{List, Which, Why, list, request};
use crate::{access::Access, show::To};

/// Take in objections and decide on them.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Objection {
    /// Take in an objection by a file: `identifier`, `scope`, `reason`.
    Submit {
        /// The file, or `-`.
        file: PathBuf,
    },
    /// Do not take it up.
    DoNotAccept {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        why: Why,
    },
    /// Take it up: what it covers is contested from then on.
    Accept {
        #[command(flatten)]
        which: Which,
        /// Whether publication waits too; by its ground if left out.
        #[arg(long)]
        publication_suspended: Option<bool>,
    },
    /// Send it to the provider.
    Forward {
        #[command(flatten)]
        which: Which,
        /// Code of the department; the provider of the first record if left out.
        #[arg(long = "to")]
        provider: Option<String>,
    },
    /// Begin to look into it.
    Verify(Which),
    /// Say that it is right, right in part, or wrong.
    Decide {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        decision: Decision,
        /// Why; not if all of it is right.
        #[arg(long, required_unless_present = "uphold")]
        reason: Option<String>,
    },
    /// Be done with it.
    Close(Which),
    /// List objections.
    List(List),
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Decision {
    /// All of it is right.
    #[arg(long)]
    uphold: bool,
    /// These parts are right, by their places in its scope, from 0.
    #[arg(long, value_delimiter = ',')]
    parts: Vec<usize>,
    /// It is wrong.
    #[arg(long)]
    reject: bool,
}

pub(crate) fn objection(data: &Path, to: &To, command: Objection) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let (which, step) = match command {
        Objection::List(args) => return list(&access, to, CaseKind::Objection, args),
        Objection::Submit { file } => {
            let new: ObjectionRequest = request(&file)?;
            let opened = access.open_case("objections", &new, Host::submit_objection)?;
            return to.case(&opened);
        }
        Objection::DoNotAccept { which, why } => {
            let reason = why.reason;
            (which, ObjectionStep::DoNotAccept { reason })
        }
        Objection::Accept {
            which,
            publication_suspended,
        } => (
            which,
            ObjectionStep::Accept {
                publication_suspended,
            },
        ),
        Objection::Forward { which, provider } => (which, ObjectionStep::Forward { provider }),
        Objection::Verify(which) => (which, ObjectionStep::Verify),
        Objection::Decide {
            which,
            decision,
            reason,
        } => {
            let reason = reason.unwrap_or_default();
            let step = if decision.uphold {
                ObjectionStep::Uphold
            } else if decision.reject {
                ObjectionStep::Reject { reason }
            } else {
                let parts = decision.parts;
                ObjectionStep::UpholdPartly { parts, reason }
            };
            (which, step)
        }
        Objection::Close(which) => (which, ObjectionStep::Close),
    };
    let step = ObjectionStepRequest { on: which.on, step };
    let path = ("objections", "steps");
    to.case(&access.step_case(path, which.case, &step, Host::step_objection)?)
}
