//! Inspection at upload: what travels with a component is read and run, what is wrong with
//! it is told by file and line, and of a refused component nothing is kept.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::path::Path;

use accord_inspection::{FindingView, MOST_CASES, ReportView};
use accord_model::catalogue::CatalogueData;
use accord_sections::{Attachments, CASES, CATALOGUE, CaseFile, MOST_BYTES, attach};
use accord_service::{Host, ServiceError};
use accord_table::{Sheets, Table};
use serde_json::{Value, json};
use support::{Answered, Client, Running, TOKEN, component, store};
use wasm_encoder::{ComponentSection as _, CustomSection};

const ENVIRONMENT: &str = "environment-dishonesty";

// ---- components and what travels with them ----

fn case_file(name: &str, text: &str) -> CaseFile {
    CaseFile {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

/// A component that carries these files of cases and nothing else.
fn with_cases(name: &str, cases: &[CaseFile]) -> Vec<u8> {
    let attachments = Attachments {
        cases: cases.to_vec(),
        catalogue: None,
    };
    attach(&component(name), &attachments).unwrap()
}

fn with_case(name: &str, text: &str) -> Vec<u8> {
    with_cases(name, &[case_file("one.toml", text)])
}

/// A component with one more section.
fn with_section(mut bytes: Vec<u8>, name: &str, content: &[u8]) -> Vec<u8> {
    let section = CustomSection {
        name: name.into(),
        data: content.into(),
    };
    section.append_to_component(&mut bytes);
    bytes
}

/// The memorandum with the first `old` in a file of its own cases replaced, and the line in
/// which the case of this name begins.
fn changed(file: &str, case: &str, old: &str, new: &str) -> (Vec<u8>, usize) {
    let bytes = component(ENVIRONMENT);
    let mut attachments = accord_sections::read(&bytes).unwrap();
    let changed = attachments.cases.iter_mut().find(|it| it.name == file);
    let text = &mut changed.unwrap().text;
    let name = text.find(&format!("name = \"{case}\"")).unwrap();
    let place = name + text[name..].find(old).unwrap();
    text.replace_range(place..place + old.len(), new);
    let line = text[..name].matches('\n').count();
    (attach(&bytes, &attachments).unwrap(), line)
}

/// A subject with a level of tax credit, for the hostile plugins, which read nothing else.
fn level_case(number: usize) -> String {
    format!(
        "[[case]]\nname = \"第{number}例\"\nas-of = 2017-11-24\n\
         fact = [{{ kind = \"tax/credit-level\", decided-on = 2017-04-20, year = 2016 }}]\n"
    )
}

/// A case that concerns no plugin here: nothing triggers.
fn idle_cases(numbers: std::ops::Range<usize>) -> String {
    let idle = |number| format!("[[case]]\nname = \"第{number}例\"\nas-of = 2017-11-24\n");
    numbers.map(idle).collect()
}

// ---- uploading ----

fn upload(client: &Client, bytes: &[u8]) -> Answered {
    client.send("/v1/plugins", "application/wasm", bytes)
}

/// Both texts of the problem with which a component is refused over HTTP; nothing of it is
/// kept, then or after a restart.
fn refused_over_http(bytes: &[u8], kind: &str) -> [String; 2] {
    let folder = store();
    let running = Running::start(folder.path());
    let (status, problem) = upload(&running.client, bytes);
    assert_eq!(
        (status, problem["type"].as_str().unwrap()),
        (422, format!("urn:accord:problem:{kind}").as_str()),
        "{problem}"
    );
    let digest = accord_engine::Digest::of(bytes);
    for path in ["/v1/plugins", "/v1/memoranda"] {
        let (_, kept) = running.client.get(path, Some(TOKEN));
        assert_eq!(kept, json!([]), "{path}");
    }
    let path = format!("/v1/memoranda/{ENVIRONMENT}/enable");
    let decision = json!({ "digest": digest.to_string(), "from": "2017-01-01" });
    assert_eq!(running.client.post(&path, &decision).0, 404);
    drop(running);
    let host = Host::open(folder.path()).unwrap();
    assert_eq!(host.plugin(digest).unwrap(), None);
    assert_eq!(host.plugins().unwrap(), []);
    ["detail", "detail_en"].map(|language| problem[language].as_str().unwrap().to_owned())
}

/// The report with which a component is refused, and a host that has kept nothing.
fn refused(bytes: &[u8]) -> ReportView {
    let folder = store();
    let host = Host::open(folder.path()).unwrap();
    let report = match host.upload(&support::operator(), bytes) {
        Err(ServiceError::Inspection(report)) => *report,
        other => panic!("{other:?}"),
    };
    assert!(!report.in_order);
    assert_eq!(host.plugins().unwrap(), []);
    report
}

fn taken(bytes: &[u8]) -> ReportView {
    let folder = store();
    let host = Host::open(folder.path()).unwrap();
    let uploaded = host.upload(&support::operator(), bytes).unwrap();
    assert_eq!(host.plugins().unwrap(), [uploaded.plugin]);
    uploaded.inspection
}

fn only_error(report: &ReportView) -> &FindingView {
    match report.errors().as_slice() {
        [one] => one,
        other => panic!("{other:?}"),
    }
}

fn has_all(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` in {text}");
    }
}

// ---- golden cases ----

#[test]
fn a_good_upload_comes_with_the_report_of_its_inspection() {
    let folder = store();
    let running = Running::start(folder.path());
    let bytes = component(ENVIRONMENT);
    let (status, uploaded) = upload(&running.client, &bytes);
    assert_eq!(status, 201, "{uploaded}");
    assert_eq!(uploaded["memorandum"], ENVIRONMENT);
    let report: ReportView = serde_json::from_value(uploaded["inspection"].clone()).unwrap();
    assert!(report.in_order);
    assert_eq!(report.memorandum.as_deref(), Some(ENVIRONMENT));
    assert_eq!(
        uploaded["version"].as_str(),
        report.version.as_deref(),
        "the plugin's own word"
    );
    assert_eq!(report.size, bytes.len());
    assert_eq!(report.findings, []);
    assert!(report.cases_passed > 50, "{}", report.cases_passed);
    assert_eq!(report.cases_failed, 0);
    assert!(report.unreached.is_empty());
    assert_eq!(report.proposed, [""; 0]);
    assert!(report.fuel > 0 && report.memory > 0);
    // The same bytes again change nothing and get the same report.
    let (status, again) = upload(&running.client, &bytes);
    assert_eq!((status, again), (201, uploaded));
}

#[test]
fn a_case_that_fails_is_told_by_file_line_case_and_difference() {
    let name = "列入当日：适用";
    let (bytes, line) = changed(
        "term.toml",
        name,
        "until = 2018-06-01",
        "until = 2018-06-02",
    );
    let [chinese, english] = refused_over_http(&bytes, "inspection");
    let place = format!("term.toml:{line}: ");
    let expected = "- { rule = \"listed\", from = 2017-06-01, until = 2018-06-02, measures = [";
    let said = "+ { rule = \"listed\", from = 2017-06-01, until = 2018-06-01, measures = [";
    let told = "判例“列入当日：适用”未通过";
    has_all(&chinese, &["1 处错误", &place, told, expected, said]);
    let told = "case `列入当日：适用` fails";
    has_all(&english, &["1 errors", &place, told, expected, said]);

    let report = refused(&bytes);
    let error = only_error(&report);
    assert_eq!(error.kind, "case-fails");
    assert_eq!(error.file.as_deref(), Some("term.toml"));
    assert_eq!(error.line, Some(line));
    assert_eq!(error.zh, "判例“列入当日：适用”未通过");
    assert_eq!(error.en, "case `列入当日：适用` fails");
    assert_eq!(error.differences.len(), 2, "{error:?}");
    assert_eq!(report.cases_failed, 1);
}

#[test]
fn each_case_that_fails_is_told() {
    // What the case does not name is expected not to be.
    let fact = "fact = [{ kind = \"environment/dishonesty-list\", decided-on = 2017-06-01 }]";
    let text = format!(
        "[given]\nas-of = 2017-11-24\n\
         [[case]]\nname = \"一\"\n{fact}\n\
         [[case]]\nname = \"二\"\n\
         [[case]]\nname = \"三\"\n{fact}\n[case.expect]\nreview-on = 2018-01-01\n"
    );
    let report = refused(&with_case(ENVIRONMENT, &text));
    let told: Vec<_> = report
        .errors()
        .iter()
        .map(|error| (error.line.unwrap(), error.differences.len()))
        .collect();
    assert_eq!(told, [(3, 1), (8, 2)]);
    assert_eq!((report.cases_passed, report.cases_failed), (1, 2));
}

#[test]
fn cases_with_unknown_kinds_and_fields_are_refused_where_they_stand() {
    let text = "\
[[case]]
name = \"一\"
as-of = 2017-11-24
fact = [
    { kind = \"environment/no-such-list\" },
    { kind = \"environment/dishonesty-list\", reason = \"crime\" },
    { kind = \"environment/dishonesty-list\", circumstance = [\"no-such-circumstance\"] },
]
";
    let bytes = with_case(ENVIRONMENT, text);
    let report = refused(&bytes);
    let told: Vec<_> = report
        .errors()
        .iter()
        .map(|error| (error.kind.as_str(), error.line.unwrap()))
        .collect();
    assert_eq!(told, [("case-file", 5), ("case-file", 6), ("case-file", 7)]);
    let [chinese, english] = refused_over_http(&bytes, "inspection");
    has_all(
        &chinese,
        &[
            "3 处错误",
            "one.toml:5: 数据字典中没有信息类别 `environment/no-such-list`",
            "one.toml:6: 信息类别 `environment/dishonesty-list` 没有字段 `reason`",
            "one.toml:7: 代码 `no-such-circumstance` 不在代码集 `environment/circumstance` 中",
        ],
    );
    has_all(
        &english,
        &[
            "one.toml:5: the dictionary has no kind of record `environment/no-such-list`",
            "one.toml:6: record kind `environment/dishonesty-list` has no field `reason`",
            "one.toml:7: ",
        ],
    );
}

#[test]
fn a_case_with_a_setting_that_the_manifest_lacks_is_refused() {
    let text = "[[case]]\nname = \"一\"\nas-of = 2017-11-24\nparameters = { term-years = 2 }\n";
    let report = refused(&with_case(ENVIRONMENT, text));
    let error = only_error(&report);
    assert_eq!((error.kind.as_str(), error.line), ("case-fault", Some(1)));
    has_all(&error.zh, &["判例“一”", "参数 term-years"]);
    has_all(&error.en, &["case `一`", "parameter `term-years`"]);
}

#[test]
fn a_component_without_cases_is_taken_with_a_warning() {
    let report = taken(&with_cases(ENVIRONMENT, &[]));
    assert!(report.in_order);
    let kinds: Vec<_> = report.findings.iter().map(|found| &found.kind).collect();
    assert_eq!(kinds, ["no-cases"]);
}

#[test]
fn what_no_case_reaches_is_told_and_does_not_refuse() {
    let text = "[[case]]\nname = \"一\"\nas-of = 2017-11-24\n";
    let report = taken(&with_case(ENVIRONMENT, text));
    assert_eq!(report.cases_passed, 1);
    assert!(report.unreached.rules.contains(&"listed".to_owned()));
    let measures = report.unreached.measures;
    assert!(measures.contains(&"toll-road/restrict".to_owned()));
    let of_persons = measures
        .iter()
        .find(|it| it.starts_with("honours/restrict ("));
    has_all(
        of_persons.unwrap(),
        &["holders: ", "legal-representative", "at-act"],
    );
    assert!(report.findings.iter().all(|it| it.severity == "warning"));
}

// ---- more than is allowed ----

#[test]
fn one_case_more_than_a_file_may_have_is_refused() {
    let text = idle_cases(0..MOST_CASES + 1);
    let report = refused(&with_case(ENVIRONMENT, &text));
    let error = only_error(&report);
    assert_eq!(
        (error.kind.as_str(), error.line),
        ("case-file", Some(3 * MOST_CASES + 1))
    );
    has_all(&error.en, &["1000 cases"]);
}

#[test]
fn one_case_more_than_a_component_may_have_is_refused() {
    let half = MOST_CASES / 2;
    let files = |more: usize| {
        [
            case_file("a.toml", &idle_cases(0..half)),
            case_file("b.toml", &idle_cases(0..half + more)),
        ]
    };
    assert_eq!(
        taken(&with_cases(ENVIRONMENT, &files(0))).cases_passed,
        MOST_CASES
    );
    let report = refused(&with_cases(ENVIRONMENT, &files(1)));
    assert_eq!(only_error(&report).kind, "too-many-cases");
    assert_eq!(report.cases_passed, MOST_CASES);
}

#[test]
fn a_plugin_that_fails_on_twenty_cases_is_not_asked_on() {
    let text: String = (0..30).map(level_case).collect();
    let report = refused(&with_case("hostile/panics", &text));
    let kinds: Vec<_> = report.errors().iter().map(|error| &error.kind).collect();
    assert_eq!(kinds.len(), 21);
    assert!(kinds[..20].iter().all(|kind| *kind == "case-fault"));
    assert_eq!(kinds[20], "too-many-cases");
}

#[test]
fn a_case_that_takes_all_the_fuel_is_a_fault_of_the_plugin() {
    let bytes = with_case("hostile/endless-loop", &level_case(1));
    let report = refused(&bytes);
    let error = only_error(&report);
    assert_eq!(error.kind, "case-fault");
    has_all(&error.zh, &["判例“第1例”", "插件执行失败", "fuel"]);
    has_all(&error.en, &["case `第1例`", "fuel"]);
}

// ---- a pure function ----

/// It counts its calls in vain: each is the first of a fresh instance, so that the two runs
/// that inspection compares agree.
#[test]
fn a_plugin_that_keeps_state_has_none_to_keep() {
    let expect = "[case.expect]\ndeterminations = [{ rule = \"misdeed\", from = 2017-11-24, \
                  until = \"never\", measures = [\"approval/green-lane\"] }]\n";
    let twice: String = (1..3).map(|n| level_case(n) + expect).collect();
    let report = taken(&with_case("hostile/keeps-state", &twice));
    assert_eq!(report.cases_passed, 2);
}

// ---- what cannot be read ----

#[test]
fn a_garbled_section_of_cases_is_refused() {
    let bare = attach(&component(ENVIRONMENT), &Attachments::default()).unwrap();
    let name = br#"{"files":[{"name":"../up.toml","text":""}]}"#;
    let garbled: [(&str, &[u8], &str); 6] = [
        (CASES, b"", "accord:cases"),
        (CASES, b"{\"files\":[{\"name\":\"one.toml\"", "accord:cases"),
        (CASES, b"{\"files\":[],\"more\":1}", "more"),
        (CASES, b"\xff\xfe\x00", "accord:cases"),
        (CASES, name, "../up.toml"),
        (CATALOGUE, b"\xff\xfe\x00", "accord:catalogue"),
    ];
    for (section, content, named) in garbled {
        let report = refused(&with_section(bare.clone(), section, content));
        let error = only_error(&report);
        assert_eq!(error.kind, "attachments");
        has_all(&error.zh, &["随组件附带的内容无法读取", named]);
        has_all(&error.en, &["what travels with it is unreadable", named]);
        // What the component says of itself is told all the same.
        assert_eq!(report.memorandum.as_deref(), Some(ENVIRONMENT));
    }
}

#[test]
fn a_section_that_is_there_twice_or_too_large_is_refused() {
    let whole = component(ENVIRONMENT);
    let twice = with_section(whole.clone(), CASES, b"{\"files\":[]}");
    has_all(&only_error(&refused(&twice)).en, &[CASES, "twice"]);
    let bare = attach(&whole, &Attachments::default()).unwrap();
    let large = with_section(bare, CASES, &vec![b' '; MOST_BYTES + 1]);
    has_all(&only_error(&refused(&large)).en, &[CASES, "larger than"]);
}

#[test]
fn of_a_component_that_is_none_the_component_itself_is_told() {
    let bytes = component(ENVIRONMENT);
    let [chinese, _] = refused_over_http(&bytes[..bytes.len() / 2], "component-refused");
    has_all(&chinese, &["不是有效的组件"]);
}

// ---- proposals for the catalogue ----

const PLAQUE: &str = "honours/withhold-plaque";

/// A proposal in the form of `catalogue.toml`.
fn proposal(code: &str, direction: &str, bases: &str) -> String {
    format!(
        "[[measure]]\ncode = \"{code}\"\ntitle = \"不予授牌\"\ntitle_en = \"No plaque\"\n\
         class = \"C10\"\ndirection = \"{direction}\"\nnature = \"recommended\"\n\
         executor = \"environment-bureau\"\nexecution_level = \"district\"\nterm = \"listing\"\n\
         source_status = \"recalled\"\nbases = [{bases}]\n"
    )
}

const BASIS: &str =
    "{ instrument = \"环境保护法\", article = \"54\", level = \"law\", status = \"verified\" }";

/// The memorandum as a table that points at one measure more, and proposes this.
fn proposing(proposals: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../plugins/environment-dishonesty-table/table.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let old = "    \"toll-road/restrict\",\n";
    assert!(text.contains(old));
    let text = text.replacen(old, &format!("{old}    \"{PLAQUE}\",\n"), 1);
    let (dictionary, catalogue) = accord_service::reference::built_in().unwrap();
    let new = format!("edition = \"\"\n{}", proposal(PLAQUE, "sanction", BASIS));
    let new: CatalogueData = toml::from_str(&new).unwrap();
    let catalogue = catalogue.with(&new.measures);
    let table = Table::new(&Sheets::of_toml(&text).unwrap(), &dictionary, &catalogue).unwrap();
    let bytes = accord_table::component(&component("table-interpreter"), &table).unwrap();
    let attachments = Attachments {
        cases: vec![case_file("plaque.toml", PLAQUE_CASE)],
        catalogue: (!proposals.is_empty()).then(|| format!("edition = \"建议\"\n{proposals}")),
    };
    attach(&bytes, &attachments).unwrap()
}

const PLAQUE_CASE: &str = "\
[[case]]
name = \"个人列入名单：不予授牌也在其中\"
as-of = 2017-11-24
subject = { kind = \"natural-person\" }
fact = [{ kind = \"environment/dishonesty-list\", decided-on = 2017-06-01 }]
[case.expect]
determinations = [{ rule = \"listed\", from = 2017-06-01, until = 2018-06-01, measures = [
    \"land-supply/restrict\", \"fiscal-funds/restrict\", \"bank-credit/caution\", \"toll-road/restrict\",
    \"honours/withhold-plaque\", \"science-projects/restrict\", \"honours/restrict\", \"publication/credit-china\",
] }]
";

#[test]
fn a_measure_that_is_neither_known_nor_proposed_is_refused() {
    let [chinese, english] = refused_over_http(&proposing(""), "manifest");
    has_all(&chinese, &[PLAQUE]);
    has_all(&english, &[PLAQUE]);
}

#[test]
fn a_proposed_sanction_without_basis_is_refused_for_just_that() {
    let bytes = proposing(&proposal(PLAQUE, "sanction", ""));
    let [chinese, english] = refused_over_http(&bytes, "inspection");
    has_all(&chinese, &["1 处错误", PLAQUE, "没有法律依据"]);
    has_all(&english, &["1 errors", PLAQUE, "without a legal basis"]);
    let report = refused(&bytes);
    assert_eq!(only_error(&report).kind, "proposed-without-basis");
    assert_eq!(report.proposed, [""; 0]);
    assert_eq!(report.cases_passed, 1, "its cases are run all the same");
}

#[test]
fn a_proposed_sanction_with_basis_is_taken_and_enabled_only_when_the_catalogue_has_it() {
    let folder = store();
    let running = Running::start(folder.path());
    let client = &running.client;
    let bytes = proposing(&proposal(PLAQUE, "sanction", BASIS));
    let (status, uploaded) = upload(client, &bytes);
    assert_eq!(status, 201, "{uploaded}");
    let inspection = &uploaded["inspection"];
    assert_eq!(inspection["proposed"], json!([PLAQUE]));
    assert_eq!(inspection["cases_passed"], 1);
    let found = inspection["findings"].as_array().unwrap();
    let note = found.iter().find(|it| it["kind"] == "proposed").unwrap();
    assert_eq!(note["severity"], "note");
    has_all(
        note["zh"].as_str().unwrap(),
        &[PLAQUE, "目录批准后方可启用"],
    );

    let (status, problem) = enable(client, &uploaded["digest"]);
    assert_eq!(
        (status, &problem["type"]),
        (422, &json!("urn:accord:problem:manifest")),
        "{problem}"
    );
    has_all(problem["detail"].as_str().unwrap(), &[PLAQUE]);
    let (_, memoranda) = client.get("/v1/memoranda", Some(TOKEN));
    assert_eq!(memoranda, json!([]));
}

fn enable(client: &Client, digest: &Value) -> Answered {
    let decision = json!({ "digest": digest, "from": "2017-01-01" });
    client.post(&format!("/v1/memoranda/{ENVIRONMENT}/enable"), &decision)
}

#[test]
fn proposals_that_stand_twice_or_are_known_or_need_no_basis() {
    let plaque = proposal(PLAQUE, "sanction", BASIS);
    let twice = [plaque.as_str(), plaque.as_str()].concat();
    let report = refused(&proposing(&twice));
    assert_eq!(only_error(&report).kind, "proposed-twice");

    let known = [
        plaque.as_str(),
        &proposal("honours/restrict", "sanction", ""),
    ]
    .concat();
    let report = taken(&proposing(&known));
    assert_eq!(report.proposed, [PLAQUE]);
    let kinds: Vec<_> = report.findings.iter().map(|found| &found.kind).collect();
    assert!(kinds.iter().any(|kind| *kind == "proposed-known"));

    let incentive = [plaque.as_str(), &proposal("honours/badge", "incentive", "")].concat();
    let report = taken(&proposing(&incentive));
    assert_eq!(report.proposed, [PLAQUE, "honours/badge"]);
}

#[test]
fn proposals_that_cannot_be_read_are_told_by_line() {
    let attachments = Attachments {
        // A file of cases of this very name does not confuse the lines.
        cases: vec![case_file(
            "catalogue.toml",
            "[[case]]\nname = \"一\"\nas-of = 2017-11-24\n",
        )],
        catalogue: Some("edition = \"建议\"\n\n[[measure]]\ncode = 7\n".to_owned()),
    };
    let bytes = attach(&component(ENVIRONMENT), &attachments).unwrap();
    let report = refused(&bytes);
    let error = only_error(&report);
    assert_eq!(error.kind, "catalogue");
    assert_eq!(error.file.as_deref(), Some("catalogue.toml"));
    assert_eq!(error.line, Some(4));
}
