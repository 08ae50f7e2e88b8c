//! Rotating the master key on a running host.
//!
//! The order, and why a crash at any point is safe, stand in `keys.rs`: the same
//! command goes on where it ended. Others read and write meanwhile; a writer waits at most
//! for one part.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    sync::Arc,
};

use accord_model::{
    identifier::Identifier,
    principal::{Principal, Right},
    subject::{HeldIdentifier, SubjectDocument, SubjectId},
};
use accord_store::{Mutation, PartId, StoreError};
use serde::{Deserialize, Serialize};

use crate::{
    audit::{self, Action, AuditEntry},
    batches::{RejectedChunk, chunk_context},
    codec,
    error::ServiceError,
    host::{Host, now, operation},
    keys::{Keys, identifier_context},
    spaces,
    stored::Lookup,
    subjects::{self, part_of},
};

/// What a rotation came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationReport {
    /// Number of the key now in use.
    pub key: u16,
    /// Subjects whose rows were moved or sealed anew.
    pub subjects: u64,
    /// Rows that still need an old key. While there are any, the old keys stay: persons
    /// whose number a store of the first edition never kept move when they are sent again.
    pub left: u64,
}

/// What one part needs.
#[derive(Default)]
struct Steps {
    /// Lookup rows under the current key, by part.
    found_under: BTreeMap<PartId, Vec<Mutation>>,
    /// Documents sealed anew.
    documents: Vec<Mutation>,
    /// Lookup rows under keys that retire, by part.
    outdated: BTreeMap<PartId, Vec<Mutation>>,
    subjects: BTreeSet<SubjectId>,
}

impl Host {
    /// Begins a rotation, or goes on with one, and erases the old keys when no row needs
    /// them any more.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`]; those of the key file, the seals and the store, after
    /// which it is to be called again.
    pub fn rotate_keys(&self, by: &Principal) -> Result<RotationReport, ServiceError> {
        self.allow(by, Right::RotateKeys)?;
        // One at a time: a second one would hold an older ring.
        let _rotating = self.rotating();
        let keys = {
            // Whoever writes after this uses the new ring.
            let _alone = self.writing_subjects();
            let keys = Keys::begin_rotation(&self.folder)?;
            self.keys.store(Arc::new(keys.clone()));
            keys
        };
        let mut subjects = 0;
        for part in PartId::all_data(self.store.parts()) {
            subjects += self.rotate_part(&keys, part)?;
        }
        self.reseal_rejected(&keys)?;
        self.store.flush()?;
        let left = self.left_under_old_keys(&keys)?;
        if left == 0 {
            let _alone = self.writing_subjects();
            let entry = audit::row(&AuditEntry {
                at: now(),
                by: by.clone(),
                subject: None,
                action: Action::KeysRotated {
                    key: keys.current_id(),
                },
            })?;
            let check = keys.check_row(keys.current_id())?;
            self.store
                .commit(PartId::CONTROL, operation()?, &[], &[entry, check])?;
            self.keys
                .store(Arc::new(Keys::finish_rotation(&self.folder)?));
        }
        Ok(RotationReport {
            key: keys.current_id(),
            subjects,
            left,
        })
    }

    /// Rotates the subjects of a part; how many there were to do.
    fn rotate_part(&self, keys: &Keys, part: PartId) -> Result<u64, ServiceError> {
        let _alone = self.writing_subjects();
        loop {
            let sequence = self.store.sequence(part)?;
            let mut steps = Steps::default();
            self.each_subject(part, &mut |id, document| {
                self.steps(keys, id, document, &mut steps)
            })?;
            if steps.subjects.is_empty() {
                return Ok(0);
            }
            // The new rows are there before the old seals go, and these before the old rows.
            let own = steps.found_under.remove(&part).unwrap_or_default();
            self.load_all(steps.found_under)?;
            let changes = [own, steps.documents].concat();
            if !changes.is_empty() {
                match self.store.load(part, Some(sequence), &changes) {
                    Ok(_) => {}
                    // A run wrote beside the documents.
                    Err(StoreError::Conflict { .. }) => continue,
                    Err(error) => return Err(error.into()),
                }
            }
            self.store.flush()?;
            self.load_all(steps.outdated)?;
            return Ok(u64::try_from(steps.subjects.len()).unwrap_or(u64::MAX));
        }
    }

    fn load_all(&self, rows: BTreeMap<PartId, Vec<Mutation>>) -> Result<(), ServiceError> {
        for (part, rows) in rows {
            self.store.load(part, None, &rows)?;
        }
        Ok(())
    }

