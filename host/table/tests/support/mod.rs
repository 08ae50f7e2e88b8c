//! What tests of tables share.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test's helpers fail as a test does, and each test uses some of them"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use accord_model::{
    catalogue::{Catalogue, CatalogueData},
    dictionary::{Dictionary, DictionaryData},
};
use accord_table::{Flaw, Sheets, Table, TableError};

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

pub fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap()
}

/// Dictionary and catalogue as a new store has them.
pub fn reference() -> (Dictionary, Catalogue) {
    let dictionary: DictionaryData =
        toml::from_str(&read("host/service/data/dictionary.toml")).unwrap();
    let catalogue: CatalogueData =
        toml::from_str(&read("host/service/data/catalogue.toml")).unwrap();
    (
        Dictionary::new(dictionary).unwrap(),
        Catalogue::new(catalogue).unwrap(),
    )
}

/// The table of M6.
pub const M6: &str = "plugins/environment-dishonesty-table/table.toml";

/// A table, or its flaws as an author reads them.
pub fn table(sheets: &Sheets) -> Result<Table, Vec<String>> {
    let (dictionary, catalogue) = reference();
    Table::new(sheets, &dictionary, &catalogue).map_err(told)
}

/// The flaws of a TOML file.
pub fn flaws(text: &str) -> Vec<String> {
    match Sheets::of_toml(text)
        .map_err(told)
        .and_then(|sheets| table(&sheets))
    {
        Ok(_) => Vec::new(),
        Err(flaws) => flaws,
    }
}

pub fn told(error: TableError) -> Vec<String> {
    match error {
        TableError::Flaws(flaws) => flaws.iter().map(Flaw::to_string).collect(),
        other => panic!("{other}"),
    }
}

/// A component made by `cargo xtask plugins`.
pub fn component(name: &str) -> Vec<u8> {
    let folder = std::env::var_os("ACCORD_PLUGINS").map_or_else(
        || Path::new(env!("CARGO_TARGET_TMPDIR")).join("../plugins"),
        PathBuf::from,
    );
    let path = folder.join(format!("{name}.wasm"));
    fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}: run `cargo xtask plugins`", path.display()))
}
