//! The whole inspection of a component: one report, all findings together.
//!
//! The same code serves the author's `accord plugin check`, offline, and the host at
//! upload, so that nobody meets a refusal that he could not have seen before.

mod finding;
mod view;

use std::collections::BTreeSet;

use accord_engine::{Plugin, Sandbox};
use accord_model::{
    catalogue::{Catalogue, CatalogueData, Direction, Measure},
    contract::Manifest,
    dictionary::Dictionary,
    manifest::ManifestFault,
    projection::Projection,
};

pub use self::{
    finding::{Finding, Severity, refusal},
    view::{FindingView, ReportView},
};
use accord_sections::{Attachments, CaseFile};

use crate::{
    case,
    coverage::{Coverage, Unreached},
    running::{self, Candidate, CaseFault, Cost, Outcome},
};

/// Fuel that all cases of a component may take together: some seconds.
const MOST_FUEL: u64 = 20_000_000_000;

/// Cases on which a plugin may fail before it is not asked on: a fault can take a second that
/// fuel does not see.
const MOST_FAULTS: usize = 20;

/// What a component is held against.
#[derive(Clone, Copy)]
pub struct Reference<'a> {
    /// The data dictionary.
    pub dictionary: &'a Dictionary,
    /// The catalogue of measures.
    pub catalogue: &'a Catalogue,
}

/// A case and what came of it.
#[derive(Debug)]
pub struct Ran {
    /// The file that has it.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Its number in the golden cohort.
    pub golden: Option<String>,
    /// Its place in the file, in bytes.
    pub span: std::ops::Range<usize>,
    /// What came of it; none if the plugin failed, and then a finding says why.
    pub outcome: Option<Outcome>,
}

impl Ran {
    /// Whether it came out as expected.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.outcome
            .as_ref()
            .is_some_and(|outcome| outcome.differences.is_empty())
    }
}

/// A report.
#[derive(Debug, Default)]
pub struct Report {
    /// What was found, worst first.
    pub findings: Vec<Finding>,
    /// Bytes of the component.
    pub size: usize,
    /// What it says of itself; none if it could not say.
    pub manifest: Option<Manifest>,
    /// Its golden cases.
    pub cases: Vec<Ran>,
    /// What no case reaches.
    pub unreached: Unreached,
    /// Measures that it proposes for the catalogue.
    pub proposed: Vec<Measure>,
    /// The most that a case cost.
    pub cost: Cost,
}

impl Report {
    /// Whether nothing found keeps it from being uploaded.
    #[must_use]
    pub fn is_in_order(&self) -> bool {
        let worst = self.findings.iter().map(Finding::severity).min();
        worst != Some(Severity::Error)
    }
}

/// A report and, if the component could be compiled, the plugin.
pub struct Inspected {
    /// The report.
    pub report: Report,
    /// What travels with it.
    pub attachments: Attachments,
    /// The plugin.
    pub plugin: Option<Plugin>,
}

/// Inspects a component and what travels with it.
#[must_use]
pub fn inspect(sandbox: &Sandbox, component: &[u8], reference: Reference<'_>) -> Inspected {
    match accord_sections::read(component) {
        Ok(attachments) => inspect_with(sandbox, component, &attachments, reference),
        // Whatever is wrong with the component itself is told first.
        Err(error) => {
            let none = Attachments::default();
            let mut inspected = inspect_with(sandbox, component, &none, reference);
            if inspected.plugin.is_some() {
                let findings = &mut inspected.report.findings;
                findings.insert(0, Finding::Attachments(error));
            }
            inspected
        }
    }
}

/// Inspects a component with these attachments, as an author has them in his folder.
#[must_use]
pub fn inspect_with(
    sandbox: &Sandbox,
    component: &[u8],
    attachments: &Attachments,
    reference: Reference<'_>,
) -> Inspected {
    let mut report = Report {
        size: component.len(),
        ..Report::default()
    };
    let plugin = match sandbox.inspect(component) {
        Ok(plugin) => plugin,
        Err(error) => {
            report.findings.push(Finding::Refused(error));
            return Inspected {
                report,
                attachments: attachments.clone(),
                plugin: None,
            };
        }
    };
    let manifest = plugin.manifest();
    report.manifest = Some(manifest.clone());
    let catalogue = propose(
        &mut report,
        attachments.catalogue.as_deref(),
        reference.catalogue,
    );
    let faults = accord_model::manifest::check(manifest, reference.dictionary, &catalogue);
    let readable = !faults.iter().any(ManifestFault::is_of_reads);
    report
        .findings
        .extend(faults.into_iter().map(Finding::Manifest));
    if let Some(projection) = Projection::new(manifest, reference.dictionary)
        && readable
    {
        let candidate = Candidate {
            sandbox,
            plugin: &plugin,
            projection: &projection,
            catalogue: &catalogue,
        };
        run_cases(
            &mut report,
            &candidate,
            &attachments.cases,
            reference.dictionary,
        );
    }
    report.findings.sort_by_key(Finding::severity);
    Inspected {
        report,
        attachments: attachments.clone(),
        plugin: Some(plugin),
    }
}

