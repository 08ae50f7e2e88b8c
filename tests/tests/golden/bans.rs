//! Bans with a term of their own by statute: no exit and no repair shortens them (R-EXIT).

use serde_json::json;

use crate::{
    scene::{FIRM, FOOD, SAFETY, Scene, born, codes, record, record_of, role, someone},
    support::{organisation, person},
};

/// C01 of the operator, C02 of its head.
const BUSINESS: &str = "food-business/ban";
const OFFICE: &str = "food-office/restrict";

#[test]
fn golden_g17() {
    /// What the listing carries and no statute.
    const INSPECTION: &str = "food-drug-inspection/increase";
    let head = born(1970, 1, 1, 11);
    let (firm, head_of_firm) = (organisation(FIRM), person(&head));
    let revoked = json!({
        "acted_on": "2016-01-10", "decided_on": "2016-03-01", "values": { "sector": "food" },
    });
    let listed = json!({ "decided_on": "2017-03-01", "values": { "sector": "food" } });
    let bureau = "food-and-drug-bureau";
    let since = json!({ "from": "2010-03-01" });
    let lines = [
        someone(&head, "测甲"),
        role(&firm, &head_of_firm, "legal-representative", &since),
        record("food-drug/licence-revocation", bureau, "1", &revoked),
        record("food-drug/serious-list", bureau, "2", &listed),
    ];
    let scene = Scene::of_firm(&[FOOD], &lines);
    // Both are repaired on one day of 2018.
    for (kind, number) in [
        ("food-drug/licence-revocation", "1"),
        ("food-drug/serious-list", "2"),
    ] {
        let of = json!({ "kind": kind, "provider": bureau, "number": number });
        let repair = json!({
            "identifier": firm, "record": of, "statement": "已整改", "on": "2018-05-25",
        });
        let id = scene.open("repairs", &repair);
        let steps = [json!("accept"), json!("review"), json!({ "grant": {} })];
        let granted = scene.steps("repairs", &id, "2018-06-01", &steps);
        assert_eq!(granted["state"], "granted");
    }
    for (as_of, barred) in [
        ("2017-01-01", true),
        ("2018-05-31", true),
        ("2018-06-01", true),
        ("2021-02-28", true),
        ("2021-03-01", false),
    ] {
        let firm = scene.of_firm_on(as_of);
        let head = scene.ask(&head_of_firm, as_of);
        // The repair ends what hangs on the listing, on its own day.
        assert_eq!(firm.applies(INSPECTION), as_of == "2018-05-31", "{as_of}");
        assert_eq!(firm.applies(BUSINESS), barred, "{as_of}");
        assert_eq!(head.applies(BUSINESS), barred, "{as_of}");
        assert_eq!(head.applies(OFFICE), barred, "{as_of}");
        // 政府采购法 22 looks back three years at the revocation of a listed operator.
        match as_of {
            "2018-06-01" => assert_eq!(firm.measures(), codes([BUSINESS, "procurement/ban"])),
            "2021-02-28" => assert_eq!(firm.measures(), codes([BUSINESS])),
            "2021-03-01" => assert_eq!(firm.measures(), codes([])),
            _ => {}
        }
        if !barred {
            assert_eq!(head.measures(), codes([]));
            continue;
        }
        for (measure, class) in [
            (firm.measure(BUSINESS), "C01"),
            (head.measure(BUSINESS), "C01"),
            (head.measure(OFFICE), "C02"),
        ] {
            assert_eq!(measure["class"], class);
            assert_eq!(measure["until"], json!({ "day": "2021-03-01" }), "{as_of}");
            assert_eq!(measure["bases"][0]["article"], "135");
        }
    }
}

#[test]
fn golden_g18() {
    let cook = born(1970, 1, 1, 11);
    let sentence = json!({
        "decided_on": "2017-02-01",
        "values": {
            "field-of-crime": "food-safety", "imprisonment": true,
            "sentence-completed-on": "2019-02-01",
        },
    });
    let sentence = record_of(&person(&cook), "court/sentence", "court", "1", &sentence);
    let scene = Scene::new(&[FOOD], &[someone(&cook, "测厨"), sentence]);
    assert!(scene.ask(&person(&cook), "2017-01-31").is_silent());
    for as_of in [
        "2017-02-01",
        "2019-02-01",
        "2022-02-01",
        "2026-11-23",
        "2099-12-31",
    ] {
        let answer = scene.ask(&person(&cook), as_of);
        assert_eq!(answer.measures(), codes([BUSINESS, OFFICE]), "{as_of}");
        for measure in answer.list("measures") {
            assert_eq!(measure["until"], "never", "{as_of}");
        }
    }
}

#[test]
fn golden_g19() {
    const FIVE_YEARS: &str = "safety-office/ban-five-years";
    const FOR_LIFE: &str = "safety-office/ban-for-life";
    let chief = born(1970, 1, 1, 11);
    let accident = |grade: &str| {
        let of = json!({
            "acted_on": "2016-12-20", "decided_on": "2017-03-01",
            "values": { "grade": grade, "role": "principal", "responsible": true },
        });
        let found = record_of(
            &person(&chief),
            "safety/accident",
            "work-safety-bureau",
            "1",
            &of,
        );
        Scene::new(&[SAFETY], &[someone(&chief, "测甲"), found])
    };
    let scene = accident("major");
    let of_chief = |as_of: &str| scene.ask(&person(&chief), as_of);
    assert_eq!(of_chief("2017-02-28").measures(), codes([]));
    for as_of in ["2017-03-01", "2022-02-28"] {
        let answer = of_chief(as_of);
        assert_eq!(answer.measures(), codes([FIVE_YEARS, FOR_LIFE]), "{as_of}");
        let five_years = answer.measure(FIVE_YEARS);
        assert_eq!(five_years["until"], json!({ "day": "2022-03-01" }));
        assert_eq!(answer.measure(FOR_LIFE)["until"], "never");
    }
    for as_of in ["2022-03-01", "2026-11-23", "2099-12-31"] {
        assert_eq!(of_chief(as_of).measures(), codes([FOR_LIFE]), "{as_of}");
    }
    // After a 较大事故 nobody is barred for life.
    let scene = accident("larger");
    let answer = scene.ask(&person(&chief), "2022-02-28");
    assert_eq!(answer.measures(), codes([FIVE_YEARS]));
    assert_eq!(
        scene.ask(&person(&chief), "2022-03-01").measures(),
        codes([])
    );
}

/// A ban with a basis in law, which the closed catalogue still lets through.
pub const SECTOR_BAN: &str = "safety-sector/ban";

#[test]
fn golden_g20() {
    let blacklisted =
        |number: &str, of| record("safety/blacklist", "work-safety-bureau", number, of);
    let scene = Scene::of_firm(
        &[SAFETY],
        &[
            blacklisted(
                "first",
                &json!({ "decided_on": "2017-06-01", "ends_on": "2018-06-01" }),
            ),
            blacklisted("second", &json!({ "decided_on": "2019-03-15" })),
        ],
    );
    for (as_of, listed) in [
        ("2017-05-31", false),
        ("2017-06-01", true),
        ("2018-05-31", true),
        ("2018-06-01", false),
        ("2019-03-14", false),
        ("2019-03-15", true),
        ("2020-03-15", true),
        ("2022-03-14", true),
        ("2022-03-15", false),
    ] {
        assert_eq!(scene.applies(SECTOR_BAN, as_of), listed, "{as_of}");
    }
}
