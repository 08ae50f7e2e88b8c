//! Backups taken while others write, and backups that someone has touched.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tempfile::{TempDir, tempdir};

use super::tests::{A, Stop};
use super::*;
use crate::conformance::{op, options, part};
use crate::{Fault, OPS_KEPT};

fn new() -> (TempDir, SledStore) {
    let dir = tempdir().unwrap();
    let store = SledStore::create(dir.path(), &options()).unwrap();
    (dir, store)
}

fn backup(store: &SledStore) -> Vec<u8> {
    let mut bytes = Vec::new();
    let made = store.backup(&mut bytes).unwrap();
    assert_eq!(made.bytes, bytes.len() as u64);
    bytes
}

fn restore(bytes: &[u8]) -> Result<(TempDir, SledStore), StoreError> {
    let dir = tempdir().unwrap();
    let result = SledStore::restore(dir.path().join("new"), bytes, &options());
    if result.is_err() {
        let left = fs::read_dir(dir.path()).unwrap().count();
        assert_eq!(left, 0, "a failed restore must leave nothing");
    }
    Ok((dir, result?))
}

/// Long values and short ones, ops beyond those kept, deleted rows, loads, every kind of part.
fn filled() -> (TempDir, SledStore) {
    let (dir, store) = new();
    for n in 0..OPS_KEPT + 10 {
        let row = match n % 50 {
            0 => Mutation::put(A, n.to_be_bytes(), vec![3; 20_000]),
            1 => Mutation::delete(A, (n - 1).to_be_bytes()),
            _ => Mutation::put(Space(0xef), n.to_be_bytes(), n.to_be_bytes()),
        };
        store
            .load(part(3), None, std::slice::from_ref(&row))
            .unwrap();
        if n % 4 == 0 {
            store.commit(PartId::CONTROL, op(n), &[], &[row]).unwrap();
        }
    }
    (dir, store)
}

#[test]
fn a_restored_store_answers_the_same() {
    let (dir, store) = filled();
    let bytes = backup(&store);
    let (place, restored) = restore(&bytes).unwrap();
    restored.verify().unwrap();
    assert!(backup(&restored) == bytes);
    assert!(
        restored
            .commit(PartId::CONTROL, op(8), &[], &[])
            .unwrap()
            .replayed
    );
    let next = restored.commit(part(3), op(1), &[], &[]).unwrap();
    assert_eq!(next.sequence, Sequence(OPS_KEPT + 11));
    drop(restored);
    let again = SledStore::open(place.path().join("new"), &options()).unwrap();
    again.verify().unwrap();
    // The store it was taken from is as it was.
    drop(store);
    let store = SledStore::open(dir.path(), &options()).unwrap();
    assert!(backup(&store) == bytes);
}

#[test]
fn an_empty_store_can_be_restored() {
    let (_dir, store) = new();
    let (_place, restored) = restore(&backup(&store)).unwrap();
    restored.commit(part(0), op(1), &[], &[]).unwrap();
}

