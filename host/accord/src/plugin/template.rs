//! What `accord plugin new` writes: a folder for each language, with the kit in it, so that
//! it builds on a machine that has nothing but the language's own tools.

use std::{fs, path::Path};

use anyhow::Context as _;

/// A file of a new plugin: its place, and its text with `{{name}}` for the plugin's name.
pub(crate) type File = (&'static str, &'static str);

macro_rules! files {
    ($($to:literal from $from:literal,)*) => {
        &[$(($to, include_str!(concat!("../../../../plugins/", $from)))),*]
    };
}

/// A plugin in Rust.
pub(crate) const RUST: &[File] = files! {
    "Cargo.toml" from "sdk/template/Cargo.toml.in",
    "README.md" from "sdk/template/README.md",
    "src/lib.rs" from "sdk/template/lib.rs",
    "cases/listed.toml" from "sdk/template/cases/listed.toml",
    "sdk/Cargo.toml" from "sdk/template/sdk.toml",
    "sdk/src/lib.rs" from "sdk/src/lib.rs",
    "sdk/src/answer.rs" from "sdk/src/answer.rs",
    "sdk/src/arena.rs" from "sdk/src/arena.rs",
    "sdk/src/bindings.rs" from "sdk/src/bindings.rs",
    "sdk/src/fact.rs" from "sdk/src/fact.rs",
    "sdk/src/memorandum.rs" from "sdk/src/memorandum.rs",
    "sdk/src/types.rs" from "sdk/src/types.rs",
    "sdk/derive/Cargo.toml" from "sdk/template/derive.toml",
    "sdk/derive/src/lib.rs" from "sdk/derive/src/lib.rs",
};

/// A plugin in Python.
pub(crate) const PYTHON: &[File] = files! {
    "accord.toml" from "kit-python/template/accord.toml",
    "README.md" from "kit-python/template/README.md",
    "app.py" from "kit-python/template/app.py",
    "cases/a-level.toml" from "kit-python/template/cases/a-level.toml",
    "accord_plugin/__init__.py" from "kit-python/accord_plugin/__init__.py",
    "accord_plugin/answer.py" from "kit-python/accord_plugin/answer.py",
    "accord_plugin/days.py" from "kit-python/accord_plugin/days.py",
    "accord_plugin/memorandum.py" from "kit-python/accord_plugin/memorandum.py",
    "accord_plugin/purity.py" from "kit-python/accord_plugin/purity.py",
    "accord_plugin/records.py" from "kit-python/accord_plugin/records.py",
    "accord_plugin/values.py" from "kit-python/accord_plugin/values.py",
};

/// A plugin in JavaScript.
pub(crate) const JAVASCRIPT: &[File] = files! {
    "accord.toml" from "kit-javascript/template/accord.toml",
    "README.md" from "kit-javascript/template/README.md",
    "app.js" from "kit-javascript/template/app.js",
    "cases/a-level.toml" from "kit-javascript/template/cases/a-level.toml",
    "accord-plugin/answer.js" from "kit-javascript/accord-plugin/answer.js",
    "accord-plugin/days.js" from "kit-javascript/accord-plugin/days.js",
    "accord-plugin/declarations.js" from "kit-javascript/accord-plugin/declarations.js",
    "accord-plugin/index.js" from "kit-javascript/accord-plugin/index.js",
    "accord-plugin/purity.js" from "kit-javascript/accord-plugin/purity.js",
    "accord-plugin/records.js" from "kit-javascript/accord-plugin/records.js",
    "accord-plugin/values.js" from "kit-javascript/accord-plugin/values.js",
};

/// A plugin that is a table, without the table.
pub(crate) const TABLE: &[File] = files! {
    "accord.toml" from "table/template/accord.toml",
    "README.md" from "table/template/README.md",
    "cases/nothing.toml" from "table/template/cases/nothing.toml",
};

/// The interpreter of tables.
pub(crate) const INTERPRETER: &[File] = files! {
    "Cargo.toml" from "table/template/interpreter.toml",
    "src/lib.rs" from "table/src/lib.rs",
    "src/compare.rs" from "table/src/compare.rs",
    "src/days.rs" from "table/src/days.rs",
    "src/manifest.rs" from "table/src/manifest.rs",
    "src/rules.rs" from "table/src/rules.rs",
    "format/Cargo.toml" from "table/template/format.toml",
    "format/src/lib.rs" from "table/format/src/lib.rs",
    "format/src/block.rs" from "table/format/src/block.rs",
    "format/src/description.rs" from "table/format/src/description.rs",
    "format/src/program.rs" from "table/format/src/program.rs",
    "sdk/Cargo.toml" from "sdk/template/sdk.toml",
    "sdk/src/lib.rs" from "sdk/src/lib.rs",
    "sdk/src/answer.rs" from "sdk/src/answer.rs",
    "sdk/src/arena.rs" from "sdk/src/arena.rs",
    "sdk/src/bindings.rs" from "sdk/src/bindings.rs",
    "sdk/src/fact.rs" from "sdk/src/fact.rs",
    "sdk/src/memorandum.rs" from "sdk/src/memorandum.rs",
    "sdk/src/types.rs" from "sdk/src/types.rs",
    "sdk/derive/Cargo.toml" from "sdk/template/derive.toml",
    "sdk/derive/src/lib.rs" from "sdk/derive/src/lib.rs",
};

/// What no repository should have.
const IGNORED: File = (".gitignore", "/build\n/target\n*.key\n");

/// Writes files into a folder, which is made if need be.
pub(crate) fn write(folder: &Path, name: &str, files: &[File]) -> anyhow::Result<()> {
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

/// What tells one version of some files from another: 16 hexadecimal digits.
pub(crate) fn digest(files: &[File]) -> String {
    let mut whole = Vec::new();
    for (place, text) in files {
        whole.extend(place.as_bytes());
        whole.push(0);
        whole.extend(text.as_bytes());
        whole.push(0);
    }
    let digest = accord_engine::Digest::of(&whole).to_string();
    digest.chars().take(16).collect()
}
