//! Asks to be looked at again on the day asked about: a host that obeyed would never be
//! done with that day.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, question: Question) -> Result<Verdict, String> {
    Ok(Verdict {
        review_on: Some(question.as_of),
        ..hostile_plugins::silence()
    })
}

hostile_plugins::misdeed!("review-in-the-past", evaluate);
