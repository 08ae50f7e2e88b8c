//! Working days, names of departments and versions of memoranda, each as of its day.

use accord_model::period::Period;
use accord_service::{Host, deadlines::DeadlineQuery};
use serde_json::{Value, json};

use crate::{
    scene::{
        Answer, ENVIRONMENT, FIRM, SAFETY, Scene, born, environment_table, record, record_of,
        someone,
    },
    support::{Running, organisation, person, store},
};

fn due(running: &Running, query: &Value) -> Value {
    let (status, due) = running.client.post("/v1/deadlines:compute", query);
    assert_eq!(status, 200, "{due}");
    due
}

fn seven_working_days(start: &str) -> Value {
    json!({ "start": start, "period": { "working-days": 7 } })
}

#[test]
fn golden_g26() {
    let firm = organisation(FIRM);
    let decided = json!({ "decided_on": "2017-09-29", "values": { "category": ["fine"] } });
    for (published_on, late) in [("2017-10-16", 0), ("2017-10-17", 1)] {
        let line = record("admin/penalty", "sector-supervisors", "1", &decided);
        let scene = Scene::of_firm(&[], &[line]);
        let due = due(&scene.running, &seven_working_days("2017-09-29"));
        assert_eq!(
            (&due["day"], &due["provisional"]),
            (&json!("2017-10-16"), &json!(false))
        );
        let of =
            json!({ "kind": "admin/penalty", "provider": "sector-supervisors", "number": "1" });
        let publication = json!({ "identifier": firm, "record": of, "on": "2017-09-29" });
        let id = scene.open("publications", &publication);
        let opened = &scene.cases(&firm, "publication", "2017-09-29")[0];
        assert_eq!(
            opened["due"],
            json!({ "day": "2017-10-16", "provisional": false })
        );
        scene.steps("publications", &id, published_on, &[json!("publish")]);
        let published = &scene.cases(&firm, "publication", published_on)[0];
        assert_eq!(published["state"], "published");
        assert_eq!(published["late"], late, "{published_on}");
        assert_eq!(published["overdue"], late > 0, "{published_on}");
    }
}

#[test]
fn golden_g27() {
    let folder = store();
    let running = Running::start(folder.path());
    let query = seven_working_days("2020-01-21");
    let now = due(&running, &query);
    assert_eq!(
        (&now["day"], &now["provisional"]),
        (&json!("2020-02-07"), &json!(false))
    );
    // Both values are kept, with the moment from which each was right.
    let told = now["told"].as_array().unwrap();
    let days: Vec<&Value> = told.iter().map(|told| &told["day"]).collect();
    assert_eq!(days[days.len() - 2..], ["2020-02-05", "2020-02-07"]);
    let moved = told.last().unwrap()["known_at"].as_i64().unwrap();
    for (known_at, day) in [(moved - 1, "2020-02-05"), (moved, "2020-02-07")] {
        let mut query = query.clone();
        query["known_at"] = known_at.into();
        assert_eq!(due(&running, &query)["day"], day);
    }
}

fn deadline(host: &Host, start: &str, days: u16, known_at: Option<i64>) -> (String, bool) {
    let query = DeadlineQuery {
        start: start.parse().unwrap(),
        period: Period::WorkingDays(days),
        known_at,
    };
    let deadline = host.deadline(&query).unwrap();
    (deadline.day.to_string(), deadline.provisional)
}

#[test]
fn a_years_notice_makes_its_provisional_deadlines_fixed() {
    let folder = store();
    let running = Running::start(folder.path());
    let before = deadline(&running.host, "2026-12-30", 7, None);
    assert!(before.1, "2027 is not announced");
    let notice = r#"
        [[notice]]
        year = 2027
        issued_on = "2026-11-20"
        off = [{ first = "2027-01-01", last = "2027-01-03" }]
        work = []
    "#;
    let (status, edition) =
        running
            .client
            .send("/v1/reference/calendar", "text/plain", notice.as_bytes());
    assert_eq!((status, &edition["number"]), (200, &json!(2)), "{edition}");
    assert_eq!(
        deadline(&running.host, "2026-12-30", 7, None),
        ("2027-01-11".to_owned(), false)
    );
    // Before it came, what was told was right.
    let recorded = edition["recorded_at"].as_i64().unwrap();
    assert_eq!(
        deadline(&running.host, "2026-12-30", 7, Some(recorded - 60_000)),
        before
    );
}

