//! `accord listing`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_model::case::{CaseKind, ExitReason};
use accord_service::{
    Host,
    listings::{ListingRequest, ListingStep, ListingStepRequest},
};
use anyhow::Context as _;

use super::{List, Which, Why, list, request};
use crate::{access::Access, show::To};

/// Propose listings, tell the subject, confirm and end them.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Listing {
    /// Propose a listing by a file: `identifier`, `list`, `department`, `reason`, `term`.
    Propose {
        /// The file, or `-`.
        file: PathBuf,
    },
    /// Write down that the subject was told.
    Notify {
        #[command(flatten)]
        which: Which,
        /// How.
        #[arg(long)]
        how: String,
    },
    /// Confirm it.
    Confirm(Which),
    /// Lengthen its term.
    Extend {
        #[command(flatten)]
        which: Which,
        /// By how many months.
        #[arg(long)]
        months: u16,
        #[command(flatten)]
        why: Why,
    },
    /// End it.
    Exit {
        #[command(flatten)]
        which: Which,
        /// Why: expired, repaired, corrected, revoked, performed, deceased-or-dissolved or
        /// superseded.
        #[arg(long)]
        reason: String,
    },
    /// Do not confirm it.
    Drop {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        why: Why,
    },
    /// List listings.
    List(List),
}

/// A reason by its name in requests.
fn exit_reason(text: &str) -> anyhow::Result<ExitReason> {
    serde_json::from_value(text.into()).with_context(|| format!("`{text}` ends no listing"))
}

pub(crate) fn listing(data: &Path, to: &To, command: Listing) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let (which, step) = match command {
        Listing::List(args) => return list(&access, to, CaseKind::Listing, args),
        Listing::Propose { file } => {
            let new: ListingRequest = request(&file)?;
            return to.case(&access.open_case("listings", &new, Host::propose_listing)?);
        }
        Listing::Notify { which, how } => (which, ListingStep::Notify { how }),
        Listing::Confirm(which) => (which, ListingStep::List),
        Listing::Extend { which, months, why } => {
            let reason = why.reason;
            (which, ListingStep::Extend { months, reason })
        }
        Listing::Exit { which, reason } => {
            let reason = exit_reason(&reason)?;
            (which, ListingStep::Exit { reason })
        }
        Listing::Drop { which, why } => {
            let reason = why.reason;
            (which, ListingStep::Drop { reason })
        }
    };
    let step = ListingStepRequest { on: which.on, step };
    let path = ("listings", "steps");
    to.case(&access.step_case(path, which.case, &step, Host::step_listing)?)
}
