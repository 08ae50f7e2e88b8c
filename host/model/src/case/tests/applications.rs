use super::*;
use crate::subject::EdgeName;

fn ban(number: &str) -> NewApplication {
    NewApplication {
        measure: "procurement/ban".to_owned(),
        executor: "finance-bureau".to_owned(),
        is_sanction: true,
        memoranda: vec!["tax-major-violation".to_owned()],
        supports: vec![Support::Record {
            subject: SUBJECT,
            record: record(number),
        }],
    }
}

fn upgrade() -> NewApplication {
    NewApplication {
        measure: "customs/certification".to_owned(),
        executor: "customs".to_owned(),
        is_sanction: false,
        ..ban("1")
    }
}

fn take(file: &mut CaseFile, number: u32, event: ApplicationEvent) {
    file.step_application(number, acting("2017-03-02"), event)
        .unwrap();
}

fn execute(file: &mut CaseFile, number: u32) {
    use ApplicationEvent as E;
    for event in [E::Push, E::Acknowledge, E::Execute] {
        take(file, number, event);
    }
}

fn open(file: &mut CaseFile, new: Vec<NewApplication>, on: &str) -> Vec<u32> {
    let ids = file.open_applications(SUBJECT, new, &acting(on)).unwrap();
    ids.into_iter().map(|id| id.number).collect()
}

#[test]
fn a_sanction_is_told_once_and_an_incentive_never() {
    let mut file = CaseFile::default();
    assert_eq!(open(&mut file, vec![upgrade()], "2017-03-01"), [1]);
    assert!(file.notices.is_empty());
    assert_eq!(
        open(&mut file, vec![ban("1"), upgrade()], "2017-03-01"),
        [2, 1]
    );
    assert_eq!(file.notices.len(), 1);
    let notice = file.notices.first().unwrap();
    assert_eq!(notice.measures, ["procurement/ban"]);
    assert_eq!(notice.state(on("2017-03-01")), Some(NoticeState::Opened));
    let number = notice.id.number;
    // It ends and comes back: the subject knows.
    let ended = file.end_applications(&[], "名单移出", &acting("2017-03-05"));
    assert_eq!(ended, Ok(2));
    assert_eq!(open(&mut file, vec![ban("1")], "2017-04-01"), [4]);
    assert_eq!(file.notices.len(), 1);
    let how = "直接送达".to_owned();
    file.step_notice(number, acting("2017-04-02"), NoticeEvent::Serve { how })
        .unwrap();
    let notice = file.notices.first().unwrap();
    assert_eq!(notice.state(on("2017-04-02")), Some(NoticeState::Served));
}

#[test]
fn what_runs_goes_on_and_is_told_what_it_rests_on() {
    let mut file = CaseFile::default();
    assert_eq!(open(&mut file, vec![ban("1")], "2017-03-01"), [1]);
    let before = file.clone();
    assert_eq!(open(&mut file, vec![ban("1")], "2017-03-02"), [1]);
    assert_eq!(file, before, "the same says nothing new");
    assert_eq!(open(&mut file, vec![ban("2")], "2017-03-03"), [1]);
    let application = file.applications.first().unwrap();
    let rests = |moment| application.rests_on(moment).1.to_vec();
    assert_eq!(rests(on("2017-03-02")), ban("1").supports);
    assert_eq!(rests(on("2017-03-03")), ban("2").supports);
}

#[test]
fn what_nobody_acted_on_is_cancelled_and_the_rest_ends() {
    let mut file = CaseFile::default();
    open(&mut file, vec![ban("1"), upgrade()], "2017-03-01");
    execute(&mut file, 1);
    let applies = [("customs/certification", "customs")];
    let ended = file.end_applications(&applies, "到期", &acting("2017-03-05"));
    assert_eq!(ended, Ok(1));
    let state = |file: &CaseFile, at: usize| file.applications[at].state(on("2017-03-05"));
    assert_eq!(state(&file, 0), Some(ApplicationState::Ended));
    assert_eq!(state(&file, 1), Some(ApplicationState::Determined));
    file.end_applications(&[], "到期", &acting("2017-03-05"))
        .unwrap();
    assert_eq!(state(&file, 1), Some(ApplicationState::Cancelled));
}

