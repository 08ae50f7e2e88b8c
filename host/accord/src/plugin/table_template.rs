//! `accord plugin table-template`: the empty template, to be filled in.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context as _;

use super::Usage;
use crate::show::{To, println};

/// Write the template of a table.
#[derive(Debug, clap::Args)]
pub(crate) struct TableTemplate {
    /// A workbook (.xlsx) or a text (.toml); it is never overwritten.
    file: PathBuf,
}

pub(crate) fn run(to: &To, args: &TableTemplate) -> anyhow::Result<ExitCode> {
    let shown = args.file.display().to_string();
    let end = args.file.extension().and_then(|end| end.to_str());
    let template = match end {
        Some("xlsx") => accord_table::template_xlsx()?,
        Some("toml") => accord_table::TEMPLATE_TOML.as_bytes().to_vec(),
        _ => {
            let en = format!("{shown}: the template is an .xlsx or a .toml");
            return Err(Usage::new(format!("{shown}: 模板为 .xlsx 或 .toml"), en).into());
        }
    };
    if args.file.exists() {
        return Err(Usage::new(format!("{shown} 已存在"), format!("{shown} is there")).into());
    }
    fs::write(&args.file, template).with_context(|| format!("cannot write {shown}"))?;
    to.show(&shown, |shown| {
        println!("{shown}");
        println!("accord plugin new NAME --from-table {shown}");
    })?;
    Ok(ExitCode::SUCCESS)
}
