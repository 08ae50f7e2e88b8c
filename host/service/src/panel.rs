//! The memoranda in force, as one run or look asks them, with their faults.
//!
//! A plugin that keeps failing is asked no more: it would only cost time, and all others
//! are to be finished.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use accord_model::{
    determination::Neighbour,
    subject::{RoleEdge, SubjectId, view::Moment},
};

use crate::{
    reference::Reference,
    registry::{Loaded, Registry, Version},
    runs::FaultCount,
    subjects::Ways,
};

/// Faults of one plugin after which it is asked no more.
const FAULTS: u64 = 100;

/// The memoranda that answer at a moment.
pub(crate) struct Panel<'a> {
    pub(crate) reference: &'a Reference,
    pub(crate) moment: Moment,
    pub(crate) entries: Vec<Entry<'a>>,
    /// Those that should answer and cannot.
    pub(crate) unusable: Vec<FaultCount>,
    /// The ways along which any of them reaches.
    pub(crate) ways: Ways,
}

/// A memorandum that answers.
pub(crate) struct Entry<'a> {
    pub(crate) code: &'a str,
    pub(crate) loaded: &'a Loaded,
    faults: AtomicU64,
    first_fault: Mutex<Option<(accord_engine::Fault, SubjectId)>>,
}

impl<'a> Panel<'a> {
    pub(crate) fn new(registry: &'a Registry, reference: &'a Reference, moment: Moment) -> Self {
        let mut unusable = Vec::new();
        let mut entries = Vec::new();
        for (code, version) in registry.in_force(moment) {
            match version {
                Version::Ready(loaded) => entries.push(Entry::new(code, loaded)),
                Version::Unusable(reason) => unusable.push(FaultCount {
                    memorandum: code.to_owned(),
                    faults: 0,
                    kind: "unusable".to_owned(),
                    first: reason.to_string(),
                    subject: None,
                    suspended: true,
                }),
            }
        }
        let mut ways = Ways::default();
        for entry in &entries {
            ways.add(entry.ways());
        }
        Self {
            reference,
            moment,
            entries,
            unusable,
            ways,
        }
    }

    /// The kinds of record by which a neighbour may touch a subject; none if a memorandum
    /// that reaches others is asked about everyone.
    pub(crate) fn reaching_kinds(&self) -> Option<BTreeSet<u16>> {
        let reaching = self.entries.iter().filter(|entry| !entry.ways().is_empty());
        let mut kinds = BTreeSet::new();
        for entry in reaching {
            kinds.extend(entry.loaded.triggers.as_ref()?);
        }
        Some(kinds)
    }

    /// The faults so far.
    pub(crate) fn faults(&self) -> impl Iterator<Item = FaultCount> {
        let faults = self.entries.iter().filter_map(Entry::fault_count);
        faults.chain(self.unusable.iter().cloned())
    }
}

impl<'a> Entry<'a> {
    const fn new(code: &'a str, loaded: &'a Loaded) -> Self {
        Self {
            code,
            loaded,
            faults: AtomicU64::new(0),
            first_fault: Mutex::new(None),
        }
    }

    /// The ways along which it reaches.
    pub(crate) const fn ways(&self) -> &'a Ways {
        &self.loaded.ways
    }

    /// Whether it may ever be asked about whoever has records of these kinds.
    pub(crate) fn concerns(&self, kinds: &BTreeSet<u16>) -> bool {
        let triggers = self.loaded.triggers.as_ref();
        triggers.is_none_or(|triggers| !triggers.is_disjoint(kinds))
    }

    /// Whether it reads records of a kind.
    pub(crate) fn reads(&self, kind: u16) -> bool {
        self.loaded.reads.contains(&kind)
    }

    /// Of the roles between a source and another those along which it reaches.
    pub(crate) fn along<'e>(
        &self,
        source: SubjectId,
        neighbours: &[Neighbour<'e>],
    ) -> Vec<&'e RoleEdge> {
        let neighbours = neighbours.iter();
        let along = neighbours.filter(|neighbour| self.ways().lead_along(source, neighbour));
        along.map(|neighbour| neighbour.edge).collect()
    }

    /// Whether any of these roles is one along which it reaches from a source.
    pub(crate) fn reaches_along(&self, source: SubjectId, neighbours: &[Neighbour<'_>]) -> bool {
        let mut neighbours = neighbours.iter();
        neighbours.any(|neighbour| self.ways().lead_along(source, neighbour))
    }

    pub(crate) fn is_suspended(&self) -> bool {
        self.faults.load(Ordering::Relaxed) >= FAULTS
    }

    pub(crate) fn fault(&self, fault: &accord_engine::Fault, subject: SubjectId) {
        self.faults.fetch_add(1, Ordering::Relaxed);
        let mut first = self
            .first_fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| (fault.clone(), subject));
    }

    fn fault_count(&self) -> Option<FaultCount> {
        let first = self
            .first_fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        first.map(|(first, subject)| FaultCount {
            memorandum: self.code.to_owned(),
            faults: self.faults.load(Ordering::Relaxed),
            kind: first.kind().to_owned(),
            first: first.to_string(),
            subject: Some(subject.to_string()),
            suspended: self.is_suspended(),
        })
    }
}
