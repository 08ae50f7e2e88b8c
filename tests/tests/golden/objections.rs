//! What an objection does to measures, from its acceptance to what follows from its decision
//! (R-OBJ, R-OBJ-2, R-ERR).

use accord_model::{
    case::{NewApplication, Support},
    subject::RecordName,
};
use serde_json::{Value, json};

use crate::{
    bans::SECTOR_BAN,
    incentives::{a_level_of_three_years, red_set},
    scene::{A_LEVEL, Answer, DEBTOR, ENVIRONMENT, FIRM, SAFETY, Scene, codes, debtor, record},
    support::{operator, organisation},
};

/// The listing of the firm by the court, as it is objected to.
fn listing() -> Value {
    json!({ "kind": "court/judgment-debtor", "provider": "court", "number": "（2017）测执1号" })
}

/// An objection of the firm to a record, accepted on a day; its id.
fn accepted(scene: &Scene, record: &Value, on: &str) -> String {
    let new = json!({
        "identifier": organisation(FIRM), "scope": [{ "record": record }],
        "reason": "该义务已履行", "on": on,
    });
    let id = scene.open("objections", &new);
    scene.steps("objections", &id, on, &[json!({ "accept": {} })]);
    id
}

/// The provider looks into it and says what it found.
fn decided(scene: &Scene, id: &str, on: &str, decision: Value) {
    let steps = [json!({ "forward": {} }), json!("verify"), decision];
    scene.steps("objections", id, on, &steps);
}

/// An A-level taxpayer on the court's list from 2017-06-01.
fn listed_taxpayer() -> Scene {
    let mut lines = a_level_of_three_years();
    lines.push(debtor(
        &organisation(FIRM),
        &json!({ "decided_on": "2017-06-01" }),
    ));
    Scene::of_firm(&[A_LEVEL, DEBTOR], &lines)
}

/// Black may be executed, and red is suppressed.
fn is_black(answer: &Answer) -> bool {
    answer.directions() == ["sanction"].into()
        && answer.codes("suppressed") == red_set()
        && answer.list("suspended").is_empty()
        && answer.list("undetermined").is_empty()
}

#[test]
fn golden_g03() {
    let scene = listed_taxpayer();
    let black = scene.of_firm_on("2017-07-10").measures();
    let before = scene.running.host.read_moment();
    let id = accepted(&scene, &listing(), "2017-07-10");
    assert!(is_black(&scene.of_firm_on("2017-07-09")));
    // From the day of acceptance, through the day on which the answer is due after twenty
    // days, and after it: silence never lapses into enforcement.
    for as_of in ["2017-07-10", "2017-07-30", "2017-07-31", "2018-04-30"] {
        let answer = scene.of_firm_on(as_of);
        assert_eq!(answer.measures(), codes([]), "{as_of}");
        assert_eq!(answer.codes("suspended"), black, "{as_of}");
        for measure in answer.list("suspended") {
            assert_eq!(measure["state"], "suspended");
            assert_eq!(measure["objections"], json!([id]));
        }
        // Red does not come back by itself: it hangs on what is contested.
        assert_eq!(answer.codes("undetermined"), red_set(), "{as_of}");
        for reward in answer.list("undetermined") {
            assert_eq!(reward["state"], "undetermined");
            assert_eq!(reward["objections"], json!([id]));
        }
        assert_eq!(answer.json()["suppressed"], json!([]), "{as_of}");
    }
    for (as_of, overdue) in [("2017-07-31", false), ("2017-08-01", true)] {
        let objections = scene.cases(&organisation(FIRM), "objection", as_of);
        assert_eq!(
            objections[0]["overdue"], overdue,
            "{as_of}: {}",
            objections[0]
        );
    }
    // Before it was recorded, nobody knew of it.
    let then = scene.ask_known(&organisation(FIRM), "2017-07-10", before);
    assert!(is_black(&then));
}

#[test]
fn golden_g04() {
    let scene = listed_taxpayer();
    let id = accepted(&scene, &listing(), "2017-07-10");
    let reject = json!({ "reject": { "reason": "经核实未履行" } });
    decided(&scene, &id, "2017-07-20", reject);
    // Rejected on the 20th: still suspended that day, and back from the next.
    for as_of in ["2017-07-10", "2017-07-19", "2017-07-20"] {
        let answer = scene.of_firm_on(as_of);
        assert_eq!(answer.measures(), codes([]), "{as_of}");
        assert!(!answer.codes("suspended").is_empty(), "{as_of}");
    }
    for as_of in ["2017-07-09", "2017-07-21", "2017-10-31"] {
        assert!(is_black(&scene.of_firm_on(as_of)), "{as_of}");
    }
}

