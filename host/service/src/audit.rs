//! What was done by whom: one entry in the same commit as what it tells of, in the part
//! of the subject concerned, or in the control part.
//!
//! Entries are added and never changed. They hold no identifier and no value of a record.

use std::ops::ControlFlow;

use accord_model::{
    case::CaseId,
    catalogue::ProposalState,
    date::Date,
    identifier::Scheme,
    principal::{Principal, Right},
    subject::{BatchNumber, Millis, SubjectId},
};
use accord_store::{Mutation, PartId};
use serde::{Deserialize, Serialize};

use crate::{
    codec::{self, Stored},
    error::ServiceError,
    host::{Host, operation},
    spaces,
};

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When, milliseconds since 1970-01-01 UTC.
    pub at: Millis,
    /// By whom.
    pub by: Principal,
    /// The subject concerned, by the host's own name.
    pub subject: Option<SubjectId>,
    /// What.
    pub action: Action,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A person's number was shown whole.
    Unmasked {
        /// Which number.
        scheme: Scheme,
        /// Why, as given by who asked.
        reason: String,
    },
    /// A version of a record was removed by a rule of retention.
    Removed {
        /// Code of the record's kind.
        kind: String,
        /// Code of the department that provided it.
        provider: String,
        /// SHA-256 of what it said, in hexadecimal.
        hash: String,
        /// When it had become known.
        recorded_at: Millis,
        /// The basis of the rule.
        basis: String,
        /// The day for which the rule was applied.
        as_of: Date,
    },
    /// The rejected lines of a batch were fetched, as they were sent.
    RejectedFetched {
        /// Number of the batch.
        batch: BatchNumber,
    },
    /// Reference data got a new edition.
    ReferenceChanged {
        /// Which data.
        name: String,
        /// Number of the edition.
        edition: u32,
    },
    /// A new master key is in use and none of the old ones is needed any more.
    KeysRotated {
        /// Number of the current key.
        key: u16,
    },
    /// The whole store was copied.
    BackedUp,
    /// A proposal to change the catalogue was made, evaluated or decided.
    CatalogueProposal {
        /// Its number.
        number: u32,
        /// Where it stands since.
        state: ProposalState,
    },
    /// A step of a case was taken.
    CaseStep {
        /// Which case.
        case: CaseId,
        /// Which step.
        step: String,
    },
}

impl Stored for AuditEntry {
    const WHAT: &str = "audit entry";
}

/// The row of an entry.
pub(crate) fn row(entry: &AuditEntry) -> Result<Mutation, ServiceError> {
    // Negative only before 1970; the order of the rest is that of time.
    let at = u64::try_from(entry.at).unwrap_or(0).to_be_bytes();
    let key = [at.as_slice(), &operation()?.0].concat();
    Ok(Mutation::put(spaces::AUDIT, key, codec::encode(entry)?))
}

impl Host {
    /// Hands every entry to `entry`, part by part and in order of time within each, until
    /// it breaks.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`]; those of the store.
    pub fn audit(
        &self,
        by: &Principal,
        entry: &mut dyn FnMut(AuditEntry) -> ControlFlow<()>,
    ) -> Result<(), ServiceError> {
        self.allow(by, Right::ReadAudit)?;
        let parts = PartId::all_data(self.store.parts());
        for part in std::iter::once(PartId::CONTROL).chain(parts) {
            let mut failed = None;
            let mut ended = false;
            self.store.visit(
                part,
                spaces::AUDIT,
                &mut |_, value| match codec::decode(value) {
                    Ok(read) => {
                        let flow = entry(read);
                        ended |= flow.is_break();
                        flow
                    }
                    Err(error) => {
                        failed = Some(error);
                        ControlFlow::Break(())
                    }
                },
            )?;
            match failed {
                Some(error) => return Err(error),
                None if ended => return Ok(()),
                None => {}
            }
        }
        Ok(())
    }
}
