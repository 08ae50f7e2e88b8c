//! Finding a subject and reading its document.

use accord_model::{
    determination::Neighbour,
    identifier::Identifier,
    subject::{SubjectDocument, SubjectId},
};
use accord_store::{PartId, PartStore};

use crate::{codec, error::ServiceError, host::Host, spaces};

/// How many organisations or people around a subject are looked at: forty posts is the
/// most that one person was seen to hold, and a register with more is a mistake.
const NEIGHBOURS: usize = 500;

/// A subject and its document.
pub(crate) struct Found {
    pub(crate) id: SubjectId,
    pub(crate) document: SubjectDocument,
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
        .map(|bytes| codec::decode("subject", &bytes))
        .transpose()
}

impl Host {
    /// The subject of an identifier.
    pub(crate) fn find(&self, identifier: &Identifier) -> Result<Option<Found>, ServiceError> {
        let key = self.keys.of_identifier(identifier);
        let part = part_of(&key, self.store.parts());
        let Some(bytes) = self.store.get(part, spaces::IDENTIFIERS, &key)? else {
            return Ok(None);
        };
        let id: SubjectId = codec::decode("identifier", &bytes)?;
        let document = document(&*self.store, id)?;
        Ok(document.map(|document| Found { id, document }))
    }

    /// The subjects one role edge away from a subject, whichever way the edge runs.
    ///
    /// A back-reference is only a hint: the edge is the organisation's, and whoever is
    /// reached through it is verified against the organisation's document.
    pub(crate) fn around(&self, subject: &Found) -> Result<Vec<Found>, ServiceError> {
        let people = subject.document.roles.iter().map(|edge| edge.person);
        let mut ids: Vec<SubjectId> = subject
            .document
            .organisations
            .iter()
            .copied()
            .chain(people)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(NEIGHBOURS);
        let mut around = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(document) = document(&*self.store, id)? {
                around.push(Found { id, document });
            }
        }
        Ok(around)
    }
}

/// The role edges that touch a subject, each owned by its organisation.
pub(crate) fn edges<'a>(subject: &'a Found, around: &'a [Found]) -> Vec<Neighbour<'a>> {
    let of = |organisation: &'a Found| {
        organisation
            .document
            .roles
            .iter()
            .map(move |edge| Neighbour {
                organisation: organisation.id,
                edge,
            })
    };
    let own = of(subject);
    let others = around
        .iter()
        .flat_map(of)
        .filter(|neighbour| neighbour.edge.person == subject.id);
    own.chain(others).collect()
}
