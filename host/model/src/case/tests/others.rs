//! Listings, publications, incomplete files.

use super::*;
use crate::contract::Standing;

fn proposal(colour: Colour, term: ListingTerm) -> NewListing {
    NewListing {
        kind: 3,
        department: "tax-bureau".to_owned(),
        colour,
        of_person: false,
        findings: vec![record("1")],
        acted: (Some(day("2016-01-10")), None),
        values: Vec::new(),
        reason: reason(),
        term,
    }
}

fn proposed(new: NewListing) -> CaseFile {
    let mut file = CaseFile::default();
    file.propose_listing(SUBJECT, new, acting("2016-02-01"))
        .unwrap();
    file
}

fn take(file: &mut CaseFile, on: &str, event: ListingEvent) -> Result<(), StepError> {
    file.step_listing(1, acting(on), event, &Against::default())
}

fn state(file: &CaseFile, as_of: &str) -> ListingState {
    file.listings[0].state(on(as_of)).unwrap()
}

#[test]
fn listed_on_29_february_for_a_year_ends_on_the_28th() {
    let mut file = proposed(proposal(Colour::Black, ListingTerm::Months(12)));
    take(&mut file, "2016-02-29", ListingEvent::List).unwrap();
    assert_eq!(state(&file, "2016-02-28"), ListingState::Proposed);
    assert_eq!(state(&file, "2016-02-29"), ListingState::Listed);
    assert_eq!(state(&file, "2017-02-27"), ListingState::Listed);
    assert_eq!(state(&file, "2017-02-28"), ListingState::Exited);
    let ends = file.listings[0].ends(on("2016-03-01"));
    assert_eq!(ends, Some((day("2017-02-28"), ExitReason::Expired)));
    let next = file.next_boundary(day("2016-02-29"), &calendar());
    assert_eq!(next, Some(day("2017-02-28")));
    // What is over cannot be ended again.
    let reason = ExitReason::Performed;
    let refused = take(&mut file, "2017-02-28", ListingEvent::Exit { reason });
    assert!(matches!(refused, Err(StepError::NotAllowed { .. })));
}

#[test]
fn a_listing_until_an_event_ends_with_it() {
    let mut file = proposed(proposal(Colour::Black, ListingTerm::UntilEvent));
    take(&mut file, "2016-03-01", ListingEvent::List).unwrap();
    assert_eq!(file.listings[0].ends(on("2026-03-01")), None);
    let extend = ListingEvent::Extend {
        months: 12,
        reason: reason(),
    };
    let refused = take(&mut file, "2016-03-02", extend);
    assert_eq!(refused, Err(StepError::NoExtension));
    let reason = ExitReason::Performed;
    take(&mut file, "2016-05-01", ListingEvent::Exit { reason }).unwrap();
    assert_eq!(state(&file, "2016-04-30"), ListingState::Listed);
    assert_eq!(state(&file, "2016-05-01"), ListingState::Exited);
    assert_eq!(reason.standing(), Standing::Exited);
    assert_eq!(ExitReason::Repaired.standing(), Standing::Repaired);
}

#[test]
fn an_extension_moves_the_end() {
    let mut file = proposed(proposal(Colour::Black, ListingTerm::Months(12)));
    take(&mut file, "2016-03-01", ListingEvent::List).unwrap();
    let extend = ListingEvent::Extend {
        months: 6,
        reason: reason(),
    };
    take(&mut file, "2016-12-01", extend).unwrap();
    let end = |as_of| file.listings[0].ends(on(as_of)).unwrap().0;
    assert_eq!(end("2016-11-30"), day("2017-03-01"));
    assert_eq!(end("2016-12-01"), day("2017-09-01"));
    assert_eq!(state(&file, "2017-08-31"), ListingState::Listed);
}

#[test]
fn a_natural_person_is_told_before() {
    let new = NewListing {
        of_person: true,
        ..proposal(Colour::Black, ListingTerm::Months(24))
    };
    let mut file = proposed(new);
    let refused = take(&mut file, "2016-03-01", ListingEvent::List);
    assert_eq!(refused, Err(StepError::NotNotified));
    let how = "邮寄送达".to_owned();
    take(&mut file, "2016-03-01", ListingEvent::Notify { how }).unwrap();
    take(&mut file, "2016-03-11", ListingEvent::List).unwrap();
    let confirmed = file.listings[0].confirmed_by(on("2016-03-11"));
    assert_eq!(confirmed, Some(&officer()));
}

