//! What interpreting costs: one memorandum as a table and in Rust, over the same case.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a bench that cannot start has nothing to measure"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Duration;

use accord_engine::{ClassLimits, Sandbox};
use accord_inspection::{Candidate, read_cases, time_case};
use accord_model::projection::Projection;
use accord_table::Sheets;
use criterion::{Criterion, criterion_group, criterion_main};
use support::{M6, component, read, reference, table};

/// A listing with a grave penalty, asked while both stand.
const CASE: &str = "plugins/environment-dishonesty/cases/procurement.toml";

fn evaluate(criterion: &mut Criterion) {
    let (dictionary, catalogue) = reference();
    let sandbox = Sandbox::new(ClassLimits::default()).unwrap();
    let sheets = Sheets::of_toml(&read(M6)).unwrap();
    let spliced = accord_table::component(
        &component("table-interpreter"),
        &table(&sheets).unwrap_or_else(|flaws| panic!("{flaws:?}")),
    );
    let cases = read_cases(&read(CASE), &dictionary).unwrap();
    let case = cases.get(2).unwrap();
    for (name, bytes) in [
        ("m6_in_rust", component("environment-dishonesty")),
        ("m6_as_table", spliced.unwrap()),
    ] {
        let plugin = sandbox.inspect(&bytes).unwrap();
        let projection = Projection::new(plugin.manifest(), &dictionary).unwrap();
        let candidate = Candidate {
            sandbox: &sandbox,
            plugin: &plugin,
            projection: &projection,
            catalogue: &catalogue,
        };
        criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|times| {
                let times = usize::try_from(times).unwrap();
                let taken = time_case(&candidate, case, times).unwrap().unwrap();
                taken.iter().sum::<Duration>()
            });
        });
    }
}

criterion_group!(benches, evaluate);
criterion_main!(benches);
