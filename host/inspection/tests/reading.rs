//! Reading files of cases: what they mean, and what is wrong with them, by place.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::collections::BTreeSet;

use accord_inspection::{Flaw, MOST_CASES, MOST_FLAWS, read_cases};
use accord_model::{
    contract::{Role, Standing, SubjectKind, Value, ValueType},
    date::Date,
    dictionary::ValueError,
    money::Fen,
};
use support::{DICTIONARY, cases, flaws, read};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A file with one case, with more of its lines.
fn one(lines: &str) -> String {
    format!("[[case]]\nname = \"一\"\nas-of = 2017-11-24\n{lines}\n")
}

/// A file with one case and one record.
fn fact(entries: &str) -> String {
    one(&format!("fact = [{{ {entries} }}]"))
}

/// The one flaw of a file and the text at its place.
fn flaw(text: &str) -> (String, Flaw) {
    let mut flaws = flaws(text);
    assert_eq!(flaws.len(), 1, "{flaws:?}");
    let (place, flaw) = flaws.remove(0);
    (place.to_owned(), flaw)
}

/// What stands at the place of the one flaw, which is a value of another form.
fn expected(text: &str) -> String {
    match flaw(text) {
        (place, Flaw::Expected(_)) => place,
        other => panic!("{other:?}"),
    }
}

fn unknown_key(text: &str, key: &str) {
    match flaw(text) {
        (place, Flaw::UnknownKey { key: found, .. }) => assert_eq!((&*place, &*found), (key, key)),
        other => panic!("{other:?}"),
    }
}

// ---- what they mean ----

