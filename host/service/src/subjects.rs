//! Finding a subject and reading its document, with those merged into it.

use std::collections::BTreeSet;

use accord_model::{
    contract::{Reach, Role},
    determination::Neighbour,
    identifier::Identifier,
    subject::{Millis, RoleEdge, SubjectDocument, SubjectId, view::Moment},
};
use accord_store::{PartId, PartStore};

use crate::{
    codec, error::ServiceError, host::Host, keys::Keys, rotation::recovered, spaces, stored::Lookup,
};

/// How many organisations or people around a subject are looked at, one after the other.
/// Forty posts is the most that one person was seen to hold; where there are more than
/// this, the answer says so.
pub(crate) const NEIGHBOURS: usize = 10_000;

/// How often a subject may be merged on. Further mergers are refused when they come.
pub(crate) const MERGERS: usize = 32;

/// How many may be one subject by mergers: all their documents are read to answer for it.
/// Further mergers are refused when they come.
pub(crate) const MEMBERS: usize = 1_000;

/// A subject at a moment.
pub(crate) struct Found {
    pub(crate) id: SubjectId,
    pub(crate) document: SubjectDocument,
    /// Those merged into it at that moment.
    pub(crate) merged: Vec<(SubjectId, SubjectDocument)>,
}

/// The roles along which measures reach; most reach along none.
#[derive(Debug, Default)]
pub(crate) struct Ways {
    /// Of those who hold one in a source.
    holders: BTreeSet<Role>,
    /// Of sources that hold one in an organisation.
    led: BTreeSet<Role>,
}

/// Neighbours that were not looked at.
#[derive(Debug, Default)]
pub(crate) struct Unread {
    /// How many there are beyond [`NEIGHBOURS`].
    pub(crate) beyond: usize,
    /// How many could not be read, and the first of them.
    pub(crate) failed: usize,
    pub(crate) first: Option<SubjectId>,
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

/// Whether it was known at a moment that a subject has an identifier under which it is
/// found now.
fn was_known(
    keys: &Keys,
    (id, document): (SubjectId, &SubjectDocument),
    identifier: &Identifier,
    known_at: Millis,
) -> Result<bool, ServiceError> {
    let (scheme, shown) = (identifier.scheme(), identifier.shown());
    let alike = document.identifiers.iter();
    let alike: Vec<_> = alike
        .filter(|held| held.scheme == scheme && held.shown == shown)
        .collect();
    if let [held] = alike.as_slice() {
        return Ok(held.recorded_at <= known_at);
    }
    // Several numbers of one person may have the same mask.
    for held in alike {
        if recovered(keys, id, held)?.as_ref() == Some(identifier) {
            return Ok(held.recorded_at <= known_at);
        }
    }
    Ok(true)
}

impl Host {
    /// The subject of an identifier: the one that it is part of at that moment.
    pub(crate) fn find(
        &self,
        identifier: &Identifier,
        moment: Moment,
    ) -> Result<Option<Found>, ServiceError> {
        let keys = self.keys.load();
        let Some(subject) = lookup(&*self.store, &keys, identifier)? else {
            return Ok(None);
        };
        if moment.known_at != Moment::LATEST {
            let Some(document) = document(&*self.store, subject)? else {
                return Ok(None);
            };
            if !was_known(&keys, (subject, &document), identifier, moment.known_at)? {
                return Ok(None);
            }
        }
        self.survivor(subject, moment)?
            .map(|(id, document)| self.found(id, document, moment))
            .transpose()
    }

    /// The subject that another is part of at a moment: itself if it was not merged.
    pub(crate) fn survivor(
        &self,
        subject: SubjectId,
        moment: Moment,
    ) -> Result<Option<(SubjectId, SubjectDocument)>, ServiceError> {
        let mut id = subject;
        // A store of before mergers were counted may hold longer ways than are taken now.
        for _ in 0..MEMBERS {
            let Some(document) = document(&*self.store, id)? else {
                return Ok(None);
            };
            match document.merger(moment) {
                Some(merger) => id = merger.other,
                None => return Ok(Some((id, document))),
            }
        }
        Err(ServiceError::Merged { subject })
    }