    fn steps(
        &self,
        keys: &Keys,
        id: SubjectId,
        mut document: SubjectDocument,
        steps: &mut Steps,
    ) -> Result<(), ServiceError> {
        let parts = self.store.parts();
        let mut resealed = false;
        for held in &mut document.identifiers {
            let Some(identifier) = recovered(keys, id, held)? else {
                continue;
            };
            for (key, hash) in keys.lookups(&identifier) {
                let part = part_of(&hash, parts);
                let is_there = self.store.get(part, spaces::IDENTIFIERS, &hash)?.is_some();
                if key == keys.current_id() {
                    if is_there || keys.subject_id(&identifier) == id {
                        continue;
                    }
                    let lookup = codec::encode(&Lookup { subject: id, key })?;
                    let row = Mutation::put(spaces::IDENTIFIERS, hash, lookup);
                    steps.found_under.entry(part).or_default().push(row);
                } else if is_there {
                    let row = Mutation::delete(spaces::IDENTIFIERS, hash);
                    steps.outdated.entry(part).or_default().push(row);
                } else {
                    continue;
                }
                steps.subjects.insert(id);
            }
            if held
                .sealed
                .as_ref()
                .is_some_and(|s| s.key != keys.current_id())
            {
                let context = identifier_context(id, held.scheme);
                held.sealed = Some(keys.seal(&context, identifier.reveal().as_bytes())?);
                resealed = true;
            }
        }
        if resealed {
            let row = codec::encode(&document)?;
            let row = Mutation::put(spaces::SUBJECTS, id.as_bytes(), row);
            steps.documents.push(row);
            steps.subjects.insert(id);
        }
        Ok(())
    }

    fn reseal_rejected(&self, keys: &Keys) -> Result<(), ServiceError> {
        let mut after: Option<Vec<u8>> = None;
        loop {
            let page = self
                .store
                .scan(PartId::CONTROL, spaces::REJECTED, after.as_deref(), 8)?;
            let mut rows = Vec::new();
            for (key, value) in &page.entries {
                let chunk: RejectedChunk = codec::decode(value)?;
                if chunk.sealed.key == keys.current_id() {
                    continue;
                }
                let context = chunk_context(key);
                let plain = keys.unseal(&context, &chunk.sealed)?;
                let sealed = keys.seal(&context, &plain)?;
                let row = codec::encode(&RejectedChunk { sealed })?;
                rows.push(Mutation::put(spaces::REJECTED, key.clone(), row));
            }
            if !rows.is_empty() {
                self.store.load(PartId::CONTROL, None, &rows)?;
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    }

    /// Rows that name a key which retires. Those that lead to no document are removed:
    /// they were reserved for one that was never written.
    fn left_under_old_keys(&self, keys: &Keys) -> Result<u64, ServiceError> {
        let retiring: Vec<u16> = keys.live_ids().skip(1).collect();
        let mut left = 0;
        for part in PartId::all_data(self.store.parts()) {
            let mut outdated = Vec::new();
            let mut failed = None;
            self.store
                .visit(part, spaces::IDENTIFIERS, &mut |key, value| {
                    match codec::decode::<Lookup>(value) {
                        Ok(lookup) if !retiring.contains(&lookup.key) => {}
                        Ok(lookup) => outdated.push((key.to_vec(), lookup.subject)),
                        Err(error) => {
                            failed = Some(error);
                            return ControlFlow::Break(());
                        }
                    }
                    ControlFlow::Continue(())
                })?;
            if let Some(error) = failed {
                return Err(error);
            }
            let mut dangling = Vec::new();
            for (key, subject) in outdated {
                if subjects::document(&*self.store, subject)?.is_some() {
                    left += 1;
                } else {
                    dangling.push(Mutation::delete(spaces::IDENTIFIERS, key));
                }
            }
            if !dangling.is_empty() {
                self.store.load(part, None, &dangling)?;
            }
        }
        Ok(left)
    }
}

/// The identifier that a document holds; none of a person whose number was never kept.
pub(crate) fn recovered(
    keys: &Keys,
    subject: SubjectId,
    held: &HeldIdentifier,
) -> Result<Option<Identifier>, ServiceError> {
    let text = match &held.sealed {
        Some(sealed) => {
            let plain = keys.unseal(&identifier_context(subject, held.scheme), sealed)?;
            String::from_utf8(plain.to_vec()).map_err(|_| ServiceError::Corrupt {
                what: "sealed identifier",
                reason: "it is no text".to_owned(),
            })?
        }
        None if held.scheme.is_of_persons() => return Ok(None),
        None => held.shown.clone(),
    };
    // It was held once, so it has the form of its kind.
    Identifier::hold(held.scheme, &text)
        .map(|(identifier, _)| Some(identifier))
        .map_err(|error| ServiceError::Corrupt {
            what: "held identifier",
            reason: error.to_string(),
        })
}
