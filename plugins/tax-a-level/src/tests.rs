//! M1 against domain.md §2.1 and G01 of §5.6.

use std::collections::BTreeSet;

use accord_plugin::{
    contract::{self, SubjectKind},
    describe,
    prelude::*,
    testing::{Case, FactRow, Outcome},
};

use crate::{Level, TaxALevel};

const THREE_YEARS: &str = "tax-service/green-lane";
/// Results of a year are announced in the April after it.
const APRIL: u8 = 4;

fn level(year: i64, level: Level) -> FactRow {
    let announced = Date::new(i32::try_from(year).unwrap() + 1, APRIL, 20);
    row(year, announced).value("level", level)
}

fn row(year: i64, decided_on: Date) -> FactRow {
    FactRow::new("tax/credit-level")
        .decided_on(decided_on)
        .value("year", year)
}

fn on(as_of: Date, rows: impl IntoIterator<Item = FactRow>) -> Outcome {
    let case = rows.into_iter().fold(Case::enterprise(as_of), Case::fact);
    case.evaluate::<TaxALevel>()
}

fn rules(outcome: &Outcome) -> Vec<String> {
    let found = outcome.determinations().into_iter();
    found.map(|d| d.rule).collect()
}

fn gap(rule: &str, missing: &str) -> (String, String) {
    (rule.to_owned(), missing.to_owned())
}

const IN_2017: Date = Date::new(2017, 11, 24);

#[test]
fn g01_a_level_brings_the_red_set_until_the_next_yearly_result() {
    let outcome = on(IN_2017, [level(2016, Level::A)]);
    let found = outcome.determination("a-level").unwrap();
    assert_eq!(found.starts_on, Date::new(2017, 4, 20));
    assert_eq!(found.until, contract::End::On(Date::new(2018, 5, 1).0));
    assert_eq!(outcome.review_on(), Some(Date::new(2018, 5, 1)));
    let all: BTreeSet<String> = describe::<TaxALevel>()
        .measures
        .into_iter()
        .map(|measure| measure.code)
        .filter(|code| code != THREE_YEARS)
        .collect();
    assert_eq!(found.measures, all);
    assert_eq!(all.len(), 25);
    assert_eq!(outcome.gaps(), []);
    assert_eq!(outcome.proposals(), []);
}

#[test]
fn other_levels_bring_nothing() {
    for other in [Level::B, Level::M, Level::C, Level::D] {
        let outcome = on(IN_2017, [level(2016, other), level(2015, Level::A)]);
        assert_eq!(outcome.determinations(), [], "{other:?}");
        assert_eq!(outcome.gaps(), [], "{other:?}");
        assert_eq!(outcome.review_on(), None, "{other:?}");
    }
}

#[test]
fn three_years_running_bring_the_green_lane() {
    use Level::{A, B};
    let both = &["a-level", "a-level-three-years"][..];
    let one = &["a-level"][..];
    type Years = &'static [(i64, Level)];
    let cases: [(&str, Years, &[&str]); 9] = [
        ("one year", &[(2016, A)], one),
        ("two years", &[(2016, A), (2015, A)], one),
        ("three years", &[(2016, A), (2015, A), (2014, A)], both),
        ("given backwards", &[(2014, A), (2015, A), (2016, A)], both),
        (
            "four years",
            &[(2016, A), (2015, A), (2014, A), (2013, B)],
            both,
        ),
        ("a hole", &[(2016, A), (2014, A), (2013, A)], one),
        ("the second is B", &[(2016, A), (2015, B), (2014, A)], one),
        ("the third is B", &[(2016, A), (2015, A), (2014, B)], one),
        ("the latest is B", &[(2016, B), (2015, A), (2014, A)], &[]),
    ];
    for (name, levels, expected) in cases {
        let outcome = on(IN_2017, levels.iter().map(|(y, l)| level(*y, *l)));
        assert_eq!(rules(&outcome), expected, "{name}");
        assert_eq!(outcome.gaps(), [], "{name}");
    }
    let outcome = on(IN_2017, [2014, 2015, 2016].map(|year| level(year, A)));
    let found = outcome.determination("a-level-three-years").unwrap();
    assert_eq!(found.measures, BTreeSet::from([THREE_YEARS.to_owned()]));
    assert_eq!(found.grounds.len(), 3);
    assert_eq!(found.starts_on, Date::new(2017, 4, 20));
    assert_eq!(found.until, contract::End::On(Date::new(2018, 5, 1).0));
}

