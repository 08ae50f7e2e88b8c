use proptest::prelude::*;

use super::*;
use crate::{
    contract::{FactNeed, FieldNeed, Value, ValueType},
    date::Date,
    dictionary::{DictionaryData, Field, Kind, Tier},
    subject::{Knowledge, Profile},
};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Three kinds, whose numbers are in no order: 7, 3, 5, with three numbered fields each.
fn dictionary() -> Dictionary {
    let kind = |number, code: &str| Kind {
        number,
        code: code.to_owned(),
        name: "类别".to_owned(),
        name_en: "Kind".to_owned(),
        provider: "tax-bureau".to_owned(),
        tier: Tier::C,
        personal: false,
        from: None,
        until: None,
        fields: [(4, "first"), (2, "second"), (9, "third")]
            .into_iter()
            .map(|(number, name)| Field {
                number,
                name: name.to_owned(),
                title: "字段".to_owned(),
                title_en: "Field".to_owned(),
                value_type: ValueType::Integer,
                code_list: None,
                unit: None,
                personal: false,
                from: None,
                until: None,
            })
            .collect(),
    };
    Dictionary::new(DictionaryData {
        kinds: vec![kind(7, "a/level"), kind(3, "b/case"), kind(5, "c/secret")],
        code_lists: Vec::new(),
    })
    .unwrap()
}

fn need(kind: &str, fields: &[&str]) -> FactNeed {
    let field = |name: &&str| FieldNeed {
        name: (*name).to_owned(),
        value_type: ValueType::Integer,
        code_list: None,
    };
    FactNeed {
        kind: kind.to_owned(),
        fields: fields.iter().map(field).collect(),
        triggers: false,
        history: false,
    }
}

/// Reads cases, then levels; the kind `c/secret` and the field `second` never.
fn manifest() -> Manifest {
    Manifest {
        code: "test".to_owned(),
        version: "1.0.0".to_owned(),
        title: "测试".to_owned(),
        document_number: "无".to_owned(),
        initiator: "测试局".to_owned(),
        signatories: Vec::new(),
        signed_on: None,
        in_force_from: None,
        expires_on: None,
        subjects: vec![SubjectKind::Enterprise],
        profile: ProfileNeed::default(),
        reads: vec![
            need("b/case", &["third", "first"]),
            need("a/level", &["first"]),
        ],
        listings: Vec::new(),
        measures: Vec::new(),
        rules: Vec::new(),
        parameters: Vec::new(),
    }
}

fn record(kind: u16, number: &str, decided_on: Option<&str>) -> Record {
    Record {
        provider: "tax-bureau".to_owned(),
        number: number.to_owned(),
        kind,
        acted_on: None,
        acted_until: None,
        decided_on: decided_on.map(date),
        ends_on: None,
        ends_as: Standing::Expired,
        values: [4, 2, 9]
            .map(|field| (field, Value::Integer(i64::from(field))))
            .to_vec(),
        stated_at: None,
        hash: [0; 32],
        known: Knowledge::since(0, 1),
    }
}

fn document(records: Vec<Record>) -> SubjectDocument {
    SubjectDocument {
        profiles: vec![Profile {
            provider: String::new(),
            from: None,
            kind: SubjectKind::Enterprise,
            name: "测甲公司".to_owned(),
            since: Some(date("2001-02-03")),
            industry: Some("F51".to_owned()),
            region: Some("481802".to_owned()),
            status: Some("存续".to_owned()),
            stated_at: None,
            known: Knowledge::since(0, 1),
        }],
        records,
        ..SubjectDocument::default()
    }
}

fn projection(change: impl FnOnce(&mut Manifest)) -> Projection {
    let mut manifest = manifest();
    change(&mut manifest);
    Projection::new(&manifest, &dictionary()).unwrap()
}

/// Numbers of the records that the plugin sees on the last day of October 2017.
fn seen(manifest: impl FnOnce(&mut Manifest), records: Vec<Record>) -> Option<Vec<String>> {
    let document = document(records);
    let projected = projection(manifest).project(
        &document,
        std::iter::empty(),
        Moment::on(date("2017-10-31")),
    )?;
    let number = |record: &&Record| record.number.clone();
    Some(projected.records.iter().map(number).collect())
}

