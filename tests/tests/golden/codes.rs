//! By which codes a subject is found.

use serde_json::json;

use crate::{
    scene::{DEBTOR, FIRM, Scene, codes, debtor, firm, someone, with},
    support::{import, organisation, person},
};

#[test]
fn golden_g31() {
    let scene = Scene::new(&[], &[]);
    for code in [
        "A1481802MA0000074P",
        "N2481802MA00000748",
        "Y1481802MA00000743",
    ] {
        let line = json!({
            "type": "subject", "identifier": organisation(code), "kind": "unincorporated",
            "name": "测试经济合作社",
        });
        let report = import(&scene.running.host, &[line]);
        assert_eq!(report.counts.added, 1, "{code}");
        assert!(!report.counts.flags.contains_key("wrong-check"), "{code}");
        let answer = scene.ask(&organisation(code), "2017-10-31");
        assert_eq!(answer.json()["subject"]["name"], "测试经济合作社");
    }
}

#[test]
fn golden_g32() {
    let wrong = "91481802MA0000007U";
    let scene = Scene::of_firm(&[], &[]);
    let line = with(firm(wrong), &json!({ "name": "测试错码厂" }));
    let report = import(&scene.running.host, &[line]);
    assert_eq!((report.counts.added, report.counts.rejected), (1, 0));
    assert_eq!(report.counts.flags["wrong-check"], 1);
    let client = &scene.running.client;
    let (status, answer) = client.query(&organisation(wrong));
    assert_eq!(
        (status, &answer["subject"]["name"]),
        (200, &json!("测试错码厂"))
    );
    let (_, right) = client.query(&organisation(FIRM));
    assert_eq!(
        right["subject"]["name"], "测试判例厂",
        "nothing was corrected"
    );
    // One that nobody sent with a wrong check is a mistake of who asks.
    let (status, problem) = client.query(&organisation("91481802MA0000007X"));
    assert_eq!(
        (status, problem["type"].as_str()),
        (400, Some("urn:accord:problem:identifier"))
    );
}

#[test]
fn golden_g33() {
    const LISTED: &str = "48180219800101001X";
    const OTHER: &str = "481802199912310026";
    let lines = [
        someone(LISTED, "测同名"),
        someone(OTHER, "测同名"),
        debtor(&person(LISTED), &json!({ "decided_on": "2017-06-01" })),
    ];
    let scene = Scene::new(&[DEBTOR], &lines);
    let client = &scene.running.client;

    // A question about measures takes no name.
    let (status, problem) = client.post("/v1/measures:query", &json!({ "name": "测同名" }));
    assert_eq!(
        (status, problem["type"].as_str()),
        (422, Some("urn:accord:problem:bad-request"))
    );
    // A search, for those allowed, shows both and decides nothing; numbers are masked.
    let (status, page) = client.post("/v1/subjects:search", &json!({ "name": "测同名" }));
    assert_eq!(status, 200, "{page}");
    assert_eq!(page["hits"].as_array().unwrap().len(), 2);
    assert!(!page.to_string().contains("19800101"), "{page}");
    // The exact number tells them apart.
    for (number, records) in [(LISTED, 1), (OTHER, 0)] {
        let query = json!({ "identifier": person(number) });
        let (status, known) = client.post("/v1/subjects:read", &query);
        assert_eq!(status, 200, "{known}");
        assert_eq!(known["records"].as_array().unwrap().len(), records);
    }
    assert!(scene.ask(&person(LISTED), "2017-05-31").is_silent());
    let listed = scene.ask(&person(LISTED), "2017-06-01");
    assert!(listed.applies("travel/no-flights"));
    let other = scene.ask(&person(OTHER), "2017-06-01");
    assert_eq!(other.measures(), codes([]));
    assert!(other.is_silent());
}
