use accord_model::{
    catalogue::{Catalogue, Direction},
    principal::Principal,
};
use tempfile::TempDir;

use super::{
    edition::{key, latest},
    *,
};
use crate::{Host, spaces};
use accord_store::PartId;

fn host() -> (TempDir, Host) {
    let folder = tempfile::tempdir().unwrap();
    Host::create(folder.path()).unwrap();
    let host = Host::open(folder.path()).unwrap();
    (folder, host)
}

fn operator() -> Principal {
    Principal::local_operator()
}

/// Rules of retention that keep sentences so long.
fn retention(months: u16) -> String {
    format!(
        "[[rule]]\nkind = \"court/sentence\"\nruns_from = \"end\"\nmonths = {months}\nbasis = \"测试规则\"\nfrom = \"2020-01-01\"\n"
    )
}

fn change(host: &Host, months: u16) -> EditionInfo {
    let text = retention(months);
    host.change_reference(&operator(), ReferenceName::Retention, &text)
        .unwrap()
}

fn number(reference: &Reference, name: ReferenceName) -> u32 {
    let mut editions = reference.editions().into_iter();
    editions
        .find(|edition| edition.name == name)
        .unwrap()
        .number
}

#[test]
fn what_was_known_at_a_moment_answers_again() {
    let (folder, host) = host();
    let (second, third) = (change(&host, 12), change(&host, 24));
    assert!(
        second.recorded_at < third.recorded_at,
        "also within one tick"
    );
    let check = |host: &Host| {
        let at = |known_at| {
            let reference = host.reference_at(known_at).unwrap();
            number(&reference, ReferenceName::Retention)
        };
        assert_eq!(at(None), 3);
        assert_eq!(at(Some(third.recorded_at)), 3);
        assert_eq!(at(Some(third.recorded_at - 1)), 2);
        assert_eq!(at(Some(second.recorded_at)), 2);
        assert_eq!(at(Some(second.recorded_at - 1)), 1);
        // Before there was a store its first edition counts.
        assert_eq!(at(Some(0)), 1);
        let reference = host.reference_at(Some(0)).unwrap();
        assert!(reference.retention.is_empty(), "the rules of then");
        assert_eq!(number(&reference, ReferenceName::Rules), 1);
    };
    check(&host);
    drop(host);
    check(&Host::open(folder.path()).unwrap());
}

#[test]
fn the_latest_is_not_made_again_and_others_once() {
    let (_folder, host) = host();
    let second = change(&host, 12);
    let latest = host.reference_at(None).unwrap();
    let same = host.reference_at(Some(second.recorded_at)).unwrap();
    assert!(Arc::ptr_eq(&latest, &same));
    let past = || host.reference_at(Some(0)).unwrap();
    assert!(Arc::ptr_eq(&past(), &past()));
    // More moments than are kept: still the right ones.
    let changed: Vec<_> = (13..30).map(|months| change(&host, months)).collect();
    for info in changed.iter().chain([&second]) {
        let reference = host.reference_at(Some(info.recorded_at)).unwrap();
        assert_eq!(number(&reference, ReferenceName::Retention), info.number);
    }
}

#[test]
fn the_editions_of_a_receipt_are_found_again() {
    let (_folder, host) = host();
    change(&host, 12);
    let then = host.reference_at(None).unwrap();
    let named: Vec<_> = then
        .editions()
        .into_iter()
        .map(|edition| (edition.name, edition.number))
        .collect();
    change(&host, 24);
    let again = host.reference_of(&named).unwrap();
    assert_eq!(again.editions(), then.editions());
    assert_eq!(again.retention, then.retention);
    let none = host.reference_of(&[(ReferenceName::Retention, 4)]);
    assert!(matches!(
        none,
        Err(ServiceError::NoSuchEdition {
            name: "retention",
            number: 4
        })
    ));
}

#[test]
fn rules_are_changed_as_a_whole_and_checked_first() {
    let (_folder, host) = host();
    let change = |text: &str| host.change_reference(&operator(), ReferenceName::Rules, text);
    let rule = "[[objection]]\nanswer_within = { working-days = 3 }\nsource = \"测试办法\"\nsource_status = \"verified\"\n";
    let refused = change(&format!("{rule}{rule}"));
    assert!(matches!(
        refused,
        Err(ServiceError::Change { name: "rules", .. })
    ));
    assert_eq!(change(rule).unwrap().number, 2);
    let reference = host.reference_at(None).unwrap();
    assert_eq!(reference.rules.data().objections.len(), 1);
    assert!(reference.rules.data().lists.is_empty());
    let text = host.reference_text(ReferenceName::Rules).unwrap();
    assert_eq!(
        toml::from_str::<RulesData>(&text).unwrap(),
        *reference.rules.data()
    );
}

#[test]
fn a_store_without_rules_gets_those_of_this_program() {
    let (folder, host) = host();
    let rules = key(ReferenceName::Rules, 1);
    let former = Mutation::delete(spaces::REFERENCE, rules);
    let id = crate::host::operation().unwrap();
    host.store
        .commit(PartId::CONTROL, id, &[], &[former])
        .unwrap();
    drop(host);
    let host = Host::open(folder.path()).unwrap();
    let reference = host.reference_at(Some(0)).unwrap();
    assert!(!reference.rules.data().lists.is_empty());
    assert_eq!(latest::<RulesData>(&*host.store).unwrap().number, 1);
}

#[test]
fn the_seeds_are_in_order() {
    let (_, catalogue) = built_in().unwrap();
    let is_sanction = |catalogue: &Catalogue, code| {
        catalogue.measure(code).unwrap().direction == Direction::Sanction
    };
    assert!(is_sanction(&catalogue, "procurement/ban"));
}
