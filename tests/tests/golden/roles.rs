//! Whom a measure reaches along a role, and whom not (R-PROP, R-MINOR).

use serde_json::{Value, json};

use crate::{
    incentives::{a_level_of_three_years, red_set},
    scene::{
        A_LEVEL, DEBTOR, ELIGIBILITY, FIRM, Scene, TAX, born, codes, debtor, firm, record,
        record_of, role, someone,
    },
    support::{numbered, organisation, person},
};

/// The day of the act, and the days around it.
const DAY_BEFORE_THE_ACT: &str = "2016-05-09";
const ACT: &str = "2016-05-10";
const DAY_AFTER_THE_ACT: &str = "2016-05-11";

/// What reaches the head of the firm: by the role at the time of the act, and by that of the
/// day asked about.
const AT_ACT: &str = "honours/revoke";
const AT_ASOF: &str = "exit/prevent";

/// A firm with a published case of an act and unsecured arrears, whose head changed on a day;
/// the former head and the new one.
fn succession(changed_on: &str) -> (Scene, Value, Value) {
    let numbers = [born(1970, 1, 1, 11), born(1980, 1, 1, 11)];
    let [former, present] = [&numbers[0], &numbers[1]].map(|number| person(number));
    let of_case = json!({
        "acted_on": ACT, "decided_on": "2017-02-01",
        "values": { "violation": "evasion", "case-decided-on": "2016-09-01" },
    });
    let arrears = json!({ "decided_on": "2017-02-01", "values": { "guaranteed": false } });
    let firm = organisation(FIRM);
    let head = "legal-representative";
    let lines = [
        someone(&numbers[0], "测前任"),
        someone(&numbers[1], "测新任"),
        role(
            &firm,
            &former,
            head,
            &json!({ "from": "2010-03-01", "to": changed_on }),
        ),
        role(&firm, &present, head, &json!({ "from": changed_on })),
        record("tax/published-case", "tax-bureau", "case-1", &of_case),
        record("tax/arrears", "tax-bureau", "arrears-1", &arrears),
    ];
    (Scene::of_firm(&[TAX], &lines), former, present)
}

#[test]
fn golden_g12() {
    // The end of a role is no day of it: on the day of the change it is the new one's.
    for changed_on in [DAY_BEFORE_THE_ACT, ACT] {
        let (scene, former, present) = succession(changed_on);
        assert!(
            scene.ask(&present, "2017-01-31").is_silent(),
            "not published yet"
        );
        let new = scene.ask(&present, "2017-02-01");
        assert!(new.applies(AT_ACT), "{changed_on}");
        assert!(scene.ask(&former, "2017-02-01").is_silent(), "{changed_on}");
        let way = &new.measure(AT_ACT)["reasons"][0]["via"];
        assert_eq!(way["role"], "legal-representative");
        assert_eq!(way["subject"]["name"], "测试判例厂");
    }
}

#[test]
fn golden_g13() {
    let (scene, former, present) = succession(DAY_AFTER_THE_ACT);
    for as_of in ["2017-02-01", "2018-02-01"] {
        assert_eq!(
            scene.ask(&former, as_of).measures(),
            codes([AT_ACT]),
            "{as_of}"
        );
        assert_eq!(
            scene.ask(&present, as_of).measures(),
            codes([AT_ASOF]),
            "{as_of}"
        );
    }
}

#[test]
fn golden_g14() {
    let listed = born(1975, 6, 1, 11);
    let head = person(&listed);
    let firms = [FIRM.to_owned(), numbered(2), numbered(3)];
    let mut lines = a_level_of_three_years();
    lines.push(someone(&listed, "测失信"));
    for code in &firms {
        lines.push(firm(code));
        let of = json!({ "from": "2012-01-01" });
        lines.push(role(
            &organisation(code),
            &head,
            "legal-representative",
            &of,
        ));
    }
    lines.push(debtor(&head, &json!({ "decided_on": "2017-06-01" })));
    let scene = Scene::new(&[DEBTOR, A_LEVEL], &lines);

    // 141-11 and 141-12.
    let led = codes(["preferential-policy/caution", "inspection/increase"]);
    for code in &firms {
        let identifier = organisation(code);
        let before = scene.ask(&identifier, "2017-05-31");
        assert!(before.measures().is_disjoint(&led), "{code}");
        for as_of in ["2017-06-01", "2026-11-23"] {
            let answer = scene.ask(&identifier, as_of);
            let sanctions = answer
                .list("measures")
                .iter()
                .filter(|m| m["direction"] == "sanction");
            let sanctions = sanctions
                .map(|m| m["code"].as_str().unwrap().to_owned())
                .collect();
            assert_eq!(led, sanctions, "{code} {as_of}");
            let reason = &answer.measure("inspection/increase")["reasons"][0];
            assert_eq!(reason["via"]["role"], "legal-representative");
            assert_eq!(answer.json()["proposals"], json!([]), "{code}: no listing");
            assert_eq!(answer.json()["withheld"], json!([]), "{code}");
        }
        // No listing: nothing that the person is on suppresses what the firm has earned.
        let answer = scene.ask(&identifier, "2017-10-31");
        assert_eq!(answer.json()["suppressed"], json!([]), "{code}");
        let known = json!({ "identifier": identifier, "as_of": "2017-10-31" });
        let (_, known) = scene.running.client.post("/v1/subjects:read", &known);
        assert!(
            !known["records"].to_string().contains("judgment-debtor"),
            "{known}"
        );
    }
    let model = scene.of_firm_on("2017-10-31");
    assert!(red_set().is_subset(&model.measures()));
}

