//! Finding a subject and reading its document, with those merged into it.

use std::collections::BTreeMap;

use accord_model::{
    determination::Neighbour,
    identifier::Identifier,
    subject::{SubjectDocument, SubjectId, view::Moment},
};
use accord_store::{PartId, PartStore};

use crate::{codec, error::ServiceError, host::Host, keys::Keys, spaces, stored::Lookup};

/// How many organisations or people around a subject are looked at: forty posts is the
/// most that one person was seen to hold, and a register with more is a mistake.
const NEIGHBOURS: usize = 500;

/// How often a subject may have been merged on, and how many may have come in: beyond it
/// somebody has merged in a circle.
const MERGERS: usize = 32;

/// A subject at a moment.
pub(crate) struct Found {
    pub(crate) id: SubjectId,
    pub(crate) document: SubjectDocument,
    /// Those merged into it at that moment.
    pub(crate) merged: Vec<(SubjectId, SubjectDocument)>,
}

/// The part in which a hash's or id's rows lie.
pub(crate) fn part_of(bytes: &[u8; 16], parts: u16) -> PartId {
    let [first, second, ..] = *bytes;
    PartId::of_hash([first, second], parts)
}

/// A subject's document, if there is one.
pub(crate) fn document(
    store: &dyn PartStore,
    id: SubjectId,
) -> Result<Option<SubjectDocument>, ServiceError> {
    let part = part_of(id.as_bytes(), store.parts());
    store
        .get(part, spaces::SUBJECTS, id.as_bytes())?
        .map(|bytes| codec::decode(&bytes))
        .transpose()
}

/// Where an identifier leads: to the subject that was first seen under it and whose id
/// follows from it, or where a lookup row says, whichever of the live keys it lies under.
pub(crate) fn lookup(
    store: &dyn PartStore,
    keys: &Keys,
    identifier: &Identifier,
) -> Result<Option<SubjectId>, ServiceError> {
    for id in keys.subject_ids(identifier) {
        let part = part_of(id.as_bytes(), store.parts());
        if store.get(part, spaces::SUBJECTS, id.as_bytes())?.is_some() {
            return Ok(Some(id));
        }
    }
    for (_, hash) in keys.lookups(identifier) {
        let part = part_of(&hash, store.parts());
        if let Some(bytes) = store.get(part, spaces::IDENTIFIERS, &hash)? {
            let Lookup { subject, .. } = codec::decode(&bytes)?;
            return Ok(Some(subject));
        }
    }
    Ok(None)
}

impl Host {
    /// The subject of an identifier: the one that it is part of at that moment.
    pub(crate) fn find(
        &self,
        identifier: &Identifier,
        moment: Moment,
    ) -> Result<Option<Found>, ServiceError> {
        match lookup(&*self.store, &self.keys.load(), identifier)? {
            Some(subject) => self.surviving(subject, moment),
            None => Ok(None),
        }
    }

    /// The subject that another is part of at a moment: itself if it was not merged.
    fn surviving(&self, id: SubjectId, moment: Moment) -> Result<Option<Found>, ServiceError> {
        let mut id = id;
        for _ in 0..MERGERS {
            let Some(document) = document(&*self.store, id)? else {
                return Ok(None);
            };
            match document.merger(moment) {
                Some(merger) => id = merger.other,
                None => return self.found(id, document, moment).map(Some),
            }
        }
        Err(circle(id))
    }

    /// A subject with those merged into it.
    pub(crate) fn found(
        &self,
        id: SubjectId,
        document: SubjectDocument,
        moment: Moment,
    ) -> Result<Found, ServiceError> {
        let mut merged: Vec<(SubjectId, SubjectDocument)> = Vec::new();
        let mut open: Vec<(SubjectId, SubjectId)> = document
            .merged_from
            .iter()
            .map(|from| (*from, id))
            .collect();
        while let Some((from, into)) = open.pop() {
            let seen = from == id || merged.iter().any(|(known, _)| *known == from);
            if seen || merged.len() >= MERGERS {
                continue;
            }
            let Some(other) = self::document(&*self.store, from)? else {
                continue;
            };
            // The list is a hint: what the other's own document says is so.
            if other
                .merger(moment)
                .is_some_and(|merger| merger.other == into)
            {
                open.extend(other.merged_from.iter().map(|further| (*further, from)));
                merged.push((from, other));
            }
        }
        Ok(Found {
            id,
            document,
            merged,
        })
    }

    /// The subjects one role edge away from a subject, whichever way the edge runs.
    ///
    /// A back-reference is only a hint: the edge is the organisation's, and whoever is
    /// reached through it is verified against the organisation's document.
    pub(crate) fn around(
        &self,
        subject: &Found,
        moment: Moment,
    ) -> Result<Vec<Found>, ServiceError> {
        let mut ids: Vec<SubjectId> = Vec::new();
        for document in subject.documents() {
            ids.extend(&document.organisations);
            ids.extend(
                document
                    .roles_known(moment.known_at)
                    .map(|edge| edge.person),
            );
        }
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(NEIGHBOURS);
        let mut around: BTreeMap<SubjectId, Found> = BTreeMap::new();
        for id in ids {
            if let Some(found) = self.surviving(id, moment)? {
                around.insert(found.id, found);
            }
        }
        around.remove(&subject.id);
        Ok(around.into_values().collect())
    }
}

fn circle(id: SubjectId) -> ServiceError {
    ServiceError::Corrupt {
        what: "subject",
        reason: format!("{id} is merged in a circle"),
    }
}

impl Found {
    /// Its document and those of whoever was merged into it.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &SubjectDocument> {
        std::iter::once(&self.document).chain(self.merged.iter().map(|(_, document)| document))
    }

    pub(crate) fn is(&self, id: SubjectId) -> bool {
        self.id == id || self.merged.iter().any(|(merged, _)| *merged == id)
    }
}

/// The role edges that touch a subject at a moment, each owned by its organisation.
/// Whoever was merged into another stands there as the other.
pub(crate) fn edges<'a>(
    subject: &'a Found,
    around: &'a [Found],
    moment: Moment,
) -> Vec<Neighbour<'a>> {
    let everyone = || std::iter::once(subject).chain(around);
    let survivor = |person: SubjectId| {
        let known = everyone().find(|found| found.is(person));
        known.map_or(person, |found| found.id)
    };
    let of = |organisation: &'a Found| {
        organisation
            .documents()
            .flat_map(move |document| document.roles_known(moment.known_at))
            .map(move |edge| Neighbour {
                organisation: organisation.id,
                person: survivor(edge.person),
                edge,
            })
    };
    let others = around.iter().flat_map(of);
    of(subject)
        .chain(others.filter(|neighbour| neighbour.person == subject.id))
        .collect()
}
