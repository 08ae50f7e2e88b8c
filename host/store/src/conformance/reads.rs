//! Scans and visits: order, paging and isolation.

use std::ops::ControlFlow;

use super::*;
use crate::KEY_LIMIT;

pub(super) fn scan_pages_in_order<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let rows: Vec<_> = (0..100_u8).rev().map(|n| put(A, &[n], &[n, n])).collect();
    commit(store, part(0), 1, &rows);
    for limit in [1, 7, 33, 99, 100, 101] {
        let mut seen = Vec::new();
        let mut after: Option<Vec<u8>> = None;
        loop {
            let page = store.scan(part(0), A, after.as_deref(), limit).unwrap();
            assert!(page.entries.len() <= limit);
            seen.extend(page.entries);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let expected: Vec<_> = (0..100_u8).map(|n| (vec![n], vec![n, n])).collect();
        assert_eq!(seen, expected, "limit {limit}");
    }
}

pub(super) fn scan_keeps_to_its_part_and_space<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    for p in [part(0), part(1), part(2), part(PARTS - 1), PartId::CONTROL] {
        for space in [Space(0), A, B, Space(0xef)] {
            let key = [p.number().to_be_bytes().as_slice(), &[space.0]].concat();
            store
                .load(p, None, &[put(space, &key, &vec![space.0; 5000])])
                .unwrap();
        }
    }
    for p in [part(0), part(1), part(2), part(PARTS - 1), PartId::CONTROL] {
        for space in [Space(0), A, B, Space(0xef)] {
            let key = [p.number().to_be_bytes().as_slice(), &[space.0]].concat();
            assert_eq!(keys(store, p, space), [key]);
        }
    }
    assert_eq!(keys(store, part(3), A), Vec::<Vec<u8>>::new());
    assert_eq!(keys(store, part(0), Space(3)), Vec::<Vec<u8>>::new());
}

pub(super) fn scan_at_the_edges_of_the_limit<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let empty = store.scan(part(0), A, None, 5).unwrap();
    assert_eq!((empty.entries.len(), empty.next), (0, None));
    commit(
        store,
        part(0),
        1,
        &[put(A, b"a", b""), put(A, b"b", b""), put(B, b"c", b"")],
    );
    let counts = [
        (0, 1, Some(b"a".to_vec())),
        (1, 1, Some(b"a".to_vec())),
        (2, 2, None),
        (3, 2, None),
        (usize::MAX, 2, None),
    ];
    for (limit, count, next) in counts {
        let page = store.scan(part(0), A, None, limit).unwrap();
        assert_eq!(
            (page.entries.len(), page.next),
            (count, next),
            "limit {limit}"
        );
    }
    let behind = store.scan(part(0), A, Some(b"b"), 1).unwrap();
    assert_eq!((behind.entries.len(), behind.next), (0, None));
}

pub(super) fn scan_orders_prefixes_and_high_bytes<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let ordered: Vec<Vec<u8>> = vec![
        vec![],
        vec![0],
        vec![0, 0],
        b"a".to_vec(),
        b"a\0".to_vec(),
        b"aa".to_vec(),
        b"ab".to_vec(),
        vec![0xfe, 0xff],
        vec![0xff],
        vec![0xff, 0],
        vec![0xff, 0xff],
        vec![0xff; KEY_LIMIT],
    ];
    let mut rows: Vec<_> = ordered.iter().map(|key| put(A, key, key)).collect();
    rows.rotate_left(5);
    commit(store, part(0), 1, &rows);
    commit(store, part(1), 1, &[put(A, b"", b"")]);
    commit(store, part(0), 2, &[put(B, b"", b"")]);
    assert_eq!(keys(store, part(0), A), ordered);
    for (i, key) in ordered.iter().enumerate() {
        let rest = store.scan(part(0), A, Some(key), 100).unwrap().entries;
        assert_eq!(
            rest.into_iter().map(|(key, _)| key).collect::<Vec<_>>(),
            ordered[i + 1..]
        );
    }
}

pub(super) fn scan_begins_behind_a_key_that_is_not_there<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    commit(store, part(0), 1, &[put(A, b"a", b""), put(A, b"c", b"")]);
    assert_eq!(
        store.scan(part(0), A, Some(b"b"), 9).unwrap().entries,
        [(b"c".to_vec(), vec![])]
    );
    assert_eq!(
        store
            .scan(part(0), A, Some(&[0xff; 300]), 9)
            .unwrap()
            .entries,
        []
    );
}

pub(super) fn visit_sees_all_in_order<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let rows: Vec<_> = (0..1000_u32)
        .map(|n| {
            put(
                A,
                &n.to_be_bytes(),
                &vec![n.to_be_bytes()[3]; if n % 100 == 0 { 9000 } else { 3 }],
            )
        })
        .collect();
    store.load(part(0), None, &rows).unwrap();
    store.load(part(0), None, &[put(B, b"other", b"")]).unwrap();
    let mut seen = Vec::new();
    store
        .visit(part(0), A, &mut |key, value| {
            seen.push(put(A, key, value));
            ControlFlow::Continue(())
        })
        .unwrap();
    assert!(seen == rows);
}

pub(super) fn visit_stops_at_a_break<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let rows: Vec<_> = (0..10_u8).map(|n| put(A, &[n], &[n])).collect();
    commit(store, part(0), 1, &rows);
    let mut seen = Vec::new();
    store
        .visit(part(0), A, &mut |key, _| {
            seen.push(key.to_vec());
            if key == [3] {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap();
    assert_eq!(seen, [[0], [1], [2], [3]]);
}

pub(super) fn visit_sees_more_rows_than_it_takes_at_once<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    for rows in [255, 256, 257, 512, 513_u16] {
        let space = Space(u8::try_from(rows % 7).unwrap());
        let all: Vec<_> = (0..rows)
            .map(|n| put(space, &n.to_be_bytes(), &[1]))
            .collect();
        store.load(part(0), None, &all).unwrap();
        let mut seen = Vec::new();
        store
            .visit(part(0), space, &mut |key, value| {
                seen.push(put(space, key, value));
                ControlFlow::Continue(())
            })
            .unwrap();
        assert!(seen == all, "{rows}");
    }
}

pub(super) fn visit_may_use_the_store<F: Fixture>() {
    let fixture = F::new();
    let store = fixture.store();
    let rows: Vec<_> = (0..5_u8).map(|n| put(A, &[n], &vec![n; 5000])).collect();
    commit(store, part(0), 100, &rows);
    store
        .visit(part(0), A, &mut |key, value| {
            commit(
                store,
                part(0),
                key[0].into(),
                &[put(B, key, value), Mutation::delete(A, key)],
            );
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(keys(store, part(0), A).len(), 0);
    assert_eq!(keys(store, part(0), B).len(), 5);
}
