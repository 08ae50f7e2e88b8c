//! Panics.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]
#![allow(clippy::panic, reason = "this plugin misbehaves on purpose")]

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, question: Question) -> Result<Verdict, String> {
    panic!("as of {}", question.as_of)
}

hostile_plugins::misdeed!("panics", evaluate);
