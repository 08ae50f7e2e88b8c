//! How results look on a terminal.

/// Prints a line. A reader that has seen enough is no error.
macro_rules! println {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($argument)*);
    }};
}

pub(crate) use println;

mod cases;
mod catalogue;
mod records;

use std::process::ExitCode;

use accord_model::{catalogue::Direction, contract::Value, determination::Until};
use accord_service::catch_up::CatchUpReport;
use accord_service::{
    ServiceError,
    batches::BatchReport,
    deadlines::DeadlineView,
    explanation::{Explanation, RepairEffect},
    memoranda::MemorandumInfo,
    names::NamePage,
    plugins::Uploaded,
    query::Answer,
    records::SubjectRecords,
    reference::EditionInfo,
    retention::RetentionPlan,
    rotation::RotationReport,
    runs::{FaultCount, RunReport},
};
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use serde::Serialize;

use crate::access::Rebuilt;

/// Tables for people, or JSON for programs.
pub(crate) struct To {
    pub(crate) json: bool,
}

impl To {
    pub(crate) fn show<T: Serialize + ?Sized>(
        &self,
        value: &T,
        people: impl FnOnce(&T),
    ) -> anyhow::Result<()> {
        if self.json {
            println!("{}", serde_json::to_string_pretty(value)?);
        } else {
            people(value);
        }
        Ok(())
    }

