//! A report as it is sent and printed.

use accord_sections::Attachments;
use serde::{Deserialize, Serialize};

use super::{Finding, Report, Severity};
use crate::coverage::Unreached;

/// Differences of a case that are told in one text.
const SHOWN: usize = 4;

/// A report for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportView {
    /// Whether nothing found keeps the component from being uploaded.
    pub in_order: bool,
    /// Bytes of the component.
    pub size: usize,
    /// Code of its memorandum, if it could describe itself.
    pub memorandum: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// What was found, worst first.
    pub findings: Vec<FindingView>,
    /// Golden cases that came out as expected.
    pub cases_passed: usize,
    /// Golden cases that did not.
    pub cases_failed: usize,
    /// What no case reaches.
    pub unreached: Unreached,
    /// Codes of the measures that it proposes for the catalogue.
    pub proposed: Vec<String>,
    /// The most fuel that a case took.
    pub fuel: u64,
    /// The most memory that a case took, in bytes.
    pub memory: usize,
}

/// A finding for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingView {
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// One name for each kind of finding, such as `case-fails`.
    pub kind: String,
    /// The file that it is about.
    pub file: Option<String>,
    /// The line in it, from 1.
    pub line: Option<usize>,
    /// What was found, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// How a case differs: `-` expected and not said, `+` said and not expected.
    pub differences: Vec<String>,
}

impl ReportView {
    /// The findings that keep it from being uploaded.
    #[must_use]
    pub fn errors(&self) -> Vec<&FindingView> {
        let all = self.findings.iter();
        all.filter(|found| found.severity == Severity::Error.name())
            .collect()
    }
}

impl FindingView {
    fn new(finding: &Finding, attachments: &Attachments) -> Self {
        let place = finding.place();
        let line = place.as_ref().and_then(|(file, span)| {
            let mut cases = attachments.cases.iter();
            let text = match finding {
                Finding::Catalogue { .. } => attachments.catalogue.as_ref()?,
                _ => &cases.find(|case| case.name == *file)?.text,
            };
            let before = text.as_bytes().get(..span.start)?;
            Some(before.iter().filter(|byte| **byte == b'\n').count() + 1)
        });
        let differences = match finding {
            Finding::CaseFails { differences, .. } => {
                differences.iter().map(ToString::to_string).collect()
            }
            _ => Vec::new(),
        };
        Self {
            severity: finding.severity().name().to_owned(),
            kind: finding.kind().to_owned(),
            file: place.map(|(file, _)| file.to_owned()),
            line,
            zh: finding.chinese(),
            en: finding.to_string(),
            differences,
        }
    }

    /// The place, what was found and how a case differs, in Chinese.
    #[must_use]
    pub fn chinese(&self) -> String {
        format!("{}{}{}", self.place(), self.zh, self.how())
    }

    /// The place, what was found and how a case differs, in English.
    #[must_use]
    pub fn english(&self) -> String {
        format!("{}{}{}", self.place(), self.en, self.how())
    }

    /// The first differences: in full they stand in the report.
    fn how(&self) -> String {
        let shown = self.differences.iter().take(SHOWN);
        let mut how: String = shown.map(|line| format!("\n  {line}")).collect();
        if self.differences.len() > SHOWN {
            how.push_str("\n  …");
        }
        how
    }

    fn place(&self) -> String {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => format!("{file}:{line}: "),
            (Some(file), None) => format!("{file}: "),
            (None, _) => String::new(),
        }
    }
}

impl Report {
    /// The report for programs; `attachments` are those that were inspected.
    #[must_use]
    pub fn view(&self, attachments: &Attachments) -> ReportView {
        let passed = self.cases.iter().filter(|ran| ran.passes()).count();
        let manifest = self.manifest.as_ref();
        let findings = self.findings.iter();
        ReportView {
            in_order: self.is_in_order(),
            size: self.size,
            memorandum: manifest.map(|manifest| manifest.code.clone()),
            version: manifest.map(|manifest| manifest.version.clone()),
            findings: findings
                .map(|finding| FindingView::new(finding, attachments))
                .collect(),
            cases_passed: passed,
            cases_failed: self.cases.len() - passed,
            unreached: self.unreached.clone(),
            proposed: self
                .proposed
                .iter()
                .map(|measure| measure.code.clone())
                .collect(),
            fuel: self.cost.fuel,
            memory: self.cost.memory,
        }
    }
}
