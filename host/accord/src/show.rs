//! How results look on a terminal.

use std::process::ExitCode;

use accord_model::{catalogue::Direction, determination::Until};
use accord_service::{
    ServiceError, intake::ImportReport, memoranda::MemorandumInfo, plugins::PluginInfo,
    query::Answer, runs::RunReport,
};
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use serde::Serialize;

/// Tables for people, or JSON for programs.
pub(crate) struct To {
    pub(crate) json: bool,
}

impl To {
    fn show<T: Serialize>(&self, value: &T, people: impl FnOnce(&T)) -> anyhow::Result<()> {
        if self.json {
            println!("{}", serde_json::to_string_pretty(value)?);
        } else {
            people(value);
        }
        Ok(())
    }

    /// An import's report; 1 if lines were rejected.
    pub(crate) fn import(&self, report: &ImportReport) -> anyhow::Result<ExitCode> {
        self.show(report, |report| {
            println!(
                "read {}, added {}, changed {}, unchanged {}, rejected {}",
                report.read, report.added, report.changed, report.unchanged, report.rejected
            );
            for rejection in &report.rejections {
                let field = rejection.field.as_deref().unwrap_or("-");
                println!(
                    "  line {} {field}: {} ({})",
                    rejection.line, rejection.reason_zh, rejection.reason_en
                );
            }
        })?;
        Ok(if report.rejected == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    pub(crate) fn plugin(&self, plugin: &PluginInfo) -> anyhow::Result<ExitCode> {
        self.show(plugin, |plugin| {
            println!(
                "{} {} {} ({} bytes)",
                plugin.memorandum, plugin.version, plugin.digest, plugin.size
            );
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
            for fault in &report.faults {
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
                    format!(" ← {} {:?}", via.subject.name, via.role)
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

fn table<const N: usize>(header: [&str; N]) -> Table {
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
