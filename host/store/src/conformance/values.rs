//! Values and names of every size, and what is refused.

use std::ops::ControlFlow;

use super::*;
use crate::{KEY_LIMIT, VALUE_LIMIT};

const LENGTHS: [usize; 9] = [0, 1, 4095, 4096, 4097, 8192, 8193, 200_000, 2_000_001];

fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i % 251) as u8).collect()
}

pub(super) fn values_of_every_length<F: Fixture>() {
    let fixture = F::new();
    let rows: Vec<_> = LENGTHS
        .iter()
        .flat_map(|length| {
            let key = length.to_be_bytes();
            // A neighbour whose key continues this one's.
            let longer = [key.as_slice(), &[0, 0, 0, 0]].concat();
            [
                put(A, &key, &pattern(*length)),
                put(A, &longer, &pattern(length / 2)),
            ]
        })
        .collect();
    commit(fixture.store(), part(0), 1, &rows);
    let fixture = fixture.reopen();
    let store = fixture.store();
    for length in LENGTHS {
        assert!(
            get(store, part(0), A, &length.to_be_bytes()) == Some(pattern(length)),
            "{length}"
        );
    }
    let page = store.scan(part(0), A, None, 100).unwrap();
    assert!(
        page.entries
            .into_iter()
            .map(|(key, value)| put(A, &key, &value))
            .eq(rows)
    );
}

pub(super) fn a_long_value_shrinks_grows_and_goes<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    for (n, length) in [3, 20_000, 9_000, 100, 30_000, 0, 5_000]
        .into_iter()
        .enumerate()
    {
        commit(store, part(0), n as u64, &[put(A, b"k", &pattern(length))]);
        assert!(
            get(store, part(0), A, b"k") == Some(pattern(length)),
            "{length}"
        );
        let expect = [Expectation::Value {
            space: A,
            key: b"k".to_vec(),
            value: pattern(length),
        }];
        store
            .commit(part(0), op(100 + n as u64), &expect, &[])
            .unwrap();
    }
    commit(store, part(0), 99, &[Mutation::delete(A, b"k")]);
    let fixture = fixture.reopen();
    assert_eq!(get(fixture.store(), part(0), A, b"k"), None);
}

pub(super) fn a_part_that_is_not_there<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let beyond = PartId::data(PARTS, PARTS + 1).unwrap();
    let refused = |result: Result<(), StoreError>| {
        assert!(matches!(
            result,
            Err(StoreError::NoSuchPart {
                part: PARTS,
                parts: PARTS
            })
        ));
    };
    refused(store.get(beyond, A, b"k").map(drop));
    refused(store.get_many(beyond, &[]).map(drop));
    refused(store.scan(beyond, A, None, 1).map(drop));
    refused(store.visit(beyond, A, &mut |_, _| ControlFlow::Continue(())));
    refused(store.sequence(beyond).map(drop));
    refused(store.commit(beyond, op(1), &[], &[]).map(drop));
    refused(store.load(beyond, None, &[]).map(drop));
}

pub(super) fn a_space_that_is_reserved<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    for number in [0xf0, 0xfe, 0xff] {
        let space = Space(number);
        let refused = |result: Result<(), StoreError>| {
            assert!(matches!(result, Err(StoreError::ReservedSpace { space }) if space == number));
        };
        let absent = Expectation::Absent {
            space,
            key: Vec::new(),
        };
        refused(store.get(part(0), space, b"k").map(drop));
        refused(
            store
                .get_many(part(0), &[(A, b"k"), (space, b"k")])
                .map(drop),
        );
        refused(store.scan(part(0), space, None, 1).map(drop));
        refused(store.visit(part(0), space, &mut |_, _| ControlFlow::Continue(())));
        refused(store.commit(part(0), op(1), &[absent], &[]).map(drop));
        refused(
            store
                .commit(part(0), op(1), &[], &[put(space, b"k", b"")])
                .map(drop),
        );
        refused(
            store
                .load(part(0), None, &[Mutation::delete(space, b"k")])
                .map(drop),
        );
    }
    assert_eq!(store.sequence(part(0)).unwrap(), Sequence(0));
}

pub(super) fn a_key_or_value_too_long<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let long = [0; KEY_LIMIT + 1];
    let result = store.commit(
        part(0),
        op(1),
        &[],
        &[put(A, b"k", b"v"), put(A, &long, b"")],
    );
    assert!(matches!(result, Err(StoreError::KeyTooLong { length }) if length == long.len()));
    let result = store.load(part(0), None, &[put(A, b"k", &vec![0; VALUE_LIMIT + 1])]);
    assert!(matches!(result, Err(StoreError::ValueTooLong { .. })));
    assert_eq!(get(store, part(0), A, b"k"), None);
    assert_eq!(get(store, part(0), A, &long), None);
}

pub(super) fn reopening_keeps_all<F: Fixture>() {
    let fixture = F::new();
    for n in 0..20_u64 {
        let p = part((n % 5) as u16);
        commit(
            fixture.store(),
            p,
            n,
            &[put(A, &n.to_be_bytes(), &pattern(n as usize * 300))],
        );
    }
    commit(fixture.store(), PartId::CONTROL, 1, &[put(A, b"k", b"v")]);
    let fixture = fixture.reopen().reopen();
    let store = fixture.store();
    for n in 0..20_u64 {
        let value = get(store, part((n % 5) as u16), A, &n.to_be_bytes());
        assert!(value == Some(pattern(n as usize * 300)), "{n}");
    }
    assert_eq!(store.parts(), PARTS);
    assert_eq!(store.sequence(part(0)).unwrap(), Sequence(4));
    assert_eq!(store.sequence(PartId::CONTROL).unwrap(), Sequence(1));
    assert_eq!(commit(store, part(0), 50, &[]).sequence, Sequence(5));
}
