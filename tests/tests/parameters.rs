//! A locality's settings on a running host: how long an environmental listing lasts here
//! (domain.md §2.6) is the place's word, from a day on, and no new plugin.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::path::Path;

use accord_service::runs::RunRequest;
use accord_table::{Sheets, Table};
use serde_json::{Value, json};
use support::{Answered, Client, Running, TOKEN, codes, import, organisation, store};

const FIRM: &str = "91481802MA0000007T";
const MEMORANDUM: &str = "environment-dishonesty";
/// Of this memorandum alone, whatever the subject.
const TOLL_ROAD: &str = "toll-road/restrict";
const SETTINGS: &str = "/v1/reference/parameters";

/// A host on which the memorandum answers, and a firm listed on 2017-06-01.
fn running(folder: &Path) -> Running {
    let running = Running::start(folder);
    running.client.enable(MEMORANDUM);
    let lines = [
        json!({
            "type": "subject", "identifier": organisation(FIRM), "kind": "enterprise",
            "name": "测试排污厂",
        }),
        json!({
            "type": "record", "identifier": organisation(FIRM),
            "kind": "environment/dishonesty-list", "provider": "environment-bureau",
            "number": "1", "decided_on": "2017-06-01",
        }),
    ];
    assert_eq!(import(&running.host, &lines).counts.rejected, 0);
    running
}

fn setting(memorandum: &str, parameter: &str, from: &str, value: &str) -> String {
    format!(
        "[[setting]]\nmemorandum = \"{memorandum}\"\nparameter = \"{parameter}\"\nfrom = \"{from}\"\nvalue = {value}\n"
    )
}

fn months(from: &str, months: u16) -> String {
    let value = format!("{{ integer = {months} }}");
    setting(MEMORANDUM, "term-months", from, &value)
}

fn change(client: &Client, text: &str) -> Answered {
    client.send(SETTINGS, "text/plain", text.as_bytes())
}

fn set(client: &Client, text: &str) {
    let (status, edition) = change(client, text);
    assert_eq!(status, 200, "{edition}");
}

/// The end of the measure as asked on a day; none if it does not apply.
fn until(client: &Client, as_of: &str) -> Option<String> {
    let query = json!({ "identifier": organisation(FIRM), "as_of": as_of });
    let (status, answer) = client.post("/v1/measures:query", &query);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["faults"], json!([]), "{answer}");
    let measures = answer["measures"].as_array().unwrap();
    let measure = measures
        .iter()
        .find(|measure| measure["code"] == TOLL_ROAD)?;
    Some(measure["until"]["day"].as_str().unwrap().to_owned())
}

fn is_until(client: &Client, as_of: &str, end: &str) {
    assert_eq!(until(client, as_of).as_deref(), Some(end), "{as_of}");
}

/// Refused with a problem of this kind whose two texts name all of this; nothing changed.
fn refused(client: &Client, text: &str, naming: &[&str]) {
    let before = editions(client);
    let (status, problem) = change(client, text);
    assert_eq!(
        (status, &problem["type"]),
        (422, &json!("urn:accord:problem:change-refused")),
        "{problem}"
    );
    for name in naming {
        for language in ["detail", "detail_en"] {
            assert!(
                problem[language].as_str().unwrap().contains(name),
                "`{name}` in {problem}"
            );
        }
    }
    assert_eq!(editions(client), before);
}

fn editions(client: &Client) -> Value {
    let (status, editions) = client.get(&format!("{SETTINGS}/editions"), Some(TOKEN));
    assert_eq!(status, 200, "{editions}");
    editions
}

#[test]
fn a_setting_is_in_force_from_its_day_on() {
    let folder = store();
    let running = running(folder.path());
    let client = &running.client;
    is_until(client, "2018-05-31", "2018-06-01");
    assert_eq!(until(client, "2018-06-01"), None);

    set(client, &months("2018-01-01", 24));
    // What was in force on the day asked about answers, and no other.
    is_until(client, "2017-12-31", "2018-06-01");
    is_until(client, "2018-01-01", "2019-06-01");
    is_until(client, "2019-05-31", "2019-06-01");
    assert_eq!(until(client, "2019-06-01"), None);
}

