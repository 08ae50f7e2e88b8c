//! Takes memory until it is refused.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]

use std::hint::black_box;

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, _: Question) -> Result<Verdict, String> {
    let mut kept: Vec<Vec<u8>> = Vec::new();
    loop {
        kept.push(black_box(Vec::with_capacity(64 << 10)));
    }
}

hostile_plugins::misdeed!("memory-bomb", evaluate);
