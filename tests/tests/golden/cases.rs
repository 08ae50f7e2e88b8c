//! What a court, an office and a query leave behind: plans that shield, files, receipts.

use serde_json::json;

use crate::{
    incentives::red_set,
    scene::{A_LEVEL, DEBTOR, ELIGIBILITY, FIRM, Scene, codes, debtor, record},
    support::organisation,
};

#[test]
fn golden_g35() {
    let scene = Scene::of_firm(&[ELIGIBILITY], &[]);
    let eligible = scene.of_firm_on("2017-10-31");
    assert!(eligible.applies("approval/green-lane"));
    let file = json!({
        "identifier": organisation(FIRM), "item": "XK-1",
        "department": "government-affairs-office", "on": "2017-10-31",
    });
    let id = scene.open("incomplete-files", &file);
    let path = format!("/v1/incomplete-files/{id}/steps");
    let accept = |documents: &[(&str, bool)]| {
        let missing: Vec<_> = documents
            .iter()
            .map(|(name, by_law)| json!({ "name": name, "required_by_law": by_law }))
            .collect();
        let step = json!({ "accept": { "missing": missing, "due": "2017-11-10" } });
        json!({ "on": "2017-10-31", "step": step })
    };
    // Required by law: refused, alone or among others, and nothing is accepted.
    let (statutory, ordinary) = (("公司章程", true), ("场地照片", false));
    for documents in [&[statutory][..], &[ordinary, statutory]] {
        let refused = scene.post(&path, &accept(documents), 409);
        assert_eq!(refused["type"], "urn:accord:problem:step-refused");
        assert!(
            refused["detail"].as_str().unwrap().contains("公司章程"),
            "{refused}"
        );
    }
    let state = |as_of: &str| {
        let files = scene.cases(&organisation(FIRM), "incomplete-file", as_of);
        files[0]["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state("2017-10-31"), "eligible");
    // Any other is waited for, through the day on which it is due.
    let accepted = scene.post(&path, &accept(&[ordinary]), 200);
    assert_eq!(accepted["id"], id);
    assert_eq!(state("2017-10-31"), "accepted-with-gap");
    assert_eq!(state("2017-11-10"), "accepted-with-gap");
    assert_eq!(state("2017-11-11"), "overdue");
}

/// A sanction on a debtor whose basis suffices today.
const PROCUREMENT: &str = "procurement/restrict";

#[test]
fn golden_g37() {
    let level = json!({ "decided_on": "2026-04-20", "values": { "year": 2025, "level": "a" } });
    let plan = json!({
        "decided_on": "2026-06-01", "ends_on": "2026-10-01",
        "values": { "procedure": "restructuring", "case-number": "（2026）测破1号" },
    });
    let lines = [
        record("tax/credit-level", "tax-bureau", "level-2025", &level),
        debtor(&organisation(FIRM), &json!({ "decided_on": "2026-05-01" })),
        record("court/restructuring-plan", "court", "plan-1", &plan),
    ];
    let scene = Scene::of_firm(&[A_LEVEL, DEBTOR], &lines);
    // Before the approval, and after the end of the plan.
    for as_of in ["2026-05-31", "2026-10-01"] {
        let answer = scene.of_firm_on(as_of);
        assert!(answer.applies(PROCUREMENT), "{as_of}");
        assert_eq!(answer.directions(), ["sanction"].into(), "{as_of}");
        assert_eq!(answer.json()["shielded"], json!([]), "{as_of}");
        assert!(!answer.codes("suppressed").is_empty(), "{as_of}");
    }
    // While it runs.
    for as_of in ["2026-06-01", "2026-09-30"] {
        let answer = scene.of_firm_on(as_of);
        assert_eq!(answer.directions(), ["incentive"].into(), "{as_of}");
        assert!(answer.measures().is_subset(&red_set()), "{as_of}");
        assert_eq!(answer.json()["suppressed"], json!([]), "{as_of}");
        let shielded = answer.list("shielded");
        assert_eq!(shielded.len(), 1, "{as_of}");
        assert_eq!(shielded[0]["kind"], "court/judgment-debtor");
        assert_eq!(answer.entry("withheld", PROCUREMENT)["why"], "shielded");
    }

    // The rule holds from 2026-04-01 on, for a plan that runs already.
    let plan = json!({ "decided_on": "2026-01-15", "ends_on": "2026-10-01", "values": {} });
    let lines = [
        debtor(&organisation(FIRM), &json!({ "decided_on": "2025-05-01" })),
        record("court/restructuring-plan", "court", "plan-1", &plan),
    ];
    let scene = Scene::of_firm(&[DEBTOR], &lines);
    assert!(scene.applies(PROCUREMENT, "2026-03-31"));
    assert_eq!(scene.of_firm_on("2026-04-01").measures(), codes([]));
    // What came after the approval is not of the plan.
    let again = json!({ "decided_on": "2026-05-01", "number": "（2026）测执2号" });
    scene.import(&[debtor(&organisation(FIRM), &again)]);
    assert!(!scene.applies(PROCUREMENT, "2026-04-30"));
    assert!(scene.applies(PROCUREMENT, "2026-05-01"));
}
