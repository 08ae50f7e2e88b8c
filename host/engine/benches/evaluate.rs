//! What isolation costs: the same memorandum bare, native and in a fresh sandbox.
//!
//! `cargo xtask bench` builds the components, runs this and prints the ratios.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a bench that cannot start has nothing to measure"
)]

use std::{hint::black_box, path::PathBuf};

use accord_engine::{ClassLimits, Plugin, Sandbox};
use accord_model::{
    contract::{Fact, Question, Standing, Subject, SubjectKind, Value},
    date::Date,
    money::Fen,
};
use accord_plugin::contract as guest;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

const AS_OF: i32 = 17_470;

fn plugins() -> PathBuf {
    std::env::var_os("ACCORD_PLUGINS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/plugins"),
        PathBuf::from,
    )
}

fn plugin(sandbox: &Sandbox) -> Plugin {
    let path = plugins().join("tax-major-violation.wasm");
    let component = std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask plugins`", path.display()));
    sandbox.inspect(&component).unwrap()
}

/// One record of each kind in turn: a case decided and published, then further ones.
fn records() -> [(u16, Vec<Option<Value>>); 2] {
    let day = |days| Some(Value::Date(Date::from_days(days)));
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let code = |code: &str| Some(Value::Code(code.to_owned()));
    let amount = |fen| Some(Value::Amount(Fen(fen)));
    [
        (
            0,
            vec![
                text("清测税稽罚〔2016〕1号"),
                code("evasion"),
                day(AS_OF - 390),
                None,
            ],
        ),
        (
            1,
            vec![
                text("清测税稽罚〔2016〕2号"),
                code("evasion"),
                amount(100_000_000),
                amount(1_000_000_000),
                None,
                None,
                None,
                None,
                None,
            ],
        ),
    ]
}

fn subject<'a>(records: &'a [(u16, Vec<Option<Value>>)], facts: usize) -> Subject<'a> {
    let mut facts: Vec<Fact<'a>> = records
        .iter()
        .cycle()
        .take(facts)
        .map(|(need, values)| Fact {
            id: 0,
            need: *need,
            acted_on: None,
            acted_until: None,
            decided_on: Some(Date::from_days(AS_OF - 365)),
            ends_on: None,
            standing: Standing::Active,
            values: values.iter().map(Option::as_ref).collect(),
        })
        .collect();
    facts.sort_by_key(|fact| fact.need);
    for (id, fact) in (0..).zip(&mut facts) {
        fact.id = id;
    }
    Subject {
        kind: SubjectKind::Enterprise,
        since: None,
        industry: None,
        region: None,
        status: None,
        facts,
    }
}

fn native(subject: &Subject<'_>) -> guest::Subject {
    let value = |value: &Value| match value {
        Value::Text(text) => guest::Value::Text(text.clone()),
        Value::Integer(number) => guest::Value::Integer(*number),
        Value::Amount(fen) => guest::Value::Amount(fen.0),
        Value::Flag(flag) => guest::Value::Flag(*flag),
        Value::Date(day) => guest::Value::Date(day.days()),
        Value::Code(code) => guest::Value::Code(code.clone()),
        Value::Codes(codes) => guest::Value::Codes(codes.clone()),
    };
    guest::Subject {
        kind: guest::SubjectKind::Enterprise,
        since: None,
        industry: None,
        region: None,
        status: None,
        facts: subject
            .facts
            .iter()
            .map(|fact| guest::Fact {
                id: fact.id,
                need: fact.need,
                acted_on: None,
                acted_until: None,
                decided_on: fact.decided_on.map(Date::days),
                ends_on: None,
                standing: guest::Standing::Active,
                values: fact.values.iter().map(|v| v.map(value)).collect(),
            })
            .collect(),
    }
}

fn evaluate(criterion: &mut Criterion) {
    let sandbox = Sandbox::new(ClassLimits::default()).unwrap();
    let plugin = plugin(&sandbox);
    let records = records();
    let question = Question {
        as_of: Date::from_days(AS_OF),
        parameters: Vec::new(),
        explain: false,
    };

    criterion.bench_function("instantiate", |bencher| {
        bencher.iter(|| plugin.instantiate(&sandbox).unwrap());
    });
    for facts in [0, 2, 20] {
        let subject = subject(&records, facts);
        let evaluation = plugin.evaluate(&sandbox, &subject, &question).unwrap();
        assert_eq!(
            evaluation.verdict.determinations.len() + evaluation.verdict.proposals.len(),
            facts,
            "each of the bench's facts decides something"
        );
        criterion.bench_function(&format!("evaluate_{facts}_facts"), |bencher| {
            bencher.iter(|| {
                plugin
                    .evaluate(&sandbox, black_box(&subject), &question)
                    .unwrap()
            });
        });
    }
    let subject = native(&subject(&records, 2));
    let question = guest::Question {
        as_of: AS_OF,
        parameters: Vec::new(),
        explain: false,
    };
    criterion.bench_function("native_2_facts", |bencher| {
        bencher.iter_batched(
            || (subject.clone(), question.clone()),
            |(subject, question)| {
                accord_plugin::evaluate::<tax_major_violation::TaxMajorViolation>(subject, question)
            },
            BatchSize::SmallInput,
        );
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(50);
    targets = evaluate
}
criterion_main!(benches);
