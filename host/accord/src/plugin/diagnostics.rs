//! Findings at their place in the file.

use accord_inspection::{Finding, Report, Severity};
use accord_sections::Attachments;
use miette::{LabeledSpan, MietteDiagnostic, MietteHandlerOpts, NamedSource};

/// Lines stay whole, so that a difference can be copied into the case.
fn unwrapped() {
    // Fails only if it is set already, and then to this.
    let _ = miette::set_hook(Box::new(|_| {
        Box::new(MietteHandlerOpts::new().wrap_lines(false).build())
    }));
}

/// Prints the findings of a report on standard error, the worst last: there the eye is.
pub(crate) fn print(report: &Report, attachments: &Attachments) {
    unwrapped();
    for finding in report.findings.iter().rev() {
        eprintln!("{:?}", diagnostic(finding, attachments));
    }
}

fn diagnostic(finding: &Finding, attachments: &Attachments) -> miette::Report {
    let severity = match finding.severity() {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Note => miette::Severity::Advice,
    };
    let mut text = format!("{}  ({finding})", finding.chinese());
    if let Finding::CaseFails { differences, .. } = finding {
        for difference in differences {
            text.push_str(&format!("\n{difference}"));
        }
    }
    let mut diagnostic = MietteDiagnostic::new(text)
        .with_severity(severity)
        .with_code(finding.kind());
    if let Some((zh, en)) = finding.help() {
        diagnostic = diagnostic.with_help(format!("{zh}\n{en}"));
    }
    let place = finding.place().and_then(|(file, span)| {
        let cases = attachments.cases.iter().find(|case| case.name == file);
        let text = match cases {
            Some(case) => &case.text,
            None => attachments.catalogue.as_ref()?,
        };
        Some((file, text, span))
    });
    let Some((file, text, span)) = place else {
        return diagnostic.into();
    };
    // A whole case would fill the screen: its first line says which.
    let marked = text.get(span.clone()).unwrap_or_default();
    let length = marked.lines().next().map_or(0, str::len);
    let label = LabeledSpan::at(span.start..span.start + length, "");
    let folder = if file == "catalogue.toml" {
        ""
    } else {
        "cases/"
    };
    miette::Report::from(diagnostic.with_label(label))
        .with_source_code(NamedSource::new(format!("{folder}{file}"), text.clone()))
}
