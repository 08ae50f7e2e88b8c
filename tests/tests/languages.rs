//! One memorandum in three languages: `plugins/tax-a-level` in Rust, in Python and in
//! JavaScript say the same of every golden case, and the kits count months as the host does.
//!
//! Components are made by `cargo xtask plugins`. Where Python or Node.js is missing it makes
//! none in that language and says so, and so do these tests.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
};

use accord_engine::{Cache, ClassLimits, Plugin, Sandbox};
use accord_inspection::{Candidate, Case, Outcome, Reference, inspect, read_cases, run_case};
use accord_model::{
    catalogue::Catalogue,
    contract::{Manifest, Value},
    date::Date,
    dictionary::Dictionary,
    projection::Projection,
};
use accord_sections::Attachments;
use accord_service::reference::built_in;

const RUST: &str = "tax-a-level";
const PYTHON: &str = "python-tax-a-level";
const JAVASCRIPT: &str = "js-tax-a-level";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../plugins")
        .join(name)
}

/// Says on the terminal what is not tested; the harness would keep `eprintln!` to itself.
fn skip(what: &str, why: &str) {
    let mut terminal = std::io::stderr();
    writeln!(terminal, "==> SKIPPED {what}: {why}").unwrap();
}

/// A component in another language, unless this machine could not make it.
fn component(name: &'static str) -> Option<(&'static str, Vec<u8>)> {
    if !support::plugins().join(format!("{name}.wasm")).exists() {
        skip(
            name,
            "there is no component; `cargo xtask plugins` says why",
        );
        return None;
    }
    Some((name, support::component(name)))
}

/// The components that there are, the one in Rust first.
fn components() -> Vec<(&'static str, Vec<u8>)> {
    let rust = (RUST, support::component(RUST));
    let others = [PYTHON, JAVASCRIPT].into_iter().filter_map(component);
    std::iter::once(rust).chain(others).collect()
}

/// What plugins are held against. One for all tests: an interpreter takes seconds to compile.
static DESK: LazyLock<Desk> = LazyLock::new(Desk::new);

struct Desk {
    sandbox: Sandbox,
    dictionary: Dictionary,
    catalogue: Catalogue,
    attachments: Attachments,
    components: Vec<(&'static str, Vec<u8>)>,
}

impl Desk {
    fn new() -> Self {
        let (dictionary, catalogue) = built_in().unwrap();
        let folder_of_cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("languages");
        let cache = Cache::open(&folder_of_cache, &[0; 32], 256 << 20).unwrap();
        Self {
            sandbox: Sandbox::new(ClassLimits::default())
                .unwrap()
                .with_cache(cache),
            dictionary,
            catalogue,
            attachments: Attachments::of_folder(&folder(RUST)).unwrap(),
            components: components(),
        }
    }

    /// The plugins that there are, the one in Rust first.
    fn plugins(&self) -> Vec<(&str, Plugin)> {
        let plugins = self.components.iter();
        plugins
            .map(|(name, bytes)| (*name, self.sandbox.inspect(bytes).unwrap()))
            .collect()
    }

    /// The golden cases of the memorandum, each with its file.
    fn cases(&self) -> Vec<(&str, Case)> {
        let files = self.attachments.cases.iter();
        let cases = files.flat_map(|file| {
            let cases = read_cases(&file.text, &self.dictionary).unwrap();
            cases.into_iter().map(|case| (file.name.as_str(), case))
        });
        cases.collect()
    }

