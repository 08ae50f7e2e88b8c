//! Cases over a real store: what a step changes besides the case.

mod objections;
mod others;

use std::{io::Cursor, ops::ControlFlow};

use accord_model::{
    case::{CaseId, NewApplication, Support},
    contract::Standing,
    identifier::Scheme,
    principal::{Actor, Role},
    subject::RecordName,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::{
    applications::{ApplicationStep, ApplicationStepRequest},
    intake::ImportRequest,
    records::{RecordView, SubjectQuery},
};

/// A firm with a published case of tax evasion and a penalty.
const FIRM: &str = "91481802MA0001181D";
/// Its legal representative.
const PERSON: &str = "48180219800101001X";

fn identifier(value: &str) -> IdentifierText {
    let scheme = if value == PERSON {
        Scheme::ResidentIdentityNumber
    } else {
        Scheme::UnifiedSocialCreditCode
    };
    IdentifierText {
        scheme,
        value: value.to_owned(),
    }
}

fn written(value: &str) -> Value {
    serde_json::to_value(identifier(value)).unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn some(text: &str) -> Option<Date> {
    Some(date(text))
}

fn why() -> String {
    "经核实".to_owned()
}

fn account(id: &str, department: &str, role: Role) -> Principal {
    let actor = Actor::Person(id.parse().unwrap());
    Principal::new(actor, Some(department.to_owned()), role).unwrap()
}

fn officer(department: &str) -> Principal {
    account("u-1", department, Role::DepartmentOfficer)
}

fn operator() -> Principal {
    Principal::local_operator()
}

fn import(host: &Host, lines: &[Value]) {
    let file: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let mut input = Cursor::new(file.into_bytes());
    let report = host
        .import(&operator(), &ImportRequest::default(), &mut input)
        .unwrap();
    assert_eq!(report.counts.rejected, 0, "{report:?}");
}

fn host() -> (TempDir, Host) {
    let folder = tempfile::tempdir().unwrap();
    Host::create(folder.path()).unwrap();
    let host = Host::open(folder.path()).unwrap();
    import(
        &host,
        &[
            json!({ "type": "subject", "identifier": written(PERSON), "kind": "natural-person", "name": "测甲" }),
            json!({ "type": "subject", "identifier": written(FIRM), "kind": "enterprise", "name": "测试厂" }),
            json!({
                "type": "record", "identifier": written(FIRM), "kind": "tax/published-case",
                "provider": "tax-bureau", "number": "case-1", "acted_on": "2024-03-01",
                "decided_on": "2025-06-01", "values": { "case-number": "1", "violation": "evasion" },
            }),
            json!({
                "type": "record", "identifier": written(FIRM), "kind": "admin/penalty",
                "provider": "market-supervision-bureau", "number": "p-1", "decided_on": "2026-06-01",
                "values": { "category": ["fine"], "large-fine": true },
            }),
            json!({
                "type": "role", "organisation": written(FIRM), "person": written(PERSON),
                "role": "legal-representative", "from": "2010-01-01",
            }),
        ],
    );
    (folder, host)
}

fn published_case() -> RecordText {
    RecordText {
        kind: "tax/published-case".to_owned(),
        provider: "tax-bureau".to_owned(),
        number: "case-1".to_owned(),
    }
}

fn penalty() -> RecordText {
    RecordText {
        kind: "admin/penalty".to_owned(),
        provider: "market-supervision-bureau".to_owned(),
        number: "p-1".to_owned(),
    }
}

fn subject(host: &Host, value: &str) -> SubjectId {
    let moment = Moment::on(today());
    host.asked(&identifier(value), moment).unwrap().id
}

/// The records that count, as of a day.
fn records(host: &Host, value: &str, as_of: &str) -> Vec<RecordView> {
    let query = SubjectQuery {
        identifier: identifier(value),
        as_of: some(as_of),
        known_at: None,
        history: false,
        unmask: None,
    };
    host.records(&operator(), &query).unwrap().records
}

fn record(host: &Host, named: &RecordText, as_of: &str) -> Option<RecordView> {
    let records = records(host, FIRM, as_of).into_iter();
    let mut records =
        records.filter(|record| record.kind == named.kind && record.number == named.number);
    records.next()
}

/// A ban that rests on the firm's published case, executed by a department on a day.
fn executed(host: &Host, value: &str, executor: &str) -> CaseId {
    let firm = subject(host, FIRM);
    let reference = host.reference.load_full();
    let new = NewApplication {
        measure: "procurement/ban".to_owned(),
        executor: executor.to_owned(),
        is_sanction: true,
        memoranda: vec!["tax-major-violation".to_owned()],
        supports: vec![Support::Record {
            subject: firm,
            record: published_case().name(&reference).unwrap(),
        }],
    };
    let of = subject(host, value);
    let on = some("2025-06-10");
    let opened = host.open_applications(&operator(), of, vec![new], on);
    let [id] = opened.unwrap()[..] else {
        panic!("one application")
    };
    for step in [
        ApplicationStep::Push,
        ApplicationStep::Acknowledge,
        ApplicationStep::Execute,
    ] {
        let request = ApplicationStepRequest { on, step };
        host.step_application(&officer(executor), id, &request)
            .unwrap();
    }
    id
}

fn all(host: &Host, by: &Principal, kind: CaseKind) -> Vec<CaseView> {
    let search = CaseSearch {
        kind: Some(kind),
        ..CaseSearch::default()
    };
    host.cases(by, &search).unwrap().cases
}

fn steps(host: &Host) -> Vec<String> {
    let mut steps = Vec::new();
    host.audit(&operator(), &mut |entry| {
        if let Action::CaseStep { step, .. } = entry.action {
            steps.push(step);
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    steps
}

fn name(host: &Host, text: &RecordText) -> RecordName {
    text.name(&host.reference.load_full()).unwrap()
}
