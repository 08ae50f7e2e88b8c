//! The commands for those who write plugins: from an empty folder to a signed component.
//!
//! None needs a host but `upload`: what a component is held against is this program's own
//! reference data, or a host's if it is asked for. Results go to standard output; what is
//! found in a file is shown at its place, on standard error. They end with 0 when all is
//! well, 1 when something was found, 2 when they were called wrongly, 3 when a host refused.

mod bench;
mod build;
mod check;
mod diagnostics;
mod diff;
mod folder;
mod new;
mod run;
mod sandbox;
mod signing;
mod table;
mod table_template;
mod template;
mod test;
mod update;
mod upload;

use std::{path::Path, process::ExitCode};

use crate::show::To;

/// What to do with a plugin.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Plugin {
    /// Make a folder that builds and passes at once.
    New(new::New),
    /// Write the template of a table, for `new --from-table`.
    TableTemplate(table_template::TableTemplate),
    /// Build the component.
    Build(build::Build),
    /// Say everything that a host's inspection will say.
    Check(check::Check),
    /// Run the golden cases.
    Test(test::Test),
    /// Ask it about one subject.
    Run(run::Run),
    /// Measure what each case costs.
    Bench(bench::Bench),
    /// Compare two versions.
    Diff(diff::Diff),
    /// Make a key to sign components with.
    Keygen(signing::Keygen),
    /// Sign a component.
    Sign(signing::Sign),
    /// Verify the signature of a component.
    Verify(signing::Verify),
    /// Build, check and upload.
    Upload(upload::Upload),
}

/// It was called wrongly: ends with 2.
#[derive(Debug, thiserror::Error)]
#[error("{zh}  ({en})")]
pub(crate) struct Usage {
    zh: String,
    en: String,
}

impl Usage {
    fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        let (zh, en) = (zh.into(), en.into());
        Self { zh, en }
    }
}

pub(crate) fn run(data: &Path, to: &To, command: &Plugin) -> anyhow::Result<ExitCode> {
    match command {
        Plugin::New(args) => new::run(data, to, args),
        Plugin::TableTemplate(args) => table_template::run(to, args),
        Plugin::Build(args) => build::run(data, to, args),
        Plugin::Check(args) => check::run(data, to, args),
        Plugin::Test(args) => test::run(data, to, args),
        Plugin::Run(args) => run::run(data, to, args),
        Plugin::Bench(args) => bench::run(data, to, args),
        Plugin::Diff(args) => diff::run(data, to, args),
        Plugin::Keygen(args) => signing::keygen(to, args),
        Plugin::Sign(args) => signing::sign(to, args),
        Plugin::Verify(args) => signing::verify(to, args),
        Plugin::Upload(args) => upload::run(data, to, args),
    }
}

/// Success, or 1 if something was found.
fn found(something: bool) -> ExitCode {
    if something {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
