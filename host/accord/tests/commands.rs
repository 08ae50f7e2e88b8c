//! The command line as a person calls it: one process after the other on one folder.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

use std::{
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

const FIRM: &str = "91481802MA0000007T";

/// Runs the program on the store of a folder.
fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_accord"))
        .current_dir(folder)
        .env_remove("ACCORD_DATA")
        .args(args)
        .output()
        .unwrap()
}

/// What it prints; it ended with `code`.
fn printed(folder: &Path, args: &[&str], code: i32) -> String {
    let output = run(folder, args);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(folder: &Path, args: &[&str], code: i32) -> Value {
    let args = [&["--json"], args].concat();
    serde_json::from_str(&printed(folder, &args, code)).unwrap()
}

fn store() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    printed(folder.path(), &["init"], 0);
    folder
}

/// A file with each kind of dirt of domain.md §5.5, imported into an empty store: the
/// report is exactly what the generator says that it must be, line by line.
#[test]
fn dirty_data_is_reported_exactly() {
    let folder = store();
    let folder = folder.path();
    let generate = [
        "generate",
        "--scale",
        "s",
        "--dirty",
        "--out",
        "dirty.ndjson",
        "--dirty-report",
        "expected.json",
    ];
    printed(folder, &generate, 0);
    let expected = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let kinds = expected["dirt"].as_object().unwrap();
    assert_eq!(kinds.len(), 10);
    assert!(kinds.values().all(|count| count.as_u64().unwrap() > 0));

    let import = ["import", "dirty.ndjson", "--rejected", "rejected.ndjson"];
    let report = json(folder, &import, 1);
    let counts = &report["counts"];
    let number = |value: &Value| value.as_u64().unwrap();
    assert_eq!(counts["read"], expected["lines"]);
    assert_eq!(counts["rejected"], expected["rejected"]);
    assert_eq!(counts["flagged"], expected["flagged"]);
    assert_eq!(counts["flags"], expected["flags"]);
    assert_eq!(
        number(&counts["accepted"]) - number(&counts["changed"]),
        number(&expected["unchanged"])
    );
    let lines = |list: &Value, is_rejected: fn(&Value) -> bool| -> Vec<u64> {
        let list = list.as_array().unwrap().iter();
        list.filter(|line| is_rejected(line))
            .map(|line| line["line"].as_u64().unwrap())
            .collect()
    };
    let rejected = lines(&report["rejections"], |_| true);
    assert_eq!(
        rejected,
        lines(&expected["noted"], |line| line["outcome"] == "rejected")
    );
    let back = std::fs::read_to_string(folder.join("rejected.ndjson")).unwrap();
    assert_eq!(back.lines().count(), rejected.len());

    // The same file again changes nothing.
    let again = json(folder, &["import", "dirty.ndjson"], 1);
    assert_eq!(again["counts"]["changed"], 0);
    assert_eq!(again["digest"], report["digest"]);
    let batches = json(folder, &["batches"], 0);
    assert_eq!(batches.as_array().unwrap().len(), 2);
}

#[test]
fn a_backup_is_restored_with_its_key_and_answers_the_same() {
    let folder = store();
    let folder = folder.path();
    let lines = concat!(
        r#"{"type":"subject","identifier":{"scheme":"unified-social-credit-code","value":"91481802MA0000007T"},"kind":"enterprise","name":"测试甲厂"}"#,
        "\n",
        r#"{"type":"record","identifier":{"scheme":"unified-social-credit-code","value":"91481802MA0000007T"},"kind":"tax/arrears","provider":"tax-bureau","number":"1","decided_on":"2017-10-31","values":{"amount":"0.2 万元"}}"#,
        "\n"
    );
    std::fs::write(folder.join("lines.ndjson"), lines).unwrap();
    printed(folder, &["import", "lines.ndjson"], 0);
    let asked = ["subject", FIRM, "--as-of", "2026-11-23"];
    let before = json(folder, &asked, 0);
    assert_eq!(
        before["records"][0]["values"][0]["value"]["amount"],
        "2000.00 元"
    );

    printed(folder, &["backup", "store.backup"], 0);
    printed(folder, &["backup", "store.backup"], 1);
    let restore = |data: &'static str, more: &[&'static str], code| {
        let args = [&["--data", data, "restore", "store.backup"], more].concat();
        printed(folder, &args, code)
    };
    restore("without-key", &[], 1);
    restore("restored", &["--key", "accord-data/master.key"], 0);
    restore("restored", &[], 1);
    let after = json(folder, &[&["--data", "restored"], &asked[..]].concat(), 0);
    assert_eq!(after, before);

    let found = json(folder, &["search", "甲厂"], 0);
    assert_eq!(found["hits"][0]["identifier"], FIRM);
    assert_eq!(json(folder, &["rotate-keys"], 0)["left"], 0);
    assert_eq!(json(folder, &asked, 0), before);
    assert!(printed(folder, &["audit"], 0).contains("keys-rotated"));
}

