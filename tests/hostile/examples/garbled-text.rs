//! Answers with a text that is no text.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only a component exports it")
)]
#![allow(unsafe_code, reason = "this plugin misbehaves on purpose")]

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, _: Question) -> Result<Verdict, String> {
    // SAFETY: none; the host must find that these bytes are not UTF-8.
    Err(unsafe { String::from_utf8_unchecked(vec![0xff, 0xfe, 0xfd]) })
}

hostile_plugins::misdeed!("garbled-text", evaluate);
