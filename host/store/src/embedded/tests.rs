//! What only the store on disk can do wrong.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::{TempDir, tempdir};

use super::*;
use crate::conformance::{op, options, part};
use crate::{Fault, OPS_KEPT};

pub(super) const A: Space = Space(1);

/// Tells other threads to stop when it goes, be it by a failed assertion.
pub(super) struct Stop<'a>(pub(super) &'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn created() -> TempDir {
    let dir = tempdir().unwrap();
    let store = SledStore::create(dir.path(), &options()).unwrap();
    store
        .commit(part(0), op(1), &[], &[Mutation::put(A, b"k", b"v")])
        .unwrap();
    dir
}

fn open(dir: &TempDir) -> Result<SledStore, StoreError> {
    SledStore::open(dir.path(), &options())
}

fn assert_whole(dir: &TempDir) {
    assert_eq!(
        open(dir).unwrap().get(part(0), A, b"k").unwrap(),
        Some(b"v".to_vec())
    );
}

/// How many rows of the store's own begin so.
fn count(store: &SledStore, prefix: &[u8]) -> usize {
    store.reading().unwrap().database().count(prefix)
}

#[test]
fn only_one_may_have_it_open() {
    let dir = created();
    let first = open(&dir).unwrap();
    assert!(matches!(open(&dir), Err(StoreError::Held { .. })));
    assert!(matches!(
        SledStore::create(dir.path(), &options()),
        Err(StoreError::Held { .. })
    ));
    drop(first);
    assert_whole(&dir);
}

#[test]
fn a_holder_of_the_database_file_alone_is_found_too() {
    let dir = created();
    let db = sled::Config::new()
        .path(dir.path())
        .flush_every_ms(None)
        .open()
        .unwrap();
    assert!(matches!(open(&dir), Err(StoreError::Held { .. })));
    drop(db);
    assert_whole(&dir);
}

#[test]
fn open_needs_a_store_and_create_needs_none() {
    let dir = tempdir().unwrap();
    assert!(matches!(open(&dir), Err(StoreError::Missing { .. })));
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        0,
        "looking must leave nothing behind"
    );
    let nowhere = SledStore::open(dir.path().join("no/where"), &options());
    assert!(matches!(nowhere, Err(StoreError::Missing { .. })));
    drop(SledStore::create(dir.path().join("a/b"), &options()).unwrap());
    let again = SledStore::create(dir.path().join("a/b"), &options());
    assert!(matches!(again, Err(StoreError::Exists { .. })));
}

#[test]
fn the_number_of_parts_is_kept() {
    let dir = created();
    let other = SledStore::open(
        dir.path(),
        &SledOptions {
            parts: Some(9),
            ..options()
        },
    );
    assert!(matches!(
        other,
        Err(StoreError::PartCount {
            stored: 8,
            asked: 9
        })
    ));
    let store = SledStore::open(
        dir.path(),
        &SledOptions {
            parts: None,
            ..options()
        },
    )
    .unwrap();
    assert_eq!(store.parts(), 8);
    let dir = tempdir().unwrap();
    let none = SledStore::create(
        dir.path(),
        &SledOptions {
            parts: Some(0),
            ..options()
        },
    );
    assert!(matches!(none, Err(StoreError::BadPartCount { asked: 0 })));
    let store = SledStore::create(dir.path(), &SledOptions::default()).unwrap();
    assert_eq!(store.parts(), crate::DEFAULT_PARTS);
}

#[test]
fn torn_settings_are_restored_from_the_copy() {
    let dir = created();
    let (conf, copy) = (dir.path().join("conf"), dir.path().join("conf.backup"));
    let sound = fs::read(&conf).unwrap();
    assert_eq!(fs::read(&copy).unwrap(), sound);
    for torn in [&b""[..], &sound[..5], &sound[..sound.len() - 1], &[0; 60]] {
        fs::write(&conf, torn).unwrap();
        assert_whole(&dir);
        assert_eq!(fs::read(&conf).unwrap(), sound);
    }
    fs::remove_file(&conf).unwrap();
    assert_whole(&dir);
    for torn in [&b""[..], &sound[..5]] {
        fs::write(&copy, torn).unwrap();
        assert_whole(&dir);
        assert_eq!(fs::read(&copy).unwrap(), sound);
    }
}