#[test]
fn what_is_asked_wrongly_says_what_is_wrong() {
    let folder = store();
    let folder = folder.path();
    for (args, code, words) in [
        (&["subject", "91481802MA0000007X"][..], 1, "check character"),
        (&["subject", FIRM], 1, "no subject has this identifier"),
        (&["subject", "48180219800101001"], 1, "17 characters"),
        (
            &["subject", FIRM, "--known-at", "yesterday"],
            1,
            "is no moment",
        ),
        (&["search", "测"], 1, "two characters or more"),
        (&["batches", "7"], 1, "no batch 7"),
        (&["reference", "show", "nothing"], 2, "no reference data"),
        (&["deadline", "2017-09-29"], 2, "--working-days"),
        (
            &["deadline", "1990-01-01", "--working-days", "7"],
            1,
            "reaches back",
        ),
        (&["retention", "carry-out", "0"], 1, "nothing was removed"),
        (&["import", "nowhere.csv"], 1, "nowhere.csv"),
    ] {
        let output = run(folder, args);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {errors}");
        assert!(errors.contains(words), "{args:?}: {errors}");
    }
    let told = printed(
        folder,
        &["deadline", "2020-01-21", "--working-days", "7"],
        0,
    );
    assert!(
        told.contains("2020-02-05") && told.starts_with("2020-02-07"),
        "{told}"
    );
}

/// A change of the catalogue: proposed by one, approved by another.
#[test]
fn a_change_of_the_catalogue_takes_two() {
    let folder = store();
    let folder = folder.path();
    let proposal = "from = \"2026-12-01\"\nreason = \"测试\"\n[[change]]\nend = { code = \"honours/restrict\" }\n";
    std::fs::write(folder.join("change.toml"), proposal).unwrap();
    let made = json(folder, &["catalogue", "propose", "change.toml"], 0);
    assert_eq!(made[0]["number"], 1);
    let decide = |who, code| {
        let args = ["catalogue", "approve", "1", "--as", who, "--reason", "同意"];
        printed(folder, &args, code)
    };
    decide("local-operator", 1);
    let approved = decide("u-2", 0);
    assert!(approved.contains("end honours/restrict"), "{approved}");
    let editions = json(folder, &["reference", "editions", "catalogue"], 0);
    assert_eq!(editions.as_array().unwrap().len(), 2);
    let listed = printed(folder, &["catalogue", "list"], 0);
    assert!(listed.contains("approved"), "{listed}");
}

#[test]
fn an_objection_goes_from_a_file_to_its_decision() {
    let folder = store();
    let folder = folder.path();
    let lines = concat!(
        r#"{"type":"subject","identifier":{"scheme":"unified-social-credit-code","value":"91481802MA0000007T"},"kind":"enterprise","name":"测试甲厂"}"#,
        "\n",
        r#"{"type":"record","identifier":{"scheme":"unified-social-credit-code","value":"91481802MA0000007T"},"kind":"tax/arrears","provider":"tax-bureau","number":"1","decided_on":"2017-10-31","values":{"amount":"0.2 万元"}}"#,
        "\n"
    );
    std::fs::write(folder.join("lines.ndjson"), lines).unwrap();
    printed(folder, &["import", "lines.ndjson"], 0);
    let objection = r#"
        reason = "已缴清"
        on = "2017-11-02"
        identifier = { scheme = "unified-social-credit-code", value = "91481802MA0000007T" }
        scope = [{ record = { kind = "tax/arrears", provider = "tax-bureau", number = "1" } }]
    "#;
    std::fs::write(folder.join("objection.toml"), objection).unwrap();
    let submitted = json(folder, &["objection", "submit", "objection.toml"], 0);
    let id = submitted["id"].as_str().unwrap();
    let on = ["--on", "2017-11-03"];
    let step = |step: &str, more: &[&str], code| {
        printed(
            folder,
            &[&["objection", step, id], more, &on].concat(),
            code,
        )
    };
    step("close", &[], 1);
    step("accept", &["--publication-suspended", "false"], 0);
    step("forward", &[], 0);
    step("verify", &[], 0);
    step("decide", &[], 2);
    step("decide", &["--uphold", "--reject"], 2);
    let shown = step("decide", &["--uphold"], 0);
    assert!(shown.contains("异议成立 (upheld)"), "{shown}");
    let subject = json(folder, &["subject", FIRM], 0);
    assert_eq!(subject["records"], serde_json::json!([]));
    step("close", &[], 0);
    let listed = json(folder, &["objection", "list", FIRM], 0);
    assert_eq!(listed["cases"][0]["state"], "closed");
    let open = json(folder, &["objection", "list", "--open"], 0);
    assert_eq!(open["cases"], serde_json::json!([]));
}
