//! Components that no compiler makes: a core module by hand, in the contract's clothes.

use accord_engine::{Fault, InspectionError, Limit, Limits};
use wit_component::{ComponentEncoder, StringEncoding};
use wit_parser::Resolve;

use crate::bench::Bench;

/// The contract.
pub const WIT: &str = include_str!("../../../../wit/v1/memorandum.wit");

/// The component of a core module that keeps a contract.
pub fn component(wit: &str, module: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("memorandum.wit", wit).unwrap();
    let world = resolve
        .select_world(&[package], Some("memorandum"))
        .unwrap();
    let mut module = wat::parse_str(module).unwrap();
    wit_component::embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
        .unwrap();
    ComponentEncoder::default()
        .validate(true)
        .module(&module)
        .unwrap()
        .encode()
        .unwrap()
}

/// A core module with the exports of the contract, whose `describe` runs `describe` and
/// whose other parts are `parts`.
pub fn module(parts: &str, describe: &str) -> String {
    format!(
        r#"(module
            {parts}
            (func (export "describe") (result i32) {describe})
            (func (export "evaluate") (param i32) (result i32) unreachable)
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 0)
        )"#
    )
}

const ONE_PAGE: &str = r#"(memory (export "memory") 1)"#;

/// Why a core module in the contract's clothes is refused.
pub fn refused(parts: &str, describe: &str) -> InspectionError {
    let bench = Bench::new();
    let component = component(WIT, &module(parts, describe));
    let refused = bench.sandbox.inspect(&component).err().unwrap();
    bench.is_unharmed();
    refused
}

#[test]
fn table_that_grows_is_refused_elements() {
    let limit = Limits::lean().table_elements;
    let parts = format!("{ONE_PAGE} (table 1 funcref)");
    let describe = "(drop (table.grow (ref.null func) (i32.const 1000000))) unreachable";
    assert!(matches!(
        refused(&parts, describe),
        InspectionError::Describe(Fault::Limit(Limit::Table(elements))) if elements == limit
    ));
}

#[test]
fn start_function_that_loops_runs_out_of_fuel() {
    let limit = Limits::lean().describe.fuel;
    let parts = format!("{ONE_PAGE} (func $start (loop br 0)) (start $start)");
    assert!(matches!(
        refused(&parts, "unreachable"),
        InspectionError::Describe(Fault::Limit(Limit::Fuel(fuel))) if fuel == limit
    ));
}

#[test]
fn start_function_that_traps_does_not_describe() {
    let parts = format!("{ONE_PAGE} (func $start unreachable) (start $start)");
    assert!(matches!(
        refused(&parts, "unreachable"),
        InspectionError::Describe(Fault::Trap(_))
    ));
}

#[test]
fn answer_beyond_its_own_memory_is_unreadable() {
    for pointer in ["0x7fffffff", "-4", "65536", "65532"] {
        assert!(matches!(
            refused(ONE_PAGE, &format!("i32.const {pointer}")),
            InspectionError::Describe(Fault::Unreadable(_))
        ));
    }
}

/// Every word of the answer points at the answer, so that the whole of it is lists of
/// lists in a memory of one page.
#[test]
fn description_that_points_everywhere_is_contained() {
    for filled in ["\\01", "\\10", "\\7f", "\\ff"] {
        let data = filled.repeat(65_536);
        let parts = format!(r#"{ONE_PAGE} (data (i32.const 0) "{data}")"#);
        assert!(
            matches!(
                refused(&parts, "i32.const 0"),
                InspectionError::Describe(Fault::Unreadable(_) | Fault::Limit(_))
            ),
            "{filled}"
        );
    }
}

/// A page of zeros reads as a manifest without a word in it. Whether that will do is not
/// the sandbox's to say.
#[test]
fn empty_description_is_let_in() {
    let bench = Bench::new();
    let component = component(WIT, &module(ONE_PAGE, "i32.const 0"));
    let plugin = bench.sandbox.inspect(&component).unwrap();
    assert!(plugin.manifest().code.is_empty());
    assert!(plugin.manifest().measures.is_empty());
    assert!(matches!(bench.ask(&plugin), Err(Fault::Trap(_))));
    bench.is_unharmed();
}