#[test]
fn only_declared_fields_are_passed_in_the_declared_order() {
    let mut holey = record(3, "1", None);
    holey.values.retain(|(field, _)| *field != 4);
    let document = document(vec![holey, record(7, "1", None)]);
    let projected = projection(|_| {})
        .project(
            &document,
            std::iter::empty(),
            Moment::on(date("2017-10-31")),
        )
        .unwrap();
    let values: Vec<_> = projected
        .subject
        .facts
        .iter()
        .map(|fact| &fact.values)
        .collect();
    let [third, first] = [9, 4].map(Value::Integer);
    assert_eq!(values, [&vec![Some(&third), None], &vec![Some(&first)]]);
}

#[test]
fn a_record_in_two_documents_of_one_subject_is_one_fact() {
    let survivor = document(vec![record(7, "1", None)]);
    let merged = document(vec![record(7, "1", None), record(7, "2", None)]);
    let projected = projection(|_| {})
        .project(
            &survivor,
            std::iter::once(&merged),
            Moment::on(date("2017-10-31")),
        )
        .unwrap();
    let numbers = projected.records.iter().map(|record| &record.number);
    assert_eq!(numbers.collect::<Vec<_>>(), ["1", "2"]);
}

#[test]
fn only_declared_parts_of_the_profile_are_passed() {
    let document = document(Vec::new());
    let profile = |need: ProfileNeed| {
        let projection = projection(|manifest| manifest.profile = need);
        let subject = projection
            .project(
                &document,
                std::iter::empty(),
                Moment::on(date("2017-10-31")),
            )
            .unwrap()
            .subject;
        (
            subject.since,
            subject.industry,
            subject.region,
            subject.status,
        )
    };
    let none = ProfileNeed::default();
    let since = Some(date("2001-02-03"));
    for (need, expected) in [
        (none, (None, None, None, None)),
        (
            ProfileNeed {
                since: true,
                ..none
            },
            (since, None, None, None),
        ),
        (
            ProfileNeed {
                industry: true,
                ..none
            },
            (None, Some("F51"), None, None),
        ),
        (
            ProfileNeed {
                region: true,
                ..none
            },
            (None, None, Some("481802"), None),
        ),
        (
            ProfileNeed {
                status: true,
                ..none
            },
            (None, None, None, Some("存续")),
        ),
    ] {
        assert_eq!(profile(need), expected);
    }
}

#[test]
fn facts_come_by_need_then_day_then_record_and_are_numbered_so() {
    let document = document(vec![
        record(7, "1", Some("2015-01-01")),
        record(3, "9", Some("2016-01-01")),
        record(3, "2", Some("2017-01-01")),
        record(3, "4", None),
        record(3, "1", Some("2017-01-01")),
        record(7, "0", None),
    ]);
    let projected = projection(|_| {})
        .project(
            &document,
            std::iter::empty(),
            Moment::on(date("2017-10-31")),
        )
        .unwrap();
    let order: Vec<_> = projected
        .subject
        .facts
        .iter()
        .map(|fact| {
            let record = projected.record(fact.id).unwrap();
            (fact.id, fact.need, record.kind, record.number.as_str())
        })
        .collect();
    assert_eq!(
        order,
        [
            (0, 0, 3, "4"),
            (1, 0, 3, "9"),
            (2, 0, 3, "1"),
            (3, 0, 3, "2"),
            (4, 1, 7, "0"),
            (5, 1, 7, "1"),
        ]
    );
    assert_eq!(projected.record(6), None);
    assert_eq!(projected.record(u32::MAX), None);
}

#[test]
fn decisions_of_later_days_are_not_known_yet() {
    let records = vec![
        record(3, "eve", Some("2017-10-30")),
        record(3, "day", Some("2017-10-31")),
        record(3, "next", Some("2017-11-01")),
        record(3, "undated", None),
    ];
    assert_eq!(
        seen(|_| {}, records).unwrap(),
        ["undated", "eve", "day"].map(str::to_owned)
    );
}

