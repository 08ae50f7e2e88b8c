//! The power is cut right after an acknowledgement, time and again: what was acknowledged
//! is on the disk.
//!
//! The disk is an ext4 image on a loop device. What the store has not synced lies in the
//! page cache of that file system and not in the image, so a copy of the image at the
//! moment of an acknowledgement is what a power cut would leave. sled's own flush, which
//! syncs nothing on Linux, does not pass. It needs the right to mount; without it the test
//! says that it was skipped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use accord_store::{
    Mutation, OpId, PartId, PartStore as _, Sequence, SledOptions, SledStore, Space,
};

const ROUNDS: u64 = 10;
const WRITERS: u64 = 3;
const PARTS: u16 = 4;
const IMAGE_BYTES: u64 = 96 << 20;
const ROWS: Space = Space(1);

fn options() -> SledOptions {
    SledOptions {
        parts: Some(PARTS),
        cache_bytes: 8 << 20,
        ..SledOptions::default()
    }
}

/// A mounted image; unmounted when it goes.
struct Mounted(PathBuf);

impl Mounted {
    fn new(image: &Path, at: PathBuf) -> Option<Self> {
        fs::create_dir_all(&at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-o", "loop"]).args([image, &at]);
        succeeds(&mut mount).then_some(Self(at))
    }

    fn store(&self) -> PathBuf {
        self.0.join("store")
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        succeeds(Command::new("umount").arg(&self.0));
    }
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

fn key(round: u64, writer: u64, count: u64) -> Vec<u8> {
    [round, writer, count]
        .into_iter()
        .flat_map(u64::to_be_bytes)
        .collect()
}

/// Long and short values: of one page, and of many.
fn value(key: &[u8]) -> Vec<u8> {
    let length = if key[23].is_multiple_of(5) {
        20_000
    } else {
        300
    };
    key.iter().copied().cycle().take(length).collect()
}

fn part(key: &[u8]) -> PartId {
    PartId::data(u16::from(key[23]) % PARTS, PARTS).unwrap()
}

/// Commits of several writers at once, each acknowledged when this returns.
fn write(store: &SledStore, round: u64) -> Vec<Vec<u8>> {
    let keys = |writer: u64| (0..5 + round % 7).map(move |count| key(round, writer, count));
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            scope.spawn(move || {
                for key in keys(writer) {
                    let mut op = [0; 16];
                    op.copy_from_slice(&key[8..]);
                    op[0] = u8::try_from(round).unwrap();
                    let row = Mutation::put(ROWS, key.clone(), value(&key));
                    store.commit(part(&key), OpId(op), &[], &[row]).unwrap();
                }
            });
        }
    });
    (0..WRITERS).flat_map(keys).collect()
}

#[test]
fn what_was_acknowledged_is_on_the_disk_when_the_power_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("disk.img");
    let file = fs::File::create(&image).unwrap();
    file.set_len(IMAGE_BYTES).unwrap();
    let made = succeeds(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&image));
    let mounted = made
        .then(|| Mounted::new(&image, folder.path().join("disk")))
        .flatten();
    let Some(disk) = mounted else {
        eprintln!("SKIPPED: no image can be mounted here");
        return;
    };
    let store = SledStore::create(disk.store(), &options()).unwrap();
    let mut acknowledged: Vec<Vec<u8>> = Vec::new();
    for round in 0..ROUNDS {
        acknowledged.extend(write(&store, round));
        let cut = folder.path().join("cut.img");
        fs::copy(&image, &cut).unwrap();

        let left = Mounted::new(&cut, folder.path().join("cut")).unwrap();
        let found = SledStore::open(left.store(), &options()).unwrap();
        found.verify().unwrap();
        for key in &acknowledged {
            let row = found.get(part(key), ROWS, key).unwrap();
            assert!(row == Some(value(key)), "round {round}: {key:?}");
        }
        let commits: u64 = PartId::all_data(PARTS)
            .map(|part| found.sequence(part).unwrap())
            .map(|Sequence(sequence)| sequence)
            .sum();
        assert_eq!(commits, acknowledged.len() as u64);
    }
}
