//! Panics.
#![allow(clippy::panic, reason = "this plugin misbehaves on purpose")]

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, question: Question) -> Result<Verdict, String> {
    panic!("as of {}", question.as_of)
}

hostile_plugins::misdeed!("panics", evaluate);
