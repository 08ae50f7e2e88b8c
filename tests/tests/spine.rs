//! The one path that everything hangs on: a component goes in, the running host answers
//! with it, nothing is dropped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::sync::{
    Barrier,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use accord_service::runs::RunRequest;
use accord_store::{Mutation, OpId, PartId, PartStore as _, SledOptions, SledStore, Space};
use serde_json::{Value, json};
use support::{
    AS_OF, EVADER, MODEL, REPRESENTATIVE, Running, TOKEN, component, district, import, ndjson,
    organisation, person, store,
};

fn run_request() -> RunRequest {
    RunRequest {
        as_of: Some(AS_OF.parse().unwrap()),
    }
}

#[test]
fn a_memorandum_enabled_on_a_running_host_answers_at_once() {
    let folder = store();
    let running = Running::start(folder.path());
    import(&running.host, &district());
    let client = &running.client;

    assert!(client.measures(&organisation(MODEL)).is_empty());
    client.enable("tax-a-level");
    let measures = client.measures(&organisation(MODEL));
    assert_eq!(
        measures.len(),
        26,
        "25 of the A level and one of three years running"
    );
    assert!(client.measures(&organisation(EVADER)).is_empty());

    client.enable("tax-major-violation");
    let measures = client.measures(&organisation(EVADER));
    assert!(measures.contains(&"tax-management/strengthen".to_owned()));
    assert!(
        !measures.contains(&"exit/prevent".to_owned()),
        "that one reaches a person"
    );
    assert_eq!(client.measures(&organisation(MODEL)).len(), 26);
}

#[test]
fn an_answer_names_basis_reason_end_and_executor() {
    let folder = store();
    let running = Running::start(folder.path());
    import(&running.host, &district());
    running.client.enable("tax-major-violation");
    let (_, answer) = running.client.query(&organisation(EVADER));
    let measures = answer["measures"].as_array().unwrap();
    let measure = measures
        .iter()
        .find(|m| m["code"] == "tax-management/strengthen")
        .unwrap();
    assert_eq!(measure["title"], "强化税务管理，通报有关部门");
    assert_eq!(measure["executor"]["name"], "税务局");
    assert_eq!(measure["nature"], "mandatory");
    // Published 2025-06-01 under 总局令第54号: three years, the end day not included.
    assert_eq!(measure["until"], json!({ "day": "2028-06-01" }));
    let reason = &measure["reasons"][0];
    assert_eq!(reason["rule"]["id"], "published");
    assert_eq!(reason["grounds"][0]["number"], "case-1");
    assert!(!measure["bases"].as_array().unwrap().is_empty());
}

#[test]
fn a_measure_reaches_the_legal_representative_and_names_the_way() {
    let folder = store();
    let running = Running::start(folder.path());
    import(&running.host, &district());
    running.client.enable("tax-major-violation");
    let (_, answer) = running.client.query(&person(REPRESENTATIVE));
    assert_eq!(support::codes(&answer), ["exit/prevent", "honours/revoke"]);
    let via = &answer["measures"][0]["reasons"][0]["via"];
    assert_eq!(via["subject"]["name"], "测试偷税厂");
    assert_eq!(via["role"], "legal-representative");
    assert_eq!(answer["subject"]["identifier"], "481802***********X");
    assert!(
        !answer.to_string().contains(REPRESENTATIVE),
        "a person's number is never shown"
    );
}