    /// A batch's report; 1 if lines were rejected.
    pub(crate) fn batch(&self, report: &BatchReport) -> anyhow::Result<ExitCode> {
        self.show(report, records::batch)?;
        Ok(if report.counts.rejected == 0 && report.failure.is_none() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    pub(crate) fn batches(&self, batches: &[BatchReport]) -> anyhow::Result<ExitCode> {
        self.show(&batches, |batches| records::batches(batches))?;
        Ok(ExitCode::SUCCESS)
    }

    pub(crate) fn records(&self, records: &SubjectRecords) -> anyhow::Result<ExitCode> {
        self.show(records, records::subject)?;
        Ok(ExitCode::SUCCESS)
    }

    pub(crate) fn names(&self, page: &NamePage) -> anyhow::Result<ExitCode> {
        self.show(page, records::names)?;
        Ok(ExitCode::SUCCESS)
    }

    pub(crate) fn editions(&self, editions: &[EditionInfo]) -> anyhow::Result<ExitCode> {
        self.show(&editions, |editions| {
            let mut table = table(["data", "edition", "since", "by"]);
            for edition in *editions {
                table.add_row([
                    edition.name.to_string(),
                    edition.number.to_string(),
                    moment(edition.recorded_at),
                    edition.by.to_string(),
                ]);
            }
            println!("{table}");
        })?;
        Ok(ExitCode::SUCCESS)
    }

    pub(crate) fn deadline(&self, deadline: &DeadlineView) -> anyhow::Result<ExitCode> {
        self.show(deadline, |deadline| {
            let mark = |provisional| if provisional { " (at least)" } else { "" };
            println!("{}{}", deadline.day, mark(deadline.provisional));
            for told in &deadline.told {
                let (day, mark) = (told.day, mark(told.provisional));
                println!("  since {}: {day}{mark}", moment(told.known_at));
            }
        })?;
        Ok(ExitCode::SUCCESS)
    }

    pub(crate) fn retention(&self, plan: &RetentionPlan) -> anyhow::Result<ExitCode> {
        self.show(plan, |plan| {
            let mut table = table(["kind", "basis", "versions"]);
            for rule in &plan.by_rule {
                let versions = rule.versions.to_string();
                table.add_row([rule.kind.clone(), rule.basis.clone(), versions]);
            }
            println!("{table}");
            println!(
                "as of {}, rules of edition {}: {} versions of {} subjects; plan {}",
                plan.as_of, plan.rules, plan.versions, plan.subjects, plan.digest
            );
        })?;
        Ok(ExitCode::SUCCESS)
    }

    /// A rotation's report; 1 if an old key is still needed.
    pub(crate) fn rotation(&self, report: &RotationReport) -> anyhow::Result<ExitCode> {
        self.show(report, |report| {
            println!(
                "key {} is in use; {} subjects moved, {} rows still need an old key",
                report.key, report.subjects, report.left
            );
        })?;
        Ok(if report.left == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    pub(crate) fn rebuilt(&self, rebuilt: &Rebuilt) -> anyhow::Result<ExitCode> {
        self.show(rebuilt, |rebuilt| println!("{} rows", rebuilt.rows))?;
        Ok(ExitCode::SUCCESS)
    }

    pub(crate) fn backup(&self, bytes: u64) -> anyhow::Result<ExitCode> {
        self.show(&serde_json::json!({ "bytes": bytes }), |_| {
            println!("{bytes} bytes; keep a copy of master.key apart from it");
        })?;
        Ok(ExitCode::SUCCESS)
    }

    pub(crate) fn uploaded(&self, uploaded: &Uploaded) -> anyhow::Result<ExitCode> {
        self.show(uploaded, |Uploaded { plugin, inspection }| {
            println!(
                "{} {} {} ({} bytes, {} golden cases)",
                plugin.memorandum,
                plugin.version,
                plugin.digest,
                plugin.size,
                inspection.cases_passed
            );
            for finding in &inspection.findings {
                println!(
                    "{}: {} ({})",
                    finding.severity,
                    finding.chinese(),
                    finding.en
                );
            }
        })?;
        Ok(ExitCode::SUCCESS)
    }

    pub(crate) fn memoranda(&self, memoranda: &[MemorandumInfo]) -> anyhow::Result<ExitCode> {
        self.show(&memoranda, |memoranda| {
            let mut table = table(["memorandum", "title", "from", "version"]);
            for memorandum in *memoranda {
                for decision in &memorandum.decisions {
                    table.add_row([
                        memorandum.code.clone(),
                        memorandum.title.clone(),
                        decision.from.to_string(),
                        decision
                            .digest
                            .clone()
                            .unwrap_or_else(|| "disabled".to_owned()),
                    ]);
                }
            }
            println!("{table}");
        })?;
        Ok(ExitCode::SUCCESS)
    }

    /// A run's report; 1 if a memorandum failed to answer.
    pub(crate) fn run(&self, report: &RunReport) -> anyhow::Result<ExitCode> {
        self.show(report, |report| {
            let mut table = table(["memorandum", "measure", "", "executor", "subjects"]);
            for count in &report.measures {
                table.add_row([
                    count.memorandum.clone(),
                    format!("{} {}", sign(count.direction), count.measure),
                    count.title.clone(),
                    count.executor.name.clone(),
                    count.subjects.to_string(),
                ]);
            }
            println!("{table}");
            println!(
                "as of {}: {} subjects, {} evaluations, {} changed, {} proposals, {} gaps, {} ms",
                report.as_of,
                report.subjects,
                report.evaluations,
                report.changed,
                report.proposals,
                report.gaps,
                report.elapsed_ms
            );
            faults(&report.faults);
        })?;
        Ok(if report.faults.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// An answer; 1 if a memorandum failed to answer.
    pub(crate) fn answer(&self, answer: &Answer) -> anyhow::Result<ExitCode> {
        self.show(answer, people_answer)?;
        Ok(if answer.faults.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

impl To {
    pub(crate) fn explanation(&self, explanation: &Explanation) -> anyhow::Result<ExitCode> {
        self.show(explanation, |explanation| {
            println!("{}\n", explanation.text.zh);
            println!("{}", explanation.text.en);
        })?;
        Ok(ExitCode::SUCCESS)
    }

    pub(crate) fn repair_effect(&self, effect: &RepairEffect) -> anyhow::Result<ExitCode> {
        self.show(effect, |effect| {
            let lists = [
                ("ends", &effect.ends),
                ("begins", &effect.begins),
                ("stays", &effect.stays),
            ];
            for (what, measures) in lists {
                for measure in measures {
                    println!("{what}: {} {}", measure.code, measure.title);
                }
            }
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

impl To {
    /// What a catch-up did; 1 if a memorandum failed to answer.
    pub(crate) fn caught_up(&self, report: &CatchUpReport) -> anyhow::Result<ExitCode> {
        self.show(report, |report| {
            println!(
                "as of {}: {} changed, {} due, {} memoranda otherwise; {}{} looked at, {} written, {} ms",
                report.as_of,
                report.changed,
                report.due,
                report.control,
                if report.full { "all of " } else { "" },
                report.evaluated,
                report.written,
                report.elapsed_ms
            );
            faults(&report.faults);
        })?;
        Ok(if report.faults.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn faults(faults: &[FaultCount]) {
    for fault in faults {
        println!(
            "fault: {} {} times{}{}: {}",
            fault.memorandum,
            fault.faults,
            if fault.suspended {
                ", no longer asked"
            } else {
                ""
            },
            fault
                .subject
                .as_ref()
                .map_or_else(String::new, |subject| format!(", first at {subject}")),
            fault.first
        );
    }
}

fn people_answer(answer: &Answer) {
    let subject = &answer.subject;
    println!(
        "{} {} (as of {})",
        subject.name, subject.identifier, answer.as_of
    );
    let mut table = table(["measure", "", "executor", "until", "why"]);
    for measure in &answer.measures {
        let why: Vec<String> = measure
            .reasons
            .iter()
            .map(|reason| {
                let grounds: Vec<_> = reason
                    .grounds
                    .iter()
                    .map(|ground| format!("{} {}", ground.name, ground.number))
                    .collect();
                let via = reason.via.as_ref().map_or(String::new(), |via| {
                    format!(" ← {} {}", via.subject.name, word(&via.role))
                });
                format!("{}: {}{via}", reason.rule.label, grounds.join(", "))
            })
            .collect();
        table.add_row([
            format!("{} {}", sign(measure.direction), measure.code),
            measure.title.clone(),
            measure.executor.name.clone(),
            until(measure.until),
            why.join("\n"),
        ]);
    }
    println!("{table}");
    let others = [
        ("suspended", &answer.suspended),
        ("undetermined", &answer.undetermined),
        ("suppressed by a black listing", &answer.suppressed),
    ];
    for (how, measures) in others {
        for measure in measures {
            println!("{how}: {} {}", measure.code, measure.title);
        }
    }
    for withheld in &answer.withheld {
        println!(
            "withheld: {} {}: {}",
            withheld.code, withheld.title, withheld.why
        );
    }
    for proposal in &answer.proposals {
        println!(
            "proposal: {} by {} ({})",
            proposal.listing, proposal.rule.label, proposal.rule.source
        );
    }
    for gap in &answer.gaps {
        println!("undetermined: {} lacks {}", gap.rule.label, gap.missing);
    }
    for fault in &answer.faults {
        println!("fault: {}: {}", fault.memorandum, fault.fault);
    }
    for compared in &answer.conditions {
        println!(
            "compared: {} {}: {:?} {:?} {:?} → {:?}",
            compared.rule,
            compared.field.as_deref().unwrap_or("-"),
            compared.observed,
            compared.test,
            compared.required,
            compared.outcome
        );
    }
}

pub(crate) fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header(header);
    table
}

fn sign(direction: Direction) -> &'static str {
    match direction {
        Direction::Sanction => "−",
        Direction::Incentive => "+",
        Direction::Management => "·",
    }
}

/// A word of a closed list, as it stands in files.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A value of a field.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Code(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Amount(fen) => fen.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Codes(codes) => codes.join(", "),
    }
}

/// A moment as a person in China reads it.
fn moment(millis: i64) -> String {
    const EAST: jiff::tz::Offset = jiff::tz::offset(8);
    jiff::Timestamp::from_millisecond(millis).map_or_else(
        |_| millis.to_string(),
        |moment| {
            EAST.to_datetime(moment)
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string()
        },
    )
}

fn until(until: Until) -> String {
    match until {
        Until::Day(day) => day.to_string(),
        Until::Event => "event".to_owned(),
        Until::Never => "never".to_owned(),
    }
}

/// An error as a person reads it.
pub(crate) fn error(error: &anyhow::Error) -> String {
    match error.downcast_ref::<ServiceError>() {
        Some(service) => {
            let text = service.text();
            format!("{}\n  {}", text.zh, text.en)
        }
        None => format!("{error:#}"),
    }
}
