use super::*;
use crate::{
    catalogue::SourceStatus,
    dictionary::{Dictionary, DictionaryData},
    period::Period,
};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn dictionary() -> Dictionary {
    let data: DictionaryData =
        toml::from_str(include_str!("../../../service/data/dictionary.toml")).unwrap();
    Dictionary::new(data).unwrap()
}

/// The rules with which a new store begins.
fn shipped() -> Rules {
    let data = toml::from_str(include_str!("../../../service/data/rules.toml")).unwrap();
    Rules::new(data, &dictionary()).unwrap()
}

fn rules(text: &str) -> Result<Rules, RulesError> {
    Rules::new(toml::from_str(text).unwrap(), &dictionary())
}

fn refused(text: &str) -> (Table, usize, RulesFault) {
    let error = rules(text).unwrap_err();
    (error.entry.table, error.entry.number, error.fault)
}

const MINOR: &str = "[[minor]]\nage = 18\nsource = \"R-MINOR\"\nsource_status = \"recalled\"\n";

#[test]
fn a_fault_says_where_it_is() {
    let of = |text: String| refused(&text);
    let sourceless = MINOR.replace("R-MINOR", " ");
    assert_eq!(of(sourceless), (Table::Minor, 1, RulesFault::NoSource));
    let backwards = format!("{MINOR}from = \"2026-04-01\"\nuntil = \"2026-04-01\"\n");
    assert_eq!(of(backwards), (Table::Minor, 1, RulesFault::Dates));
    let first = Entry {
        table: Table::Minor,
        number: 1,
    };
    assert_eq!(
        of(format!(
            "{MINOR}until = \"2026-04-02\"\n{MINOR}from = \"2026-04-01\"\n"
        )),
        (Table::Minor, 2, RulesFault::Twice(first))
    );
    assert_eq!(
        rules(&format!("{MINOR}{MINOR}")).unwrap_err().to_string(),
        "`[[minor]]` number 2: `[[minor]]` number 1 is about the same at the same time"
    );
    // One takes the other's place.
    let next = format!("{MINOR}until = \"2026-04-01\"\n{MINOR}from = \"2026-04-01\"\n");
    assert!(rules(&next).is_ok());
}

#[test]
fn what_the_dictionary_lacks_is_refused() {
    let tail = "source = \"s\"\nsource_status = \"recalled\"\n";
    let unknown = RulesFault::UnknownKind("tax/nothing".to_owned());
    for (table, head) in [
        (
            Table::Relevance,
            "[[relevance]]\nkind = \"tax/nothing\"\nmeasures = [\"a/b\"]\nsource = \"s\"",
        ),
        (
            Table::List,
            "[[list]]\nkind = \"tax/nothing\"\ncolour = \"red\"\nnotice_to_persons = \"mandatory\"\nnotice_to_others = \"recommended\"",
        ),
        (
            Table::Shield,
            "[[shield]]\nby = \"tax/nothing\"\nkinds = [\"admin/penalty\"]",
        ),
        (
            Table::Shield,
            "[[shield]]\nby = \"court/restructuring-plan\"\nkinds = [\"tax/nothing\"]",
        ),
        (
            Table::Repair,
            "[[repair]]\nedition = \"1\"\nkinds = [\"tax/nothing\"]",
        ),
        (
            Table::Publication,
            "[[publication]]\nkinds = [\"tax/nothing\"]\nwithin = { days = 7 }",
        ),
    ] {
        let text = match table {
            Table::Relevance => head.to_owned(),
            _ => format!("{head}\n{tail}"),
        };
        assert_eq!(refused(&text), (table, 1, unknown.clone()), "{head}");
    }
}

#[test]
fn terms_of_repair_that_contradict_are_refused() {
    let of = |body: &str| {
        let text = format!(
            "[[repair]]\nedition = \"1\"\nsource = \"s\"\nsource_status = \"recalled\"\n{body}"
        );
        refused(&text).2
    };
    assert_eq!(of(""), RulesFault::Empty);
    assert_eq!(
        of("penalties = [\"scolding\"]"),
        RulesFault::UnknownPenalty("scolding".to_owned())
    );
    assert_eq!(
        of("penalties = [\"fine\"]\nmin_months = 4\nmax_months = 3"),
        RulesFault::Terms
    );
    assert_eq!(
        of("penalties = [\"warning\"]\nlarge_fine = true"),
        RulesFault::LargeFine
    );
}

