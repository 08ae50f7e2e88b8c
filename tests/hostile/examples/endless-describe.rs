//! Never says what it is: an upload must not hang.

use std::hint::black_box;

use accord_plugin::contract::{Manifest, Question, Subject, Verdict};

fn describe() -> Manifest {
    loop {
        black_box(());
    }
}

fn evaluate(_: Subject, _: Question) -> Result<Verdict, String> {
    Ok(hostile_plugins::silence())
}

hostile_plugins::misdeed!(describe, evaluate);
