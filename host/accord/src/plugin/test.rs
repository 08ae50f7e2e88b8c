//! `accord plugin test`: the golden cases of a folder over its component.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_engine::{Limits, Sandbox};
use accord_inspection::{Finding, Reference, Severity, inspect_with};
use accord_sections::Attachments;
use accord_service::reference::built_in;
use anyhow::Context as _;

/// Run golden cases.
#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// The plugin's folder.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The component, if it is not where the build puts it.
    #[arg(long)]
    component: Option<PathBuf>,
    /// Tell which rules and measures no case reaches; 1 if there are any.
    #[arg(long)]
    coverage: bool,
}

pub(crate) fn run(args: &Test) -> anyhow::Result<ExitCode> {
    let folder = fs::canonicalize(&args.folder)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let component = args
        .component
        .clone()
        .unwrap_or_else(|| Path::new("target/plugins").join(format!("{name}.wasm")));
    let bytes =
        fs::read(&component).with_context(|| format!("cannot read {}", component.display()))?;
    let attachments = Attachments::of_folder(&folder)?;
    let (dictionary, catalogue) = built_in()?;
    let sandbox = Sandbox::new(Limits::default())?;
    let report = inspect_with(
        &sandbox,
        &bytes,
        &attachments,
        Reference {
            dictionary: &dictionary,
            catalogue: &catalogue,
        },
    )
    .report;
    for finding in &report.findings {
        let place = finding.place().and_then(|(file, span)| {
            let text = &attachments
                .cases
                .iter()
                .find(|case| case.name == file)?
                .text;
            let line = text.get(..span.start)?.lines().count().max(1);
            Some(format!("{file}:{line}: "))
        });
        println!(
            "{}: {}{} ({finding})",
            finding.severity().name(),
            place.unwrap_or_default(),
            finding.chinese()
        );
        if let Finding::CaseFails { differences, .. } = finding {
            for difference in differences {
                println!("    {difference}");
            }
        }
    }
    let passed = report.cases.iter().filter(|ran| ran.passes()).count();
    let failed = report.cases.len() - passed;
    println!(
        "{passed} passed, {failed} failed; component {} bytes",
        report.size
    );
    let errors = report
        .findings
        .iter()
        .any(|f| f.severity() == Severity::Error);
    let uncovered = args.coverage && !report.unreached.is_empty();
    Ok(if errors || uncovered {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
