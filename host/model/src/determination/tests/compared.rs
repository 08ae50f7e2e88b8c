//! R-OBJ: the two answers, with and without what is contested.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::fixture::{OTHER, SUBJECT, catalogue, claim, date, ground};
use crate::{
    case::CaseId,
    determination::{
        Claim, Contested, Determined, Ground, Outcome, State, Until, compared, uncontested,
    },
};

const OBJECTION: CaseId = CaseId {
    subject: SUBJECT,
    number: 1,
};

fn contesting(grounds: &[&Ground]) -> Contested {
    let records = grounds.iter();
    let records = records.map(|ground| ((ground.subject, ground.record.clone()), OBJECTION));
    Contested {
        records: records.collect(),
        ..Contested::default()
    }
}

fn determined(claims: &[Claim]) -> Determined {
    let mut measures: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
    for claim in claims {
        let list = measures.entry(claim.measure.clone()).or_default();
        list.push(claim.clone());
    }
    Determined {
        measures,
        ..Determined::default()
    }
}

fn outcomes(with: &[Claim], without: &[Claim], contested: &Contested) -> Vec<Outcome> {
    compared(
        SUBJECT,
        &catalogue(),
        &determined(with),
        &determined(without),
        contested,
    )
}

fn suspended() -> State {
    State::Suspended {
        objections: vec![OBJECTION],
    }
}

#[test]
fn a_sanction_that_rests_on_the_contested_record_alone_is_suspended() {
    let listing = ground("1", "2020-01-01");
    let ban = claim("bid/ban", "m", Until::Never, std::slice::from_ref(&listing));
    let outcomes = outcomes(&[ban], &[], &contesting(&[&listing]));
    assert_eq!(outcomes[0].state, suspended());
    assert_eq!(outcomes[0].reasons[0].contested_by, [OBJECTION]);
}

#[test]
fn g28_another_uncontested_reason_keeps_the_measure_enforceable() {
    let (contested, other) = (ground("1", "2020-01-01"), ground("2", "2020-01-01"));
    let one = claim(
        "bid/ban",
        "one",
        Until::Never,
        std::slice::from_ref(&contested),
    );
    let two = claim("bid/ban", "two", Until::Never, &[other]);
    let outcomes = outcomes(&[one, two.clone()], &[two], &contesting(&[&contested]));
    assert_eq!(outcomes.len(), 1, "one measure, several reasons (R-MULTI)");
    assert_eq!(outcomes[0].state, State::Enforceable);
    let by: Vec<_> = outcomes[0]
        .reasons
        .iter()
        .map(|held| held.contested_by.len())
        .collect();
    assert_eq!(by, [1, 0]);
}

#[test]
fn two_listings_under_one_rule_are_told_apart() {
    let (contested, other) = (ground("1", "2020-01-01"), ground("2", "2020-01-01"));
    let one = claim(
        "bid/ban",
        "m",
        Until::Never,
        std::slice::from_ref(&contested),
    );
    let two = claim("bid/ban", "m", Until::Never, &[other]);
    let outcomes = outcomes(&[one, two.clone()], &[two], &contesting(&[&contested]));
    assert_eq!(outcomes[0].state, State::Enforceable);
    assert_eq!(outcomes[0].reasons[0].contested_by, [OBJECTION]);
    assert!(outcomes[0].reasons[1].contested_by.is_empty());
}

#[test]
fn a_longer_term_that_hangs_on_the_contested_record_is_not_enforced() {
    let (contested, other) = (ground("1", "2020-01-01"), ground("2", "2020-01-01"));
    let long = Until::Day(date("2026-01-01"));
    let short = Until::Day(date("2023-01-01"));
    let with = claim("bid/ban", "m", long, &[contested.clone(), other.clone()]);
    let without = claim("bid/ban", "m", short, &[other]);
    let outcomes = outcomes(&[with], &[without], &contesting(&[&contested]));
    assert_eq!(outcomes[0].state, State::Enforceable);
    assert_eq!(outcomes[0].until, short);
    assert_eq!(outcomes[0].contested_until, Some(long));
}

#[test]
fn what_only_the_second_answer_holds_is_undetermined() {
    let relief = ground("relief", "2020-01-01");
    let other = ground("2", "2020-01-01");
    let ban = claim("bid/ban", "m", Until::Never, &[other]);
    let outcomes = outcomes(&[], &[ban], &contesting(&[&relief]));
    let state = State::Undetermined {
        objections: vec![OBJECTION],
    };
    assert_eq!(outcomes[0].state, state);
}

