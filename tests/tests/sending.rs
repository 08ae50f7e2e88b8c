//! A department sends its files: what lands, what comes back, what is seen of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use serde_json::{Value, json};
use support::{Client, MODEL, Running, TOKEN, organisation, store};

/// Penalties in the form of 2018: the second row has a code with too few characters, the
/// third a fraction of a fen, the fourth all that a form may hold for "nothing".
const PENALTIES: &str = "\
CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_WSH,CF_WFXW,CF_CFLB,CF_NR_FK,CF_JDRQ,CF_YXQ,CF_CFJG
测试模范厂,法人及非法人组织,91481802MA0000007T,清测罚〔2017〕1号,测试,罚款,0.2,2017/10/31,2099-12-31,测试局
测试短码厂,法人及非法人组织,9148180,清测罚〔2017〕2号,测试,罚款,0.3,2017-10-31,,测试局
测试模范厂,法人及非法人组织,91481802MA0000007T,清测罚〔2017〕3号,测试,罚款,0.12345678,2017-10-31,,测试局
测试村,法人及非法人组织,N2481802MA00000748,清测罚〔2017〕4号,测试,警告,/,1899-12-31,无,测试局
";

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn workbook(table: &str) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(table.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn send(client: &Client, name: &str, file: &[u8]) -> Value {
    let path = format!("/v1/records:import?file={name}&provider=sector-supervisors");
    let (status, report) = client.send(&path, "application/octet-stream", file);
    assert_eq!(status, 200, "{report}");
    report
}

fn counts<const N: usize>(report: &Value, names: [&str; N]) -> [u64; N] {
    names.map(|name| report["counts"][name].as_u64().unwrap())
}

const COUNTED: [&str; 5] = ["read", "accepted", "changed", "rejected", "flagged"];

#[test]
fn the_same_table_in_every_carrier_says_the_same_and_once() {
    let folder = store();
    let running = Running::start(folder.path());
    let client = &running.client;
    let first = send(client, "cf.csv", &gbk(PENALTIES));
    assert_eq!(first["form"], "cf-2018");
    assert_eq!(counts(&first, COUNTED), [4, 2, 2, 2, 2], "{first}");
    let flags = json!({ "no-decision-date": 1, "placeholder-date": 1, "unknown-subject": 2 });
    assert_eq!(first["counts"]["flags"], flags);
    let rejected: Vec<_> = first["rejections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["line"].clone(), r["field"].clone(), r["value"].clone()))
        .collect();
    assert_eq!(
        rejected,
        [
            (json!(3), json!("CF_XDR_SHXYM"), json!("9*****0")),
            (json!(4), json!("CF_NR_FK"), json!("0.12345678")),
        ]
    );
    // In UTF-8 and as a workbook it is the same file again.
    for (name, file) in [
        ("cf.csv", PENALTIES.as_bytes().to_vec()),
        ("cf.xlsx", workbook(PENALTIES)),
    ] {
        let again = send(client, name, &file);
        assert_eq!(
            counts(&again, ["accepted", "changed", "rejected"]),
            [2, 0, 2],
            "{again}"
        );
    }
    let (_, known) = client.post(
        "/v1/subjects:read",
        &json!({ "identifier": organisation(MODEL), "as_of": "2026-11-23" }),
    );
    assert_eq!(known["subject"]["name"], "测试模范厂", "{known}");
    let record = &known["records"][0];
    assert_eq!(record["decided_on"], "2017-10-31");
    assert_eq!(record["known"]["batch"], 1);
    let fine = record["values"]
        .as_array()
        .unwrap()
        .iter()
        .find(|value| value["field"] == "fine")
        .unwrap();
    assert_eq!(
        fine["value"],
        json!({ "amount": "2000.00 元" }),
        "of 0.2 万元"
    );
}

#[test]
fn what_comes_back_is_mended_and_taken() {
    let folder = store();
    let running = Running::start(folder.path());
    let client = &running.client;
    let first = send(client, "cf.csv", &gbk(PENALTIES));
    let path = format!("/v1/batches/{}/rejected", first["number"]);
    let back = client.download(&path);
    let back = String::from_utf8(back).unwrap();
    assert!(back.contains("拒收原因"), "{back}");
    assert_eq!(back.lines().count(), 3, "the header and two lines");
    let mended = back
        .replace("9148180,", "91481802MA000004X3,")
        .replace("0.12345678", "0.1234");
    let again = send(client, "cf.csv", mended.as_bytes());
    assert_eq!(counts(&again, COUNTED), [2, 2, 2, 0, 1], "{again}");
    let (_, batches) = client.get("/v1/batches", Some(TOKEN));
    let numbers: Vec<_> = batches
        .as_array()
        .unwrap()
        .iter()
        .map(|batch| batch["number"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [2, 1]);
    assert_eq!(batches[0]["provider"], "sector-supervisors");
    assert_eq!(batches[0]["by"]["role"], "local-operator");
}

#[test]
fn a_file_that_is_none_says_so_and_its_batch_too() {
    let folder = store();
    let running = Running::start(folder.path());
    let client = &running.client;
    for (name, file, kind) in [
        ("x.xlsx", &b"PK\x03\x04 torn"[..], "file"),
        ("x.csv", "甲,乙\n1,2\n".as_bytes(), "file"),
        ("x.doc", b"\xD0\xCF\x11\xE0 old", "file"),
        ("x", b"", "file"),
    ] {
        let path = format!("/v1/records:import?file={name}&provider=court");
        let (status, problem) = client.send(&path, "application/octet-stream", file);
        let expected = format!("urn:accord:problem:{kind}");
        assert_eq!(
            (status, problem["type"].as_str()),
            (422, Some(&*expected)),
            "{name}"
        );
    }
    let (status, problem) = client.send(
        "/v1/records:import?provider=nobody",
        "application/octet-stream",
        b"{}",
    );
    assert_eq!(
        (status, problem["type"].as_str()),
        (422, Some("urn:accord:problem:no-such-department"))
    );
    // One that broke off after it had begun left its batch, which says why.
    let (_, batches) = client.get("/v1/batches", Some(TOKEN));
    let batches = batches.as_array().unwrap();
    assert!(!batches.is_empty());
    assert!(
        batches.iter().all(|batch| batch["failure"].is_array()),
        "{batches:?}"
    );
}

#[test]
fn reference_data_retention_keys_and_backup_are_there_over_http() {
    let folder = store();
    let running = Running::start(folder.path());
    let client = &running.client;
    support::import(&running.host, &support::district());
    for name in [
        "dictionary",
        "catalogue",
        "departments",
        "calendar",
        "forms",
        "retention",
        "parameters",
        "rules",
    ] {
        let text = client.download(&format!("/v1/reference/{name}"));
        assert!(!text.is_empty(), "{name}");
        let (status, editions) = client.get(&format!("/v1/reference/{name}/editions"), Some(TOKEN));
        assert_eq!((status, &editions[0]["number"]), (200, &json!(1)), "{name}");
    }
    let nowhere = client.get("/v1/reference/nowhere", Some(TOKEN));
    assert_eq!(nowhere.0, 404);
    let refused = client.send(
        "/v1/reference/dictionary",
        "text/plain",
        b"[[kind]]\ncode = 1",
    );
    assert_eq!(refused.1["type"], "urn:accord:problem:change-refused");

    let deadline = json!({ "start": "2017-09-29", "period": { "working-days": 7 } });
    let (_, deadline) = client.post("/v1/deadlines:compute", &deadline);
    assert_eq!(deadline["day"], "2017-10-16");

    let (_, plan) = client.post("/v1/retention:plan", &json!({ "as_of": "2026-11-23" }));
    assert_eq!(plan["versions"], 0);
    let stale = json!({ "as_of": "2026-11-23", "digest": "0" });
    let (status, problem) = client.post("/v1/retention:carry-out", &stale);
    assert_eq!(
        (status, problem["type"].as_str()),
        (409, Some("urn:accord:problem:plan-changed"))
    );
    let (_, rotation) = client.post("/v1/keys:rotate", &json!({}));
    assert_eq!(
        (&rotation["key"], &rotation["left"]),
        (&json!(2), &json!(0))
    );
    let (_, rebuilt) = client.post("/v1/names:rebuild", &json!({}));
    assert!(rebuilt["rows"].as_u64().unwrap() > 0);
    let backup = client.fetch("/v1/backup");
    assert!(backup.starts_with(b"ACCORDBK"));
    let audit = client.download("/v1/audit");
    assert_eq!(String::from_utf8(audit).unwrap().lines().count(), 2);
    for path in ["/v1/batches", "/v1/audit", "/v1/reference/forms"] {
        assert_eq!(client.get(path, None).0, 401, "{path}");
    }
}