#[test]
fn of_two_results_of_one_year_the_later_counts() {
    let spring = Date::new(2017, 4, 20);
    let autumn = Date::new(2017, 9, 1);
    let cases = [
        ("downgraded", Level::A, Level::C, None),
        ("raised", Level::B, Level::A, Some(autumn)),
        ("confirmed", Level::A, Level::A, Some(autumn)),
    ];
    for (name, first, second, from) in cases {
        let rows = [
            row(2016, autumn).value("level", second),
            row(2016, spring).value("level", first),
        ];
        let outcome = on(IN_2017, rows.clone());
        let starts_on = outcome.determination("a-level").map(|d| d.starts_on);
        assert_eq!(starts_on, from, "{name}");
        assert_eq!(outcome.gaps(), [], "{name}");
        // The day before, the adjustment is not known.
        let before = on(Date(autumn.0 - 1), rows);
        let was_a = before.determination("a-level").is_some();
        assert_eq!(was_a, first == Level::A, "{name}, the day before");
    }
}

#[test]
fn an_adjusted_earlier_year_breaks_the_three() {
    let adjusted = row(2015, Date::new(2016, 10, 1)).value("level", Level::D);
    let years = [2014, 2015, 2016].map(|year| level(year, Level::A));
    let outcome = on(IN_2017, years.into_iter().chain([adjusted]));
    assert_eq!(rules(&outcome), ["a-level"]);
}

#[test]
fn a_stale_level_says_nothing_about_today() {
    let years = || [2014, 2015, 2016].map(|year| level(year, Level::A));
    let last_day = on(Date::new(2018, 4, 30), years());
    assert_eq!(rules(&last_day), ["a-level", "a-level-three-years"]);
    assert_eq!(last_day.review_on(), Some(Date::new(2018, 5, 1)));

    let stale = on(Date::new(2018, 5, 1), years());
    assert_eq!(stale.determinations(), []);
    assert_eq!(
        stale.gaps(),
        ["a-level", "a-level-three-years"].map(|rule| gap(rule, "no tax/credit-level"))
    );
    assert_eq!(stale.open_measures().len(), 26);
    assert_eq!(stale.review_on(), None);

    // A stale B is no gap: it would not have brought anything.
    let stale_b = on(Date::new(2018, 5, 1), [level(2016, Level::B)]);
    assert_eq!(stale_b.gaps(), []);
}

