//! All that is said of a plugin before it may be enabled.
//!
//! A component is compiled by the engine, its manifest held against the dictionary and the
//! catalogue, and its own golden cases are run by the host's path. Author, tests and host
//! use the same code, so that what passes in one place passes in all.

mod case;
mod coverage;
mod report;
mod running;
mod said;

pub use crate::{
    case::{
        Case, CaseError, FactOfCase, Flaw, MOST_BYTES, MOST_CASES, MOST_FLAWS, RoleOfCase,
        SubjectOfCase, Written, read as read_cases,
    },
    coverage::{Coverage, Unreached, reach},
    report::{
        Finding, FindingView, Inspected, Ran, Reference, Report, ReportView, Severity, inspect,
        inspect_with, refusal,
    },
    running::{Candidate, CaseFault, Cost, Outcome, run as run_case, time as time_case},
    said::{ByName, Compared, Determined, Difference, Expected, Open, Proposed, differences},
};