/// Lets what applies on a day be applied, each measure by its department; the ids by measure.
fn applied(scene: &Scene, on: &str, measures: &[&str]) -> Vec<String> {
    let answer = scene.of_firm_on(on);
    let subject = answer.json()["subject"]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let new = measures.iter().map(|code| {
        let measure = answer.measure(code);
        NewApplication {
            measure: (*code).to_owned(),
            executor: measure["executor"]["code"].as_str().unwrap().to_owned(),
            is_sanction: true,
            memoranda: vec![DEBTOR.to_owned()],
            supports: vec![Support::Record {
                subject,
                record: RecordName {
                    kind: 5,
                    provider: "court".to_owned(),
                    number: "（2017）测执1号".to_owned(),
                },
            }],
        }
    });
    let new = new.collect();
    let on = Some(on.parse().unwrap());
    let host = &scene.running.host;
    let ids = host
        .open_applications(&operator(), subject, new, on)
        .unwrap();
    ids.iter().map(ToString::to_string).collect()
}

#[test]
fn golden_g05() {
    let scene = listed_taxpayer();
    let measures = [
        "procurement/restrict",
        "real-estate-purchase/restrict",
        "tendering/restrict-debtor",
    ];
    let applications = applied(&scene, "2017-06-01", &measures);
    // Two departments execute, the third was only told.
    let told = json!("push");
    for (id, steps) in applications.iter().zip([
        vec![told.clone(), json!("acknowledge"), json!("execute")],
        vec![told.clone(), json!("acknowledge"), json!("execute")],
        vec![told],
    ]) {
        scene.steps("applications", id, "2017-06-05", &steps);
    }
    let id = accepted(&scene, &listing(), "2017-07-10");
    decided(&scene, &id, "2017-07-20", json!("uphold"));

    // No measure, on no day: the record was never right; and red is back.
    for as_of in ["2017-06-01", "2017-07-19", "2017-07-20", "2017-10-31"] {
        let answer = scene.of_firm_on(as_of);
        assert_eq!(answer.measures(), red_set(), "{as_of}");
        for list in ["suspended", "undetermined", "suppressed", "withheld"] {
            assert_eq!(answer.json()[list], json!([]), "{list} {as_of}");
        }
    }
    // Two remedy tasks, one for each department that executed.
    let firm = organisation(FIRM);
    assert!(scene.cases(&firm, "remedy", "2017-07-19").is_empty());
    let remedies = scene.cases(&firm, "remedy", "2017-07-20");
    let mut departments: Vec<&str> = remedies
        .iter()
        .map(|remedy| remedy["departments"][0].as_str().unwrap())
        .collect();
    departments.sort_unstable();
    assert_eq!(departments, ["finance-bureau", "land-bureau"]);
    // It is not done with before both have put it right.
    let close = json!({ "on": "2017-07-25", "step": "close" });
    let path = format!("/v1/objections/{id}/steps");
    for remedy in &remedies {
        assert_eq!(remedy["state"], "open");
        scene.post(&path, &close, 409);
        let finish = format!("/v1/remedies/{}/finish", remedy["id"].as_str().unwrap());
        scene.post(
            &finish,
            &json!({ "on": "2017-07-24", "what": "已恢复" }),
            200,
        );
    }
    assert_eq!(scene.post(&path, &close, 200)["state"], "closed");
}

