//! Clause 4: three years without bad record (R-3Y), and what is none.

use serde_json::{Value, json};

use crate::{
    scene::{ELIGIBILITY, FIRM, Scene, firm, record, with},
    support::{import, numbered, operator, organisation},
};

const GREEN_LANE: &str = "approval/green-lane";

fn penalty(number: &str, decided_on: &str, values: &Value) -> Value {
    let of = json!({ "decided_on": decided_on, "values": values });
    record("admin/penalty", "sector-supervisors", number, &of)
}

fn fine(number: &str, decided_on: &str) -> Value {
    penalty(number, decided_on, &json!({ "category": ["fine"] }))
}

#[test]
fn golden_g23() {
    let scene = Scene::of_firm(&[ELIGIBILITY], &[fine("1", "2017-10-31")]);
    // (D − 3 years, D]: the day of decision is bad, and exactly three years later it is not.
    for (as_of, clean) in [
        ("2017-10-30", true),
        ("2017-10-31", false),
        ("2020-10-30", false),
        ("2020-10-31", true),
    ] {
        assert_eq!(scene.applies(GREEN_LANE, as_of), clean, "{as_of}");
    }
}

#[test]
fn a_penalty_of_unknown_category_leaves_the_green_lane_open() {
    // It may be a warning, which does not count (domain.md §1.4, R-NULL).
    let scene = Scene::of_firm(&[ELIGIBILITY], &[penalty("1", "2017-10-31", &json!({}))]);
    let answer = scene.of_firm_on("2020-10-30");
    assert_eq!(answer.json()["measures"], json!([]));
    assert_eq!(answer.list("gaps")[0]["rule"]["id"], "three-clean-years");
    assert_eq!(answer.list("gaps")[0]["missing"], "category");
}

#[test]
fn golden_g24() {
    let young = numbered(2);
    let since = json!({ "since": "2015-10-31" });
    let scene = Scene::new(&[ELIGIBILITY], &[with(firm(&young), &since)]);
    // Two years old, and three on the day on which it may say so.
    for (as_of, old_enough) in [
        ("2017-10-31", false),
        ("2018-10-30", false),
        ("2018-10-31", true),
    ] {
        let answer = scene.ask(&organisation(&young), as_of);
        assert_eq!(answer.applies(GREEN_LANE), old_enough, "{as_of}");
        assert_eq!(
            answer.json()["gaps"],
            json!([]),
            "{as_of}: surely not, or surely"
        );
    }
}

/// Waits until the clock has moved on, so that the next batch is known later.
fn later_than(moment: i64) {
    loop {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        if i64::try_from(now.unwrap().as_millis()).unwrap() > moment {
            return;
        }
        std::thread::yield_now();
    }
}

#[test]
fn golden_g25() {
    let scene = Scene::of_firm(&[ELIGIBILITY], &[fine("1", "2017-09-01")]);
    let batches = scene.running.host.batches(&operator(), None, 1).unwrap();
    let before = batches[0].ended_at.unwrap();
    later_than(before);
    assert!(!scene.applies(GREEN_LANE, "2017-10-31"));
    let revoked = json!({
        "type": "withdrawal", "identifier": organisation(FIRM), "kind": "admin/penalty",
        "provider": "sector-supervisors", "number": "1", "reason": "复议撤销",
    });
    assert_eq!(import(&scene.running.host, &[revoked]).counts.corrected, 1);
    // It never counted: not on the day of its decision either.
    for as_of in ["2017-08-31", "2017-09-01", "2017-10-31"] {
        assert!(scene.applies(GREEN_LANE, as_of), "{as_of}");
    }
    // What was answered before it was known is still what was right to answer then.
    let then = scene.ask_known(&organisation(FIRM), "2017-10-31", before);
    assert!(!then.applies(GREEN_LANE));
    // 行政处罚法 48 and 85: revoked on a Tuesday, to be withdrawn by Friday.
    let period = json!({ "start": "2017-10-31", "period": { "working-days": 3 } });
    let (status, due) = scene.running.client.post("/v1/deadlines:compute", &period);
    assert_eq!((status, &due["day"]), (200, &json!("2017-11-03")), "{due}");
}

#[test]
fn golden_g36() {
    // A warning is not to be published and no bad record.
    let warned = penalty("1", "2017-09-01", &json!({ "category": ["warning"] }));
    let scene = Scene::of_firm(&[ELIGIBILITY], &[warned]);
    for as_of in ["2017-08-31", "2017-09-01", "2017-10-31"] {
        assert!(scene.applies(GREEN_LANE, as_of), "{as_of}");
    }
    // A small fine is one until its repair is granted; then its publication stops, and it is
    // not published again.
    let small = json!({ "category": ["fine"], "large-fine": false });
    let scene = Scene::of_firm(&[ELIGIBILITY], &[penalty("1", "2026-05-06", &small)]);
    let of = json!({ "kind": "admin/penalty", "provider": "sector-supervisors", "number": "1" });
    let firm = organisation(FIRM);
    let publication = json!({ "identifier": firm, "record": of, "on": "2026-05-06" });
    let published = scene.open("publications", &publication);
    scene.steps(
        "publications",
        &published,
        "2026-05-08",
        &[json!("publish")],
    );
    let repair = json!({
        "identifier": firm, "record": of, "statement": "已缴清罚款并整改", "on": "2026-05-11",
    });
    let id = scene.open("repairs", &repair);
    scene.steps(
        "repairs",
        &id,
        "2026-05-12",
        &[json!("accept"), json!("review")],
    );
    scene.steps("repairs", &id, "2026-05-18", &[json!({ "grant": {} })]);
    for (as_of, clean, shown) in [
        ("2026-05-05", true, None),
        ("2026-05-06", false, Some("due")),
        ("2026-05-17", false, Some("published")),
        ("2026-05-18", true, Some("stopped")),
    ] {
        assert_eq!(scene.applies(GREEN_LANE, as_of), clean, "{as_of}");
        let publications = scene.cases(&firm, "publication", as_of);
        let state = publications
            .first()
            .map(|case| case["state"].as_str().unwrap());
        assert_eq!(state, shown, "{as_of}");
    }
    let path = format!("/v1/publications/{published}/steps");
    let again = json!({ "on": "2026-05-18", "step": "publish" });
    assert_eq!(
        scene.post(&path, &again, 409)["type"],
        "urn:accord:problem:step-refused"
    );
    // Opened anew it is the same that has stopped.
    let publication = json!({ "identifier": firm, "record": of, "on": "2026-05-19" });
    assert_eq!(scene.open("publications", &publication), published);
}
