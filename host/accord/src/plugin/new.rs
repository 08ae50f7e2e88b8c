//! `accord plugin new`: a folder that builds and passes at once.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use serde::Serialize;

use super::{
    Usage,
    template::{File, IGNORED, JAVASCRIPT, PYTHON, RUST},
};
use crate::show::{To, println};

/// Make a plugin's folder.
#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// The folder to be made; its name is the plugin's and its memorandum's code.
    folder: PathBuf,
    /// In which language.
    #[arg(long, value_enum, default_value_t = Lang::Rust)]
    lang: Lang,
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Lang {
    Rust,
    Python,
    #[value(alias = "javascript")]
    Js,
}

impl Lang {
    fn files(self) -> &'static [File] {
        match self {
            Self::Rust => RUST,
            Self::Python => PYTHON,
            Self::Js => JAVASCRIPT,
        }
    }
}

#[derive(Debug, Serialize)]
struct Made {
    folder: PathBuf,
    name: String,
    files: usize,
}

pub(crate) fn run(to: &To, args: &New) -> anyhow::Result<ExitCode> {
    let name = name(&args.folder)?;
    make(&args.folder, &name, args.lang.files())?;
    let made = Made {
        folder: args.folder.clone(),
        files: args.lang.files().len() + 1,
        name,
    };
    to.show(&made, |made| {
        let folder = made.folder.display();
        println!("{folder}: {} files", made.files);
        println!("cd {folder} && accord plugin build && accord plugin test");
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The plugin's name: that of its folder, and good for a memorandum's code.
fn name(folder: &Path) -> Result<String, Usage> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase());
    let is_kebab = name.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    });
    if starts_well && is_kebab {
        return Ok(name.into_owned());
    }
    Err(Usage::new(
        format!("名称 `{name}` 应为小写字母和数字的单词以 - 连接, 如 wage-arrears"),
        format!("`{name}` should be lower-case words joined by `-`, such as wage-arrears"),
    ))
}

/// Writes the files of a new folder; what is there already is never overwritten.
fn make(folder: &Path, name: &str, files: &[File]) -> anyhow::Result<()> {
    if let Ok(mut entries) = fs::read_dir(folder)
        && entries.next().is_some()
    {
        let folder = folder.display();
        return Err(Usage::new(
            format!("{folder} 已存在且不为空"),
            format!("{folder} is there and not empty"),
        )
        .into());
    }
    for (place, text) in files.iter().chain([&IGNORED]) {
        let file = folder.join(place);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)
                .with_context(|| format!("cannot make {}", parent.display()))?;
        }
        fs::write(&file, text.replace("{{name}}", name))
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}
