use accord_model::{
    contract::{Role, Standing, SubjectKind, Value},
    date::Date,
    subject::view::Moment,
};

use super::{first::*, *};
use crate::codec;

fn old() -> Subject {
    Subject {
        kind: SubjectKind::Enterprise,
        name: "测试厂".to_owned(),
        identifier: "91481802MA0000007T".to_owned(),
        since: Some(Date::from_days(14_000)),
        industry: Some("C".to_owned()),
        region: None,
        status: Some("active".to_owned()),
        records: vec![OldRecord {
            provider: "tax-bureau".to_owned(),
            number: "1".to_owned(),
            kind: 4,
            acted_on: None,
            acted_until: None,
            decided_on: Some(Date::from_days(17_000)),
            ends_on: None,
            ends_as: Standing::Expired,
            recorded_at: 77,
            values: vec![(2, Value::Flag(true))],
        }],
        roles: vec![OldRole {
            person: SubjectId::from_bytes([9; 16]),
            role: Role::LegalRepresentative,
            from: None,
            to: None,
            responsible: true,
        }],
        organisations: Vec::new(),
    }
}

#[test]
fn a_document_of_the_first_edition_says_what_it_said() {
    let bytes = postcard::to_extend(&old(), vec![1]).unwrap();
    let document: SubjectDocument = codec::decode(&bytes).unwrap();
    let now = Moment::on(Date::from_days(20_000));
    let registered = document.registered(now).unwrap();
    assert_eq!(registered.profile.name, "测试厂");
    assert_eq!(registered.status, Some("active"));
    let records: Vec<_> = document.records_known(now.known_at).collect();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].values, [(2, Value::Flag(true))]);
    assert!(document.roles[0].finding.is_some());
    assert_eq!(document.records_known(76).count(), 0, "not known before");
    // Written anew it is of the newest version and the same.
    let anew = codec::encode(&document).unwrap();
    assert_eq!(anew[0], 2);
    assert_eq!(codec::decode::<SubjectDocument>(&anew).unwrap(), document);
}

#[test]
fn a_lookup_row_of_the_first_edition_is_of_key_1() {
    let subject = SubjectId::from_bytes([7; 16]);
    let bytes = postcard::to_extend(&subject, vec![1]).unwrap();
    let lookup: Lookup = codec::decode(&bytes).unwrap();
    assert_eq!(lookup, Lookup { subject, key: 1 });
}
