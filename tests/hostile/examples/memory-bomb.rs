//! Takes memory until it is refused.

use std::hint::black_box;

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, _: Question) -> Result<Verdict, String> {
    let mut kept: Vec<Vec<u8>> = Vec::new();
    loop {
        kept.push(black_box(Vec::with_capacity(64 << 10)));
    }
}

hostile_plugins::misdeed!("memory-bomb", evaluate);
