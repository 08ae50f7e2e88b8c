//! A catalogue that changes: what another person approved holds from its day, for those who
//! ask from now on, and nothing that was answered before is undone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use serde_json::{Value, json};
use support::{AS_OF, EVADER, Running, TOKEN, district, import, organisation, store};

/// From this day the catalogue is another; [`AS_OF`] comes before it.
const FROM: &str = "2026-12-01";
const PROPOSALS: &str = "/v1/catalogue/proposals";
/// A measure of a published tax case that rests on a regulation and a rule on credit.
const MEASURE: &str = "publication/enterprise-system";

fn answering() -> (tempfile::TempDir, Running) {
    let folder = store();
    let running = Running::start(folder.path());
    import(&running.host, &district());
    running.client.enable("tax-major-violation");
    (folder, running)
}

fn ask(running: &Running, as_of: &str, known_at: Option<i64>) -> Value {
    let query = json!({ "identifier": organisation(EVADER), "as_of": as_of, "known_at": known_at });
    let (status, answer) = running.client.post("/v1/measures:query", &query);
    assert_eq!(status, 200, "{answer}");
    answer
}

fn has(answer: &Value, list: &str) -> bool {
    let measures = answer[list].as_array().unwrap();
    measures.iter().any(|measure| measure["code"] == MEASURE)
}

fn withheld(answer: &Value) -> Value {
    let all = answer["withheld"].as_array().unwrap();
    let of = all.iter().find(|measure| measure["code"] == MEASURE);
    of.unwrap().clone()
}

/// Proposes a change and lets another person approve it.
fn approved(running: &Running, change: &Value) {
    let client = &running.client;
    let new = json!({ "from": FROM, "reason": "测试", "change": [change] });
    let (status, proposal) = client.post(PROPOSALS, &new);
    assert_eq!(
        (status, &proposal["steps"][0]["by"]["role"]),
        (201, &json!("local-operator"))
    );
    let path = format!("{PROPOSALS}/{}/approve", proposal["number"]);
    let (status, proposal) = client.post(&path, &json!({ "as": "u-2", "reason": "同意" }));
    assert_eq!(status, 200, "{proposal}");
}

/// The bases of the measure as changes name them.
fn bases(answer: &Value) -> Vec<Value> {
    let measures = answer["measures"].as_array().unwrap();
    let measure = measures.iter().find(|measure| measure["code"] == MEASURE);
    let bases = measure.unwrap()["bases"].as_array().unwrap().iter();
    bases
        .map(|basis| json!({ "instrument": basis["instrument"], "article": basis["article"] }))
        .collect()
}

fn last_edition(running: &Running) -> i64 {
    let path = "/v1/reference/catalogue/editions";
    let (_, editions) = running.client.get(path, Some(TOKEN));
    editions.as_array().unwrap().last().unwrap()["recorded_at"]
        .as_i64()
        .unwrap()
}

#[test]
fn a_repeal_withholds_what_rests_on_the_instrument_from_its_day() {
    let (_folder, running) = answering();
    let before = ask(&running, FROM, None);
    assert!(has(&before, "measures"));
    for basis in bases(&before) {
        approved(&running, &json!({ "repeal-basis": basis }));
    }
    let after = ask(&running, FROM, None);
    assert!(!has(&after, "measures"));
    let of = withheld(&after);
    assert_eq!(of["why"], "no-basis", "{of}");
    assert_eq!(
        of["repealed"].as_array().unwrap().len(),
        bases(&before).len()
    );
    // The day before it stands, and as known before the repeal on every day.
    assert!(has(&ask(&running, AS_OF, None), "measures"));
    let then = ask(&running, FROM, Some(last_edition(&running) - 1));
    assert_eq!(
        then["editions"][1],
        json!({ "name": "catalogue", "number": 1 })
    );
    assert_eq!(bases(&then), bases(&before));
}

#[test]
fn a_measure_that_left_the_catalogue_is_answered_for_the_days_before() {
    let (folder, running) = answering();
    approved(&running, &json!({ "end": { "code": MEASURE } }));
    let check = |running: &Running| {
        assert!(has(&ask(running, AS_OF, None), "measures"));
        let after = ask(running, FROM, None);
        assert_eq!(after["faults"], json!([]), "the memorandum still answers");
        assert!(!after["measures"].as_array().unwrap().is_empty());
        assert!(!has(&after, "measures"));
        assert_eq!(withheld(&after)["why"], "not-in-catalogue");
    };
    check(&running);
    // A host that starts anew can still load the plugin that points at it.
    drop(running);
    check(&Running::start(folder.path()));
}

#[test]
fn nobody_approves_a_proposal_of_his_own() {
    let (_folder, running) = answering();
    let client = &running.client;
    let change = json!({ "end": { "code": MEASURE } });
    let new = json!({ "from": FROM, "reason": "测试", "change": [change] });
    let (_, proposal) = client.post(PROPOSALS, &new);
    let path = |step| format!("{PROPOSALS}/{}/{step}", proposal["number"]);
    let problem = |(status, problem): (u16, Value)| {
        let kind = problem["type"].as_str().unwrap_or_default();
        (
            status,
            kind.trim_start_matches("urn:accord:problem:").to_owned(),
        )
    };
    let himself = json!({ "as": "local-operator", "reason": "同意" });
    let of = |status, kind: &str| (status, kind.to_owned());
    assert_eq!(
        problem(client.post(&path("approve"), &himself)),
        of(403, "same-person")
    );
    let silent = json!({ "as": "u-2", "reason": "" });
    assert_eq!(
        problem(client.post(&path("reject"), &silent)),
        of(400, "no-reason")
    );
    let other = json!({ "as": "u-2", "reason": "不同意" });
    assert_eq!(client.post(&path("reject"), &other).0, 200);
    assert_eq!(
        problem(client.post(&path("approve"), &other)),
        of(409, "proposal-state")
    );
    let nowhere = client.post(&format!("{PROPOSALS}/9/approve"), &other);
    assert_eq!(problem(nowhere), of(404, "no-such-proposal"));
    let unknown =
        json!({ "from": FROM, "reason": "测试", "change": [{ "end": { "code": "no/where" } }] });
    assert_eq!(
        problem(client.post(PROPOSALS, &unknown)),
        of(422, "catalogue-change")
    );
    let (_, proposals) = client.get(PROPOSALS, Some(TOKEN));
    assert_eq!(proposals.as_array().unwrap().len(), 1);
    assert!(has(&ask(&running, FROM, None), "measures"));
}
