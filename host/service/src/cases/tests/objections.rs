use accord_model::{
    case::{Filer, ObjectionGround, StepError},
    contract,
};

use super::*;
use crate::{
    applications::RemedyRequest,
    objections::{ObjectionRequest, ObjectionStep, ObjectionStepRequest},
    publication::{PublicationRequest, PublicationStep, PublicationStepRequest},
};

fn request(scope: Vec<ScopeText>, of: &str) -> ObjectionRequest {
    ObjectionRequest {
        identifier: identifier(of),
        scope,
        ground: ObjectionGround::Information,
        reason: why(),
        filer: Filer::Subject,
        on: some("2025-07-01"),
    }
}

fn take(
    host: &Host,
    by: &Principal,
    id: CaseId,
    on: &str,
    step: ObjectionStep,
) -> Result<CaseView, ServiceError> {
    let request = ObjectionStepRequest { on: some(on), step };
    host.step_objection(by, id, &request)
}

fn accept() -> ObjectionStep {
    ObjectionStep::Accept {
        publication_suspended: None,
    }
}

/// An objection that its provider, by default that of the first record, looks into.
fn verifying(host: &Host, scope: Vec<ScopeText>, of: &str, provider: Option<&str>) -> CaseId {
    let by = officer("tax-bureau");
    let id = host.submit_objection(&by, &request(scope, of)).unwrap().id;
    take(host, &by, id, "2025-07-01", accept()).unwrap();
    let provider = provider.map(str::to_owned);
    let step = ObjectionStep::Forward { provider };
    take(host, &by, id, "2025-07-02", step).unwrap();
    let view = take(host, &operator(), id, "2025-07-03", ObjectionStep::Verify).unwrap();
    assert_eq!(view.state, "verifying");
    id
}

fn contested(host: &Host, as_of: &str) -> bool {
    let firm = subject(host, FIRM);
    let contested = host.contested_of([firm].into_iter(), Moment::on(date(as_of)));
    let record = (firm, name(host, &published_case()));
    contested.unwrap().records.contains_key(&record)
}

#[test]
fn a_rejected_objection_holds_up_through_its_day() {
    let (_folder, host) = host();
    let id = verifying(&host, vec![ScopeText::Record(published_case())], FIRM, None);
    assert!(!contested(&host, "2025-06-30"));
    assert!(contested(&host, "2025-07-01"));
    let step = ObjectionStep::Reject { reason: why() };
    take(&host, &officer("tax-bureau"), id, "2025-07-10", step).unwrap();
    assert!(contested(&host, "2025-07-10"));
    assert!(!contested(&host, "2025-07-11"));
    assert!(record(&host, &published_case(), "2025-07-11").is_some());
}

#[test]
fn an_upheld_objection_withdraws_the_record_and_opens_remedies_everywhere() {
    let (_folder, host) = host();
    executed(&host, FIRM, "finance-bureau");
    executed(&host, FIRM, "land-bureau");
    executed(&host, PERSON, "customs");
    let before = today().to_string();
    assert!(record(&host, &published_case(), &before).is_some());
    let id = verifying(&host, vec![ScopeText::Record(published_case())], FIRM, None);
    let tax = officer("tax-bureau");
    take(&host, &tax, id, "2025-07-10", ObjectionStep::Uphold).unwrap();

    assert_eq!(record(&host, &published_case(), &before), None);
    assert!(!contested(&host, "2025-07-10"));
    let remedies = all(&host, &operator(), CaseKind::Remedy);
    let departments: BTreeSet<_> = remedies
        .iter()
        .flat_map(|remedy| remedy.departments.clone())
        .collect();
    let expected = ["customs", "finance-bureau", "land-bureau"];
    assert!(departments.iter().eq(expected), "{departments:?}");
    assert!(remedies.iter().all(|remedy| remedy.open));

    for (done, remedy) in remedies.iter().enumerate() {
        let refused = take(&host, &tax, id, "2025-07-12", ObjectionStep::Close);
        let open = StepError::OpenRemedies(remedies.len() - done);
        assert!(matches!(refused, Err(ServiceError::Step(error)) if error == open));
        let request = RemedyRequest {
            on: some("2025-07-11"),
            what: "恢复资格".to_owned(),
        };
        let [department] = &remedy.departments[..] else {
            panic!("one department")
        };
        let another = host.finish_remedy(&officer("court"), remedy.id, &request);
        assert!(matches!(another, Err(ServiceError::NotOwn { .. })));
        host.finish_remedy(&officer(department), remedy.id, &request)
            .unwrap();
    }
    let view = take(&host, &tax, id, "2025-07-12", ObjectionStep::Close).unwrap();
    assert_eq!((view.state.as_str(), view.open), ("closed", false));
    let counted = |step: &str| steps(&host).iter().filter(|done| *done == step).count();
    assert_eq!(counted("uphold"), 1);
    assert_eq!(counted("finish"), 3);
}

#[test]
fn the_provider_answers_and_nobody_else() {
    let (_folder, host) = host();
    let id = verifying(&host, vec![ScopeText::Record(published_case())], FIRM, None);
    for other in ["court", "market-supervision-bureau"] {
        let refused = take(
            &host,
            &officer(other),
            id,
            "2025-07-10",
            ObjectionStep::Uphold,
        );
        assert!(matches!(refused, Err(ServiceError::NotOwn { .. })));
    }
    let integrator = account("u-1", "court", Role::Integrator);
    let refused = take(&host, &integrator, id, "2025-07-10", ObjectionStep::Uphold);
    assert!(matches!(refused, Err(ServiceError::Forbidden { .. })));
    let early = take(
        &host,
        &officer("tax-bureau"),
        id,
        "2025-07-02",
        ObjectionStep::Uphold,
    );
    assert!(matches!(
        early,
        Err(ServiceError::Step(StepError::Backwards { .. }))
    ));
    let tomorrow = today().add_days(1).to_string();
    let future = take(
        &host,
        &officer("tax-bureau"),
        id,
        &tomorrow,
        ObjectionStep::Uphold,
    );
    assert!(matches!(future, Err(ServiceError::Future(_))));
}

