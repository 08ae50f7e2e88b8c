//! Rests on a record that it was not given.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]

use accord_plugin::contract::{Question, Subject, Verdict};
use hostile_plugins::SANCTION;

fn evaluate(_: Subject, question: Question) -> Result<Verdict, String> {
    Ok(hostile_plugins::determine(
        SANCTION,
        vec![4_242],
        question.as_of,
    ))
}

hostile_plugins::misdeed!("ground-not-given", evaluate);
