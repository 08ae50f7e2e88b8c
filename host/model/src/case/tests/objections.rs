use super::*;
use crate::{
    contract::{self, SubjectKind},
    subject::EdgeName,
};

fn contested(file: &CaseFile, moment: Moment) -> bool {
    let contested = file.contested(SUBJECT, moment);
    contested.records.contains_key(&(SUBJECT, record("1")))
}

#[test]
fn what_is_covered_is_contested_from_acceptance_on() {
    let mut file = CaseFile::default();
    let new = objection_to(vec![Scope::Record(record("1"))]);
    file.submit_objection(SUBJECT, new, acting("2017-03-01"))
        .unwrap();
    assert!(!contested(&file, on("2017-03-05")));
    file.step_objection(1, acting("2017-03-03"), accept(), 0)
        .unwrap();
    assert!(!contested(&file, on("2017-03-02")));
    assert!(contested(&file, on("2017-03-03")));
    // Before it was recorded nobody knew.
    let moment = Moment {
        as_of: day("2017-03-03"),
        known_at: acting("2017-03-03").at - 1,
    };
    assert!(!contested(&file, moment));
}

#[test]
fn rejected_yesterday_is_back_from_today() {
    let mut file = verifying(vec![Scope::Listing(record("1"))]);
    file.step_objection(1, acting("2017-03-10"), reject(), 0)
        .unwrap();
    assert!(contested(&file, on("2017-03-09")));
    assert!(contested(&file, on("2017-03-10")));
    assert!(!contested(&file, on("2017-03-11")));
    let next = |after| file.next_boundary(day(after), &calendar());
    assert_eq!(next("2017-03-09"), Some(day("2017-03-10")));
    assert_eq!(next("2017-03-10"), Some(day("2017-03-11")));
    assert_eq!(next("2017-03-11"), None);
}

#[test]
fn upheld_is_over_at_once() {
    let mut file = verifying(vec![Scope::Record(record("1"))]);
    file.step_objection(1, acting("2017-03-10"), ObjectionEvent::Uphold, 0)
        .unwrap();
    assert!(contested(&file, on("2017-03-09")));
    assert!(!contested(&file, on("2017-03-10")));
    let objection = file.objections.first().unwrap();
    let (from, scope) = objection.upheld(on("2017-03-10"));
    assert_eq!(from, Some(day("2017-03-10")));
    assert_eq!(scope, [Scope::Record(record("1"))]);
    assert_eq!(objection.upheld(on("2017-03-09")), (None, &[][..]));
}

#[test]
fn a_part_upheld_is_over_at_once_and_the_rest_through_the_day() {
    let scope = |number| Scope::Record(record(number));
    let partly = |parts: Vec<Scope>| ObjectionEvent::UpholdPartly {
        scope: parts,
        reason: reason(),
    };
    let mut file = verifying(vec![scope("1"), scope("2"), scope("1")]);
    for wrong in [
        vec![],
        vec![scope("3")],
        vec![scope("1"), scope("2")],
        vec![scope("1"), scope("3")],
    ] {
        let refused = file.step_objection(1, acting("2017-03-10"), partly(wrong), 0);
        assert_eq!(refused, Err(StepError::NotAPart));
    }
    file.step_objection(1, acting("2017-03-10"), partly(vec![scope("2")]), 0)
        .unwrap();
    let held = |moment| {
        let records = file.contested(SUBJECT, moment).records;
        let held: Vec<_> = records.into_keys().map(|(_, name)| name.number).collect();
        held
    };
    assert_eq!(held(on("2017-03-09")), ["1", "2"]);
    assert_eq!(held(on("2017-03-10")), ["1"]);
    assert!(held(on("2017-03-11")).is_empty());
    assert_eq!(file.objections[0].upheld(on("2017-03-10")).1, [scope("2")]);
}

#[test]
fn roles_and_measures_are_contested_too() {
    let edge = EdgeName {
        organisation: SubjectId::from_bytes([1; 16]),
        person: SUBJECT,
        role: contract::Role::LegalRepresentative,
        from: None,
    };
    let code = "procurement/ban".to_owned();
    let file = verifying(vec![
        Scope::Role(edge),
        Scope::Measure { code: code.clone() },
    ]);
    let contested = file.contested(SUBJECT, on("2017-03-01"));
    let id = CaseId {
        subject: SUBJECT,
        number: 1,
    };
    assert_eq!(contested.edges.get(&edge), Some(&id));
    assert_eq!(contested.measures.get(&(SUBJECT, code)), Some(&id));
    assert!(contested.records.is_empty());
    let mut file = file;
    file.step_objection(1, acting("2017-03-05"), ObjectionEvent::Uphold, 0)
        .unwrap();
    let wrong = |moment| file.wrong_measures(moment).collect::<Vec<_>>();
    assert_eq!(wrong(on("2017-03-04")), []);
    let found = ("procurement/ban", day("2017-03-05"), id);
    assert_eq!(wrong(on("2017-03-05")), [found]);
}

