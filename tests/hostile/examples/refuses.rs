//! Gives an error of its own instead of an answer: allowed, and decides nothing.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, _: Question) -> Result<Verdict, String> {
    Err("拒绝回答".to_owned())
}

hostile_plugins::misdeed!("refuses", evaluate);