#[test]
fn a_department_sees_its_own_cases() {
    let (_folder, host) = host();
    let id = verifying(&host, vec![ScopeText::Record(published_case())], FIRM, None);
    let seen = |department| all(&host, &officer(department), CaseKind::Objection).len();
    assert_eq!(seen("tax-bureau"), 1);
    assert_eq!(seen("court"), 0);
    let hidden = host.case(&officer("court"), id);
    assert!(matches!(hidden, Err(ServiceError::NoSuchCase(_))));
    let auditor = account("u-5", "court", Role::Auditor);
    assert_eq!(host.case(&auditor, id).unwrap().id, id);
}

#[test]
fn a_stolen_identity_is_withdrawn_where_the_role_is_owned() {
    let (_folder, host) = host();
    let role = |from: &str| RoleText {
        organisation: identifier(FIRM),
        person: identifier(PERSON),
        role: contract::Role::LegalRepresentative,
        from: some(from),
    };
    let by = officer("market-supervision-bureau");
    let unknown = request(vec![ScopeText::Role(role("2011-01-01"))], PERSON);
    let refused = host.submit_objection(&by, &unknown);
    assert!(matches!(refused, Err(ServiceError::NoSuchRole)));

    let scope = vec![ScopeText::Role(role("2010-01-01"))];
    let provider = Some("market-supervision-bureau");
    let id = verifying(&host, scope, PERSON, provider);
    let (firm, person) = (subject(&host, FIRM), subject(&host, PERSON));
    assert_eq!(id.subject, person);
    let edges = |as_of| {
        let contested = host.contested_of([person].into_iter(), Moment::on(date(as_of)));
        contested.unwrap().edges.len()
    };
    assert_eq!(edges("2025-07-05"), 1);
    take(&host, &by, id, "2025-07-10", ObjectionStep::Uphold).unwrap();
    let owner = document(&*host.store, firm).unwrap().unwrap();
    assert_eq!(owner.roles_known(Moment::LATEST).count(), 0);
    assert_eq!(edges("2025-07-10"), 0);
}

#[test]
fn publication_waits_as_was_decided_at_acceptance() {
    let (_folder, host) = host();
    let market = officer("market-supervision-bureau");
    let published = host.open_publication(
        &market,
        &PublicationRequest {
            identifier: identifier(FIRM),
            record: penalty(),
            on: some("2026-06-01"),
        },
    );
    let published = published.unwrap();
    // Seven working days from Monday, 1 June.
    assert_eq!(published.due.map(|due| due.day), some("2026-06-10"));
    assert!(published.overdue);

    let publish = |on| {
        let step = PublicationStep::Publish;
        let request = PublicationStepRequest { on: some(on), step };
        host.step_publication(&market, published.id, &request)
    };
    let objection = ObjectionRequest {
        on: some("2026-06-02"),
        ..request(vec![ScopeText::Record(penalty())], FIRM)
    };
    // An objection to the information holds up publication, a firm's review does not.
    let id = host.submit_objection(&market, &objection).unwrap().id;
    take(&host, &market, id, "2026-06-02", accept()).unwrap();
    let refused = publish("2026-06-03");
    assert!(
        matches!(refused, Err(ServiceError::Suspended { objection }) if objection == id),
        "{refused:?}"
    );
    for step in [
        ObjectionStep::Forward { provider: None },
        ObjectionStep::Verify,
        ObjectionStep::Reject { reason: why() },
    ] {
        take(&host, &market, id, "2026-06-04", step).unwrap();
    }
    let review = ObjectionRequest {
        ground: ObjectionGround::AdministrativeReview,
        on: some("2026-06-05"),
        ..objection
    };
    let id = host.submit_objection(&market, &review).unwrap().id;
    take(&host, &market, id, "2026-06-05", accept()).unwrap();
    let view = publish("2026-06-11").unwrap();
    assert_eq!((view.state.as_str(), view.late), ("published", Some(1)));
}

#[test]
fn what_is_not_held_cannot_be_objected_to() {
    let (_folder, host) = host();
    let by = officer("tax-bureau");
    let submit = |scope| host.submit_objection(&by, &request(vec![scope], FIRM));
    let other = RecordText {
        number: "case-9".to_owned(),
        ..published_case()
    };
    let refused = submit(ScopeText::Record(other));
    assert!(matches!(refused, Err(ServiceError::RecordNotHeld(_))));
    let code = "no/such".to_owned();
    let refused = submit(ScopeText::Measure { code });
    assert!(matches!(refused, Err(ServiceError::NoSuchMeasure(_))));
    let kind = RecordText {
        kind: "no/such".to_owned(),
        ..published_case()
    };
    let refused = submit(ScopeText::Record(kind));
    assert!(matches!(refused, Err(ServiceError::NoSuchKind(_))));
    let numbered = ObjectionRequest {
        reason: format!("本人 {PERSON} 从未任职"),
        ..request(vec![ScopeText::Record(published_case())], FIRM)
    };
    let refused = host.submit_objection(&by, &numbered);
    assert!(matches!(refused, Err(ServiceError::NumberInReason)));
    assert!(all(&host, &operator(), CaseKind::Objection).is_empty());
}
