//! What holds after any steps.

use proptest::prelude::*;

use super::*;
use crate::subject::Millis;

/// What somebody tries to do, on a day and recorded at some moment.
type Attempt = (u8, i32, Millis);

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    prop::collection::vec((0_u8..14, 17_200_i32..17_260, 0_i64..60), 0..40)
}

fn acting_on((_, day, at): Attempt) -> Acting {
    Acting {
        at,
        on: Date::from_days(day),
        by: officer(),
    }
}

fn objection_event(choice: u8) -> ObjectionEvent {
    match choice {
        0 => ObjectionEvent::Submit,
        1 => ObjectionEvent::DoNotAccept { reason: reason() },
        2 | 3 => accept(),
        4 | 5 => forward(),
        6 | 7 => ObjectionEvent::Verify,
        8 => ObjectionEvent::Uphold,
        9 => ObjectionEvent::UpholdPartly {
            scope: vec![Scope::Record(record("1"))],
            reason: reason(),
        },
        10 | 11 => reject(),
        _ => ObjectionEvent::Close,
    }
}

fn application_event(choice: u8) -> ApplicationEvent {
    use ApplicationEvent as E;
    match choice {
        0 => E::Determine {
            memoranda: Vec::new(),
            supports: Vec::new(),
        },
        1 => E::Restate {
            memoranda: Vec::new(),
            supports: Vec::new(),
        },
        2..=4 => E::Push,
        5 | 6 => E::Acknowledge,
        7 | 8 => E::Execute,
        9 => E::FindNotApplicable { reason: reason() },
        10 => E::Decline { reason: reason() },
        11 => E::FeedBack(Feedback {
            content: reason(),
            amount: None,
            scene: None,
            business_no: None,
            effect: None,
        }),
        12 => E::End { reason: reason() },
        _ => E::Cancel { reason: reason() },
    }
}

/// A file with an objection to two records and an application, after these attempts. Of
/// each file that came about there is a copy, and the moment as of which it was.
fn grown(attempts: &[Attempt]) -> Vec<(CaseFile, Millis, Date)> {
    let start = (0, 17_200, 0);
    let mut file = CaseFile::default();
    let scope = vec![Scope::Record(record("1")), Scope::Record(record("2"))];
    file.submit_objection(SUBJECT, objection_to(scope), acting_on(start))
        .unwrap();
    let new = NewApplication {
        measure: "procurement/ban".to_owned(),
        executor: "finance-bureau".to_owned(),
        is_sanction: false,
        memoranda: Vec::new(),
        supports: Vec::new(),
    };
    file.open_applications(SUBJECT, vec![new], &acting_on(start))
        .unwrap();
    let mut files = Vec::new();
    for attempt in attempts {
        let acting = acting_on(*attempt);
        let before = file.clone();
        let objected = file.step_objection(1, acting.clone(), objection_event(attempt.0), 0);
        if objected.is_err() {
            assert_eq!(file, before, "a refused step changes nothing");
        }
        let before = file.clone();
        let applied = file.step_application(2, acting, application_event(attempt.0));
        if applied.is_err() {
            assert_eq!(file, before, "a refused step changes nothing");
        }
        let steps = file.objections[0].steps.all();
        let last = steps.last().unwrap();
        files.push((file.clone(), last.at, last.on));
    }
    files
}

proptest! {
    #[test]
    fn steps_replayed_give_the_same_state(attempts in attempts()) {
        for (file, _, _) in grown(&attempts) {
            let late = Moment::on(Date::from_days(i32::MAX));
            let objection = &file.objections[0];
            let steps = objection.steps.all();
            let first = &steps[0];
            let acting = |step: &Step<ObjectionEvent>| Acting {
                at: step.at,
                on: step.on,
                by: step.by.clone(),
            };
            let new = objection_to(objection.scope.clone());
            let mut again = CaseFile::default();
            again.submit_objection(SUBJECT, new, acting(first)).unwrap();
            for step in &steps[1..] {
                again
                    .step_objection(1, acting(step), step.event.clone(), 0)
                    .unwrap();
            }
            prop_assert_eq!(&again.objections[0], objection);
            prop_assert_eq!(again.objections[0].state(late), objection.state(late));
        }
    }

    #[test]
    fn later_steps_do_not_change_what_was_known(attempts in attempts()) {
        let files = grown(&attempts);
        let Some((last, _, _)) = files.last() else { return Ok(()) };
        for (file, at, on) in &files {
            // Of one moment more may have been recorded than this file knew.
            let known = file.objections[0].steps.all().len();
            let later = last.objections[0].steps.all().get(known);
            if later.is_some_and(|step| step.at == *at) {
                continue;
            }
            let moment = Moment { as_of: *on, known_at: *at };
            prop_assert_eq!(
                file.objections[0].state(moment),
                last.objections[0].state(moment)
            );
            prop_assert_eq!(file.contested(SUBJECT, moment), last.contested(SUBJECT, moment));
        }
    }

    #[test]
    fn between_boundaries_nothing_changes(attempts in attempts()) {
        let files = grown(&attempts);
        let Some((file, _, _)) = files.last() else { return Ok(()) };
        let calendar = calendar();
        let state = |day| {
            let moment = Moment::on(day);
            let objection = &file.objections[0];
            (
                objection.state(moment),
                file.contested(SUBJECT, moment),
                objection.is_overdue(moment, &calendar).unwrap(),
                file.applications[0].state(moment),
            )
        };
        let mut day = Date::from_days(17_190);
        let end = Date::from_days(17_300);
        while day < end {
            let next = file.next_boundary(day, &calendar);
            let until = next.unwrap_or(end).min(end);
            let mut same = day;
            while same < until {
                prop_assert_eq!(state(same), state(day));
                same = same.add_days(1);
            }
            day = until;
        }
    }

    #[test]
    fn a_file_reads_back(attempts in attempts()) {
        let files = grown(&attempts);
        let Some((file, _, _)) = files.last() else { return Ok(()) };
        let bytes = postcard::to_allocvec(file).unwrap();
        prop_assert_eq!(&postcard::from_bytes::<CaseFile>(&bytes).unwrap(), file);
        let text = serde_json::to_string(file).unwrap();
        prop_assert_eq!(&serde_json::from_str::<CaseFile>(&text).unwrap(), file);
    }
}
