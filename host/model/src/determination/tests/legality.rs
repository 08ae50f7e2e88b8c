//! R-CAT, R-BASIS, R-TIER and R-RELEV, each by the words of its rule, and properties that
//! hold for every measure.

use std::sync::LazyLock;

use proptest::prelude::*;

use crate::{
    catalogue::{
        Basis, Catalogue, CatalogueData, Class, Direction, ExecutionLevel, InstrumentLevel,
        Measure, Nature, SourceStatus, Term,
    },
    contract::SubjectKind,
    date::Date,
    determination::{Withheld, basis, relevance, tier, whitelisted},
    dictionary::{Dictionary, DictionaryData, Tier},
    rules::{Rules, RulesData},
};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn named(level: InstrumentLevel, article: Option<&str>) -> Basis {
    Basis {
        instrument: "文件".to_owned(),
        article: article.map(str::to_owned),
        level,
        status: SourceStatus::Verified,
        from: None,
        until: None,
        obliges: false,
    }
}

fn measure(code: &str, class: Class, bases: Vec<Basis>) -> Measure {
    Measure {
        code: code.to_owned(),
        title: "措施".to_owned(),
        title_en: "Measure".to_owned(),
        class,
        direction: class.direction(),
        nature: Nature::Recommended,
        executor: "finance-bureau".to_owned(),
        execution_level: ExecutionLevel::District,
        also_upper: false,
        term: Term::Listing,
        requires_court_or_statute: false,
        source_status: SourceStatus::Verified,
        bases,
        basis_note: None,
        max_months: None,
        subject_kinds: Vec::new(),
    }
}

/// The rules with which a new store begins.
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let data: RulesData =
        toml::from_str(include_str!("../../../../service/data/rules.toml")).unwrap();
    let dictionary: DictionaryData =
        toml::from_str(include_str!("../../../../service/data/dictionary.toml")).unwrap();
    Rules::new(data, &Dictionary::new(dictionary).unwrap()).unwrap()
});

const BEFORE: &str = "2020-11-30";
const SINCE: &str = "2020-12-01";

#[test]
fn what_the_catalogue_lacks_is_withheld_r_cat() {
    let mut ban = measure("procurement/ban", Class::C01, Vec::new());
    ban.subject_kinds = vec![SubjectKind::Enterprise];
    let catalogue = Catalogue::new(CatalogueData {
        edition: "test".to_owned(),
        from: None,
        measures: vec![ban.clone(), measure("land/restrict", Class::C01, vec![])],
    })
    .unwrap();
    let of = |code, kind| whitelisted(&catalogue, code, kind).map(|measure| measure.code.as_str());
    let enterprise = Some(SubjectKind::Enterprise);
    let person = Some(SubjectKind::NaturalPerson);
    assert_eq!(of("procurement/ban", enterprise), Ok("procurement/ban"));
    assert_eq!(
        of("procurement/bann", enterprise),
        Err(Withheld::NotInCatalogue)
    );
    assert_eq!(
        of("procurement/ban", person),
        Err(Withheld::NotForThisKind { kind: person })
    );
    assert_eq!(
        of("procurement/ban", None),
        Err(Withheld::NotForThisKind { kind: None })
    );
    assert_eq!(of("land/restrict", None), Ok("land/restrict"));
}

#[test]
fn a_memorandum_or_notice_is_no_basis_for_the_first_type_since_2020_12_r_basis() {
    let rules = &*RULES;
    for level in [InstrumentLevel::Policy, InstrumentLevel::MinistryRule] {
        let ban = measure("toll-road/ban", Class::C01, vec![named(level, Some("12"))]);
        assert_eq!(basis(&ban, rules, date(BEFORE)).unwrap().len(), 1);
        assert_eq!(
            basis(&ban, rules, date(SINCE)),
            Err(Withheld::NoBasis {
                repealed: Vec::new(),
                insufficient: ban.bases.clone(),
            })
        );
    }
    for level in [
        InstrumentLevel::Law,
        InstrumentLevel::AdministrativeRegulation,
        InstrumentLevel::LocalRegulation,
        InstrumentLevel::CentralPolicy,
    ] {
        let ban = measure("procurement/ban", Class::C01, vec![named(level, None)]);
        assert!(basis(&ban, rules, date(SINCE)).is_ok(), "{level:?}");
    }
    // It names none at all.
    let bare = measure("land-supply/restrict", Class::C01, Vec::new());
    assert_eq!(basis(&bare, rules, date(BEFORE)), Ok(Vec::new()));
    assert!(basis(&bare, rules, date(SINCE)).is_err());
}

#[test]
fn a_judicial_interpretation_is_a_basis_of_court_measures_alone_r_basis() {
    let rules = &*RULES;
    let of_court = named(InstrumentLevel::JudicialInterpretation, Some("3"));
    let mut flights = measure("travel/no-flights", Class::C03, vec![of_court]);
    assert!(basis(&flights, rules, date(SINCE)).is_err());
    flights.requires_court_or_statute = true;
    assert!(basis(&flights, rules, date(SINCE)).is_ok());
}

