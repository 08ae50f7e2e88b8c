//! Commits: what they expect, what they change, and that one op is done once.

use std::thread;

use super::*;
use crate::OPS_KEPT;

pub(super) fn a_commit_changes_one_part_and_all_of_it<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    commit(store, part(0), 1, &[put(A, b"gone", b"x")]);
    let done = commit(
        store,
        part(0),
        2,
        &[
            put(A, b"k", b"1"),
            put(B, b"k", b"2"),
            Mutation::delete(A, b"gone"),
            Mutation::delete(B, b"never"),
        ],
    );
    assert_eq!(
        done,
        Committed {
            sequence: Sequence(2),
            replayed: false
        }
    );
    let all = store
        .get_many(part(0), &[(A, b"k"), (B, b"k"), (A, b"gone"), (A, b"k")])
        .unwrap();
    assert_eq!(
        all,
        [
            Some(b"1".to_vec()),
            Some(b"2".to_vec()),
            None,
            Some(b"1".to_vec())
        ]
    );
    assert_eq!(get(store, part(1), A, b"k"), None);
    assert_eq!(get(store, PartId::CONTROL, A, b"k"), None);
    assert_eq!(store.sequence(part(0)).unwrap(), Sequence(2));
    assert_eq!(store.sequence(part(1)).unwrap(), Sequence(0));
}

pub(super) fn the_last_mutation_of_a_key_wins<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let long = vec![7; 10_000];
    commit(
        store,
        part(0),
        1,
        &[
            put(A, b"a", b"1"),
            put(A, b"a", b"2"),
            put(A, b"b", b"1"),
            Mutation::delete(A, b"b"),
            Mutation::delete(A, b"c"),
            put(A, b"c", b"3"),
            put(A, b"d", &long),
            put(A, b"d", b"4"),
        ],
    );
    let all = store.scan(part(0), A, None, 10).unwrap().entries;
    let expected = [(b"a", b"2"), (b"c", b"3"), (b"d", b"4")];
    assert_eq!(
        all,
        expected.map(|(key, value)| (key.to_vec(), value.to_vec()))
    );
}

pub(super) fn expectations_that_hold<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    commit(
        store,
        part(0),
        1,
        &[put(A, b"k", b"v"), put(A, b"empty", b"")],
    );
    let expect = [
        Expectation::Absent {
            space: B,
            key: b"k".to_vec(),
        },
        Expectation::Present {
            space: A,
            key: b"empty".to_vec(),
        },
        Expectation::Value {
            space: A,
            key: b"k".to_vec(),
            value: b"v".to_vec(),
        },
        Expectation::Value {
            space: A,
            key: b"empty".to_vec(),
            value: Vec::new(),
        },
        Expectation::Sequence(Sequence(1)),
    ];
    let done = store
        .commit(part(0), op(2), &expect, &[put(A, b"k", b"w")])
        .unwrap();
    assert_eq!(done.sequence, Sequence(2));
    assert_eq!(get(store, part(0), A, b"k"), Some(b"w".to_vec()));
}

pub(super) fn a_conflict_names_the_expectation_and_changes_nothing<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    commit(store, part(0), 1, &[put(A, b"k", b"v")]);
    let good = Expectation::Present {
        space: A,
        key: b"k".to_vec(),
    };
    let bad = [
        Expectation::Absent {
            space: A,
            key: b"k".to_vec(),
        },
        Expectation::Present {
            space: A,
            key: b"l".to_vec(),
        },
        Expectation::Present {
            space: B,
            key: b"k".to_vec(),
        },
        Expectation::Value {
            space: A,
            key: b"k".to_vec(),
            value: b"w".to_vec(),
        },
        Expectation::Value {
            space: A,
            key: b"l".to_vec(),
            value: Vec::new(),
        },
        Expectation::Sequence(Sequence(0)),
        Expectation::Sequence(Sequence(2)),
    ];
    for expectation in bad {
        let expect = [good.clone(), expectation.clone(), expectation];
        let result = store.commit(
            part(0),
            op(2),
            &expect,
            &[put(A, b"k", b"w"), put(A, b"l", b"w")],
        );
        assert!(
            matches!(result, Err(StoreError::Conflict { index: 1 })),
            "{expect:?}: {result:?}"
        );
    }
    assert_eq!(store.sequence(part(0)).unwrap(), Sequence(1));
    assert_eq!(get(store, part(0), A, b"k"), Some(b"v".to_vec()));
    assert_eq!(get(store, part(0), A, b"l"), None);
    // A conflict does not use up the op.
    assert!(!commit(store, part(0), 2, &[]).replayed);
}

