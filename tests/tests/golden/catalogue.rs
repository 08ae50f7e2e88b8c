//! What the catalogue of the day lets through of what memoranda point at (R-CAT, R-BASIS).

use serde_json::{Value, json};

use crate::{
    bans::SECTOR_BAN,
    scene::{FIRM, SAFETY, Scene, codes, record},
    support::organisation,
};

/// A change of the catalogue that one person proposes and another approves.
fn changed(scene: &Scene, from: &str, change: &Value) {
    let client = &scene.running.client;
    let proposal = json!({ "from": from, "reason": "测试", "change": [change] });
    let (status, proposal) = client.post("/v1/catalogue/proposals", &proposal);
    assert_eq!(status, 201, "{proposal}");
    let path = format!("/v1/catalogue/proposals/{}/approve", proposal["number"]);
    let (status, approved) = client.post(&path, &json!({ "as": "u-2", "reason": "同意" }));
    assert_eq!(status, 200, "{approved}");
}

/// A firm on the list of today, three years from 2026-03-01.
fn listed() -> Scene {
    let of = json!({ "decided_on": "2026-03-01" });
    let line = record("safety/blacklist", "work-safety-bureau", "1", &of);
    Scene::of_firm(&[SAFETY], &[line])
}

#[test]
fn golden_g29() {
    const INSPECTION: &str = "safety-inspection/increase";
    let scene = listed();
    let before = scene.of_firm_on("2026-10-31");
    let end = json!({ "end": { "code": INSPECTION } });
    changed(&scene, "2026-11-01", &end);

    // The day before, the catalogue still has it; from its last edition on it is dropped.
    assert!(scene.applies(INSPECTION, "2026-10-31"));
    let after = scene.of_firm_on("2026-11-01");
    let mut others = before.measures();
    others.remove(INSPECTION);
    assert_eq!(after.measures(), others);
    let dropped = after.entry("withheld", INSPECTION);
    assert_eq!(dropped["why"], "not-in-catalogue");
    // A plugin cannot supply a title of its own.
    assert_eq!(dropped["title"], "");
    assert_eq!(dropped["reason"]["memorandum"], SAFETY);

    // The plugin is not sound, and every answer of it says so.
    let unlisted = |as_of: &str| {
        let answer = scene.of_firm_on(as_of);
        answer.list("memoranda")[0]["unlisted"].clone()
    };
    assert_eq!(unlisted("2026-10-31"), json!([]));
    assert_eq!(unlisted("2026-11-01"), json!([INSPECTION]));
}

#[test]
fn golden_g30() {
    let scene = listed();
    let before = scene.of_firm_on("2026-10-31");
    assert!(before.applies(SECTOR_BAN));
    let repeal = json!({ "repeal-basis": { "instrument": "安全生产法", "article": "78" } });
    changed(&scene, "2026-11-01", &repeal);

    assert_eq!(scene.of_firm_on("2026-10-31").measures(), before.measures());
    // The day of the repeal, and a month later.
    for as_of in ["2026-11-01", "2026-12-01"] {
        let after = scene.of_firm_on(as_of);
        assert!(!after.applies(SECTOR_BAN), "{as_of}");
        let withheld = after.entry("withheld", SECTOR_BAN);
        assert_eq!(withheld["why"], "no-basis", "{as_of}");
        // The warning: what has been repealed.
        let repealed = withheld["repealed"].as_array().unwrap();
        assert_eq!(repealed.len(), 1, "{withheld}");
        assert_eq!(repealed[0]["instrument"], "安全生产法");
        assert_eq!(repealed[0]["until"], "2026-11-01");
        // Whatever rests on nothing else is withheld, and nothing besides.
        let on_article_78 = codes([
            SECTOR_BAN,
            "project-approval/suspend",
            "safety-inspection/increase",
            "safety-insurance/raise-premium",
        ]);
        assert_eq!(&before.measures() - &after.measures(), on_article_78);
        assert!(on_article_78.is_subset(&after.codes("withheld")));
    }
    // Whoever asks why not is told so.
    let why = json!({
        "identifier": organisation(FIRM), "measure": SECTOR_BAN, "as_of": "2026-11-01",
    });
    let (status, explained) = scene.running.client.post("/v1/measures:explain", &why);
    assert_eq!(status, 200, "{explained}");
    assert!(
        explained["text"].to_string().contains("安全生产法"),
        "{explained}"
    );
}
