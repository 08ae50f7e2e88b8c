//! Which class a plugin runs in, and that the limits of either class hold.

use accord_engine::{Fault, InspectionError, Limit, Limits, MemoryClass};

use crate::{
    bench::Bench,
    handmade::{WIT, component, module, refused},
};

/// Eight mebibytes and a page: more than half of what a lean plugin may have.
const LARGE: &str = r#"(memory (export "memory") 129)"#;

/// A page of zeros: a manifest without a word in it.
const NOTHING: &str = "i32.const 0";

fn class(parts: &str) -> MemoryClass {
    let bench = Bench::new();
    let component = component(WIT, &module(parts, NOTHING));
    bench.sandbox.inspect(&component).unwrap().class()
}

#[test]
fn class_is_the_smallest_with_room_for_what_is_declared() {
    let one_page = r#"(memory (export "memory") 1)"#;
    for (parts, expected) in [
        (one_page.to_owned(), MemoryClass::Lean),
        (
            r#"(memory (export "memory") 128)"#.to_owned(),
            MemoryClass::Lean,
        ),
        (LARGE.to_owned(), MemoryClass::Large),
        (format!("{one_page} (memory 1)"), MemoryClass::Large),
        (
            format!("{one_page} (table 1 funcref) (table 1 funcref) (table 1 funcref)"),
            MemoryClass::Large,
        ),
        // A large file, whatever is in it.
        (
            format!(
                r#"{one_page} (@custom "padding" "{}")"#,
                "x".repeat(Limits::lean().component_size)
            ),
            MemoryClass::Large,
        ),
    ] {
        assert_eq!(class(&parts), expected, "{:.80}", parts);
    }
    assert_eq!(Bench::new().honest.class(), MemoryClass::Lean);
}

/// What a component declares beyond either class is refused before it is compiled.
#[test]
fn declaring_more_than_any_class_has_is_refused() {
    let limits = Limits::large();
    let page = r#"(memory (export "memory") 1)"#;
    for (parts, expected) in [
        (
            r#"(memory (export "memory") 1025)"#.to_owned(),
            Limit::Memory(limits.memory),
        ),
        (
            // Each would fit, both together do not.
            r#"(memory (export "memory") 600) (memory 600)"#.to_owned(),
            Limit::Memory(limits.memory),
        ),
        (
            format!("{page} (table 1000000 funcref)"),
            Limit::Table(limits.table_elements),
        ),
        (
            format!("{page} (table 15000 funcref) (table 15000 funcref)"),
            Limit::Table(limits.table_elements),
        ),
        (
            format!("{page} {}", "(memory 0) ".repeat(4)),
            Limit::Memories(limits.memories),
        ),
        (
            format!("{page} {}", "(table 0 funcref) ".repeat(5)),
            Limit::Tables(limits.tables),
        ),
    ] {
        let refused = refused(&parts, "unreachable");
        assert!(
            matches!(refused, InspectionError::Declares(limit) if limit == expected),
            "{parts}: {refused:?}"
        );
    }
}

#[test]
fn many_core_instances_are_refused() {
    let instances = "(core instance (instantiate $m)) ".repeat(65);
    let component = format!("(component (core module $m) {instances})");
    let refused = Bench::new()
        .sandbox
        .inspect(&wat::parse_str(component).unwrap());
    assert!(matches!(
        refused,
        Err(InspectionError::Declares(Limit::CoreInstances(limit)))
            if limit == Limits::large().core_instances
    ));
}

/// Ten mebibytes more, where there are ten left for a lean plugin and more for a large one.
#[test]
fn large_plugin_grows_beyond_what_a_lean_one_may() {
    let grow = "(if (i32.eq (memory.grow (i32.const 600)) (i32.const -1)) (then unreachable)) \
                i32.const 0";
    let component = component(WIT, &module(LARGE, grow));
    let bench = Bench::new();
    let plugin = bench.sandbox.inspect(&component).unwrap();
    assert_eq!(plugin.class(), MemoryClass::Large);
}

#[test]
fn memory_bomb_is_refused_memory_in_the_large_class() {
    let limit = Limits::large().memory;
    for parts in [
        LARGE.to_owned(),
        // Two memories that grow in turn have no more together.
        format!("{LARGE} (memory $second 1)"),
    ] {
        let second = if parts.contains("$second") {
            "(drop (memory.grow $second (i32.const 500)))"
        } else {
            ""
        };
        let describe = format!(
            "(drop (memory.grow 0 (i32.const 500))) {second} \
             (drop (memory.grow 0 (i32.const 500))) unreachable"
        );
        let refused = refused(&parts, &describe);
        assert!(
            matches!(
                refused,
                InspectionError::Describe(Fault::Limit(Limit::Memory(memory))) if memory == limit
            ),
            "{parts}: {refused:?}"
        );
    }
}

#[test]
fn endless_loop_runs_out_of_fuel_in_the_large_class() {
    let limit = Limits::large().describe.fuel;
    assert!(matches!(
        refused(LARGE, "(loop br 0) unreachable"),
        InspectionError::Describe(Fault::Limit(Limit::Fuel(fuel))) if fuel == limit
    ));
}

#[test]
fn deep_recursion_runs_out_of_stack_in_the_large_class() {
    let parts = format!("{LARGE} (func $down (result i32) (i32.add (call $down) (i32.const 1)))");
    assert!(matches!(
        refused(&parts, "call $down"),
        InspectionError::Describe(Fault::Limit(Limit::Stack(stack))) if stack == Limits::large().stack
    ));
}

/// A growth beyond a memory's own maximum is no breach of a limit, and takes nothing.
#[test]
fn own_maximum_is_not_the_hosts_limit() {
    let refused = refused(
        r#"(memory (export "memory") 1 2)"#,
        "(drop (memory.grow (i32.const 5))) unreachable",
    );
    assert!(matches!(refused, InspectionError::Describe(Fault::Trap(_))));
}

/// The answer lies where the arguments are not, and is a verdict of zeros.
#[test]
fn evaluation_tells_the_memory_in_use_at_its_end() {
    let bench = Bench::new();
    assert_eq!(bench.ask_honest().unwrap().memory, 2 << 16);
    for (grow, pages) in [("", 129), ("(drop (memory.grow (i32.const 100)))", 229)] {
        let module = module(LARGE, NOTHING).replace(
            "(param i32) (result i32) unreachable",
            &format!("(param i32) (result i32) {grow} i32.const 65536"),
        );
        let plugin = bench.sandbox.inspect(&component(WIT, &module)).unwrap();
        let evaluation = bench.ask(&plugin).unwrap();
        assert_eq!(evaluation.memory, pages << 16);
    }
}
