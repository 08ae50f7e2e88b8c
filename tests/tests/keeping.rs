//! What is kept stays: an old store opens, a restored one answers the same, a rotation
//! loses nobody, retention removes what it planned and nothing else, a full index is made
//! anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::{fs, io::Cursor, os::unix::fs::PermissionsExt as _, path::Path};

use accord_model::principal::{Actor, Principal, Role};
use accord_service::{
    Host, ServiceError,
    audit::{Action, AuditEntry},
    names::NameSearch,
    query::{Answer, IdentifierText, Query},
    records::SubjectQuery,
    reference::ReferenceName,
    runs::RunRequest,
};
use serde_json::{Value, json};
use support::{
    AS_OF, EVADER, MODEL, REPRESENTATIVE, component, district, import, operator, organisation,
    person, store,
};
use tempfile::TempDir;

fn text(identifier: &Value) -> IdentifierText {
    serde_json::from_value(identifier.clone()).unwrap()
}

fn query(host: &Host, identifier: &Value) -> Answer {
    let query = Query {
        identifier: text(identifier),
        as_of: Some(AS_OF.parse().unwrap()),
        known_at: None,
        explain: true,
    };
    host.query(&operator(), &query).unwrap()
}

fn subject(identifier: &Value) -> SubjectQuery {
    SubjectQuery {
        identifier: text(identifier),
        as_of: Some(AS_OF.parse().unwrap()),
        known_at: None,
        history: true,
        unmask: None,
    }
}

fn enable(host: &Host, name: &str) {
    let plugin = host.upload(&operator(), &component(name)).unwrap().plugin;
    let from = "2017-01-01".parse().unwrap();
    let digest = plugin.digest.parse().unwrap();
    host.enable(&operator(), &plugin.memorandum, digest, from)
        .unwrap();
}

/// A district on which both memoranda answer.
fn answering() -> (TempDir, Host) {
    let folder = store();
    let host = Host::open(folder.path()).unwrap();
    import(&host, &district());
    enable(&host, "tax-a-level");
    enable(&host, "tax-major-violation");
    (folder, host)
}

fn all(host: &Host) -> Vec<Answer> {
    [
        organisation(MODEL),
        organisation(EVADER),
        person(REPRESENTATIVE),
    ]
    .iter()
    .map(|identifier| query(host, identifier))
    .collect()
}

