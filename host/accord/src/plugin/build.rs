//! `accord plugin build`: the component of a folder, with its cases and proposals.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_sections::Attachments;
use accord_toolchain::{Language, Project};
use anyhow::Context as _;
use serde::Serialize;

use super::{
    folder::{self, Against, Words},
    table,
};
use crate::show::{To, println};

/// Build the component.
#[derive(Debug, clap::Args)]
pub(crate) struct Build {
    /// The plugin's folder.
    #[arg(default_value = ".")]
    folder: PathBuf,
    #[command(flatten)]
    against: Against,
}

/// What was built.
#[derive(Debug, Serialize)]
pub(crate) struct Built {
    /// The component's file.
    pub(crate) file: PathBuf,
    /// Bytes without what travels with it.
    code: usize,
    /// Bytes with it.
    size: usize,
    /// Files of golden cases that travel with it.
    cases: usize,
}

pub(crate) fn run(data: &Path, to: &To, args: &Build) -> anyhow::Result<ExitCode> {
    let built = build(&args.folder, &args.against.words(data)?)?;
    to.show(&built, |built| {
        println!(
            "{} ({} bytes of code, {} with {} files of cases)",
            built.file.display(),
            built.code,
            built.size,
            built.cases
        );
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Builds a folder and puts the component into its `build`.
pub(crate) fn build(folder: &Path, words: &Words) -> anyhow::Result<Built> {
    let project = folder::project(folder)?;
    let attachments = Attachments::of_folder(&project.folder)?;
    let code = match project.language {
        Language::Table => table::component(&project, words)?,
        Language::Rust | Language::Python | Language::JavaScript => compiled(&project)?,
    };
    let component = accord_sections::attach(&code, &attachments)?;
    let file = folder::built(&project);
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    }
    accord_toolchain::replace(&file, &component)?;
    Ok(Built {
        file,
        code: code.len(),
        size: component.len(),
        cases: attachments.cases.len(),
    })
}

/// What the language's own tools make of a project.
pub(crate) fn compiled(project: &Project) -> anyhow::Result<Vec<u8>> {
    accord_toolchain::build(project).map_err(|error| match error.chinese() {
        Some(chinese) => anyhow::Error::new(error).context(chinese),
        None => error.into(),
    })
}
