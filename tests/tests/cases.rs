//! Cases over HTTP: what an objection does to a measure from its acceptance to its
//! decision, and what a caller is told who does what a case does not allow.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use serde_json::{Value, json};
use support::{EVADER, Running, codes, district, import, organisation, store};

/// A measure that the evader's published case carries.
const MEASURE: &str = "fiscal-funds/restrict";

fn case() -> Value {
    json!({ "kind": "tax/published-case", "provider": "tax-bureau", "number": "case-1" })
}

struct Served {
    running: Running,
    _folder: tempfile::TempDir,
}

impl Served {
    fn start() -> Self {
        let folder = store();
        let running = Running::start(folder.path());
        import(&running.host, &district());
        running.client.enable("tax-major-violation");
        Self {
            running,
            _folder: folder,
        }
    }

    fn post(&self, path: &str, body: &Value, expected: u16) -> Value {
        let (status, answer) = self.running.client.post(path, body);
        assert_eq!(status, expected, "{path} {body}: {answer}");
        answer
    }

    fn answer(&self, as_of: &str) -> Value {
        let question = json!({ "identifier": organisation(EVADER), "as_of": as_of });
        self.post("/v1/measures:query", &question, 200)
    }

    /// Whether the measure may be executed, and whether it is suspended.
    fn stands(&self, as_of: &str) -> (bool, bool) {
        let answer = self.answer(as_of);
        let suspended = json!({ "measures": answer["suspended"] });
        let has = |codes: Vec<String>| codes.iter().any(|code| code == MEASURE);
        (has(codes(&answer)), has(codes(&suspended)))
    }

    fn submit(&self, on: &str) -> String {
        let new = json!({
            "identifier": organisation(EVADER), "scope": [{ "record": case() }],
            "reason": "数据有误", "on": on,
        });
        let opened = self.post("/v1/objections", &new, 201);
        assert_eq!(opened["state"], "submitted");
        opened["id"].as_str().unwrap().to_owned()
    }

    fn step(&self, id: &str, on: &str, step: Value, expected: u16) -> Value {
        let path = format!("/v1/objections/{id}/steps");
        self.post(&path, &json!({ "on": on, "step": step }), expected)
    }

    fn accepted(&self, on: &str) -> String {
        let id = self.submit(on);
        for step in [
            json!({ "accept": {} }),
            json!({ "forward": {} }),
            json!("verify"),
        ] {
            self.step(&id, on, step, 200);
        }
        id
    }
}

#[test]
fn a_contested_measure_is_suspended_and_back_the_day_after_a_rejection() {
    let served = Served::start();
    assert_eq!(served.stands("2026-03-01"), (true, false));
    let id = served.accepted("2026-03-02");
    assert_eq!(served.stands("2026-03-01"), (true, false));
    assert_eq!(served.stands("2026-03-02"), (false, true));
    let reject = json!({ "reject": { "reason": "经核实无误" } });
    served.step(&id, "2026-03-09", reject, 200);
    assert_eq!(served.stands("2026-03-09"), (false, true));
    assert_eq!(served.stands("2026-03-10"), (true, false));
}

#[test]
fn an_upheld_objection_takes_the_measure_away() {
    let served = Served::start();
    let before = served.running.host.read_moment();
    let id = served.accepted("2026-03-02");
    served.step(&id, "2026-03-09", json!("uphold"), 200);
    assert_eq!(served.stands("2026-03-09"), (false, false));
    // What was known before is still known to have been.
    let question = json!({
        "identifier": organisation(EVADER), "as_of": "2026-03-09", "known_at": before,
    });
    let then = served.post("/v1/measures:query", &question, 200);
    assert!(codes(&then).iter().any(|code| code == MEASURE));
    let closed = served.step(&id, "2026-03-10", json!("close"), 200);
    assert_eq!(closed["state_zh"], "已办结");
    let listed = served.post("/v1/cases:list", &json!({ "kind": "objection" }), 200);
    assert_eq!(listed["cases"].as_array().unwrap().len(), 1);
    let open = json!({ "kind": "objection", "open": true });
    assert_eq!(
        served.post("/v1/cases:list", &open, 200)["cases"],
        json!([])
    );
}

