//! The checked-in guest bindings are what `wit-bindgen` makes of the contract.
//!
//! They are checked in because generating them in a macro costs every guest build the
//! whole WIT tool chain. `cargo xtask bindings` writes them anew.

use std::path::Path;

use anyhow::Context as _;
use wit_bindgen_core::{Files, WorldGenerator as _, wit_parser::Resolve};

const BINDINGS: &str = "../plugins/sdk/src/bindings.rs";

fn generate(wit: &Path) -> anyhow::Result<String> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(wit)?;
    let world = resolve.select_world(&[package], Some("memorandum"))?;
    let options = wit_bindgen_rust::Opts {
        format: true,
        generate_all: true,
        generate_unused_types: true,
        pub_export_macro: true,
        export_macro_name: Some("export_component".to_owned()),
        default_bindings_module: Some("accord_plugin::bindings".to_owned()),
        runtime_path: Some("wit_bindgen::rt".to_owned()),
        additional_derive_attributes: ["Clone", "PartialEq", "Eq"].map(str::to_owned).to_vec(),
        ..Default::default()
    };
    let mut files = Files::default();
    options.build().generate(&mut resolve, world, &mut files)?;
    let (_, bytes) = files.iter().next().context("no file was generated")?;
    Ok(String::from_utf8(bytes.to_vec())?)
}

#[test]
fn bindings_match_the_wit() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let generated = generate(&root.join("../wit/v1"))?;
    let path = root.join(BINDINGS);
    if std::env::var_os("ACCORD_UPDATE_BINDINGS").is_some() {
        std::fs::write(&path, &generated)?;
    }
    let checked_in = std::fs::read_to_string(&path)?;
    assert!(
        generated == checked_in,
        "the contract changed: run `cargo xtask bindings`"
    );
    Ok(())
}
