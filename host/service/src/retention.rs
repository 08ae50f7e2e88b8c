//! Removing records whose time of keeping is over: planned first, removed as planned.
//!
//! A plan says what would go and has a digest of exactly that. Only a plan with its digest
//! is carried out: if a record came, went or changed meanwhile, nothing is removed and
//! there is a new plan to be looked at. Each removal is one entry of the audit, in the
//! same commit.

use std::collections::BTreeMap;

use accord_model::{
    date::Date,
    principal::{Principal, Right},
    subject::{Millis, SubjectDocument, SubjectId},
};
use accord_store::{Mutation, PartId, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    audit::{self, Action, AuditEntry},
    changes::Stamp,
    codec,
    error::ServiceError,
    host::Host,
    reference::{Reference, ReferenceName},
    runs::subject_id,
    spaces,
};

/// What may be removed on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionPlan {
    /// The day.
    pub as_of: Date,
    /// Edition of the rules.
    pub rules: u32,
    /// SHA-256 of what would be removed, in hexadecimal; carrying it out asks for it.
    pub digest: String,
    /// Subjects concerned.
    pub subjects: u64,
    /// Versions of records.
    pub versions: u64,
    /// Versions by kind of record and basis.
    pub by_rule: Vec<RuleCount>,
}

/// How many versions a rule lets go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    /// Code of the kind of record.
    pub kind: String,
    /// The basis of the rule.
    pub basis: String,
    /// Versions.
    pub versions: u64,
}

/// The versions of a subject that are to go, by their places.
struct Removal {
    id: SubjectId,
    document: SubjectDocument,
    /// Ascending.
    positions: Vec<usize>,
    actions: Vec<Action>,
}

impl Host {
    /// What the rules of retention let go on a day. It changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`]; [`ServiceError::Future`]; those of the store.
    pub fn plan_retention(
        &self,
        by: &Principal,
        as_of: Date,
    ) -> Result<RetentionPlan, ServiceError> {
        self.allow(by, Right::RunRetention)?;
        self.plan(&self.reference.load(), as_of)
    }

    /// Removes what a plan says, if it is what would still be removed.
    ///
    /// # Errors
    /// [`ServiceError::PlanChanged`] if it is not, and nothing is removed; as
    /// [`Host::plan_retention`].
    pub fn carry_out_retention(
        &self,
        by: &Principal,
        as_of: Date,
        digest: &str,
    ) -> Result<RetentionPlan, ServiceError> {
        self.allow(by, Right::RunRetention)?;
        let _alone = self.writing_subjects();
        let reference = self.reference.load_full();
        let plan = self.plan(&reference, as_of)?;
        if plan.digest != digest {
            return Err(ServiceError::PlanChanged);
        }
        let stamp = Stamp::new()?;
        let writing = self.clock.begin_write()?;
        for part in PartId::all_data(self.store.parts()) {
            // A run may write beside the documents; then the part is read again.
            loop {
                let sequence = self.store.sequence(part)?;
                let mut rows = Vec::new();
                for removal in self.removals(&reference, part, as_of)? {
                    rows.extend(self.changes.row(removal.id, stamp));
                    rows.extend(removal.rows(by, writing.at())?);
                }
                if rows.is_empty() {
                    break;
                }
                match self.load_changes(part, Some(sequence), &rows) {
                    Ok(_) => break,
                    Err(StoreError::Conflict { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        self.store.flush()?;
        Ok(plan)
    }

    fn plan(&self, reference: &Reference, as_of: Date) -> Result<RetentionPlan, ServiceError> {
        // What has not come yet could take what still stands today.
        if as_of > crate::today() {
            return Err(ServiceError::Future(as_of));
        }
        let mut hash = Sha256::new();
        hash.update(reference.edition(ReferenceName::Retention).to_be_bytes());
        hash.update(as_of.days().to_be_bytes());
        let (mut subjects, mut versions) = (0, 0);
        let mut by_rule: BTreeMap<(String, String), u64> = BTreeMap::new();
        for part in PartId::all_data(self.store.parts()) {
            for removal in self.removals(reference, part, as_of)? {
                subjects += 1;
                hash.update(removal.id.as_bytes());
                for action in &removal.actions {
                    let Action::Removed {
                        kind,
                        hash: content,
                        recorded_at,
                        basis,
                        ..
                    } = action
                    else {
                        continue;
                    };
                    versions += 1;
                    hash.update(content.as_bytes());
                    hash.update(recorded_at.to_be_bytes());
                    *by_rule.entry((kind.clone(), basis.clone())).or_default() += 1;
                }
            }
        }
        Ok(RetentionPlan {
            as_of,
            rules: reference.edition(ReferenceName::Retention),
            digest: hex::encode(hash.finalize()),
            subjects,
            versions,
            by_rule: by_rule
                .into_iter()
                .map(|((kind, basis), versions)| RuleCount {
                    kind,
                    basis,
                    versions,
                })
                .collect(),
        })
    }

    fn removals(
        &self,
        reference: &Reference,
        part: PartId,
        as_of: Date,
    ) -> Result<Vec<Removal>, ServiceError> {
        let mut removals = Vec::new();
        if reference.retention.is_empty() {
            return Ok(removals);
        }
        self.each_subject(part, &mut |id, document| {
            let due = reference.retention.due(&document, as_of, crate::today());
            if due.is_empty() {
                return Ok(());
            }
            let positions = due.iter().map(|due| due.position).collect();
            let actions = due
                .iter()
                .map(|due| Action::Removed {
                    kind: due.rule.kind.clone(),
                    provider: due.record.provider.clone(),
                    hash: hex::encode(due.record.hash),
                    recorded_at: due.record.known.recorded_at,
                    basis: due.rule.basis.clone(),
                    as_of,
                })
                .collect();
            removals.push(Removal {
                id,
                document,
                positions,
                actions,
            });
            Ok(())
        })?;
        Ok(removals)
    }

    /// Hands every subject's document of a part to `each`.
    pub(crate) fn each_subject(
        &self,
        part: PartId,
        each: &mut dyn FnMut(SubjectId, SubjectDocument) -> Result<(), ServiceError>,
    ) -> Result<(), ServiceError> {
        use std::ops::ControlFlow::{Break, Continue};
        let mut failed = None;
        self.store
            .visit(part, spaces::SUBJECTS, &mut |key, value| {
                let read = subject_id(key).and_then(|id| each(id, codec::decode(value)?));
                match read {
                    Ok(()) => Continue(()),
                    Err(error) => {
                        failed = Some(error);
                        Break(())
                    }
                }
            })?;
        failed.map_or(Ok(()), Err)
    }
}

impl Removal {
    fn rows(self, by: &Principal, now: Millis) -> Result<Vec<Mutation>, ServiceError> {
        let Self {
            id,
            mut document,
            positions,
            actions,
        } = self;
        // A removal belongs to no batch of intake.
        let writing = document.writing(now, 0);
        document.remove_records(&positions, writing);
        let at = writing.at;
        let mut rows = vec![Mutation::put(
            spaces::SUBJECTS,
            id.as_bytes(),
            codec::encode(&document)?,
        )];
        for action in actions {
            rows.push(audit::row(&AuditEntry {
                at,
                by: by.clone(),
                subject: Some(id),
                action,
            })?);
        }
        Ok(rows)
    }
}
