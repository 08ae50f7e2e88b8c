//! Gives an error of its own instead of an answer: allowed, and decides nothing.

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, _: Question) -> Result<Verdict, String> {
    Err("拒绝回答".to_owned())
}

hostile_plugins::misdeed!("refuses", evaluate);