#[test]
fn black_listings_keep_off_a_red_list_only() {
    let against = Against {
        black: vec![record("9")],
        ..Against::default()
    };
    for colour in [Colour::Red, Colour::Black, Colour::Watch] {
        let mut file = proposed(proposal(colour, ListingTerm::Open));
        let listed = file.step_listing(1, acting("2016-03-01"), ListingEvent::List, &against);
        if colour == Colour::Red {
            assert_eq!(listed, Err(StepError::Blocked(against.black.clone())));
        } else {
            assert_eq!(listed, Ok(()));
        }
    }
}

#[test]
fn a_minor_is_never_listed() {
    // G16: full years on the day of the act.
    for (born, is_minor) in [("1998-01-11", true), ("1998-01-10", false)] {
        let against = Against {
            born_on: Some(day(born)),
            majority: Some(18),
            ..Against::default()
        };
        let new = NewListing {
            of_person: true,
            ..proposal(Colour::Black, ListingTerm::Open)
        };
        let mut file = proposed(new);
        let how = "直接送达".to_owned();
        take(&mut file, "2016-02-02", ListingEvent::Notify { how }).unwrap();
        let listed = file.step_listing(1, acting("2016-03-01"), ListingEvent::List, &against);
        let expected = if is_minor {
            Err(StepError::Minor)
        } else {
            Ok(())
        };
        assert_eq!(listed, expected);
    }
}

#[test]
fn its_record_is_named_by_the_case() {
    let file = proposed(proposal(Colour::Black, ListingTerm::Open));
    let name = file.listings[0].record();
    assert_eq!((name.kind, name.provider.as_str()), (3, "tax-bureau"));
    assert_eq!(name.number.parse(), Ok(file.listings[0].id));
}

#[test]
fn published_within_seven_working_days_or_late() {
    let calendar = calendar();
    // G26: the National Day holiday of 2017 lies between.
    for (published, late) in [("2017-10-16", 0), ("2017-10-17", 1)] {
        let mut file = CaseFile::default();
        let what = (record("1"), day("2017-09-29"));
        let week = Period::WorkingDays(7);
        file.open_publication(SUBJECT, what.clone(), week, acting("2017-09-29"))
            .unwrap();
        let again = file.open_publication(SUBJECT, what, week, acting("2017-09-30"));
        assert_eq!(again.unwrap().number, 1);
        assert_eq!(file.publications.len(), 1);
        let late_on = |file: &CaseFile, as_of| {
            let late = file.publications[0].late(on(as_of), &calendar);
            late.unwrap()
        };
        assert_eq!(late_on(&file, "2017-10-16"), 0);
        assert_eq!(late_on(&file, "2017-10-18"), 2);
        let next = file.next_boundary(day("2017-09-29"), &calendar);
        assert_eq!(next, Some(day("2017-10-17")));
        file.step_publication(1, acting(published), PublicationEvent::Publish)
            .unwrap();
        assert_eq!(late_on(&file, "2017-10-31"), late);
    }
}

#[test]
fn a_due_day_moves_with_the_notice_and_both_are_kept() {
    // G27.
    let calendar = calendar();
    let mut file = CaseFile::default();
    let what = (record("1"), day("2020-01-21"));
    let week = Period::WorkingDays(7);
    file.open_publication(SUBJECT, what, week, acting("2020-01-21"))
        .unwrap();
    let due = |known_at: i64| {
        let moment = Moment {
            as_of: day("2020-01-21"),
            known_at,
        };
        file.publications[0].due(moment, &calendar).unwrap().day()
    };
    assert_eq!(due(acting("2020-01-21").at), day("2020-02-05"));
    assert_eq!(due(Moment::LATEST), day("2020-02-07"));
}

