//! What `accord plugin new` writes: a folder for each language, with the kit in it, so that
//! it builds on a machine that has nothing but the language's own tools.

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
    "sdk/src/testing.rs" from "sdk/src/testing.rs",
    "sdk/src/types.rs" from "sdk/src/types.rs",
    "sdk/derive/Cargo.toml" from "sdk/template/derive.toml",
    "sdk/derive/src/lib.rs" from "sdk/derive/src/lib.rs",
};

/// What no repository should have.
pub(crate) const IGNORED: File = (".gitignore", "/build\n/target\n*.key\n");