#[test]
fn golden_g15() {
    let listed = born(1975, 6, 1, 11);
    let head = person(&listed);
    let (a, held, led) = (organisation(FIRM), numbered(2), numbered(3));
    let since = json!({ "from": "2012-01-01" });
    let lines = [
        someone(&listed, "测失信"),
        firm(&held),
        firm(&led),
        role(&a, &head, "legal-representative", &since),
        // A is B's legal-person shareholder, and controls another.
        role(&organisation(&held), &a, "shareholder", &since),
        role(&organisation(&led), &a, "actual-controller", &since),
        debtor(&head, &json!({ "decided_on": "2017-06-01" })),
    ];
    let scene = Scene::of_firm(&[DEBTOR], &lines);
    assert!(scene.ask(&a, "2017-05-31").is_silent());
    for as_of in ["2017-06-01", "2017-10-31"] {
        let first = scene.ask(&a, as_of).measures();
        assert_eq!(
            first,
            codes(["preferential-policy/caution", "inspection/increase"])
        );
        for beyond in [&held, &led] {
            assert!(
                scene.ask(&organisation(beyond), as_of).is_silent(),
                "{beyond} {as_of}"
            );
        }
    }
}

#[test]
fn golden_g16() {
    // An heir of nine years, and the firm that came to him.
    let heir = born(2008, 3, 5, 11);
    let since = json!({ "from": "2017-01-01" });
    let lines = [
        someone(&heir, "测继承"),
        role(
            &organisation(FIRM),
            &person(&heir),
            "actual-controller",
            &since,
        ),
        debtor(&person(&heir), &json!({ "decided_on": "2017-06-01" })),
    ];
    let scene = Scene::of_firm(&[DEBTOR], &lines);
    // Neither then nor when he is of age, from 2026-03-05 on.
    for as_of in [
        "2017-06-01",
        "2020-12-01",
        "2026-03-04",
        "2026-03-05",
        "2026-11-23",
    ] {
        for who in [person(&heir), organisation(FIRM)] {
            let answer = scene.ask(&who, as_of);
            assert_eq!(answer.measures(), codes([]), "{as_of}");
            assert_eq!(answer.json()["suspended"], json!([]), "{as_of}");
            assert_eq!(answer.json()["proposals"], json!([]), "{as_of}");
        }
    }
    // What is no listing suppresses no reward either (R-CROSS).
    let honest = json!({ "decided_on": "2017-05-01", "values": { "list": "honest-model" } });
    let lines = [
        someone(&heir, "测继承"),
        debtor(&person(&heir), &json!({ "decided_on": "2017-06-01" })),
        record_of(
            &person(&heir),
            "honours/red-list",
            "development-and-reform-bureau",
            "1",
            &honest,
        ),
    ];
    let scene = Scene::new(&[DEBTOR, ELIGIBILITY], &lines);
    for as_of in ["2017-05-31", "2017-06-01"] {
        let answer = scene.ask(&person(&heir), as_of);
        assert_eq!(answer.measures(), codes(["approval/green-lane"]), "{as_of}");
    }
    // Nor is he put on a list here, though one of age is, on his birthday.
    let proposed = json!({
        "identifier": person(&heir), "list": "court/judgment-debtor", "department": "court",
        "reason": "有履行能力而拒不履行", "term": "until-event", "on": "2026-03-01",
    });
    let id = scene.open("listings", &proposed);
    let served = json!({ "notify": { "how": "直接送达" } });
    scene.steps("listings", &id, "2026-03-01", &[served]);
    let path = format!("/v1/listings/{id}/steps");
    let on = |day: &str| json!({ "on": day, "step": "list" });
    let refused = scene.post(&path, &on("2026-03-04"), 409);
    assert_eq!(refused["type"], "urn:accord:problem:step-refused");
    assert_eq!(scene.post(&path, &on("2026-03-05"), 200)["state"], "listed");
    // Whoever is eighteen on the day is listed, and on the day before is not.
    for (listed_on, is_listed) in [("2026-03-04", false), ("2026-03-05", true)] {
        let lines = [
            someone(&heir, "测继承"),
            debtor(&person(&heir), &json!({ "decided_on": listed_on })),
        ];
        let scene = Scene::new(&[DEBTOR], &lines);
        let answer = scene.ask(&person(&heir), "2026-03-05");
        assert_eq!(
            answer.applies("travel/no-flights"),
            is_listed,
            "{listed_on}"
        );
    }
}
