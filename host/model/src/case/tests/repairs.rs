use super::*;

/// Three months at least, and the periods of 国办发〔2025〕22号 as recalled.
fn terms() -> RepairTerms {
    RepairTerms {
        irreparable: false,
        min_months: Some(3),
        max_months: Some(12),
        accept_within: Some(Period::WorkingDays(3)),
        decide_within: Some(Period::WorkingDays(10)),
        extend_by: Some(Period::WorkingDays(10)),
        extensions: 1,
    }
}

fn new_repair(terms: RepairTerms) -> NewRepair {
    NewRepair {
        record: record("1"),
        decided_on: Some(day("2017-01-31")),
        terms,
        statement: "已整改并作出信用承诺".to_owned(),
        filer: Filer::Subject,
    }
}

fn applied(on: &str) -> Result<CaseFile, StepError> {
    let mut file = CaseFile::default();
    file.apply_repair(SUBJECT, new_repair(terms()), acting(on))?;
    Ok(file)
}

fn take(file: &mut CaseFile, on: &str, event: RepairEvent) -> Result<(), StepError> {
    file.step_repair(1, acting(on), event)
}

fn extend() -> RepairEvent {
    RepairEvent::Extend { reason: reason() }
}

fn grant(publication_only: bool) -> RepairEvent {
    RepairEvent::Grant { publication_only }
}

#[test]
fn the_shortest_time_has_run_and_the_law_allows_it() {
    let from = day("2017-04-30");
    assert_eq!(applied("2017-04-29"), Err(StepError::TooEarly { from }));
    assert!(applied("2017-04-30").is_ok());
    let mut file = CaseFile::default();
    let mut apply = |new| file.apply_repair(SUBJECT, new, acting("2017-05-01"));
    let never = RepairTerms {
        irreparable: true,
        ..terms()
    };
    assert_eq!(apply(new_repair(never)), Err(StepError::Irreparable));
    let undated = NewRepair {
        decided_on: None,
        ..new_repair(terms())
    };
    assert_eq!(apply(undated.clone()), Err(StepError::NoDecisionDate));
    let at_once = RepairTerms {
        min_months: None,
        ..terms()
    };
    let undated = NewRepair {
        terms: at_once,
        ..undated
    };
    assert!(apply(undated).is_ok());
}

#[test]
fn granted_from_that_day_unless_for_publication_only() {
    for publication_only in [false, true] {
        let mut file = applied("2017-05-02").unwrap();
        take(&mut file, "2017-05-03", RepairEvent::Accept).unwrap();
        take(&mut file, "2017-05-04", RepairEvent::Review).unwrap();
        take(&mut file, "2017-05-10", grant(publication_only)).unwrap();
        let repaired = |moment| file.is_repaired(&record("1"), moment);
        assert_eq!(repaired(on("2017-05-09")), None);
        let expected = (!publication_only).then(|| day("2017-05-10"));
        assert_eq!(repaired(on("2017-05-10")), expected);
        assert_eq!(file.is_repaired(&record("2"), on("2017-05-10")), None);
        let granted = file.repairs[0].granted(on("2017-05-10"));
        assert_eq!(granted, Some((day("2017-05-10"), publication_only)));
    }
}

#[test]
fn the_time_to_decide_is_extended_once() {
    let mut file = applied("2017-05-02").unwrap();
    let calendar = calendar();
    let due = |file: &CaseFile, as_of| {
        let due = file.repairs[0].due(on(as_of), &calendar).unwrap();
        due.map(|due| due.day())
    };
    assert_eq!(due(&file, "2017-05-02"), Some(day("2017-05-05")));
    take(&mut file, "2017-05-03", RepairEvent::Accept).unwrap();
    assert_eq!(due(&file, "2017-05-03"), Some(day("2017-05-17")));
    take(&mut file, "2017-05-04", RepairEvent::Review).unwrap();
    take(&mut file, "2017-05-15", extend()).unwrap();
    let refused = take(&mut file, "2017-05-16", extend());
    assert_eq!(refused, Err(StepError::NoExtension));
    // 20 working days from 3 May: Saturday the 27th is worked for the Dragon Boat Festival.
    assert_eq!(due(&file, "2017-05-15"), Some(day("2017-06-01")));
    assert_eq!(
        file.next_boundary(day("2017-05-15"), &calendar),
        Some(day("2017-06-02"))
    );
    take(&mut file, "2017-05-20", grant(false)).unwrap();
    assert_eq!(due(&file, "2017-05-20"), None);
}

#[test]
fn fraud_bars_repair_until_the_day_given() {
    let mut file = applied("2017-05-02").unwrap();
    let refuse = |until: &str| RepairEvent::Refuse {
        reason: "材料虚假".to_owned(),
        barred_until: Some(day(until)),
    };
    let due = day("2017-05-03");
    let refused = take(&mut file, "2017-05-03", refuse("2017-05-03"));
    assert_eq!(refused, Err(StepError::NoLaterDay { due }));
    take(&mut file, "2017-05-03", refuse("2018-05-03")).unwrap();
    let again = |on| {
        let mut file = file.clone();
        file.apply_repair(SUBJECT, new_repair(terms()), acting(on))
    };
    let until = day("2018-05-03");
    assert_eq!(again("2018-05-02"), Err(StepError::Barred { until }));
    assert!(again("2018-05-03").is_ok());
}
