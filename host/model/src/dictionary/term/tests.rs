use super::*;
use crate::dictionary::tests::data;

fn day(day: i32) -> Date {
    Date::from_days(day)
}

fn code(code: &str) -> Value {
    Value::Code(code.to_owned())
}

/// Of `tax/level`: the kind from 10 to 50, its year until 40, code `b` from 20 until 30.
fn dictionary() -> Dictionary {
    let mut data = data();
    let kind = &mut data.kinds[0];
    (kind.from, kind.until) = (Some(day(10)), Some(day(50)));
    kind.fields[0].until = Some(day(40));
    let entry = &mut data.code_lists[0].entries[1];
    (entry.from, entry.until) = (Some(day(20)), Some(day(30)));
    Dictionary::new(data).unwrap()
}

/// Ends are exclusive, and of several things out of term the kind is named first.
#[test]
fn record_is_taken_while_what_it_names_is_in_use() {
    let dictionary = dictionary();
    let level = dictionary.kind("tax/level").unwrap();
    let kind = || Item::Kind("tax/level".to_owned());
    let year = || Item::field("tax/level", "year");
    let b = || Item::entry("tax/level", "b");
    let not_yet = |item, from| {
        Err(OutOfTerm::NotYet {
            item,
            from: day(from),
        })
    };
    let ended = |item, until| {
        Err(OutOfTerm::Ended {
            item,
            until: day(until),
        })
    };
    let of_year = [(1, Value::Integer(2016))];
    let of_level = [(7, code("b"))];
    let of_levels = [(9, Value::Codes(vec!["a".to_owned(), "b".to_owned()]))];
    let of_a = [(7, code("a"))];
    let none: [(u16, Value); 0] = [];
    type Case<'a> = (&'a [(u16, Value)], i32, Result<(), OutOfTerm>);
    let cases: [Case; 16] = [
        (&none, 9, not_yet(kind(), 10)),
        (&none, 10, Ok(())),
        (&none, 49, Ok(())),
        (&none, 50, ended(kind(), 50)),
        (&of_year, 39, Ok(())),
        (&of_year, 40, ended(year(), 40)),
        (&of_year, 50, ended(kind(), 50)),
        (&of_level, 19, not_yet(b(), 20)),
        (&of_level, 20, Ok(())),
        (&of_level, 29, Ok(())),
        (&of_level, 30, ended(b(), 30)),
        (&of_levels, 19, not_yet(b(), 20)),
        (&of_levels, 29, Ok(())),
        (&of_levels, 30, ended(b(), 30)),
        (&of_a, 19, Ok(())),
        (&of_a, 30, Ok(())),
    ];
    for (values, decided_on, expected) in cases {
        let found = dictionary.check_term(level, values, day(decided_on));
        assert_eq!(found, expected, "{values:?} on {decided_on}");
    }
}

/// What is out of term is read as ever.
#[test]
fn what_has_ended_stays_readable() {
    let dictionary = dictionary();
    let level = dictionary.kind_of_number(4).unwrap();
    assert_eq!(level.code, "tax/level");
    let field = level.field("level").unwrap();
    assert_eq!(dictionary.check(field, &code("b")), Ok(()));
}
