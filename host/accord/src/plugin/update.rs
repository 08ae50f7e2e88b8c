//! `--update`: what the plugin says, written into the cases that fail. Everything else in
//! the file stays as it is written, comments too.

use std::{collections::BTreeMap, fs, path::Path};

use accord_inspection::{ByName, Report};
use accord_sections::Attachments;
use anyhow::Context as _;
use serde::Serialize;
use toml_edit::{DocumentMut, Item, Table};

/// A file that was changed.
#[derive(Debug, Serialize)]
pub(crate) struct Updated {
    /// Its name.
    pub(crate) file: String,
    /// Cases written anew.
    pub(crate) cases: usize,
}

pub(crate) fn update(
    folder: &Path,
    attachments: &Attachments,
    report: &Report,
) -> anyhow::Result<Vec<Updated>> {
    // Case by file and place in it, in the order in which they ran.
    let mut failed: BTreeMap<&str, Vec<(usize, &accord_inspection::Expected)>> = BTreeMap::new();
    let mut place: BTreeMap<&str, usize> = BTreeMap::new();
    for ran in &report.cases {
        let next = place.entry(&ran.file).or_default();
        let at = *next;
        *next += 1;
        if let Some(outcome) = ran.outcome.as_ref().filter(|_| !ran.passes()) {
            failed
                .entry(&ran.file)
                .or_default()
                .push((at, &outcome.said));
        }
    }
    let mut updated = Vec::new();
    for (name, cases) in failed {
        let text = attachments.cases.iter().find(|file| file.name == name);
        let Some(text) = text.map(|file| file.text.as_str()) else {
            continue;
        };
        let mut file: DocumentMut = text.parse()?;
        let sets = sets(&file);
        let Some(written) = file.get_mut("case").and_then(Item::as_array_of_tables_mut) else {
            continue;
        };
        for (at, said) in &cases {
            let Some(case) = written.get_mut(*at) else {
                continue;
            };
            case.remove("expect");
            let lines = said.to_toml(&sets);
            if lines.is_empty() {
                continue;
            }
            let mut expect: Table = lines.parse::<DocumentMut>()?.into_table();
            expect.set_position(case.position());
            case.insert("expect", Item::Table(expect));
        }
        let path = folder.join("cases").join(name);
        fs::write(&path, file.to_string())
            .with_context(|| format!("cannot write {}", path.display()))?;
        updated.push(Updated {
            file: name.to_owned(),
            cases: cases.len(),
        });
    }
    Ok(updated)
}

/// The named sets of measures of a file.
fn sets(file: &DocumentMut) -> ByName {
    let table = file.get("sets").and_then(Item::as_table_like);
    let mut sets = ByName::new();
    for (name, item) in table.into_iter().flat_map(|table| table.iter()) {
        let measures = item.as_array().into_iter().flatten();
        let measures = measures.filter_map(|value| value.as_str().map(str::to_owned));
        sets.insert(name.to_owned(), measures.collect());
    }
    sets
}
