use super::{notice::midnight, *};

mod naive;

/// After every notice of the file.
const TODAY: i64 = 1_795_000_000_000;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn dawn(text: &str) -> i64 {
    midnight(date(text))
}

fn data() -> CalendarData {
    toml::from_str(include_str!("../../../service/data/calendar.toml")).unwrap()
}

fn calendar() -> Calendar {
    Calendar::new(data()).unwrap()
}

fn notice(year: u16, issued_on: &str) -> Notice {
    Notice {
        year,
        document_number: None,
        issued_on: date(issued_on),
        recorded_at: None,
        off: Vec::new(),
        work: Vec::new(),
    }
}

fn range(first: &str, last: &str) -> DayRange {
    DayRange {
        first: date(first),
        last: date(last),
    }
}

fn of(notices: impl IntoIterator<Item = Notice>) -> Result<Calendar, CalendarError> {
    Calendar::new(CalendarData {
        notices: notices.into_iter().collect(),
    })
}

#[test]
fn midnight_is_that_of_shanghai() {
    assert_eq!(dawn("1970-01-01"), -28_800_000);
    // date -d '2020-01-27T00:00+08:00' +%s
    assert_eq!(dawn("2020-01-27"), 1_580_054_400_000);
}

/// domain.md §3.8, second table.
#[test]
fn seven_working_days() {
    let (calendar, bare) = (calendar(), of((2017..=2026).map(bare)).unwrap());
    for (start, true_day, naive) in [
        ("2017-01-20", "2017-02-04", "2017-01-31"),
        ("2017-09-22", "2017-10-09", "2017-10-03"),
        ("2017-09-29", "2017-10-16", "2017-10-10"),
        ("2018-02-09", "2018-02-24", "2018-02-20"),
        ("2019-04-29", "2019-05-10", "2019-05-08"),
        ("2020-01-20", "2020-02-06", "2020-01-29"),
        ("2022-10-07", "2022-10-14", "2022-10-18"),
        ("2023-09-26", "2023-10-11", "2023-10-05"),
        ("2025-09-26", "2025-10-13", "2025-10-07"),
        ("2026-02-12", "2026-02-28", "2026-02-23"),
    ] {
        let add = |calendar: &Calendar| calendar.add_working_days(date(start), 7, TODAY);
        assert_eq!(add(&calendar), Ok(Deadline::Fixed(date(true_day))));
        assert_eq!(add(&bare), Ok(Deadline::Fixed(date(naive))), "{start}");
    }
}

/// A notice that announces the year and names no day.
fn bare(year: u16) -> Notice {
    notice(year, "2016-12-01")
}

/// domain.md §3.8, first table.
#[test]
fn shortest_and_longest_spans_of_ten_years() {
    let calendar = calendar();
    let starts = date("2017-01-01").days()..date("2027-01-01").days();
    for (n, shortest, longest, worst) in [
        (3, 3, 13, "2020-01-21"),
        (7, 7, 19, "2020-01-22"),
        (10, 11, 22, "2020-01-19"),
        (15, 18, 29, "2020-01-19"),
    ] {
        let spans: Vec<(i32, i32)> = starts
            .clone()
            .filter_map(
                |start| match calendar.add_working_days(Date::from_days(start), n, TODAY) {
                    Ok(Deadline::Fixed(day)) => Some((day.days() - start, start)),
                    _ => None,
                },
            )
            .collect();
        let longest_found = spans.iter().map(|(span, _)| *span).max();
        let worst_found = spans.iter().find(|(span, _)| Some(*span) == longest_found);
        assert_eq!(spans.iter().map(|(span, _)| *span).min(), Some(shortest));
        assert_eq!(worst_found, Some(&(longest, date(worst).days())), "{n}");
    }
}

#[test]
fn g26_published_on_the_seventh_working_day_is_on_time_and_on_the_eighth_late() {
    let calendar = calendar();
    let due = calendar.add_working_days(date("2017-09-29"), 7, TODAY);
    assert_eq!(due, Ok(Deadline::Fixed(date("2017-10-16"))));
    let late =
        |published: &str| calendar.working_days_between(date("2017-10-16"), date(published), TODAY);
    assert_eq!(late("2017-10-09"), Ok(0));
    assert_eq!(late("2017-10-16"), Ok(0));
    assert_eq!(late("2017-10-17"), Ok(1));
    assert_eq!(late("2017-10-23"), Ok(5));
}

