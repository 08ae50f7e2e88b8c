//! Repairs, listings, applications, incomplete files.

use accord_model::case::{ExitReason, Feedback, Filer, ListingTerm, MissingDocument, StepError};

use super::*;
use crate::{
    applications::ServeRequest,
    incomplete_files::{IncompleteFileRequest, IncompleteFileStep, IncompleteFileStepRequest},
    listings::{ListingRequest, ListingStep, ListingStepRequest},
    objections::{ObjectionRequest, ObjectionStep, ObjectionStepRequest},
    publication::PublicationRequest,
    repairs::{RepairRequest, RepairStep, RepairStepRequest},
};

fn repair(host: &Host, on: &str) -> Result<CaseView, ServiceError> {
    let request = RepairRequest {
        identifier: identifier(FIRM),
        record: penalty(),
        statement: "已缴清罚款, 已整改".to_owned(),
        filer: Filer::Subject,
        on: some(on),
    };
    host.apply_repair(&officer("tax-bureau"), &request)
}

fn decide(
    host: &Host,
    by: &Principal,
    id: CaseId,
    on: &str,
    step: RepairStep,
) -> Result<CaseView, ServiceError> {
    let request = RepairStepRequest { on: some(on), step };
    host.step_repair(by, id, &request)
}

#[test]
fn a_granted_repair_ends_the_record_and_its_publication() {
    for publication_only in [false, true] {
        let (_folder, host) = host();
        let market = officer("market-supervision-bureau");
        let request = PublicationRequest {
            identifier: identifier(FIRM),
            record: penalty(),
            on: some("2026-06-02"),
        };
        host.open_publication(&market, &request).unwrap();
        // 36号令: a large fine stands three months at least.
        let early = repair(&host, "2026-08-31");
        let from = date("2026-09-01");
        assert!(
            matches!(early, Err(ServiceError::Step(StepError::TooEarly { from: day })) if day == from)
        );
        let view = repair(&host, "2026-09-01").unwrap();
        assert_eq!(view.due.map(|due| due.day), some("2026-09-04"));
        let foreign = decide(
            &host,
            &officer("court"),
            view.id,
            "2026-09-02",
            RepairStep::Accept,
        );
        assert!(matches!(foreign, Err(ServiceError::NotOwn { .. })));
        for step in [
            RepairStep::Accept,
            RepairStep::Review,
            RepairStep::Grant { publication_only },
        ] {
            decide(&host, &market, view.id, "2026-09-03", step).unwrap();
        }
        let standing = |as_of| record(&host, &penalty(), as_of).unwrap().standing;
        assert_eq!(standing("2026-09-02"), Standing::Active);
        let expected = if publication_only {
            Standing::Active
        } else {
            Standing::Repaired
        };
        assert_eq!(standing("2026-09-03"), expected);
        let [publication] = &all(&host, &operator(), CaseKind::Publication)[..] else {
            panic!("one publication")
        };
        assert_eq!(publication.state, "stopped");
    }
}

fn listing(of: &str, list: &str, department: &str) -> ListingRequest {
    ListingRequest {
        identifier: identifier(of),
        list: list.to_owned(),
        department: Some(department.to_owned()),
        findings: Vec::new(),
        acted_on: some("2025-01-01"),
        acted_until: None,
        values: Vec::new(),
        reason: why(),
        term: ListingTerm::Months(24),
        on: some("2025-03-01"),
    }
}

fn list(
    host: &Host,
    by: &Principal,
    id: CaseId,
    on: &str,
    step: ListingStep,
) -> Result<CaseView, ServiceError> {
    let request = ListingStepRequest { on: some(on), step };
    host.step_listing(by, id, &request)
}

#[test]
fn a_listing_is_a_record_from_its_day_to_its_end() {
    let (_folder, host) = host();
    let court = officer("human-resources-bureau");
    let request = listing(PERSON, "labour/wage-arrears-list", "human-resources-bureau");
    let id = host.propose_listing(&court, &request).unwrap().id;
    let unheard = list(&host, &court, id, "2025-03-02", ListingStep::List);
    assert!(matches!(
        unheard,
        Err(ServiceError::Step(StepError::NotNotified))
    ));
    let how = "直接送达".to_owned();
    list(&host, &court, id, "2025-03-02", ListingStep::Notify { how }).unwrap();
    assert!(records(&host, PERSON, "2026-01-01").is_empty());
    list(&host, &court, id, "2025-03-12", ListingStep::List).unwrap();
    let standing = |as_of| {
        let records = records(&host, PERSON, as_of);
        let [record] = &records[..] else {
            panic!("one record: {records:?}")
        };
        assert_eq!(record.number, id.to_string());
        assert_eq!(record.decided_on, some("2025-03-12"));
        (record.standing, record.ends_on)
    };
    let term = some("2027-03-12");
    assert_eq!(standing("2025-03-12"), (Standing::Active, term));
    let reason = ExitReason::Performed;
    list(
        &host,
        &court,
        id,
        "2025-09-01",
        ListingStep::Exit { reason },
    )
    .unwrap();
    let end = some("2025-09-01");
    assert_eq!(standing("2025-08-31"), (Standing::Active, end));
    assert_eq!(standing("2025-09-01"), (Standing::Exited, end));
}

