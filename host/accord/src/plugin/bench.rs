//! `accord plugin bench`: what each golden case costs.
//!
//! Fuel is the same on every machine; time is this machine's and noisy, so the median
//! stands beside the least.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use accord_inspection::{read_cases, run_case, time_case};
use serde::Serialize;

use super::folder::{Against, Ready, Target};
use crate::show::{To, println, table};

/// Measure each case.
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// The plugin's folder, or a component.
    #[arg(default_value = ".")]
    plugin: PathBuf,
    /// Evaluations of each case.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    times: u32,
    #[command(flatten)]
    against: Against,
}

/// What one case cost.
#[derive(Debug, Serialize)]
struct Measured {
    file: String,
    case: String,
    fuel: u64,
    memory_bytes: usize,
    median_nanoseconds: u128,
    least_nanoseconds: u128,
}

pub(crate) fn run(data: &Path, to: &To, args: &Bench) -> anyhow::Result<ExitCode> {
    let words = args.against.words(data)?;
    let target = Target::open(&args.plugin)?;
    let ready = Ready::new(&target.component, &words)?;
    let candidate = ready.candidate();
    let mut measured = Vec::new();
    for file in &target.attachments.cases {
        let cases = read_cases(&file.text, &words.dictionary).map_err(|_| {
            anyhow::anyhow!(
                "{}: 请先执行 accord plugin test  (run `accord plugin test` first)",
                file.name
            )
        })?;
        for case in cases {
            let times = usize::try_from(args.times)?;
            let Some(mut taken) = time_case(&candidate, &case, times)? else {
                continue;
            };
            taken.sort_unstable();
            let nanoseconds = |of: Option<&Duration>| of.map_or(0, Duration::as_nanos);
            let cost = run_case(&candidate, &case)?.cost;
            measured.push(Measured {
                file: file.name.clone(),
                case: case.name,
                fuel: cost.fuel,
                memory_bytes: cost.memory,
                median_nanoseconds: nanoseconds(taken.get(taken.len() / 2)),
                least_nanoseconds: nanoseconds(taken.first()),
            });
        }
    }
    to.show(&measured, |measured| people(measured))?;
    Ok(ExitCode::SUCCESS)
}

fn people(measured: &[Measured]) {
    let mut rows = table(["case", "fuel", "memory", "median µs", "least µs"]);
    let micros =
        |nanoseconds: u128| format!("{}.{}", nanoseconds / 1_000, nanoseconds % 1_000 / 100);
    for one in measured {
        rows.add_row([
            one.case.clone(),
            one.fuel.to_string(),
            format!("{} KiB", one.memory_bytes / 1_024),
            micros(one.median_nanoseconds),
            micros(one.least_nanoseconds),
        ]);
    }
    println!("{rows}");
}
