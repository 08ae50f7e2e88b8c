use proptest::prelude::*;

use super::*;
use crate::dictionary::{
    Tier,
    tests::{data, kind},
};

fn before() -> Dictionary {
    Dictionary::new(data()).unwrap()
}

fn change(text: &str) -> Result<Dictionary, ChangeError> {
    before().changed(toml::from_str(text).unwrap())
}

fn day(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

/// What a new memorandum may need, with no number given: kind, fields, list and codes.
const NEW: &str = r#"
[[kind]]
code = "safety/accident"
name = "事故"
name_en = "Accident"
provider = "safety-bureau"
tier = "c"
personal = true
from = "2017-01-01"
field = [
    { name = "deaths", title = "死亡人数", title_en = "Deaths", type = "integer", unit = "人" },
    { name = "grade", title = "等级", title_en = "Grade", type = "code", code_list = "safety/grade" },
]

[[kind]]
code = "tax/level"
field = [
    { name = "score", title = "得分", title_en = "Score", type = "integer" },
    { name = "rank", number = 10, title = "名次", title_en = "Rank", type = "integer", personal = true },
]

[[code_list]]
code = "safety/grade"
title = "等级"
title_en = "Grade"
entry = [{ code = "major", title = "重大", title_en = "Major" }]

[[code_list]]
code = "tax/level"
entry = [{ code = "m", title = "M级", title_en = "Level M", from = "2018-04-01" }]
"#;

#[test]
fn new_things_are_added_and_numbered() {
    let after = change(NEW).unwrap();
    let accident = after.kind("safety/accident").unwrap();
    assert_eq!((accident.number, accident.from), (5, day("2017-01-01")));
    let numbers = |kind: &Kind| -> Vec<_> {
        let fields = kind.fields.iter();
        fields
            .map(|field| (field.number, field.name.clone()))
            .collect()
    };
    let named = |number: u16, name: &str| (number, name.to_owned());
    assert_eq!(numbers(accident), [named(1, "deaths"), named(2, "grade")]);
    assert_eq!(
        numbers(after.kind("tax/level").unwrap()),
        [
            named(1, "year"),
            named(7, "level"),
            named(9, "earlier"),
            named(10, "rank"),
            named(11, "score")
        ]
    );
    let codes = after.code_list("tax/level").unwrap().entries.iter();
    let codes: Vec<_> = codes.map(|entry| entry.code.as_str()).collect();
    assert_eq!(codes, ["a", "b", "m"]);
    // What the change does not name is as it was.
    assert_eq!(after.kind("court/debtor"), before().kind("court/debtor"));
}

/// The number that one kind brings is not given to another that stands before it.
#[test]
fn given_numbers_go_first() {
    let new = |number: &str, code: &str| {
        format!(
            r#"{{ {number} code = "{code}", name = "甲", name_en = "A", provider = "court", tier = "c", personal = false }}"#
        )
    };
    let (first, second) = (new("", "new/first"), new("number = 5,", "new/second"));
    let after = change(&format!("kind = [{first}, {second}]")).unwrap();
    let number = |code| after.kind(code).unwrap().number;
    assert_eq!((number("new/first"), number("new/second")), (6, 5));
}

#[test]
fn names_and_ends_change_and_nothing_else_does() {
    let after = change(
        r#"
[[kind]]
code = "tax/level"
number = 4
name = "新名"
name_en = "New name"
provider = "court"
tier = "b"
personal = true
until = "2018-01-01"
field = [
    { name = "year", number = 1, title = "年度", title_en = "Year", type = "integer", unit = "年", personal = true, until = "2017-06-01" },
]

[[code_list]]
code = "tax/level"
title = "新代码集"
title_en = "New list"
entry = [{ code = "b", title = "乙", title_en = "Second", until = "2017-07-01" }]
"#,
    )
    .unwrap();
    let mut expected = data();
    let kind = &mut expected.kinds[0];
    kind.name = "新名".to_owned();
    kind.name_en = "New name".to_owned();
    kind.provider = "court".to_owned();
    kind.tier = Tier::B;
    kind.personal = true;
    kind.until = day("2018-01-01");
    let field = &mut kind.fields[0];
    field.title = "年度".to_owned();
    field.title_en = "Year".to_owned();
    field.unit = Some("年".to_owned());
    field.personal = true;
    field.until = day("2017-06-01");
    let list = &mut expected.code_lists[0];
    list.title = "新代码集".to_owned();
    list.title_en = "New list".to_owned();
    list.entries[1].title = "乙".to_owned();
    list.entries[1].title_en = "Second".to_owned();
    list.entries[1].until = day("2017-07-01");
    assert_eq!(after, Dictionary::new(expected).unwrap());

    // What a later change leaves out stays, the end too.
    let text = r#"kind = [{ code = "tax/level", tier = "c" }]"#;
    let later = after.changed(toml::from_str(text).unwrap()).unwrap();
    let level = later.kind("tax/level").unwrap();
    assert_eq!((level.tier, level.until), (Tier::C, day("2018-01-01")));
}

#[test]
fn each_refusal_says_what_and_why() {
    let tax = || Item::Kind("tax/level".to_owned());
    let year = || Item::field("tax/level", "year");
    let level = || Item::field("tax/level", "level");
    let missing = |item, missing| ChangeError::Missing { item, missing };
    let first = "2017-01-01".parse().unwrap();
    let whole = r#"name = "甲", name_en = "A", provider = "court", tier = "c", personal = false"#;
    let new = |more: &str| format!(r#"kind = [{{ code = "new/kind", {more} }}]"#);
    let of_tax = |field: &str| format!(r#"kind = [{{ code = "tax/level", field = [{field}] }}]"#);
    let of_list =
        |entry: &str| format!(r#"code_list = [{{ code = "tax/level", entry = [{entry}] }}]"#);
    let cases = [
        (
            r#"kind = [{ code = "tax/level" }, { code = "tax/level" }]"#.to_owned(),
            ChangeError::Twice(tax()),
        ),
        (
            of_tax(r#"{ name = "year" }, { name = "year" }"#),
            ChangeError::Twice(year()),
        ),
        (
            r#"code_list = [{ code = "tax/level" }, { code = "tax/level" }]"#.to_owned(),
            ChangeError::Twice(Item::CodeList("tax/level".to_owned())),
        ),
        (
            of_list(r#"{ code = "a" }, { code = "a" }"#),
            ChangeError::Twice(Item::entry("tax/level", "a")),
        ),
        (
            new(r#"name_en = "A", provider = "court", tier = "c", personal = false"#),
            missing(Item::Kind("new/kind".to_owned()), "name"),
        ),
        (
            new(r#"name = "甲", name_en = "A", provider = "court", tier = "c""#),
            missing(Item::Kind("new/kind".to_owned()), "personal"),
        ),
        (
            of_tax(r#"{ name = "new", title = "新", title_en = "New" }"#),
            missing(Item::field("tax/level", "new"), "type"),
        ),
        (
            r#"code_list = [{ code = "new/list", title = "新" }]"#.to_owned(),
            missing(Item::CodeList("new/list".to_owned()), "title_en"),
        ),
        (
            of_list(r#"{ code = "c", title_en = "C" }"#),
            missing(Item::entry("tax/level", "c"), "title"),
        ),
        (
            r#"kind = [{ code = "tax/level", number = 5 }]"#.to_owned(),
            ChangeError::Number {
                item: tax(),
                number: 4,
                given: 5,
            },
        ),
        (
            of_tax(r#"{ name = "year", number = 2 }"#),
            ChangeError::Number {
                item: year(),
                number: 1,
                given: 2,
            },
        ),
        (
            new(&format!("number = 4, {whole}")),
            ChangeError::NumberTaken {
                item: Item::Kind("new/kind".to_owned()),
                number: 4,
                owner: tax(),
            },
        ),
        (
            of_tax(
                r#"{ name = "new", number = 1, title = "新", title_en = "New", type = "flag" }"#,
            ),
            ChangeError::NumberTaken {
                item: Item::field("tax/level", "new"),
                number: 1,
                owner: year(),
            },
        ),
        (
            of_tax(r#"{ name = "year", type = "amount" }"#),
            ChangeError::ValueType {
                item: year(),
                value_type: ValueType::Integer,
                given: ValueType::Amount,
            },
        ),
        (
            of_tax(r#"{ name = "level", code_list = "court/offence" }"#),
            ChangeError::CodeList {
                item: level(),
                given: "court/offence".to_owned(),
            },
        ),
        (
            of_tax(r#"{ name = "year", code_list = "court/offence" }"#),
            ChangeError::CodeList {
                item: year(),
                given: "court/offence".to_owned(),
            },
        ),
        (
            r#"kind = [{ code = "tax/level", from = "2017-01-01" }]"#.to_owned(),
            ChangeError::From {
                item: tax(),
                given: first,
            },
        ),
        (
            of_tax(r#"{ name = "year", from = "2017-01-01" }"#),
            ChangeError::From {
                item: year(),
                given: first,
            },
        ),
        (
            of_list(r#"{ code = "a", from = "2017-01-01" }"#),
            ChangeError::From {
                item: Item::entry("tax/level", "a"),
                given: first,
            },
        ),
        (
            of_tax(r#"{ name = "new", title = "新", title_en = "New", type = "code" }"#),
            ChangeError::Contradiction(DictionaryError::CodeList {
                kind: "tax/level".to_owned(),
                field: "new".to_owned(),
            }),
        ),
        (
            of_tax(r#"{ name = "level", unit = "级" }"#),
            ChangeError::Contradiction(DictionaryError::Unit(level())),
        ),
        (
            new(&format!(
                r#"from = "2017-01-01", until = "2017-01-01", {whole}"#
            )),
            ChangeError::Contradiction(DictionaryError::Dates(Item::Kind("new/kind".to_owned()))),
        ),
    ];
    for (text, error) in cases {
        let refused = change(&text).unwrap_err();
        assert_eq!(refused, error, "{text}");
        assert!(refused.to_string().chars().count() < 300);
    }
}

/// A number is not free again because its kind has ended.
#[test]
fn number_of_what_has_ended_does_not_return() {
    let ended = change(r#"kind = [{ code = "tax/level", until = "2017-01-01" }]"#).unwrap();
    let text = r#"kind = [{ code = "tax/grade", number = 4, name = "级", name_en = "Grade", provider = "tax-bureau", tier = "c", personal = false }]"#;
    assert!(matches!(
        ended.changed(toml::from_str(text).unwrap()),
        Err(ChangeError::NumberTaken { number: 4, .. })
    ));
}

#[test]
fn there_is_no_number_after_the_last() {
    let mut data = data();
    data.kinds.push(kind(u16::MAX, "last/kind", Vec::new()));
    let full = Dictionary::new(data).unwrap();
    assert_eq!(
        full.changed(toml::from_str(NEW).unwrap()),
        Err(ChangeError::NoNextNumber(Item::Kind(
            "safety/accident".to_owned()
        )))
    );
}

#[test]
fn misspelt_key_is_refused() {
    for text in [
        r#"kinds = []"#,
        r#"kind = [{ code = "tax/level", utnil = "2017-01-01" }]"#,
        r#"kind = [{ code = "tax/level", field = [{ name = "year", kind = "integer" }] }]"#,
        r#"code_list = [{ code = "tax/level", entry = [{ code = "a", name = "甲" }] }]"#,
    ] {
        assert!(
            toml::from_str::<DictionaryFragment>(text).is_err(),
            "{text}"
        );
    }
}

/// The whole dictionary is a change too: of itself none, of nothing all of it.
#[test]
fn whole_dictionary_is_a_change() {
    let text = toml::to_string(&before().data()).unwrap();
    assert_eq!(change(&text), Ok(before()));
    let empty = Dictionary::new(DictionaryData {
        kinds: Vec::new(),
        code_lists: Vec::new(),
    });
    let fragment = toml::from_str(&text).unwrap();
    assert_eq!(empty.unwrap().changed(fragment), Ok(before()));
}

const TYPES: [ValueType; 4] = [
    ValueType::Integer,
    ValueType::Text,
    ValueType::Code,
    ValueType::Codes,
];

fn arbitrary_field() -> impl Strategy<Value = FieldFragment> {
    let name = prop_oneof![Just("year"), Just("level"), Just("one"), Just("two")];
    let number = proptest::option::of(1..12u16);
    let value_type = proptest::option::weighted(0.8, proptest::sample::select(&TYPES[..]));
    let until = proptest::option::of((0..100i32).prop_map(Date::from_days));
    (name, number, value_type, until, any::<bool>()).prop_map(
        |(name, number, value_type, until, personal)| {
            let coded = matches!(value_type, Some(ValueType::Code | ValueType::Codes));
            FieldFragment {
                name: name.to_owned(),
                number,
                title: Some("新名".to_owned()),
                title_en: Some("New".to_owned()),
                value_type,
                code_list: coded.then(|| "tax/level".to_owned()),
                personal: Some(personal),
                until,
                ..FieldFragment::default()
            }
        },
    )
}

fn arbitrary_kind(code: &'static str, number: Option<u16>) -> impl Strategy<Value = KindFragment> {
    let until = proptest::option::of((0..100i32).prop_map(Date::from_days));
    let fields = proptest::collection::vec(arbitrary_field(), 0..3);
    (until, fields, any::<bool>()).prop_map(move |(until, fields, personal)| KindFragment {
        code: code.to_owned(),
        number,
        name: Some("新名".to_owned()),
        name_en: Some("New".to_owned()),
        provider: Some("court".to_owned()),
        tier: Some(Tier::B),
        personal: Some(personal),
        until,
        fields,
        ..KindFragment::default()
    })
}

fn arbitrary_change() -> impl Strategy<Value = DictionaryFragment> {
    let kind = prop_oneof![
        arbitrary_kind("tax/level", None),
        arbitrary_kind("court/debtor", Some(2)),
        arbitrary_kind("new/numbered", Some(8)),
        arbitrary_kind("new/other", None),
    ];
    proptest::collection::vec(kind, 1..3).prop_map(|kinds| DictionaryFragment {
        kinds,
        code_lists: Vec::new(),
    })
}

proptest! {
    #[test]
    fn change_sent_twice_changes_nothing(change in arbitrary_change()) {
        if let Ok(once) = before().changed(change.clone()) {
            prop_assert_eq!(&once.changed(change), &Ok(once.clone()));
        }
    }

    /// Whatever changes are sent, what is stored means what it meant.
    #[test]
    fn numbers_types_and_lists_stand(
        changes in proptest::collection::vec(arbitrary_change(), 1..6),
    ) {
        let after = changes.into_iter().fold(before(), |dictionary, change| {
            dictionary.changed(change).unwrap_or(dictionary)
        });
        for kind in before().kinds() {
            let now = after.kind_of_number(kind.number).unwrap();
            prop_assert_eq!(&now.code, &kind.code);
            for field in &kind.fields {
                let now = now.field(&field.name).unwrap();
                prop_assert_eq!(
                    (now.number, now.value_type, &now.code_list),
                    (field.number, field.value_type, &field.code_list)
                );
            }
        }
    }

    /// Changes of different kinds and lists are independent if new kinds bring numbers.
    #[test]
    fn order_of_independent_changes_does_not_matter(
        one in arbitrary_kind("tax/level", None),
        other in arbitrary_kind("new/numbered", Some(8)),
        code in "[a-d]",
    ) {
        let named = |mut list: CodeListFragment| {
            list.entries.push(CodeEntryFragment {
                code: code.clone(),
                title: Some("新".to_owned()),
                title_en: Some("New".to_owned()),
                ..CodeEntryFragment::default()
            });
            list
        };
        let of = |kind, list: &str| DictionaryFragment {
            kinds: vec![kind],
            code_lists: vec![named(CodeListFragment {
                code: list.to_owned(),
                title: Some("名".to_owned()),
                title_en: Some("Name".to_owned()),
                entries: Vec::new(),
            })],
        };
        let (one, other) = (of(one, "tax/level"), of(other, "new/list"));
        let in_order = |first: &DictionaryFragment, second: &DictionaryFragment| {
            before().changed(first.clone())?.changed(second.clone())
        };
        let (forth, back) = (in_order(&one, &other), in_order(&other, &one));
        prop_assert_eq!(forth.is_ok(), back.is_ok());
        if forth.is_ok() {
            prop_assert_eq!(forth, back);
        }
    }
}
