//! Proposals to change the catalogue.

use accord_model::{
    catalogue::{Evidence, Proposal},
    principal::{Principal, PrincipalId},
};
use accord_service::catalogue_changes::NewProposal;
use serde_json::json;

use super::Access;

/// What is decided on a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Approve,
    Reject,
}

const PROPOSALS: &str = "/v1/catalogue/proposals";

impl Access {
    pub(crate) fn catalogue_proposals(&self) -> anyhow::Result<Vec<Proposal>> {
        match self {
            Self::Here(host, _) => Ok(host.catalogue_proposals()?),
            Self::Server(client) => Ok(client.get(PROPOSALS)?),
        }
    }

    pub(crate) fn propose_catalogue_change(&self, new: NewProposal) -> anyhow::Result<Proposal> {
        match self {
            Self::Here(host, by) => Ok(host.propose_catalogue_change(by, new)?),
            Self::Server(client) => Ok(client.post(PROPOSALS, &new)?),
        }
    }

    pub(crate) fn evaluate_promotion(
        &self,
        number: u32,
        evidence: Evidence,
        reason: String,
    ) -> anyhow::Result<Proposal> {
        match self {
            Self::Here(host, by) => Ok(host.evaluate_promotion(by, number, evidence, reason)?),
            Self::Server(client) => {
                let evaluation = json!({ "evidence": evidence, "reason": reason });
                Ok(client.post(&format!("{PROPOSALS}/{number}/evaluate"), &evaluation)?)
            }
        }
    }

    /// Decides on a proposal as the account named.
    pub(crate) fn decide_proposal(
        &self,
        number: u32,
        by: PrincipalId,
        reason: String,
        verdict: Verdict,
    ) -> anyhow::Result<Proposal> {
        match self {
            Self::Here(host, _) => {
                let by = Principal::approver(by);
                Ok(match verdict {
                    Verdict::Approve => host.approve_catalogue_change(&by, number, reason)?,
                    Verdict::Reject => host.reject_catalogue_change(&by, number, reason)?,
                })
            }
            Self::Server(client) => {
                let step = match verdict {
                    Verdict::Approve => "approve",
                    Verdict::Reject => "reject",
                };
                let decision = json!({ "as": by, "reason": reason });
                Ok(client.post(&format!("{PROPOSALS}/{number}/{step}"), &decision)?)
            }
        }
    }
}
