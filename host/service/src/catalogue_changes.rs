//! Changes of the catalogue, from a proposal to the edition that another person's approval
//! makes of it.
//!
//! The catalogue says what may be done to people, so nobody changes it alone: a department
//! or the administrator proposes with a reason, and somebody else approves or rejects.
//! What is proposed is tried against the catalogue when it is proposed and again when it is
//! approved, for another edition may have come between.

use accord_model::{
    catalogue::{Catalogue, CatalogueEditions, Change, Evidence, Proposal},
    date::Date,
    principal::{Principal, Right, holds_identity_number},
};
use accord_store::{Expectation, Mutation, PartId};
use serde::{Deserialize, Serialize};

use crate::{
    audit::{self, Action, AuditEntry},
    codec::{self, Stored},
    error::ServiceError,
    host::{Host, now, operation},
    reference::{Reference, ReferenceName},
    spaces,
};

/// A proposal as it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProposal {
    /// First day on which the catalogue is to be so.
    pub from: Date,
    /// Why.
    pub reason: String,
    /// What is to change; a promotion stands alone.
    #[serde(rename = "change")]
    pub changes: Vec<Change>,
}

impl Stored for Proposal {
    const WHAT: &str = "catalogue proposal";
}

/// A stored proposal, and what must still be there when it is written.
struct Present {
    proposal: Proposal,
    unchanged: Expectation,
}

impl Host {
    /// Proposes a change of the catalogue.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`]; [`ServiceError::CatalogueChange`],
    /// [`ServiceError::EditionOrder`] and [`ServiceError::NoSuchDepartment`] if it could not
    /// be approved as things are; [`ServiceError::Proposal`] without a reason,
    /// [`ServiceError::NumberInReason`]; those of the store.
    pub fn propose_catalogue_change(
        &self,
        by: &Principal,
        new: NewProposal,
    ) -> Result<Proposal, ServiceError> {
        self.allow(by, Right::ProposeChanges)?;
        fit_to_keep(&new.reason)?;
        let _changing = self.changing();
        let last = self.catalogue_proposals()?.last().map(|last| last.number);
        let number = last.unwrap_or(0).saturating_add(1);
        let proposal = Proposal::new(number, new.from, new.changes, by.clone(), new.reason, now())?;
        next_edition(&self.reference.load(), &proposal)?;
        let absent = Expectation::Absent {
            space: spaces::CATALOGUE_PROPOSALS,
            key: key(number),
        };
        self.write(by, &proposal, absent)?;
        Ok(proposal)
    }

    /// Adds the evidence to a promotion: the measure is proposed mandatory.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NoSuchProposal`], [`ServiceError::Proposal`],
    /// [`ServiceError::NumberInReason`]; those of the store.
    pub fn evaluate_promotion(
        &self,
        by: &Principal,
        number: u32,
        evidence: Evidence,
        reason: String,
    ) -> Result<Proposal, ServiceError> {
        self.allow(by, Right::ProposeChanges)?;
        fit_to_keep(&reason)?;
        fit_to_keep(&evidence.effect)?;
        let _changing = self.changing();
        let Present {
            mut proposal,
            unchanged,
        } = self.proposal(number)?;
        proposal.evaluate(evidence, by.clone(), reason, now())?;
        self.write(by, &proposal, unchanged)?;
        Ok(proposal)
    }

    /// Approves a proposal of somebody else: it is an edition of the catalogue at once, and
    /// the catalogue from its day on.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NoSuchProposal`]; [`ServiceError::Proposal`]
    /// if it is not open or whoever approves had a hand in it;
    /// [`ServiceError::CatalogueChange`], [`ServiceError::EditionOrder`] and
    /// [`ServiceError::NoSuchDepartment`] if the catalogue has changed so that it cannot be
    /// made; those of the store.
    pub fn approve_catalogue_change(
        &self,
        by: &Principal,
        number: u32,
        reason: String,
    ) -> Result<Proposal, ServiceError> {
        self.allow(by, Right::ApproveChanges)?;
        fit_to_keep(&reason)?;
        let _changing = self.changing();
        let Present {
            mut proposal,
            unchanged,
        } = self.proposal(number)?;
        proposal.may_decide(by)?;
        let stamp = self.clock.begin_write()?;
        let at = stamp.at();
        let mut reference = Reference::clone(&self.reference.load());
        let (edition, catalogues) = next_edition(&reference, &proposal)?;
        proposal.approve(next_number(&reference), by.clone(), reason, at)?;
        let with = vec![
            (vec![unchanged], row(&proposal)?),
            (Vec::new(), audited(by, &proposal)?),
        ];
        let info = self.put_edition(by, at, edition.data(), with)?;
        reference.catalogues = catalogues.into();
        self.take_effect(reference, &info);
        Ok(proposal)
    }