#[test]
fn the_other_types_may_name_no_basis_but_no_repealed_one_r_basis() {
    let rules = &*RULES;
    for class in [Class::C07, Class::C11] {
        let bare = measure("honours/restrict", class, Vec::new());
        let on_notice = vec![named(InstrumentLevel::Policy, None)];
        let of_notice = measure("honours/restrict", class, on_notice);
        for day in [BEFORE, SINCE] {
            assert!(basis(&bare, rules, date(day)).is_ok());
            assert!(basis(&of_notice, rules, date(day)).is_ok());
        }
    }
}

#[test]
fn a_measure_whose_every_basis_is_repealed_is_withheld_from_that_day_g30() {
    let rules = &*RULES;
    let mut repealed = named(InstrumentLevel::Law, Some("22"));
    repealed.until = Some(date("2018-07-01"));
    for class in [Class::C01, Class::C07] {
        let only = measure("honours/restrict", class, vec![repealed.clone()]);
        assert_eq!(basis(&only, rules, date("2018-06-30")).unwrap().len(), 1);
        let withheld = Withheld::NoBasis {
            repealed: vec![repealed.clone()],
            insufficient: Vec::new(),
        };
        for day in ["2018-07-01", "2026-11-23"] {
            assert_eq!(basis(&only, rules, date(day)), Err(withheld.clone()));
        }
        // Another basis carries it on, and only that one is named.
        let other = named(InstrumentLevel::Law, Some("26"));
        let both = measure(
            "honours/restrict",
            class,
            vec![repealed.clone(), other.clone()],
        );
        assert_eq!(basis(&both, rules, date("2026-11-23")), Ok(vec![&other]));
    }
    // An incentive or an order of a supervisor is not withheld.
    for class in [Class::I01, Class::Management] {
        let other = measure("approval/green-lane", class, vec![repealed.clone()]);
        assert_eq!(basis(&other, rules, date("2026-11-23")), Ok(Vec::new()));
    }
}

#[test]
fn a_basis_carries_nothing_before_it_is_in_force_r_basis() {
    let rules = &*RULES;
    let mut later = named(InstrumentLevel::Law, Some("178"));
    later.from = Some(date("2024-07-01"));
    let ban = measure("company-office/ban-debtor", Class::C02, vec![later]);
    assert!(basis(&ban, rules, date("2024-06-30")).is_err());
    assert!(basis(&ban, rules, date("2024-07-01")).is_ok());
}

#[test]
fn each_tier_carries_its_classes_r_tier() {
    let rules = &*RULES;
    let passes = |class, of, day| {
        let any = measure("any/measure", class, Vec::new());
        tier(&any, of, rules, date(day)).is_ok()
    };
    for class in Class::ALL {
        let is_sanction = class.class_type().is_some();
        let number: u8 = class.name().get(1..3).unwrap().parse().unwrap_or(0);
        let of_b = matches!(number, 6..=11 | 13);
        let of_c = matches!(number, 9..=11 | 13);
        assert!(passes(class, Tier::A, SINCE), "{class}");
        assert_eq!(
            passes(class, Tier::B, SINCE),
            !is_sanction || of_b,
            "{class}"
        );
        assert_eq!(
            passes(class, Tier::C, SINCE),
            !is_sanction || of_c,
            "{class}"
        );
        // A good record carries no sanction.
        assert_eq!(passes(class, Tier::None, SINCE), !is_sanction, "{class}");
        assert!(passes(class, Tier::None, BEFORE), "{class}");
    }
}

#[test]
fn a_statute_can_name_the_consequence_of_a_single_record_r_tier() {
    let rules = &*RULES;
    let day = date(SINCE);
    let of = |level, article| measure("food/ban", Class::C01, vec![named(level, article)]);
    let named_by_law = of(InstrumentLevel::Law, Some("135"));
    assert_eq!(tier(&named_by_law, Tier::C, rules, day), Ok(()));
    let wrong = |tier| {
        Err(Withheld::WrongTier {
            tier,
            class: Class::C01,
        })
    };
    // Only of a single record, only an article, only a statute, only in force.
    assert_eq!(tier(&named_by_law, Tier::B, rules, day), wrong(Tier::B));
    let no_article = of(InstrumentLevel::Law, None);
    assert_eq!(tier(&no_article, Tier::C, rules, day), wrong(Tier::C));
    let policy = of(InstrumentLevel::CentralPolicy, Some("3"));
    assert_eq!(tier(&policy, Tier::C, rules, day), wrong(Tier::C));
    let mut repealed = named_by_law;
    repealed.bases[0].until = Some(day);
    assert_eq!(tier(&repealed, Tier::C, rules, day), wrong(Tier::C));
}