#[test]
fn no_query_fails_and_none_mixes_versions_while_memoranda_change() {
    const SWAPS: usize = 40;
    let folder = store();
    let running = Running::start(folder.path());
    import(&running.host, &district());
    let client = &running.client;
    client.enable("tax-a-level");
    let (asked, stop, begun) = (AtomicU64::new(0), AtomicBool::new(false), Barrier::new(3));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let client = client.clone();
                begun.wait();
                while !stop.load(Ordering::Relaxed) {
                    let measures = client.measures(&organisation(EVADER)).len();
                    // Of M2 all that it carries for this enterprise, or nothing.
                    assert!(measures == 0 || measures == 17, "{measures}");
                    assert_eq!(client.measures(&organisation(MODEL)).len(), 26);
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        begun.wait();
        for _ in 0..SWAPS {
            client.enable("tax-major-violation");
            let disabled = json!({ "from": "2017-01-01" });
            let path = "/v1/memoranda/tax-major-violation/disable";
            assert_eq!(client.post(path, &disabled).0, 200);
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(asked.into_inner() > 0);
}

#[test]
fn what_was_enabled_is_there_after_a_restart() {
    let folder = store();
    let before = {
        let running = Running::start(folder.path());
        import(&running.host, &district());
        running.client.enable("tax-a-level");
        running.client.query(&organisation(MODEL))
    };
    let running = Running::start(folder.path());
    assert_eq!(running.client.query(&organisation(MODEL)), before);
    assert_eq!(
        running.client.get("/v1/memoranda", Some(TOKEN)).1[0]["code"],
        "tax-a-level"
    );
}

#[test]
fn before_its_day_and_after_its_end_a_memorandum_does_not_answer() {
    let folder = store();
    let running = Running::start(folder.path());
    import(&running.host, &district());
    running.client.enable("tax-a-level");
    let ask = |as_of: &str| {
        let query = json!({ "identifier": organisation(MODEL), "as_of": as_of });
        let (status, answer) = running.client.post("/v1/measures:query", &query);
        assert_eq!(status, 200, "{answer}");
        answer["memoranda"].as_array().unwrap().len()
    };
    assert_eq!(ask("2016-12-31"), 0);
    assert_eq!(ask("2017-01-01"), 1);
    let disabled = json!({ "from": "2026-01-01" });
    assert_eq!(
        running
            .client
            .post("/v1/memoranda/tax-a-level/disable", &disabled)
            .0,
        200
    );
    assert_eq!(ask("2025-12-31"), 1);
    assert_eq!(ask("2026-01-01"), 0);
}

#[test]
fn a_run_counts_what_queries_answer_and_writes_only_what_changed() {
    let folder = store();
    let running = Running::start(folder.path());
    import(&running.host, &district());
    running.client.enable("tax-a-level");
    running.client.enable("tax-major-violation");
    let first = running
        .host
        .run(&support::operator(), &run_request(), &|_| {})
        .unwrap();
    assert_eq!(
        (first.subjects, first.changed, first.faults.len()),
        (3, 3, 0)
    );
    let count = |code: &str| {
        first
            .measures
            .iter()
            .filter(|m| m.measure == code)
            .map(|m| m.subjects)
            .sum::<u64>()
    };
    assert_eq!(count("approval/green-lane"), 1);
    assert_eq!(count("tax-management/strengthen"), 1);
    assert_eq!(count("exit/prevent"), 1, "the legal representative");
    assert_eq!(
        count("honours/revoke"),
        2,
        "the enterprise and its legal representative"
    );
    let again = running
        .host
        .run(&support::operator(), &run_request(), &|_| {})
        .unwrap();
    assert_eq!((again.changed, &again.measures), (0, &first.measures));
}

#[test]
fn a_run_over_http_reports_progress_and_ends_with_the_report() {
    let folder = store();
    let running = Running::start(folder.path());
    import(&running.host, &district());
    running.client.enable("tax-a-level");
    let (status, lines) = running.client.post("/v1/runs", &json!({ "as_of": AS_OF }));
    assert_eq!(status, 200);
    let lines = lines.as_array().unwrap();
    assert!(lines[0]["progress"]["parts"].is_u64());
    assert_eq!(lines.last().unwrap()["report"]["subjects"], 3);
}

#[test]
fn a_bad_line_is_reported_and_the_good_ones_land() {
    let folder = store();
    let running = Running::start(folder.path());
    let mut lines = district();
    lines.insert(3, json!({ "type": "subject", "identifier": organisation("91481802MA0000007X"), "kind": "enterprise", "name": "x" }));
    lines.push(json!({ "type": "record", "identifier": organisation(MODEL), "kind": "tax/credit-level", "provider": "tax-bureau", "number": "n", "values": { "level": "z" } }));
    lines.push(json!({ "type": "record", "identifier": organisation(MODEL), "kind": "tax/arrears", "provider": "tax-bureau", "number": "n", "values": { "amount": "100" } }));
    lines.push(json!({ "type": "record", "identifier": person("481802199912310026"), "kind": "tax/arrears", "provider": "tax-bureau", "number": "n" }));
    let mut text = ndjson(&lines);
    text.push_str("{\"type\":\n\n{\"type\":\"subject\",\"colour\":1}");
    let report = |text: &str| {
        let kind = "application/x-ndjson";
        let (status, report) = running
            .client
            .send("/v1/records:import", kind, text.as_bytes());
        assert_eq!(status, 200, "{report}");
        report
    };
    let first = report(&text);
    let counts = |report: &Value, name: &str| report["counts"][name].as_u64().unwrap();
    assert_eq!(
        ["read", "accepted", "added", "rejected", "flagged"].map(|n| counts(&first, n)),
        [15, 11, 11, 4, 2]
    );
    let flags = json!({ "unknown-subject": 1, "no-decision-date": 1, "wrong-check": 1 });
    assert_eq!(first["counts"]["flags"], flags);
    let rejected: Vec<_> = first["rejections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["line"].as_u64().unwrap(), r["field"].as_str()))
        .collect();
    assert_eq!(
        rejected,
        [
            (11, Some("level")),
            (12, Some("amount")),
            (14, None),
            (16, Some("identifier")),
            (16, Some("kind")),
            (16, Some("colour")),
        ]
    );
    let again = report(&text);
    assert_eq!(
        ["accepted", "changed", "rejected"].map(|n| counts(&again, n)),
        [11, 0, 4]
    );
}

#[test]
fn a_corrected_record_changes_the_answer() {
    let folder = store();
    let running = Running::start(folder.path());
    import(&running.host, &district());
    running.client.enable("tax-a-level");
    let correction = json!({
        "type": "record", "identifier": organisation(MODEL), "kind": "tax/credit-level",
        "provider": "tax-bureau", "number": "level-2025", "decided_on": "2026-04-20",
        "values": { "year": 2025, "level": "b" },
    });
    assert_eq!(import(&running.host, &[correction]).counts.corrected, 1);
    assert!(running.client.measures(&organisation(MODEL)).is_empty());
}

#[test]
fn without_the_token_nothing_is_told() {
    let folder = store();
    let running = Running::start(folder.path());
    for token in [None, Some("wrong"), Some("")] {
        let (status, problem) = running.client.get("/v1/plugins", token);
        assert_eq!(status, 401);
        assert_eq!(problem["type"], "urn:accord:problem:unauthorized");
    }
    assert_eq!(running.client.get("/livez", None).1["instance"], "one");
    assert_eq!(running.client.get("/readyz", None).1["status"], "ready");
    assert_eq!(running.client.get("/v1/plugins", Some(TOKEN)).0, 200);
}

#[test]
fn a_wrong_request_gets_a_problem_that_says_what_is_wrong() {
    let folder = store();
    let running = Running::start(folder.path());
    let client = &running.client;
    let problem = |(status, problem): (u16, Value)| {
        (
            status,
            problem["type"]
                .as_str()
                .unwrap()
                .replace("urn:accord:problem:", ""),
        )
    };
    let unknown = client.query(&organisation(MODEL));
    assert_eq!(problem(unknown), (404, "no-such-subject".to_owned()));
    let mistyped = client.query(&organisation("91481802MA0000007X"));
    assert_eq!(problem(mistyped), (400, "identifier".to_owned()));
    let garbled = client.send("/v1/measures:query", "application/json", b"{");
    assert_eq!(problem(garbled), (400, "bad-request".to_owned()));
    let huge = client.send(
        "/v1/measures:query",
        "application/json",
        &vec![b' '; 100_000],
    );
    assert_eq!(problem(huge), (413, "bad-request".to_owned()));
    let nowhere = client.get("/v1/nowhere", Some(TOKEN));
    assert_eq!(problem(nowhere), (404, "no-such-path".to_owned()));
    let digest = json!({ "digest": "0".repeat(64), "from": AS_OF });
    let absent = client.post("/v1/memoranda/tax-a-level/enable", &digest);
    assert_eq!(problem(absent), (404, "no-such-plugin".to_owned()));
    let never = client.post(
        "/v1/memoranda/tax-a-level/disable",
        &json!({ "from": AS_OF }),
    );
    assert_eq!(problem(never), (404, "no-such-memorandum".to_owned()));
}

#[test]
fn a_bad_component_is_refused_and_the_others_go_on() {
    let folder = store();
    let running = Running::start(folder.path());
    import(&running.host, &district());
    running.client.enable("tax-a-level");
    let good = component("tax-a-level");
    let truncated = good.get(..good.len() / 2).unwrap();
    for bytes in [truncated, b"", b"not a component", b"\0asm\x01\0\0\0"] {
        let (status, problem) = running
            .client
            .send("/v1/plugins", "application/wasm", bytes);
        assert_eq!(
            (status, problem["type"].as_str()),
            (422, Some("urn:accord:problem:component-refused"))
        );
    }
    assert_eq!(running.client.measures(&organisation(MODEL)).len(), 26);
}

#[test]
fn a_plugin_damaged_on_disk_is_a_fault_and_the_others_answer() {
    // Where components lie in the control part; see `spaces.rs` of the service.
    const COMPONENTS: Space = Space(2);
    let folder = store();
    let plugin = {
        let running = Running::start(folder.path());
        import(&running.host, &district());
        running.client.enable("tax-a-level");
        running.client.enable("tax-major-violation")
    };
    let database = SledStore::open(folder.path().join("db"), &SledOptions::default()).unwrap();
    let damaged = Mutation::put(COMPONENTS, plugin["digest"].as_str().unwrap(), "damaged");
    database
        .commit(PartId::CONTROL, OpId([1; 16]), &[], &[damaged])
        .unwrap();
    drop(database);

    let running = Running::start(folder.path());
    let (status, answer) = running.client.query(&organisation(MODEL));
    assert_eq!(status, 200);
    assert_eq!(support::codes(&answer).len(), 26);
    assert_eq!(answer["faults"][0]["memorandum"], "tax-major-violation");
    assert_eq!(answer["faults"][0]["kind"], "unusable");
    let report = running
        .host
        .run(&support::operator(), &run_request(), &|_| {})
        .unwrap();
    assert_eq!(report.faults.len(), 1);
}
