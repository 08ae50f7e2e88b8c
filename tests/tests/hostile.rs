//! Hostile plugins enabled on a running host: each is a fault of its own kind, and the
//! honest memorandum beside them keeps answering.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::collections::BTreeMap;

use accord_service::runs::RunRequest;
use serde_json::json;
use support::{AS_OF, MODEL, Running, component, district, import, organisation, store};

/// Plugins that are taken at upload and misbehave when asked, and the kind of their fault.
const MISDEEDS: [(&str, &str); 10] = [
    ("endless-loop", "fuel"),
    ("memory-bomb", "memory"),
    ("deep-recursion", "stack"),
    ("answer-bomb", "answer-size"),
    ("too-many-statements", "statements"),
    ("index-out-of-range", "answer"),
    ("ground-not-given", "answer"),
    ("sanction-without-grounds", "answer"),
    ("panics", "trap"),
    ("refuses", "refused"),
];

#[test]
fn each_misdeed_is_its_own_fault_and_the_honest_answer_stands() {
    let folder = store();
    let running = Running::start(folder.path());
    import(&running.host, &district());
    let client = &running.client;
    client.enable("tax-a-level");
    let honest = client.query(&organisation(MODEL)).1["measures"].clone();
    assert_eq!(honest.as_array().unwrap().len(), 26);
    for (name, _) in MISDEEDS {
        client.enable(&format!("hostile/{name}"));
    }

    for _ in 0..2 {
        let (status, answer) = client.query(&organisation(MODEL));
        assert_eq!(status, 200);
        assert_eq!(answer["measures"], honest);
        let faults: BTreeMap<&str, &str> = answer["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| {
                (
                    fault["memorandum"].as_str().unwrap(),
                    fault["kind"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(faults, MISDEEDS.into_iter().collect());
    }

    let request = RunRequest {
        as_of: Some(AS_OF.parse().unwrap()),
    };
    let report = running
        .host
        .run(&support::operator(), &request, &|_| {})
        .unwrap();
    assert_eq!(report.faults.len(), MISDEEDS.len());
    let greens = report
        .measures
        .iter()
        .find(|count| count.measure == "approval/green-lane");
    assert_eq!(greens.map(|count| count.subjects), Some(1));
}

#[test]
fn a_plugin_that_cannot_describe_itself_is_refused_at_upload() {
    let folder = store();
    let running = Running::start(folder.path());
    let bytes = component("hostile/endless-describe");
    let (status, problem) = running
        .client
        .send("/v1/plugins", "application/wasm", &bytes);
    assert_eq!(status, 422, "{problem}");
    assert_eq!(problem["type"], "urn:accord:problem:component-refused");
    assert_eq!(
        running.client.get("/v1/plugins", Some(support::TOKEN)).1,
        json!([])
    );
}

#[test]
fn a_run_stops_asking_a_plugin_that_keeps_failing() {
    let folder = store();
    let running = Running::start(folder.path());
    let lines: Vec<_> = (0..150)
        .flat_map(|number| {
            let code = support::numbered(number);
            [
                json!({ "type": "subject", "identifier": organisation(&code), "kind": "enterprise", "name": "测试厂" }),
                json!({
                    "type": "record", "identifier": organisation(&code), "kind": "tax/credit-level",
                    "provider": "tax-bureau", "number": code, "decided_on": "2026-04-20",
                    "values": { "year": 2025, "level": "a" },
                }),
            ]
        })
        .collect();
    assert_eq!(import(&running.host, &lines).counts.added, 300);
    running.client.enable("tax-a-level");
    running.client.enable("hostile/panics");
    let request = RunRequest {
        as_of: Some(AS_OF.parse().unwrap()),
    };
    let report = running
        .host
        .run(&support::operator(), &request, &|_| {})
        .unwrap();
    let fault = &report.faults[0];
    assert!(fault.suspended);
    // A hundred, and at most what other workers had under way.
    assert!((100..150).contains(&fault.faults), "{}", fault.faults);
    let greens = report
        .measures
        .iter()
        .find(|count| count.measure == "approval/green-lane");
    assert_eq!(greens.map(|count| count.subjects), Some(150));
}