#[test]
fn golden_g28() {
    /// Of both memoranda, and of the environment's alone.
    const LAND: &str = "land-supply/restrict";
    const CONCESSION: &str = "concession/restrict";
    let of = json!({ "decided_on": "2017-06-01" });
    let scene = Scene::of_firm(
        &[SAFETY, ENVIRONMENT],
        &[
            record("safety/blacklist", "work-safety-bureau", "1", &of),
            record(
                "environment/dishonesty-list",
                "environment-bureau",
                "1",
                &json!({ "decided_on": "2017-03-01" }),
            ),
        ],
    );
    let blacklist =
        json!({ "kind": "safety/blacklist", "provider": "work-safety-bureau", "number": "1" });
    let id = accepted(&scene, &blacklist, "2017-07-10");
    let (contested_end, other_end) = (
        json!({ "day": "2018-06-01" }),
        json!({ "day": "2018-03-01" }),
    );
    let reasons = |answer: &Answer| -> Vec<(String, Value)> {
        let results: Vec<_> = answer
            .list("measures")
            .iter()
            .filter(|m| m["code"] == LAND)
            .collect();
        assert_eq!(results.len(), 1, "one result");
        let reasons = results[0]["reasons"].as_array().unwrap().iter();
        reasons
            .map(|reason| {
                let memorandum = reason["memorandum"].as_str().unwrap();
                (memorandum.to_owned(), reason["contested_by"].clone())
            })
            .collect()
    };
    let (environment, safety) = (ENVIRONMENT.to_owned(), SAFETY.to_owned());

    let before = scene.of_firm_on("2017-07-09");
    assert_eq!(
        reasons(&before),
        [
            (environment.clone(), json!([])),
            (safety.clone(), json!([]))
        ]
    );
    assert_eq!(before.measure(LAND)["until"], contested_end);

    for as_of in ["2017-07-10", "2018-02-28"] {
        let answer = scene.of_firm_on(as_of);
        // Not suspended, for the other reason carries it alone; that one reason is, is told.
        assert!(!answer.codes("suspended").contains(LAND), "{as_of}");
        let told = [
            (environment.clone(), json!([])),
            (safety.clone(), json!([id])),
        ];
        assert_eq!(reasons(&answer), told, "{as_of}");
        let land = answer.measure(LAND);
        assert_eq!(land["state"], "enforceable");
        assert_eq!(land["until"], other_end);
        assert_eq!(land["contested_until"], contested_end);
        // What rests on the contested listing alone waits.
        assert!(answer.codes("suspended").contains(SECTOR_BAN), "{as_of}");
        assert!(answer.applies(CONCESSION), "{as_of}");
    }
    // When the uncontested reason is over, the measure waits too.
    let after = scene.of_firm_on("2018-03-01");
    assert!(!after.applies(LAND));
    assert!(after.codes("suspended").contains(LAND));
    assert!(!after.applies(CONCESSION));
}

#[test]
fn the_next_look_at_an_answer_is_the_day_on_which_an_objection_lets_go() {
    let scene = listed_taxpayer();
    let id = accepted(&scene, &listing(), "2017-07-10");
    let reject = json!({ "reject": { "reason": "经核实未履行" } });
    decided(&scene, &id, "2017-07-20", reject);
    for (as_of, next) in [("2017-07-09", "2017-07-10"), ("2017-07-20", "2017-07-21")] {
        assert_eq!(scene.of_firm_on(as_of).json()["review_on"], next, "{as_of}");
    }
}

#[test]
fn a_measure_that_an_objection_found_wrong_stays_away() {
    const WRONG: &str = "procurement/restrict";
    let scene = listed_taxpayer();
    let new = json!({
        "identifier": organisation(FIRM), "scope": [{ "measure": { "code": WRONG } }],
        "reason": "与失信行为无关", "on": "2017-07-10",
    });
    let id = scene.open("objections", &new);
    scene.steps("objections", &id, "2017-07-10", &[json!({ "accept": {} })]);
    let contested = scene.of_firm_on("2017-07-10");
    assert_eq!(contested.codes("suspended"), codes([WRONG]));
    let others = contested.measures();
    let forward = json!({ "forward": { "provider": "court" } });
    scene.steps(
        "objections",
        &id,
        "2017-07-20",
        &[forward, json!("verify"), json!("uphold")],
    );
    for as_of in ["2017-07-20", "2017-07-21", "2018-04-30"] {
        let answer = scene.of_firm_on(as_of);
        assert_eq!(answer.measures(), others, "{as_of}");
        let withheld = answer.entry("withheld", WRONG);
        assert_eq!(
            (&withheld["why"], &withheld["objection"]),
            (&json!("found-wrong"), &json!(id))
        );
    }
    // What the court decides later was not before whoever decided.
    let again = json!({
        "decided_on": "2018-01-10", "number": "（2018）测执2号",
    });
    scene.import(&[crate::scene::with(
        debtor(&organisation(FIRM), &again),
        &json!({ "number": "（2018）测执2号" }),
    )]);
    assert!(!scene.of_firm_on("2018-01-09").applies(WRONG));
    assert!(scene.of_firm_on("2018-01-10").applies(WRONG));
}
