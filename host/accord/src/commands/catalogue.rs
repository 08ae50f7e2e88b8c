//! Proposals to change the catalogue of measures.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_model::{catalogue::Evidence, principal::PrincipalId};
use accord_service::catalogue_changes::NewProposal;
use anyhow::Context as _;

use crate::{
    access::{Access, Verdict},
    show::To,
};

/// Propose changes of the catalogue of measures, and decide on them as another person.
#[derive(Debug, clap::Args)]
pub(crate) struct Catalogue {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Propose a change by a file in TOML: `from`, `reason` and `[[change]]`.
    Propose {
        /// The file.
        file: PathBuf,
    },
    /// List the proposals.
    List,
    /// Add the evidence to the promotion of a recommended measure.
    Evaluate {
        /// Number of the proposal.
        number: u32,
        /// How often the measure was used.
        #[arg(long)]
        uses: u64,
        /// What it brought about.
        #[arg(long)]
        effect: String,
        /// How many complaints there were.
        #[arg(long)]
        complaints: u64,
        /// How many objections to it were upheld.
        #[arg(long)]
        upheld_objections: u64,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Approve a proposal of somebody else.
    Approve(Decision),
    /// Reject a proposal of somebody else.
    Reject(Decision),
}

#[derive(Debug, clap::Args)]
struct Decision {
    /// Number of the proposal.
    number: u32,
    /// Account of who decides.
    #[arg(long = "as")]
    by: PrincipalId,
    /// Why.
    #[arg(long)]
    reason: String,
}

pub(crate) fn catalogue(data: &Path, to: &To, args: Catalogue) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let decide = |decision: Decision, verdict| {
        let Decision { number, by, reason } = decision;
        access.decide_proposal(number, by, reason, verdict)
    };
    let proposal = match args.command {
        Command::List => return to.proposals(&access.catalogue_proposals()?),
        Command::Propose { file } => {
            let text = fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            let new: NewProposal = toml::from_str(&text)
                .with_context(|| format!("{} is no proposal", file.display()))?;
            access.propose_catalogue_change(new)?
        }
        Command::Evaluate {
            number,
            uses,
            effect,
            complaints,
            upheld_objections,
            reason,
        } => {
            let evidence = Evidence {
                uses,
                effect,
                complaints,
                upheld_objections,
            };
            access.evaluate_promotion(number, evidence, reason)?
        }
        Command::Approve(decision) => decide(decision, Verdict::Approve)?,
        Command::Reject(decision) => decide(decision, Verdict::Reject)?,
    };
    to.proposals(&[proposal])
}
