//! Subjects that are one by a merger, those around a subject, what was known when, and who
//! may read of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use accord_model::principal::{Actor, Principal, Role};
use accord_service::{
    Host, ServiceError,
    audit::Action,
    names::NameSearch,
    query::{Answer, IdentifierText, Query},
    records::{SubjectQuery, SubjectRecords},
    reference::ReferenceName,
    runs::{RunReport, RunRequest},
};
use serde_json::{Value, json};
use support::{
    AS_OF, EVADER, MODEL, REPRESENTATIVE, component, district, import, numbered, operator,
    organisation, person, store,
};
use tempfile::TempDir;

const SUCCESSOR: &str = "91481802MA000004X3";
/// A second number of the evader's representative.
const OTHER_NUMBER: &str = "481802199912310026";
/// Day from which the evader is part of the successor, and the one before.
const MERGED_ON: &str = "2025-07-01";
const DAY_BEFORE: &str = "2025-06-30";

fn text(identifier: &Value) -> IdentifierText {
    serde_json::from_value(identifier.clone()).unwrap()
}

fn query(identifier: &Value, as_of: &str) -> Query {
    Query {
        identifier: text(identifier),
        as_of: Some(as_of.parse().unwrap()),
        known_at: None,
        explain: false,
    }
}

fn ask(host: &Host, identifier: &Value, as_of: &str) -> Answer {
    host.query(&operator(), &query(identifier, as_of)).unwrap()
}

fn reading(identifier: &Value, as_of: &str) -> SubjectQuery {
    SubjectQuery {
        identifier: text(identifier),
        as_of: Some(as_of.parse().unwrap()),
        known_at: None,
        history: false,
        unmask: None,
    }
}

fn read(host: &Host, identifier: &Value, as_of: &str) -> SubjectRecords {
    host.records(&operator(), &reading(identifier, as_of))
        .unwrap()
}

/// How many published cases are known of a subject.
fn cases(host: &Host, code: &str, as_of: &str) -> usize {
    let known = read(host, &organisation(code), as_of);
    let records = known.records.iter();
    records
        .filter(|record| record.kind == "tax/published-case" && record.counts)
        .count()
}

fn run(host: &Host) -> RunReport {
    let request = RunRequest {
        as_of: Some(AS_OF.parse().unwrap()),
    };
    host.run(&operator(), &request, &|_| {}).unwrap()
}

/// To how many a measure applies in a run.
fn reached(report: &RunReport, measure: &str) -> u64 {
    let counts = report.measures.iter();
    let counts = counts.filter(|count| count.measure == measure);
    counts.map(|count| count.subjects).sum()
}

fn enable(host: &Host, name: &str) {
    let plugin = host.upload(&operator(), &component(name)).unwrap().plugin;
    let from = "2017-01-01".parse().unwrap();
    let digest = plugin.digest.parse().unwrap();
    host.enable(&operator(), &plugin.memorandum, digest, from)
        .unwrap();
}

fn answering() -> (TempDir, Host) {
    let folder = store();
    let host = Host::open(folder.path()).unwrap();
    import(&host, &district());
    enable(&host, "tax-a-level");
    enable(&host, "tax-major-violation");
    (folder, host)
}

fn firm(code: &str, name: &str) -> Value {
    json!({ "type": "subject", "identifier": organisation(code), "kind": "enterprise", "name": name })
}

fn merger(subject: &str, into: &str) -> Value {
    json!({ "type": "merger", "subject": organisation(subject), "into": organisation(into) })
}

/// The case of the evader, as the successor's.
fn case(code: &str) -> Value {
    json!({
        "type": "record", "identifier": organisation(code), "kind": "tax/published-case",
        "provider": "tax-bureau", "number": "case-1", "acted_on": "2024-03-01", "decided_on": "2025-06-01",
        "values": { "case-number": "1", "violation": "evasion", "case-decided-on": "2025-03-01" },
    })
}

fn withdrawn(code: &str) -> Value {
    json!({
        "type": "withdrawal", "identifier": organisation(code), "kind": "tax/published-case",
        "provider": "tax-bureau", "number": "case-1",
    })
}