#[test]
fn g27_a_second_notice_moves_a_deadline_and_both_are_kept() {
    let (calendar, start) = (calendar(), date("2020-01-21"));
    let first = Deadline::Fixed(date("2020-02-05"));
    let second = Deadline::Fixed(date("2020-02-07"));
    let moved = dawn("2020-01-27");
    for (known_at, expected) in [
        (dawn("2020-01-21"), first),
        (moved - 1, first),
        (moved, second),
        (TODAY, second),
    ] {
        let deadline = calendar.add_working_days(start, 7, known_at);
        assert_eq!(deadline, Ok(expected), "{known_at}");
    }
    // While only 2017 was announced, then 2018, then 2019, any day might have been worked.
    let bound = Deadline::Provisional(date("2020-01-28"));
    assert_eq!(
        calendar.told(start, 7),
        [
            (dawn("2016-12-01"), bound),
            (dawn("2019-11-21"), first),
            (moved, second)
        ]
    );
    // A Saturday that was to be worked, until the holiday was extended over it.
    assert!(calendar.is_working_day(date("2020-02-01"), moved - 1));
    assert!(!calendar.is_working_day(date("2020-02-01"), moved));
}

#[test]
fn a_second_notice_changes_only_the_days_it_names() {
    let calendar = calendar();
    let before = dawn("2019-03-22") - 1;
    for (day, first, second) in [
        ("2019-04-05", false, false),
        ("2019-04-28", false, true),
        ("2019-05-01", false, false),
        ("2019-05-02", true, false),
        ("2019-05-03", true, false),
        ("2019-05-04", false, false),
        ("2019-05-05", false, true),
        ("2019-10-12", true, true),
    ] {
        assert_eq!(calendar.is_working_day(date(day), before), first, "{day}");
        assert_eq!(calendar.is_working_day(date(day), TODAY), second, "{day}");
    }
}

#[test]
fn a_notice_moves_days_of_the_december_before() {
    let calendar = calendar();
    let known = dawn("2018-12-06");
    for (day, first, second) in [
        ("2018-12-28", true, true),
        ("2018-12-29", false, true),
        ("2018-12-30", false, false),
        ("2018-12-31", true, false),
    ] {
        let works = |known_at| calendar.is_working_day(date(day), known_at);
        assert_eq!((works(known - 1), works(known)), (first, second), "{day}");
    }
    // Even in the last announced year a deadline in December can move.
    assert_eq!(
        calendar.told(date("2018-12-03"), 20),
        [
            (
                dawn("2016-12-01"),
                Deadline::Provisional(date("2018-12-23"))
            ),
            (dawn("2017-11-30"), Deadline::Fixed(date("2018-12-31"))),
            (known, Deadline::Fixed(date("2018-12-29"))),
        ]
    );
}

#[test]
fn past_the_horizon_a_deadline_is_a_lower_bound_until_the_next_notice() {
    let calendar = calendar();
    let start = date("2026-12-28");
    assert_eq!(calendar.horizon(TODAY), Some(2026));
    // Three days of 2026; then any day may be worked, even the Saturday.
    let bound = Deadline::Provisional(date("2027-01-04"));
    assert_eq!(calendar.add_working_days(start, 7, TODAY), Ok(bound));
    assert_eq!(
        calendar.add_working_days(start, 3, TODAY),
        Ok(Deadline::Fixed(date("2026-12-31")))
    );

    let next = Notice {
        recorded_at: Some(TODAY + 1),
        off: vec![range("2027-01-01", "2027-01-03")],
        ..notice(2027, "2026-11-25")
    };
    let calendar = calendar.with(next).unwrap();
    let fixed = Deadline::Fixed(date("2027-01-07"));
    assert_eq!(calendar.add_working_days(start, 7, TODAY), Ok(bound));
    assert_eq!(calendar.add_working_days(start, 7, TODAY + 1), Ok(fixed));
    assert_eq!(calendar.horizon(TODAY + 1), Some(2027));
    assert_eq!(
        calendar.told(start, 7),
        [
            (dawn("2016-12-01"), Deadline::Provisional(start.add_days(7))),
            (TODAY + 1, fixed)
        ]
    );
}

#[test]
fn what_was_learnt_late_counts_from_when_it_was_learnt() {
    let mut data = data();
    let extension = data
        .notices
        .iter_mut()
        .find(|notice| notice.document_number.as_deref() == Some("国办发明电〔2020〕1号"))
        .unwrap();
    let learnt = dawn("2020-01-29") + 3_600_000;
    extension.recorded_at = Some(learnt);
    let calendar = Calendar::new(data).unwrap();
    let told = calendar.told(date("2020-01-21"), 7);
    assert_eq!(
        told.last(),
        Some(&(learnt, Deadline::Fixed(date("2020-02-07"))))
    );
}