#[test]
fn a_measure_of_the_first_type_needs_its_pair_r_relev() {
    let rules = &*RULES;
    let suspend = measure("project-approval/suspend", Class::C01, Vec::new());
    let of = |kinds: &[&str], day| relevance(&suspend, kinds, rules, date(day));
    assert_eq!(of(&["safety/joint-punishment"], SINCE), Ok(()));
    assert_eq!(of(&["admin/penalty", "safety/blacklist"], SINCE), Ok(()));
    assert_eq!(
        of(&["food-drug/serious-list"], SINCE),
        Err(Withheld::NotRelevant {
            kinds: vec!["food-drug/serious-list".to_owned()]
        })
    );
    assert!(of(&[], SINCE).is_err());
    assert_eq!(of(&["food-drug/serious-list"], BEFORE), Ok(()));
    let inspect = measure("inspection/increase", Class::C09, Vec::new());
    assert_eq!(
        relevance(&inspect, &["food-drug/serious-list"], rules, date(SINCE)),
        Ok(())
    );
}

#[test]
fn a_reason_says_itself_in_json() {
    let json = |withheld: &Withheld| serde_json::to_value(withheld).unwrap();
    let wrong = Withheld::WrongTier {
        tier: Tier::B,
        class: Class::C01,
    };
    assert_eq!(
        json(&wrong),
        serde_json::json!({"why": "wrong-tier", "tier": "b", "class": "C01"})
    );
    assert_eq!(
        json(&Withheld::NotInCatalogue),
        serde_json::json!({"why": "not-in-catalogue"})
    );
}

fn any_level() -> impl Strategy<Value = InstrumentLevel> {
    prop::sample::select(vec![
        InstrumentLevel::Law,
        InstrumentLevel::AdministrativeRegulation,
        InstrumentLevel::LocalRegulation,
        InstrumentLevel::CentralPolicy,
        InstrumentLevel::JudicialInterpretation,
        InstrumentLevel::MinistryRule,
        InstrumentLevel::Policy,
    ])
}

fn any_day() -> impl Strategy<Value = Date> {
    (date("2014-01-01").days()..date("2030-01-01").days()).prop_map(Date::from_days)
}

prop_compose! {
    fn any_basis()(
        level in any_level(),
        from in prop::option::of(any_day()),
        months in prop::option::of(1_u16..60),
        has_article in any::<bool>(),
    ) -> Basis {
        let mut basis = named(level, has_article.then_some("1"));
        basis.from = from;
        basis.until = months.map(|months| from.unwrap_or(date("2019-01-01")).add_months(months));
        basis
    }
}

prop_compose! {
    fn any_measure()(
        class in prop::sample::select(Class::ALL.to_vec()),
        bases in prop::collection::vec(any_basis(), 0..4),
        court in any::<bool>(),
    ) -> Measure {
        let mut measure = measure("procurement/ban", class, bases);
        measure.requires_court_or_statute = court;
        measure
    }
}

proptest! {
    /// Incentives and management are held to none of the rules, whatever they rest on.
    #[test]
    fn only_sanctions_are_withheld(measure in any_measure(), day in any_day()) {
        prop_assume!(measure.direction != Direction::Sanction);
        let rules = &*RULES;
        prop_assert!(basis(&measure, rules, day).is_ok());
        for of in [Tier::A, Tier::B, Tier::C, Tier::None] {
            prop_assert!(tier(&measure, of, rules, day).is_ok());
        }
        prop_assert!(relevance(&measure, &[], rules, day).is_ok());
    }

    /// What a measure is said to rest on is its own and in force; one more basis in force
    /// never takes it away.
    #[test]
    fn bases_are_in_force_and_another_never_withholds(
        measure in any_measure(),
        more in any_basis(),
        day in any_day(),
    ) {
        let rules = &*RULES;
        let before = basis(&measure, rules, day).map(|bases| bases.len());
        if let Ok(bases) = basis(&measure, rules, day) {
            prop_assert!(bases.iter().all(|basis| basis.is_in_force(day)));
        }
        let mut with = measure.clone();
        with.bases.push(more.clone());
        if measure.bases.is_empty() || !more.is_in_force(day) {
            return Ok(());
        }
        let after = basis(&with, rules, day).map(|bases| bases.len());
        prop_assert!(before.is_err() || after == before.map(|count| count + 1));
    }

    /// The graver the tier the more it carries, when no statute names the consequence.
    #[test]
    fn a_graver_tier_carries_no_less(measure in any_measure(), day in any_day()) {
        let rules = &*RULES;
        let mut bare = measure;
        bare.bases.clear();
        let tiers = [Tier::None, Tier::C, Tier::B, Tier::A];
        let passes = tiers.map(|of| tier(&bare, of, rules, day).is_ok());
        prop_assert!(passes.is_sorted());
    }

    /// Another ground never makes a measure irrelevant.
    #[test]
    fn another_ground_never_withholds(measure in any_measure(), day in any_day()) {
        let rules = &*RULES;
        let kinds = ["tax/arrears", "admin/penalty", "tax/published-case"];
        for count in 0..kinds.len() {
            let fewer = relevance(&measure, &kinds[..count], rules, day).is_ok();
            let more = relevance(&measure, &kinds[..=count], rules, day).is_ok();
            prop_assert!(!fewer || more);
        }
    }
}
