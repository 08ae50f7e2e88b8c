//! A disk that is really full: a small tmpfs in a mount namespace of its own.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use super::tests::{A, Stop};
use super::*;
use crate::conformance::{op, options, part};

/// Names the small disk to the child that sees it.
const DISK: &str = "ACCORD_SMALL_DISK";

/// Runs the test once more where a small disk is mounted; `Some` in that child.
fn on_small_disk(test: &str) -> Option<PathBuf> {
    if let Some(disk) = std::env::var_os(DISK) {
        return Some(disk.into());
    }
    let point = tempfile::tempdir().unwrap();
    let in_namespace = |script: &str| {
        let mut command = Command::new("unshare");
        command
            .args(["--map-root-user", "--mount", "sh", "-c"])
            .arg(format!(
                "mount -t tmpfs -o size=24m none \"$0\" && {script}"
            ))
            .arg(point.path());
        command
    };
    let possible = in_namespace("true").output();
    if !possible
        .as_ref()
        .is_ok_and(|output| output.status.success())
    {
        eprintln!("SKIPPED {test}: no file system can be mounted here: {possible:?}");
        return None;
    }
    let name = format!("embedded::full_disk::{test}");
    let status = in_namespace("exec \"$@\"")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &name, "--nocapture"])
        .env(DISK, point.path())
        .status()
        .unwrap();
    assert!(status.success());
    None
}

/// A file that takes all the room there is.
struct Ballast(PathBuf);

impl Ballast {
    fn fill(disk: &Path, leave: usize) -> Ballast {
        let path = disk.join("ballast");
        let mut file = File::create(&path).unwrap();
        let mut length = 0;
        for block in [1 << 20, 1 << 12] {
            while let Ok(()) = file.write_all(&vec![0; block]) {
                length += block;
            }
        }
        file.set_len((length - leave) as u64).unwrap();
        Ballast(path)
    }
}

impl Drop for Ballast {
    fn drop(&mut self) {
        fs::remove_file(&self.0).unwrap();
    }
}

fn value(n: u64) -> Vec<u8> {
    let byte = n.to_be_bytes()[7];
    vec![byte; 100 * usize::try_from(n % 300).unwrap()]
}

fn write(store: &SledStore, n: u64) -> Result<Committed, StoreError> {
    let row = Mutation::put(A, n.to_be_bytes(), value(n));
    store.commit(home(n), op(n), &[], &[row])
}

fn read(store: &SledStore, n: u64) -> Result<Option<Vec<u8>>, StoreError> {
    store.get(home(n), A, &n.to_be_bytes())
}

fn home(n: u64) -> PartId {
    part(u16::try_from(n % 5).unwrap())
}

fn assert_there(store: &SledStore, all: std::ops::Range<u64>) {
    for n in all {
        assert!(read(store, n).unwrap() == Some(value(n)), "{n}");
    }
}

#[test]
fn a_full_disk_is_told_before_anything_is_done() {
    let Some(disk) = on_small_disk("a_full_disk_is_told_before_anything_is_done") else {
        return;
    };
    let store = SledStore::create(disk.join("store"), &options()).unwrap();
    let mut acknowledged = 0;
    for round in 1..4 {
        for _ in 0..50 {
            write(&store, acknowledged).unwrap();
            acknowledged += 1;
        }
        // Below the reserve of 8 MiB, or nothing at all.
        let ballast = Ballast::fill(&disk, (round - 1) * (3 << 20));
        // The file system is asked every few milliseconds.
        let more = (0..1_000_000)
            .take_while(|n| write(&store, acknowledged + n).is_ok())
            .count() as u64;
        acknowledged += more;
        for _ in 0..20 {
            let refused = write(&store, acknowledged);
            assert!(matches!(refused, Err(StoreError::DiskFull)), "{refused:?}");
            assert_there(&store, 0..acknowledged);
            assert!(write(&store, 7).unwrap().replayed);
        }
        drop(ballast);
        let refused = (0..1_000_000)
            .take_while(|_| write(&store, acknowledged).is_err())
            .count();
        acknowledged += 1;
        println!(
            "{acknowledged} written, every one readable while the disk was full; \
             {refused} refusals after there was room"
        );
    }
    assert_there(&store, 0..acknowledged);
    // Nothing was opened anew on the way.
    assert_eq!(store.epoch(), 0);
    // Without ballast the store fills the disk itself, up to the reserve.
    while write(&store, acknowledged).is_ok() {
        acknowledged += 1;
    }
    assert_there(&store, 0..acknowledged);
}

#[test]
fn a_disk_that_fills_up_under_writes_loses_nothing() {
    let Some(disk) = on_small_disk("a_disk_that_fills_up_under_writes_loses_nothing") else {
        return;
    };
    let dir = disk.join("store");
    let bold = SledOptions {
        reserve_bytes: Some(0),
        ..options()
    };
    let store = SledStore::create(&dir, &bold).unwrap();
    let mut next = 0;
    let mut unreadable = 0;
    for round in 0..20 {
        for _ in 0..10 {
            write(&store, next).unwrap();
            next += 1;
        }
        let ballast = Ballast::fill(&disk, 300_000 + round * 50_000);
        // Loads are kept too, though nobody has flushed them.
        let loaded = (0..)
            .take_while(|n| {
                let row = Mutation::put(Space(2), u64::to_be_bytes(*n), vec![round as u8; 1000]);
                *n < 20 && store.load(part(6), None, &[row]).is_ok()
            })
            .count() as u64;
        let stop = AtomicBool::new(false);
        let failed = std::thread::scope(|scope| {
            let (before, store, stop) = (next, &store, &stop);
            let ending = Stop(stop);
            let reader = scope.spawn(move || {
                let mut unreadable = 0_u64;
                while !stop.load(Ordering::Relaxed) {
                    for n in 0..before {
                        match read(store, n) {
                            Ok(found) => assert!(found == Some(value(n)), "{n}"),
                            Err(StoreError::DiskFull) => unreadable += 1,
                            Err(other) => panic!("{n}: {other}"),
                        }
                    }
                }
                unreadable
            });
            let first = next;
            let mut wrong = None;
            while wrong.is_none() {
                wrong = write(store, next).err();
                next += u64::from(wrong.is_none());
            }
            println!("round {round}: {} written, then {wrong:?}", next - first);
            for _ in 0..5 {
                let refused = write(store, next);
                assert!(
                    matches!(
                        refused,
                        Err(StoreError::ReadOnly { .. } | StoreError::DiskFull)
                    ),
                    "{refused:?}"
                );
            }
            drop(ballast);
            let attempts = (0..5_000)
                .take_while(|_| write(store, next).is_err())
                .count();
            println!("round {round}: reopened after {attempts} more refusals");
            assert!(attempts < 5_000);
            drop(ending);
            unreadable += reader.join().unwrap();
            next
        });
        next += 1;
        assert!(write(&store, failed).unwrap().replayed);
        assert_there(&store, 0..next);
        let rows = store.scan(part(6), Space(2), None, 100).unwrap().entries;
        let of_round = rows.iter().filter(|row| row.1 == vec![round as u8; 1000]);
        assert!(of_round.count() as u64 >= loaded);
        if fs::metadata(dir.join("db")).unwrap().len() > 14 << 20 {
            break;
        }
    }
    println!("{next} written; {unreadable} reads failed while the disk was full, none was wrong");
    drop(store);
    let store = SledStore::open(&dir, &bold).unwrap();
    assert_there(&store, 0..next);
    let steps: u64 = (0..5).map(|n| store.sequence(part(n)).unwrap().0).sum();
    assert_eq!(steps, next, "each once");
}
