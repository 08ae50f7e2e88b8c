//! Never says what it is: an upload must not hang.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]

use std::hint::black_box;

use accord_plugin::contract::{Manifest, Question, Subject, Verdict};

fn describe() -> Manifest {
    loop {
        black_box(());
    }
}

fn evaluate(_: Subject, _: Question) -> Result<Verdict, String> {
    Ok(hostile_plugins::silence())
}

hostile_plugins::misdeed!(describe, evaluate);
