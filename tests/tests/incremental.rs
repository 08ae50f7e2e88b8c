//! Catching up: the cost goes by what changed, and the outcome is a full run's.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

#[path = "incremental/histories.rs"]
mod histories;
mod support;

use std::{collections::BTreeMap, fs, path::Path};

use accord_model::date::Date;
use accord_service::{
    Host, ServiceError,
    catch_up::{CatchUpReport, CatchUpRequest},
    query::{IdentifierText, Query},
    reference::ReferenceName,
    runs::{RunReport, RunRequest},
};
use histories::{Dice, District};
use serde_json::{Value, json};
use support::{component, import, operator, store};
use tempfile::TempDir;

const MEMORANDA: [&str; 4] = [
    "tax-a-level",
    "tax-major-violation",
    "judgment-debtor",
    "environment-dishonesty",
];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn catch_up(host: &Host, as_of: Date) -> CatchUpReport {
    let request = CatchUpRequest { as_of: Some(as_of) };
    host.catch_up(&operator(), &request).unwrap()
}

fn run(host: &Host, as_of: Date) -> RunReport {
    let request = RunRequest { as_of: Some(as_of) };
    host.run(&operator(), &request, &|_| {}).unwrap()
}

fn enable(host: &Host, name: &str, from: Date) {
    let uploaded = host.plugins().unwrap();
    let known = uploaded.iter().find(|plugin| plugin.memorandum == name);
    let digest = match known {
        Some(plugin) => plugin.digest.clone(),
        None => {
            let uploaded = host.upload(&operator(), &component(name)).unwrap();
            uploaded.plugin.digest
        }
    };
    host.enable(&operator(), name, digest.parse().unwrap(), from)
        .unwrap();
}

/// A store in which the memoranda are known and none is enabled.
fn prepared() -> TempDir {
    let folder = store();
    let host = Host::open(folder.path()).unwrap();
    for name in MEMORANDA {
        host.upload(&operator(), &component(name)).unwrap();
    }
    folder
}

/// A copy of a store that nobody has open.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

mod random {
    use super::*;

    const STORES: u64 = 40;
    const HISTORIES: u32 = 26;
    const ROUNDS: u64 = 10;
    const DISTRICTS: u32 = HISTORIES;

    /// What all histories came to: a test that says nothing would not be noticed.
    #[derive(Default)]
    struct Sum {
        measures: u64,
        through_roles: u64,
        looked_at: u64,
        due: u64,
        changed: u64,
        control: u64,
        incremental: u64,
        lines: u64,
        rejected: u64,
        objections: u64,
    }

