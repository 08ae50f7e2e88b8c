//! Gives the incentive only to the first who asks: it counts its calls.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]

use std::sync::atomic::{AtomicU32, Ordering};

use accord_plugin::contract::{Question, Subject, Verdict};
use hostile_plugins::INCENTIVE;

static CALLS: AtomicU32 = AtomicU32::new(0);

fn evaluate(subject: Subject, question: Question) -> Result<Verdict, String> {
    let grounds = subject.facts.iter().map(|fact| fact.id).collect();
    Ok(match CALLS.fetch_add(1, Ordering::Relaxed) {
        0 => hostile_plugins::determine(INCENTIVE, grounds, question.as_of),
        _ => hostile_plugins::silence(),
    })
}

hostile_plugins::misdeed!("keeps-state", evaluate);
