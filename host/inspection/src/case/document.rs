//! A case as the host would have it: a subject's document and the roles that touch it.

use std::collections::BTreeMap;

use accord_model::subject::{
    Finding, Knowledge, Profile, Record, RoleEdge, SubjectDocument, SubjectId,
};

use super::{Case, FactOfCase};

/// The subject of every case.
pub(crate) const SUBJECT: SubjectId = SubjectId::from_bytes([0; 16]);

/// The roles of a case, and who is who in them.
pub(crate) struct RolesOfCase {
    /// The edges and, for each, the organisation that owns it.
    pub(crate) edges: Vec<(SubjectId, RoleEdge)>,
    /// Names of the others.
    pub(crate) names: BTreeMap<SubjectId, String>,
}

impl Case {
    /// The subject's document. The records' own numbers are their places, so that records
    /// of one day keep the order in which the case gives them.
    pub(crate) fn document(&self) -> SubjectDocument {
        let known = Knowledge::since(0, 0);
        let mut records: Vec<Record> = (0..)
            .zip(&self.facts)
            .map(|(place, fact)| record(place, fact, known))
            .collect();
        records.sort_by(|one, other| one.key().cmp(&other.key()));
        SubjectDocument {
            profiles: vec![Profile {
                provider: String::new(),
                from: None,
                kind: self.subject.kind,
                name: self.name.clone(),
                since: self.subject.since,
                industry: self.subject.industry.clone(),
                region: self.subject.region.clone(),
                status: self.subject.status.clone(),
                stated_at: None,
                known,
            }],
            records,
            ..SubjectDocument::default()
        }
    }

    /// The id that the case gives to a record of its document.
    pub(crate) fn fact_id(&self, record: &Record) -> &str {
        let place = record.number.parse::<usize>().ok();
        let fact = place.and_then(|place| self.facts.get(place));
        fact.map_or("?", |fact| &fact.id)
    }

    pub(crate) fn edges(&self) -> RolesOfCase {
        let mut others: BTreeMap<&str, SubjectId> = BTreeMap::new();
        let mut edges = Vec::new();
        for role in &self.roles {
            let number = u128::try_from(others.len()).unwrap_or_default() + 1;
            let other = *others
                .entry(&role.other)
                .or_insert_with(|| SubjectId::from_bytes(number.to_be_bytes()));
            let (organisation, person) = if role.other_holds {
                (SUBJECT, other)
            } else {
                (other, SUBJECT)
            };
            let finding = role.responsible.then(|| Finding {
                decided_on: role.found_on,
                ..Finding::unnamed()
            });
            let edge = RoleEdge {
                person,
                role: role.role,
                from: role.from,
                to: role.to,
                finding,
                stated_at: None,
                finding_stated_at: None,
                known: Knowledge::since(0, 0),
            };
            edges.push((organisation, edge));
        }
        let names = others.into_iter().map(|(name, id)| (id, name.to_owned()));
        RolesOfCase {
            edges,
            names: names.collect(),
        }
    }
}

fn record(place: usize, fact: &FactOfCase, known: Knowledge) -> Record {
    Record {
        provider: String::new(),
        number: format!("{place:06}"),
        kind: fact.kind,
        acted_on: fact.acted_on,
        acted_until: fact.acted_until,
        decided_on: fact.decided_on,
        ends_on: fact.ends_on,
        ends_as: fact.ends_as,
        values: fact
            .values
            .iter()
            .map(|(number, value)| (*number, value.clone()))
            .collect(),
        stated_at: None,
        hash: [0; 32],
        known,
    }
}
