//! What a data set keeps, whatever its seed.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use accord_model::{
    contract::{Role, Standing, SubjectKind, Value as Typed, ValueType},
    date::Date,
    dictionary::{Dictionary, Kind},
    identifier::{Identifier, Scheme},
    money::Fen,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    Holders, Mixer, Population, Quality, Scale, population::AS_OF, summary::Summary, sums::RuleSet,
    write,
};

mod dirty;

/// SHA-256 of scale s, seed 1, clean and dirty. If one differs, the recipe has changed:
/// raise [`RECIPE`](super::RECIPE), then write the new digests here.
const DIGESTS: (u32, [&str; 2]) = (
    2,
    [
        "93bcd76891796c30d6568214985effef69e4eb889c17fd3063d6a67723483d2a",
        "7a2c165ae0f88eb14903fbca23b78dd7208003f409eb698e5758dfa2c306e185",
    ],
);

fn written(seed: u64, quality: Quality) -> (Vec<u8>, Summary) {
    let mut bytes = Vec::new();
    let summary = write(Scale::S, seed, quality, &mut bytes).unwrap();
    (bytes, summary)
}

fn bytes(seed: u64, quality: Quality) -> Vec<u8> {
    written(seed, quality).0
}

fn parsed(bytes: Vec<u8>) -> Vec<Value> {
    let text = String::from_utf8(bytes).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn lines(seed: u64) -> Vec<Value> {
    parsed(bytes(seed, Quality::Clean))
}

fn of_type<'a>(lines: &'a [Value], line_type: &'a str) -> impl Iterator<Item = &'a Value> {
    lines.iter().filter(move |line| line["type"] == line_type)
}

fn of_kind<'a>(lines: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    lines.iter().filter(move |line| line["kind"] == kind)
}

fn day(value: &Value) -> Option<Date> {
    value.as_str().map(|text| text.parse().unwrap())
}

fn identifier(value: &Value) -> Identifier {
    let scheme: Scheme = serde_json::from_value(value["scheme"].clone()).unwrap();
    Identifier::parse(scheme, value["value"].as_str().unwrap()).unwrap()
}

fn dictionary() -> Dictionary {
    let text = include_str!("../../../service/data/dictionary.toml");
    Dictionary::new(toml::from_str(text).unwrap()).unwrap()
}

