//! The host's rules over claims: R-CAT, R-CROSS, R-EXIT, R-REP, R-MINOR, R-MULTI, shields.

use proptest::prelude::*;

use super::fixture::{LIST, PENALTY, SUBJECT, catalogue, claim, date, entry, ground};
use crate::{
    case::CaseId,
    contract::SubjectKind,
    date::Date,
    determination::{
        Circumstances, Claim, Determined, Ground, Lacks, Law, Party, Until, Withheld, determine,
        exit, latest,
    },
    dictionary::{Dictionary, DictionaryData},
    rules::Rules,
};

const FIRM: Party = Party {
    kind: Some(SubjectKind::Enterprise),
    since: None,
};

fn dictionary() -> Dictionary {
    let data: DictionaryData = toml::from_str(
        r#"
        code_list = []
        [[kind]]
        number = 1
        code = "court/list"
        name = "名单"
        name_en = "List"
        provider = "court"
        tier = "a"
        personal = true
        field = []
        [[kind]]
        number = 2
        code = "admin/penalty"
        name = "处罚"
        name_en = "Penalty"
        provider = "court"
        tier = "c"
        personal = true
        field = []
        "#,
    )
    .unwrap();
    Dictionary::new(data).unwrap()
}

fn rules() -> Rules {
    let minor = r#"
        [[minor]]
        age = 18
        source = "法释〔2017〕7号第四条"
        source_status = "recalled"
    "#;
    Rules::new(toml::from_str(minor).unwrap(), &dictionary()).unwrap()
}

fn judge(
    as_of: &str,
    party: Party,
    circumstances: &Circumstances,
    claims: Vec<Claim>,
) -> Determined {
    let (catalogue, dictionary, rules) = (catalogue(), dictionary(), rules());
    let law = Law {
        catalogue: &catalogue,
        rules: &rules,
        dictionary: &dictionary,
        as_of: date(as_of),
    };
    determine(law, party, circumstances, claims, Vec::new())
}

fn plain(as_of: &str, claims: Vec<Claim>) -> Determined {
    judge(as_of, FIRM, &Circumstances::default(), claims)
}

#[test]
fn r_cat_what_the_catalogue_lacks_is_dropped_and_named() {
    let rogue = claim("no/where", "m", Until::Never, &[ground("1", "2020-01-01")]);
    let determined = plain("2021-01-01", vec![rogue]);
    assert!(determined.measures.is_empty());
    assert_eq!(determined.refused[0].why, Withheld::NotInCatalogue);
}

#[test]
fn r_multi_several_reasons_are_one_measure_that_ends_with_the_last() {
    let until = |day| Until::Day(date(day));
    let one = claim(
        "bid/ban",
        "one",
        until("2022-01-01"),
        &[ground("1", "2020-01-01")],
    );
    let two = claim(
        "bid/ban",
        "two",
        until("2024-01-01"),
        &[ground("2", "2020-01-01")],
    );
    let determined = plain("2021-01-01", vec![two, one]);
    let reasons = &determined.measures["bid/ban"];
    assert_eq!(reasons.len(), 2);
    assert_eq!(latest(reasons), Some(until("2024-01-01")));
    let order: Vec<_> = reasons
        .iter()
        .map(|claim| claim.memorandum.as_str())
        .collect();
    assert_eq!(order, ["one", "two"]);
}

#[test]
fn r_cross_a_black_listing_suppresses_rewards_and_nothing_else() {
    let lane = claim(
        "lane",
        "red",
        Until::Event,
        &[ground("level", "2020-01-01")],
    );
    let ban = claim(
        "bid/ban",
        "black",
        Until::Event,
        &[ground("1", "2020-01-01")],
    );
    let circumstances = Circumstances {
        blocking: vec![ground("1", "2020-01-01")],
        ..Circumstances::default()
    };
    let determined = judge("2021-01-01", FIRM, &circumstances, vec![lane.clone(), ban]);
    assert_eq!(determined.measures.keys().collect::<Vec<_>>(), ["bid/ban"]);
    assert_eq!(determined.suppressed.keys().collect::<Vec<_>>(), ["lane"]);
    let free = plain("2021-01-01", vec![lane]);
    assert_eq!(free.measures.keys().collect::<Vec<_>>(), ["lane"]);
}

fn ended(number: &str, on: &str) -> Ground {
    Ground {
        ends_on: Some(date(on)),
        ..ground(number, "2020-01-01")
    }
}

fn end(claim: &Claim, term: &str, as_of: &str) -> Option<Until> {
    let entry = entry("bid/ban", "C01", "sanction", &format!("term = \"{term}\""));
    exit::until(claim, &entry, None, date(as_of))
}

