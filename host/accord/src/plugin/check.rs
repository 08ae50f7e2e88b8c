//! `accord plugin check`: everything that a host's inspection will say, offline.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_inspection::{Report, ReportView};
use accord_sections::Attachments;

use super::{
    diagnostics,
    folder::{Against, Target},
    found,
    sandbox::sandbox,
};
use crate::show::{To, println};

/// Inspect a component as the host will.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// The plugin's folder, or a component.
    #[arg(default_value = ".")]
    plugin: PathBuf,
    #[command(flatten)]
    against: Against,
}

pub(crate) fn run(data: &Path, to: &To, args: &Check) -> anyhow::Result<ExitCode> {
    let words = args.against.words(data)?;
    let target = Target::open(&args.plugin)?;
    let sandbox = sandbox()?;
    // As it would be uploaded: with what travels in the component itself.
    let inspected = accord_inspection::inspect(&sandbox, &target.component, words.reference());
    if target.folder.is_some() && inspected.attachments != target.attachments {
        eprintln!(
            "warning: 判例或目录建议在构建后有改动: 请执行 accord plugin build  (cases or proposals changed after the build: run `accord plugin build`)"
        );
    }
    show(to, &inspected.report, &inspected.attachments)
}

/// Shows a report; 1 if it is not in order.
pub(crate) fn show(
    to: &To,
    report: &Report,
    attachments: &Attachments,
) -> anyhow::Result<ExitCode> {
    let view = report.view(attachments);
    if !to.json {
        diagnostics::print(report, attachments);
    }
    to.show(&view, people)?;
    Ok(found(!view.in_order))
}

fn people(view: &ReportView) {
    println!(
        "{} {}: {}",
        view.memorandum.as_deref().unwrap_or("?"),
        view.version.as_deref().unwrap_or("?"),
        if view.in_order {
            "检查通过 (in order)"
        } else {
            "检查未通过 (not in order)"
        }
    );
    println!(
        "{} bytes; {} cases passed, {} failed; at most {} fuel and {} bytes of memory for one",
        view.size, view.cases_passed, view.cases_failed, view.fuel, view.memory
    );
}
