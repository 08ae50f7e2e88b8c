//! Many at once: nothing is lost, nothing is seen half, watchers wake.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use super::*;

const WRITERS: u64 = 8;
const EACH: u64 = 25;

pub(super) fn concurrent_commits_to_one_part<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let sequences: Vec<Sequence> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|w| {
                scope.spawn(move || {
                    let row = |i: u64| [put(A, &(w * EACH + i).to_be_bytes(), &w.to_be_bytes())];
                    (0..EACH)
                        .map(|i| commit(store, part(0), w * EACH + i, &row(i)).sequence)
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        writers
            .into_iter()
            .flat_map(|writer| writer.join().unwrap())
            .collect()
    });
    let distinct: BTreeSet<_> = sequences.into_iter().collect();
    assert!(distinct.into_iter().eq((1..=WRITERS * EACH).map(Sequence)));
    let fixture = fixture.reopen();
    assert_eq!(
        keys(fixture.store(), part(0), A).len() as u64,
        WRITERS * EACH
    );
}

pub(super) fn concurrent_commits_to_many_parts<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    thread::scope(|scope| {
        for w in 0..WRITERS {
            scope.spawn(move || {
                for i in 0..EACH {
                    let p = part(((w + i) % u64::from(PARTS)) as u16);
                    let key = (w * EACH + i).to_be_bytes();
                    commit(
                        store,
                        p,
                        w * EACH + i,
                        &[put(A, &key, b"v"), put(B, &key, b"v")],
                    );
                }
            });
        }
    });
    let fixture = fixture.reopen();
    let count = |space| {
        PartId::all_data(PARTS)
            .map(|p| keys(fixture.store(), p, space).len() as u64)
            .sum::<u64>()
    };
    assert_eq!((count(A), count(B)), (WRITERS * EACH, WRITERS * EACH));
    let steps = PartId::all_data(PARTS)
        .map(|p| fixture.store().sequence(p).unwrap().0)
        .sum::<u64>();
    assert_eq!(steps, WRITERS * EACH);
}

/// Writers that read, add one and commit if nobody was quicker: no step may be lost.
pub(super) fn one_of_several_rivals_wins<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    commit(store, part(0), 0, &[put(A, b"count", &0_u64.to_be_bytes())]);
    thread::scope(|scope| {
        for w in 1..=4_u64 {
            scope.spawn(move || {
                for i in 0..10 {
                    loop {
                        let old = get(store, part(0), A, b"count").unwrap();
                        let count = u64::from_be_bytes(old.as_slice().try_into().unwrap()) + 1;
                        let expect = [Expectation::Value {
                            space: A,
                            key: b"count".to_vec(),
                            value: old,
                        }];
                        match store.commit(
                            part(0),
                            op(w * 100 + i),
                            &expect,
                            &[put(A, b"count", &count.to_be_bytes())],
                        ) {
                            Ok(done) => break assert!(!done.replayed),
                            Err(StoreError::Conflict { index: 0 }) => {}
                            Err(other) => panic!("{other}"),
                        }
                    }
                }
            });
        }
    });
    assert_eq!(
        get(store, part(0), A, b"count"),
        Some(40_u64.to_be_bytes().to_vec())
    );
}

pub(super) fn a_read_of_several_keys_is_of_one_moment<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let rows = |n: u64| {
        let short = n.to_be_bytes();
        [
            put(A, b"a", &short),
            put(B, b"b", &short),
            put(A, b"z", &short.repeat(1000)),
        ]
    };
    store.load(part(0), None, &rows(0)).unwrap();
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for n in 1..200 {
                store.load(part(0), None, &rows(n)).unwrap();
            }
        });
        while !writer.is_finished() {
            let all = store
                .get_many(part(0), &[(A, b"a"), (B, b"b"), (A, b"z")])
                .unwrap();
            let all: Vec<_> = all.into_iter().map(Option::unwrap).collect();
            assert_eq!(all[0], all[1]);
            assert!(all[2] == all[0].repeat(1000));
            let page = store.scan(part(0), A, None, 10).unwrap().entries;
            assert!(page[1].1 == page[0].1.repeat(1000));
        }
    });
}

pub(super) fn the_epoch_follows_the_control_part<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    assert_eq!(store.epoch(), 0);
    commit(store, part(0), 1, &[]);
    assert_eq!(store.epoch(), 0);
    commit(store, PartId::CONTROL, 1, &[put(A, b"k", b"v")]);
    assert_eq!(store.epoch(), 1);
    commit(store, PartId::CONTROL, 1, &[put(A, b"k", b"v")]);
    assert_eq!(store.epoch(), 1);
    let absent = [Expectation::Absent {
        space: A,
        key: b"k".to_vec(),
    }];
    store
        .commit(PartId::CONTROL, op(2), &absent, &[])
        .unwrap_err();
    assert_eq!(store.epoch(), 1);
    store.load(PartId::CONTROL, None, &[]).unwrap();
    assert_eq!(store.epoch(), 2);
}

pub(super) fn an_epoch_can_be_awaited<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let begin = Instant::now();
    assert_eq!(store.wait_epoch(0, Duration::from_millis(30)), 0);
    assert!(begin.elapsed() >= Duration::from_millis(30));
    thread::scope(|scope| {
        let watchers = [0, 1].map(|_| scope.spawn(|| store.wait_epoch(0, Duration::from_secs(30))));
        commit(store, PartId::CONTROL, 1, &[put(A, b"k", b"v")]);
        for watcher in watchers {
            assert_eq!(watcher.join().unwrap(), 1);
        }
    });
    assert_eq!(store.wait_epoch(0, Duration::ZERO), 1);
}