#[test]
fn ended_facts_are_passed_only_where_history_is_wanted() {
    let ending = |number: &str, day: &str, ends_as| Record {
        ends_on: Some(date(day)),
        ends_as,
        ..record(3, number, None)
    };
    let document = document(vec![
        ending("a", "2017-10-30", Standing::Repaired),
        // Ends are exclusive: on this day it no longer stands.
        ending("b", "2017-10-31", Standing::Exited),
        ending("c", "2017-11-01", Standing::Expired),
        record(3, "d", None),
    ]);
    let seen = |history| {
        let projection = projection(|manifest| manifest.reads[0].history = history);
        let projected = projection
            .project(
                &document,
                std::iter::empty(),
                Moment::on(date("2017-10-31")),
            )
            .unwrap();
        let fact = |(fact, record): (&Fact<'_>, &&Record)| (record.number.clone(), fact.standing);
        let facts = projected.subject.facts.iter();
        facts.zip(&projected.records).map(fact).collect::<Vec<_>>()
    };
    let active = |number: &str| (number.to_owned(), Standing::Active);
    assert_eq!(seen(false), [active("c"), active("d")]);
    assert_eq!(
        seen(true),
        [
            ("a".to_owned(), Standing::Repaired),
            ("b".to_owned(), Standing::Exited),
            active("c"),
            active("d"),
        ]
    );
}

#[test]
fn subject_that_nothing_triggers_is_not_asked_about() {
    let triggers = |manifest: &mut Manifest| manifest.reads[0].triggers = true;
    assert_eq!(seen(triggers, vec![record(7, "1", None)]), None);
    assert_eq!(
        seen(triggers, vec![record(3, "1", Some("2017-11-01"))]),
        None
    );
    assert_eq!(seen(triggers, vec![record(3, "1", None)]).unwrap().len(), 1);
    // If no need triggers, every subject is asked about.
    assert_eq!(seen(|_| {}, Vec::new()), Some(Vec::new()));
}

#[test]
fn subject_of_another_kind_is_not_asked_about() {
    let projection = projection(|_| {});
    let mut other = document(vec![record(3, "1", None)]);
    other.profiles[0].kind = SubjectKind::NaturalPerson;
    assert!(
        projection
            .project(&other, std::iter::empty(), Moment::on(date("2017-10-31")))
            .is_none()
    );
}

#[test]
fn manifest_that_names_what_is_not_there_has_no_projection() {
    let projection = |need| {
        let manifest = Manifest {
            reads: vec![need],
            ..manifest()
        };
        Projection::new(&manifest, &dictionary())
    };
    assert!(projection(need("d/other", &[])).is_none());
    assert!(projection(need("b/case", &["fourth"])).is_none());
}

prop_compose! {
    fn any_record()(
        kind in prop::sample::select(vec![3_u16, 5, 7, 8]),
        number in "[a-c]",
        decided in prop::option::of(-3..4_i32),
        ends in prop::option::of(-3..4_i32),
        fields in prop::collection::vec((0..11_u16, any::<i64>()), 0..5),
    ) -> Record {
        let day = |days| date("2017-10-31").add_days(days);
        Record {
            decided_on: decided.map(day),
            ends_on: ends.map(day),
            values: fields
                .into_iter()
                .map(|(field, value)| (field, Value::Integer(value)))
                .collect(),
            ..record(kind, &number, None)
        }
    }
}

proptest! {
    /// Whatever the records are: nothing undeclared, unknown or ended is passed, and the
    /// order is that of need, day and record.
    #[test]
    fn nothing_else_is_ever_passed(records in prop::collection::vec(any_record(), 0..9)) {
        let document = document(records);
        let as_of = date("2017-10-31");
        let projected = projection(|_| {}).project(&document, std::iter::empty(), Moment::on(as_of)).unwrap();
        prop_assert_eq!(projected.subject.facts.len(), projected.records.len());
        let declared: [&[u16]; 2] = [&[9, 4], &[4]];
        let mut keys = Vec::new();
        for (position, fact) in projected.subject.facts.iter().enumerate() {
            let record = projected.record(fact.id).unwrap();
            prop_assert_eq!(usize::try_from(fact.id).unwrap(), position);
            prop_assert_eq!([3, 7][usize::from(fact.need)], record.kind);
            prop_assert!(record.decided_on.is_none_or(|day| day <= as_of));
            prop_assert!(record.ends_on.is_none_or(|day| as_of < day));
            let values: Vec<_> = declared[usize::from(fact.need)]
                .iter()
                .map(|field| record.value(*field))
                .collect();
            prop_assert_eq!(&fact.values, &values);
            keys.push((fact.need, record.decided_on, record.key()));
        }
        prop_assert!(keys.is_sorted());
        let wanted = document.records.iter().filter(|record| {
            [3, 7].contains(&record.kind)
                && record.decided_on.is_none_or(|day| day <= as_of)
                && record.ends_on.is_none_or(|day| as_of < day)
        });
        prop_assert_eq!(wanted.count(), keys.len());
    }
}
