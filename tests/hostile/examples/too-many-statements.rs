//! Drowns the reader in statements, each of which is in order.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, _: Question) -> Result<Verdict, String> {
    Ok(Verdict {
        gaps: vec![hostile_plugins::gap(); 2_000],
        ..hostile_plugins::silence()
    })
}

hostile_plugins::misdeed!("too-many-statements", evaluate);
