//! Bans from procurement for no reason. Only the catalogue knows that this is a sanction,
//! so the answer is well formed and falls when it is held against the catalogue.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]

use accord_plugin::contract::{Question, Subject, Verdict};
use hostile_plugins::SANCTION;

fn evaluate(_: Subject, question: Question) -> Result<Verdict, String> {
    Ok(hostile_plugins::determine(
        SANCTION,
        Vec::new(),
        question.as_of,
    ))
}

hostile_plugins::misdeed!("sanction-without-grounds", evaluate);
