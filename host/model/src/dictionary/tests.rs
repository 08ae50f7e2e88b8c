use proptest::prelude::*;

use super::*;
use crate::money::Fen;

pub(super) fn field(
    number: u16,
    name: &str,
    value_type: ValueType,
    code_list: Option<&str>,
) -> Field {
    Field {
        number,
        name: name.to_owned(),
        title: "字段".to_owned(),
        title_en: "Field".to_owned(),
        value_type,
        code_list: code_list.map(str::to_owned),
        unit: None,
        personal: false,
        from: None,
        until: None,
    }
}

pub(super) fn kind(number: u16, code: &str, fields: Vec<Field>) -> Kind {
    Kind {
        number,
        code: code.to_owned(),
        name: "类别".to_owned(),
        name_en: "Kind".to_owned(),
        provider: "tax-bureau".to_owned(),
        tier: Tier::C,
        personal: false,
        from: None,
        until: None,
        fields,
    }
}

pub(super) fn list(code: &str) -> CodeList {
    let entry = |code: &str| CodeEntry {
        code: code.to_owned(),
        title: "条目".to_owned(),
        title_en: "Entry".to_owned(),
        from: None,
        until: None,
    };
    CodeList {
        code: code.to_owned(),
        title: "代码集".to_owned(),
        title_en: "Code list".to_owned(),
        entries: vec![entry("a"), entry("b")],
    }
}

pub(super) fn data() -> DictionaryData {
    DictionaryData {
        kinds: vec![
            kind(
                4,
                "tax/level",
                vec![
                    field(1, "year", ValueType::Integer, None),
                    field(7, "level", ValueType::Code, Some("tax/level")),
                    field(9, "earlier", ValueType::Codes, Some("tax/level")),
                ],
            ),
            kind(2, "court/debtor", Vec::new()),
        ],
        code_lists: vec![list("tax/level"), list("court/offence")],
    }
}

fn twice(what: &str) -> Result<Dictionary, DictionaryError> {
    Err(DictionaryError::Twice(what.to_owned()))
}

#[test]
fn kinds_are_found_by_code_and_by_number() {
    let dictionary = Dictionary::new(data()).unwrap();
    let level = dictionary.kind("tax/level").unwrap();
    assert_eq!(dictionary.kind_of_number(4), Some(level));
    assert_eq!(level.field("level").map(|field| field.number), Some(7));
    assert_eq!(level.field("levels"), None);
    assert_eq!(dictionary.kind("tax/levels"), None);
    assert_eq!(dictionary.kind_of_number(1), None);
    assert!(dictionary.code_list("court/offence").is_some());
    assert_eq!(dictionary.code_list("court/offences"), None);
}

#[test]
fn codes_and_numbers_stand_once() {
    let changed = |change: fn(&mut DictionaryData)| {
        let mut data = data();
        change(&mut data);
        Dictionary::new(data)
    };
    assert_eq!(
        changed(|data| data.code_lists.push(list("tax/level"))),
        twice("tax/level")
    );
    assert_eq!(
        changed(|data| data.kinds.push(kind(5, "court/debtor", Vec::new()))),
        twice("court/debtor")
    );
    assert_eq!(
        changed(|data| data.kinds.push(kind(2, "court/other", Vec::new()))),
        twice("2")
    );
    for field in [
        field(2, "year", ValueType::Date, None),
        field(1, "month", ValueType::Date, None),
    ] {
        let mut data = data();
        let what = format!("tax/level {}", field.name);
        data.kinds[0].fields.push(field);
        assert_eq!(Dictionary::new(data), twice(&what));
    }
}

#[test]
fn code_has_a_code_list_and_nothing_else_has() {
    for (value_type, list) in [
        (ValueType::Code, None),
        (ValueType::Codes, None),
        (ValueType::Code, Some("no/list")),
        (ValueType::Text, Some("tax/level")),
        (ValueType::Integer, Some("no/list")),
    ] {
        let mut data = data();
        data.kinds[1]
            .fields
            .push(field(1, "wrong", value_type, list));
        assert_eq!(
            Dictionary::new(data),
            Err(DictionaryError::CodeList {
                kind: "court/debtor".to_owned(),
                field: "wrong".to_owned(),
            }),
            "{value_type:?} {list:?}"
        );
    }
}