#[test]
fn r_exit_what_hangs_on_the_listing_ends_with_it_and_never_later() {
    let five_years = Until::Day(date("2025-01-01"));
    let ban = claim("bid/ban", "m", five_years, &[ended("1", "2022-06-01")]);
    let exit = Some(Until::Day(date("2022-06-01")));
    assert_eq!(end(&ban, "listing", "2022-05-31"), exit);
    assert_eq!(
        end(&ban, "listing", "2022-06-01"),
        None,
        "the exit day is no day of it"
    );
    // It brings an earlier end of the memorandum's own no nearer.
    let short = claim(
        "bid/ban",
        "m",
        Until::Day(date("2021-01-01")),
        &[ended("1", "2022-06-01")],
    );
    assert_eq!(
        end(&short, "listing", "2020-06-01"),
        Some(Until::Day(date("2021-01-01")))
    );
}

#[test]
fn g17_a_ban_of_the_statute_is_not_shortened_by_repair() {
    let until = Until::Day(date("2025-01-01"));
    let ban = claim("bid/ban", "m", until, &[ended("1", "2022-06-01")]);
    assert_eq!(end(&ban, "statute", "2024-12-31"), Some(until));
    assert_eq!(end(&ban, "statute", "2025-01-01"), None);
}

#[test]
fn a_second_listing_does_not_end_with_the_first() {
    let both = [ended("1", "2021-01-01"), ended("2", "2023-01-01")];
    let ban = claim("bid/ban", "m", Until::Never, &both);
    assert_eq!(
        end(&ban, "listing", "2022-01-01"),
        Some(Until::Day(date("2023-01-01")))
    );
    let open = [ended("1", "2021-01-01"), ground("2", "2020-01-01")];
    let ban = claim("bid/ban", "m", Until::Never, &open);
    assert_eq!(end(&ban, "listing", "2022-01-01"), Some(Until::Never));
}

#[test]
fn the_longest_term_of_the_catalogue_holds() {
    let ban = claim("bid/ban", "m", Until::Never, &[ground("1", "2020-01-01")]);
    let entry = entry("bid/ban", "C01", "sanction", "term = \"statute\"");
    let until = exit::until(&ban, &entry, Some(12), date("2020-06-01"));
    assert_eq!(until, Some(Until::Day(date("2021-01-01"))));
}

fn person(born_on: Option<&str>) -> Party {
    Party {
        kind: Some(SubjectKind::NaturalPerson),
        since: born_on.map(date),
    }
}

#[test]
fn g16_r_minor_nobody_under_eighteen_on_the_day_of_the_act_is_reached() {
    let acted = Ground {
        acted_on: Some(date("2019-05-10")),
        ..ground("1", "2020-01-01")
    };
    let ban = claim("bid/ban", "m", Until::Never, &[acted]);
    let ask = |born_on| {
        judge(
            "2024-01-01",
            person(born_on),
            &Circumstances::default(),
            vec![ban.clone()],
        )
    };
    let minor = ask(Some("2001-05-11"));
    assert!(minor.measures.is_empty());
    assert_eq!(minor.refused[0].why, Withheld::Minor);
    // The eighteenth birthday is a day of age (民法典 17).
    assert_eq!(ask(Some("2001-05-10")).measures.len(), 1);
    let unknown = ask(None);
    assert!(unknown.measures.is_empty() && unknown.refused.is_empty());
    assert_eq!(unknown.open[0].lacks, Lacks::Age);
    // A firm has no age.
    assert_eq!(plain("2024-01-01", vec![ban]).measures.len(), 1);
}

#[test]
fn g16_a_listing_of_a_minor_suppresses_no_reward() {
    let listing = Ground {
        acted_on: Some(date("2019-05-10")),
        ..ground("1", "2020-01-01")
    };
    let circumstances = Circumstances {
        blocking: vec![listing],
        ..Circumstances::default()
    };
    let lane = claim("lane", "red", Until::Event, &[ground("red", "2020-01-01")]);
    let ask = |born_on| {
        let party = person(born_on);
        judge("2024-01-01", party, &circumstances, vec![lane.clone()])
    };
    let minor = ask(Some("2001-05-11"));
    assert!(minor.measures.contains_key("lane"));
    assert_eq!(minor.blocking, []);
    // One of age is listed, and so is one whose age nobody knows.
    for born_on in [Some("2001-05-10"), None] {
        assert!(ask(born_on).suppressed.contains_key("lane"), "{born_on:?}");
    }
}

#[test]
fn a_measure_found_wrong_stays_away_until_something_later_carries_it() {
    let objection = CaseId {
        subject: SUBJECT,
        number: 1,
    };
    let circumstances = Circumstances {
        wrong: [("bid/ban".to_owned(), (date("2021-03-01"), objection))].into(),
        ..Circumstances::default()
    };
    let of = |grounds: &[Ground]| {
        let ban = claim("bid/ban", "m", Until::Never, grounds);
        judge("2022-01-01", FIRM, &circumstances, vec![ban])
    };
    let before = of(&[ground("1", "2021-03-01")]);
    assert!(before.measures.is_empty());
    assert_eq!(before.refused[0].why, Withheld::FoundWrong { objection });
    let later = of(&[ground("1", "2020-01-01"), ground("2", "2021-03-02")]);
    assert_eq!(later.measures.len(), 1);
    let watch = claim("watch", "m", Until::Never, &[ground("1", "2020-01-01")]);
    let other = judge("2022-01-01", FIRM, &circumstances, vec![watch]);
    assert_eq!(other.measures.len(), 1, "another measure is not touched");
}

