//! Rewards, and what black listings do to them (R-CROSS).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    scene::{A_LEVEL, DEBTOR, FIRM, SAFETY, Scene, codes, debtor, record},
    support::organisation,
};

/// The rows of the table of M1 (domain.md §2.1).
pub fn red_set() -> BTreeSet<String> {
    codes([
        "approval/green-lane",
        "bond-issue/encourage",
        "trade-quota/credit-link",
        "power-trading/priority",
        "foreign-debt/fast-filing",
        "investment-audit/reduce",
        "price-inspection/reduce",
        "tax-credit/announce",
        "tax-invoice/three-month-supply",
        "tax-invoice/supply-on-demand",
        "tax-service/green-lane",
        "tax-invoice/no-verification",
        "fiscal-funds/priority",
        "procurement/credit-points",
        "land-supply/priority",
        "environment-approval/priority",
        "social-security/priority",
        "customs/facilitate",
        "inspection-quarantine/high-grade",
        "food-drug/facilitate",
        "bank-credit/favour",
        "financial-approval/favour",
        "foreign-exchange/facilitate",
        "honours/priority",
        "inspection/reduce",
        "publicity/recommend",
    ])
}

/// 纳税信用A级 of three years running, announced each 20 April.
pub fn a_level_of_three_years() -> Vec<Value> {
    let level = |year: u16| {
        let of = json!({
            "decided_on": format!("{}-04-20", year + 1), "values": { "year": year, "level": "a" },
        });
        record(
            "tax/credit-level",
            "tax-bureau",
            &format!("level-{year}"),
            &of,
        )
    };
    [2014, 2015, 2016].map(level).to_vec()
}

#[test]
fn golden_g01() {
    let scene = Scene::of_firm(&[A_LEVEL], &a_level_of_three_years());
    // The level of 2016 is told on 20 April; before, that of 2015 stood, the second A.
    let before = scene.of_firm_on("2017-04-19");
    let mut two_years = red_set();
    two_years.remove("tax-service/green-lane");
    assert_eq!(before.measures(), two_years);

    let told = scene.of_firm_on("2017-04-20");
    assert_eq!(told.measures(), red_set());
    assert_eq!(told.directions(), ["incentive"].into());
    for list in [
        "suspended",
        "undetermined",
        "suppressed",
        "withheld",
        "gaps",
    ] {
        assert_eq!(told.json()[list], json!([]), "{list}");
    }
    for measure in told.list("measures") {
        assert_eq!(measure["state"], "enforceable");
        assert_eq!(measure["until"], json!({ "day": "2018-05-01" }));
        assert_eq!(measure["reasons"][0]["memorandum"], A_LEVEL);
    }

    // The next yearly result is due by the end of April.
    assert_eq!(scene.of_firm_on("2018-04-30").measures(), red_set());
    let overdue = scene.of_firm_on("2018-05-01");
    assert_eq!(overdue.measures(), codes([]));
    assert_eq!(overdue.list("gaps")[0]["missing"], "tax/credit-level");
}

#[test]
fn golden_g02() {
    let mut lines = a_level_of_three_years();
    let of = json!({ "decided_on": "2017-06-01", "ends_on": "2017-09-01", "ends_as": "exited" });
    lines.push(debtor(&organisation(FIRM), &of));
    let scene = Scene::of_firm(&[A_LEVEL, DEBTOR], &lines);

    let before = scene.of_firm_on("2017-05-31");
    assert_eq!(before.measures(), red_set());
    assert_eq!(before.json()["suppressed"], json!([]));

    for listed in ["2017-06-01", "2017-08-31"] {
        let answer = scene.of_firm_on(listed);
        // Black only.
        assert_eq!(answer.directions(), ["sanction"].into(), "{listed}");
        assert!(answer.applies("procurement/restrict"), "{listed}");
        // Red suppressed, and the reason told: which list, and when it ends.
        assert_eq!(answer.codes("suppressed"), red_set(), "{listed}");
        for reward in answer.list("suppressed") {
            assert_eq!(reward["state"], "suppressed");
            let lists = reward["lists"].as_array().unwrap();
            assert_eq!(lists.len(), 1, "{reward}");
            assert_eq!(lists[0]["kind"], "court/judgment-debtor");
            assert_eq!(lists[0]["ends_on"], "2017-09-01");
        }
    }

    let after = scene.of_firm_on("2017-09-01");
    assert_eq!(after.measures(), red_set());
    assert_eq!(after.json()["suppressed"], json!([]));
}

#[test]
fn a_listing_whose_term_is_over_suppresses_nothing_though_its_record_is_open() {
    let mut lines = a_level_of_three_years();
    let listed = json!({ "decided_on": "2016-08-01" });
    lines.push(record(
        "safety/blacklist",
        "work-safety-bureau",
        "1",
        &listed,
    ));
    let scene = Scene::of_firm(&[A_LEVEL, SAFETY], &lines);
    let last = scene.of_firm_on("2017-07-31");
    assert_eq!(last.codes("suppressed"), red_set());
    assert_eq!(last.json()["review_on"], "2017-08-01");
    // A year has passed; the provider never said so.
    let after = scene.of_firm_on("2017-08-01");
    assert_eq!(after.measures(), red_set());
    assert_eq!(after.json()["suppressed"], json!([]));
    // Where no memorandum knows the term, the record's own days count.
    let unread = Scene::of_firm(&[A_LEVEL], &lines);
    assert_eq!(
        unread.of_firm_on("2017-08-01").codes("suppressed"),
        red_set()
    );
}