#[test]
fn an_entry_is_in_force_from_its_first_day_and_not_on_its_last() {
    let rules = shipped();
    let list = "food-drug/serious-list";
    let edition = |day| {
        let rule = rules.repair_of_list(list, date(day));
        rule.map(|rule| rule.edition.as_str())
    };
    assert_eq!(edition("2023-04-30"), None);
    assert_eq!(edition("2023-05-01"), Some("58号令"));
    assert_eq!(edition("2026-03-31"), Some("58号令"));
    assert_eq!(edition("2026-04-01"), Some("36号令"));
    assert_eq!(
        rules.next_boundary(date("2023-10-01")),
        Some(date("2026-04-01"))
    );
    assert_eq!(rules.next_boundary(date("2026-04-01")), None);
}

#[test]
fn the_gravest_category_of_a_penalty_sets_the_terms() {
    let rules = shipped();
    let day = date("2026-04-01");
    let terms = |categories: &[&str], large| {
        let rule = rules.repair_of_penalty(categories, large, day)?;
        Some((rule.grade?, rule.min_months?, rule.max_months?))
    };
    let minor = Some((Grade::Minor, 0, 3));
    let general = Some((Grade::General, 3, 12));
    let serious = Some((Grade::Serious, 12, 36));
    assert_eq!(terms(&["warning"], None), minor);
    assert_eq!(terms(&["warning", "fine"], Some(false)), minor);
    assert_eq!(terms(&["fine", "warning"], Some(true)), general);
    assert_eq!(terms(&["confiscation", "warning"], None), general);
    assert_eq!(
        terms(&["warning", "closing", "confiscation"], None),
        serious
    );
    // Whether the fine is large is not known, or what the category is: R-NULL.
    assert_eq!(terms(&["fine"], None), None);
    assert_eq!(terms(&["closing", "fine"], None), None);
    assert_eq!(terms(&["warning", "other"], None), None);
    assert_eq!(terms(&[], None), None);
    // 58号令 had repair, and its terms are not known.
    let before = rules.repair_of_penalty(&["fine"], None, date("2026-03-31"));
    assert_eq!(before.map(|rule| rule.min_months), Some(None));
}

#[test]
fn a_sector_rule_and_the_general_one_follow_each_other() {
    let rules = shipped();
    let least = |day| {
        rules
            .repair_of_list("tax/published-case", date(day))?
            .min_months
    };
    assert_eq!(least("2022-01-31"), None);
    assert_eq!(least("2022-02-01"), Some(6));
    assert_eq!(least("2026-04-01"), Some(12));
    // Left by event alone.
    assert_eq!(
        rules.repair_of_list("court/judgment-debtor", date("2026-04-01")),
        None
    );
}

#[test]
fn a_provider_can_have_a_period_of_its_own_for_objections() {
    let both = "[[objection]]\nanswer_within = { days = 20 }\nsource = \"s\"\nsource_status = \"verified\"\n\
        [[objection]]\nprovider = \"tax-bureau\"\nanswer_within = { working-days = 3 }\nfrom = \"2026-01-01\"\nsource = \"s\"\nsource_status = \"verified\"\n";
    let rules = rules(both).unwrap();
    let within = |provider, day| {
        let rule = rules.objection(provider, date(day));
        rule.map(|rule| rule.answer_within)
    };
    assert_eq!(within("court", "2026-01-01"), Some(Period::Days(20)));
    assert_eq!(within("tax-bureau", "2025-12-31"), Some(Period::Days(20)));
    assert_eq!(
        within("tax-bureau", "2026-01-01"),
        Some(Period::WorkingDays(3))
    );
}

#[test]
fn the_clocks_of_a_new_store() {
    let rules = shipped();
    let day = date("2017-10-31");
    let within = |kind| rules.publication(kind, day).map(|rule| rule.within);
    assert_eq!(within("admin/penalty"), Some(Period::WorkingDays(7)));
    assert_eq!(within("tax/arrears"), None);
    assert_eq!(rules.age_of_majority(day), Some(18));
    assert_eq!(rules.repair_procedure(day), None);
    let procedure = rules.repair_procedure(date("2026-04-01")).unwrap();
    assert_eq!(procedure.accept_within, Period::WorkingDays(3));
    assert_eq!(procedure.source_status, SourceStatus::Recalled);
    assert_eq!(rules.shields(date("2026-03-31")).count(), 0);
    assert_eq!(rules.shields(date("2026-04-01")).count(), 1);
}
