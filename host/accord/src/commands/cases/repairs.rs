//! `accord repair`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_model::{case::CaseKind, date::Date};
use accord_service::{
    Host,
    repairs::{RepairRequest, RepairStep, RepairStepRequest},
};

use super::{List, Which, Why, list, request};
use crate::{access::Access, show::To};

/// Take in applications for credit repair and decide on them.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Repair {
    /// Take in an application by a file: `identifier`, `record`, `statement`.
    Apply {
        /// The file, or `-`.
        file: PathBuf,
    },
    /// Take it up.
    Accept(Which),
    /// Look into it.
    Review(Which),
    /// Extend the time for the decision.
    Extend {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        why: Why,
    },
    /// Grant it.
    Grant {
        #[command(flatten)]
        which: Which,
        /// Only publication ends.
        #[arg(long)]
        publication_only: bool,
    },
    /// Refuse it.
    Refuse {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        why: Why,
        /// First day on which it can be asked for again after fraud.
        #[arg(long)]
        barred_until: Option<Date>,
    },
    /// Write down that platforms were told.
    Synchronise {
        #[command(flatten)]
        which: Which,
        /// Which; may be given several times.
        #[arg(long = "platform", required = true)]
        platforms: Vec<String>,
    },
    /// Be done with it.
    Close(Which),
    /// List repairs.
    List(List),
}

pub(crate) fn repair(data: &Path, to: &To, command: Repair) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let (which, step) = match command {
        Repair::List(args) => return list(&access, to, CaseKind::Repair, args),
        Repair::Apply { file } => {
            let new: RepairRequest = request(&file)?;
            return to.case(&access.open_case("repairs", &new, Host::apply_repair)?);
        }
        Repair::Accept(which) => (which, RepairStep::Accept),
        Repair::Review(which) => (which, RepairStep::Review),
        Repair::Extend { which, why } => {
            let reason = why.reason;
            (which, RepairStep::Extend { reason })
        }
        Repair::Grant {
            which,
            publication_only,
        } => (which, RepairStep::Grant { publication_only }),
        Repair::Refuse {
            which,
            why,
            barred_until,
        } => {
            let reason = why.reason;
            let step = RepairStep::Refuse {
                reason,
                barred_until,
            };
            (which, step)
        }
        Repair::Synchronise { which, platforms } => (which, RepairStep::Synchronise { platforms }),
        Repair::Close(which) => (which, RepairStep::Close),
    };
    let step = RepairStepRequest { on: which.on, step };
    let path = ("repairs", "steps");
    to.case(&access.step_case(path, which.case, &step, Host::step_repair)?)
}
