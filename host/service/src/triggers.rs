//! The trigger index: which subjects have records of a kind, so that whoever enables a
//! memorandum looks at those that it can touch and not at everybody.
//!
//! A row lies in the part of its subject and is written in the same commit as the document.
//! It is a hint that may name too many and never too few: a record that was withdrawn or
//! removed leaves its row. A store of before the index gets it when it is opened.

use std::{
    collections::{BTreeSet, HashSet},
    ops::ControlFlow,
};

use accord_model::subject::{SubjectDocument, SubjectId};
use accord_store::{Mutation, PartId, PartStore};
use serde::{Deserialize, Serialize};

use crate::{
    codec::{self, Stored},
    error::ServiceError,
    host::{Host, operation},
    runs::subject_id,
    spaces,
};

/// What stands in the index for a kind of record for those that are or were one with
/// another by a merger: what triggers a memorandum may stand in the other's document.
pub(crate) const MERGED: u16 = u16::MAX;

/// Where the control part says that the index was built.
const BUILT: &[u8] = b"triggers";

/// Rows read at a time.
const PAGE: usize = 256;

/// That every document of the store is in the index.
#[derive(Serialize, Deserialize)]
struct Built;

impl Stored for Built {
    const WHAT: &str = "trigger index";
}

/// The kinds under which a document stands in the index: those of all its records, of
/// whatever version, and [`MERGED`].
pub(crate) fn kinds_of(document: &SubjectDocument) -> BTreeSet<u16> {
    let is_alone = document.merged_into.is_empty() && document.merged_from.is_empty();
    let merged = (!is_alone).then_some(MERGED);
    let records = document.records.iter();
    records.map(|record| record.kind).chain(merged).collect()
}

/// The rows of a subject under these kinds.
pub(crate) fn rows(id: SubjectId, kinds: impl IntoIterator<Item = u16>) -> Vec<Mutation> {
    let kinds = kinds.into_iter();
    kinds
        .map(|kind| Mutation::put(spaces::TRIGGERS, key(kind, id), []))
        .collect()
}

fn key(kind: u16, id: SubjectId) -> Vec<u8> {
    [kind.to_be_bytes().as_slice(), id.as_bytes()].concat()
}

/// That a new store has nothing to be indexed.
pub(crate) fn built_row() -> Result<Mutation, ServiceError> {
    Ok(Mutation::put(
        spaces::STANDING,
        BUILT,
        codec::encode(&Built)?,
    ))
}

/// Indexes a store of before there was an index. If it is cut off it begins anew.
pub(crate) fn build_if_missing(store: &dyn PartStore) -> Result<(), ServiceError> {
    if store
        .get(PartId::CONTROL, spaces::STANDING, BUILT)?
        .is_some()
    {
        return Ok(());
    }
    for part in PartId::all_data(store.parts()) {
        let mut mutations = Vec::new();
        store.visit(part, spaces::SUBJECTS, &mut |key, value| {
            // One that cannot be read triggers nothing, and keeps no other from it.
            if let (Ok(id), Ok(document)) = (subject_id(key), codec::decode(value)) {
                mutations.extend(rows(id, kinds_of(&document)));
            }
            ControlFlow::Continue(())
        })?;
        if !mutations.is_empty() {
            store.load(part, None, &mutations)?;
        }
    }
    store.flush()?;
    store.commit(PartId::CONTROL, operation()?, &[], &[built_row()?])?;
    Ok(())
}

impl Host {
    /// The subjects that stand in the index under any of these kinds.
    pub(crate) fn triggered(
        &self,
        kinds: &BTreeSet<u16>,
    ) -> Result<BTreeSet<SubjectId>, ServiceError> {
        let mut triggered = BTreeSet::new();
        for part in PartId::all_data(self.store.parts()) {
            for kind in kinds {
                self.triggered_in(part, *kind, &mut triggered)?;
            }
        }
        Ok(triggered)
    }

    fn triggered_in(
        &self,
        part: PartId,
        kind: u16,
        triggered: &mut BTreeSet<SubjectId>,
    ) -> Result<(), ServiceError> {
        let prefix = kind.to_be_bytes();
        let mut after = prefix.to_vec();
        loop {
            let page = self
                .store
                .scan(part, spaces::TRIGGERS, Some(&after), PAGE)?;
            for (key, _) in &page.entries {
                match key.strip_prefix(&prefix) {
                    Some(id) => triggered.insert(subject_id(id)?),
                    None => return Ok(()),
                };
            }
            match page.next {
                Some(next) => after = next,
                None => return Ok(()),
            }
        }
    }

    /// Those of one part that stand in the index under any of these kinds.
    pub(crate) fn triggered_of(
        &self,
        part: PartId,
        kinds: &BTreeSet<u16>,
        triggered: &mut HashSet<SubjectId>,
    ) -> Result<(), ServiceError> {
        self.store.visit(part, spaces::TRIGGERS, &mut |key, _| {
            if let Some((kind, id)) = key.split_first_chunk()
                && kinds.contains(&u16::from_be_bytes(*kind))
                && let Ok(id) = subject_id(id)
            {
                triggered.insert(id);
            }
            ControlFlow::Continue(())
        })?;
        Ok(())
    }
}
