//! Files cut, garbled, exchanged or out of reach: whatever opens after that either has
//! every acknowledged row or says that it has not.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc;

use tempfile::{TempDir, tempdir};

use super::tests::A;
use super::*;
use crate::conformance::{op, options, part};

/// How long opening and reading a few megabytes may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(60);

/// A store as it was left, and what was acknowledged before.
struct Left {
    files: TempDir,
    rows: BTreeMap<(PartId, Vec<u8>), Vec<u8>>,
}

#[derive(Debug, Clone, Copy)]
enum End {
    Closed,
    Killed,
}

/// A store of some segments, each row overwritten a few times, opened twice.
fn left(end: End) -> Left {
    let dir = tempdir().unwrap();
    let mut rows = BTreeMap::new();
    let mut count = 0_u64;
    let mut write = |store: &SledStore, rows: &mut BTreeMap<_, _>, commits: u64| {
        for _ in 0..commits {
            count += 1;
            let home = match count % 9 {
                8 => PartId::CONTROL,
                n => part(u16::try_from(n).unwrap()),
            };
            let mutations: Vec<_> = (0..4)
                .map(|n| {
                    let key = vec![n, (count * 7 % 31) as u8];
                    let value = vec![count as u8; (count * 37 % 2500) as usize];
                    rows.insert((home, key.clone()), value.clone());
                    Mutation::put(A, key, value)
                })
                .collect();
            store.commit(home, op(count), &[], &mutations).unwrap();
        }
    };
    let store = SledStore::create(dir.path(), &options()).unwrap();
    write(&store, &mut rows, 250);
    drop(store);
    let store = SledStore::open(dir.path(), &options()).unwrap();
    write(&store, &mut rows, 250);
    let files = match end {
        End::Closed => {
            drop(store);
            dir
        }
        // Nothing is under way, so its files are what a kill would leave.
        End::Killed => copy(dir.path()),
    };
    Left { files, rows }
}

fn copy(from: &Path) -> TempDir {
    let to = tempdir().unwrap();
    for file in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let path = to.path().join(file.file_name());
        if file.path().is_dir() {
            fs::create_dir(path).unwrap();
        } else {
            fs::copy(file.path(), path).unwrap();
        }
    }
    to
}

#[derive(Debug, Default, PartialEq)]
struct Seen {
    refused: Vec<String>,
    partly: usize,
    whole: usize,
}

impl Left {
    /// Does something to a copy, and looks what the store says of it.
    fn after(&self, seen: &mut Seen, name: &str, damage: impl FnOnce(&Path)) {
        let dir = copy(self.files.path());
        damage(dir.path());
        let rows = self.rows.clone();
        let (tell, told) = mpsc::channel();
        let path = dir.path().to_owned();
        std::thread::spawn(move || {
            let _ = tell.send(catch_unwind(AssertUnwindSafe(|| look(&path, &rows))));
        });
        let found = told
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|_| panic!("{name}: hangs"))
            .unwrap_or_else(|_| panic!("{name}: panics"));
        match found {
            Ok(0) => seen.whole += 1,
            Ok(_) => seen.partly += 1,
            Err(Silence(what)) => panic!("{name}: {what}"),
            Err(Refusal(error)) => seen.refused.push(format!("{name}: {error}")),
        }
    }
}

enum Outcome {
    Silence(String),
    Refusal(StoreError),
}
use Outcome::{Refusal, Silence};

/// How many rows could not be read, each with an error.
fn look(dir: &Path, rows: &BTreeMap<(PartId, Vec<u8>), Vec<u8>>) -> Result<usize, Outcome> {
    let store = SledStore::open(dir, &options()).map_err(Refusal)?;
    let mut unreadable = 0;
    for ((part, key), value) in rows {
        match store.get(*part, A, key) {
            Ok(Some(found)) if found == *value => {}
            Ok(found) => {
                let found = found.map(|found| found.len());
                return Err(Silence(format!(
                    "{part} {key:?}: {found:?} for {}",
                    value.len()
                )));
            }
            Err(_) => unreadable += 1,
        }
    }
    assert!(unreadable == 0 || store.verify().is_err());
    Ok(unreadable)
}

fn file(dir: &Path, prefix: &str) -> PathBuf {
    let mut found: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name == prefix || (prefix == "snap" && name.starts_with("snap."))
        })
        .collect();
    assert_eq!(found.len(), 1, "{prefix}: {found:?}");
    found.remove(0)
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).unwrap().len()
}