#[test]
fn g37_while_the_plan_runs_its_records_carry_only_what_the_statute_demands() {
    let listing = ground("1", "2020-01-01");
    let plan = ground("plan", "2021-01-01");
    let circumstances = Circumstances {
        shielded: [(listing.clone(), plan)].into(),
        ..Circumstances::default()
    };
    let ban = claim("bid/ban", "m", Until::Event, std::slice::from_ref(&listing));
    let statute = claim(
        "trade/ban",
        "m",
        Until::Never,
        std::slice::from_ref(&listing),
    );
    let other = claim(
        "watch",
        "m",
        Until::Event,
        &[listing, ground("2", "2020-01-01")],
    );
    let determined = judge(
        "2022-01-01",
        FIRM,
        &circumstances,
        vec![ban, statute, other],
    );
    let applies: Vec<_> = determined.measures.keys().collect();
    assert_eq!(applies, ["trade/ban", "watch"]);
    assert!(matches!(determined.refused[0].why, Withheld::Shielded));
}

/// Claims on a few records of a list and of penalties.
fn claims() -> impl Strategy<Value = Vec<Claim>> {
    let measure = prop_oneof![
        Just("bid/ban"),
        Just("trade/ban"),
        Just("watch"),
        Just("no/where")
    ];
    let memorandum = prop_oneof![Just("one"), Just("two")];
    let until = prop_oneof![
        Just(Until::Event),
        Just(Until::Never),
        (18_300..22_000_i32).prop_map(|day| Until::Day(Date::from_days(day))),
    ];
    let record = (
        0..4_u8,
        prop_oneof![Just(LIST), Just(PENALTY)],
        proptest::option::of(18_300..22_000_i32),
    );
    let ground = record.prop_map(|(number, kind, end)| {
        let mut ground = ground(&number.to_string(), "2020-01-01");
        ground.record.kind = kind;
        ground.ends_on = end.map(Date::from_days);
        ground
    });
    let parts = (
        measure,
        memorandum,
        until,
        proptest::collection::vec(ground, 1..3),
    );
    let one = parts.prop_map(|(measure, memorandum, until, grounds)| {
        claim(measure, memorandum, until, &grounds)
    });
    proptest::collection::vec(one, 0..8)
}

proptest! {
    #[test]
    fn the_order_of_memoranda_never_matters(
        (one, other) in claims().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        prop_assert_eq!(plain("2021-01-01", one), plain("2021-01-01", other));
    }

    #[test]
    fn a_reward_never_adds_a_sanction(all in claims(), blocked in any::<bool>()) {
        let circumstances = Circumstances {
            blocking: if blocked { vec![ground("1", "2020-01-01")] } else { Vec::new() },
            ..Circumstances::default()
        };
        let mut more = all.clone();
        more.push(claim("lane", "red", Until::Event, &[ground("level", "2020-01-01")]));
        let mut with = judge("2021-01-01", FIRM, &circumstances, more);
        let without = judge("2021-01-01", FIRM, &circumstances, all);
        with.measures.remove("lane");
        prop_assert_eq!(with.measures, without.measures);
    }

    #[test]
    fn fewer_claims_never_add_a_sanction(all in claims(), number in 0..4_u8) {
        let number = number.to_string();
        let fewer: Vec<_> = all
            .iter()
            .filter(|claim| claim.grounds.iter().all(|ground| ground.record.number != number))
            .cloned()
            .collect();
        let (all, fewer) = (plain("2021-01-01", all), plain("2021-01-01", fewer));
        for (code, claims) in &fewer.measures {
            let known = all.measures.get(code);
            prop_assert!(known.is_some_and(|known| claims.iter().all(|claim| known.contains(claim))));
        }
    }

    /// What has ended does not come back by itself: a later day has no more of the same claims.
    #[test]
    fn a_later_day_adds_nothing(all in claims(), days in 0..2_000_i32) {
        let later = date("2021-01-01").add_days(days).to_string();
        let (now, later) = (plain("2021-01-01", all.clone()), plain(&later, all));
        for (code, claims) in &later.measures {
            prop_assert!(claims.iter().all(|claim| now.measures[code].contains(claim)));
        }
    }
}

#[test]
fn a_subject_without_claims_has_nothing() {
    let determined = plain("2021-01-01", Vec::new());
    assert_eq!(determined, Determined::default());
    assert_eq!(SUBJECT, ground("1", "2020-01-01").subject);
}
