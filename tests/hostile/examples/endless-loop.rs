//! Never answers. Only fuel can end it.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]

use std::hint::black_box;

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, _: Question) -> Result<Verdict, String> {
    loop {
        black_box(());
    }
}

hostile_plugins::misdeed!("endless-loop", evaluate);
