//! A proposal to change the catalogue, from who makes it to who decides on it.
//!
//! Whoever proposes does not approve (domain.md §1.3, §1.7). A promotion is evaluated
//! first: recommended → under evaluation → proposed mandatory → mandatory; every other
//! proposal can be decided at once.

use serde::{Deserialize, Serialize};

use super::Change;
use crate::{date::Date, principal::Principal, subject::Millis};

/// What speaks for making a recommended measure mandatory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// How often it was used.
    pub uses: u64,
    /// What it brought about (成效).
    pub effect: String,
    /// How many complaints there were.
    pub complaints: u64,
    /// How many objections to it were upheld.
    pub upheld_objections: u64,
}

/// What was done about a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProposalEvent {
    /// It was made.
    Proposed,
    /// The measure to be promoted was evaluated.
    Evaluated(Evidence),
    /// It was approved and made an edition.
    Approved {
        /// Number of the edition.
        edition: u32,
    },
    /// It was rejected.
    Rejected,
}

/// One step of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalStep {
    /// When, milliseconds since 1970-01-01 UTC.
    pub at: Millis,
    /// By whom.
    pub by: Principal,
    /// Why.
    pub reason: String,
    /// What.
    pub event: ProposalEvent,
}

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProposalState {
    /// A promotion whose evidence is still to come.
    UnderEvaluation,
    /// It can be decided.
    Proposed,
    /// It is in the catalogue from its day on.
    Approved,
    /// It was rejected.
    Rejected,
}

/// A proposal to change the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its number, from 1.
    pub number: u32,
    /// First day of the edition that it would make.
    pub from: Date,
    /// What would change.
    pub changes: Vec<Change>,
    /// What was done about it; the first step made it.
    pub steps: Vec<ProposalStep>,
}

/// Why a step of a proposal is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProposalError {
    /// No reason was given.
    #[error("no reason given")]
    NoReason,
    /// What was brought about is not said.
    #[error("the evidence says no effect")]
    NoEffect,
    /// The state of the proposal does not allow it.
    #[error("the proposal is {0:?}")]
    State(ProposalState),
    /// Whoever proposes or evaluates does not decide.
    #[error("whoever proposed or evaluated it does not decide on it")]
    SamePerson,
}

impl Proposal {
    /// A new proposal.
    ///
    /// # Errors
    /// [`ProposalError::NoReason`].
    pub fn new(
        number: u32,
        from: Date,
        changes: Vec<Change>,
        by: Principal,
        reason: String,
        at: Millis,
    ) -> Result<Self, ProposalError> {
        let mut proposal = Self {
            number,
            from,
            changes,
            steps: Vec::new(),
        };
        proposal.push(ProposalEvent::Proposed, by, reason, at)?;
        Ok(proposal)
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> ProposalState {
        match self.steps.last().map(|step| &step.event) {
            Some(ProposalEvent::Approved { .. }) => ProposalState::Approved,
            Some(ProposalEvent::Rejected) => ProposalState::Rejected,
            Some(ProposalEvent::Evaluated(_)) => ProposalState::Proposed,
            Some(ProposalEvent::Proposed) | None if self.promotes().is_some() => {
                ProposalState::UnderEvaluation
            }
            Some(ProposalEvent::Proposed) | None => ProposalState::Proposed,
        }
    }

    /// Code of the measure that it would make mandatory, if it is a promotion.
    #[must_use]
    pub fn promotes(&self) -> Option<&str> {
        self.changes.iter().find_map(|change| match change {
            Change::Promote { code } => Some(code.as_str()),
            _ => None,
        })
    }

    /// Adds the evidence of a promotion: the measure is proposed mandatory.
    ///
    /// # Errors
    /// [`ProposalError::State`] unless it is under evaluation; [`ProposalError::NoEffect`],
    /// [`ProposalError::NoReason`].
    pub fn evaluate(
        &mut self,
        evidence: Evidence,
        by: Principal,
        reason: String,
        at: Millis,
    ) -> Result<(), ProposalError> {
        self.must_be(ProposalState::UnderEvaluation)?;
        if evidence.effect.trim().is_empty() {
            return Err(ProposalError::NoEffect);
        }
        self.push(ProposalEvent::Evaluated(evidence), by, reason, at)
    }

    /// Whether someone may decide on it now.
    ///
    /// # Errors
    /// [`ProposalError::State`] unless it is proposed, [`ProposalError::SamePerson`].
    pub fn may_decide(&self, by: &Principal) -> Result<(), ProposalError> {
        self.must_be(ProposalState::Proposed)?;
        if self.steps.iter().any(|step| step.by.actor() == by.actor()) {
            return Err(ProposalError::SamePerson);
        }
        Ok(())
    }

    /// Approves it as an edition.
    ///
    /// # Errors
    /// As [`Proposal::may_decide`], and [`ProposalError::NoReason`].
    pub fn approve(
        &mut self,
        edition: u32,
        by: Principal,
        reason: String,
        at: Millis,
    ) -> Result<(), ProposalError> {
        self.may_decide(&by)?;
        self.push(ProposalEvent::Approved { edition }, by, reason, at)
    }

    /// Rejects it: a measure to be promoted stays recommended. A promotion can be rejected
    /// before it is evaluated.
    ///
    /// # Errors
    /// As [`Proposal::may_decide`], and [`ProposalError::NoReason`].
    pub fn reject(
        &mut self,
        by: Principal,
        reason: String,
        at: Millis,
    ) -> Result<(), ProposalError> {
        if self.state() != ProposalState::UnderEvaluation {
            self.must_be(ProposalState::Proposed)?;
        }
        if self.steps.iter().any(|step| step.by.actor() == by.actor()) {
            return Err(ProposalError::SamePerson);
        }
        self.push(ProposalEvent::Rejected, by, reason, at)
    }

    fn must_be(&self, state: ProposalState) -> Result<(), ProposalError> {
        match self.state() {
            found if found == state => Ok(()),
            found => Err(ProposalError::State(found)),
        }
    }

    fn push(
        &mut self,
        event: ProposalEvent,
        by: Principal,
        reason: String,
        at: Millis,
    ) -> Result<(), ProposalError> {
        if reason.trim().is_empty() {
            return Err(ProposalError::NoReason);
        }
        self.steps.push(ProposalStep {
            at,
            by,
            reason,
            event,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests;