/// Each writer counts up in one part and then in another, as an outbox is delivered: at no
/// moment is the second ahead of the first, or more than one behind.
#[test]
fn a_backup_is_of_one_moment() {
    let (_dir, store) = new();
    let rows: Vec<_> = (0..3000_u32)
        .map(|n| Mutation::put(Space(9), n.to_be_bytes(), vec![1; 900]))
        .collect();
    for n in 0..8 {
        store.load(part(n), None, &rows).unwrap();
    }
    let stop = AtomicBool::new(false);
    let ops = AtomicU64::new(1);
    let written = AtomicU64::new(0);
    // From first part to last and the other way, so that no order of reading is kind.
    let routes = [(0, 7), (7, 0), (2, 3), (3, 2)];
    std::thread::scope(|scope| {
        for (key, (first, second)) in (0_u8..).zip(routes) {
            let (store, stop, ops, written) = (&store, &stop, &ops, &written);
            scope.spawn(move || {
                for count in 1_u64.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    for home in [first, second] {
                        let rows = [
                            Mutation::put(A, [key], count.to_be_bytes()),
                            Mutation::put(Space(2), [key], vec![count as u8; 9000]),
                            Mutation::delete(Space(9), (count as u32 * 7 % 3000).to_be_bytes()),
                        ];
                        let op = op(ops.fetch_add(1, Ordering::Relaxed));
                        store.commit(part(home), op, &[], &rows).unwrap();
                        written.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let _stop = Stop(&stop);
        let mut before = 0;
        let mut during = 0;
        for _ in 0..6 {
            let begun = written.load(Ordering::Relaxed);
            let mut bytes = Vec::new();
            let made = store.backup(&mut bytes).unwrap();
            let ended = written.load(Ordering::Relaxed);
            during += ended - begun;
            println!("{made:?}, {} commits meanwhile", ended - begun);
            assert!(made.commits >= before);
            before = made.commits;
            let (_place, restored) = restore(&bytes).unwrap();
            restored.verify().unwrap();
            let mut all = 8;
            for (key, (first, second)) in (0_u8..).zip(routes) {
                let [first, second] = [first, second].map(|home| {
                    let count = restored.get(part(home), A, &[key]).unwrap();
                    let count =
                        count.map_or(0, |count| u64::from_be_bytes(count.try_into().unwrap()));
                    let long = restored.get(part(home), Space(2), &[key]).unwrap();
                    assert!(long.is_none_or(|long| long == vec![count as u8; 9000]));
                    count
                });
                assert!(first == second || first == second + 1, "{first} {second}");
                all += first + second;
            }
            assert_eq!(all, made.commits);
        }
        stop.store(true, Ordering::Relaxed);
        assert!(
            during > 0,
            "writers must not wait for the whole of a backup"
        );
    });
}

/// Where a backup goes that lets something happen on its way.
struct Midway<'a> {
    bytes: Vec<u8>,
    happens: Option<Box<dyn FnOnce() + 'a>>,
}

impl Write for Midway<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend(bytes);
        if let Some(happens) = self.happens.take() {
            happens();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_database_opened_anew_under_a_backup_changes_nothing_of_it() {
    let (_dir, store) = new();
    let rows: Vec<_> = (0..4000_u32)
        .map(|n| Mutation::put(A, n.to_be_bytes(), vec![1; 900]))
        .collect();
    for n in 0..3 {
        store.load(part(n), None, &rows).unwrap();
    }
    let quiet = backup(&store);
    let mut to = Midway {
        bytes: Vec::new(),
        happens: Some(Box::new(|| {
            let changed = [
                Mutation::put(A, [0xff; 4], b"new"),
                Mutation::put(A, 3999_u32.to_be_bytes(), b"other"),
                Mutation::delete(A, 7_u32.to_be_bytes()),
            ];
            for n in 0..4 {
                store.load(part(n), None, &changed).unwrap();
            }
            let open = store.reading().unwrap();
            open.database().flusher().fail(Fault::DiskFull);
            drop(open);
            store.commit(part(2), op(1), &[], &changed).unwrap();
        })),
    };
    store.backup(&mut to).unwrap();
    assert!(to.happens.is_none());
    assert!(to.bytes == quiet);
    assert!(backup(&store) != quiet);
    store.verify().unwrap();
}

#[test]
fn a_backup_that_cannot_be_written_is_told_and_leaves_the_store_well() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self
                .0
                .checked_sub(bytes.len())
                .ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (_dir, store) = filled();
    for room in [0, 10, 100_000] {
        let error = store.backup(Full(room)).unwrap_err();
        assert!(matches!(error, StoreError::BackupStream(_)), "{error}");
    }
    store.commit(part(0), op(1), &[], &[]).unwrap();
    restore(&backup(&store)).unwrap();
}

#[test]
fn a_backup_that_was_touched_is_refused() {
    let (_dir, store) = filled();
    let bytes = backup(&store);
    let mut kinds = std::collections::BTreeSet::new();
    let mut is_refused = |name: &str, bytes: &[u8]| {
        let error = restore(bytes).map(drop).unwrap_err();
        assert!(
            matches!(
                error,
                StoreError::NoBackup
                    | StoreError::BackupVersion { .. }
                    | StoreError::BackupDamaged { .. }
                    | StoreError::PartCount { .. }
            ),
            "{name}: {error}"
        );
        kinds.insert(error.to_string().replace(|c: char| c.is_ascii_digit(), ""));
    };
    let length = bytes.len();
    let places: Vec<_> = (0..30)
        .chain((0..20).map(|n| n * length / 20 + 31))
        .chain(length - 50..length)
        .collect();
    for at in places {
        is_refused(&format!("cut at {at}"), &bytes[..at]);
        let mut garbled = bytes.clone();
        garbled[at] ^= 0x10;
        is_refused(&format!("garbled at {at}"), &garbled);
    }
    is_refused("longer", &[bytes.as_slice(), b"x"].concat());
    is_refused("twice", &[bytes.as_slice(), &bytes].concat());
    println!("{kinds:#?}");
    let of_later = [&b"ACCORDBK\0\x02"[..], &bytes[10..]].concat();
    assert!(matches!(
        restore(&of_later),
        Err(StoreError::BackupVersion { version: 2, .. })
    ));
    assert!(matches!(
        restore(b"{\"json\": 1}"),
        Err(StoreError::NoBackup)
    ));
}

#[test]
fn a_restore_overwrites_nothing() {
    let (dir, store) = filled();
    let bytes = backup(&store);
    drop(store);
    let exists = |dir: &Path| {
        let result = SledStore::restore(dir, &bytes[..], &options());
        assert!(
            matches!(result, Err(StoreError::Exists { .. })),
            "{result:?}"
        );
    };
    exists(dir.path());
    drop(SledStore::open(dir.path(), &options()).unwrap());
    let other = tempdir().unwrap();
    fs::write(other.path().join("letter"), b"x").unwrap();
    exists(other.path());
    assert_eq!(fs::read(other.path().join("letter")).unwrap(), b"x");
    let of_more_parts = SledOptions {
        parts: Some(9),
        ..options()
    };
    let result = SledStore::restore(other.path().join("s"), &bytes[..], &of_more_parts);
    assert!(matches!(
        result,
        Err(StoreError::PartCount {
            stored: 8,
            asked: 9
        })
    ));
}

#[test]
fn a_restore_that_was_cut_off_can_be_begun_again() {
    let (_dir, store) = filled();
    let bytes = backup(&store);
    let place = tempdir().unwrap();
    let target = place.path().join("store");
    // What a killed restore leaves: a store half filled, and no store in its place.
    let left = place.path().join("store.restoring");
    let half = SledStore::create(&left, &options()).unwrap();
    assert!(matches!(
        SledStore::restore(&target, &bytes[..], &options()),
        Err(StoreError::Held { .. })
    ));
    half.load(part(1), None, &[Mutation::put(A, b"left", b"over")])
        .unwrap();
    drop(half);
    assert!(matches!(
        SledStore::open(&target, &options()),
        Err(StoreError::Missing { .. })
    ));
    fs::create_dir(&target).unwrap();
    let store = SledStore::restore(&target, &bytes[..], &options()).unwrap();
    assert!(backup(&store) == bytes);
    assert!(!left.exists());
}

#[test]
fn what_is_lost_is_not_backed_up_as_if_it_were_all() {
    let (_dir, store) = filled();
    let key = rows::row(part(3), Space(0xef), &7_u64.to_be_bytes());
    let open = store.reading().unwrap();
    assert!(open.database().tree().remove(key).unwrap().is_some());
    drop(open);
    let damaged = store.backup(io::sink());
    assert!(matches!(damaged, Err(StoreError::PartDamaged { part: 3 })));
    assert!(matches!(
        store.verify(),
        Err(StoreError::PartDamaged { part: 3 })
    ));
}
