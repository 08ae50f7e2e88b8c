//! Rests on a record that it was not given.

use accord_plugin::contract::{Question, Subject, Verdict};
use hostile_plugins::SANCTION;

fn evaluate(_: Subject, question: Question) -> Result<Verdict, String> {
    Ok(hostile_plugins::determine(
        SANCTION,
        vec![4_242],
        question.as_of,
    ))
}

hostile_plugins::misdeed!("ground-not-given", evaluate);