#[test]
fn of_two_settings_the_one_that_began_last_counts() {
    let folder = store();
    let running = running(folder.path());
    let client = &running.client;
    let both = [months("2018-03-01", 36), months("2018-01-01", 24)].concat();
    set(client, &both);
    is_until(client, "2018-02-28", "2019-06-01");
    is_until(client, "2018-03-01", "2020-06-01");
    // One for the same day replaces, and the other stays.
    set(client, &months("2018-03-01", 6));
    is_until(client, "2018-02-28", "2019-06-01");
    assert_eq!(until(client, "2018-03-01"), None, "ended on 2017-12-01");
}

#[test]
fn a_run_and_a_query_go_by_the_same_setting() {
    let folder = store();
    let running = running(folder.path());
    let reached = |as_of: &str| {
        let request = RunRequest {
            as_of: Some(as_of.parse().unwrap()),
        };
        let report = running.host.run(&support::operator(), &request, &|_| {});
        let counts = report.unwrap().measures;
        let of = counts.iter().find(|count| count.measure == TOLL_ROAD);
        of.map_or(0, |count| count.subjects)
    };
    assert_eq!(reached("2018-06-01"), 0);
    set(&running.client, &months("2018-01-01", 24));
    assert_eq!(reached("2018-06-01"), 1);
    is_until(&running.client, "2018-06-01", "2019-06-01");
}

