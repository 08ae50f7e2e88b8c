//! A plugin that is a filled-in table: the interpreter with the table written into it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use accord_model::catalogue::CatalogueData;
use accord_sections::Attachments;
use accord_table::{Sheets, Table, TableError};
use accord_toolchain::Project;
use anyhow::Context as _;

use super::{
    Usage,
    folder::Words,
    template::{self, INTERPRETER},
};

/// Files that a folder may keep its table in, and the folder of CSV files.
pub(crate) const PLACES: [&str; 3] = ["table.xlsx", "table.toml", "table"];

/// The table is not in order; its flaws were told.
#[derive(Debug, thiserror::Error)]
#[error("表中有 {0} 处问题  (the table has {0} flaws)")]
pub(crate) struct Flaws(usize);

/// The component of a project that is a table.
pub(crate) fn component(project: &Project, words: &Words) -> anyhow::Result<Vec<u8>> {
    let file = PLACES.map(|place| project.folder.join(place));
    let file = file.iter().find(|file| file.exists()).ok_or_else(|| {
        let places = PLACES.join(", ");
        Usage::new(
            format!("文件夹中没有表: 应有 {places} 之一"),
            format!("no table here: one of {places}"),
        )
    })?;
    let attachments = Attachments::of_folder(&project.folder)?;
    let table = read(file, words, attachments.catalogue.as_deref())?;
    accord_table::component(&interpreter()?, &table).map_err(told)
}

/// Reads a filled-in template and tells every flaw at its place.
pub(crate) fn read(file: &Path, words: &Words, proposals: Option<&str>) -> anyhow::Result<Table> {
    let proposed = match proposals {
        Some(text) => toml::from_str::<CatalogueData>(text)?.measures,
        None => Vec::new(),
    };
    let catalogue = words.catalogue.with(&proposed);
    Sheets::read(file)
        .and_then(|sheets| Table::new(&sheets, &words.dictionary, &catalogue))
        .map_err(told)
}

fn told(error: TableError) -> anyhow::Error {
    if let TableError::Flaws(flaws) = &error {
        for flaw in flaws {
            eprintln!("error: {}  ({flaw})", flaw.chinese());
        }
        return Flaws(flaws.len()).into();
    }
    let chinese = error.chinese();
    anyhow::Error::new(error).context(chinese)
}

/// The interpreter: beside this program, where a package or the workspace puts it; else
/// built from the sources that this program brings, once for each version of them.
fn interpreter() -> anyhow::Result<Vec<u8>> {
    const NAME: &str = "table-interpreter.wasm";
    let program = env::current_exe().unwrap_or_default();
    for folder in program.ancestors().skip(1).take(2) {
        for place in [folder.join(NAME), folder.join("plugins").join(NAME)] {
            if let Ok(component) = fs::read(place) {
                return Ok(component);
            }
        }
    }
    let sources = template::digest(INTERPRETER);
    let folder = super::sandbox::folder()
        .context("no folder for caches: HOME is not set")?
        .join("accord")
        .join(format!("table-interpreter-{sources}"));
    let built = folder.join("build").join(NAME);
    if let Ok(component) = fs::read(&built) {
        return Ok(component);
    }
    eprintln!("==> 首次使用表格插件: 构建解释器  (first table: building the interpreter)");
    template::write(&folder, "table-interpreter", INTERPRETER)?;
    let project = Project::of_folder(&folder)?;
    let component = super::build::compiled(&project)?;
    fs::create_dir_all(folder.join("build"))?;
    accord_toolchain::replace(&built, &component)?;
    Ok(component)
}

/// The path of a table in a new folder, by what it is.
pub(crate) fn place(table: &Path) -> Option<PathBuf> {
    if table.is_dir() {
        return Some("table".into());
    }
    let end = table.extension()?.to_str()?.to_ascii_lowercase();
    match end.as_str() {
        "xlsx" | "toml" => Some(format!("table.{end}").into()),
        _ => None,
    }
}
