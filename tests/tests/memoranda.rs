//! The seven memoranda (domain.md §2) and the eligibility for 容缺受理: each is inspected as an upload is, passes its golden
//! cases, and has a case for every rule and every measure.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use accord_engine::{ClassLimits, Sandbox};
use accord_inspection::{Reference, Report, Severity, inspect};
use accord_sections::Attachments;
use support::component;

/// Folder of the plugin, and how many measures its manifest has at least: the rows of its
/// table in domain.md that have a title.
const MEMORANDA: [(&str, usize); 8] = [
    ("tax-a-level", 26),
    ("tax-major-violation", 26),
    ("market-dishonesty", 13),
    ("judgment-debtor", 29),
    ("safety-dishonesty", 17),
    ("environment-dishonesty", 18),
    ("food-drug-dishonesty", 15),
    ("incomplete-file-eligibility", 1),
];

/// Cases of the golden cohort (domain.md §5.6) that concern a plugin alone, or a plugin and
/// the host's arithmetic and roles.
const GOLDEN: [&str; 22] = [
    "G01", "G06", "G07", "G08", "G09", "G10", "G11", "G12", "G13", "G14", "G15", "G16", "G17",
    "G18", "G19", "G20", "G21", "G22", "G23", "G24", "G25", "G36",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn report(name: &str) -> Report {
    let (dictionary, catalogue) = accord_service::reference::built_in().unwrap();
    let sandbox = Sandbox::new(ClassLimits::default()).unwrap();
    let component = component(name);
    let reference = Reference {
        dictionary: &dictionary,
        catalogue: &catalogue,
    };
    inspect(&sandbox, &component, reference).report
}

#[test]
fn each_memorandum_passes_its_cases_and_leaves_nothing_unreached() {
    for (name, least) in MEMORANDA {
        let report = report(name);
        let worse: Vec<String> = report
            .findings
            .iter()
            .filter(|found| found.severity() != Severity::Note)
            .map(ToString::to_string)
            .collect();
        assert_eq!(worse, [""; 0], "{name}");
        assert!(
            report.unreached.is_empty(),
            "{name}: {:?}",
            report.unreached
        );
        assert!(
            report.cases.iter().all(accord_inspection::Ran::passes),
            "{name}"
        );
        let manifest = report.manifest.unwrap();
        let codes: BTreeSet<&str> = manifest.measures.iter().map(|m| m.code.as_str()).collect();
        assert!(codes.len() >= least, "{name} has {} measures", codes.len());
        assert_eq!(manifest.code, name);
    }
}

#[test]
fn what_travels_with_a_component_is_what_its_folder_holds() {
    for (name, _) in MEMORANDA {
        let folder = Attachments::of_folder(&root().join("plugins").join(name)).unwrap();
        let carried = accord_sections::read(&component(name)).unwrap();
        assert_eq!(carried, folder, "{name}");
        assert!(!carried.cases.is_empty(), "{name}");
    }
}

#[test]
fn each_component_has_less_than_a_hundred_kilobytes_of_code() {
    for (name, _) in MEMORANDA {
        let none = accord_sections::attach(&component(name), &Attachments::default()).unwrap();
        assert!(none.len() < 100_000, "{name} has {} bytes", none.len());
    }
}

#[test]
fn the_golden_cohort_is_there() {
    let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, _) in MEMORANDA {
        for case in report(name).cases {
            if let Some(golden) = case.golden {
                found.entry(golden).or_default().push(name);
            }
        }
    }
    let missing: Vec<&str> = GOLDEN
        .into_iter()
        .filter(|golden| !found.contains_key(*golden))
        .collect();
    assert_eq!(missing, [""; 0], "{found:?}");
}
