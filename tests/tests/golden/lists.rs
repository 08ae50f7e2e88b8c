//! How long a listing lasts, and which messages make one.

use serde_json::json;

use crate::{
    bans::SECTOR_BAN,
    scene::{ENVIRONMENT, FIRM, MARKET, SAFETY, Scene, record},
    support::{import, organisation},
};

#[test]
fn golden_g21() {
    let of = json!({ "decided_on": "2015-03-01", "values": { "reason": "annual-report" } });
    let listed = record(
        "market/abnormal-list",
        "industry-and-commerce-bureau",
        "1",
        &of,
    );
    let scene = Scene::of_firm(&[MARKET], &[listed]);
    // 2018-02-28 is day 1,095 after 2015-03-01, and 2016 had 366 days.
    let before = scene.of_firm_on("2018-02-28");
    assert_eq!(before.json()["proposals"], json!([]));
    assert_eq!(before.json()["review_on"], "2018-03-01");
    let full = scene.of_firm_on("2018-03-01");
    let proposals = full.list("proposals");
    assert_eq!(proposals.len(), 1, "day 1,096");
    assert_eq!(proposals[0]["listing"], "market/serious-list");
    assert_eq!(proposals[0]["rule"]["id"], "regulation-2014/three-years");
    assert_eq!(proposals[0]["term"], 60);
}

#[test]
fn golden_g22() {
    let serious =
        json!({ "decided_on": "2016-02-29", "values": { "reason": "registration-fraud" } });
    let leap = |of: &str| json!({ "decided_on": of });
    let scene = Scene::of_firm(
        &[SAFETY, MARKET, ENVIRONMENT],
        &[
            record(
                "safety/blacklist",
                "work-safety-bureau",
                "leap",
                &leap("2016-02-29"),
            ),
            record(
                "market/serious-list",
                "industry-and-commerce-bureau",
                "leap",
                &serious,
            ),
            record(
                "environment/dishonesty-list",
                "environment-bureau",
                "leap",
                &leap("2020-02-29"),
            ),
        ],
    );
    // A year, five years, a year; a measure that the other two do not have.
    for (measure, last, end) in [
        ("safety-sector/ban", "2017-02-27", "2017-02-28"),
        ("tendering/restrict-or-ban", "2021-02-27", "2021-02-28"),
        ("concession/restrict", "2021-02-27", "2021-02-28"),
    ] {
        let answer = scene.of_firm_on(last);
        assert_eq!(
            answer.measure(measure)["until"],
            json!({ "day": end }),
            "{measure}"
        );
        assert!(!scene.applies(measure, end), "{measure}");
    }
}

#[test]
fn golden_g38() {
    let deletion = json!({
        "type": "withdrawal", "identifier": organisation(FIRM), "kind": "safety/blacklist",
        "provider": "work-safety-bureau", "number": "1", "reason": "移出",
    });
    let of = json!({ "decided_on": "2017-06-01" });
    let insertion = record("safety/blacklist", "work-safety-bureau", "1", &of);
    let scene = Scene::of_firm(&[SAFETY], &[deletion]);
    let report = import(&scene.running.host, &[insertion]);
    assert_eq!(report.counts.flags["withdrawn-before"], 1);
    for as_of in ["2017-05-31", "2017-06-01", "2017-10-31"] {
        assert!(scene.of_firm_on(as_of).is_silent(), "{as_of}");
    }
    // A listing that the provider states later is another one.
    let of = json!({ "decided_on": "2017-09-01", "stated_at": "2099-01-01T00:00:00+08:00" });
    let again = record("safety/blacklist", "work-safety-bureau", "1", &of);
    scene.import(&[again]);
    assert!(!scene.applies(SECTOR_BAN, "2017-08-31"));
    assert!(scene.applies(SECTOR_BAN, "2017-09-01"));
}