#[test]
fn circumstances_of_the_place_are_a_setting_too() {
    let folder = store();
    let running = running(folder.path());
    let finding = json!({
        "type": "record", "identifier": organisation(FIRM), "kind": "environment/violation",
        "provider": "environment-bureau", "number": "2", "decided_on": "2018-09-03",
        "values": { "circumstance": ["seizure"] },
    });
    assert_eq!(import(&running.host, &[finding]).counts.added, 1);
    let proposed = || {
        let query = json!({ "identifier": organisation(FIRM), "as_of": "2018-10-01" });
        let (_, answer) = running.client.post("/v1/measures:query", &query);
        assert_eq!(codes(&answer), [""; 0]);
        let proposals = answer["proposals"].as_array().unwrap().clone();
        let rules = proposals.iter();
        rules
            .map(|proposal| proposal["rule"]["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(proposed(), [""; 0]);
    let codes = "{ codes = [\"seizure\"] }";
    let text = setting(MEMORANDUM, "local-circumstances", "2018-01-01", codes);
    set(&running.client, &text);
    assert_eq!(proposed(), ["local-circumstance"]);
}

#[test]
fn a_setting_that_fits_nothing_is_refused_and_says_why() {
    let folder = store();
    let running = running(folder.path());
    let client = &running.client;
    let term = |value: &str| setting(MEMORANDUM, "term-months", "2018-01-01", value);
    let integer = "{ integer = 24 }";
    refused(
        client,
        &setting("no-such-memorandum", "term-months", "2018-01-01", integer),
        &["parameters", "no-such-memorandum"],
    );
    refused(
        client,
        &setting(MEMORANDUM, "term-years", "2018-01-01", integer),
        &[MEMORANDUM, "term-years"],
    );
    refused(
        client,
        &term("{ text = \"24\" }"),
        &["term-months", "Integer"],
    );
    refused(
        client,
        &term("{ flag = true }"),
        &["term-months", "Integer"],
    );
    for outside in [0, -1, 61] {
        let value = format!("{{ integer = {outside} }}");
        refused(client, &term(&value), &["term-months", "bounds"]);
    }
    // The bounds themselves are inside.
    set(client, &term("{ integer = 1 }"));
    set(client, &term("{ integer = 60 }"));
}

#[test]
fn a_setting_that_cannot_be_read_is_refused_and_says_where() {
    let folder = store();
    let running = running(folder.path());
    let client = &running.client;
    let integer = "{ integer = 24 }";
    refused(
        client,
        &setting(MEMORANDUM, "term-months", "2018-02-30", integer),
        &["from", "2018-02-30"],
    );
    refused(
        client,
        &setting(MEMORANDUM, "term-months", "2018-01-01", "24"),
        &["value = 24"],
    );
    let until = format!("{}until = \"2019-01-01\"\n", months("2018-01-01", 24));
    refused(client, &until, &["until"]);
    refused(client, "[[setting]]\nmemorandum = \"", &["memorandum"]);
}

#[test]
fn of_several_settings_one_refused_changes_nothing() {
    let folder = store();
    let running = running(folder.path());
    let text = [months("2018-01-01", 24), months("2018-03-01", 61)].concat();
    refused(&running.client, &text, &["term-months"]);
    is_until(&running.client, "2018-01-01", "2018-06-01");
}

#[test]
fn a_setting_survives_reopening() {
    let folder = store();
    let before = {
        let running = running(folder.path());
        set(&running.client, &months("2018-01-01", 24));
        editions(&running.client)
    };
    let running = Running::start(folder.path());
    let client = &running.client;
    assert_eq!(editions(client), before);
    is_until(client, "2017-12-31", "2018-06-01");
    is_until(client, "2018-01-01", "2019-06-01");
    let text = client.download(SETTINGS);
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("term-months"), "{text}");
}

// ---- versions of the memorandum ----

/// The memorandum as a table, changed; the same as in Rust if it is not.
fn version(replaced: &[(&str, &str)]) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../plugins/environment-dishonesty-table/table.toml");
    let mut text = std::fs::read_to_string(path).unwrap();
    for (old, new) in replaced {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    let (dictionary, catalogue) = accord_service::reference::built_in().unwrap();
    let sheets = Sheets::of_toml(&text).unwrap();
    let table = Table::new(&sheets, &dictionary, &catalogue).unwrap();
    accord_table::component(&support::component("table-interpreter"), &table).unwrap()
}

fn upload(client: &Client, component: &[u8]) -> Value {
    let (status, plugin) = client.send("/v1/plugins", "application/wasm", component);
    assert_eq!(status, 201, "{plugin}");
    plugin["digest"].clone()
}

fn enable(client: &Client, digest: &Value) -> Answered {
    let decision = json!({ "digest": digest, "from": "2017-01-01" });
    client.post(&format!("/v1/memoranda/{MEMORANDUM}/enable"), &decision)
}

const AT_MOST_A_YEAR: (&str, &str) = ("min = 1\nmax = 60", "min = 1\nmax = 12");

#[test]
fn a_version_with_narrower_bounds_than_its_settings_is_not_enabled() {
    let folder = store();
    let running = running(folder.path());
    let client = &running.client;
    set(client, &months("2018-01-01", 24));
    let narrower = upload(client, &version(&[AT_MOST_A_YEAR]));
    let (status, problem) = enable(client, &narrower);
    assert_eq!(
        (status, &problem["type"]),
        (409, &json!("urn:accord:problem:setting")),
        "{problem}"
    );
    for language in ["detail", "detail_en"] {
        let text = problem[language].as_str().unwrap();
        assert!(text.contains("term-months"), "{text}");
    }
    // The former version goes on; a setting that fits lets the new one in.
    is_until(client, "2018-01-01", "2019-06-01");
    let (_, memoranda) = client.get("/v1/memoranda", Some(TOKEN));
    assert_eq!(memoranda[0]["decisions"].as_array().unwrap().len(), 1);
    set(client, &months("2018-01-01", 6));
    assert_eq!(enable(client, &narrower).0, 200);
    is_until(client, "2017-10-31", "2018-06-01");
    assert_eq!(until(client, "2018-01-01"), None);
}

#[test]
fn a_setting_must_fit_every_version_that_was_uploaded() {
    let folder = store();
    let running = running(folder.path());
    upload(&running.client, &version(&[AT_MOST_A_YEAR]));
    refused(&running.client, &months("2018-01-01", 24), &["term-months"]);
    set(&running.client, &months("2018-01-01", 12));
}

#[test]
fn a_version_without_the_parameter_is_enabled_and_passes_the_setting_over() {
    let folder = store();
    let running = running(folder.path());
    let client = &running.client;
    set(client, &months("2018-01-01", 24));
    let renamed = upload(client, &version(&[("term-months", "list-months")]));
    assert_eq!(enable(client, &renamed).0, 200);
    is_until(client, "2018-01-01", "2018-06-01");
}

#[test]
fn a_table_with_the_same_parameters_takes_over_the_setting() {
    let folder = store();
    let running = running(folder.path());
    let client = &running.client;
    set(client, &months("2018-01-01", 24));
    let table = upload(client, &version(&[]));
    assert_eq!(enable(client, &table).0, 200);
    is_until(client, "2017-12-31", "2018-06-01");
    is_until(client, "2018-01-01", "2019-06-01");
}
