//! How proposals to change the catalogue look on a terminal.

use std::process::ExitCode;

use accord_model::catalogue::{Change, Proposal};

use super::{To, table, word};

impl To {
    pub(crate) fn proposals(&self, proposals: &[Proposal]) -> anyhow::Result<ExitCode> {
        self.show(&proposals, |proposals| {
            let mut table = table(["proposal", "from", "changes", "state", "steps"]);
            for proposal in *proposals {
                let changes: Vec<_> = proposal.changes.iter().map(change).collect();
                let steps: Vec<_> = proposal
                    .steps
                    .iter()
                    .map(|step| format!("{}: {}", step.by, step.reason))
                    .collect();
                table.add_row([
                    proposal.number.to_string(),
                    proposal.from.to_string(),
                    changes.join("\n"),
                    word(&proposal.state()),
                    steps.join("\n"),
                ]);
            }
            println!("{table}");
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

fn change(change: &Change) -> String {
    match change {
        Change::Add(measure) => format!("add {} {}", measure.code, measure.title),
        Change::Amend(measure) => format!("amend {} {}", measure.code, measure.title),
        Change::End { code } => format!("end {code}"),
        Change::AddBasis { code, basis } => {
            format!("add to {code} the basis {}", basis.instrument)
        }
        Change::RepealBasis(basis) => {
            let article = basis.article.as_deref().unwrap_or_default();
            format!("repeal {} {article}", basis.instrument)
        }
        Change::Promote { code } => format!("make {code} mandatory"),
    }
}
