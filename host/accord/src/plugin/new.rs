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
    folder::Against,
    table,
    template::{self, File, JAVASCRIPT, PYTHON, RUST, TABLE},
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
    /// Of a filled-in table instead: .xlsx, .toml, or a folder of .csv files, one a sheet.
    #[arg(long, value_name = "FILE", conflicts_with = "lang")]
    from_table: Option<PathBuf>,
    #[command(flatten)]
    against: Against,
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

pub(crate) fn run(data: &Path, to: &To, args: &New) -> anyhow::Result<ExitCode> {
    let name = name(&args.folder)?;
    if let Ok(mut entries) = fs::read_dir(&args.folder)
        && entries.next().is_some()
    {
        let folder = args.folder.display();
        return Err(Usage::new(
            format!("{folder} 已存在且不为空"),
            format!("{folder} is there and not empty"),
        )
        .into());
    }
    let files = match &args.from_table {
        None => args.lang.files(),
        Some(table) => {
            // Told before anything is written.
            table::read(table, &args.against.words(data)?, None)?;
            TABLE
        }
    };
    template::write(&args.folder, &name, files)?;
    if let Some(table) = &args.from_table {
        copy_table(table, &args.folder)?;
    }
    let made = Made {
        folder: args.folder.clone(),
        files: files.len(),
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

fn copy_table(table: &Path, folder: &Path) -> anyhow::Result<()> {
    let shown = table.display();
    let place = table::place(table).ok_or_else(|| {
        Usage::new(
            format!("{shown} 不是 .xlsx、.toml 或 .csv 文件夹"),
            format!("{shown} is no .xlsx, .toml or folder of .csv files"),
        )
    })?;
    let to = folder.join(place);
    if !table.is_dir() {
        fs::copy(table, &to).with_context(|| format!("cannot copy {shown}"))?;
        return Ok(());
    }
    fs::create_dir_all(&to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(table).with_context(|| format!("cannot read {shown}"))? {
        let entry = entry.with_context(|| format!("cannot read {shown}"))?;
        if entry.path().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))
                .with_context(|| format!("cannot copy {shown}"))?;
        }
    }
    Ok(())
}