#[test]
fn a_black_listing_keeps_off_a_red_list_unless_contested() {
    let (_folder, host) = host();
    let by = officer("civilisation-office");
    let request = ListingRequest {
        on: some("2025-07-01"),
        ..listing(FIRM, "honours/red-list", "civilisation-office")
    };
    let id = host.propose_listing(&by, &request).unwrap().id;
    let blocked = list(&host, &by, id, "2025-07-02", ListingStep::List);
    assert!(
        matches!(&blocked, Err(ServiceError::Step(StepError::Blocked(lists))) if lists.len() == 1),
        "{blocked:?}"
    );
    let tax = officer("tax-bureau");
    let objection = ObjectionRequest {
        identifier: identifier(FIRM),
        scope: vec![ScopeText::Listing(published_case())],
        ground: accord_model::case::ObjectionGround::Information,
        reason: why(),
        filer: Filer::Agent,
        on: some("2025-07-02"),
    };
    let objection = host.submit_objection(&tax, &objection).unwrap().id;
    let accept = ObjectionStepRequest {
        on: some("2025-07-03"),
        step: ObjectionStep::Accept {
            publication_suspended: None,
        },
    };
    host.step_objection(&tax, objection, &accept).unwrap();
    let view = list(&host, &by, id, "2025-07-04", ListingStep::List).unwrap();
    assert_eq!(view.state, "listed");
}

#[test]
fn only_lists_take_listings() {
    let (_folder, host) = host();
    let by = officer("tax-bureau");
    let refused = host.propose_listing(&by, &listing(FIRM, "tax/arrears", "tax-bureau"));
    assert!(matches!(refused, Err(ServiceError::NotAList(_))));
    let foreign = host.propose_listing(&by, &listing(FIRM, "tax/published-case", "court"));
    assert!(matches!(foreign, Err(ServiceError::NotOwn { .. })));
    let wrong = ListingRequest {
        values: vec![ValueText {
            field: "violation".to_owned(),
            value: accord_model::contract::Value::Text("evasion".to_owned()),
        }],
        ..listing(FIRM, "tax/published-case", "tax-bureau")
    };
    let refused = host.propose_listing(&by, &wrong);
    assert!(matches!(refused, Err(ServiceError::Value { .. })));
}

#[test]
fn who_enters_as_maker_does_not_confirm() {
    let (_folder, host) = host();
    let maker = account("u-7", "tax-bureau", Role::Maker);
    let request = listing(FIRM, "tax/published-case", "tax-bureau");
    let id = host.propose_listing(&maker, &request).unwrap().id;
    let confirm = |by: &Principal| list(&host, by, id, "2025-03-02", ListingStep::List);
    assert!(matches!(
        confirm(&maker),
        Err(ServiceError::Forbidden { .. })
    ));
    let same = confirm(&account("u-7", "tax-bureau", Role::Checker));
    assert!(matches!(
        same,
        Err(ServiceError::Step(StepError::SamePerson))
    ));
    confirm(&account("u-8", "tax-bureau", Role::Checker)).unwrap();
}