#[test]
fn a_case_has_what_the_file_gives_all_and_what_is_its_own() {
    let text = "\
[given]
as-of = 2017-11-24
subject = { kind = \"natural-person\", since = 2000-02-29, region = \"481802\" }
parameters = { term-months = 24 }
role = [{ organisation = \"测试厂\", role = \"legal-representative\", from = 2010-01-01 }]
[[case]]
name = \"如所给\"
[[case]]
name = \"另有\"
golden = \"G06\"
as-of = \"2018-01-01\"
subject = { industry = \"C\" }
parameters = {}
role = [{ holder = \"甲\", role = \"shareholder\", found-on = 2017-01-01 }]
";
    let read = cases(text);
    let [given, own] = read.as_slice() else {
        panic!("{read:?}");
    };
    assert_eq!(given.as_of, day("2017-11-24"));
    assert_eq!(given.subject.kind, SubjectKind::NaturalPerson);
    assert_eq!(given.subject.since, Some(day("2000-02-29")));
    assert_eq!(given.parameters[0].0, "term-months");
    assert!(!given.roles[0].other_holds);
    assert_eq!(given.roles[0].role, Role::LegalRepresentative);
    assert!(!given.roles[0].responsible);
    // A case's own replaces, whole.
    assert_eq!(own.golden.as_deref(), Some("G06"));
    assert_eq!(own.as_of, day("2018-01-01"));
    assert_eq!(own.subject.kind, SubjectKind::Enterprise);
    assert_eq!(own.subject.since, None);
    assert_eq!(own.parameters, []);
    assert!(own.roles[0].other_holds);
    assert!(own.roles[0].responsible, "who was found to be");
}

#[test]
fn a_record_is_like_a_shared_one_but_for_its_own() {
    let text = "\
[given.fact.base]
kind = \"tax/arrears\"
decided-on = 2017-06-01
ends-on = 2018-06-01
ends-as = \"repaired\"
amount = \"1,000.5 元\"
guaranteed = false
[[case]]
name = \"一\"
as-of = 2017-11-24
fact = [
    { like = \"base\" },
    { like = \"base\", id = \"甲\", amount = \"120万元\", without = [\"ends-on\", \"guaranteed\"] },
]
";
    let facts = &cases(text)[0].facts;
    let kind = DICTIONARY.kind("tax/arrears").unwrap();
    let amount = kind.field("amount").unwrap().number;
    let guaranteed = kind.field("guaranteed").unwrap().number;
    assert_eq!((&*facts[0].id, &*facts[1].id), ("1", "甲"));
    assert_eq!(facts[0].ends_on, Some(day("2018-06-01")));
    assert_eq!(facts[0].ends_as, Standing::Repaired);
    assert_eq!(facts[0].values[&amount], Value::Amount(Fen(100_050)));
    assert_eq!(facts[0].values[&guaranteed], Value::Flag(false));
    assert_eq!(facts[1].decided_on, facts[0].decided_on);
    assert_eq!(facts[1].ends_on, None);
    assert_eq!(facts[1].values[&amount], Value::Amount(Fen(120_000_000)));
    assert_eq!(facts[1].values.get(&guaranteed), None);
}

#[test]
fn a_set_stands_for_its_measures_wherever_measures_stand() {
    let text = "\
[sets]
both = [\"a/b\", \"c/d\"]
[[case]]
name = \"一\"
as-of = 2017-11-24
fact = [{ kind = \"tax/arrears\" }]
[case.expect]
determinations = [{ rule = \"r\", from = 2017-01-01, until = \"event\", measures = [\"@both\", \"e/f\", \"a/b\"] }]
gaps = [{ rule = \"r\", missing = \"amount\", measures = [\"@both\"], fact = \"1\" }]
reached = { \"甲\" = [\"@both\"] }
undetermined = { \"乙\" = [\"@both\"] }
";
    let expected = &cases(text)[0].expected;
    let both: BTreeSet<String> = ["a/b", "c/d"].map(str::to_owned).into();
    let mut more = both.clone();
    more.insert("e/f".to_owned());
    assert_eq!(expected.determinations[0].measures, more);
    assert_eq!(expected.gaps[0].measures, both);
    assert_eq!(expected.reached["甲"], both);
    assert_eq!(expected.undetermined["乙"], both);
}

#[test]
fn a_number_is_the_same_in_whatever_base_it_is_written() {
    let term = |written: &str| {
        let proposal = format!(
            "[case.expect]\nproposals = [{{ listing = \"l\", rule = \"r\", term = {written} }}]"
        );
        cases(&one(&proposal))[0].expected.proposals[0].term
    };
    for written in ["36", "+36", "3_6", "0x24", "0o44", "0b100100"] {
        assert_eq!(term(written), Some(36), "{written}");
    }
    let kind = DICTIONARY.kind("tax/credit-level").unwrap();
    let year = kind.field("year").unwrap().number;
    let read = cases(&fact("kind = \"tax/credit-level\", year = 0x7_E1"));
    assert_eq!(read[0].facts[0].values[&year], Value::Integer(2017));
}

#[test]
fn a_written_value_has_the_type_asked_for_or_none() {
    let text = one(
        "parameters = { text = \"100万元\", number = 3, flag = true, day = 2017-01-01, list = [\"a\"] }",
    );
    let case = cases(&text).remove(0);
    let typed = |name: &str, value_type| {
        let mut parameters = case.parameters.iter();
        let (_, written) = parameters.find(|(given, _)| given == name).unwrap();
        written.typed(value_type)
    };
    let fits = [
        ("text", ValueType::Text, Value::Text("100万元".to_owned())),
        ("text", ValueType::Code, Value::Code("100万元".to_owned())),
        ("text", ValueType::Amount, Value::Amount(Fen(100_000_000))),
        ("number", ValueType::Integer, Value::Integer(3)),
        ("flag", ValueType::Flag, Value::Flag(true)),
        ("day", ValueType::Date, Value::Date(day("2017-01-01"))),
        ("list", ValueType::Codes, Value::Codes(vec!["a".to_owned()])),
    ];
    for (name, value_type, value) in fits {
        assert_eq!(typed(name, value_type), Ok(value), "{name}");
    }
    let wrong = [
        ("number", ValueType::Amount),
        ("number", ValueType::Text),
        ("flag", ValueType::Integer),
        ("day", ValueType::Text),
        ("list", ValueType::Code),
        ("text", ValueType::Codes),
        ("text", ValueType::Date),
    ];
    for (name, value_type) in wrong {
        assert!(
            matches!(typed(name, value_type), Err(Flaw::Expected(_))),
            "{name} as {value_type:?}"
        );
    }
}

// ---- what is wrong with them ----

#[test]
fn what_is_no_toml_is_told_where_it_ends_to_be() {
    for text in [
        "[[case]\n",
        "case = [",
        "a = 1\na = 2\n",
        "name = \"\u{0}\"",
        "= 1",
    ] {
        let flaws = read(text).unwrap_err();
        assert!(
            matches!(flaws[0].flaw, Flaw::Syntax(_)),
            "{text}: {flaws:?}"
        );
        assert!(
            text.get(flaws[0].span.clone()).is_some(),
            "{text}: {flaws:?}"
        );
    }
}

#[test]
fn a_key_that_nothing_reads_is_told_at_every_level() {
    unknown_key(&(one("") + "[givven]\n"), "givven");
    unknown_key(&(one("") + "[given]\nasof = 2017-01-01\n"), "asof");
    unknown_key(&one("asof = 2017-01-01"), "asof");
    unknown_key(&one("subject = { name = \"甲\" }"), "name");
    let role = "role = [{ holder = \"甲\", role = \"director\", since = 2017-01-01 }]";
    unknown_key(&one(role), "since");
    unknown_key(&one("[case.expect]\nmeasures = []"), "measures");
    let determination =
        "{ rule = \"r\", from = 2017-01-01, until = \"never\", measures = [], to = 1 }";
    let expect = format!("[case.expect]\ndeterminations = [{determination}]");
    unknown_key(&one(&expect), "to");
    let proposal = "{ listing = \"l\", rule = \"r\", months = 1 }";
    unknown_key(
        &one(&format!("[case.expect]\nproposals = [{proposal}]")),
        "months",
    );
    let gap = "{ rule = \"r\", missing = \"m\", ground = \"1\" }";
    unknown_key(&one(&format!("[case.expect]\ngaps = [{gap}]")), "ground");
}

#[test]
fn a_shared_record_is_not_like_another() {
    let shared = |entry: &str| {
        format!(
            "{}[given.fact.a]\nkind = \"tax/arrears\"\n{entry}\n",
            one("")
        )
    };
    unknown_key(&shared("like = \"b\""), "like");
    unknown_key(&shared("without = [\"amount\"]"), "without");
}

#[test]
fn a_role_has_one_other_end() {
    let both = "role = [{ holder = \"甲\", organisation = \"测试厂\", role = \"director\" }]";
    unknown_key(&one(both), "organisation");
    let neither = "role = [{ role = \"director\" }]";
    let (place, missing) = flaw(&one(neither));
    assert_eq!(missing, Flaw::Missing("holder"));
    assert_eq!(place, "{ role = \"director\" }");
}

#[test]
fn what_must_be_there_is_missed_where_it_should_be() {
    let missing = |text: &str| match flaw(text) {
        (_, Flaw::Missing(key)) => key,
        other => panic!("{other:?}"),
    };
    assert_eq!(missing("[[case]]\nas-of = 2017-11-24\n"), "name");
    assert_eq!(missing("[[case]]\nname = \"一\"\n"), "as-of");
    assert_eq!(missing(&fact("decided-on = 2017-01-01")), "kind");
    assert_eq!(missing(&one("role = [{ holder = \"甲\" }]")), "role");
    let expect = |entry: &str| one(&format!("[case.expect]\n{entry}"));
    let whole = [
        ("rule", "rule = \"r\""),
        ("from", "from = 2017-01-01"),
        ("until", "until = \"never\""),
        ("measures", "measures = []"),
    ];
    for (left_out, _) in whole {
        let rest = whole.iter().filter(|(key, _)| *key != left_out);
        let rest: Vec<&str> = rest.map(|(_, entry)| *entry).collect();
        let text = expect(&format!("determinations = [{{ {} }}]", rest.join(", ")));
        assert_eq!(missing(&text), left_out);
    }
    assert_eq!(
        missing(&expect("proposals = [{ rule = \"r\" }]")),
        "listing"
    );
    assert_eq!(
        missing(&expect("proposals = [{ listing = \"l\" }]")),
        "rule"
    );
    assert_eq!(missing(&expect("gaps = [{ rule = \"r\" }]")), "missing");
    assert_eq!(missing(&expect("gaps = [{ missing = \"m\" }]")), "rule");
}

#[test]
fn a_value_of_another_form_is_told_where_it_stands() {
    let texts = [
        (one("golden = 6"), "6"),
        (one("fact = {}"), "{}"),
        (one("fact = [1]"), "1"),
        (one("expect = []"), "[]"),
        (one("subject = \"甲\""), "\"甲\""),
        (one("subject = { since = 2017 }"), "2017"),
        (one("parameters = { a = 1.5 }"), "1.5"),
        (one("parameters = { a = [1] }"), "[1]"),
        (
            one("parameters = { a = 9223372036854775808 }"),
            "9223372036854775808",
        ),
        (
            one("role = [{ holder = \"甲\", role = \"director\", responsible = \"yes\" }]"),
            "\"yes\"",
        ),
        (fact("kind = \"tax/arrears\", guaranteed = 1"), "1"),
        (fact("kind = \"tax/arrears\", amount = 1"), "1"),
        (
            fact("kind = \"tax/arrears\", decided-on = \"昨日\""),
            "\"昨日\"",
        ),
        (one("[case.expect]\nreview-on = \"never\""), "\"never\""),
        (one("[case.expect]\nreached = []"), "[]"),
        (
            one("[case.expect]\nreached = { \"甲\" = \"a/b\" }"),
            "\"a/b\"",
        ),
        (
            one("[case.expect]\nproposals = [{ listing = \"l\", rule = \"r\", term = 65536 }]"),
            "65536",
        ),
        (
            one("[case.expect]\nproposals = [{ listing = \"l\", rule = \"r\", term = -1 }]"),
            "-1",
        ),
        ("[sets]\na = \"b\"\n".to_owned() + &one(""), "\"b\""),
    ];
    for (text, place) in texts {
        assert_eq!(expected(&text), place, "{text}");
    }
}

#[test]
fn a_day_has_no_time_and_is_in_the_calendar() {
    for written in [
        "2017-11-24T00:00:00",
        "2017-11-24T00:00:00Z",
        "\"2017-02-30\"",
        "07:32:00",
    ] {
        let text = format!("[[case]]\nname = \"一\"\nas-of = {written}\n");
        let flaws = flaws(&text);
        assert!(
            matches!(flaws.as_slice(), [(_, Flaw::Missing("as-of")), (place, Flaw::Expected(_))]
                | [(place, Flaw::Expected(_)), (_, Flaw::Missing("as-of"))] if *place == written),
            "{flaws:?}"
        );
    }
    let until = "{ rule = \"r\", from = 2017-01-01, until = \"some day\", measures = [] }";
    let flaws = read(&one(&format!("[case.expect]\ndeterminations = [{until}]"))).unwrap_err();
    assert!(flaws.iter().any(|it| matches!(it.flaw, Flaw::Expected(_))));
}

#[test]
fn a_word_that_is_none_of_those_possible_is_told_with_them() {
    let word = |text: &str| match flaw(text) {
        (place, Flaw::Word { word, known }) => {
            assert_eq!(place, format!("\"{word}\""));
            (word, known)
        }
        other => panic!("{other:?}"),
    };
    let (kind, known) = word(&one("subject = { kind = \"company\" }"));
    assert_eq!(kind, "company");
    assert!(known.contains("sole-proprietor"));
    let (ends, known) = word(&fact("kind = \"tax/arrears\", ends-as = \"gone\""));
    assert_eq!((&*ends, known), ("gone", "expired, repaired, exited"));
    let role = "role = [{ holder = \"甲\", role = \"owner\" }]";
    let text = one(role);
    let flaws = flaws(&text);
    assert!(
        matches!(&flaws[1].1, Flaw::Word { word, .. } if word == "owner"),
        "{flaws:?}"
    );
}

#[test]
fn every_word_that_is_told_as_possible_is() {
    let known = |text: &str| {
        let flaws = read(text).unwrap_err();
        flaws
            .into_iter()
            .find_map(|it| match it.flaw {
                Flaw::Word { known, .. } => Some(known),
                _ => None,
            })
            .unwrap()
    };
    for kind in known(&one("subject = { kind = \"\" }")).split(", ") {
        cases(&one(&format!("subject = {{ kind = \"{kind}\" }}")));
    }
    for role in known(&one("role = [{ holder = \"甲\", role = \"\" }]")).split(", ") {
        cases(&one(&format!(
            "role = [{{ holder = \"甲\", role = \"{role}\" }}]"
        )));
    }
    for standing in known(&fact("kind = \"tax/arrears\", ends-as = \"\"")).split(", ") {
        cases(&fact(&format!(
            "kind = \"tax/arrears\", ends-as = \"{standing}\""
        )));
    }
}

#[test]
fn what_the_dictionary_does_not_have_or_allow_is_told() {
    let (place, kind) = flaw(&fact("kind = \"tax/no-such\""));
    assert_eq!(place, "\"tax/no-such\"");
    assert_eq!(kind, Flaw::UnknownKind("tax/no-such".to_owned()));

    let (place, field) = flaw(&fact("kind = \"tax/arrears\", sum = \"1元\""));
    assert_eq!(place, "sum");
    assert!(
        matches!(&field, Flaw::UnknownField { kind, field, known }
            if kind == "tax/arrears" && field == "sum" && known.contains("amount")),
        "{field:?}"
    );

    let (place, code) = flaw(&fact("kind = \"tax/credit-level\", level = \"z\""));
    assert_eq!(place, "\"z\"");
    assert!(
        matches!(&code, Flaw::Value(ValueError::NotInList { code, list })
            if code == "z" && list == "tax/credit-level"),
        "{code:?}"
    );

    for amount in ["100", "1.234元", "百万元"] {
        let (place, money) = flaw(&fact(&format!(
            "kind = \"tax/arrears\", amount = \"{amount}\""
        )));
        assert_eq!(place, format!("\"{amount}\""));
        assert!(matches!(money, Flaw::Money(_)), "{money:?}");
    }
}

#[test]
fn a_name_that_names_nothing_is_told() {
    let (place, like) = flaw(&fact("like = \"base\", kind = \"tax/arrears\""));
    assert_eq!(
        (&*place, like),
        ("\"base\"", Flaw::NothingLike("base".to_owned()))
    );

    let (place, without) = flaw(&fact("kind = \"tax/arrears\", without = [\"amount\"]"));
    assert_eq!(
        (&*place, without),
        ("\"amount\"", Flaw::NotThere("amount".to_owned()))
    );

    let expect = |grounds: &str, measures: &str| {
        one(&format!(
            "fact = [{{ kind = \"tax/arrears\" }}]\n[case.expect]\ndeterminations = [{{ rule = \"r\", from = 2017-01-01, until = \"never\", measures = [{measures}], grounds = [{grounds}] }}]"
        ))
    };
    let (place, set) = flaw(&expect("\"1\"", "\"@red\""));
    assert_eq!(
        (&*place, set),
        ("\"@red\"", Flaw::UnknownSet("red".to_owned()))
    );
    let (place, id) = flaw(&expect("\"2\"", "\"a/b\""));
    assert_eq!((&*place, id), ("\"2\"", Flaw::UnknownFact("2".to_owned())));
    let gap = "[case.expect]\ngaps = [{ rule = \"r\", missing = \"m\", fact = \"甲\" }]";
    let (place, id) = flaw(&one(gap));
    assert_eq!(
        (&*place, id),
        ("\"甲\"", Flaw::UnknownFact("甲".to_owned()))
    );
}

#[test]
fn a_name_that_stands_twice_is_told_at_the_second() {
    let text = one("") + &one("fact = []");
    let errors = read(&text).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].flaw, Flaw::Twice("一".to_owned()));
    assert_eq!(errors[0].span.start, one("").len());

    let kind = "kind = \"tax/arrears\"";
    let second = format!("{{ {kind}, id = \"1\" }}");
    let (place, twice) = flaw(&one(&format!("fact = [{{ {kind} }}, {second}]")));
    assert_eq!((place, twice), (second, Flaw::Twice("1".to_owned())));
}

#[test]
fn a_file_has_a_case_and_not_too_many() {
    for text in [
        "",
        "# 尚无\n",
        "case = []\n",
        "[given]\nas-of = 2017-11-24\n",
    ] {
        assert_eq!(flaws(text), [("", Flaw::NoCases)], "{text}");
    }
    let many = |count: usize| -> String {
        let case = |n| format!("[[case]]\nname = \"{n}\"\nas-of = 2017-11-24\n");
        (0..count).map(case).collect()
    };
    assert_eq!(cases(&many(MOST_CASES)).len(), MOST_CASES);
    let errors = read(&many(MOST_CASES + 1)).unwrap_err();
    assert_eq!(errors[0].flaw, Flaw::TooMany);
    assert_eq!(errors[0].span.start, many(MOST_CASES).len());
}

// ---- all together ----

#[test]
fn all_flaws_of_a_file_are_told_in_its_order() {
    let text = "\
[given]
as_of = 2017-11-24
[[case]]
name = \"一\"
as-of = 2017-11-24
fact = [{ kind = \"tax/arrears\", sum = 1 }, { kind = \"no/such\" }]
subject = { kind = \"company\" }
[case.expect]
review-on = 1
";
    let places: Vec<&str> = flaws(text).iter().map(|(place, _)| *place).collect();
    assert_eq!(places, ["as_of", "sum", "\"no/such\"", "\"company\"", "1"]);
}

#[test]
fn a_flaw_of_what_cases_share_is_told_once() {
    let mut text = "[given.fact.base]\nkind = \"tax/arrears\"\nsum = 1\n".to_owned();
    for name in 0..50 {
        text += &format!(
            "[[case]]\nname = \"{name}\"\nas-of = 2017-11-24\nfact = [{{ like = \"base\" }}]\n"
        );
    }
    let (place, _) = flaw(&text);
    assert_eq!(place, "sum");
}

#[test]
fn more_flaws_than_anybody_reads_are_not_told() {
    let keys: String = (0..5_000).map(|n| format!("key-{n} = 1\n")).collect();
    let errors = read(&one(&keys)).unwrap_err();
    assert_eq!(errors.len(), MOST_FLAWS + 1);
    let last = errors.iter().filter(|it| it.flaw == Flaw::TooManyFlaws);
    assert_eq!(last.count(), 1);
}

#[test]
fn what_cases_share_does_not_grow_with_their_number() {
    let mut shared = one("");
    let long = "长".repeat(100_000);
    for case in 0..500 {
        shared += &format!(
            "[[case]]\nname = \"{case}\"\nas-of = 2017-11-24\nfact = [{{ like = \"long\" }}]\n"
        );
    }
    let in_a_record = format!(
        "{shared}[given.fact.long]\nkind = \"environment/dishonesty-list\"\ndocument-number = \"{long}\"\n"
    );
    let of_subject = format!(
        "{}[given.fact.long]\nkind = \"tax/arrears\"\n[given.subject]\nstatus = \"{long}\"\n",
        shared
    );
    let of_place = of_subject.replace("[given.subject]", "[given.parameters]");
    let codes: Vec<String> = (0..20_000).map(|n| format!("\"a/{n}\"")).collect();
    let set = format!("sets = {{ all = [{}] }}\n", codes.join(", "));
    let mut in_a_set = set;
    for case in 0..500 {
        in_a_set += &format!(
            "[[case]]\nname = \"{case}\"\nas-of = 2017-11-24\nexpect.reached = {{ \"甲\" = [\"@all\"] }}\n"
        );
    }
    for text in [in_a_record, of_subject, of_place, in_a_set] {
        assert!(text.len() < 1 << 20);
        let errors = read(&text).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].flaw, Flaw::TooLarge);
    }
}

#[test]
fn every_flaw_has_its_text_in_both_languages() {
    let texts = [
        "[[case]\n".to_owned(),
        one("asof = 1"),
        fact("id = \"甲\""),
        one("golden = 1"),
        one("subject = { kind = \"company\" }"),
        fact("kind = \"no/such\""),
        fact("kind = \"tax/arrears\", sum = 1"),
        fact("kind = \"tax/credit-level\", level = \"z\""),
        fact("kind = \"tax/arrears\", amount = \"1\""),
        fact("kind = \"tax/arrears\", like = \"base\""),
        one("[case.expect]\nreached = { \"甲\" = [\"@red\"] }"),
        fact("kind = \"tax/arrears\", without = [\"amount\"]"),
        one("") + &one(""),
        one("[case.expect]\ngaps = [{ rule = \"r\", missing = \"m\", fact = \"9\" }]"),
        String::new(),
    ];
    for text in texts {
        for error in read_cases(&text, &DICTIONARY).unwrap_err() {
            let chinese = error.flaw.chinese();
            assert!(chinese.chars().any(|c| c > '\u{2fff}'), "{chinese}");
            assert!(!error.to_string().is_empty());
            assert_ne!(chinese, error.to_string());
        }
    }
}
