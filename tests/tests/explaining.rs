//! Why a measure applies and why not, what would lift it, what a repair would change: asked
//! of a real host.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use serde_json::{Value, json};
use support::{AS_OF, EVADER, MODEL, Running, district, import, organisation, store};

fn running(memoranda: &[&str], more: &[Value]) -> (tempfile::TempDir, Running) {
    let folder = store();
    let running = Running::start(folder.path());
    for memorandum in memoranda {
        running.client.enable(memorandum);
    }
    let lines = [&district(), more].concat();
    assert_eq!(import(&running.host, &lines).counts.rejected, 0);
    (folder, running)
}

fn explain(running: &Running, code: &str, measure: &str) -> Value {
    let question = json!({ "identifier": organisation(code), "measure": measure, "as_of": AS_OF });
    let (status, explanation) = running.client.post("/v1/measures:explain", &question);
    assert_eq!(status, 200, "{explanation}");
    explanation
}

/// A second published case of the evader.
fn second_case() -> Value {
    json!({
        "type": "record", "identifier": organisation(EVADER), "kind": "tax/published-case",
        "provider": "tax-bureau", "number": "case-2", "acted_on": "2024-06-01", "decided_on": "2025-09-01",
        "values": { "case-number": "2", "violation": "evasion", "case-decided-on": "2025-06-01" },
    })
}

const STRICTER: &str = "tax-management/strengthen";

#[test]
fn a_measure_that_applies_is_explained_by_rule_record_basis_term_and_remedy() {
    let (_folder, running) = running(&["tax-major-violation"], &[]);
    let explanation = explain(&running, EVADER, STRICTER);
    assert_eq!(explanation["why_not"], json!([]));
    assert_eq!(explanation["measure"]["state"], "enforceable");
    let term = &explanation["terms"][0];
    assert_eq!(
        term["said"],
        json!({ "after": { "start": "2025-06-01", "months": 36 } })
    );
    assert_eq!(term["until"], json!({ "day": "2028-06-01" }));
    assert!(!explanation["compared"].as_array().unwrap().is_empty());
    let kinds: Vec<_> = explanation["remedies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|remedy| {
            (
                remedy["kind"].as_str().unwrap(),
                remedy["at"]["name"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(kinds.contains(&("objection", "税务局")), "{kinds:?}");
    let text = explanation["text"]["zh"].as_str().unwrap();
    for part in [
        "截至2026年11月23日",
        "案件已公布",
        "case-1",
        "纳税信用管理办法",
        "2028年6月1日当日不再适用",
        "自2025年6月1日起36个月",
        "提出异议",
        "决定并签署",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        explanation["text"]["en"]
            .as_str()
            .unwrap()
            .contains("no longer on 2028-06-01")
    );
}

#[test]
fn what_lifts_a_measure_is_each_smallest_set_of_its_records() {
    let (_folder, running) = running(&["tax-major-violation"], &[second_case()]);
    let lifts = &explain(&running, EVADER, STRICTER)["lifts"];
    assert_eq!(lifts["complete"], true);
    let sets: Vec<Vec<&str>> = lifts["sets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|set| {
            let set = set.as_array().unwrap().iter();
            set.map(|ground| ground["number"].as_str().unwrap())
                .collect()
        })
        .collect();
    assert_eq!(sets, [["case-1", "case-2"]], "either case alone carries it");
}

#[test]
fn why_a_measure_does_not_apply_is_told() {
    let (_folder, running) = running(&["tax-a-level", "tax-major-violation"], &[]);
    let model = explain(&running, MODEL, STRICTER);
    assert_eq!(model["measure"], Value::Null);
    let why = &model["why_not"][0];
    assert_eq!(
        (why["why"].as_str(), why["memorandum"].as_str()),
        (Some("not-concerned"), Some("tax-major-violation"))
    );
    let nowhere = explain(&running, MODEL, "no/where");
    let why: Vec<_> = nowhere["why_not"]
        .as_array()
        .unwrap()
        .iter()
        .map(|why| why["why"].as_str().unwrap())
        .collect();
    assert_eq!(why, ["not-in-catalogue", "no-memorandum"]);
    // The level of this firm is B: the memorandum compared it and tells so.
    let level = json!({
        "type": "record", "identifier": organisation(EVADER), "kind": "tax/credit-level",
        "provider": "tax-bureau", "number": "level", "decided_on": "2026-04-20", "values": { "year": 2025, "level": "b" },
    });
    import(&running.host, &[level]);
    let lane = explain(&running, EVADER, "approval/green-lane");
    let why = &lane["why_not"][0];
    assert_eq!(why["why"], "not-met", "{lane}");
    let text = lane["text"]["zh"].as_str().unwrap();
    assert!(text.contains("不适用于“测试偷税厂”"), "{text}");
}

#[test]
fn a_withheld_measure_is_explained_by_the_rule_that_withholds_it() {
    let (_folder, running) = running(&["tax-major-violation"], &[]);
    let (_, answer) = running.client.query(&organisation(EVADER));
    let withheld = &answer["withheld"][0];
    assert_eq!(withheld["why"], "no-basis", "{answer}");
    let explanation = explain(&running, EVADER, withheld["code"].as_str().unwrap());
    assert_eq!(
        explanation["why_not"][0]["why"], "withheld",
        "{explanation}"
    );
}

#[test]
fn g02_a_judgment_debtor_keeps_no_reward_and_is_told_which_list_takes_it() {
    let debtor = json!({
        "type": "record", "identifier": organisation(MODEL), "kind": "court/judgment-debtor",
        "provider": "court", "number": "（2026）测执1号", "decided_on": "2026-06-01",
        "values": { "circumstance": "able-but-refuses" },
    });
    let (_folder, running) = running(&["tax-a-level", "judgment-debtor"], &[debtor]);
    let (_, answer) = running.client.query(&organisation(MODEL));
    let directions: Vec<_> = answer["measures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["direction"].as_str().unwrap())
        .collect();
    assert!(
        !directions.is_empty() && !directions.contains(&"incentive"),
        "{directions:?}"
    );
    let suppressed = answer["suppressed"].as_array().unwrap();
    assert_eq!(suppressed.len(), 26);
    assert_eq!(suppressed[0]["lists"][0]["number"], "（2026）测执1号");
    let lane = explain(&running, MODEL, "approval/green-lane");
    let text = lane["text"]["zh"].as_str().unwrap();
    assert!(
        text.contains("因列入以下名单, 暂不给予") && text.contains("（2026）测执1号"),
        "{text}"
    );
    // A repair of that record would give the rewards back.
    let question = json!({
        "identifier": organisation(MODEL), "as_of": AS_OF,
        "records": [{ "kind": "court/judgment-debtor", "provider": "court", "number": "（2026）测执1号" }],
    });
    let (status, effect) = running.client.post("/v1/measures:repair-effect", &question);
    assert_eq!(status, 200, "{effect}");
    assert_eq!(effect["begins"].as_array().unwrap().len(), 26);
    assert_eq!(effect["ends"].as_array().unwrap().len(), directions.len());
}