#[test]
fn g03_a_contested_black_listing_gives_no_reward_back() {
    let listing = ground("1", "2020-01-01");
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
        std::slice::from_ref(&listing),
    );
    let with = Determined {
        measures: determined(&[ban]).measures,
        suppressed: determined(std::slice::from_ref(&lane)).measures,
        blocking: vec![listing.clone()],
        ..Determined::default()
    };
    let without = determined(&[lane]);
    let outcomes = compared(
        SUBJECT,
        &catalogue(),
        &with,
        &without,
        &contesting(&[&listing]),
    );
    let state = |code: &str| {
        let mut outcomes = outcomes.iter();
        &outcomes
            .find(|outcome| outcome.measure == code)
            .unwrap()
            .state
    };
    assert_eq!(state("bid/ban"), &suspended());
    assert!(matches!(state("lane"), State::Undetermined { .. }));
}

#[test]
fn a_reward_is_undetermined_if_it_hangs_on_a_contested_record() {
    let level = ground("level", "2020-01-01");
    let lane = claim("lane", "red", Until::Event, std::slice::from_ref(&level));
    let outcomes = outcomes(&[lane], &[], &contesting(&[&level]));
    assert!(matches!(outcomes[0].state, State::Undetermined { .. }));
}

#[test]
fn a_contested_measure_is_suspended_though_its_records_are_not() {
    let ban = claim("bid/ban", "m", Until::Never, &[ground("1", "2020-01-01")]);
    let of = |subject| Contested {
        measures: [((subject, "bid/ban".to_owned()), OBJECTION)].into(),
        ..Contested::default()
    };
    let ask = |contested| {
        outcomes(
            std::slice::from_ref(&ban),
            std::slice::from_ref(&ban),
            &contested,
        )
    };
    assert_eq!(ask(of(SUBJECT))[0].state, suspended());
    assert_eq!(ask(of(OTHER))[0].state, State::Enforceable);
}

/// Claims of a few measures, memoranda and records.
fn claims() -> impl Strategy<Value = Vec<Claim>> {
    let measure = prop_oneof![
        Just("bid/ban"),
        Just("trade/ban"),
        Just("watch"),
        Just("lane")
    ];
    let memorandum = prop_oneof![Just("one"), Just("two")];
    let until = prop_oneof![
        Just(Until::Event),
        Just(Until::Never),
        (18_300..22_000_i32).prop_map(|day| Until::Day(crate::date::Date::from_days(day))),
    ];
    let parts = (
        measure,
        memorandum,
        until,
        proptest::collection::vec(0..4_u8, 1..3),
    );
    let one = parts.prop_map(|(measure, memorandum, until, records)| {
        let grounds: Vec<_> = records
            .iter()
            .map(|record| ground(&record.to_string(), "2020-01-01"))
            .collect();
        claim(measure, memorandum, until, &grounds)
    });
    proptest::collection::vec(one, 0..8)
}

proptest! {
    /// Contesting a record never makes a sanction enforceable, nor lengthens one.
    #[test]
    fn an_objection_never_adds_or_lengthens_a_sanction(all in claims(), record in 0..4_u8) {
        let contested = ground(&record.to_string(), "2020-01-01");
        let without: Vec<_> = all
            .iter()
            .filter(|claim| !claim.grounds.contains(&contested))
            .cloned()
            .collect();
        let before = uncontested(&determined(&all));
        for outcome in outcomes(&all, &without, &contesting(&[&contested])) {
            if outcome.state != State::Enforceable {
                continue;
            }
            let known = before.iter().find(|known| known.measure == outcome.measure);
            let no_more = known.is_some_and(|known| {
                known.state == State::Enforceable && outcome.until <= known.until
            });
            prop_assert!(no_more);
        }
    }

    /// Whoever asks twice the same gets what one answer says.
    #[test]
    fn equal_answers_compare_to_the_answer(all in claims()) {
        let determined = determined(&all);
        let twice = compared(SUBJECT, &catalogue(), &determined, &determined, &Contested::default());
        prop_assert_eq!(twice, uncontested(&determined));
    }
}
