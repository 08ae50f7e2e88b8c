//! Random histories: the store on disk and the one in memory never differ.

use std::ops::ControlFlow;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::conformance::{Fixture, Memory, Sled, op, part};
use crate::{Expectation, Mutation, OpId, PartId, PartStore, Sequence, Space, StoreError};

#[derive(Debug, Clone)]
enum Step {
    Commit(PartId, OpId, Vec<Expectation>, Vec<Mutation>),
    Load(PartId, Option<Sequence>, Vec<Mutation>),
    Get(PartId, Vec<(Space, Vec<u8>)>),
    Scan(PartId, Space, Option<Vec<u8>>, usize),
    Visit(PartId, Space, usize),
    Reopen,
}

/// What a step came to, in a form that can be compared.
#[derive(Debug, PartialEq)]
enum Outcome {
    Conflict(usize),
    Committed(Sequence, bool),
    Values(Vec<Option<Vec<u8>>>),
    Rows(Vec<(Vec<u8>, Vec<u8>)>, Option<Vec<u8>>),
    Nothing,
}

fn parts() -> impl Strategy<Value = PartId> {
    select(vec![part(0), part(1), part(7), PartId::CONTROL])
}

fn spaces() -> impl Strategy<Value = Space> {
    select(vec![Space(0), Space(1), Space(0xef)])
}

fn keys() -> impl Strategy<Value = Vec<u8>> {
    vec(select(vec![0, 1, b'a', 0xff]), 0..3)
}

fn values() -> impl Strategy<Value = Vec<u8>> {
    let lengths = prop_oneof![
        6 => 0..20_usize,
        1 => select(vec![4095, 4096, 4097, 8192, 8193]),
        1 => 4097..40_000_usize,
    ];
    (lengths, any::<u8>()).prop_map(|(length, byte)| std::vec::from_elem(byte, length))
}

fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let one = prop_oneof![
        3 => (spaces(), keys(), values())
            .prop_map(|(space, key, value)| Mutation::Put { space, key, value }),
        1 => (spaces(), keys()).prop_map(|(space, key)| Mutation::Delete { space, key }),
    ];
    vec(one, 0..8)
}

fn expectations() -> impl Strategy<Value = Vec<Expectation>> {
    let one = prop_oneof![
        (spaces(), keys()).prop_map(|(space, key)| Expectation::Absent { space, key }),
        (spaces(), keys()).prop_map(|(space, key)| Expectation::Present { space, key }),
        (spaces(), keys(), values()).prop_map(|(space, key, value)| Expectation::Value {
            space,
            key,
            value
        }),
        (0..8_u64).prop_map(|n| Expectation::Sequence(Sequence(n))),
    ];
    vec(one, 0..3)
}

fn steps() -> impl Strategy<Value = Step> {
    let ops = (0..30_u64).prop_map(op);
    prop_oneof![
        6 => (parts(), ops, expectations(), mutations())
            .prop_map(|(p, op, expect, changes)| Step::Commit(p, op, expect, changes)),
        4 => (parts(), proptest::option::weighted(0.2, (0..8_u64).prop_map(Sequence)), mutations())
            .prop_map(|(p, expect, changes)| Step::Load(p, expect, changes)),
        2 => (parts(), vec((spaces(), keys()), 0..5)).prop_map(|(p, keys)| Step::Get(p, keys)),
        2 => (parts(), spaces(), proptest::option::of(keys()), 0..6_usize)
            .prop_map(|(p, space, after, limit)| Step::Scan(p, space, after, limit)),
        1 => (parts(), spaces(), 1..10_usize).prop_map(|(p, space, rows)| Step::Visit(p, space, rows)),
        1 => Just(Step::Reopen),
    ]
}

fn run(store: &dyn PartStore, step: &Step) -> Outcome {
    let done = |result: Result<(Sequence, bool), StoreError>| match result {
        Ok((sequence, replayed)) => Outcome::Committed(sequence, replayed),
        Err(StoreError::Conflict { index }) => Outcome::Conflict(index),
        Err(other) => panic!("{other}"),
    };
    match step {
        Step::Commit(p, op, expect, changes) => done(
            store
                .commit(*p, *op, expect, changes)
                .map(|done| (done.sequence, done.replayed)),
        ),
        Step::Load(p, expect, changes) => done(
            store
                .load(*p, *expect, changes)
                .map(|sequence| (sequence, false)),
        ),
        Step::Get(p, keys) => {
            let keys: Vec<_> = keys
                .iter()
                .map(|(space, key)| (*space, key.as_slice()))
                .collect();
            Outcome::Values(store.get_many(*p, &keys).unwrap())
        }
        Step::Scan(p, space, after, limit) => {
            let page = store.scan(*p, *space, after.as_deref(), *limit).unwrap();
            Outcome::Rows(page.entries, page.next)
        }
        Step::Visit(p, space, rows) => {
            let mut seen = Vec::new();
            store
                .visit(*p, *space, &mut |key, value| {
                    seen.push((key.to_vec(), value.to_vec()));
                    if seen.len() < *rows {
                        ControlFlow::Continue(())
                    } else {
                        ControlFlow::Break(())
                    }
                })
                .unwrap();
            Outcome::Rows(seen, None)
        }
        Step::Reopen => Outcome::Nothing,
    }
}

fn everything(store: &dyn PartStore) -> Vec<Outcome> {
    [part(0), part(1), part(7), PartId::CONTROL]
        .into_iter()
        .flat_map(|p| {
            let rows =
                [0, 1, 0xef].map(|space| run(store, &Step::Scan(p, Space(space), None, 1000)));
            rows.into_iter()
                .chain([Outcome::Committed(store.sequence(p).unwrap(), false)])
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn sled_does_what_memory_does(steps in vec(steps(), 1..60)) {
        let memory = Memory::new();
        let mut sled = Sled::new();
        for step in &steps {
            if matches!(step, Step::Reopen) {
                sled = sled.reopen();
            }
            // A reopened store counts its epochs anew, so those are not compared.
            prop_assert_eq!(run(sled.store(), step), run(memory.store(), step));
        }
        let sled = sled.reopen();
        prop_assert_eq!(everything(sled.store()), everything(memory.store()));
        let restored = sled.restored();
        prop_assert_eq!(everything(restored.store()), everything(memory.store()));
        // The operations it remembers are among what is restored.
        for step in steps.iter().filter(|step| matches!(step, Step::Commit(..))) {
            prop_assert_eq!(run(restored.store(), step), run(memory.store(), step));
        }
    }
}