fn merge_evader(host: &Host) {
    let mut merger = merger(EVADER, SUCCESSOR);
    merger["from"] = json!(MERGED_ON);
    let report = import(host, &[firm(SUCCESSOR, "测试新生厂"), merger]);
    assert_eq!(report.counts.rejected, 0, "{report:?}");
}

#[test]
fn a_record_known_under_the_old_code_is_the_same_under_the_new_one() {
    let (_folder, host) = answering();
    merge_evader(&host);
    let before = ask(&host, &organisation(SUCCESSOR), AS_OF).measures;
    assert!(!before.is_empty());
    // Sent again under the code of the one that goes on.
    let again = import(&host, &[case(SUCCESSOR)]);
    assert_eq!((again.counts.accepted, again.counts.changed), (1, 0));
    assert_eq!(cases(&host, SUCCESSOR, AS_OF), 1);
    assert_eq!(
        ask(&host, &organisation(SUCCESSOR), AS_OF).measures,
        before,
        "no reason stands twice"
    );
    // Before the day of the merger it was the evader's alone, and still is.
    assert_eq!(cases(&host, EVADER, DAY_BEFORE), 1);
    assert_eq!(cases(&host, SUCCESSOR, DAY_BEFORE), 0);
    // Withdrawn under the new code it is gone, from the days before as well.
    let gone = import(&host, &[withdrawn(SUCCESSOR)]);
    assert_eq!(gone.counts.corrected, 1);
    for (code, as_of) in [(SUCCESSOR, AS_OF), (EVADER, AS_OF), (EVADER, DAY_BEFORE)] {
        assert_eq!(cases(&host, code, as_of), 0, "{code} {as_of}");
    }
}

#[test]
fn what_stood_in_both_before_they_were_merged_stands_once_and_goes_at_once() {
    let (_folder, host) = answering();
    import(&host, &[firm(SUCCESSOR, "测试新生厂"), case(SUCCESSOR)]);
    merge_evader(&host);
    assert_eq!(cases(&host, SUCCESSOR, AS_OF), 1);
    let answer = ask(&host, &organisation(SUCCESSOR), AS_OF);
    let grounds = answer.measures[0].reasons.iter();
    let grounds: Vec<_> = grounds.flat_map(|reason| &reason.grounds).collect();
    let named = grounds.iter().filter(|ground| ground.number == "case-1");
    assert_eq!(named.count(), 1, "{grounds:?}");
    import(&host, &[withdrawn(SUCCESSOR)]);
    assert_eq!(cases(&host, EVADER, AS_OF), 0);
    // On the days before, each is answered for by what was said of it alone.
    assert_eq!(cases(&host, EVADER, DAY_BEFORE), 1);
    assert_eq!(cases(&host, SUCCESSOR, DAY_BEFORE), 0);
}

#[test]
fn mergers_that_could_not_be_followed_are_refused_from_either_end() {
    let codes: Vec<_> = (1..=40).map(numbered).collect();
    let steps: Vec<_> = codes
        .windows(2)
        .map(|pair| merger(&pair[0], &pair[1]))
        .collect();
    let backwards: Vec<_> = steps.iter().rev().cloned().collect();
    for steps in [&steps, &backwards] {
        let folder = store();
        let host = Host::open(folder.path()).unwrap();
        let report = import(&host, steps);
        // The one that would make the way too long; those after it begin another.
        assert_eq!(report.counts.rejected, 1, "{report:?}");
        assert!(report.rejections[0].reason_en.contains("goes on at last"));
        for code in &codes {
            assert_eq!(ask(&host, &organisation(code), AS_OF).measures, []);
        }
        assert_eq!(run(&host).faults, []);
    }
    // A circle of more than that many is one all the same.
    let folder = store();
    let host = Host::open(folder.path()).unwrap();
    import(&host, &steps[..32]);
    let report = import(&host, &[merger(&codes[32], &codes[0])]);
    assert_eq!(report.counts.rejected, 1);
    assert!(report.rejections[0].reason_en.contains("into each other"));
}

#[test]
fn forty_merged_into_one_are_all_answered_for() {
    let folder = store();
    let host = Host::open(folder.path()).unwrap();
    let mut lines = vec![firm(SUCCESSOR, "测试新生厂")];
    for number in 101..=140 {
        let code = numbered(number);
        let mut record = case(&code);
        record["number"] = json!(format!("case-{number}"));
        lines.extend([record, merger(&code, SUCCESSOR)]);
    }
    assert_eq!(import(&host, &lines).counts.rejected, 0);
    assert_eq!(cases(&host, SUCCESSOR, AS_OF), 40);
}

