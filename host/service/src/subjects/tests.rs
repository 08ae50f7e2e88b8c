use std::collections::BTreeMap;

use accord_model::{
    contract::{Edge, RoleTest},
    principal::Principal,
    subject::{Knowledge, Merger},
};
use accord_store::Mutation;
use tempfile::TempDir;

use super::*;
use crate::runs::RunRequest;

fn id(number: u16) -> SubjectId {
    let mut bytes = [7; 16];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    SubjectId::from_bytes(bytes)
}

/// A host that holds these documents, as a store of any age may.
fn host(documents: &[(SubjectId, SubjectDocument)]) -> (TempDir, Host) {
    let folder = tempfile::tempdir().unwrap();
    Host::create(folder.path()).unwrap();
    let host = Host::open(folder.path()).unwrap();
    let mut rows: BTreeMap<PartId, Vec<Mutation>> = BTreeMap::new();
    for (id, document) in documents {
        let part = part_of(id.as_bytes(), host.store.parts());
        let row = codec::encode(document).unwrap();
        let row = Mutation::put(spaces::SUBJECTS, id.as_bytes(), row);
        rows.entry(part).or_default().push(row);
    }
    for (part, rows) in rows {
        host.store.load(part, None, &rows).unwrap();
    }
    (folder, host)
}

fn merged_into(other: SubjectId, from: &[SubjectId]) -> SubjectDocument {
    SubjectDocument {
        merged_into: vec![Merger {
            other,
            from: None,
            stated_at: None,
            known: Knowledge::since(0, 1),
        }],
        merged_from: from.to_vec(),
        ..SubjectDocument::default()
    }
}

fn now() -> Moment {
    Moment::on("2026-11-23".parse().unwrap())
}

fn alone(id: SubjectId, organisations: Vec<SubjectId>) -> Found {
    Found {
        id,
        document: SubjectDocument {
            organisations,
            ..SubjectDocument::default()
        },
        merged: Vec::new(),
    }
}

/// Whom of these neighbours a subject is told of, and what was not read.
fn neighbours(host: &Host, neighbours: Vec<SubjectId>) -> (Vec<SubjectId>, Unread) {
    let mut told = Vec::new();
    let subject = alone(id(0), Vec::new());
    let mut take = |found: Found| {
        told.push(found.id);
        Ok(())
    };
    let unread = host.around(&subject, neighbours, now(), &mut take).unwrap();
    (told, unread)
}

#[test]
fn a_circle_keeps_neither_neighbours_nor_a_run_from_the_others() {
    let (_folder, host) = host(&[
        (id(1), merged_into(id(2), &[id(2)])),
        (id(2), merged_into(id(1), &[id(1)])),
        (id(3), SubjectDocument::default()),
    ]);
    let circle = host.survivor(id(1), now()).unwrap_err();
    assert!(matches!(circle, ServiceError::Merged { subject } if subject == id(1)));
    assert!(!circle.text().en.contains("internal"), "{circle}");

    let (told, unread) = neighbours(&host, vec![id(1), id(3)]);
    assert_eq!(told, [id(3)]);
    assert_eq!((unread.failed, unread.first), (1, Some(id(1))));

    let request = RunRequest::default();
    let report = host.run(&Principal::local_operator(), &request, &|_| {});
    let report = report.unwrap();
    assert_eq!(report.subjects, 1);
    assert_eq!(report.faults.len(), 1, "{report:?}");
    assert_eq!(report.faults[0].kind, "unread");
    assert_eq!(report.faults[0].faults, 2, "each of the two");
}

#[test]
fn a_longer_way_of_before_is_walked_and_more_than_can_be_one_are_an_error() {
    let last = 40;
    let mut way: Vec<_> = (1..last)
        .map(|number| {
            let from: Vec<_> = (1..number).rev().take(1).map(id).collect();
            (id(number), merged_into(id(number + 1), &from))
        })
        .collect();
    let end = SubjectDocument {
        merged_from: vec![id(last - 1)],
        ..SubjectDocument::default()
    };
    way.push((id(last), end.clone()));
    let (_folder, host) = host(&way);
    let (survivor, document) = host.survivor(id(1), now()).unwrap().unwrap();
    assert_eq!(survivor, id(last));
    let found = host.found(survivor, document, now()).unwrap();
    assert_eq!(found.merged.len(), usize::from(last) - 1);

    let members = u16::try_from(MEMBERS).unwrap();
    let mut wide: Vec<_> = (1..=members)
        .map(|number| (id(number), merged_into(id(0), &[])))
        .collect();
    let all = SubjectDocument {
        merged_from: (1..=members).map(id).collect(),
        ..SubjectDocument::default()
    };
    wide.push((id(0), all.clone()));
    let (_folder, host) = self::host(&wide);
    let too_many = host.found(id(0), all, now()).err().unwrap();
    assert!(matches!(too_many, ServiceError::Merged { .. }));
}

#[test]
fn neighbours_beyond_the_bound_are_counted() {
    let (_folder, host) = host(&[(id(u16::MAX), SubjectDocument::default())]);
    let many: Vec<_> = (1..=u16::MAX).map(id).collect();
    let beyond = many.len() - NEIGHBOURS;
    let (told, unread) = neighbours(&host, many);
    assert_eq!((told, unread.beyond), (Vec::new(), beyond));
    assert!(!unread.is_empty());
    // The same one twice is one.
    let (told, unread) = neighbours(&host, vec![id(u16::MAX); NEIGHBOURS + 1]);
    assert_eq!(told, [id(u16::MAX)]);
    assert!(unread.is_empty());
}

#[test]
fn no_neighbour_is_asked_for_unless_a_measure_reaches_along_its_role() {
    let edge = |role| RoleEdge {
        person: id(9),
        role,
        from: None,
        to: None,
        finding: None,
        stated_at: None,
        finding_stated_at: None,
        known: Knowledge::since(0, 1),
    };
    let mut subject = alone(id(0), vec![id(5)]);
    subject.document.roles = vec![edge(Role::Director)];
    let along = |role| Edge {
        roles: vec![role],
        responsible_only: false,
        test: RoleTest::AtAsOf,
    };
    let sources = |reach: &Reach| Ways::of(std::iter::once(reach)).sources(&subject, now());
    assert_eq!(sources(&Reach::SelfOnly), []);
    assert_eq!(sources(&Reach::Holders(along(Role::Director))), [id(5)]);
    assert_eq!(sources(&Reach::LedEntities(along(Role::Supervisor))), []);
    assert_eq!(sources(&Reach::LedEntities(along(Role::Director))), [id(9)]);
}