    fn run(&self, plugin: &Plugin, case: &Case) -> Outcome {
        let candidate = Candidate {
            sandbox: &self.sandbox,
            plugin,
            projection: &Projection::new(plugin.manifest(), &self.dictionary).unwrap(),
            catalogue: &self.catalogue,
        };
        run_case(&candidate, case).unwrap_or_else(|fault| panic!("{}: {fault}", case.name))
    }
}

/// Whether a case has a number that JavaScript cannot hold. There it is read as missing: the
/// answer is a gap in any language, but in the others there may be more to compare first.
fn beyond_javascript(case: &Case) -> bool {
    const EXACT: std::ops::RangeInclusive<i64> = -(1 << 53) + 1..=(1 << 53) - 1;
    let mut values = case.facts.iter().flat_map(|fact| fact.values.values());
    values.any(|value| match value {
        Value::Integer(number) => !EXACT.contains(number),
        Value::Amount(amount) => !EXACT.contains(&amount.0),
        _ => false,
    })
}

#[test]
fn every_golden_case_gets_the_same_verdict_in_every_language() {
    let plugins = DESK.plugins();
    let ((_, rust), others) = plugins.split_first().unwrap();
    let cases = DESK.cases();
    assert!(!cases.is_empty());
    for (file, case) in cases {
        let expected = DESK.run(rust, &case);
        assert_eq!(expected.differences, [], "{file}: {}", case.name);
        for (name, plugin) in others {
            // Determinations, proposals, gaps, day of review, and every condition compared.
            let mut said = DESK.run(plugin, &case);
            if *name == JAVASCRIPT && beyond_javascript(&case) {
                said.verdict
                    .conditions
                    .clone_from(&expected.verdict.conditions);
            }
            assert_eq!(
                said.verdict, expected.verdict,
                "{name}, {file}: {}",
                case.name
            );
            assert_eq!(said.asked, expected.asked, "{name}, {file}: {}", case.name);
        }
    }
}

#[test]
fn every_language_says_the_same_of_itself() {
    let manifests = DESK.plugins().into_iter().map(|(name, plugin)| {
        // Another build of the same memorandum.
        let version = String::new();
        let manifest = plugin.manifest().clone();
        (
            name,
            Manifest {
                version,
                ..manifest
            },
        )
    });
    let manifests: Vec<_> = manifests.collect();
    let ((_, rust), others) = manifests.split_first().unwrap();
    for (name, manifest) in others {
        assert_eq!(manifest, rust, "{name}");
    }
}

#[test]
fn nothing_is_found_against_a_component_in_any_language() {
    let reference = Reference {
        dictionary: &DESK.dictionary,
        catalogue: &DESK.catalogue,
    };
    for (name, bytes) in &DESK.components {
        let inspected = inspect(&DESK.sandbox, bytes, reference);
        assert_eq!(
            inspected.attachments.cases, DESK.attachments.cases,
            "{name}"
        );
        let findings = inspected.report.findings;
        assert!(findings.is_empty(), "{name}: {findings:?}");
    }
}

/// Starts, ends of months and leap days of every month of 1899 to 2101, each with some
/// numbers of months.
fn terms() -> Vec<(Date, u16)> {
    let first = Date::new(1899, 1, 1).unwrap().days();
    let last = Date::new(2101, 12, 31).unwrap().days();
    let near_the_end = |day: &i32| {
        let (_, _, of_month) = Date::from_days(*day).civil();
        of_month == 1 || of_month > 27
    };
    let ends = [i32::MIN, -719_529, -719_528, -1, 0, i32::MAX];
    let days = (first..=last).filter(near_the_end).chain(ends);
    let months = [0, 1, 2, 11, 12, 13, 24, 36, 48, 60, 1_200, u16::MAX];
    days.flat_map(|day| months.map(|months| (Date::from_days(day), months)))
        .collect()
}

/// Feeds lines of `day months` to a program and holds the days that it prints to the host's.
fn months_agree(interpreter: &str, arguments: &[&str], module: &Path) {
    let mut command = Command::new(interpreter);
    command
        .args(arguments)
        .arg(module)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return skip("months", &format!("{interpreter} is not installed"));
        }
        Err(error) => panic!("{interpreter}: {error}"),
    };
    let terms = terms();
    let lines: String = terms
        .iter()
        .map(|(day, months)| format!("{} {months}\n", day.days()))
        .collect();
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{interpreter}: {}", output.status);
    let printed = String::from_utf8(output.stdout).unwrap();
    let counted: Vec<i32> = printed.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(counted.len(), terms.len());
    for ((day, months), counted) in terms.into_iter().zip(counted) {
        let host = day.add_months(months).days();
        assert_eq!(counted, host, "{interpreter}: {day} + {months} months");
    }
}

#[test]
fn the_python_kit_counts_months_as_the_host_does() {
    let script = "
import importlib.util, sys
spec = importlib.util.spec_from_file_location('days', sys.argv[1])
days = importlib.util.module_from_spec(spec)
spec.loader.exec_module(days)
for line in sys.stdin:
    day, months = map(int, line.split())
    print(days.add_months(day, months))
";
    let module = folder("kit-python/accord_plugin/days.py");
    months_agree("python3", &["-B", "-c", script], &module);
}

#[test]
fn the_javascript_kit_counts_months_as_the_host_does() {
    let script = "
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const { addMonths } = await import(pathToFileURL(process.argv[1]));
const lines = readFileSync(0, 'utf8').trim().split('\\n');
const terms = lines.map((line) => line.split(' ').map(Number));
console.log(terms.map(([day, months]) => addMonths(day, months)).join('\\n'));
";
    let module = folder("kit-javascript/accord-plugin/days.js");
    months_agree("node", &["--input-type=module", "-e", script], &module);
}