fn garble(path: &Path, at: u64, bytes: u64) {
    let file = fs::File::options()
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let end = file.metadata().unwrap().len().min(at + bytes);
    let mut garbled = vec![0; usize::try_from(end.saturating_sub(at)).unwrap()];
    file.read_exact_at(&mut garbled, at).unwrap();
    for (n, byte) in garbled.iter_mut().enumerate() {
        *byte ^= 0x5a ^ n as u8;
    }
    file.write_all_at(&garbled, at).unwrap();
}

fn cut(path: &Path, at: u64) {
    fs::File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_len(at)
        .unwrap();
}

/// Offsets all over a file, more of them near its end, none at a round number.
fn offsets(length: u64, count: u64) -> Vec<u64> {
    let everywhere = (0..count).map(|n| n * length / count + n * 97 % 1009);
    let tail = (0..count / 2).map(|n| length.saturating_sub(1 + n * n * n * 31));
    let edges = (0..length / (512 << 10)).flat_map(|n| [n << 19, (n << 19) + 5, (n << 19) + 25]);
    let mut all: Vec<_> = everywhere.chain(tail).chain(edges).collect();
    all.retain(|at| *at < length);
    all
}

#[test]
fn a_log_cut_anywhere() {
    for end in [End::Closed, End::Killed] {
        let left = left(end);
        let length = length(&file(left.files.path(), "db"));
        let mut seen = Seen::default();
        for at in offsets(length, 24) {
            left.after(
                &mut seen,
                &format!("{end:?}, cut at {at} of {length}"),
                |dir| {
                    cut(&file(dir, "db"), at);
                },
            );
        }
        report(end, &seen);
    }
}

#[test]
fn a_log_garbled_anywhere() {
    for end in [End::Closed, End::Killed] {
        let left = left(end);
        let length = length(&file(left.files.path(), "db"));
        let mut seen = Seen::default();
        for at in offsets(length, 40) {
            for bytes in [1, 600] {
                let name = format!("{end:?}, {bytes} garbled at {at} of {length}");
                left.after(&mut seen, &name, |dir| garble(&file(dir, "db"), at, bytes));
            }
        }
        report(end, &seen);
    }
}

fn report(end: End, seen: &Seen) {
    let refused = seen.refused.len();
    println!(
        "{end:?}: {refused} refused, {} with unreadable rows, {} whole",
        seen.partly, seen.whole
    );
    for text in &seen.refused {
        println!("  {text}");
    }
}

