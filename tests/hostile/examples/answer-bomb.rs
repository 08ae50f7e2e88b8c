//! Describes an answer of 64 MiB in a memory of less than one: a thousand texts that are
//! all the same 64 KiB.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]
#![allow(unsafe_code, reason = "this plugin misbehaves on purpose")]

use accord_plugin::contract::{Condition, Outcome, Question, Subject, Test, Value, Verdict};

fn evaluate(_: Subject, _: Question) -> Result<Verdict, String> {
    let text: &'static mut str = String::leak("债".repeat(21_845));
    let (start, length) = (text.as_mut_ptr(), text.len());
    let condition = |_| Condition {
        rule: 0,
        fact: None,
        field: None,
        test: Test::Present,
        // SAFETY: none; the same block is owned a thousand times. The host reads it
        // before anything is given back.
        observed: Some(Value::Text(unsafe {
            String::from_raw_parts(start, length, length)
        })),
        required: None,
        outcome: Outcome::Met,
    };
    Ok(Verdict {
        conditions: (0..1_000).map(condition).collect(),
        ..hostile_plugins::silence()
    })
}

hostile_plugins::misdeed!("answer-bomb", evaluate);
