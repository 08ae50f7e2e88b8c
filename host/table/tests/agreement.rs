//! One memorandum, written in Rust and as a table: the same golden cases, read from the one
//! place where they are kept, and the same verdicts.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use accord_engine::{ClassLimits, Fault, Plugin, Sandbox};
use accord_inspection::{
    Candidate, CaseFault, Outcome, Reference, inspect_with, read_cases, run_case,
};
use accord_model::projection::Projection;
use accord_sections::Attachments;
use accord_table::Sheets;
use support::{M6, component, read, reference, repository, table};

/// M6 as a component of its table.
fn of_table() -> Vec<u8> {
    let sheets = Sheets::of_toml(&read(M6)).unwrap();
    let table = table(&sheets).unwrap();
    accord_table::component(&component("table-interpreter"), &table).unwrap()
}

fn cases() -> Attachments {
    let folder = repository("plugins/environment-dishonesty");
    let cases = Attachments::of_folder(&folder).unwrap();
    assert!(cases.cases.len() > 5);
    cases
}

#[test]
fn the_table_passes_every_golden_case_of_the_memorandum() {
    let (dictionary, catalogue) = reference();
    let sandbox = Sandbox::new(ClassLimits::default()).unwrap();
    let reference = Reference {
        dictionary: &dictionary,
        catalogue: &catalogue,
    };
    let report = inspect_with(&sandbox, &of_table(), &cases(), reference).report;
    let findings: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(findings, [""; 0]);
    assert!(report.cases.len() > 50);
    assert!(report.unreached.is_empty());
}

/// A verdict without the order in which two plugins say the same, and with names for
/// positions that differ.
fn said(plugin: &Plugin, outcome: &Outcome) -> Vec<String> {
    let manifest = plugin.manifest();
    let verdict = &outcome.verdict;
    let measures = |positions: &[u16]| {
        let mut measures: Vec<_> = positions
            .iter()
            .map(|position| format!("{:?}", manifest.measures[usize::from(*position)]))
            .collect();
        measures.sort();
        measures
    };
    let mut said = vec![format!("review {:?}", verdict.review_on)];
    said.extend(verdict.determinations.iter().map(|one| {
        let mut grounds = (one.grounds.clone(), one.acts.clone());
        grounds.0.sort();
        grounds.1.sort();
        let measures = measures(&one.measures);
        format!(
            "{} {grounds:?} {} {:?} {measures:?}",
            one.rule, one.starts_on, one.until
        )
    }));
    said.extend(verdict.proposals.iter().map(|one| format!("{one:?}")));
    said.extend(outcome.said.gaps.iter().map(|one| format!("{one:?}")));
    said.extend(outcome.compared.iter().map(|one| format!("{one:?}")));
    said.sort();
    // The plugin in Rust compares a penalty once for every listing.
    said.dedup();
    said
}

#[test]
fn table_and_rust_say_the_same_of_every_case() {
    let (dictionary, catalogue) = reference();
    let sandbox = Sandbox::new(ClassLimits::default()).unwrap();
    let rust = sandbox
        .inspect(&component("environment-dishonesty"))
        .unwrap();
    let table = sandbox.inspect(&of_table()).unwrap();
    let mut compared = 0;
    for file in &cases().cases {
        for case in read_cases(&file.text, &dictionary).unwrap() {
            let [of_rust, of_table] = [&rust, &table].map(|plugin| {
                let projection = Projection::new(plugin.manifest(), &dictionary).unwrap();
                let candidate = Candidate {
                    sandbox: &sandbox,
                    plugin,
                    projection: &projection,
                    catalogue: &catalogue,
                };
                let outcome = run_case(&candidate, &case).unwrap();
                (outcome.asked, said(plugin, &outcome))
            });
            assert_eq!(of_table, of_rust, "{}: {}", file.name, case.name);
            compared += 1;
        }
    }
    assert!(compared > 50);
}

#[test]
fn table_and_rust_declare_the_same() {
    let sandbox = Sandbox::new(ClassLimits::default()).unwrap();
    let [rust, table] = [component("environment-dishonesty"), of_table()].map(|component| {
        let mut manifest = sandbox.inspect(&component).unwrap().manifest().clone();
        manifest
            .measures
            .sort_by_key(|measure| format!("{measure:?}"));
        for need in &mut manifest.reads {
            need.fields.sort_by(|one, other| one.name.cmp(&other.name));
        }
        manifest
    });
    assert_eq!(table, rust);
}

#[test]
fn an_interpreter_without_a_table_is_refused_and_takes_only_one() {
    let (dictionary, catalogue) = reference();
    let sandbox = Sandbox::new(ClassLimits::default()).unwrap();
    let interpreter = component("table-interpreter");
    let reference = Reference {
        dictionary: &dictionary,
        catalogue: &catalogue,
    };
    let report = inspect_with(&sandbox, &interpreter, &Attachments::default(), reference).report;
    assert!(!report.is_in_order());

    let sheets = Sheets::of_toml(&read(M6)).unwrap();
    let table = table(&sheets).unwrap();
    for other in [of_table(), component("environment-dishonesty"), Vec::new()] {
        assert!(accord_table::component(&other, &table).is_err());
    }
}

#[test]
fn a_component_whose_table_was_damaged_refuses_and_never_traps() {
    let (dictionary, catalogue) = reference();
    let sandbox = Sandbox::new(ClassLimits::default()).unwrap();
    let whole = of_table();
    let magic = table_format::MAGIC;
    let block = whole.windows(magic.len()).position(|bytes| bytes == magic);
    // Behind the marker, the capacity and both lengths.
    let program = block.unwrap() + magic.len() + 12;
    let file = &cases().cases[0];
    let case = &read_cases(&file.text, &dictionary).unwrap()[0];
    let mut refused = 0;
    for (offset, byte) in (0..200)
        .step_by(20)
        .flat_map(|offset| [(offset, 0), (offset, 255)])
    {
        let mut damaged = whole.clone();
        damaged[program + offset] = byte;
        // What it says of itself is whole.
        let plugin = sandbox.inspect(&damaged).unwrap();
        let projection = Projection::new(plugin.manifest(), &dictionary).unwrap();
        let candidate = Candidate {
            sandbox: &sandbox,
            plugin: &plugin,
            projection: &projection,
            catalogue: &catalogue,
        };
        match run_case(&candidate, case) {
            Err(CaseFault::Plugin(Fault::Refused(reason))) => {
                assert!(reason.starts_with("the table"), "{reason}");
                refused += 1;
            }
            // An answer that points at nothing is for the host to refuse.
            Ok(_) | Err(CaseFault::Plugin(Fault::Answer(_))) => {}
            Err(other) => panic!("{offset}: {other}"),
        }
    }
    assert!(refused > 5, "{refused}");
}