fn audit(host: &Host) -> Vec<AuditEntry> {
    let mut entries = Vec::new();
    host.audit(&operator(), &mut |entry| {
        entries.push(entry);
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    entries
}

/// Unpacks a store of an older edition.
fn old_store(name: &str) -> TempDir {
    let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join("stores");
    let packed = fs::File::open(packed.join(format!("{name}.tar.gz"))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    tar::Archive::new(flate2::read::GzDecoder::new(packed))
        .unpack(folder.path())
        .unwrap();
    let key = folder.path().join(name).join("master.key");
    fs::set_permissions(key, fs::Permissions::from_mode(0o600)).unwrap();
    folder
}

#[test]
fn a_store_of_the_first_edition_opens_answers_the_same_and_moves_along() {
    let folder = old_store("first-edition");
    let folder = folder.path().join("first-edition");
    {
        let host = Host::open(&folder).unwrap();
        let answer = query(&host, &organisation("91481802MA0000007T"));
        assert_eq!(answer.measures.len(), 26, "as it answered then");
        assert_eq!(answer.subject.name, "测试模范制造有限公司");
        assert_eq!(
            answer.subject.id.to_string(),
            "5867817308494b94e37778e4d11b48eb"
        );
        assert_eq!(host.memoranda()[0].decisions[0].by, None);
        assert_eq!(host.plugins().unwrap()[0].uploaded_by, None);
        // Its person's number was kept as a mask only: it is found, and cannot move yet.
        let answer = query(&host, &person(REPRESENTATIVE));
        assert_eq!(answer.subject.identifier, "481802***********X");
        let rotation = host.rotate_keys(&operator()).unwrap();
        assert_eq!(rotation.left, 1);
        // A run over old and new rows alike.
        let request = RunRequest {
            as_of: Some(AS_OF.parse().unwrap()),
        };
        let run = || host.run(&operator(), &request, &|_| {}).unwrap();
        let report = run();
        // What stood was kept in another form: one has any, and it is written anew.
        assert_eq!((report.subjects, report.changed), (4, 1));
        assert_eq!(run().written, 0);
        // Sent again, the person's number is sealed; nothing else is new.
        let lines = include_str!("../../examples/records.ndjson");
        let lines: Vec<Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let again = import(&host, &lines);
        assert_eq!((again.counts.rejected, again.counts.added), (0, 0));
        assert_eq!(host.rotate_keys(&operator()).unwrap().left, 0);
    }
    let host = Host::open(&folder).unwrap();
    let mut asked = subject(&person(REPRESENTATIVE));
    asked.unmask = Some("核对身份".to_owned());
    let known = host.records(&operator(), &asked).unwrap();
    assert_eq!(known.identifiers[0].value, REPRESENTATIVE);
    assert_eq!(
        query(&host, &organisation("91481802MA0000007T"))
            .measures
            .len(),
        26
    );
}

#[test]
fn a_restored_store_answers_the_same() {
    let (folder, host) = answering();
    let before = all(&host);
    let mut backup = Vec::new();
    let report = host.backup(&operator(), &mut backup).unwrap();
    assert_eq!(report.bytes, backup.len() as u64);
    // What comes after the backup is not in it.
    let late = json!({ "type": "subject", "identifier": organisation("91481802MA000004X3"), "kind": "enterprise", "name": "测试后来厂" });
    import(&host, &[late]);

    let restored = tempfile::tempdir().unwrap();
    let place = restored.path().join("data");
    let key = folder.path().join("master.key");
    Host::restore(&place, &mut Cursor::new(&backup), Some(&key)).unwrap();
    let again = Host::open(&place).unwrap();
    assert_eq!(all(&again), before);
    let late = query_error(&again, &organisation("91481802MA000004X3"));
    assert!(matches!(late, ServiceError::NoSuchSubject));

    // A backup that was cut off is refused and leaves no store.
    let torn = restored.path().join("torn");
    let half = &backup[..backup.len() / 2];
    assert!(Host::restore(&torn, &mut Cursor::new(half), Some(&key)).is_err());
    assert!(matches!(
        Host::open(&torn),
        Err(ServiceError::NotInitialised)
    ));
    // Nothing is overwritten.
    assert!(matches!(
        Host::restore(&place, &mut Cursor::new(&backup), None),
        Err(ServiceError::AlreadyInitialised)
    ));
}

#[test]
fn a_store_is_not_opened_with_the_keys_of_another() {
    let (_folder, host) = answering();
    let mut backup = Vec::new();
    host.backup(&operator(), &mut backup).unwrap();
    let other = store();
    let restored = tempfile::tempdir().unwrap();
    let key = other.path().join("master.key");
    let place = restored.path().join("data");
    let made = Host::restore(&place, &mut Cursor::new(&backup), Some(&key));
    assert!(matches!(made, Err(ServiceError::ForeignKeys)));
    // Nor later: nobody would be found, and everyone sent again would be someone new.
    assert!(matches!(Host::open(&place), Err(ServiceError::ForeignKeys)));
}

fn query_error(host: &Host, identifier: &Value) -> ServiceError {
    let query = Query {
        identifier: text(identifier),
        as_of: None,
        known_at: None,
        explain: false,
    };
    host.query(&operator(), &query).unwrap_err()
}

#[test]
fn a_persons_number_is_nowhere_on_disk_and_shown_only_with_a_reason() {
    let (folder, host) = answering();
    let reading = host.records(&operator(), &subject(&person(REPRESENTATIVE)));
    assert_eq!(reading.unwrap().identifiers[0].value, "481802***********X");
    let mut asked = subject(&person(REPRESENTATIVE));
    asked.unmask = Some("  ".to_owned());
    let unfounded = host.records(&operator(), &asked);
    assert!(matches!(unfounded, Err(ServiceError::NoReason)));
    asked.unmask = Some("法院来函核对".to_owned());
    let shown = host.records(&operator(), &asked).unwrap();
    assert_eq!(shown.identifiers[0].value, REPRESENTATIVE);
    let unmasked = audit(&host);
    assert!(matches!(
        &unmasked[..],
        [AuditEntry { subject: Some(id), action: Action::Unmasked { reason, .. }, .. }]
            if reason == "法院来函核对" && *id == shown.subject.id
    ));
    // Whoever has no right to it gets nothing, with a reason or without.
    let integrator = Principal::new(
        Actor::Program("tender-centre".parse().unwrap()),
        Some("public-resources-centre".to_owned()),
        Role::Integrator,
    )
    .unwrap();
    assert!(matches!(
        host.records(&integrator, &asked),
        Err(ServiceError::Forbidden { .. })
    ));
    // A rejected line that holds it is kept sealed.
    let line = json!({ "type": "record", "identifier": person(REPRESENTATIVE), "kind": "no/such", "provider": "court", "number": "1" });
    let batch = import(&host, &[line]);
    assert_eq!((batch.counts.rejected, batch.rejected_kept), (1, 1));
    assert!(!format!("{batch:?}").contains(REPRESENTATIVE));
    let mut mendable = Vec::new();
    host.rejected_lines(&operator(), batch.number, &mut mendable)
        .unwrap();
    assert!(
        String::from_utf8(mendable)
            .unwrap()
            .contains(REPRESENTATIVE)
    );
    drop(host);
    for file in fs::read_dir(folder.path().join("db")).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let bytes = fs::read(path).unwrap();
        let number = REPRESENTATIVE.as_bytes();
        assert!(!bytes.windows(number.len()).any(|window| window == number));
    }
}

#[test]
fn a_rotation_loses_nobody_and_erases_the_old_key() {
    let (folder, host) = answering();
    let before = all(&host);
    let line = json!({ "type": "record", "identifier": person(REPRESENTATIVE), "kind": "no/such", "provider": "court", "number": "1" });
    let batch = import(&host, &[line]);
    let first_key = fs::read(folder.path().join("master.key")).unwrap();
    for key in [2, 3] {
        let report = host.rotate_keys(&operator()).unwrap();
        assert_eq!((report.key, report.subjects, report.left), (key, 3, 0));
        assert_eq!(all(&host), before);
    }
    // Under a key that no row names, nobody would be found.
    assert_ne!(
        fs::read(folder.path().join("master.key")).unwrap(),
        first_key
    );
    let again = import(&host, &district());
    assert_eq!(again.counts.changed, 0, "everyone is recognised");
    let mut mendable = Vec::new();
    host.rejected_lines(&operator(), batch.number, &mut mendable)
        .unwrap();
    assert!(!mendable.is_empty());
    drop(host);
    let host = Host::open(folder.path()).unwrap();
    assert_eq!(all(&host), before);
}

#[test]
fn retention_is_planned_then_carried_out_as_planned_with_each_removal_in_the_audit() {
    let (_folder, host) = answering();
    let penalty = |number: &str, ends_on: &str| {
        json!({
            "type": "record", "identifier": organisation(MODEL), "kind": "admin/penalty",
            "provider": "sector-supervisors", "number": number, "decided_on": "2015-01-05",
            "ends_on": ends_on, "values": {},
        })
    };
    import(
        &host,
        &[penalty("old", "2016-01-05"), penalty("new", "2026-01-05")],
    );
    let as_of = AS_OF.parse().unwrap();
    let nothing = host.plan_retention(&operator(), as_of).unwrap();
    assert_eq!(nothing.versions, 0, "a new store has no rule");

    let rule = r#"
        [[rule]]
        kind = "admin/penalty"
        runs_from = "end"
        months = 60
        basis = "测试规定第一条"
        from = "2017-01-01"
    "#;
    host.change_reference(&operator(), ReferenceName::Retention, rule)
        .unwrap();
    let plan = host.plan_retention(&operator(), as_of).unwrap();
    assert_eq!((plan.subjects, plan.versions), (1, 1));
    let numbers = || {
        let asked = subject(&organisation(MODEL));
        let known = host.records(&operator(), &asked).unwrap();
        let mut numbers: Vec<_> = known
            .records
            .into_iter()
            .filter(|record| record.kind == "admin/penalty")
            .map(|record| record.number)
            .collect();
        numbers.sort();
        numbers
    };
    assert_eq!(numbers(), ["new", "old"], "a plan changes nothing");

    // What was planned is no longer what would go: nothing goes.
    import(&host, &[penalty("another", "2017-01-05")]);
    let stale = host.carry_out_retention(&operator(), as_of, &plan.digest);
    assert!(matches!(stale, Err(ServiceError::PlanChanged)));
    assert_eq!(numbers(), ["another", "new", "old"]);

    let plan = host.plan_retention(&operator(), as_of).unwrap();
    host.carry_out_retention(&operator(), as_of, &plan.digest)
        .unwrap();
    assert_eq!(numbers(), ["new"]);
    let removed: Vec<_> = audit(&host)
        .into_iter()
        .filter(|entry| matches!(&entry.action, Action::Removed { kind, basis, .. } if kind == "admin/penalty" && basis == "测试规定第一条"))
        .collect();
    assert_eq!(removed.len(), 2);
    assert!(removed.iter().all(|entry| entry.subject.is_some()));
    // What has not come yet could take what still stands.
    let tomorrow = accord_service::today().add_days(1);
    assert!(matches!(
        host.plan_retention(&operator(), tomorrow),
        Err(ServiceError::Future(_))
    ));
}

#[test]
fn an_administrator_adds_a_kind_and_may_not_break_an_enabled_plugin() {
    let (_folder, host) = answering();
    let kind = r#"
        [[kind]]
        code = "test/new"
        name = "新类别"
        name_en = "New kind"
        provider = "tax-bureau"
        tier = "c"
        personal = false
        [[kind.field]]
        name = "remark"
        title = "备注"
        title_en = "Remark"
        type = "text"
    "#;
    let line = json!({
        "type": "record", "identifier": organisation(MODEL), "kind": "test/new",
        "provider": "tax-bureau", "number": "1", "values": { "remark": "测" },
    });
    assert_eq!(
        import(&host, std::slice::from_ref(&line)).counts.rejected,
        1
    );
    let edition = host
        .change_reference(&operator(), ReferenceName::Dictionary, kind)
        .unwrap();
    assert_eq!(edition.number, 2);
    assert_eq!(import(&host, &[line]).counts.added, 1, "with no restart");

    let ending = r#"
        [[kind]]
        code = "tax/credit-level"
        until = "2030-01-01"
    "#;
    let broken = host.change_reference(&operator(), ReferenceName::Dictionary, ending);
    match broken {
        Err(error @ ServiceError::WouldBreak(_)) => {
            assert!(error.text().en.contains("tax-a-level"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    let editions = host.reference_editions(ReferenceName::Dictionary).unwrap();
    assert_eq!(editions.len(), 2, "nothing was changed");
    assert_eq!(editions[1].by, operator());
    // One who approves does not write.
    let approver = Principal::new(
        Actor::Person("approver-1".parse().unwrap()),
        None,
        Role::Approver,
    );
    let refused = host.change_reference(&approver.unwrap(), ReferenceName::Dictionary, kind);
    assert!(matches!(refused, Err(ServiceError::Forbidden { .. })));
}

#[test]
fn a_department_sends_its_own_records_only() {
    let (_folder, host) = answering();
    let officer = |department: &str| {
        Principal::new(
            Actor::Person("officer-1".parse().unwrap()),
            Some(department.to_owned()),
            Role::DepartmentOfficer,
        )
        .unwrap()
    };
    let line = json!({
        "type": "record", "identifier": organisation(MODEL), "kind": "tax/arrears",
        "provider": "tax-bureau", "number": "own", "values": {},
    });
    let file = format!("{line}\n");
    let send = |by: &Principal| {
        host.import(by, &Default::default(), &mut Cursor::new(file.as_bytes()))
            .unwrap()
    };
    let foreign = send(&officer("court"));
    assert_eq!((foreign.counts.rejected, foreign.counts.added), (1, 0));
    assert_eq!(foreign.rejections[0].field.as_deref(), Some("provider"));
    let own = send(&officer("tax-bureau"));
    assert_eq!((own.counts.rejected, own.counts.added), (0, 1));
    // A report is its sender's and of whoever may read all.
    assert!(host.batch(&officer("tax-bureau"), own.number).is_ok());
    let others = host.batch(&officer("court"), own.number);
    assert!(matches!(others, Err(ServiceError::NoSuchBatch(_))));
    assert_eq!(
        host.batch(&operator(), own.number).unwrap().by,
        officer("tax-bureau")
    );
}

#[test]
fn merged_subjects_answer_as_one_from_that_day_and_names_are_found_old_and_new() {
    const SUCCESSOR: &str = "91481802MA000004X3";
    let (_folder, host) = answering();
    let lines = [
        json!({ "type": "subject", "identifier": organisation(SUCCESSOR), "kind": "enterprise", "name": "测试新生厂" }),
        json!({ "type": "merger", "subject": organisation(EVADER), "into": organisation(SUCCESSOR), "from": "2026-01-01" }),
        json!({ "type": "subject", "identifier": organisation(MODEL), "kind": "enterprise", "name": "测试更名厂", "from": "2026-06-01" }),
    ];
    let report = import(&host, &lines);
    assert_eq!(report.counts.rejected, 0, "{report:?}");
    // From the day of the merger the evader's measures are the successor's.
    let merged = query(&host, &organisation(EVADER));
    assert_eq!(merged.subject.name, "测试新生厂");
    assert_eq!(merged.measures.len(), 17);
    assert_eq!(
        query(&host, &organisation(SUCCESSOR)).measures,
        merged.measures
    );
    let mut before = Query {
        identifier: text(&organisation(EVADER)),
        as_of: Some("2025-12-31".parse().unwrap()),
        known_at: None,
        explain: false,
    };
    let answer = host.query(&operator(), &before).unwrap();
    assert_eq!(answer.subject.name, "测试偷税厂");
    before.identifier = text(&organisation(SUCCESSOR));
    assert!(
        host.query(&operator(), &before)
            .unwrap()
            .measures
            .is_empty()
    );
    // Its legal representative is reached through the successor.
    let reached = query(&host, &person(REPRESENTATIVE));
    assert_eq!(
        reached.measures[0].reasons[0]
            .via
            .as_ref()
            .unwrap()
            .subject
            .name,
        "测试新生厂"
    );
    let request = RunRequest {
        as_of: Some(AS_OF.parse().unwrap()),
    };
    let run = host.run(&operator(), &request, &|_| {}).unwrap();
    assert_eq!(run.subjects, 3, "one of four is part of another");
    // Merging back is a circle.
    let circle = json!({ "type": "merger", "subject": organisation(SUCCESSOR), "into": organisation(EVADER) });
    let refused = import(&host, &[circle]);
    assert_eq!((refused.counts.rejected, refused.rejected_kept), (1, 1));

    let search = |name: &str| {
        let search = NameSearch {
            name: name.to_owned(),
            limit: None,
            after: None,
        };
        let page = host.search(&operator(), &search).unwrap();
        let mut names: Vec<_> = page.hits.into_iter().map(|hit| hit.name).collect();
        names.sort();
        names
    };
    assert_eq!(search("模范"), ["测试更名厂"], "by its former name");
    assert_eq!(search("更名厂"), ["测试更名厂"]);
    assert_eq!(search("（测 试）").len(), 3);
    let rows = host.rebuild_names(&operator()).unwrap();
    assert!(rows > 0);
    assert_eq!(
        search("模范"),
        ["测试更名厂"],
        "the index is made of the records"
    );
    // Pages follow each other without a gap.
    let mut after = None;
    let mut found = Vec::new();
    loop {
        let search = NameSearch {
            name: "测试".to_owned(),
            limit: Some(1),
            after,
        };
        let page = host.search(&operator(), &search).unwrap();
        found.extend(page.hits.into_iter().map(|hit| hit.name));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    found.sort();
    assert_eq!(found, search("测试"));
}