    /// To how many each measure of each memorandum applies, as queries answer.
    fn queried(
        host: &Host,
        districts: &[District],
        as_of: Date,
        sum: &mut Sum,
    ) -> Vec<(String, u64)> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let mut seen = std::collections::BTreeSet::new();
        for subject in districts.iter().flat_map(District::subjects) {
            let query = Query {
                identifier: serde_json::from_value::<IdentifierText>(subject.clone()).unwrap(),
                as_of: Some(as_of),
                known_at: None,
                explain: false,
            };
            let answer = match host.query(&operator(), &query) {
                Ok(answer) => answer,
                Err(ServiceError::NoSuchSubject) => continue,
                Err(error) => panic!("{error}"),
            };
            // Those that are one by a merger get one answer.
            if !seen.insert(answer.subject.id) {
                continue;
            }
            for measure in &answer.measures {
                let through = measure.reasons.iter().any(|reason| reason.via.is_some());
                sum.through_roles += u64::from(through);
                let mut codes: Vec<_> = measure.reasons.iter().map(|r| &r.memorandum).collect();
                codes.dedup();
                for memorandum in codes {
                    *counts
                        .entry(format!("{memorandum} {}", measure.code))
                        .or_default() += 1;
                }
            }
        }
        counts.into_iter().collect()
    }

    fn control(host: &Host, dice: &mut Dice, today: Date) {
        let name = *dice.pick(&MEMORANDA);
        let from = dice.around(today, 200);
        match dice.below(4) {
            0 => {
                let disabled = host.disable(&operator(), name, from);
                assert!(matches!(
                    disabled,
                    Ok(_) | Err(ServiceError::NoSuchMemorandum(_))
                ));
            }
            1 | 2 => enable(host, name, from),
            _ => {
                let months = 1 + dice.below(60);
                let setting = format!(
                    "[[setting]]\nmemorandum = \"environment-dishonesty\"\nparameter = \"term-months\"\nfrom = \"{from}\"\nvalue = {{ integer = {months} }}\n"
                );
                host.change_reference(&operator(), ReferenceName::Parameters, &setting)
                    .unwrap();
            }
        }
    }

    /// Somebody objects to a record, if it is there; it is taken up, and perhaps decided.
    fn object(host: &Host, district: &District, dice: &mut Dice, today: Date) -> bool {
        let (subject, record) = district.contested(dice);
        let request = json!({
            "identifier": subject, "scope": [{ "record": record }], "reason": "有误", "on": today,
        });
        let request = serde_json::from_value(request).unwrap();
        let by = operator();
        let Ok(case) = host.submit_objection(&by, &request) else {
            return false;
        };
        let mut steps = vec![json!({ "accept": {} })];
        if dice.once_in(2) {
            let decision = if dice.once_in(2) {
                json!("uphold")
            } else {
                json!({ "reject": { "reason": "无误" } })
            };
            steps.extend([json!({ "forward": {} }), json!("verify"), decision]);
        }
        for step in steps {
            let step = json!({ "on": today, "step": step });
            let step = serde_json::from_value(step).unwrap();
            host.step_objection(&by, case.id, &step).unwrap();
        }
        true
    }

    fn store_of_histories(seed: u64, template: &Path, sum: &mut Sum) {
        let folder = tempfile::tempdir().unwrap();
        copy(template, folder.path());
        let mut host = Host::open(folder.path()).unwrap();
        let mut dice = Dice::new(seed);
        let mut today = day("2019-01-01");
        let districts: Vec<_> = (0..DISTRICTS).map(District::new).collect();
        for name in MEMORANDA {
            if dice.once_in(3) {
                let from = dice.around(today, 300);
                enable(&host, name, from);
            } else {
                enable(&host, name, day("2017-01-01"));
            }
        }
        for round in 0..ROUNDS {
            let mut lines: Vec<Value> = Vec::new();
            for district in &districts {
                if round == 0 {
                    lines.extend(district.beginning(&mut dice, today));
                }
                for _ in 0..dice.below(4) {
                    lines.push(district.event(&mut dice, today));
                }
            }
            let counts = import(&host, &lines).counts;
            sum.lines += counts.read;
            sum.rejected += counts.rejected;
            for district in &districts {
                // Most are about a record that nobody has, and come to nothing.
                for _ in 0..dice.below(4) {
                    sum.objections += u64::from(object(&host, district, &mut dice, today));
                }
            }
            if dice.once_in(2) {
                control(&host, &mut dice, today);
            }
            if dice.once_in(6) {
                drop(host);
                host = Host::open(folder.path()).unwrap();
            }
            if dice.once_in(4) {
                continue;
            }
            let report = catch_up(&host, today);
            assert!(
                report.faults.is_empty(),
                "seed {seed} round {round}: {report:?}"
            );
            sum.looked_at += report.evaluated;
            sum.due += report.due;
            sum.changed += report.changed;
            sum.control += report.control;
            sum.incremental += u64::from(!report.full);
            if dice.once_in(5) {
                equal(&host, today, seed, round);
            }
            let days = *dice.pick(&[0, 1, 1, 7, 30, 60, 200]);
            today = today.add_days(days);
        }
        catch_up(&host, today);
        let full = equal(&host, today, seed, ROUNDS);
        sum.measures += full
            .measures
            .iter()
            .map(|count| count.subjects)
            .sum::<u64>();
        let counted = full.measures.iter().map(|count| {
            (
                format!("{} {}", count.memorandum, count.measure),
                count.subjects,
            )
        });
        let mut counted: Vec<_> = counted.collect();
        counted.sort();
        assert_eq!(
            counted,
            queried(&host, &districts, today, sum),
            "seed {seed}"
        );
    }

    /// A full run for the same day finds nothing to be written.
    fn equal(host: &Host, as_of: Date, seed: u64, round: u64) -> RunReport {
        let full = run(host, as_of);
        assert_eq!(
            (full.changed, full.written),
            (0, 0),
            "seed {seed}, round {round}, as of {as_of}"
        );
        full
    }

    #[test]
    fn after_any_history_what_was_caught_up_with_is_what_a_full_run_finds() {
        let template = prepared();
        let first = std::env::var("ACCORD_SEED").map_or(1, |seed| seed.parse().unwrap());
        let mut sum = Sum::default();
        for seed in first..first + STORES {
            store_of_histories(seed, template.path(), &mut sum);
        }
        let Sum {
            measures,
            through_roles,
            looked_at,
            due,
            changed,
            control,
            incremental,
            lines,
            rejected,
            objections,
        } = sum;
        eprintln!(
            "{measures} measures, {through_roles} through roles, {looked_at} looked at, {due} due, {changed} changed, {control} control, {incremental} incremental, {objections} objections; {rejected} of {lines} lines rejected"
        );
        assert!(measures > 5_000 && through_roles > 500);
        assert!(due > 1_000 && changed > 5_000 && control > 50 && incremental > 200);
        assert!(objections > 200, "{objections} objections");
        assert!(rejected * 100 < lines, "{rejected} of {lines}");
    }
}