#[test]
fn dictionary_out_of_order_is_refused() {
    type Change = fn(&mut DictionaryData);
    let kind = || Item::Kind("tax/level".to_owned());
    let year = || Item::field("tax/level", "year");
    let text = |item, text| DictionaryError::Text { item, text };
    let cases: Vec<(Change, DictionaryError)> = vec![
        (
            |data| data.kinds[0].code = "tax/level/a".to_owned(),
            DictionaryError::Name(Item::Kind("tax/level/a".to_owned())),
        ),
        (
            |data| data.kinds[0].fields[0].name = "Year".to_owned(),
            DictionaryError::Name(Item::field("tax/level", "Year")),
        ),
        (
            |data| data.code_lists[1].code = "税".to_owned(),
            DictionaryError::Name(Item::CodeList("税".to_owned())),
        ),
        (
            |data| data.code_lists[1].entries[0].code = "a b".to_owned(),
            DictionaryError::Name(Item::entry("court/offence", "a b")),
        ),
        (
            |data| data.code_lists[1].entries[0].code.clear(),
            DictionaryError::Name(Item::entry("court/offence", "")),
        ),
        (
            |data| data.code_lists[1].entries[0].code = "b".to_owned(),
            DictionaryError::Twice("court/offence b".to_owned()),
        ),
        (
            |data| data.kinds[0].name_en.clear(),
            text(kind(), "name_en"),
        ),
        (
            |data| data.kinds[0].provider.clear(),
            text(kind(), "provider"),
        ),
        (
            |data| data.kinds[0].fields[0].title = "年".repeat(201),
            text(year(), "title"),
        ),
        (
            |data| data.kinds[0].fields[0].unit = Some(String::new()),
            text(year(), "unit"),
        ),
        (
            |data| data.kinds[0].fields[1].unit = Some("分".to_owned()),
            DictionaryError::Unit(Item::field("tax/level", "level")),
        ),
        (
            |data| {
                data.kinds[0].from = Some(Date::from_days(5));
                data.kinds[0].until = Some(Date::from_days(5));
            },
            DictionaryError::Dates(kind()),
        ),
        (
            |data| {
                data.kinds[0].fields[0].from = Some(Date::from_days(5));
                data.kinds[0].fields[0].until = Some(Date::from_days(4));
            },
            DictionaryError::Dates(year()),
        ),
        (
            |data| {
                data.code_lists[1].entries[0].from = Some(Date::from_days(5));
                data.code_lists[1].entries[0].until = Some(Date::from_days(4));
            },
            DictionaryError::Dates(Item::entry("court/offence", "a")),
        ),
    ];
    for (change, error) in cases {
        let mut data = data();
        change(&mut data);
        assert_eq!(Dictionary::new(data), Err(error));
    }
}

#[test]
fn kinds_and_fields_come_by_number() {
    let mut data = data();
    data.kinds[0].fields.reverse();
    let dictionary = Dictionary::new(data).unwrap();
    let numbers: Vec<_> = dictionary.kinds().map(|kind| kind.number).collect();
    assert_eq!(numbers, [2, 4]);
    let level = dictionary.kind("tax/level").unwrap();
    let numbers: Vec<_> = level.fields.iter().map(|field| field.number).collect();
    assert_eq!(numbers, [1, 7, 9]);
}

proptest! {
    /// What a store and a file hold is the dictionary again, with whatever is left out.
    #[test]
    fn data_is_the_dictionary_again(
        days in proptest::collection::vec(proptest::option::of(-9_000..30_000i32), 6),
        unit in proptest::option::of("[年份]{1,3}"),
        personal: bool,
    ) {
        let mut data = data();
        let day = |place: usize| days[place].map(Date::from_days);
        let after = |from: Option<Date>, until: Option<Date>| until.filter(|until| {
            from.is_none_or(|from| from < *until)
        });
        let kind = &mut data.kinds[0];
        (kind.from, kind.until) = (day(0), after(day(0), day(1)));
        kind.personal = personal;
        let field = &mut kind.fields[0];
        (field.from, field.until) = (day(2), after(day(2), day(3)));
        field.unit = unit;
        let entry = &mut data.code_lists[0].entries[1];
        (entry.from, entry.until) = (day(4), after(day(4), day(5)));

        let dictionary = Dictionary::new(data).unwrap();
        let data = dictionary.data();
        let text = toml::to_string(&data).unwrap();
        let bytes = postcard::to_allocvec(&data).unwrap();
        prop_assert_eq!(&toml::from_str::<DictionaryData>(&text).unwrap(), &data);
        prop_assert_eq!(&postcard::from_bytes::<DictionaryData>(&bytes).unwrap(), &data);
        prop_assert_eq!(Dictionary::new(data), Ok(dictionary));
    }
}

#[test]
fn value_has_the_type_of_its_field() {
    let dictionary = Dictionary::new(data()).unwrap();
    let text = String::from("a");
    let values = [
        Value::Text(text.clone()),
        Value::Integer(2016),
        Value::Amount(Fen(1)),
        Value::Flag(true),
        Value::Date(Date::from_days(1)),
        Value::Code(text.clone()),
        Value::Codes(vec![text]),
    ];
    for field in &dictionary.kind("tax/level").unwrap().fields {
        for value in &values {
            let expected = if value.value_type() == field.value_type {
                Ok(())
            } else {
                Err(ValueError::Type {
                    expected: field.value_type,
                    found: value.value_type(),
                })
            };
            assert_eq!(dictionary.check(field, value), expected);
        }
    }
}

#[test]
fn code_is_in_its_list() {
    let dictionary = Dictionary::new(data()).unwrap();
    let level = dictionary.kind("tax/level").unwrap();
    let one = |code: &str| {
        let field = level.field("level").unwrap();
        dictionary.check(field, &Value::Code(code.to_owned()))
    };
    let several = |codes: &[&str]| {
        let field = level.field("earlier").unwrap();
        let codes = codes.iter().map(|code| (*code).to_owned()).collect();
        dictionary.check(field, &Value::Codes(codes))
    };
    let unknown = |code: &str| {
        Err(ValueError::NotInList {
            code: code.to_owned(),
            list: "tax/level".to_owned(),
        })
    };
    assert_eq!(one("b"), Ok(()));
    assert_eq!(one("B"), unknown("B"));
    assert_eq!(one(""), unknown(""));
    assert_eq!(several(&[]), Ok(()));
    assert_eq!(several(&["a", "b", "a"]), Ok(()));
    assert_eq!(several(&["a", "x", "y"]), unknown("x"));
}
