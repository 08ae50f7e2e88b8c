//! `cargo xtask bench`: the benches, and what they say in proportion to each other.
//!
//! Machines differ and are shared, so nanoseconds by themselves say little; ratios of one
//! run are what `design.md` asks for and what the README quotes.

use std::{fs, path::Path};

use accord_toolchain::{GuestToolchain, Workspace, cargo::cargo, command};
use anyhow::{Context, Result};
use serde_json::{Map, Value};

use crate::plugins;

/// How the benches run.
#[derive(clap::Args)]
pub struct Bench {
    /// Print one JSON object, nanoseconds by bench
    #[arg(long)]
    json: bool,
}

/// What the engine's bench measures.
const ENGINE: [&str; 5] = [
    "instantiate",
    "evaluate_0_facts",
    "evaluate_2_facts",
    "evaluate_20_facts",
    "native_2_facts",
];

/// What the service's bench measures.
const SERVICE: [&str; 2] = ["scan_and_decode", "full_run"];

/// Runs them.
pub fn run(bench: &Bench) -> Result<()> {
    plugins::build(&GuestToolchain::ready()?)?;
    let workspace = Workspace::of_folder(Path::new("."))?;
    command::run(cargo().args(["build", "--release", "--package", "accord"]))?;
    let records = workspace.target.join("bench.ndjson");
    let mut generate = std::process::Command::new(workspace.target.join("release/accord"));
    command::run(
        generate
            .args(["generate", "--scale", "s", "--out"])
            .arg(&records),
    )?;
    for (package, name) in [("accord-engine", "evaluate"), ("accord-service", "run")] {
        let mut bench = cargo();
        bench
            .args(["bench", "--package", package, "--bench", name])
            .env("ACCORD_PLUGINS", workspace.target.join("plugins"))
            .env("ACCORD_BENCH_RECORDS", &records)
            .stdout(std::process::Stdio::null());
        command::run(&mut bench)?;
    }
    let mut measured = Map::new();
    for name in ENGINE.iter().chain(&SERVICE) {
        let estimate = estimate(&workspace.target.join("criterion").join(name))
            .with_context(|| format!("the bench `{name}` left no estimate"))?;
        measured.insert((*name).to_owned(), estimate.into());
    }
    if bench.json {
        println!("{}", serde_json::to_string_pretty(&measured)?);
    } else {
        table(&measured);
    }
    Ok(())
}

/// The median of a bench, in nanoseconds.
fn estimate(folder: &Path) -> Result<f64> {
    let text = fs::read_to_string(folder.join("new/estimates.json"))?;
    let estimates: Value = serde_json::from_str(&text)?;
    let median = estimates.pointer("/median/point_estimate");
    median.and_then(Value::as_f64).context("no median")
}

fn table(measured: &Map<String, Value>) {
    let of = |name: &str| {
        measured
            .get(name)
            .and_then(Value::as_f64)
            .unwrap_or(f64::NAN)
    };
    for (name, nanoseconds) in measured {
        println!(
            "{name:<20} {:>14.0} ns",
            nanoseconds.as_f64().unwrap_or(f64::NAN)
        );
    }
    println!();
    for (what, over, under) in [
        (
            "2 facts in a fresh sandbox / store and instance",
            "evaluate_2_facts",
            "instantiate",
        ),
        (
            "0 facts in a fresh sandbox / store and instance",
            "evaluate_0_facts",
            "instantiate",
        ),
        (
            "20 facts in a fresh sandbox / store and instance",
            "evaluate_20_facts",
            "instantiate",
        ),
        (
            "2 facts in a fresh sandbox / native",
            "evaluate_2_facts",
            "native_2_facts",
        ),
        (
            "full run / scan and decode of the same store",
            "full_run",
            "scan_and_decode",
        ),
    ] {
        println!("{what:<50} {:>8.2}", of(over) / of(under));
    }
}