pub(super) fn an_op_is_done_once<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let absent = [Expectation::Absent {
        space: A,
        key: b"k".to_vec(),
    }];
    let mutations = [put(A, b"k", b"v")];
    let first = store.commit(part(0), op(1), &absent, &mutations).unwrap();
    commit(store, part(0), 2, &[put(A, b"k", b"later")]);
    // The expectation no longer holds, and does not matter any more.
    let again = store.commit(part(0), op(1), &absent, &mutations).unwrap();
    assert_eq!(
        again,
        Committed {
            sequence: first.sequence,
            replayed: true
        }
    );
    assert_eq!(get(store, part(0), A, b"k"), Some(b"later".to_vec()));
    assert_eq!(store.sequence(part(0)).unwrap(), Sequence(2));
}

pub(super) fn an_op_is_of_one_part<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    assert!(!commit(store, part(0), 1, &[put(A, b"k", b"0")]).replayed);
    assert!(!commit(store, part(1), 1, &[put(A, b"k", b"1")]).replayed);
    assert!(!commit(store, PartId::CONTROL, 1, &[put(A, b"k", b"c")]).replayed);
    assert_eq!(get(store, part(1), A, b"k"), Some(b"1".to_vec()));
}

pub(super) fn an_op_is_known_after_reopening<F: Fixture>() {
    let fixture = F::new();
    commit(fixture.store(), part(3), 1, &[put(A, b"k", b"v")]);
    let fixture = fixture.reopen();
    let again = commit(fixture.store(), part(3), 1, &[put(A, b"k", b"w")]);
    assert_eq!(
        again,
        Committed {
            sequence: Sequence(1),
            replayed: true
        }
    );
    assert_eq!(get(fixture.store(), part(3), A, b"k"), Some(b"v".to_vec()));
}

/// Commits the ops of a range at once, to share syncs; their order is any.
fn commit_all(store: &dyn PartStore, p: PartId, ops: std::ops::Range<u64>) {
    let ops: Vec<u64> = ops.collect();
    thread::scope(|scope| {
        for share in ops.chunks(ops.len().div_ceil(16)) {
            scope.spawn(move || {
                for n in share {
                    assert!(!commit(store, p, *n, &[]).replayed);
                }
            });
        }
    });
}

pub(super) fn ops_are_remembered_in_a_ring<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    commit(store, part(0), 0, &[]);
    commit_all(store, part(0), 1..OPS_KEPT);
    assert!(commit(store, part(0), 0, &[]).replayed);
    commit(store, part(0), OPS_KEPT, &[]);
    // The first one was forgotten for it, and returns now as a new one.
    assert_eq!(
        commit(store, part(0), 0, &[]),
        Committed {
            sequence: Sequence(OPS_KEPT + 2),
            replayed: false
        }
    );
    assert!(commit(store, part(0), OPS_KEPT, &[]).replayed);
    assert!(commit(store, part(0), 0, &[]).replayed);
}

pub(super) fn loads_do_not_shorten_the_memory_of_ops<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    commit(store, part(0), 1, &[]);
    for _ in 0..OPS_KEPT {
        store.load(part(0), None, &[]).unwrap();
    }
    assert!(commit(store, part(0), 1, &[]).replayed);
    // The load at the op's own place in the ring left it; the next commit is one further.
    assert!(!commit(store, part(0), 2, &[]).replayed);
    assert!(commit(store, part(0), 1, &[]).replayed);
}

pub(super) fn an_empty_commit_is_a_step<F: Fixture>() {
    let fixture = F::new();
    assert_eq!(
        commit(fixture.store(), part(0), 1, &[]).sequence,
        Sequence(1)
    );
    assert_eq!(fixture.store().sequence(part(0)).unwrap(), Sequence(1));
}

pub(super) fn load_expects_a_sequence<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let row = |value: &[u8]| [put(A, b"k", value)];
    assert_eq!(store.load(part(0), None, &row(b"1")).unwrap(), Sequence(1));
    assert_eq!(
        store.load(part(0), Some(Sequence(1)), &row(b"2")).unwrap(),
        Sequence(2)
    );
    let stale = store.load(part(0), Some(Sequence(1)), &row(b"3"));
    assert!(matches!(stale, Err(StoreError::Conflict { index: 0 })));
    assert_eq!(get(store, part(0), A, b"k"), Some(b"2".to_vec()));
    assert_eq!(commit(store, part(0), 1, &[]).sequence, Sequence(3));
    assert_eq!(
        store
            .load(part(0), Some(Sequence(3)), &[Mutation::delete(A, b"k")])
            .unwrap(),
        Sequence(4)
    );
    assert_eq!(get(store, part(0), A, b"k"), None);
}

pub(super) fn load_is_durable_after_flush<F: Fixture>() {
    let fixture = F::new();
    let rows: Vec<_> = (0..500_u32)
        .map(|n| put(A, &n.to_be_bytes(), &vec![1; 1400]))
        .collect();
    fixture.store().load(part(0), None, &rows).unwrap();
    fixture.store().flush().unwrap();
    let fixture = fixture.reopen();
    assert_eq!(keys(fixture.store(), part(0), A).len(), 500);
    assert_eq!(fixture.store().sequence(part(0)).unwrap(), Sequence(1));
}