#[test]
fn silence_is_an_alarm_and_enforces_nothing() {
    let file = verifying(vec![Scope::Record(record("1"))]);
    let objection = file.objections.first().unwrap();
    let calendar = calendar();
    // 20 days from 1 March.
    let due = objection.answer_due(on("2017-03-02"), &calendar).unwrap();
    assert_eq!(due.unwrap().day(), day("2017-03-21"));
    let overdue = |moment| objection.is_overdue(moment, &calendar).unwrap();
    assert!(!overdue(on("2017-03-21")));
    assert!(overdue(on("2017-03-22")));
    assert!(objection.measure_suspended(on("2018-03-22")));
    let next = file.next_boundary(day("2017-03-01"), &calendar);
    assert_eq!(next, Some(day("2017-03-22")));
    let mut file = file;
    file.step_objection(1, acting("2017-04-01"), reject(), 0)
        .unwrap();
    let objection = file.objections.first().unwrap();
    assert!(!objection.is_overdue(on("2017-04-01"), &calendar).unwrap());
    assert!(objection.is_overdue(on("2017-03-31"), &calendar).unwrap());
    // That it was overdue until then is still a change of that day.
    let next = file.next_boundary(day("2017-03-01"), &calendar);
    assert_eq!(next, Some(day("2017-03-22")));
}

#[test]
fn publication_has_a_switch_of_its_own() {
    use ObjectionGround as G;
    let (firm, person) = (SubjectKind::Enterprise, SubjectKind::NaturalPerson);
    assert!(G::Information.suspends_publication(firm));
    assert!(!G::AdministrativeReview.suspends_publication(firm));
    assert!(!G::Lawsuit.suspends_publication(firm));
    assert!(G::AdministrativeReview.suspends_publication(person));
    for switch in [true, false] {
        let mut file = CaseFile::default();
        let new = objection_to(vec![Scope::Record(record("1"))]);
        file.submit_objection(SUBJECT, new, acting("2017-03-01"))
            .unwrap();
        let accept = ObjectionEvent::Accept {
            publication_suspended: switch,
            answer_within: Some(Period::Days(20)),
        };
        file.step_objection(1, acting("2017-03-01"), accept, 0)
            .unwrap();
        assert!(contested(&file, on("2017-03-02")));
        let waits = |name| file.publication_suspended(&record(name), on("2017-03-02"));
        assert_eq!(waits("1"), switch);
        assert!(!waits("2"));
    }
}

#[test]
fn a_person_decides_and_not_who_entered_it_as_maker() {
    let maker = account("u-7", Role::Maker);
    let program = Principal::new(
        Actor::Program("p-1".parse().unwrap()),
        Some("tax-bureau".to_owned()),
        Role::DepartmentOfficer,
    )
    .unwrap();
    let mut file = CaseFile::default();
    let new = objection_to(vec![Scope::Record(record("1"))]);
    file.submit_objection(SUBJECT, new, by(maker, "2017-03-01"))
        .unwrap();
    let refused = file.step_objection(1, by(program.clone(), "2017-03-01"), accept(), 0);
    assert_eq!(refused, Err(StepError::NotAPerson));
    for event in [accept(), forward(), ObjectionEvent::Verify] {
        file.step_objection(1, acting("2017-03-01"), event, 0)
            .unwrap();
    }
    let refused = file.step_objection(1, by(program, "2017-03-02"), reject(), 0);
    assert_eq!(refused, Err(StepError::NotAPerson));
    let checker = |id| by(account(id, Role::Checker), "2017-03-02");
    let refused = file.step_objection(1, checker("u-7"), reject(), 0);
    assert_eq!(refused, Err(StepError::SamePerson));
    file.step_objection(1, checker("u-8"), reject(), 0).unwrap();
}

#[test]
fn days_do_not_run_backwards_and_texts_say_something() {
    let mut file = verifying(vec![Scope::Record(record("1"))]);
    let refused = file.step_objection(1, acting("2017-02-28"), reject(), 0);
    let backwards = StepError::Backwards {
        last: day("2017-03-01"),
        on: day("2017-02-28"),
    };
    assert_eq!(refused, Err(backwards));
    for text in ["", "  ", &"长".repeat(2_001)] {
        let reason = text.to_owned();
        let event = ObjectionEvent::Reject { reason };
        let refused = file.step_objection(1, acting("2017-03-02"), event, 0);
        assert_eq!(refused, Err(StepError::Text("reason")));
    }
    let none = CaseFile::default().submit_objection(
        SUBJECT,
        objection_to(Vec::new()),
        acting("2017-03-01"),
    );
    assert_eq!(none, Err(StepError::NoScope));
    let refused = file.step_objection(9, acting("2017-03-02"), reject(), 0);
    let unknown = StepError::NoSuchCase {
        case: CaseKind::Objection,
        number: 9,
    };
    assert_eq!(refused, Err(unknown));
}

#[test]
fn a_clock_set_back_does_not_reorder_steps() {
    let mut file = verifying(vec![Scope::Record(record("1"))]);
    let mut early = acting("2017-03-02");
    early.at = 0;
    file.step_objection(1, early, reject(), 0).unwrap();
    let steps = file.objections[0].steps.all();
    assert!(steps.windows(2).all(|pair| pair[0].at <= pair[1].at));
}
