//! A full run against the bare scan and decode of the same records.
//!
//! `cargo xtask bench` makes the records, runs this and prints the ratio.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a bench that cannot start has nothing to measure"
)]

use std::{fs::File, io::BufReader, path::PathBuf};

use accord_model::{date::Date, principal::Principal};
use accord_service::{Host, intake::ImportRequest, runs::RunRequest};
use criterion::{Criterion, criterion_group, criterion_main};
use tempfile::TempDir;

fn path(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable);
    PathBuf::from(path.unwrap_or_else(|| panic!("run `cargo xtask bench`, which sets {variable}")))
}

/// A store with the records, and with these memoranda enabled.
fn host(memoranda: &[&str]) -> (TempDir, Host) {
    let folder = tempfile::tempdir().unwrap();
    Host::create(folder.path()).unwrap();
    let host = Host::open(folder.path()).unwrap();
    let records = File::open(path("ACCORD_BENCH_RECORDS")).unwrap();
    let by = Principal::local_operator();
    let mut records = BufReader::new(records);
    host.import(&by, &ImportRequest::default(), &mut records)
        .unwrap();
    for memorandum in memoranda {
        let component = path("ACCORD_PLUGINS").join(format!("{memorandum}.wasm"));
        let plugin = host
            .upload(&by, &std::fs::read(component).unwrap())
            .unwrap();
        let digest = plugin.plugin.digest.parse().unwrap();
        host.enable(&by, memorandum, digest, Date::from_days(17_000))
            .unwrap();
    }
    (folder, host)
}

fn run(criterion: &mut Criterion) {
    let request = RunRequest {
        as_of: Some("2026-11-23".parse().unwrap()),
    };
    // With no memorandum in force, a run reads and decodes and does nothing else.
    for (name, memoranda) in [
        ("scan_and_decode", &[][..]),
        ("full_run", &["tax-a-level", "tax-major-violation"][..]),
    ] {
        let (_folder, host) = host(memoranda);
        let by = Principal::local_operator();
        host.run(&by, &request, &|_| {}).unwrap();
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| host.run(&by, &request, &|_| {}).unwrap());
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = run
}
criterion_main!(benches);