#[test]
fn a_measure_is_pushed_executed_reported_and_ended() {
    let (_folder, host) = host();
    let id = executed(&host, FIRM, "finance-bureau");
    let finance = officer("finance-bureau");
    let [notice] = &all(&host, &operator(), CaseKind::Notice)[..] else {
        panic!("one notice")
    };
    assert_eq!(notice.measures, ["procurement/ban"]);
    let serve = ServeRequest {
        on: some("2025-06-11"),
        how: "直接送达".to_owned(),
    };
    host.serve_notice(&finance, notice.id, &serve).unwrap();
    let feedback = ApplicationStepRequest {
        on: some("2025-06-30"),
        step: ApplicationStep::FeedBack(Feedback {
            content: "取消投标资格".to_owned(),
            amount: Some("3 万元".parse().unwrap()),
            scene: Some("政府采购".to_owned()),
            business_no: None,
            effect: None,
        }),
    };
    let view = host.step_application(&finance, id, &feedback).unwrap();
    assert_eq!(view.state, "fed-back");
    let firm = subject(&host, FIRM);
    let end = |applies: &[(&str, &str)]| {
        let on = some("2025-07-01");
        host.end_applications(&operator(), firm, applies, "移出名单", on)
            .unwrap()
    };
    assert_eq!(end(&[("procurement/ban", "finance-bureau")]), 0);
    assert_eq!(end(&[]), 1);
    assert_eq!(host.case(&finance, id).unwrap().state, "ended");
}

#[test]
fn what_an_objection_holds_up_is_not_executed() {
    let (_folder, host) = host();
    let tax = officer("tax-bureau");
    let objection = ObjectionRequest {
        identifier: identifier(FIRM),
        scope: vec![ScopeText::Record(published_case())],
        ground: accord_model::case::ObjectionGround::Information,
        reason: why(),
        filer: Filer::Subject,
        on: some("2025-06-09"),
    };
    let objection = host.submit_objection(&tax, &objection).unwrap().id;
    let accept = ObjectionStepRequest {
        on: some("2025-06-09"),
        step: ObjectionStep::Accept {
            publication_suspended: None,
        },
    };
    host.step_objection(&tax, objection, &accept).unwrap();
    let firm = subject(&host, FIRM);
    let record = name(&host, &published_case());
    let new = NewApplication {
        measure: "procurement/ban".to_owned(),
        executor: "finance-bureau".to_owned(),
        is_sanction: true,
        memoranda: Vec::new(),
        supports: vec![Support::Record {
            subject: firm,
            record,
        }],
    };
    let on = some("2025-06-10");
    let ids = host
        .open_applications(&operator(), firm, vec![new.clone()], on)
        .unwrap();
    let again = host
        .open_applications(&operator(), firm, vec![new], on)
        .unwrap();
    assert_eq!(ids, again);
    let take = |step| {
        let request = ApplicationStepRequest { on, step };
        host.step_application(&officer("finance-bureau"), ids[0], &request)
    };
    take(ApplicationStep::Push).unwrap();
    take(ApplicationStep::Acknowledge).unwrap();
    let refused = take(ApplicationStep::Execute);
    assert!(matches!(
        refused,
        Err(ServiceError::Suspended { objection: by }) if by == objection
    ));
}

#[test]
fn a_file_not_completed_in_time_becomes_a_breach_on_record() {
    let (_folder, host) = host();
    let office = officer("government-affairs-office");
    let request = IncompleteFileRequest {
        identifier: identifier(FIRM),
        item: "XK-0731".to_owned(),
        department: None,
        on: some("2026-03-01"),
    };
    let id = host.open_incomplete_file(&office, &request).unwrap().id;
    let take = |on, step| {
        let request = IncompleteFileStepRequest { on: some(on), step };
        host.step_incomplete_file(&office, id, &request)
    };
    let accept = |required_by_law| IncompleteFileStep::Accept {
        missing: vec![MissingDocument {
            name: "场地证明".to_owned(),
            required_by_law,
        }],
        due: date("2026-03-10"),
    };
    // G35.
    let refused = take("2026-03-01", accept(true));
    assert!(matches!(
        refused,
        Err(ServiceError::Step(StepError::RequiredByLaw(_)))
    ));
    let view = take("2026-03-01", accept(false)).unwrap();
    assert_eq!((view.state.as_str(), view.overdue), ("overdue", true));
    take("2026-03-12", IncompleteFileStep::RecordBreach).unwrap();
    let breach = RecordText {
        kind: "approval/incomplete-file-breach".to_owned(),
        provider: "government-affairs-office".to_owned(),
        number: id.to_string(),
    };
    let record = record(&host, &breach, "2026-03-12").unwrap();
    assert_eq!(record.acted_on, some("2026-03-11"));
    assert_eq!(record.values.len(), 2);
}

#[test]
fn cases_survive_a_restart() {
    let (folder, host) = host();
    let id = executed(&host, FIRM, "finance-bureau");
    let before = host.case(&operator(), id).unwrap();
    drop(host);
    let host = Host::open(folder.path()).unwrap();
    assert_eq!(host.case(&operator(), id).unwrap(), before);
}
