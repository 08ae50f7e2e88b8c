use super::*;
use crate::{
    contract::Standing,
    dictionary::{Dictionary, DictionaryData},
    subject::{
        Knowledge, Millis, Withdrawn,
        history::{Effect, Writing},
    },
};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Noon of a day in Shanghai.
fn noon(text: &str) -> Millis {
    i64::from(date(text).days()) * 86_400_000 + 4 * 3_600_000
}

fn dictionary() -> Dictionary {
    let data: DictionaryData = toml::from_str(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../service/data/dictionary.toml"
    )))
    .unwrap();
    Dictionary::new(data).unwrap()
}

fn rule(runs_from: RunsFrom, months: u16) -> RetentionRule {
    RetentionRule {
        kind: "admin/penalty".to_owned(),
        runs_from,
        months,
        basis: "测试规定第一条".to_owned(),
        from: date("2017-01-01"),
        until: None,
    }
}

fn retention(rules: Vec<RetentionRule>) -> Result<Retention, RetentionError> {
    Retention::new(&RetentionData { rules }, &dictionary())
}

fn record(number: &str, ends_on: Option<&str>) -> Record {
    Record {
        provider: "sector-supervisors".to_owned(),
        number: number.to_owned(),
        kind: 7,
        acted_on: None,
        acted_until: None,
        decided_on: Some(date("2016-02-29")),
        ends_on: ends_on.map(date),
        ends_as: Standing::Expired,
        values: Vec::new(),
        stated_at: None,
        hash: [0; 32],
        known: Knowledge::since(noon("2016-03-01"), 1),
    }
}

fn withdrawn(mut record: Record, day: &str) -> Record {
    record.known.withdrawn = Some(Withdrawn {
        at: noon(day),
        batch: 2,
    });
    record
}

fn due(rules: Vec<RetentionRule>, records: Vec<Record>, as_of: &str) -> Vec<usize> {
    let document = SubjectDocument {
        records,
        ..SubjectDocument::default()
    };
    let retention = retention(rules).unwrap();
    let due = retention.due(&document, date(as_of), date(as_of));
    due.iter().map(|due| due.position).collect()
}

#[test]
fn an_ended_record_goes_on_the_corresponding_day() {
    let rules = || vec![rule(RunsFrom::End, 12)];
    let records = || vec![record("1", Some("2017-02-28")), record("2", None)];
    assert!(due(rules(), records(), "2018-02-27").is_empty());
    assert_eq!(due(rules(), records(), "2018-02-28"), [0]);
    assert_eq!(
        due(rules(), records(), "2099-01-01"),
        [0],
        "what stands stays"
    );
}

#[test]
fn earlier_versions_go_with_an_ended_record() {
    let versions = || {
        vec![
            withdrawn(record("1", None), "2016-05-01"),
            record("1", Some("2017-03-01")),
        ]
    };
    let rules = vec![rule(RunsFrom::End, 1)];
    assert_eq!(due(rules, versions(), "2017-04-01"), [0, 1]);
}

#[test]
fn a_wrong_version_goes_by_the_day_on_which_it_was_known_to_be_wrong() {
    let versions = || {
        vec![
            withdrawn(record("1", None), "2017-05-31"),
            record("1", None),
        ]
    };
    let rules = || vec![rule(RunsFrom::Withdrawal, 1)];
    assert!(due(rules(), versions(), "2017-06-29").is_empty());
    assert_eq!(due(rules(), versions(), "2017-06-30"), [0]);
}

#[test]
fn a_rule_holds_within_its_days_and_for_its_kind() {
    let mut later = rule(RunsFrom::End, 0);
    later.from = date("2020-01-01");
    let records = || vec![record("1", Some("2017-03-01"))];
    assert!(due(vec![later.clone()], records(), "2019-12-31").is_empty());
    assert_eq!(due(vec![later.clone()], records(), "2020-01-01"), [0]);
    later.kind = "tax/arrears".to_owned();
    assert!(due(vec![later], records(), "2021-01-01").is_empty());
    assert!(due(Vec::new(), records(), "2099-01-01").is_empty());
}

#[test]
fn rules_that_contradict_each_other_are_refused() {
    let kind = || "admin/penalty".to_owned();
    let twice = vec![rule(RunsFrom::End, 1), rule(RunsFrom::End, 2)];
    assert_eq!(retention(twice), Err(RetentionError::Twice(kind())));
    let mut ended = rule(RunsFrom::End, 1);
    ended.until = Some(date("2018-01-01"));
    let mut next = rule(RunsFrom::End, 2);
    next.from = date("2018-01-01");
    assert!(retention(vec![ended.clone(), next]).is_ok());
    ended.until = Some(ended.from);
    assert_eq!(retention(vec![ended]), Err(RetentionError::Dates(kind())));
    let mut unknown = rule(RunsFrom::End, 1);
    unknown.kind = "no/such".to_owned();
    assert_eq!(
        retention(vec![unknown]),
        Err(RetentionError::UnknownKind("no/such".to_owned()))
    );
    let mut baseless = rule(RunsFrom::End, 1);
    baseless.basis = " ".to_owned();
    assert_eq!(
        retention(vec![baseless]),
        Err(RetentionError::NoBasis(kind()))
    );
}

#[test]
fn a_repealed_rule_removes_nothing_for_any_day() {
    let mut repealed = rule(RunsFrom::End, 1);
    repealed.until = Some(date("2019-01-01"));
    let document = SubjectDocument {
        records: vec![record("1", Some("2017-03-01"))],
        ..SubjectDocument::default()
    };
    let retention = retention(vec![repealed]).unwrap();
    let due = |today| {
        retention
            .due(&document, date("2018-12-31"), date(today))
            .len()
    };
    assert_eq!((due("2018-12-31"), due("2019-01-01")), (1, 0));
}

#[test]
fn what_was_removed_does_not_come_back_with_an_old_file() {
    let writing = |at: &str| Writing {
        at: noon(at),
        batch: 3,
    };
    let mut document = SubjectDocument::default();
    let mut first = record("1", None);
    first.values = vec![(3, crate::contract::Value::Integer(1))];
    let mut corrected = first.clone();
    corrected.values = vec![(3, crate::contract::Value::Integer(2))];
    document.take_record(first.clone(), writing("2016-03-01"));
    document.take_record(corrected, writing("2016-04-01"));
    document.remove_records(&[0], writing("2018-01-01"));
    assert_eq!((document.records.len(), document.removed.len()), (1, 1));
    let again = document.take_record(first.clone(), writing("2018-02-01"));
    assert_eq!(again, Effect::Replayed, "the correction stands");
    // A provider that says when it stated that goes back on purpose.
    first.stated_at = Some(noon("2018-03-01"));
    let meant = document.take_record(first, writing("2018-03-02"));
    assert_eq!(meant, Effect::Changed);
}
