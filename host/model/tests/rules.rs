//! The rules that a new store begins with, against the dictionary and the catalogue that it
//! begins with.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test says by failing what is wrong"
)]

use std::collections::BTreeSet;

use accord_model::{
    catalogue::{Catalogue, CatalogueData, ClassType, Direction, Measure},
    date::Date,
    determination::{Withheld, basis, relevance, tier},
    dictionary::{Dictionary, DictionaryData, Tier},
    rules::{Colour, Rules, RulesData},
};

const TODAY: &str = "2026-11-23";

fn dictionary() -> Dictionary {
    let data: DictionaryData =
        toml::from_str(include_str!("../../service/data/dictionary.toml")).unwrap();
    Dictionary::new(data).unwrap()
}

fn data() -> RulesData {
    toml::from_str(include_str!("../../service/data/rules.toml")).unwrap()
}

fn rules() -> Rules {
    Rules::new(data(), &dictionary()).unwrap()
}

fn catalogue() -> Catalogue {
    let data: CatalogueData =
        toml::from_str(include_str!("../../service/data/catalogue.toml")).unwrap();
    Catalogue::new(data).unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn is_first(measure: &Measure) -> bool {
    measure.class.class_type() == Some(ClassType::First)
}

#[test]
fn every_pair_of_the_matrix_is_of_a_measure_that_needs_one_and_stands_once() {
    let catalogue = catalogue();
    let mut seen = BTreeSet::new();
    for rule in data().relevance {
        for code in rule.measures {
            assert!(catalogue.measure(&code).is_some_and(is_first), "{code}");
            assert!(seen.insert((rule.kind.clone(), code)));
        }
    }
}

#[test]
fn every_measure_of_the_first_type_that_a_memorandum_carries_has_a_pair() {
    let paired: BTreeSet<String> = data()
        .relevance
        .into_iter()
        .flat_map(|rule| rule.measures)
        .collect();
    let catalogue = catalogue();
    let without: Vec<_> = catalogue
        .measures()
        .filter(|measure| is_first(measure) && !paired.contains(&measure.code))
        .map(|measure| measure.code.as_str())
        .collect();
    // It is for the court's order, of which there is no record kind.
    assert_eq!(without, ["exit/prevent-by-court"]);
}

#[test]
fn what_rests_on_a_single_record_is_named_by_a_statute() {
    // R-TIER (c) of every pair on a single record that has no list beside it.
    let (rules, dictionary, catalogue) = (rules(), dictionary(), catalogue());
    let mut beyond = BTreeSet::new();
    for rule in data().relevance {
        let kind = dictionary.kind(&rule.kind).unwrap();
        for code in &rule.measures {
            let measure = catalogue.measure(code).unwrap();
            assert_eq!(
                relevance(measure, &[&rule.kind], &rules, date(TODAY)),
                Ok(())
            );
            if tier(measure, kind.tier, &rules, date(TODAY)).is_err() {
                beyond.insert(code.clone());
            }
        }
    }
    assert_eq!(beyond, BTreeSet::new());
}

#[test]
fn black_lists_are_those_of_the_gravest_tier_and_block_red_ones() {
    let (rules, dictionary) = (rules(), dictionary());
    for kind in dictionary.kinds() {
        let list = rules.list(&kind.code, date(TODAY));
        let colour = list.map(|list| list.colour);
        match kind.tier {
            Tier::A => assert_eq!(colour, Some(Colour::Black), "{}", kind.code),
            Tier::B => assert_eq!(colour, Some(Colour::Watch), "{}", kind.code),
            Tier::C => assert_eq!(colour, None, "{}", kind.code),
            Tier::None => assert!(matches!(colour, None | Some(Colour::Red))),
        }
        let blocks = list.is_some_and(|list| list.blocks_red);
        assert_eq!(blocks, kind.tier == Tier::A, "{}", kind.code);
    }
}

#[test]
fn a_plan_shields_every_black_list_and_penalties() {
    let rules = rules();
    let shield = rules.shields(date(TODAY)).next().unwrap();
    let mut shielded: Vec<_> = rules
        .lists(date(TODAY))
        .filter(|list| list.colour == Colour::Black)
        .map(|list| list.kind.as_str())
        .chain(["admin/penalty"])
        .collect();
    shielded.sort_unstable();
    let mut kinds: Vec<_> = shield.kinds.iter().map(String::as_str).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, shielded);
}

#[test]
fn today_only_the_first_type_lacks_a_basis_and_in_2017_nothing_did() {
    let (rules, catalogue) = (rules(), catalogue());
    let withheld = |day| {
        let measures = catalogue.measures();
        measures.filter(move |measure| basis(measure, &rules, date(day)).is_err())
    };
    assert_eq!(withheld.clone()("2017-10-31").count(), 0);
    for measure in withheld(TODAY) {
        assert!(is_first(measure), "{}", measure.code);
        assert_eq!(measure.direction, Direction::Sanction);
    }
    let rules = self::rules();
    let ban = catalogue.measure("toll-road/ban").unwrap();
    assert!(matches!(
        basis(ban, &rules, date(TODAY)),
        Err(Withheld::NoBasis { repealed, insufficient })
            if repealed.is_empty() && insufficient.len() == ban.bases.len()
    ));
}