    /// Rejects a proposal of somebody else.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NoSuchProposal`], [`ServiceError::Proposal`],
    /// [`ServiceError::NumberInReason`]; those of the store.
    pub fn reject_catalogue_change(
        &self,
        by: &Principal,
        number: u32,
        reason: String,
    ) -> Result<Proposal, ServiceError> {
        self.allow(by, Right::ApproveChanges)?;
        fit_to_keep(&reason)?;
        let _changing = self.changing();
        let Present {
            mut proposal,
            unchanged,
        } = self.proposal(number)?;
        proposal.reject(by.clone(), reason, now())?;
        self.write(by, &proposal, unchanged)?;
        Ok(proposal)
    }

    /// All proposals, in the order in which they were made.
    ///
    /// # Errors
    /// Those of the store.
    pub fn catalogue_proposals(&self) -> Result<Vec<Proposal>, ServiceError> {
        let mut proposals = Vec::new();
        let mut after: Option<Vec<u8>> = None;
        loop {
            let page = self.store.scan(
                PartId::CONTROL,
                spaces::CATALOGUE_PROPOSALS,
                after.as_deref(),
                100,
            )?;
            for (_, bytes) in &page.entries {
                proposals.push(codec::decode(bytes)?);
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(proposals),
            }
        }
    }

    fn proposal(&self, number: u32) -> Result<Present, ServiceError> {
        let (space, key) = (spaces::CATALOGUE_PROPOSALS, key(number));
        let value = self
            .store
            .get(PartId::CONTROL, space, &key)?
            .ok_or(ServiceError::NoSuchProposal(number))?;
        Ok(Present {
            proposal: codec::decode(&value)?,
            unchanged: Expectation::Value { space, key, value },
        })
    }

    fn write(
        &self,
        by: &Principal,
        proposal: &Proposal,
        expected: Expectation,
    ) -> Result<(), ServiceError> {
        let rows = [row(proposal)?, audited(by, proposal)?];
        self.store
            .commit(PartId::CONTROL, operation()?, &[expected], &rows)?;
        Ok(())
    }
}

/// The edition that a proposal would make, and the catalogue with it.
fn next_edition(
    reference: &Reference,
    proposal: &Proposal,
) -> Result<(Catalogue, CatalogueEditions), ServiceError> {
    for change in &proposal.changes {
        let (Change::Add(measure) | Change::Amend(measure)) = change else {
            continue;
        };
        if reference.departments.get(&measure.executor).is_none() {
            return Err(ServiceError::NoSuchDepartment(measure.executor.clone()));
        }
    }
    let name = format!("{}/{}", proposal.from, next_number(reference));
    let latest = reference.catalogues.latest();
    let edition = latest.changed(name, proposal.from, &proposal.changes)?;
    let catalogues = reference.catalogues.with(edition.clone())?;
    Ok((edition, catalogues))
}

fn next_number(reference: &Reference) -> u32 {
    reference
        .edition(ReferenceName::Catalogue)
        .saturating_add(1)
}

/// A reason and an effect stand in the store for good.
fn fit_to_keep(text: &str) -> Result<(), ServiceError> {
    if holds_identity_number(text) {
        Err(ServiceError::NumberInReason)
    } else {
        Ok(())
    }
}

fn key(number: u32) -> Vec<u8> {
    number.to_be_bytes().to_vec()
}

fn row(proposal: &Proposal) -> Result<Mutation, ServiceError> {
    let value = codec::encode(proposal)?;
    let space = spaces::CATALOGUE_PROPOSALS;
    Ok(Mutation::put(space, key(proposal.number), value))
}

fn audited(by: &Principal, proposal: &Proposal) -> Result<Mutation, ServiceError> {
    audit::row(&AuditEntry {
        at: proposal.steps.last().map_or_else(now, |step| step.at),
        by: by.clone(),
        subject: None,
        action: Action::CatalogueProposal {
            number: proposal.number,
            state: proposal.state(),
        },
    })
}

#[cfg(test)]
mod tests;