#[test]
fn settings_that_cannot_be_restored_say_what_to_do() {
    let dir = created();
    fs::write(dir.path().join("conf"), b"").unwrap();
    fs::remove_file(dir.path().join("conf.backup")).unwrap();
    let error = open(&dir).unwrap_err();
    assert!(matches!(error, StoreError::SettingsTorn { .. }));
    assert!(error.to_string().contains("from a backup"));
}

#[test]
fn settings_of_two_stores_are_refused() {
    let (dir, other) = (created(), tempdir().unwrap());
    let config = sled::Config::new().path(other.path()).segment_size(1 << 16);
    drop(config.open().unwrap());
    fs::copy(other.path().join("conf"), dir.path().join("conf")).unwrap();
    assert!(matches!(open(&dir), Err(StoreError::SettingsDiffer { .. })));
}

#[test]
fn a_store_that_lost_its_database_is_not_taken_for_a_new_one() {
    let dir = created();
    for file in fs::read_dir(dir.path()).unwrap() {
        let path = file.unwrap().path();
        if path
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("snap")
        {
            fs::remove_file(path).unwrap();
        }
    }
    let db = dir.path().join("db");
    let length = fs::metadata(&db).unwrap().len();
    fs::write(&db, vec![0; usize::try_from(length).unwrap()]).unwrap();
    assert!(matches!(open(&dir), Err(StoreError::Corrupt { .. })));
    fs::write(&db, b"").unwrap();
    assert!(matches!(open(&dir), Err(StoreError::Corrupt { .. })));
    fs::remove_file(&db).unwrap();
    assert!(matches!(open(&dir), Err(StoreError::Corrupt { .. })));
    assert!(matches!(
        SledStore::create(dir.path(), &options()),
        Err(StoreError::Exists { .. })
    ));
}

#[test]
fn a_creation_that_was_cut_off_is_finished() {
    // Cut off after sled made its files, before the copy of the settings.
    let dir = tempdir().unwrap();
    drop(
        sled::Config::new()
            .path(dir.path())
            .flush_every_ms(None)
            .open()
            .unwrap(),
    );
    if fs::metadata(dir.path().join("db")).unwrap().len() > 0 {
        drop(open(&dir).unwrap());
    } else {
        drop(SledStore::create(dir.path(), &options()).unwrap());
    }
    assert!(dir.path().join("conf.backup").exists());
    // Cut off while sled wrote its settings.
    let dir = tempdir().unwrap();
    fs::write(dir.path().join("conf"), b"segm").unwrap();
    fs::write(dir.path().join("db"), b"").unwrap();
    assert!(matches!(open(&dir), Err(StoreError::Missing { .. })));
    drop(SledStore::create(dir.path(), &options()).unwrap());
}

#[test]
fn a_database_of_another_make_is_refused() {
    let dir = tempdir().unwrap();
    let db = sled::Config::new()
        .path(dir.path())
        .flush_every_ms(None)
        .open()
        .unwrap();
    db.insert(b"k", b"v").unwrap();
    db.flush().unwrap();
    drop(db);
    assert!(matches!(open(&dir), Err(StoreError::Corrupt { .. })));
}

/// Whatever byte of whichever file is wrong, opening and reading give an answer or an error.
#[test]
fn damage_never_panics() {
    let dir = tempdir().unwrap();
    let store = SledStore::create(dir.path(), &options()).unwrap();
    let rows: Vec<_> = (0..2000_u32)
        .map(|n| Mutation::put(A, n.to_be_bytes(), vec![1; 300]))
        .collect();
    store.load(part(0), None, &rows).unwrap();
    drop(store);
    drop(open(&dir).unwrap());
    let names: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.is_file() && path.file_name().unwrap() != "lock")
        .collect();
    for name in &names {
        let length = fs::metadata(name).unwrap().len();
        for damage in [
            Damage::Cut(length / 2),
            Damage::Cut(13),
            Damage::Zero(length / 3),
            Damage::Zero(0),
        ] {
            let copy = tempdir().unwrap();
            for name in &names {
                fs::copy(name, copy.path().join(name.file_name().unwrap())).unwrap();
            }
            damage.hit(&copy.path().join(name.file_name().unwrap()));
            if let Ok(store) = open(&copy) {
                drop(store.scan(part(0), A, None, 10_000));
            }
        }
    }
}

