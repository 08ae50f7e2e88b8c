//! The rules once more, day by day and notice by notice.

use proptest::{collection::vec, option, prelude::*};

use super::*;

struct Naive(Vec<Notice>);

impl Naive {
    /// What was known, the last first.
    fn known(&self, known_at: i64) -> Vec<&Notice> {
        let mut known: Vec<&Notice> = self
            .0
            .iter()
            .filter(|notice| notice.known_at() <= known_at)
            .collect();
        known.sort_by_key(|notice| (notice.known_at(), notice.issued_on));
        known.reverse();
        known
    }

    fn works(&self, day: Date, known_at: i64) -> bool {
        for notice in self.known(known_at) {
            if notice.work.contains(&day) {
                return true;
            }
            let off = |range: &DayRange| range.first <= day && day <= range.last;
            if notice.off.iter().any(off) {
                return false;
            }
        }
        // 2024-01-01 was a Monday.
        (day.days() - date("2024-01-01").days()).rem_euclid(7) < 5
    }

    fn announced(&self, day: Date, known_at: i64) -> bool {
        let title = |notice: &&Notice| i32::from(notice.year) == day.civil().0;
        self.known(known_at).iter().any(title)
    }

    fn reaches(&self, day: Date, known_at: i64) -> bool {
        let title = |notice: &&Notice| i32::from(notice.year) <= day.civil().0;
        self.known(known_at).iter().any(title)
    }

    fn add(&self, start: Date, n: u16, known_at: i64) -> Option<Deadline> {
        if !self.reaches(start.add_days(1), known_at) {
            return None;
        }
        let (mut day, mut counted, mut all_announced) = (start, 0, true);
        while counted < n {
            day = day.add_days(1);
            let announced = self.announced(day, known_at);
            all_announced &= announced;
            if !announced || self.works(day, known_at) {
                counted += 1;
            }
        }
        Some(if all_announced {
            Deadline::Fixed(day)
        } else {
            Deadline::Provisional(day)
        })
    }

    fn between(&self, after: Date, until: Date, known_at: i64) -> Option<u32> {
        let days = || (after.days() + 1..=until.days()).map(Date::from_days);
        days()
            .all(|day| self.announced(day, known_at))
            .then(|| days().filter(|day| self.works(*day, known_at)).count())
            .and_then(|count| u32::try_from(count).ok())
    }
}

/// Days from the December before the title year to its end.
fn days_of(year: u16) -> std::ops::Range<i32> {
    let first = Date::new(i32::from(year) - 1, 12, 1).unwrap().days();
    let last = Date::new(i32::from(year), 12, 31).unwrap().days();
    first..last + 1
}

/// Notices for 2018 to 2021, known within the first days of 1970 and in any order.
fn notice() -> impl Strategy<Value = Notice> {
    (2018_u16..=2021)
        .prop_flat_map(|year| {
            (
                Just(year),
                vec((days_of(year), 0..12_i32), 0..8),
                vec(days_of(year), 0..8),
                0..6_i32,
                option::of(0..600_000_000_i64),
            )
        })
        .prop_map(|(year, off, work, issued_on, recorded_at)| {
            let off: Vec<DayRange> = off
                .into_iter()
                .map(|(first, length)| DayRange {
                    first: Date::from_days(first),
                    last: Date::from_days((first + length).min(days_of(year).end - 1)),
                })
                .collect();
            let free = |day: &Date| {
                let has = |range: &DayRange| range.first <= *day && *day <= range.last;
                !off.iter().any(has)
            };
            Notice {
                year,
                document_number: None,
                issued_on: Date::from_days(issued_on),
                recorded_at,
                work: work.into_iter().map(Date::from_days).filter(free).collect(),
                off,
            }
        })
}

fn day() -> impl Strategy<Value = Date> {
    (days_of(2018).start - 40..days_of(2022).end).prop_map(Date::from_days)
}