#[test]
fn feedback_says_what_was_done() {
    let mut file = CaseFile::default();
    open(&mut file, vec![ban("1")], "2017-03-01");
    execute(&mut file, 1);
    let feedback = |content: &str| Feedback {
        content: content.to_owned(),
        amount: Some("3.5 万元".parse().unwrap()),
        scene: Some("政府采购".to_owned()),
        business_no: Some("QC-2017-9".to_owned()),
        effect: None,
    };
    let event = ApplicationEvent::FeedBack(feedback(""));
    let refused = file.step_application(1, acting("2017-03-03"), event);
    assert_eq!(refused, Err(StepError::Text("content")));
    take(
        &mut file,
        1,
        ApplicationEvent::FeedBack(feedback("取消投标资格")),
    );
    let state = file.applications[0].state(on("2017-03-03"));
    assert_eq!(state, Some(ApplicationState::FedBack));
}

#[test]
fn each_department_that_executed_on_what_was_wrong_has_a_remedy() {
    let mut file = verifying(vec![Scope::Record(record("1"))]);
    let land = NewApplication {
        measure: "land/limit".to_owned(),
        executor: "natural-resources-bureau".to_owned(),
        ..ban("1")
    };
    let other = NewApplication {
        measure: "honours/withhold".to_owned(),
        ..ban("9")
    };
    let idle = NewApplication {
        measure: "finance/limit".to_owned(),
        ..ban("1")
    };
    let numbers = open(
        &mut file,
        vec![ban("1"), land, other, idle.clone()],
        "2017-03-01",
    );
    // What it rested on before counts too: it was executed then.
    for number in numbers.iter().take(3) {
        execute(&mut file, *number);
    }
    open(&mut file, vec![ban("2")], "2017-03-03");
    file.step_objection(1, acting("2017-03-10"), ObjectionEvent::Uphold, 0)
        .unwrap();
    let objection = file.objections[0].id;
    let upheld = file.objections[0].upheld(on("2017-03-10")).1.to_vec();
    let acting_on = acting("2017-03-10");
    let opened = file
        .open_remedies_for(SUBJECT, objection, &upheld, &acting_on)
        .unwrap();
    assert_eq!(opened.len(), 2);
    let departments: Vec<_> = file.remedies.iter().map(|r| r.department.clone()).collect();
    assert_eq!(departments, ["finance-bureau", "natural-resources-bureau"]);
    let again = file.open_remedies_for(SUBJECT, objection, &upheld, &acting_on);
    assert_eq!(again, Ok(Vec::new()));

    let close = |file: &mut CaseFile, elsewhere| {
        file.step_objection(1, acting("2017-03-20"), ObjectionEvent::Close, elsewhere)
    };
    assert_eq!(close(&mut file, 1), Err(StepError::OpenRemedies(3)));
    for id in opened {
        let what = "恢复投标资格".to_owned();
        file.step_remedy(
            id.number,
            acting("2017-03-15"),
            RemedyEvent::Finish { what },
        )
        .unwrap();
    }
    assert_eq!(close(&mut file, 1), Err(StepError::OpenRemedies(1)));
    assert_eq!(close(&mut file, 0), Ok(()));
}

#[test]
fn a_wrong_role_or_measure_has_remedies_too() {
    let edge = EdgeName {
        organisation: SubjectId::from_bytes([1; 16]),
        person: SUBJECT,
        role: crate::contract::Role::LegalRepresentative,
        from: None,
    };
    let mut file = CaseFile::default();
    let reached = NewApplication {
        supports: vec![Support::Role(edge)],
        ..ban("1")
    };
    open(&mut file, vec![reached], "2017-03-01");
    execute(&mut file, 1);
    let objection = CaseId {
        subject: edge.organisation,
        number: 4,
    };
    let mut opened = |objection, scope| {
        file.open_remedies_for(SUBJECT, objection, &[scope], &acting("2017-03-10"))
            .unwrap()
            .len()
    };
    let code = "procurement/ban".to_owned();
    let measure = Scope::Measure { code };
    assert_eq!(opened(objection, measure.clone()), 0, "another's measure");
    assert_eq!(opened(objection, Scope::Role(edge)), 1);
    let own = CaseId {
        subject: SUBJECT,
        number: 9,
    };
    assert_eq!(opened(own, measure), 1);
}
