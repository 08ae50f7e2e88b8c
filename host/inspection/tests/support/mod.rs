//! What tests of inspection share.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test's helpers fail as a test does, and each test uses some of them"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use accord_inspection::{Case, CaseError, Flaw, read_cases};
use accord_model::{
    catalogue::{Catalogue, CatalogueData},
    dictionary::{Dictionary, DictionaryData},
};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// The dictionary with which a new store begins.
pub static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let text = fs::read_to_string(repository("host/service/data/dictionary.toml")).unwrap();
    let data: DictionaryData = toml::from_str(&text).unwrap();
    Dictionary::new(data).unwrap()
});

/// The catalogue with which a new store begins.
pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let text = fs::read_to_string(repository("host/service/data/catalogue.toml")).unwrap();
    let data: CatalogueData = toml::from_str(&text).unwrap();
    Catalogue::new(data).unwrap()
});

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

/// The texts of all files of cases of the memoranda, by folder and file.
pub fn real_files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for plugin in fs::read_dir(repository("plugins")).unwrap() {
        let Ok(cases) = fs::read_dir(plugin.unwrap().path().join("cases")) else {
            continue;
        };
        for case in cases {
            let path = case.unwrap().path();
            files.push((
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
    files.sort();
    assert!(files.len() > 50);
    files
}

pub fn read(text: &str) -> Result<Vec<Case>, Vec<CaseError>> {
    read_cases(text, &DICTIONARY)
}

/// The cases of a file that is in order.
pub fn cases(text: &str) -> Vec<Case> {
    read(text).unwrap_or_else(|flaws| panic!("{flaws:?}"))
}

/// The flaws of a file that is not, each with the text at its place.
pub fn flaws(text: &str) -> Vec<(&str, Flaw)> {
    let flaws = read(text).unwrap_err();
    flaws
        .into_iter()
        .map(|CaseError { span, flaw }| (text.get(span).unwrap(), flaw))
        .collect()
}