#[test]
fn golden_g34() {
    const FOR_LIFE: &str = "safety-office/ban-for-life";
    let chief = born(1970, 1, 1, 11);
    let of = json!({
        "acted_on": "2016-12-20", "decided_on": "2017-03-01",
        "values": { "grade": "major", "role": "principal", "responsible": true },
    });
    let found = record_of(
        &person(&chief),
        "safety/accident",
        "work-safety-bureau",
        "1",
        &of,
    );
    let scene = Scene::new(&[SAFETY], &[someone(&chief, "测甲"), found]);
    // The reform is of 2018 or 2019: its year is all that is known, and counts from its start.
    for (as_of, name) in [
        ("2017-03-01", "安监局"),
        ("2017-12-31", "安监局"),
        ("2018-01-01", "应急管理局"),
        ("2026-11-23", "应急管理局"),
    ] {
        let answer = scene.ask(&person(&chief), as_of);
        let measure = answer.measure(FOR_LIFE);
        assert_eq!(measure["executor"]["name"], name, "{as_of}");
        let provider = &measure["reasons"][0]["grounds"][0]["provider"];
        assert_eq!(provider["name"], name, "{as_of}");
    }
}

/// Until when the listing of the firm carries a measure, and by which version.
fn listed(answer: &Answer) -> (&Value, &Value) {
    let version = &answer.list("memoranda")[0]["version"];
    (version, &answer.measure("concession/restrict")["until"])
}

#[test]
fn golden_g39() {
    // A version with a term of a year, and one with two.
    let first = environment_table(&[]);
    let second = environment_table(&[
        ("version = \"1.0.0\"", "version = \"2.0.0\""),
        ("default = 12", "default = 24"),
    ]);
    let of = json!({ "decided_on": "2017-03-01" });
    let line = record(
        "environment/dishonesty-list",
        "environment-bureau",
        "1",
        &of,
    );
    let scene = Scene::of_firm(&[], &[line]);
    let [first, second] = [first, second].map(|version| scene.upload(&version));
    scene.enable_from(ENVIRONMENT, &first, "2017-01-01");
    let firm = organisation(FIRM);
    let earlier: Vec<_> = ["2017-10-31", "2017-11-01"]
        .map(|as_of| scene.ask(&firm, as_of))
        .into();
    let enabled = scene.enable_from(ENVIRONMENT, &second, "2017-11-01");

    let (old, new) = (
        json!({ "day": "2018-03-01" }),
        json!({ "day": "2019-03-01" }),
    );
    let before = scene.ask(&firm, "2017-10-31");
    assert_eq!(listed(&before), (&json!("1.0.0"), &old));
    let from = scene.ask(&firm, "2017-11-01");
    assert_eq!(listed(&from), (&json!("2.0.0"), &new));
    // What the old one lets go the new one keeps.
    let kept = scene.ask(&firm, "2018-03-01");
    assert_eq!(listed(&kept), (&json!("2.0.0"), &new));

    // Both are reproducible: the old result before D, whenever it is asked for, and that of D
    // as it was known before the second version was enabled.
    assert_eq!(before.json()["measures"], earlier[0].json()["measures"]);
    assert_eq!(before.json()["memoranda"], earlier[0].json()["memoranda"]);
    // The day on which the second one answers is known from its enabling on.
    assert_eq!(earlier[0].json()["review_on"], "2018-03-01");
    assert_eq!(before.json()["review_on"], "2017-11-01");
    let known = scene.ask_known(&firm, "2017-11-01", enabled - 1);
    assert_eq!(listed(&known), (&json!("1.0.0"), &old));
    assert_eq!(known.json()["measures"], earlier[1].json()["measures"]);
    let known = scene.ask_known(&firm, "2017-11-01", enabled);
    assert_eq!(known.json()["measures"], from.json()["measures"]);
    assert_eq!(scene.ask(&firm, "2017-11-01").json(), from.json());
}