#[test]
fn nobody_is_hidden_behind_many_roles() {
    let (_folder, host) = answering();
    let role = |number| {
        json!({
            "type": "role", "organisation": organisation(&numbered(number)),
            "person": person(REPRESENTATIVE), "role": "supervisor",
        })
    };
    let roles: Vec<_> = (101..=2_100).map(role).collect();
    assert_eq!(import(&host, &roles).counts.rejected, 0);
    let answer = ask(&host, &person(REPRESENTATIVE), AS_OF);
    let codes: Vec<_> = answer.measures.iter().map(|m| m.code.as_str()).collect();
    assert!(codes.contains(&"exit/prevent"), "{codes:?}");
    assert_eq!(answer.gaps, []);
    let known = read(&host, &person(REPRESENTATIVE), AS_OF);
    assert_eq!((known.roles.len(), known.neighbours_left_out), (2_001, 0));
}

#[test]
fn a_run_counts_a_merged_person_as_a_query_answers() {
    let (_folder, host) = answering();
    let role = json!({
        "type": "role", "organisation": organisation(EVADER), "person": person(OTHER_NUMBER),
        "role": "legal-representative", "from": "2010-01-01",
    });
    import(&host, &[role]);
    assert_eq!(reached(&run(&host), "exit/prevent"), 2);
    let merger = json!({ "type": "merger", "subject": person(OTHER_NUMBER), "into": person(REPRESENTATIVE) });
    assert_eq!(import(&host, &[merger]).counts.rejected, 0);
    assert_eq!(reached(&run(&host), "exit/prevent"), 1);
    for number in [REPRESENTATIVE, OTHER_NUMBER] {
        let answer = ask(&host, &person(number), AS_OF);
        let prevent = answer.measures.iter().find(|m| m.code == "exit/prevent");
        assert!(prevent.is_some(), "{answer:?}");
    }
}

/// Waits until the clock has moved on, so that what comes next is known later.
fn moment_between(host: &Host) -> i64 {
    let batches = host.batches(&operator(), None, 1).unwrap();
    let moment = batches[0].ended_at.unwrap();
    loop {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        if i64::try_from(now.as_millis()).unwrap() > moment {
            return moment;
        }
        std::thread::yield_now();
    }
}

#[test]
fn identifiers_and_enablements_count_from_when_they_were_known() {
    let folder = store();
    let host = Host::open(folder.path()).unwrap();
    import(&host, &district());
    let before = moment_between(&host);
    let registration = json!({ "scheme": "registration-number", "value": "481802000000001" });
    let mut line = firm(EVADER, "测试偷税厂");
    line["identifiers"] = json!([registration]);
    import(&host, &[line]);
    enable(&host, "tax-major-violation");

    let then = |identifier: &Value| Query {
        known_at: Some(before),
        ..query(identifier, AS_OF)
    };
    assert_eq!(ask(&host, &registration, AS_OF).subject.name, "测试偷税厂");
    let unknown = host.query(&operator(), &then(&registration));
    assert!(matches!(unknown, Err(ServiceError::NoSuchSubject)));
    let mut asked = reading(&organisation(EVADER), AS_OF);
    let identifiers = |asked: &SubjectQuery| {
        let known = host.records(&operator(), asked).unwrap();
        known.identifiers.len()
    };
    // The unified code, the organisation code inside it, and the number learnt later.
    assert_eq!(identifiers(&asked), 3);
    asked.known_at = Some(before);
    assert_eq!(identifiers(&asked), 2);

    // Nothing had been enabled then, so nothing answered.
    let answer = host
        .query(&operator(), &then(&organisation(EVADER)))
        .unwrap();
    assert_eq!((answer.memoranda.len(), answer.measures.len()), (0, 0));
    assert_eq!(ask(&host, &organisation(EVADER), AS_OF).memoranda.len(), 1);
    // By which reference data it was answered is said.
    let editions = answer.editions.iter();
    let editions: Vec<_> = editions
        .map(|edition| (edition.name, edition.number))
        .collect();
    assert_eq!(editions, ReferenceName::ALL.map(|name| (name, 1)));
}