    /// A subject with those merged into it.
    pub(crate) fn found(
        &self,
        id: SubjectId,
        document: SubjectDocument,
        moment: Moment,
    ) -> Result<Found, ServiceError> {
        let mut merged: Vec<(SubjectId, SubjectDocument)> = Vec::new();
        let mut seen = BTreeSet::from([id]);
        let mut open: Vec<(SubjectId, SubjectId)> = document
            .merged_from
            .iter()
            .map(|from| (*from, id))
            .collect();
        while let Some((from, into)) = open.pop() {
            if seen.contains(&from) {
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
                if seen.len() >= MEMBERS {
                    return Err(ServiceError::Merged { subject: id });
                }
                seen.insert(from);
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

    /// A subject with those merged into it; none if it is itself merged into another.
    pub(crate) fn stands_alone(
        &self,
        id: SubjectId,
        document: SubjectDocument,
        moment: Moment,
    ) -> Result<Option<Found>, ServiceError> {
        if document.merger(moment).is_some() {
            // In a circle nobody would look at it.
            return self.survivor(id, moment).map(|_| None);
        }
        self.found(id, document, moment).map(Some)
    }

    /// Hands over the subjects that neighbours of a subject are part of, one after the
    /// other and each once; the subject itself is none of them.
    ///
    /// A neighbour that cannot be read is counted, and keeps nobody from the others.
    pub(crate) fn around(
        &self,
        subject: &Found,
        mut neighbours: Vec<SubjectId>,
        moment: Moment,
        take: &mut dyn FnMut(Found) -> Result<(), ServiceError>,
    ) -> Result<Unread, ServiceError> {
        neighbours.sort_unstable();
        neighbours.dedup();
        let mut unread = Unread {
            beyond: neighbours.len().saturating_sub(NEIGHBOURS),
            ..Unread::default()
        };
        let mut seen = BTreeSet::from([subject.id]);
        for neighbour in neighbours.into_iter().take(NEIGHBOURS) {
            let read = match self.survivor(neighbour, moment) {
                Ok(Some((id, document))) if seen.insert(id) => self.found(id, document, moment),
                Ok(_) => continue,
                Err(error) => Err(error),
            };
            match read {
                Ok(found) => take(found)?,
                Err(error) if error.is_of_one_subject() => unread.add(neighbour, &error),
                Err(error) => return Err(error),
            }
        }
        Ok(unread)
    }
}

impl Found {
    /// Its document and those of whoever was merged into it.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &SubjectDocument> + Clone {
        std::iter::once(&self.document).chain(self.merged.iter().map(|(_, document)| document))
    }

    /// Its document and those of whoever was merged into it, each with its id.
    pub(crate) fn members(&self) -> impl Iterator<Item = (SubjectId, &SubjectDocument)> {
        let merged = self.merged.iter().map(|(id, document)| (*id, document));
        std::iter::once((self.id, &self.document)).chain(merged)
    }

    pub(crate) fn is(&self, id: SubjectId) -> bool {
        self.id == id || self.merged.iter().any(|(merged, _)| *merged == id)
    }

    /// The organisations in which it may hold a role: a hint, for the edges are theirs.
    pub(crate) fn organisations(&self) -> impl Iterator<Item = SubjectId> {
        self.documents()
            .flat_map(|document| document.organisations.iter().copied())
    }

    /// The roles that were known at a moment to be held in it.
    pub(crate) fn roles_known(&self, known_at: Millis) -> impl Iterator<Item = &RoleEdge> {
        self.documents()
            .flat_map(move |document| document.roles_known(known_at))
    }
}

impl Ways {
    /// The ways along which any of these reaches.
    pub(crate) fn of<'a>(reaches: impl Iterator<Item = &'a Reach>) -> Self {
        let mut ways = Self::default();
        for reach in reaches {
            match reach {
                Reach::SelfOnly => {}
                Reach::Holders(edge) => ways.holders.extend(&edge.roles),
                Reach::LedEntities(edge) => ways.led.extend(&edge.roles),
            }
        }
        ways
    }

    /// Adds other ways.
    pub(crate) fn add(&mut self, other: &Self) {
        self.holders.extend(&other.holders);
        self.led.extend(&other.led);
    }

    /// Those from whom a measure could reach a subject.
    pub(crate) fn sources(&self, subject: &Found, moment: Moment) -> Vec<SubjectId> {
        let organisations = subject.organisations();
        let organisations = organisations.filter(|_| !self.holders.is_empty());
        let roles = subject.roles_known(moment.known_at);
        let people = roles.filter(|edge| self.led.contains(&edge.role));
        organisations
            .chain(people.map(|edge| edge.person))
            .collect()
    }

    /// Whether a measure of a source could reach the other end of a role.
    pub(crate) fn lead_along(&self, source: SubjectId, neighbour: &Neighbour<'_>) -> bool {
        let role = &neighbour.edge.role;
        (neighbour.organisation == source && self.holders.contains(role))
            || (neighbour.person == source && self.led.contains(role))
    }

    /// Whether they lead to nobody.
    pub(crate) fn is_empty(&self) -> bool {
        self.holders.is_empty() && self.led.is_empty()
    }
}

impl Unread {
    fn add(&mut self, neighbour: SubjectId, error: &ServiceError) {
        tracing::error!(%neighbour, %error, "a neighbour cannot be read");
        self.failed += 1;
        self.first.get_or_insert(neighbour);
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.beyond == 0 && self.failed == 0
    }
}

/// The roles that a person holds in an organisation at a moment. Whoever was merged into
/// another stands there as the other.
pub(crate) fn edges<'a>(
    organisation: &'a Found,
    person: &'a Found,
    moment: Moment,
) -> impl Iterator<Item = Neighbour<'a>> {
    organisation
        .roles_known(moment.known_at)
        .filter(|edge| person.is(edge.person))
        .map(|edge| Neighbour {
            organisation: organisation.id,
            person: person.id,
            edge,
        })
}

#[cfg(test)]
mod tests;
