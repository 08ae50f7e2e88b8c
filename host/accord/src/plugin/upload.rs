//! `accord plugin upload`: built, checked here, and only then sent.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use super::{
    build, check,
    folder::{Against, Target},
    sandbox::sandbox,
};
use crate::{access::Access, show::To};

/// Build, check and upload.
#[derive(Debug, clap::Args)]
pub(crate) struct Upload {
    /// The plugin's folder, or a component, which is taken as it is.
    #[arg(default_value = ".")]
    plugin: PathBuf,
    #[command(flatten)]
    against: Against,
}

pub(crate) fn run(data: &Path, to: &To, args: &Upload) -> anyhow::Result<ExitCode> {
    let words = args.against.words(data)?;
    let file = if args.plugin.is_dir() {
        build::build(&args.plugin, &words)?.file
    } else {
        args.plugin.clone()
    };
    let target = Target::open(&file)?;
    let sandbox = sandbox()?;
    let report = target.inspect(&sandbox, &words).report;
    if !report.is_in_order() {
        return check::show(to, &report, &target.attachments);
    }
    to.uploaded(&Access::open(data)?.upload(&target.component)?)
}
