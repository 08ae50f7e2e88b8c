//! What is expected against what is said, and the lines in which it is written.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::collections::BTreeSet;

use accord_inspection::{ByName, Determined, Difference, Expected, Open, Proposed, differences};
use accord_model::{date::Date, determination::Until};
use proptest::{collection, option, prelude::*};
use support::cases;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn determined(grounds: Option<&[&str]>) -> Determined {
    Determined {
        rule: "listed".to_owned(),
        from: day("2017-06-01"),
        until: Until::Day(day("2018-06-01")),
        measures: set(&["a/b"]),
        grounds: grounds.map(set),
    }
}

fn determinations(determinations: Vec<Determined>) -> Expected {
    Expected {
        determinations,
        ..Expected::default()
    }
}

fn lines(expected: &Expected, said: &Expected) -> Vec<String> {
    let found = differences(expected, said);
    found.iter().map(Difference::to_string).collect()
}

#[test]
fn grounds_that_are_not_named_are_not_compared() {
    let said = determinations(vec![determined(Some(&["1"]))]);
    assert_eq!(
        lines(&determinations(vec![determined(None)]), &said),
        [""; 0]
    );
    assert_eq!(
        lines(&determinations(vec![determined(Some(&["2"]))]), &said),
        [
            "- { rule = \"listed\", from = 2017-06-01, until = 2018-06-01, measures = [\"a/b\"], grounds = [\"2\"] }",
            "+ { rule = \"listed\", from = 2017-06-01, until = 2018-06-01, measures = [\"a/b\"], grounds = [\"1\"] }",
        ]
    );
}

#[test]
fn what_names_no_grounds_leaves_what_others_need() {
    let said = determinations(vec![determined(Some(&["1"])), determined(Some(&["2"]))]);
    let loose_first = determinations(vec![determined(None), determined(Some(&["1"]))]);
    assert_eq!(lines(&loose_first, &said), [""; 0]);
    // Nothing said meets two.
    let thrice = determinations(vec![determined(None), determined(None), determined(None)]);
    assert_eq!(lines(&thrice, &said).len(), 1);
    assert_eq!(lines(&said, &determinations(vec![])).len(), 2);
}

#[test]
fn each_part_is_compared() {
    let said = Expected {
        determinations: vec![determined(Some(&["1"]))],
        reached: ByName::from([("甲".to_owned(), set(&["a/b"]))]),
        undetermined: ByName::from([("乙".to_owned(), set(&["a/b"]))]),
        proposals: vec![Proposed {
            listing: "tax/list".to_owned(),
            rule: "criteria".to_owned(),
            term: Some(24),
            grounds: Some(set(&["1"])),
        }],
        gaps: vec![Open {
            rule: "criteria".to_owned(),
            missing: "amount".to_owned(),
            measures: set(&["a/b"]),
            fact: Some("1".to_owned()),
        }],
        review_on: Some(day("2018-01-01")),
    };
    assert_eq!(lines(&said, &said), [""; 0]);
    let unexpected = lines(&Expected::default(), &said);
    assert_eq!(
        unexpected,
        [
            "+ { rule = \"listed\", from = 2017-06-01, until = 2018-06-01, measures = [\"a/b\"], grounds = [\"1\"] }",
            "+ reached.\"甲\" = [\"a/b\"]",
            "+ undetermined.\"乙\" = [\"a/b\"]",
            "+ { listing = \"tax/list\", rule = \"criteria\", term = 24, grounds = [\"1\"] }",
            "+ { rule = \"criteria\", missing = \"amount\", measures = [\"a/b\"], fact = \"1\" }",
            "+ review-on = 2018-01-01",
        ]
    );
    let missing: Vec<String> = unexpected
        .iter()
        .map(|line| line.replacen('+', "-", 1))
        .collect();
    assert_eq!(lines(&said, &Expected::default()), missing);
}

// ---- written and read back ----

fn file(facts: usize, sets: &ByName, expect: &str) -> String {
    let list = |measures: &BTreeSet<String>| {
        let quoted: Vec<String> = measures.iter().map(|code| format!("\"{code}\"")).collect();
        quoted.join(", ")
    };
    let sets: String = sets
        .iter()
        .map(|(name, measures)| format!("{name} = [{}]\n", list(measures)))
        .collect();
    let facts = vec!["{ kind = \"tax/arrears\" }"; facts].join(", ");
    format!(
        "[sets]\n{sets}[[case]]\nname = \"一\"\nas-of = 2017-11-24\nfact = [{facts}]\n[case.expect]\n{expect}"
    )
}

const FACTS: usize = 4;

fn measures() -> impl Strategy<Value = BTreeSet<String>> {
    collection::btree_set("[a-d]/[a-d]", 0..6)
}

fn grounds() -> impl Strategy<Value = Option<BTreeSet<String>>> {
    option::of(collection::btree_set(
        (1..=FACTS).prop_map(|n| n.to_string()),
        0..3,
    ))
}

fn days() -> impl Strategy<Value = Date> {
    (day("0001-01-01").days()..day("9999-12-31").days()).prop_map(Date::from_days)
}

fn expectation() -> impl Strategy<Value = Expected> {
    let until = prop_oneof![
        days().prop_map(Until::Day),
        Just(Until::Event),
        Just(Until::Never)
    ];
    let determined = (any::<String>(), days(), until, measures(), grounds()).prop_map(
        |(rule, from, until, measures, grounds)| Determined {
            rule,
            from,
            until,
            measures,
            grounds,
        },
    );
    let proposed = (
        any::<String>(),
        any::<String>(),
        any::<Option<u16>>(),
        grounds(),
    )
        .prop_map(|(listing, rule, term, grounds)| Proposed {
            listing,
            rule,
            term,
            grounds,
        });
    let fact = option::of((1..=FACTS).prop_map(|n| n.to_string()));
    let open = (any::<String>(), any::<String>(), measures(), fact).prop_map(
        |(rule, missing, measures, fact)| Open {
            rule,
            missing,
            measures,
            fact,
        },
    );
    let by_name = || collection::btree_map(any::<String>(), measures(), 0..3);
    (
        collection::vec(determined, 0..3),
        by_name(),
        by_name(),
        collection::vec(proposed, 0..3),
        collection::vec(open, 0..3),
        option::of(days()),
    )
        .prop_map(
            |(determinations, reached, undetermined, proposals, gaps, review_on)| Expected {
                determinations,
                reached,
                undetermined,
                proposals,
                gaps,
                review_on,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_back_the_same(
        expected in expectation(),
        sets in collection::btree_map("[a-z]{1,3}", measures(), 0..3),
    ) {
        let text = file(FACTS, &sets, &expected.to_toml(&sets));
        let read = &cases(&text)[0].expected;
        prop_assert_eq!(read, &expected, "{}", text);
        prop_assert_eq!(differences(read, &expected), []);
    }

    #[test]
    fn a_difference_is_one_line(expected in expectation()) {
        for line in lines(&expected, &Expected::default()) {
            prop_assert_eq!(line.lines().count(), 1, "{}", line);
        }
    }
}
