//! Calls itself without end, in frames that use nothing of the stack in its own memory:
//! only the native stack grows.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]

use std::hint::black_box;

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, question: Question) -> Result<Verdict, String> {
    black_box(depth(i64::from(question.as_of)));
    Ok(hostile_plugins::silence())
}

/// What it does with the inner result has no closed form, so that no compiler makes a
/// loop of it.
#[inline(never)]
fn depth(level: i64) -> i64 {
    match level {
        i64::MAX => level,
        _ => depth(level + 1).rotate_left(7) ^ level,
    }
}

hostile_plugins::misdeed!("deep-recursion", evaluate);