#[test]
fn what_is_missing_is_a_gap_and_never_a_level() {
    let announced = Date::new(2017, 4, 20);
    let no_day = |level: Level| {
        FactRow::new("tax/credit-level")
            .value("year", 2016_i64)
            .value("level", level)
    };
    let no_year = || {
        let row = FactRow::new("tax/credit-level").decided_on(announced);
        row.value("level", Level::A)
    };
    let cases = [
        ("no year", vec![no_year()], vec!["year"]),
        ("no level", vec![row(2016, announced)], vec!["level"]),
        (
            "unknown level",
            vec![row(2016, announced).code("level", "e")],
            vec!["level"],
        ),
        ("no day", vec![no_day(Level::A)], vec!["decided-on"]),
        ("no day, B", vec![no_day(Level::B)], vec![]),
        (
            "which of two is later, A or C",
            vec![level(2016, Level::A), no_day(Level::C)],
            vec!["decided-on"],
        ),
        (
            "which of two is later, C or A",
            vec![level(2016, Level::C), no_day(Level::A)],
            vec!["decided-on"],
        ),
        (
            "which of two is later, B or C",
            vec![level(2016, Level::B), no_day(Level::C)],
            vec![],
        ),
        (
            "neither has a day",
            vec![no_day(Level::A), no_day(Level::B)],
            vec!["decided-on"],
        ),
        (
            "beyond the calendar",
            vec![row(i64::MAX, announced).value("level", Level::A)],
            vec!["year"],
        ),
        (
            "before the calendar",
            vec![row(i64::MIN, announced).value("level", Level::A)],
            vec!["year"],
        ),
    ];
    for (name, rows, missing) in cases {
        let outcome = on(IN_2017, rows);
        assert_eq!(outcome.determinations(), [], "{name}");
        let expected: Vec<_> = missing.iter().map(|m| gap("a-level", m)).collect();
        assert_eq!(outcome.gaps(), expected, "{name}");
        let open = if missing.is_empty() { 0 } else { 25 };
        assert_eq!(outcome.open_measures().len(), open, "{name}");
    }
    let same = on(IN_2017, [level(2016, Level::A), no_day(Level::A)]);
    assert_eq!(rules(&same), ["a-level"], "both of two are A");
}

#[test]
fn a_gap_in_an_earlier_year_names_that_years_record() {
    let unknown = row(2015, Date::new(2016, 4, 20));
    let rows = [level(2014, Level::A), unknown, level(2016, Level::A)];
    let outcome = on(IN_2017, rows.clone());
    assert_eq!(rules(&outcome), ["a-level"]);
    assert_eq!(outcome.gaps(), [gap("a-level-three-years", "level")]);
    assert_eq!(
        outcome.open_measures(),
        BTreeSet::from([THREE_YEARS.to_owned()])
    );
    assert_eq!(outcome.verdict().gaps[0].fact, Some(1));

    // Another year that is surely not A settles it.
    let [_, unknown, latest] = rows;
    let settled = on(IN_2017, [level(2014, Level::B), unknown, latest]);
    assert_eq!(settled.gaps(), []);
}

#[test]
fn natural_persons_and_subjects_without_a_level_are_not_asked() {
    let person = Case::person(IN_2017).fact(level(2016, Level::A));
    assert_eq!(person.evaluate::<TaxALevel>().determinations(), []);
    assert_eq!(on(IN_2017, []).gaps(), []);
    let branch = Case::of(SubjectKind::Branch, IN_2017).fact(level(2016, Level::A));
    assert_eq!(rules(&branch.evaluate::<TaxALevel>()), ["a-level"]);
}

#[test]
fn an_explanation_names_each_level_compared() {
    let outcome = on(
        IN_2017,
        [level(2014, Level::A), level(2015, Level::B)]
            .into_iter()
            .chain([row(2016, Date::new(2017, 4, 20))]),
    );
    let seen = |rule: &str, outcome| (rule.to_owned(), "level".to_owned(), outcome);
    assert_eq!(
        outcome.conditions(),
        [
            seen("a-level", contract::Outcome::Unknown),
            seen("a-level-three-years", contract::Outcome::Unknown),
            seen("a-level-three-years", contract::Outcome::Unmet),
            seen("a-level-three-years", contract::Outcome::Met),
        ]
    );
}

#[test]
fn every_rule_and_measure_is_reached() {
    let manifest = describe::<TaxALevel>();
    let outcome = on(
        IN_2017,
        [2014, 2015, 2016].map(|year| level(year, Level::A)),
    );
    let declared: BTreeSet<String> = manifest.measures.into_iter().map(|m| m.code).collect();
    assert_eq!(outcome.measures(), declared);
    let declared: BTreeSet<String> = manifest.rules.into_iter().map(|r| r.id).collect();
    assert_eq!(BTreeSet::from_iter(rules(&outcome)), declared);
}