#[test]
fn every_file_cut_garbled_emptied_or_gone() {
    for end in [End::Closed, End::Killed] {
        let left = left(end);
        let mut seen = Seen::default();
        for name in ["conf", "conf.backup", "mark", "snap", "db"] {
            let path = file(left.files.path(), name);
            let length = length(&path);
            for at in [0, 1, length / 2, length - 1] {
                left.after(&mut seen, &format!("{end:?}, {name} cut at {at}"), |dir| {
                    cut(&file(dir, name), at);
                });
                left.after(
                    &mut seen,
                    &format!("{end:?}, {name} garbled at {at}"),
                    |dir| {
                        garble(&file(dir, name), at, 9);
                    },
                );
            }
            left.after(&mut seen, &format!("{end:?}, {name} is junk"), |dir| {
                fs::write(file(dir, name), vec![0xa5; 5000]).unwrap();
            });
            left.after(&mut seen, &format!("{end:?}, {name} is gone"), |dir| {
                fs::remove_file(file(dir, name)).unwrap();
            });
        }
        report(end, &seen);
    }
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    let left = left(End::Closed);
    let is_named = |dir: &Path, path: &Path| {
        let error = SledStore::open(dir, &options()).unwrap_err();
        let StoreError::File { path: named, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(named, path);
        println!("{error}");
    };
    for name in ["db", "conf", "conf.backup", "mark", "snap", "lock"] {
        let dir = copy(left.files.path());
        let path = file(dir.path(), name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
        if fs::File::open(&path).is_ok() {
            eprintln!("SKIPPED: this user may read files that nobody may ({name})");
        } else {
            is_named(dir.path(), &path);
        }
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        is_named(dir.path(), &path);
        // What was in the way is gone: nothing was lost by trying.
        fs::remove_dir(&path).unwrap();
        fs::copy(file(left.files.path(), name), &path).unwrap();
        assert!(look(dir.path(), &left.rows).is_ok_and(|unreadable| unreadable == 0));
    }
    let dir = copy(left.files.path());
    let blobs = dir.path().join("blobs");
    fs::remove_dir(&blobs).unwrap();
    fs::write(&blobs, b"").unwrap();
    is_named(dir.path(), &blobs);
}

#[test]
fn a_log_that_ends_too_early_is_refused_again_and_again() {
    // The end of the file is not the end of the log in every store: what was cut off may
    // have been no part of it, or the middle of it.
    let (whole, saved, backup) = (0..20)
        .map(|_| left(End::Killed))
        .find_map(|left| {
            let dirs = [copy(left.files.path()), copy(left.files.path())];
            for dir in &dirs {
                let db = file(dir.path(), "db");
                cut(&db, length(&db) - 5000);
            }
            let [lost, rest] = dirs;
            for _ in 0..3 {
                match SledStore::open(lost.path(), &options()) {
                    Err(StoreError::Lost { found, durable, .. }) => {
                        assert!(durable == 500 && found < 500);
                    }
                    Ok(store) => {
                        let is_there = |((part, key), value): (&(PartId, Vec<u8>), &Vec<u8>)| {
                            store.get(*part, A, key).unwrap().as_ref() == Some(value)
                        };
                        assert!(
                            left.rows.iter().all(is_there),
                            "opened with less than was acknowledged"
                        );
                        return None;
                    }
                    Err(_) => return None,
                }
            }
            // Whoever has no backup can save the rest.
            fs::remove_file(file(rest.path(), "mark")).unwrap();
            let store = SledStore::open(rest.path(), &options()).ok()?;
            let mut backup = Vec::new();
            let saved = store.backup(&mut backup).ok()?;
            (400..500)
                .contains(&saved.commits)
                .then_some((left, saved, backup))
        })
        .unwrap();
    let place = tempdir().unwrap();
    let store = SledStore::restore(place.path(), backup.as_slice(), &options()).unwrap();
    store.verify().unwrap();
    let there = whole
        .rows
        .iter()
        .filter(|((part, key), value)| store.get(*part, A, key).unwrap().as_ref() == Some(value));
    println!(
        "{} commits of 500 saved, {} rows of {}",
        saved.commits,
        there.count(),
        whole.rows.len()
    );
}

/// Killed after sled had opened its files and before the store could note it.
#[test]
fn a_newer_snapshot_than_was_noted_is_no_damage() {
    let left = left(End::Closed);
    let dir = copy(left.files.path());
    let mark = fs::read(file(dir.path(), "mark")).unwrap();
    for n in 0..3 {
        let store = SledStore::open(dir.path(), &options()).unwrap();
        store.commit(part(0), op(9000 + n), &[], &[]).unwrap();
        drop(store);
        fs::write(file(dir.path(), "mark"), &mark).unwrap();
        assert!(look(dir.path(), &left.rows).is_ok_and(|unreadable| unreadable == 0));
    }
}

#[test]
fn a_store_of_the_first_layout_opens() {
    let dir = tempdir().unwrap();
    drop(SledStore::create(dir.path(), &options()).unwrap());
    fs::remove_file(dir.path().join("mark")).unwrap();
    // As the version before this one wrote it.
    let db = sled::Config::new()
        .path(dir.path())
        .use_compression(false)
        .flush_every_ms(None)
        .open()
        .unwrap();
    db.clear().unwrap();
    db.insert(rows::layout(), &[0, 1, 0, 8]).unwrap();
    for (part, steps) in [(part(1), 2_u64), (PartId::CONTROL, 1)] {
        db.insert(rows::sequence(part), &steps.to_be_bytes())
            .unwrap();
        db.insert(rows::row(part, A, b"k"), b"\0v").unwrap();
    }
    db.insert(rows::op(part(1), op(7)), &2_u64.to_be_bytes())
        .unwrap();
    db.flush().unwrap();
    drop(db);
    let store = SledStore::open(dir.path(), &options()).unwrap();
    assert_eq!(store.get(part(1), A, b"k").unwrap(), Some(b"v".to_vec()));
    assert_eq!(store.sequence(part(1)).unwrap(), Sequence(2));
    assert!(store.commit(part(1), op(7), &[], &[]).unwrap().replayed);
    let row = [Mutation::put(A, b"l", b"w")];
    let committed = store.commit(part(1), op(8), &[], &row).unwrap();
    assert_eq!(committed.sequence, Sequence(3));
    store.verify().unwrap();
    let killed = copy(dir.path());
    drop(store);
    for dir in [dir, killed] {
        let store = SledStore::open(dir.path(), &options()).unwrap();
        store.verify().unwrap();
        assert_eq!(
            store.get(PartId::CONTROL, A, b"k").unwrap(),
            Some(b"v".to_vec())
        );
    }
}
