use proptest::prelude::*;

use super::*;

fn day_of(text: &str, of: DayOf) -> (Found<Date>, Vec<Flag>) {
    let mut notes = Notes::default();
    let found = day(&mut notes, "day", text, of);
    (found, notes.flags)
}

#[test]
fn a_day_is_written_in_many_ways() {
    let expected = "2017-01-05".parse().unwrap();
    for text in [
        "2017-01-05",
        "2017-1-5",
        "2017/01/05",
        "2017/1/5",
        "2017.1.5",
        "20170105",
        "2017年1月5日",
        "2017年01月05日",
        "2017-01-05 00:00:00",
        "2017-01-05T00:00:00",
        " 2017/1/5 0:00 ",
    ] {
        assert_eq!(
            day_of(text, DayOf::Event),
            (Ok(Some(expected)), vec![]),
            "{text}"
        );
    }
    let wide = day_of("２０１７－０１－０５", DayOf::Event);
    assert_eq!(wide, (Ok(Some(expected)), vec![Flag::Normalised]));
    for text in [
        "2017-01-05 09:12:33",
        "2017/1/5 9:36",
        "2017-01-05T23:59:59.9",
    ] {
        let timed = day_of(text, DayOf::Event);
        assert_eq!(
            timed,
            (Ok(Some(expected)), vec![Flag::Normalised]),
            "{text}"
        );
    }
    for text in [
        "2017-13-01",
        "2017-02-29",
        "17-1-5",
        "2017-1",
        "43039",
        "2017-01-05 25:00:00",
        "2017-01-05T23:00:00Z",
        "5/1/2017",
        "2017-001-05",
        "2017年1月5",
        "2017-+1-05",
        "二〇一七年一月五日",
    ] {
        assert!(day_of(text, DayOf::Event).0.is_err(), "{text}");
    }
}

#[test]
fn days_that_stand_for_none_are_none() {
    let placeholder = vec![Flag::PlaceholderDate];
    for text in ["1899-12-31", "1899-12-30", "1900/1/1"] {
        assert_eq!(
            day_of(text, DayOf::Event),
            (Ok(None), placeholder.clone()),
            "{text}"
        );
    }
    for text in ["2099-12-31", "9999/12/31"] {
        let found = day_of(text, DayOf::Event);
        assert_eq!(found, (Ok(None), placeholder.clone()), "{text}");
        for of in [DayOf::End, DayOf::LastDay, DayOf::Value] {
            assert_eq!(day_of(text, of), (Ok(None), vec![]), "{text}");
        }
        assert!(
            matches!(day_of(text, DayOf::Begin).0, Ok(Some(_))),
            "{text}"
        );
    }
    let after = "2021-01-01".parse().unwrap();
    assert_eq!(day_of("2020-12-31", DayOf::LastDay).0, Ok(Some(after)));
}

#[test]
fn a_moment_is_in_shanghai_unless_it_says_otherwise() {
    const NINE: Millis = 1_509_498_000_000;
    for (text, millis) in [
        ("2017-11-01T09:00:00+08:00", NINE),
        ("2017-11-01T01:00:00Z", NINE),
        ("2017-10-31T20:00:00-05:00", NINE),
        ("2017-11-01 09:00:00", NINE),
        ("2017/11/1 9:00", NINE),
        ("2017-11-01 09:00:00.5", NINE + 500),
        ("2017-11-01T01:00:00.123456789Z", NINE + 123),
        ("2017-11-01", NINE - 9 * 3_600_000),
    ] {
        let found = moment(&mut Notes::default(), "moment", text);
        assert_eq!(found, Ok(Some(millis)), "{text}");
    }
    for text in [
        "09:00",
        "2017-11-01 24:00:00",
        "2017-11-01 09:60",
        "2017-11-01T09:00:00+8",
        "2017-11-01 09:00:00.",
        "2017-11-01 09:00:00.x",
        "2017-11-01T09",
        "2017-02-30 09:00",
    ] {
        assert!(
            moment(&mut Notes::default(), "moment", text).is_err(),
            "{text}"
        );
    }
}

#[test]
fn numbers_and_words_have_one_meaning() {
    let mut notes = Notes::default();
    assert_eq!(integer(&mut notes, "1,234,567"), Ok(1_234_567));
    assert_eq!(integer(&mut notes, "-12"), Ok(-12));
    assert_eq!(integer(&mut notes, "1.5"), Err(Fault::NotAnInteger));
    assert_eq!(integer(&mut notes, "12,34"), Err(Fault::NotAnInteger));
    assert_eq!(integer(&mut notes, &"9".repeat(20)), Err(Fault::TooLarge));
    assert_eq!(
        amount(&mut notes, "1,234.5", Some(Unit::Yuan)),
        Ok(Fen(123_450))
    );
    assert_eq!(
        amount(&mut notes, "2000元", Some(Unit::TenThousandYuan)),
        Ok(Fen(200_000))
    );
    assert_eq!(amount(&mut notes, "1.230", Some(Unit::Yuan)), Ok(Fen(123)));
    assert_eq!(
        amount(&mut notes, "1.234", Some(Unit::Yuan)),
        Err(Fault::FractionOfFen)
    );
    assert_eq!(
        amount(&mut notes, "1,2345", Some(Unit::Yuan)),
        Err(Fault::NotAnAmount)
    );
    assert_eq!(amount(&mut notes, "2000", None), Err(Fault::NoUnit));
    assert_eq!(amount(&mut notes, "-1元", None), Err(Fault::NegativeAmount));
    assert_eq!(amount(&mut notes, "0元", None), Ok(Fen(0)));
    assert_eq!(flag(&mut notes, "是"), Ok(true));
    assert_eq!(flag(&mut notes, "FALSE"), Ok(false));
    assert_eq!(flag(&mut notes, "也许"), Err(Fault::NotAFlag));
    assert_eq!(notes.flags, []);
}

proptest! {
    #[test]
    fn every_day_and_second_reads_back(days in -200_000..200_000i32, second in 0..86_400i64) {
        let day = Date::from_days(days);
        prop_assert_eq!(parse_day(&day.to_string()), Some(day));
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        let text = format!("{day} {hour:02}:{minute:02}:{:02}", second % 60);
        let millis = (i64::from(days) * 86_400 + second) * 1_000 - SHANGHAI;
        prop_assert_eq!(parse_moment(&text), Some(millis));
    }

    #[test]
    fn nothing_written_panics(text in "[0-9年月日/.:TZ+, -]{0,24}") {
        let _ = (parse_day(&text), parse_moment(&text));
        let mut notes = Notes::default();
        let _ = (amount(&mut notes, &text, Some(Unit::Yuan)), integer(&mut notes, &text));
    }

    #[test]
    fn separators_change_no_number(number in any::<i64>()) {
        let digits = number.unsigned_abs().to_string();
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if number < 0 { "-" } else { "" };
        prop_assert_eq!(integer(&mut Notes::default(), &format!("{sign}{grouped}")), Ok(number));
    }
}