proptest! {
    #[test]
    fn answers_are_those_of_the_naive_model(
        notices in vec(notice(), 0..7),
        (start, other) in (day(), day()),
        n in 0..300_u16,
        known_at in 0..600_000_000_i64,
    ) {
        let calendar = of(notices.clone()).unwrap();
        let naive = Naive(notices);
        prop_assert_eq!(calendar.is_working_day(start, known_at), naive.works(start, known_at));
        let deadline = calendar.add_working_days(start, n, known_at).ok();
        prop_assert_eq!(deadline, naive.add(start, n, known_at));
        prop_assert_eq!(
            calendar.working_days_between(start, other, known_at).ok(),
            if other <= start { Some(0) } else { naive.between(start, other, known_at) }
        );
        if let Some(Deadline::Fixed(day)) = deadline {
            let counted = calendar.working_days_between(start, day, known_at);
            prop_assert_eq!(counted, Ok(u32::from(n)));
        }
        let next = calendar.on_or_after(start, known_at).ok();
        let expected = naive.reaches(start, known_at).then(|| {
            let mut day = start;
            while naive.announced(day, known_at) && !naive.works(day, known_at) {
                day = day.add_days(1);
            }
            if naive.announced(day, known_at) {
                Deadline::Fixed(day)
            } else {
                Deadline::Provisional(day)
            }
        });
        prop_assert_eq!(next, expected);
    }

    /// At any moment, the last value told until then is the value.
    #[test]
    fn every_value_is_told(
        notices in vec(notice(), 0..7),
        start in day(),
        n in 0..40_u16,
        known_at in -30_000_000..600_000_000_i64,
    ) {
        let calendar = of(notices).unwrap();
        let told = calendar.told(start, n);
        prop_assert!(told.is_sorted_by(|(a, x), (b, y)| a < b && x != y));
        let last = told.iter().rfind(|(moment, _)| *moment <= known_at);
        prop_assert_eq!(
            last.map(|(_, deadline)| *deadline),
            calendar.add_working_days(start, n, known_at).ok()
        );
    }

    /// A bound never has to be taken back, whatever the next notice says of its year.
    #[test]
    fn the_next_notice_never_shortens_a_provisional_deadline(
        (first, next) in (notice(), notice()),
        start in day(),
        n in 0..300_u16,
    ) {
        let before = of([first.clone()]).unwrap();
        let title = |day: Date| day.civil().0 == i32::from(next.year);
        let next = Notice {
            off: next.off.iter().copied().filter(|range| title(range.first)).collect(),
            work: next.work.iter().copied().filter(|day| title(*day)).collect(),
            ..next
        };
        prop_assume!(next.year > first.year);
        let after = before.with(next).unwrap();
        if let Ok(bound) = before.add_working_days(start, n, i64::MAX) {
            let moved = after.add_working_days(start, n, i64::MAX).unwrap();
            prop_assert!(bound.day() <= moved.day());
        }
    }

    #[test]
    fn no_question_panics(
        start in any::<i32>(),
        other in any::<i32>(),
        n in prop_oneof![0..20_u16, Just(u16::MAX)],
        known_at in any::<i64>(),
    ) {
        let (calendar, start, other) =
            (calendar(), Date::from_days(start), Date::from_days(other));
        let _ = calendar.is_working_day(start, known_at);
        let _ = calendar.add_working_days(start, n, known_at);
        let _ = calendar.on_or_after(start, known_at);
        let _ = calendar.working_days_between(start, other, known_at);
        let _ = calendar.told(start, n);
    }

    #[test]
    fn no_data_panics(
        year in any::<u16>(),
        issued_on in any::<i32>(),
        recorded_at in any::<Option<i64>>(),
        (first, last, work) in any::<(i32, i32, i32)>(),
    ) {
        let _ = of([Notice {
            year,
            document_number: None,
            issued_on: Date::from_days(issued_on),
            recorded_at,
            off: vec![DayRange { first: Date::from_days(first), last: Date::from_days(last) }],
            work: vec![Date::from_days(work)],
        }]);
    }
}

#[test]
fn extreme_days_and_counts_end() {
    let far = of([notice_of(1), notice_of(u16::MAX)]).unwrap();
    let (first, last) = (Date::from_days(i32::MIN), Date::from_days(i32::MAX));
    for calendar in [far, calendar()] {
        for start in [first, last] {
            let _ = calendar.add_working_days(start, u16::MAX, i64::MAX);
            let _ = calendar.told(start, u16::MAX);
            let _ = calendar.on_or_after(start, i64::MAX);
        }
        assert_eq!(
            calendar.add_working_days(last, 1, i64::MAX),
            Ok(Deadline::Provisional(last))
        );
        let all = calendar.working_days_between(first, last, i64::MAX);
        assert!(all.is_err());
    }
}

fn notice_of(year: u16) -> Notice {
    super::notice(year, "1970-01-01")
}