#[test]
fn a_refused_step_says_why_in_both_languages() {
    let served = Served::start();
    let id = served.submit("2026-03-02");
    let problem = served.step(&id, "2026-03-02", json!("uphold"), 409);
    assert_eq!(problem["type"], "urn:accord:problem:step-refused");
    assert_eq!(problem["detail"], "异议目前为“已提交”, 不能认定成立");
    assert_eq!(
        problem["detail_en"],
        "the objection is `submitted` and cannot take the step `uphold`"
    );
    let late = served.step(&id, "2026-03-01", json!({ "accept": {} }), 422);
    assert_eq!(late["type"], "urn:accord:problem:step-refused");
    served.step(&id, "2126-03-01", json!({ "accept": {} }), 400);
    served.step("nothing", "2026-03-02", json!("close"), 400);
    let other = format!("{}-7", id.split('-').next().unwrap());
    let missing = served.step(&other, "2026-03-02", json!("close"), 404);
    assert_eq!(missing["type"], "urn:accord:problem:no-such-case");
    let unknown = json!({
        "identifier": organisation(EVADER), "reason": "数据有误",
        "scope": [{ "record": { "kind": "tax/arrears", "provider": "tax-bureau", "number": "x" } }],
    });
    let problem = served.post("/v1/objections", &unknown, 404);
    assert_eq!(problem["type"], "urn:accord:problem:record-not-held");
}

#[test]
fn other_cases_are_served_too() {
    let served = Served::start();
    let listing = json!({
        "identifier": organisation(EVADER), "list": "honours/red-list",
        "department": "civilisation-office", "reason": "守信典型", "term": "open",
        "on": "2026-03-01",
    });
    let id = served.post("/v1/listings", &listing, 201)["id"].clone();
    let path = format!("/v1/listings/{}/steps", id.as_str().unwrap());
    let blocked = served.post(&path, &json!({ "on": "2026-03-02", "step": "list" }), 409);
    let text = blocked["detail"].as_str().unwrap();
    assert!(text.contains("黑名单"), "{text}");

    let repair = json!({
        "identifier": organisation(EVADER), "record": case(), "statement": "已缴清",
        "on": "2026-06-02",
    });
    // 36号令: twelve months from 1 June 2025.
    let id = served.post("/v1/repairs", &repair, 201)["id"].clone();
    let path = format!("/v1/repairs/{}/steps", id.as_str().unwrap());
    for step in [json!("accept"), json!("review"), json!({ "grant": {} })] {
        served.post(&path, &json!({ "on": "2026-06-03", "step": step }), 200);
    }
    assert_eq!(served.stands("2026-06-02"), (true, false));
    assert_eq!(served.stands("2026-06-03"), (false, false));

    let file = json!({
        "identifier": organisation(EVADER), "item": "XK-1",
        "department": "government-affairs-office", "on": "2026-03-01",
    });
    let opened = served.post("/v1/incomplete-files", &file, 201);
    let id = opened["id"].as_str().unwrap();
    let accept = json!({ "on": "2026-03-01", "step": { "accept": {
        "missing": [{ "name": "章程", "required_by_law": true }], "due": "2026-03-10",
    } } });
    let path = format!("/v1/incomplete-files/{id}/steps");
    let refused = served.post(&path, &accept, 409);
    assert!(refused["detail"].as_str().unwrap().contains("不能容缺"));
    let (status, one) = served
        .running
        .client
        .get(&format!("/v1/cases/{id}"), Some(support::TOKEN));
    assert_eq!((status, &one["state"]), (200, &json!("eligible")));
}
