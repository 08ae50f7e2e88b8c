//! A plugin is a pure function: it imports nothing but the contract's own types.

use accord_engine::InspectionError;

use crate::{
    bench::Bench,
    handmade::{WIT, component},
};

const EXPORTS: &str = r#"
    (memory (export "memory") 1)
    (func (export "describe") (result i32) unreachable)
    (func (export "evaluate") (param i32) (result i32) unreachable)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 0)
"#;

/// The import for which a component is refused.
fn refused(component: &[u8]) -> String {
    let bench = Bench::new();
    match bench.sandbox.inspect(component) {
        Err(InspectionError::Import { import }) => import,
        Err(other) => panic!("refused for another reason: {other:?}"),
        Ok(_) => panic!("it was let in"),
    }
}

/// The contract with more in its world, and after it.
fn contract(world: &str, after: &str) -> String {
    let changed = WIT.replace(
        "world memorandum {",
        &format!("world memorandum {{\n{world}"),
    );
    assert_ne!(changed, WIT);
    format!("{changed}\n{after}")
}

/// What a guest built for the wrong target does without its author's knowing.
#[test]
fn clock_is_named_and_refused() {
    let wasi = "package wasi:clocks@0.2.0 {
        interface wall-clock {
            record datetime { seconds: u64, nanoseconds: u32 }
            now: func() -> datetime;
        }
    }";
    let wit = contract("import wasi:clocks/wall-clock@0.2.0;", wasi);
    let module = format!(
        r#"(module
            (import "wasi:clocks/wall-clock@0.2.0" "now" (func (param i32)))
            {EXPORTS}
        )"#
    );
    let component = component(&wit, &module);
    assert_eq!(refused(&component), "wasi:clocks/wall-clock@0.2.0");
}

#[test]
fn function_of_the_world_is_refused() {
    let wit = contract("import call-home: func();", "");
    let module = format!(r#"(module (import "$root" "call-home" (func)) {EXPORTS})"#);
    assert_eq!(refused(&component(&wit, &module)), "call-home");
}

/// The one interface that may be imported carries types and nothing to call.
#[test]
fn function_among_the_types_is_refused() {
    let wit = WIT.replace("interface types {", "interface types {\ncall-home: func();");
    assert_ne!(wit, WIT);
    let types = "accord:memorandum/types@1.0.0";
    let module = format!(r#"(module (import "{types}" "call-home" (func)) {EXPORTS})"#);
    assert_eq!(refused(&component(&wit, &module)), types);
}

#[test]
fn core_module_inside_a_component_cannot_be_imported() {
    let component = wat::parse_str(r#"(component (import "code" (core module)))"#).unwrap();
    assert_eq!(refused(&component), "code");
}

#[test]
fn export_of_another_type_does_not_keep_the_contract() {
    let bench = Bench::new();
    let wit = WIT.replace("as-of: date,", "as-of: s64,");
    assert_ne!(wit, WIT);
    assert!(matches!(
        bench
            .sandbox
            .inspect(&component(&wit, &format!("(module {EXPORTS})"))),
        Err(InspectionError::Contract { .. })
    ));
    bench.is_unharmed();
}

#[test]
fn missing_export_does_not_keep_the_contract() {
    let bench = Bench::new();
    let wit = WIT.replace("export describe: func() -> manifest;", "");
    assert_ne!(wit, WIT);
    let module = EXPORTS.replace(r#"(func (export "describe") (result i32) unreachable)"#, "");
    assert!(matches!(
        bench
            .sandbox
            .inspect(&component(&wit, &format!("(module {module})"))),
        Err(InspectionError::Contract { .. })
    ));
}
