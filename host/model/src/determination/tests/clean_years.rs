//! R-3Y: three consecutive years without bad record.

use super::fixture::date;
use crate::{
    contract::{Standing, Value},
    determination::{Clean, clean_years},
    dictionary::{Dictionary, DictionaryData},
    subject::{Knowledge, Record},
};

const AS_OF: &str = "2020-10-31";

fn dictionary() -> Dictionary {
    let data: DictionaryData =
        toml::from_str(include_str!("../../../../service/data/dictionary.toml")).unwrap();
    Dictionary::new(data).unwrap()
}

fn record(kind: &str, decided_on: Option<&str>, categories: &[&str]) -> Record {
    let dictionary = dictionary();
    let kind = dictionary.kind(kind).unwrap();
    let codes = categories.iter().map(|code| (*code).to_owned()).collect();
    Record {
        provider: "sector-supervisors".to_owned(),
        number: "1".to_owned(),
        kind: kind.number,
        acted_on: None,
        acted_until: None,
        decided_on: decided_on.map(date),
        ends_on: None,
        ends_as: Standing::Expired,
        values: match kind.field("category") {
            Some(field) if !categories.is_empty() => vec![(field.number, Value::Codes(codes))],
            _ => Vec::new(),
        },
        stated_at: None,
        hash: [0; 32],
        known: Knowledge::since(1, 1),
    }
}

fn fine(decided_on: &str) -> Record {
    record("admin/penalty", Some(decided_on), &["fine"])
}

fn ask(records: &[Record], since: Option<&str>, contested: bool) -> Clean {
    let since = since.map(date);
    clean_years(
        records.iter(),
        &dictionary(),
        &|_| contested,
        since,
        3,
        date(AS_OF),
    )
}

fn old(records: &[Record]) -> Clean {
    ask(records, Some("2010-01-01"), false)
}

#[test]
fn g23_a_penalty_of_exactly_three_years_ago_lies_outside() {
    assert_eq!(old(&[fine("2017-10-31")]), Clean::Yes);
    assert!(matches!(old(&[fine("2017-11-01")]), Clean::No(_)));
    assert!(matches!(old(&[fine(AS_OF)]), Clean::No(_)));
    assert_eq!(old(&[fine("2020-11-01")]), Clean::Yes, "not decided yet");
}

#[test]
fn g24_whoever_is_younger_is_not_clean_for_three_years() {
    assert_eq!(ask(&[], Some("2017-11-01"), false), Clean::TooYoung);
    assert_eq!(ask(&[], Some("2017-10-31"), false), Clean::Yes);
    assert_eq!(ask(&[], None, false), Clean::Undetermined(Vec::new()));
}

#[test]
fn g36_a_warning_and_a_repaired_penalty_do_not_count() {
    let warning = record("admin/penalty", Some("2020-01-01"), &["warning"]);
    assert_eq!(old(&[warning]), Clean::Yes);
    let both = record("admin/penalty", Some("2020-01-01"), &["warning", "fine"]);
    assert!(matches!(old(&[both]), Clean::No(_)));
    let repaired = Record {
        ends_on: Some(date("2020-06-01")),
        ends_as: Standing::Repaired,
        ..fine("2020-01-01")
    };
    assert_eq!(old(&[repaired]), Clean::Yes);
}

#[test]
fn a_listing_that_stands_counts_however_old_it_is() {
    let listing = record("court/judgment-debtor", Some("2014-01-01"), &[]);
    assert!(matches!(old(std::slice::from_ref(&listing)), Clean::No(_)));
    let ended = Record {
        ends_on: Some(date("2016-01-01")),
        ..listing
    };
    assert_eq!(old(&[ended]), Clean::Yes);
}

#[test]
fn what_is_contested_or_untold_leaves_it_undetermined() {
    let contested = ask(&[fine("2020-01-01")], Some("2010-01-01"), true);
    assert!(matches!(contested, Clean::Undetermined(_)));
    let no_category = record("admin/penalty", Some("2020-01-01"), &[]);
    assert!(matches!(old(&[no_category]), Clean::Undetermined(_)));
    let no_day = record("admin/penalty", None, &["fine"]);
    assert!(matches!(old(&[no_day]), Clean::Undetermined(_)));
    let level = record("tax/credit-level", None, &[]);
    assert_eq!(old(&[level]), Clean::Yes, "a good record says nothing");
}