enum Damage {
    Cut(u64),
    Zero(u64),
}

impl Damage {
    fn hit(&self, path: &Path) {
        let mut bytes = fs::read(path).unwrap();
        match self {
            Damage::Cut(at) => bytes.truncate(usize::try_from(*at).unwrap()),
            Damage::Zero(at) => {
                let at = usize::try_from(*at).unwrap();
                let end = bytes.len().min(at + 64);
                bytes[at..end].fill(0);
            }
        }
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn long_values_make_no_files_and_leave_no_chunks() {
    let dir = tempdir().unwrap();
    let store = SledStore::create(dir.path(), &options()).unwrap();
    let long = Mutation::put(A, [0xff; crate::KEY_LIMIT], vec![1; 3_000_000]);
    store.commit(part(0), op(1), &[], &[long]).unwrap();
    let many: Vec<_> = (0..2000_u32)
        .map(|n| {
            let mut key = [0xff; crate::KEY_LIMIT];
            key[..4].copy_from_slice(&n.reverse_bits().to_be_bytes());
            Mutation::put(A, key, vec![1; rows::CHUNK])
        })
        .collect();
    store.commit(part(0), op(2), &[], &many).unwrap();
    assert_eq!(fs::read_dir(dir.path().join("blobs")).unwrap().count(), 0);
    assert_eq!(
        count(&store, &rows::all_chunks(part(0))),
        3_000_000_usize.div_ceil(rows::CHUNK)
    );
    drop(store);
    let store = SledStore::open(dir.path(), &options()).unwrap();
    let short = Mutation::put(A, [0xff; crate::KEY_LIMIT], vec![1; 4097]);
    store.commit(part(0), op(3), &[], &[short]).unwrap();
    assert_eq!(count(&store, &rows::all_chunks(part(0))), 2);
    let gone = Mutation::delete(A, [0xff; crate::KEY_LIMIT]);
    store.commit(part(0), op(4), &[], &[gone]).unwrap();
    assert_eq!(count(&store, &rows::all_chunks(part(0))), 0);
}

#[test]
fn rows_of_ops_do_not_grow_with_history() {
    let dir = tempdir().unwrap();
    let store = SledStore::create(dir.path(), &options()).unwrap();
    let own = rows::prefix(part(0), 0xff);
    std::thread::scope(|scope| {
        for w in 0..16_u64 {
            let store = &store;
            scope.spawn(move || {
                for i in 0..100 {
                    store.commit(part(0), op(w * 1000 + i), &[], &[]).unwrap();
                }
            });
        }
    });
    let kept = usize::try_from(OPS_KEPT).unwrap();
    assert_eq!(count(&store, &own), 2 * kept + 1);
}

fn fail(store: &SledStore) {
    store
        .reading()
        .unwrap()
        .database()
        .flusher()
        .fail(Fault::DiskFull);
}

fn is_refused<T: fmt::Debug>(result: Result<T, StoreError>) {
    assert!(
        matches!(
            result,
            Err(StoreError::ReadOnly {
                cause: Fault::DiskFull
            })
        ),
        "{result:?}"
    );
}

#[test]
fn after_a_failed_write_reads_go_on_and_writes_once_there_is_room() {
    let dir = created();
    let store = open(&dir).unwrap();
    let row = [Mutation::put(A, b"k", b"w")];
    store.load(part(1), None, &row).unwrap();
    let epoch = store.epoch();
    fail(&store);
    store.room.pretend(Some(0));
    for _ in 0..3 {
        is_refused(store.commit(part(0), op(2), &[], &row));
        is_refused(store.commit(part(0), op(1), &[], &row));
        is_refused(store.load(part(0), None, &row));
        is_refused(store.flush());
        assert_eq!(store.get(part(0), A, b"k").unwrap(), Some(b"v".to_vec()));
    }
    store.room.pretend(None);
    store.flush().unwrap();
    assert_eq!(store.get(part(1), A, b"k").unwrap(), Some(b"w".to_vec()));
    assert!(
        store
            .commit(part(0), op(1), &[], &row)
            .is_ok_and(|c| c.replayed)
    );
    let committed = store.commit(part(0), op(2), &[], &row).unwrap();
    assert_eq!(
        committed,
        Committed {
            sequence: Sequence(2),
            replayed: false
        }
    );
    assert!(
        store.epoch() > epoch,
        "a commit without an answer may have changed the control part"
    );
    drop(store);
    let store = open(&dir).unwrap();
    assert_eq!(store.get(part(0), A, b"k").unwrap(), Some(b"w".to_vec()));
    assert_eq!(store.get(part(1), A, b"k").unwrap(), Some(b"w".to_vec()));
}

/// Writers who retry, readers, and visitors who write meanwhile, over a disk that fails again
/// and again.
#[test]
fn reopening_stops_nobody_for_good() {
    let (dir, stop) = (created(), AtomicBool::new(false));
    let store = open(&dir).unwrap();
    let written = std::thread::scope(|scope| {
        let stopping = Stop(&stop);
        let writers: Vec<_> = (0..4_u16)
            .map(|n| {
                let (store, stop) = (&store, &stop);
                scope.spawn(move || {
                    let mut written = 0_u64;
                    while !stop.load(Ordering::Relaxed) {
                        let id = op(u64::from(n + 1) << 32 | written);
                        let row = Mutation::put(A, written.to_be_bytes(), vec![1; 500]);
                        let row = [row];
                        if let Ok(done) = store.commit(part(n + 1), id, &[], &row) {
                            written += 1;
                            assert_eq!(done.sequence, Sequence(written));
                        }
                    }
                    written
                })
            })
            .collect();
        let visitor = scope.spawn(|| {
            let mut visits = 0_u64;
            while !stop.load(Ordering::Relaxed) {
                store
                    .visit(part(1), A, &mut |key, value| {
                        assert!(value == vec![1; 500]);
                        if key[7] % 64 == 0 {
                            let id = op(9 << 40 | visits);
                            visits += u64::from(store.commit(part(6), id, &[], &[]).is_ok());
                        }
                        ControlFlow::Continue(())
                    })
                    .unwrap();
            }
            visits
        });
        for _ in 0..25 {
            fail(&store);
            // Until someone has reopened it and written.
            let before = store.sequence(part(2)).unwrap();
            while store.sequence(part(2)).unwrap() < Sequence(before.0 + 20) {
                std::thread::yield_now();
            }
        }
        drop(stopping);
        // One that failed last may be there all the same.
        let visits = visitor.join().unwrap();
        let found = store.sequence(part(6)).unwrap().0;
        assert!(found == visits || found == visits + 1, "{found} {visits}");
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .collect::<Vec<_>>()
    });
    store.flush().unwrap();
    store.verify().unwrap();
    drop(store);
    let store = open(&dir).unwrap();
    for (n, written) in (1..).zip(written) {
        let found = store.sequence(part(n)).unwrap().0;
        assert!(
            found == written || found == written + 1,
            "{found} {written}"
        );
        let rows = store.scan(part(n), A, None, usize::MAX).unwrap().entries;
        assert_eq!(rows.len() as u64, found);
    }
}

#[test]
fn what_was_applied_is_applied_again_if_the_database_lost_it() {
    let (dir, old) = (created(), tempdir().unwrap());
    let store = open(&dir).unwrap();
    let copied = || {
        fs::read_dir(dir.path())
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| path.is_file())
    };
    for path in copied() {
        fs::copy(&path, old.path().join(path.file_name().unwrap())).unwrap();
    }
    let sequence = store
        .load(part(0), None, &[Mutation::put(A, b"k", vec![7; 9000])])
        .unwrap();
    store
        .load(PartId::CONTROL, None, &[Mutation::delete(A, b"none")])
        .unwrap();
    fail(&store);
    // The disk has none of it: the files are as they were.
    for path in copied().filter(|path| path.file_name().unwrap() != "lock") {
        fs::copy(old.path().join(path.file_name().unwrap()), &path).unwrap();
    }
    store.flush().unwrap();
    let see = |store: &SledStore| {
        assert_eq!(store.get(part(0), A, b"k").unwrap(), Some(vec![7; 9000]));
        assert_eq!(store.sequence(part(0)).unwrap(), sequence);
        assert_eq!(store.sequence(PartId::CONTROL).unwrap(), Sequence(1));
    };
    see(&store);
    drop(store);
    see(&open(&dir).unwrap());
}

#[test]
fn a_database_that_cannot_be_reopened_is_tried_again() {
    let dir = created();
    let store = open(&dir).unwrap();
    fail(&store);
    let (conf, copy) = (dir.path().join("db"), dir.path().join("hidden"));
    fs::rename(&conf, &copy).unwrap();
    let closed = store.flush();
    assert!(matches!(closed, Err(StoreError::Closed { .. })));
    fs::rename(&copy, &conf).unwrap();
    let refused = (0..10)
        .take_while(|_| store.get(part(0), A, b"k").is_err())
        .count();
    assert_eq!(refused, 1);
    store.commit(part(0), op(2), &[], &[]).unwrap();
    assert_eq!(store.get(part(0), A, b"k").unwrap(), Some(b"v".to_vec()));
}

#[test]
fn without_room_writes_are_refused_before_anything_is_done() {
    let dir = created();
    let store = open(&dir).unwrap();
    let row = [Mutation::put(A, b"k", vec![1; 1 << 20])];
    let full = |result: Result<(), StoreError>| {
        assert!(matches!(result, Err(StoreError::DiskFull)), "{result:?}");
    };
    store.room.pretend(Some((64 << 20) + (2 << 20)));
    full(store.commit(part(0), op(2), &[], &row).map(drop));
    full(store.load(part(0), None, &row).map(drop));
    assert_eq!(store.sequence(part(0)).unwrap(), Sequence(1));
    // What needs no room is answered.
    store.flush().unwrap();
    assert!(store.commit(part(0), op(1), &[], &row).unwrap().replayed);
    let absent = [Expectation::Absent {
        space: A,
        key: b"k".to_vec(),
    }];
    let conflict = store.commit(part(0), op(2), &absent, &row);
    assert!(matches!(conflict, Err(StoreError::Conflict { index: 0 })));
    store.room.pretend(None);
    let committed = store.commit(part(0), op(2), &[], &row).unwrap();
    assert_eq!(committed.sequence, Sequence(2));
}

#[test]
fn half_a_commit_is_never_seen() {
    let dir = tempdir().unwrap();
    let store = SledStore::create(dir.path(), &options()).unwrap();
    let key = |n: u8| vec![n];
    let old: Vec<_> = (0..20)
        .map(|n| Mutation::put(A, key(n), vec![n; usize::from(n) * 700]))
        .collect();
    store.commit(part(0), op(1), &[], &old).unwrap();
    let see = || {
        let page = store.scan(part(0), A, None, 7).unwrap();
        let rest = store.scan(part(0), A, page.next.as_deref(), 100).unwrap();
        let mut visited = Vec::new();
        store
            .visit(part(0), A, &mut |key, value| {
                visited.push((key.to_vec(), value.to_vec()));
                ControlFlow::Continue(())
            })
            .unwrap();
        let keys: Vec<_> = (0..40).map(key).collect();
        let asked: Vec<_> = keys.iter().map(|key| (A, key.as_slice())).collect();
        let got = store.get_many(part(0), &asked).unwrap();
        (page, rest, visited, got, store.sequence(part(0)).unwrap())
    };
    let before = see();
    let new: Vec<_> = (0..40_u8)
        .filter(|n| n % 3 > 0)
        .map(|n| match n % 4 {
            0 => Mutation::delete(A, key(n)),
            _ => Mutation::put(A, key(n), vec![n + 1; usize::from(40 - n) * 500]),
        })
        .collect();
    let changes = changes(&new).unwrap();
    store.room.pretend(Some(0));
    store
        .writing()
        .unwrap()
        .database()
        .writing(part(0))
        .unwrap()
        .apply_half(&changes, Some(op(2)));
    assert!(see() == before);
    let refused = store.commit(part(0), op(2), &[], &new);
    assert!(matches!(
        refused,
        Err(StoreError::ReadOnly {
            cause: Fault::DiskFull
        })
    ));
}

#[test]
fn loads_survive_a_drop_without_flush() {
    let dir = created();
    let store = open(&dir).unwrap();
    store
        .load(part(1), None, &[Mutation::put(A, b"l", b"w")])
        .unwrap();
    drop(store);
    assert_eq!(
        open(&dir).unwrap().get(part(1), A, b"l").unwrap(),
        Some(b"w".to_vec())
    );
}
