//! Points at a measure that it did not declare.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(subject: Subject, question: Question) -> Result<Verdict, String> {
    let grounds = subject.facts.iter().map(|fact| fact.id).collect();
    Ok(hostile_plugins::determine(99, grounds, question.as_of))
}

hostile_plugins::misdeed!("index-out-of-range", evaluate);