#[test]
fn before_the_first_notice_nothing_is_counted() {
    let calendar = calendar();
    let early = |day| Err(CalendarError::BeforeFirstNotice { day: date(day) });
    let add = |start, known_at| calendar.add_working_days(date(start), 3, known_at);
    assert_eq!(add("2016-12-30", TODAY), early("2016-12-31"));
    assert_eq!(
        add("2016-12-31", TODAY),
        Ok(Deadline::Fixed(date("2017-01-05")))
    );
    assert_eq!(
        add("2017-03-01", dawn("2016-12-01") - 1),
        early("2017-03-02")
    );
    assert_eq!(calendar.told(date("2016-12-30"), 3), []);
    assert_eq!(calendar.horizon(dawn("2016-12-01") - 1), None);
    assert_eq!(
        calendar.working_days_between(date("2016-12-30"), date("2017-01-05"), TODAY),
        Err(CalendarError::BeforeFirstNotice {
            day: date("2016-12-31")
        })
    );
}

#[test]
fn lateness_is_not_counted_in_a_year_that_nobody_announced() {
    let days = |calendar: &Calendar, after, until| {
        calendar.working_days_between(date(after), date(until), TODAY)
    };
    let calendar = calendar();
    assert_eq!(
        days(&calendar, "2026-12-30", "2027-01-04"),
        Err(CalendarError::NotAnnounced { year: 2027 })
    );
    assert_eq!(days(&calendar, "2026-12-30", "2026-12-31"), Ok(1));
    assert_eq!(days(&calendar, "2016-12-31", "2026-12-31"), Ok(2_493));
    let gap = of([bare(2017), bare(2019)]).unwrap();
    assert_eq!(
        days(&gap, "2017-12-29", "2019-01-04"),
        Err(CalendarError::NotAnnounced { year: 2018 })
    );
    let deadline = gap.add_working_days(date("2017-12-29"), 400, TODAY);
    assert!(matches!(deadline, Ok(Deadline::Provisional(_))));
}

#[test]
fn a_notice_that_cannot_be_one_says_so() {
    let day = |day| date(day);
    let off = |first, last| Notice {
        off: vec![range(first, last)],
        ..bare(2020)
    };
    let work = |day| Notice {
        work: vec![date(day)],
        ..bare(2020)
    };
    let numbered = |year| Notice {
        document_number: Some("国办发明电〔2019〕16号".to_owned()),
        ..bare(year)
    };
    let outside = |text| CalendarError::OutsideYear {
        year: 2020,
        day: day(text),
    };
    for (notices, error) in [
        (
            vec![off("2020-05-02", "2020-05-01")],
            CalendarError::Backwards {
                first: day("2020-05-02"),
                last: day("2020-05-01"),
            },
        ),
        (vec![off("2019-11-30", "2019-12-01")], outside("2019-11-30")),
        (vec![off("2020-12-31", "2021-01-01")], outside("2021-01-01")),
        (vec![work("2018-12-31")], outside("2018-12-31")),
        (
            vec![Notice {
                work: vec![day("2020-05-02")],
                ..off("2020-05-01", "2020-05-03")
            }],
            CalendarError::OffAndWork {
                day: day("2020-05-02"),
            },
        ),
        (
            vec![numbered(2020), numbered(2021)],
            CalendarError::Twice("国办发明电〔2019〕16号".to_owned()),
        ),
    ] {
        assert_eq!(of(notices.clone()), Err(error.clone()));
        let added = notices
            .into_iter()
            .try_fold(of([]).unwrap(), |calendar, notice| calendar.with(notice));
        assert_eq!(added, Err(error));
    }
    assert!(of([off("2019-12-01", "2020-12-31")]).is_ok());
}

#[test]
fn data_reads_back_and_unknown_fields_are_refused() {
    let text = toml::to_string(&data()).unwrap();
    assert_eq!(toml::from_str::<CalendarData>(&text).unwrap(), data());
    let read = |line: &str| {
        toml::from_str::<CalendarData>(&format!(
            "[[notice]]\nyear = 2027\nissued_on = \"2026-11-25\"\noff = []\nwork = []\n{line}"
        ))
    };
    assert!(read("").is_ok());
    assert!(read("works = []").is_err());
    assert!(read("[[notices]]").is_err());
}

#[test]
fn the_order_of_the_file_does_not_matter() {
    let mut turned = data();
    turned.notices.reverse();
    assert_eq!(Calendar::new(turned).unwrap(), calendar());
}
