//! Files that are no plugin.

use accord_engine::{ClassLimits, InspectionError, Limits};

use crate::bench::{Bench, component};

/// What a component begins with.
const HEADER: &[u8] = b"\0asm\x0d\0\x01\0";

#[test]
fn truncated_component_is_malformed() {
    let bench = Bench::new();
    let whole = component("tax-a-level");
    for length in [
        0,
        1,
        4,
        7,
        HEADER.len() + 1,
        100,
        whole.len() / 2,
        whole.len() - 1,
    ] {
        let refused = bench.sandbox.inspect(&whole[..length]);
        assert!(
            matches!(refused, Err(InspectionError::Malformed { .. })),
            "{length} bytes"
        );
    }
    bench.is_unharmed();
}

#[test]
fn component_without_anything_in_it_does_not_keep_the_contract() {
    let bench = Bench::new();
    assert!(matches!(
        bench.sandbox.inspect(HEADER),
        Err(InspectionError::Contract { .. })
    ));
}

/// Bytes that look random and are always the same (xorshift64).
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2017_1031_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn noise_is_malformed() {
    let bench = Bench::new();
    for length in [8, 64, 4_096] {
        for file in [noise(length), [HEADER, &noise(length)].concat()] {
            assert!(matches!(
                bench.sandbox.inspect(&file),
                Err(InspectionError::Malformed { .. })
            ));
        }
    }
    bench.is_unharmed();
}

#[test]
fn flipped_bit_is_refused_or_contained() {
    let bench = Bench::new();
    let whole = component("tax-a-level");
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        // What is left may be a plugin: with another text, say. Then it is another one.
        if let Ok(plugin) = bench.sandbox.inspect(&damaged) {
            assert_ne!(plugin.digest(), bench.honest.digest());
            let _ = bench.ask(&plugin);
        }
        bench.is_unharmed();
    }
}

#[test]
fn core_module_is_told_apart() {
    let bench = Bench::new();
    for module in [
        &b"\0asm\x01\0\0\0"[..],
        &wat::parse_str("(module (memory 1))").unwrap(),
    ] {
        assert!(matches!(
            bench.sandbox.inspect(module),
            Err(InspectionError::CoreModule)
        ));
    }
}

#[test]
fn oversized_file_is_not_even_parsed() {
    let whole = component("tax-a-level");
    let exact = |limits| Limits {
        component_size: whole.len(),
        ..limits
    };
    let bench = Bench::of_classes(ClassLimits {
        lean: exact(Limits::lean()),
        large: exact(Limits::large()),
    });
    let mut larger = whole.clone();
    larger.push(0);
    assert!(matches!(
        bench.sandbox.inspect(&larger),
        Err(InspectionError::TooLarge { size, limit })
            if size == whole.len() + 1 && limit == whole.len()
    ));
}
