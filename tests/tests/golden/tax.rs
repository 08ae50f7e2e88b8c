//! M2: which tax cases are published, and what ends what follows from them (domain.md §2.2).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    scene::{Answer, FIRM, Scene, TAX, born, codes, record, role, someone, with},
    support::{organisation, person},
};

/// First days of 公告2016年第24号, 公告2018年第54号 and 总局令第54号.
const NOTICE_24: &str = "2016-06-01";
const NOTICE_54: &str = "2019-01-01";
const ORDER_54: &str = "2022-02-01";
/// A day on which every case here has been decided.
const AFTERWARDS: &str = "2022-12-31";

/// 税务稽查案件, decided and not published.
fn inspected(decided_on: &str, values: &Value) -> Value {
    let of = json!({ "decided_on": decided_on, "values": values });
    record("tax/inspection-case", "tax-bureau", "case-1", &of)
}

/// The rules by which a listing is proposed for a case on a day.
fn hits(case: Value, as_of: &str) -> BTreeSet<String> {
    let scene = Scene::of_firm(&[TAX], &[case]);
    let answer = scene.of_firm_on(as_of);
    assert_eq!(
        answer.measures(),
        codes([]),
        "a proposal carries no measure"
    );
    assert_eq!(answer.json()["gaps"], json!([]));
    let proposals = answer.list("proposals").iter();
    proposals
        .map(|proposal| {
            assert_eq!(proposal["listing"], "tax/major-violation");
            proposal["rule"]["id"].as_str().unwrap().to_owned()
        })
        .collect()
}

fn evasion(amount: &str, payable: &str) -> Value {
    json!({ "violation": "evasion", "amount": amount, "tax-payable-of-year": payable })
}

#[test]
fn golden_g06() {
    let exactly = evasion("100.00 万元", "1000.00 万元");
    for (decided_on, rule) in [
        (NOTICE_24, "2016-24/evasion"),
        ("2018-12-31", "2016-24/evasion"),
        (NOTICE_54, "2016-24/evasion"),
        ("2022-01-31", "2016-24/evasion"),
        (ORDER_54, "order-54/evasion"),
    ] {
        let hit = hits(inspected(decided_on, &exactly), AFTERWARDS);
        assert_eq!(hit, codes([rule]), "{decided_on}");
    }
    // Under the rule set before it took five million.
    let before = hits(inspected("2016-05-31", &exactly), AFTERWARDS);
    assert_eq!(before, codes([]));
}

#[test]
fn golden_g07() {
    for decided_on in [NOTICE_24, NOTICE_54, ORDER_54] {
        for short in [
            evasion("99.99 万元", "999.90 万元"),
            evasion("100 万元", "1001.01 万元"),
            // One fen more than ten times as much.
            evasion("100 万元", "1000.000001 万元"),
        ] {
            let hit = hits(inspected(decided_on, &short), AFTERWARDS);
            assert_eq!(hit, codes([]), "{decided_on} {short}");
        }
    }
}

#[test]
fn golden_g08() {
    let hundred = json!({
        "violation": "ordinary-invoice-fraud", "invoices": 100, "face-amount": "10 万元",
    });
    for decided_on in [NOTICE_24, "2022-01-31"] {
        let hit = hits(inspected(decided_on, &hundred), AFTERWARDS);
        assert_eq!(hit, codes(["2016-24/ordinary-invoice"]), "{decided_on}");
        let fewer = with(hundred.clone(), &json!({ "invoices": 99 }));
        assert_eq!(hits(inspected(decided_on, &fewer), AFTERWARDS), codes([]));
    }
    // From then on it takes a hundred sheets and four million.
    assert_eq!(hits(inspected(ORDER_54, &hundred), AFTERWARDS), codes([]));
    let large = with(hundred, &json!({ "face-amount": "400 万元" }));
    let hit = hits(inspected(ORDER_54, &large), AFTERWARDS);
    assert_eq!(hit, codes(["order-54/ordinary-invoice"]));
}

/// 已公布的案件, of an act of 2016-05-10.
fn published(published_on: &str, values: &Value) -> Value {
    let values = with(
        json!({ "case-number": "case-1", "violation": "evasion", "case-decided-on": "2016-09-01" }),
        values,
    );
    let of = json!({ "acted_on": "2016-05-10", "decided_on": published_on, "values": values });
    record("tax/published-case", "tax-bureau", "publication-1", &of)
}

