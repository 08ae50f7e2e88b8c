//! The commands for those who write plugins. None needs a host.

mod test;

use std::process::ExitCode;

/// What to do with a plugin.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Plugin {
    /// Run its golden cases.
    Test(test::Test),
}

pub(crate) fn run(command: &Plugin) -> anyhow::Result<ExitCode> {
    match command {
        Plugin::Test(args) => test::run(args),
    }
}