/// The value as the dictionary's field would hold it.
fn typed(value: &Value, value_type: ValueType) -> Typed {
    let text = || value.as_str().unwrap().to_owned();
    match value_type {
        ValueType::Text => Typed::Text(text()),
        ValueType::Integer => Typed::Integer(value.as_i64().unwrap()),
        ValueType::Amount => Typed::Amount(text().parse::<Fen>().unwrap()),
        ValueType::Flag => Typed::Flag(value.as_bool().unwrap()),
        ValueType::Date => Typed::Date(text().parse().unwrap()),
        ValueType::Code => Typed::Code(text()),
        ValueType::Codes => Typed::Codes(serde_json::from_value(value.clone()).unwrap()),
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let qualities = [Quality::Clean, Quality::Dirty];
    let digests = qualities.map(|quality| hex::encode(Sha256::digest(bytes(1, quality))));
    let digests = digests.each_ref().map(String::as_str);
    assert_eq!((super::RECIPE, digests), DIGESTS);
    for quality in qualities {
        assert_ne!(bytes(1, quality), bytes(2, quality));
    }
}

#[test]
fn every_identifier_is_valid_and_of_the_fictional_division() {
    let mut seen = BTreeSet::new();
    for line in lines(2) {
        for key in ["identifier", "organisation", "person"] {
            let Some(value) = line.get(key) else { continue };
            let region = match identifier(value) {
                Identifier::Organisation(code) => code.region(),
                Identifier::Person(number) => number.region(),
                other => panic!("{other}"),
            };
            assert_eq!(region, 481_802);
        }
        if line["type"] == "subject" {
            assert_eq!(line["region"], "481802");
            assert!(seen.insert(line["identifier"].to_string()), "{line}");
        }
    }
    assert_eq!(seen.len(), 10_000);
}

#[test]
fn what_a_line_refers_to_stands_before_it() {
    let mut seen = BTreeSet::new();
    let mut current = Value::Null;
    let mut organisations = false;
    for line in lines(3) {
        match line["type"].as_str().unwrap() {
            "subject" => {
                current = line["identifier"].clone();
                let is_person = line["kind"] == "natural-person";
                assert!(
                    !(is_person && organisations),
                    "a person after organisations"
                );
                organisations |= !is_person;
                seen.insert(current.to_string());
            }
            "record" => assert_eq!(line["identifier"], current),
            "role" => {
                assert_eq!(line["organisation"], current);
                assert!(seen.contains(&line["person"].to_string()), "{line}");
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn subjects_and_roles_use_the_words_of_the_contract() {
    let lines = lines(4);
    for line in of_type(&lines, "subject") {
        let kind: SubjectKind = serde_json::from_value(line["kind"].clone()).unwrap();
        let is_person = kind == SubjectKind::NaturalPerson;
        assert_eq!(line.get("status").is_none(), is_person, "{line}");
        if let Some(status) = line["status"].as_str() {
            assert!(["active", "revoked", "deregistered", "moved"].contains(&status));
        }
        assert!(day(&line["since"]).is_none_or(|since| since < AS_OF));
    }
    for line in of_type(&lines, "role") {
        let _: Role = serde_json::from_value(line["role"].clone()).unwrap();
        let (from, to) = (day(&line["from"]), day(&line["to"]));
        assert!(from.zip(to).is_none_or(|(from, to)| from < to), "{line}");
    }
}

#[test]
fn registers_and_finders_are_departments() {
    let text = include_str!("../../../service/data/departments.toml");
    let data: toml::Value = toml::from_str(text).unwrap();
    let standing: BTreeSet<&str> = (data["department"].as_array().unwrap().iter())
        .filter(|department| department.get("until").is_none())
        .map(|department| department["code"].as_str().unwrap())
        .collect();
    let providers: BTreeSet<String> = lines(1)
        .iter()
        .filter_map(|line| line.get("provider").or(line["finding"].get("provider")))
        .map(|provider| provider.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(providers.len(), 7, "{providers:?}");
    for provider in &providers {
        assert!(standing.contains(provider.as_str()), "{provider}");
    }
}

#[test]
fn a_finding_is_the_decision_of_a_published_case() {
    for seed in 1..=5 {
        let lines = lines(seed);
        let mut found = 0;
        for role in of_type(&lines, "role") {
            let Some(finding) = role.get("finding") else {
                continue;
            };
            found += 1;
            let of_case = |line: &&Value| line["identifier"] == role["organisation"];
            let case = of_kind(&lines, "tax/inspection-case")
                .find(of_case)
                .unwrap();
            assert_eq!(finding["provider"], case["provider"]);
            assert_eq!(finding["number"], case["values"]["case-number"]);
            assert_eq!(finding["decided_on"], case["decided_on"]);
            assert!(of_kind(&lines, "tax/published-case").any(|line| of_case(&line)));
        }
        assert!((10..=22).contains(&found), "seed {seed}: {found}");
    }
}

#[test]
fn records_conform_to_the_dictionary() {
    let dictionary = dictionary();
    let mut numbers = BTreeSet::new();
    for line in of_type(&lines(5), "record") {
        let kind: &Kind = dictionary.kind(line["kind"].as_str().unwrap()).unwrap();
        assert_eq!(line["provider"], kind.provider.as_str());
        let about_person = line["identifier"]["scheme"] == "resident-identity-number";
        assert!(kind.personal || !about_person, "{line}");
        assert!(
            numbers.insert((kind.number, line["number"].to_string())),
            "{line}"
        );
        for (name, value) in line["values"].as_object().unwrap() {
            let field = kind
                .field(name)
                .unwrap_or_else(|| panic!("no field {name}"));
            dictionary
                .check(field, &typed(value, field.value_type))
                .unwrap();
        }
    }
}

#[test]
fn days_of_a_record_follow_each_other() {
    for line in of_type(&lines(6), "record") {
        let [acted_on, acted_until, decided_on, ends_on] =
            ["acted_on", "acted_until", "decided_on", "ends_on"].map(|key| day(&line[key]));
        let ordered = |earlier: Option<Date>, later: Option<Date>| {
            assert!(
                earlier
                    .zip(later)
                    .is_none_or(|(earlier, later)| earlier <= later),
                "{line}"
            );
        };
        ordered(acted_on, acted_until);
        ordered(acted_on, decided_on);
        ordered(acted_until, decided_on);
        ordered(decided_on, ends_on);
        ordered(decided_on, Some(AS_OF.add_days(-1)));
        ordered(ends_on, Some(AS_OF));
        for key in ["paid-in-full-on", "paid-on", "performed-on"] {
            ordered(
                decided_on.filter(|_| line["kind"] != "tax/published-case"),
                day(&line["values"][key]),
            );
            ordered(day(&line["values"][key]), Some(AS_OF));
        }
        assert_eq!(line.get("ends_on").is_some(), line.get("ends_as").is_some());
        if let Some(ends_as) = line.get("ends_as") {
            let _: Standing = serde_json::from_value(ends_as.clone()).unwrap();
        }
    }
}

#[test]
fn counts_are_those_of_the_recipe() {
    for seed in 1..=5 {
        let lines = lines(seed);
        for (kind, expected) in [
            ("natural-person", 8_620..=8_620),
            ("sole-proprietor", 770..=770),
            ("enterprise", 580..=580),
            ("tax/credit-level", 1_100..=1_600),
            ("tax/inspection-case", 80..=84),
            ("tax/published-case", 26..=28),
            ("tax/arrears", 1..=12),
            ("court/judgment-debtor", 50..=120),
            ("court/sentence", 1..=12),
            ("admin/penalty", 170..=480),
        ] {
            let found = of_kind(&lines, kind).count();
            assert!(expected.contains(&found), "seed {seed}: {found} of {kind}");
        }
        let legal = of_type(&lines, "role")
            .filter(|line| line["role"] == "legal-representative")
            .filter(|line| line.get("to").is_none());
        assert!((480..=580).contains(&legal.count()));
        let levels = of_kind(&lines, "tax/credit-level").count();
        let best =
            of_kind(&lines, "tax/credit-level").filter(|line| line["values"]["level"] == "a");
        assert!((50..=200).contains(&(best.count() * 1_000 / levels)));
    }
}

#[test]
fn every_rule_set_publishes_and_a_dozen_cases_are_in_force() {
    for seed in 1..=5 {
        let lines = lines(seed);
        let mut by_rules: BTreeMap<RuleSet, usize> = BTreeMap::new();
        let (mut in_force, mut good_then_published) = (0, 0);
        for line in of_kind(&lines, "tax/published-case") {
            let rules = RuleSet::on(day(&line["values"]["case-decided-on"]).unwrap());
            *by_rules.entry(rules).or_default() += 1;
            let published = day(&line["decided_on"]).unwrap();
            let stands = published.add_months(rules.term_months()) > AS_OF;
            if !stands || line.get("ends_on").is_some() {
                continue;
            }
            in_force += 1;
            // A-level until the publication, that is, not only of another time.
            let good = of_kind(&lines, "tax/credit-level").any(|level| {
                level["identifier"] == line["identifier"]
                    && level["values"]["level"] == "a"
                    && day(&level["decided_on"]).is_some_and(|announced| announced < published)
            });
            let led = of_type(&lines, "role").any(|role| {
                role["organisation"] == line["identifier"] && role["role"] == "legal-representative"
            });
            good_then_published += usize::from(good && led);
        }
        assert_eq!(by_rules.len(), 4, "seed {seed}: {by_rules:?}");
        assert!(in_force >= 12, "seed {seed}: {in_force} in force");
        assert!(
            good_then_published >= 3,
            "seed {seed}: {good_then_published}"
        );
    }
}

#[test]
fn evasion_lies_on_every_side_of_each_threshold() {
    let lines = lines(1);
    for (notice_of_2014, least) in [(true, Fen(500_000_000)), (false, Fen(100_000_000))] {
        let mut sides = BTreeSet::new();
        for line in of_kind(&lines, "tax/inspection-case") {
            let decided_on = day(&line["decided_on"]).unwrap();
            let values = &line["values"];
            let amount = |key: &str| Some(values.get(key)?.as_str()?.parse::<Fen>().unwrap());
            let (Some(amount), Some(payable)) = (amount("amount"), amount("tax-payable-of-year"))
            else {
                continue;
            };
            if (RuleSet::on(decided_on) == RuleSet::Notice2014) == notice_of_2014 {
                sides.insert((amount.cmp(&least), payable.0.cmp(&(amount.0 * 10))));
            }
        }
        // At both numbers, above both; below, either the amount or its share misses.
        assert!(
            sides.contains(&(Ordering::Equal, Ordering::Equal)),
            "{sides:?}"
        );
        assert!(
            sides.contains(&(Ordering::Greater, Ordering::Less)),
            "{sides:?}"
        );
        let misses = |side: &(Ordering, Ordering)| side.0.is_lt() || side.1.is_gt();
        assert!(sides.iter().any(misses), "{sides:?}");
    }
}

#[test]
fn unpublished_cases_are_sometimes_paid() {
    let lines = lines(1);
    let paid = of_kind(&lines, "tax/inspection-case")
        .filter(|line| line["values"].get("paid-in-full-on").is_some());
    assert!(paid.count() >= 5);
}

#[test]
fn one_legal_representative_in_eight_leads_several() {
    let population = Population::new(Mixer::new(1), Scale::M.subjects());
    let holders = Holders::new(&population);
    let (first, count) = population.range(SubjectKind::Enterprise);
    let mut posts: BTreeMap<u64, u64> = BTreeMap::new();
    for index in first..first + count {
        *posts
            .entry(holders.legal_representative(&population, index))
            .or_default() += 1;
    }
    let several = posts.values().filter(|posts| **posts > 1).count();
    let per_mille = several * 1_000 / posts.len();
    assert!((110..=130).contains(&per_mille), "{per_mille}");
    assert_eq!(posts.values().max(), Some(&40));
}