#[test]
fn golden_g09() {
    // The case would be published until the day on which all was paid.
    let case = with(
        evasion("150 万元", "1000 万元"),
        &json!({ "case-number": "case-1", "paid-in-full-on": "2017-02-01" }),
    );
    let scene = Scene::of_firm(&[TAX], &[inspected("2016-09-01", &case)]);
    let unpaid = scene.of_firm_on("2017-01-31");
    assert_eq!(unpaid.list("proposals").len(), 1);
    assert_eq!(unpaid.measures(), codes([]));
    assert!(scene.of_firm_on("2017-02-01").is_silent());
    assert!(scene.of_firm_on("2018-02-01").is_silent());

    // One that was put up all the same, the day after or the day itself, carries nothing.
    for published_on in ["2017-02-02", "2017-02-01"] {
        let line = published(published_on, &json!({ "paid-in-full-on": "2017-02-01" }));
        let scene = Scene::of_firm(&[TAX], &[line]);
        for as_of in ["2017-02-01", "2017-02-02", "2017-10-31"] {
            assert!(
                scene.of_firm_on(as_of).is_silent(),
                "{published_on} {as_of}"
            );
        }
    }
}

#[test]
fn golden_g10() {
    let paid = json!({ "paid-in-full-on": "2017-06-15" });
    let by_payment = published("2017-02-01", &paid);
    // The tax office withdraws it from publication on that day as well.
    let withdrawn = with(
        by_payment.clone(),
        &json!({ "ends_on": "2017-06-15", "ends_as": "exited" }),
    );
    for line in [by_payment, withdrawn] {
        let scene = Scene::of_firm(&[TAX], &[line]);
        assert!(scene.of_firm_on("2017-01-31").is_silent());
        for published in ["2017-02-01", "2017-06-14"] {
            let answer = scene.of_firm_on(published);
            assert_eq!(answer.list("measures").len(), 21, "{published}");
            for measure in answer.list("measures") {
                assert_eq!(measure["until"], json!({ "day": "2017-06-15" }));
            }
            assert!(answer.applies("publication/news-sites"));
        }
        assert!(scene.of_firm_on("2017-06-15").is_silent());
    }
}

/// What applies to the head of the firm.
fn of_head(scene: &Scene, head: &str, as_of: &str) -> Answer {
    scene.ask(&person(head), as_of)
}

#[test]
fn golden_g11() {
    let head = born(1980, 1, 1, 11);
    let arrears = json!({ "decided_on": "2016-11-01", "values": { "amount": "120 万元", "guaranteed": false } });
    let lines = [
        someone(&head, "测甲"),
        role(
            &organisation(FIRM),
            &person(&head),
            "legal-representative",
            &json!({ "from": "2010-03-01" }),
        ),
        published("2016-11-01", &json!({})),
        record("tax/arrears", "tax-bureau", "arrears-1", &arrears),
    ];
    let scene = Scene::of_firm(&[TAX], &lines);

    // 24号: two years of publication; the day itself is none of it.
    let last = scene.of_firm_on("2018-10-31");
    assert!(last.applies("publication/enterprise-system"));
    let ends: BTreeSet<_> = last
        .list("measures")
        .iter()
        .map(|measure| measure["until"].to_string())
        .collect();
    assert_eq!(ends, codes([r#"{"day":"2018-11-01"}"#]));
    assert_eq!(scene.of_firm_on("2018-11-01").measures(), codes([]));

    // 征管法 44 asks for the arrears and for no publication.
    let last = of_head(&scene, &head, "2018-10-31");
    assert_eq!(last.measures(), codes(["exit/prevent", "honours/revoke"]));
    for afterwards in ["2018-11-01", "2026-11-23"] {
        let answer = of_head(&scene, &head, afterwards);
        assert_eq!(answer.measures(), codes(["exit/prevent"]), "{afterwards}");
        let exit = answer.measure("exit/prevent");
        assert_eq!(exit["until"], "event");
        assert_eq!(exit["bases"][0]["instrument"], "税收征收管理法");
        assert_eq!(exit["bases"][0]["article"], "44");
        assert_eq!(exit["reasons"][0]["grounds"][0]["kind"], "tax/arrears");
    }
}
