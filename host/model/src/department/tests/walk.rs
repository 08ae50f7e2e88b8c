//! `on` against a model that knows nothing of bounds: who has which name on which day,
//! day by day.

use proptest::prelude::*;

use super::*;

/// First day of the model's calendar, and how many days it has.
const START: i32 = 17_167; // 2017-01-01
const DAYS: i32 = 60;

/// When it begins, when names change and when it ends, in days; then its successor, by
/// position, always a later one.
type Life = (Option<i32>, Vec<i32>, Option<i32>, Option<usize>);

fn bound(day: i32) -> PartialDate {
    Date::from_days(START + day).into()
}

fn any_life(position: usize, count: usize) -> impl Strategy<Value = Life> {
    let days = proptest::collection::btree_set(0..DAYS, 2..6);
    let successor = proptest::option::of((position + 1)..=count);
    (days, any::<bool>(), any::<bool>(), successor).prop_map(
        move |(days, begins, ends, successor)| {
            let mut days: Vec<_> = days.into_iter().collect();
            let until = if ends { days.pop() } else { None };
            let from = begins.then(|| days.remove(0));
            let successor = successor.filter(|next| *next < count && ends);
            (from, days, until, successor)
        },
    )
}

fn any_lives() -> impl Strategy<Value = Vec<Life>> {
    (1usize..7).prop_flat_map(|count| {
        (0..count)
            .map(|position| any_life(position, count))
            .collect::<Vec<_>>()
    })
}

fn code(position: usize) -> String {
    format!("d{position}")
}

fn built((position, (from, changes, until, successor)): (usize, &Life)) -> Department {
    let starts = std::iter::once(None).chain(changes.iter().copied().map(Some));
    let ends = changes.iter().copied().map(Some).chain([None]);
    let names = starts.zip(ends).enumerate();
    Department {
        names: names
            .map(|(number, (from, until))| NamePeriod {
                name: format!("{position}.{number}"),
                name_en: "name".to_owned(),
                from: from.map(bound),
                until: until.map(bound),
            })
            .collect(),
        from: from.map(bound),
        until: until.map(bound),
        successor: successor.map(code),
        ..department(&format!("{} - -", code(position)), None, &[])
    }
}

/// The name that is shown for a department on a day.
fn naive(lives: &[Life], position: usize, day: i32) -> Option<String> {
    let (from, changes, until, successor) = &lives[position];
    if until.is_some_and(|until| day >= until) {
        return naive(lives, (*successor)?, day);
    }
    let number = changes.iter().filter(|change| **change <= day).count();
    from.is_none_or(|from| day >= from)
        .then(|| format!("{position}.{number}"))
}

proptest! {
    #[test]
    fn a_walk_finds_who_has_the_task_on_each_day(lives in any_lives()) {
        let departments: Vec<_> = lives.iter().enumerate().map(built).collect();
        let departments = registry(&departments).unwrap();
        for position in 0..lives.len() {
            for day in -1..=DAYS {
                let as_of = Date::from_days(START + day);
                let standing = departments.on(&code(position), as_of);
                let shown = standing.map(|standing| standing.name.name.clone());
                prop_assert_eq!(shown, naive(&lives, position, day));
                prop_assert_eq!(standing.and_then(|standing| standing.uncertain), None);
                if let Some(standing) = standing {
                    prop_assert!(departments.is_open(&standing.department.code, as_of));
                }
            }
        }
    }

    #[test]
    fn successors_at_random_are_refused_exactly_if_a_walk_comes_round(
        successors in proptest::collection::vec(proptest::option::of(0usize..8), 8),
    ) {
        let departments: Vec<_> = (0..).zip(&successors).map(|(position, successor)| Department {
            until: Some(bound(1)),
            successor: successor.map(code),
            ..department(&format!("{} - -", code(position)), None, &["名 - -"])
        }).collect();
        let comes_round = (0..8).any(|start| {
            let mut steps = std::iter::successors(Some(start), |at: &usize| successors[*at]);
            steps.nth(8).is_some()
        });
        let registry = registry(&departments);
        prop_assert_eq!(matches!(registry, Err(DepartmentError::Cycle(_))), comes_round);
        prop_assert_eq!(registry.is_ok(), !comes_round);
    }
}
