//! `accord plugin test`: the golden cases of a folder over its component.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use super::{
    Usage, diagnostics,
    folder::{Against, Target},
    found,
    sandbox::sandbox,
    update,
};
use crate::show::{To, println};

/// Run golden cases.
#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// The plugin's folder, or a component.
    #[arg(default_value = ".")]
    plugin: PathBuf,
    /// Write what the plugin says into the cases that fail. Read the change before you keep
    /// it: a case is the law's word, not the plugin's.
    #[arg(long)]
    update: bool,
    /// Also fail if a rule or a measure is reached by no case.
    #[arg(long)]
    coverage: bool,
    #[command(flatten)]
    against: Against,
}

pub(crate) fn run(data: &Path, to: &To, args: &Test) -> anyhow::Result<ExitCode> {
    let words = args.against.words(data)?;
    let target = Target::open(&args.plugin)?;
    let sandbox = sandbox()?;
    let report = target.inspect(&sandbox, &words).report;
    if args.update {
        let Some(folder) = &target.folder else {
            return Err(Usage::new(
                "--update 需要插件的文件夹",
                "`--update` needs the plugin's folder",
            )
            .into());
        };
        let updated = update::update(folder, &target.attachments, &report)?;
        to.show(&updated, |updated| {
            for file in updated {
                println!("{}: {} cases written", file.file, file.cases);
            }
            println!("{} files changed", updated.len());
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    let view = report.view(&target.attachments);
    if !to.json {
        diagnostics::print(&report, &target.attachments);
    }
    let covered = view.unreached.is_empty();
    to.show(&view, |view| {
        println!("{} passed, {} failed", view.cases_passed, view.cases_failed);
        if args.coverage && covered {
            println!("every rule and every measure is reached (规则与措施全部覆盖)");
        } else if args.coverage {
            let (rules, measures) = (&view.unreached.rules, &view.unreached.measures);
            println!(
                "not reached: {} rules, {} measures",
                rules.len(),
                measures.len()
            );
        }
    })?;
    let empty = view.cases_passed + view.cases_failed == 0;
    Ok(found(
        !view.in_order || empty || (args.coverage && !covered),
    ))
}