#[test]
fn what_stops_is_never_late_and_can_be_masked_before() {
    let mut file = CaseFile::default();
    let what = (record("1"), day("2017-09-29"));
    let week = Period::WorkingDays(7);
    file.open_publication(SUBJECT, what, week, acting("2017-09-29"))
        .unwrap();
    file.step_publication(1, acting("2017-09-30"), PublicationEvent::Mask)
        .unwrap();
    assert!(file.publications[0].is_masked(on("2017-09-30")));
    assert!(!file.publications[0].is_masked(on("2017-09-29")));
    let stopped = file.stop_publication(&record("1"), StopReason::Repaired, &acting("2017-10-09"));
    assert_eq!(stopped, Ok(1));
    let again = file.stop_publication(&record("1"), StopReason::Term, &acting("2017-10-10"));
    assert_eq!(again, Ok(0));
    let late = file.publications[0].late(on("2017-12-01"), &calendar());
    assert_eq!(late, Ok(0));
}

fn file_without(required_by_law: bool, due: &str) -> (CaseFile, Result<(), StepError>) {
    let mut file = CaseFile::default();
    let new = NewIncompleteFile {
        item: "XK-0731".to_owned(),
        department: "market-bureau".to_owned(),
    };
    file.find_eligible(SUBJECT, new, acting("2017-03-01"))
        .unwrap();
    let missing = vec![MissingDocument {
        name: "房屋租赁合同".to_owned(),
        required_by_law,
    }];
    let due = day(due);
    let accept = IncompleteFileEvent::Accept { missing, due };
    let accepted = file.step_incomplete_file(1, acting("2017-03-01"), accept);
    (file, accepted)
}

#[test]
fn what_the_law_requires_is_not_handed_in_later() {
    // G35.
    let (file, accepted) = file_without(true, "2017-03-10");
    let required = vec!["房屋租赁合同".to_owned()];
    assert_eq!(accepted, Err(StepError::RequiredByLaw(required)));
    let state = file.incomplete_files[0].state(on("2017-03-01"));
    assert_eq!(state, Some(IncompleteFileState::Eligible));
    let (_, accepted) = file_without(false, "2017-03-01");
    let due = day("2017-03-01");
    assert_eq!(accepted, Err(StepError::NoLaterDay { due }));
}

#[test]
fn a_file_is_overdue_by_itself_and_a_breach_is_a_step() {
    let (mut file, accepted) = file_without(false, "2017-03-10");
    assert_eq!(accepted, Ok(()));
    let state = |file: &CaseFile, as_of| file.incomplete_files[0].state(on(as_of)).unwrap();
    assert_eq!(
        state(&file, "2017-03-10"),
        IncompleteFileState::AcceptedWithGap
    );
    assert_eq!(state(&file, "2017-03-11"), IncompleteFileState::Overdue);
    let next = file.next_boundary(day("2017-03-01"), &calendar());
    assert_eq!(next, Some(day("2017-03-11")));
    let early =
        file.step_incomplete_file(1, acting("2017-03-10"), IncompleteFileEvent::RecordBreach);
    assert!(matches!(early, Err(StepError::NotAllowed { .. })));
    let late = file.step_incomplete_file(1, acting("2017-03-11"), IncompleteFileEvent::Supplement);
    assert!(matches!(late, Err(StepError::NotAllowed { .. })));
    file.step_incomplete_file(1, acting("2017-03-12"), IncompleteFileEvent::RecordBreach)
        .unwrap();
    assert_eq!(
        state(&file, "2017-03-12"),
        IncompleteFileState::BreachRecorded
    );
    assert_eq!(state(&file, "2017-03-11"), IncompleteFileState::Overdue);
}

#[test]
fn an_extension_is_a_step_with_a_later_day() {
    let (mut file, _) = file_without(false, "2017-03-10");
    let extend = |due: &str| IncompleteFileEvent::Extend {
        due: day(due),
        reason: reason(),
    };
    let mut take = |on, event| file.step_incomplete_file(1, acting(on), event);
    let due = day("2017-03-10");
    assert_eq!(
        take("2017-03-05", extend("2017-03-10")),
        Err(StepError::NoLaterDay { due })
    );
    take("2017-03-05", extend("2017-03-20")).unwrap();
    take("2017-03-20", IncompleteFileEvent::Supplement).unwrap();
    let state = file.incomplete_files[0].state(on("2017-04-20"));
    assert_eq!(state, Some(IncompleteFileState::Supplemented));
    assert_eq!(
        file.next_boundary(day("2017-03-20"), &calendar()),
        None,
        "nothing is due any more"
    );
}