/// The catalogue with what the component proposes for it. A proposal names its legal
/// bases; without one it could never be approved (R-BASIS), but its measure is not unknown.
fn propose(report: &mut Report, text: Option<&str>, catalogue: &Catalogue) -> Catalogue {
    let Some(text) = text else {
        return catalogue.clone();
    };
    let data: CatalogueData = match toml::from_str(text) {
        Ok(data) => data,
        Err(error) => {
            let reason = error.message().to_owned();
            report.findings.push(Finding::Catalogue {
                span: error.span().unwrap_or(0..0),
                reason,
            });
            return catalogue.clone();
        }
    };
    let mut seen = BTreeSet::new();
    let with_proposed = catalogue.with(&data.measures);
    for measure in data.measures {
        let code = measure.code.clone();
        if !seen.insert(code.clone()) {
            report.findings.push(Finding::ProposedTwice(code));
        } else if catalogue.measure(&code).is_some() {
            report.findings.push(Finding::ProposedKnown(code));
        } else if measure.bases.is_empty() && measure.direction != Direction::Incentive {
            report.findings.push(Finding::ProposedWithoutBasis(code));
        } else {
            report.findings.push(Finding::Proposed(code));
            report.proposed.push(measure);
        }
    }
    with_proposed
}

fn run_cases(
    report: &mut Report,
    candidate: &Candidate<'_>,
    files: &[CaseFile],
    dictionary: &Dictionary,
) {
    let mut coverage = Coverage::default();
    let mut spent = Spent::default();
    for CaseFile { name: file, text } in files {
        let cases = match case::read(text, dictionary) {
            Ok(cases) => cases,
            Err(errors) => {
                report.findings.extend(errors.into_iter().map(|error| {
                    let file = file.clone();
                    Finding::CaseFile { file, error }
                }));
                continue;
            }
        };
        for case in &cases {
            if spent.is_too_much() || report.cases.len() >= case::MOST_CASES {
                report.findings.push(Finding::TooManyCases);
                return;
            }
            let outcome = match running::run(candidate, case) {
                Ok(outcome) => Some(outcome),
                Err(fault) => {
                    spent.fault(&fault);
                    report.findings.push(Finding::CaseFault {
                        file: file.clone(),
                        case: case.name.clone(),
                        span: case.span.clone(),
                        fault,
                    });
                    None
                }
            };
            if let Some(outcome) = &outcome {
                spent.count(outcome.cost);
                judge(report, &mut coverage, file, case, outcome);
            }
            report.cases.push(Ran {
                file: file.clone(),
                name: case.name.clone(),
                golden: case.golden.clone(),
                span: case.span.clone(),
                outcome,
            });
        }
    }
    tell_unreached(report, coverage.unreached(candidate.plugin.manifest()));
}

/// What the cases of a component have taken so far.
#[derive(Default)]
struct Spent {
    fuel: u64,
    faults: usize,
}

impl Spent {
    fn is_too_much(&self) -> bool {
        self.fuel > MOST_FUEL || self.faults >= MOST_FAULTS
    }

    /// A case is three evaluations.
    fn count(&mut self, cost: Cost) {
        self.fuel = self.fuel.saturating_add(cost.fuel.saturating_mul(3));
    }

    fn fault(&mut self, fault: &CaseFault) {
        // A wrong setting is told before the plugin is asked.
        if !matches!(fault, CaseFault::Parameter { .. }) {
            self.faults += 1;
        }
    }
}

/// Whether an answer is as expected.
fn judge(
    report: &mut Report,
    coverage: &mut Coverage,
    file: &str,
    case: &case::Case,
    outcome: &Outcome,
) {
    report.cost.fuel = report.cost.fuel.max(outcome.cost.fuel);
    report.cost.memory = report.cost.memory.max(outcome.cost.memory);
    if outcome.differences.is_empty() {
        coverage.add(outcome);
    } else {
        report.findings.push(Finding::CaseFails {
            file: file.to_owned(),
            case: case.name.clone(),
            span: case.span.clone(),
            differences: outcome.differences.clone(),
        });
    }
}

fn tell_unreached(report: &mut Report, unreached: Unreached) {
    report.unreached = unreached;
    if report.cases.is_empty() {
        report.findings.push(Finding::NoCases);
        return;
    }
    let Unreached { rules, measures } = report.unreached.clone();
    let rules = rules.into_iter().map(Finding::RuleUnreached);
    let measures = measures.into_iter().map(Finding::MeasureUnreached);
    report.findings.extend(rules.chain(measures));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_may_take_so_much_fuel_and_so_many_faults() {
        let mut spent = Spent::default();
        let third = Cost {
            fuel: MOST_FUEL / 3,
            memory: 0,
        };
        spent.count(third);
        assert!(!spent.is_too_much());
        spent.count(third);
        assert!(spent.is_too_much());

        let mut spent = Spent::default();
        for _ in 1..MOST_FAULTS {
            spent.fault(&CaseFault::Unsteady);
        }
        let setting = CaseFault::Parameter {
            name: "term-months".to_owned(),
            flaw: case::Flaw::Missing("term-months"),
        };
        spent.fault(&setting);
        assert!(
            !spent.is_too_much(),
            "a wrong setting is no fault of the plugin"
        );
        spent.fault(&CaseFault::Unsteady);
        assert!(spent.is_too_much());
    }
}
