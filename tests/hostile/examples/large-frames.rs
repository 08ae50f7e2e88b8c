//! Calls itself without end, in frames that use the stack in its own memory.
//!
//! That stack lies before all data, so that its overflow is a trap. Were it behind, a
//! plugin would overwrite its own rules and answer something.
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

#[inline(never)]
fn depth(level: i64) -> i64 {
    let frame = black_box([level; 256]);
    match level {
        i64::MAX => level,
        _ => depth(level + 1).rotate_left(7) ^ frame.iter().fold(0, |all, one| all ^ one),
    }
}

hostile_plugins::misdeed!("large-frames", evaluate);