#[test]
fn a_name_of_one_merged_away_says_whose_it_is_part_of() {
    let (_folder, host) = answering();
    merge_evader(&host);
    let search = |name: &str| {
        let search = NameSearch {
            name: name.to_owned(),
            limit: None,
            after: None,
        };
        host.search(&operator(), &search).unwrap().hits
    };
    let hits = search("偷税厂");
    assert_eq!(hits.len(), 1);
    let whole = hits[0].part_of.as_ref().unwrap();
    assert_eq!(whole.name, "测试新生厂");
    assert_eq!(search("新生厂")[0].part_of, None);
    // A very long name is no name of anybody, and costs no more than a name.
    assert_eq!(search(&"测试偷税厂".repeat(4_000)), []);
}

fn acting(role: Role, department: Option<&str>) -> Principal {
    let actor = Actor::Person("u-1".parse().unwrap());
    Principal::new(actor, department.map(str::to_owned), role).unwrap()
}

#[test]
fn records_are_read_by_role() {
    let (_folder, host) = answering();
    let penalty = json!({
        "type": "record", "identifier": organisation(EVADER), "kind": "admin/penalty",
        "provider": "sector-supervisors", "number": "1", "decided_on": "2025-01-05", "values": {},
    });
    assert_eq!(import(&host, &[penalty]).counts.added, 1);
    let asked = reading(&organisation(EVADER), AS_OF);
    let providers = |by: &Principal| {
        let known = host.records(by, &asked)?;
        let mut providers: Vec<_> = known
            .records
            .into_iter()
            .map(|record| record.provider.code)
            .collect();
        providers.sort();
        providers.dedup();
        Ok::<_, ServiceError>((providers, known.only_of))
    };
    for by in [
        operator(),
        acting(Role::Auditor, None),
        acting(Role::Auditor, Some("court")),
    ] {
        let (providers, only_of) = providers(&by).unwrap();
        assert_eq!((providers.len(), only_of), (2, None), "{by}");
    }
    for (department, count) in [("tax-bureau", 1), ("court", 0)] {
        let by = acting(Role::DepartmentOfficer, Some(department));
        let (providers, only_of) = providers(&by).unwrap();
        assert_eq!(providers.len(), count, "{providers:?}");
        assert_eq!(only_of.as_deref(), Some(department));
    }
    let department = Some("tax-bureau");
    for by in [
        acting(Role::Integrator, department),
        acting(Role::Maker, department),
        acting(Role::Checker, department),
        acting(Role::Administrator, None),
        acting(Role::Approver, None),
        Principal::system(),
    ] {
        assert!(
            matches!(providers(&by), Err(ServiceError::Forbidden { .. })),
            "{by}"
        );
    }
    // What applies, an integrator is still told.
    let by = acting(Role::Integrator, department);
    assert!(host.query(&by, &query(&organisation(MODEL), AS_OF)).is_ok());
}

#[test]
fn whole_numbers_are_each_in_the_audit_and_the_reason_holds_none() {
    let (_folder, host) = answering();
    let merger = json!({ "type": "merger", "subject": person(OTHER_NUMBER), "into": person(REPRESENTATIVE) });
    import(&host, &[merger]);
    let audited = || {
        let mut count = 0;
        host.audit(&operator(), &mut |entry| {
            assert!(!format!("{entry:?}").contains(REPRESENTATIVE));
            count += usize::from(matches!(entry.action, Action::Unmasked { .. }));
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        count
    };
    let mut asked = reading(&person(REPRESENTATIVE), AS_OF);
    asked.unmask = Some(format!("核对{REPRESENTATIVE}一案"));
    let refused = host.records(&operator(), &asked).unwrap_err();
    assert!(matches!(refused, ServiceError::NumberInReason));
    assert!(!refused.text().zh.contains(REPRESENTATIVE));
    assert_eq!(audited(), 0);
    asked.unmask = Some("法院来函核对".to_owned());
    let known = host.records(&operator(), &asked).unwrap();
    let mut shown: Vec<_> = known.identifiers.iter().map(|i| i.value.as_str()).collect();
    shown.sort_unstable();
    assert_eq!(shown, [REPRESENTATIVE, OTHER_NUMBER]);
    assert_eq!(audited(), 2);
}
