use accord_model::{
    catalogue::{Class, Direction, ExecutionLevel, InstrumentLevel, Nature, SourceStatus, Term},
    contract::{Role, Standing, SubjectKind, Value},
    date::Date,
    principal::Principal,
    subject::view::Moment,
};

use super::{catalogue::*, first::*, *};
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

fn old_edition(class: &str) -> Vec<u8> {
    let old = OldEdition {
        number: 3,
        recorded_at: 77,
        by: Principal::system(),
        data: OldCatalogue {
            edition: "2017-draft".to_owned(),
            measures: vec![OldMeasure {
                code: "procurement/ban".to_owned(),
                title: "禁止参加政府采购".to_owned(),
                title_en: "Ban".to_owned(),
                class: class.to_owned(),
                direction: Direction::Sanction,
                nature: Nature::Mandatory,
                executor: "finance-bureau".to_owned(),
                execution_level: ExecutionLevel::District,
                also_upper: false,
                term: Term::Statute,
                requires_court_or_statute: false,
                source_status: SourceStatus::Verified,
                bases: vec![OldBasis {
                    instrument: "政府采购法".to_owned(),
                    article: Some("22".to_owned()),
                    level: InstrumentLevel::Law,
                    status: SourceStatus::Verified,
                }],
                basis_note: None,
            }],
        },
    };
    postcard::to_extend(&old, vec![1]).unwrap()
}

#[test]
fn a_catalogue_of_version_1_says_what_it_said() {
    let edition: Edition<CatalogueData> = codec::decode(&old_edition("C01")).unwrap();
    assert_eq!((edition.number, edition.recorded_at), (3, 77));
    assert_eq!(
        edition.data.from, None,
        "it is the catalogue since the beginning"
    );
    let measure = &edition.data.measures[0];
    assert_eq!(measure.class, Class::C01);
    assert_eq!((measure.max_months, measure.subject_kinds.len()), (None, 0));
    let basis = &measure.bases[0];
    assert_eq!(basis.article.as_deref(), Some("22"));
    assert!(basis.is_in_force(Date::from_days(0)) && !basis.obliges);
    let anew = codec::encode(&edition).unwrap();
    assert_eq!(anew[0], 2);
    assert_eq!(
        codec::decode::<Edition<CatalogueData>>(&anew).unwrap(),
        edition
    );
}

#[test]
fn a_class_that_never_was_is_damage() {
    assert!(codec::decode::<Edition<CatalogueData>>(&old_edition("C15")).is_err());
}
