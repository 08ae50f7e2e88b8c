//! Drowns the reader in statements, each of which is in order.

use accord_plugin::contract::{Question, Subject, Verdict};

fn evaluate(_: Subject, _: Question) -> Result<Verdict, String> {
    Ok(Verdict {
        gaps: vec![hostile_plugins::gap(); 2_000],
        ..hostile_plugins::silence()
    })
}

hostile_plugins::misdeed!("too-many-statements", evaluate);
