//! A writer killed at random instants, many times over, on one store.
//!
//! The writer is this very program, started anew and told so by a variable. It prints a
//! line for each write that was acknowledged, and is killed after a random number of
//! lines; what it prints up to its end counts. Every acknowledged write must be there,
//! each commit whole or not at all, and the sequence of every part without a hole.
//!
//! `ACCORD_CRASH_ROUNDS` asks for more rounds, `ACCORD_CRASH_SEED` for others.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use accord_store::{
    Expectation, Mutation, OpId, PartId, PartStore as _, Sequence, SledOptions, SledStore, Space,
    StoreError,
};

const WRITER_DIR: &str = "ACCORD_CRASH_DIR";
const WRITER_ROUND: &str = "ACCORD_CRASH_ROUND";
const ROUNDS: u64 = 30;
const PARTS: u16 = 5;
const WRITERS: u64 = 4;
/// More acknowledgements than a round waits for.
const MOST_WAITED: u64 = 1500;

const ROWS: Space = Space(1);
const LATEST: Space = Space(2);

fn options() -> SledOptions {
    SledOptions {
        parts: Some(PARTS),
        cache_bytes: 16 << 20,
        ..SledOptions::default()
    }
}

/// One write: which thread of which round made it, and as its how manyeth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Write {
    round: u64,
    thread: u64,
    count: u64,
}

impl Write {
    fn random(self) -> Random {
        Random(self.round << 48 ^ self.thread << 40 ^ self.count)
    }

    fn op(self) -> OpId {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(self.round << 8 | self.thread).to_be_bytes());
        id[8..].copy_from_slice(&self.count.to_be_bytes());
        OpId(id)
    }

    fn of(op: [u8; 16]) -> Write {
        let (high, low) = op.split_at(8);
        let high = u64::from_be_bytes(high.try_into().unwrap());
        Write {
            round: high >> 8,
            thread: high & 0xff,
            count: u64::from_be_bytes(low.try_into().unwrap()),
        }
    }

    fn part(self) -> PartId {
        let number = self.random().below(u64::from(PARTS) + 1) as u16;
        PartId::data(number, PARTS).unwrap_or(PartId::CONTROL)
    }

    fn row_count(self) -> u8 {
        1 + self.random().below(12) as u8
    }

    fn row(self, number: u8, sequence: Sequence) -> Row {
        let key = [self.op().0.as_slice(), &[number]].concat();
        let mut random = Random(self.count ^ u64::from(number));
        let length = match random.below(20) {
            0 => random.below(30_000),
            _ => random.below(500),
        };
        let mut value = sequence.0.to_be_bytes().to_vec();
        value.extend(std::iter::repeat_n(number, length as usize));
        (key, value)
    }

    /// What it writes if it becomes this step of its part.
    fn mutations(self, sequence: Sequence) -> Vec<Mutation> {
        let rows = (0..self.row_count()).map(|number| {
            let (key, value) = self.row(number, sequence);
            Mutation::put(ROWS, key, value)
        });
        let latest = Mutation::put(LATEST, b"latest", sequence.0.to_be_bytes());
        rows.chain([latest]).collect()
    }
}

/// Key and value.
type Row = (Vec<u8>, Vec<u8>);

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// Not a test of its own: the writer that `a_killed_writer_loses_nothing` starts.
#[test]
fn writer() {
    let Some(dir) = std::env::var_os(WRITER_DIR) else {
        return;
    };
    let round = std::env::var(WRITER_ROUND).unwrap().parse().unwrap();
    let store = SledStore::open(dir, &options()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..WRITERS {
            let store = &store;
            scope.spawn(move || {
                if thread == 0 {
                    load(store, round);
                } else {
                    commit(store, round, thread);
                }
            });
        }
    });
}

fn commit(store: &SledStore, round: u64, thread: u64) {
    for count in 0.. {
        let write = Write {
            round,
            thread,
            count,
        };
        loop {
            let last = store.sequence(write.part()).unwrap();
            let expect = [Expectation::Sequence(last)];
            let rows = write.mutations(Sequence(last.0 + 1));
            match store.commit(write.part(), write.op(), &expect, &rows) {
                Ok(_) => break,
                Err(StoreError::Conflict { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
        acknowledge(&[write]);
    }
}

fn load(store: &SledStore, round: u64) {
    let mut loaded = Vec::new();
    for count in 0.. {
        let write = Write {
            round,
            thread: 0,
            count,
        };
        loop {
            let last = store.sequence(write.part()).unwrap();
            match store.load(
                write.part(),
                Some(last),
                &write.mutations(Sequence(last.0 + 1)),
            ) {
                Ok(_) => break,
                Err(StoreError::Conflict { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
        loaded.push(write);
        if loaded.len() == 4 {
            store.flush().unwrap();
            acknowledge(&loaded);
            loaded.clear();
        }
    }
}

fn acknowledge(writes: &[Write]) {
    let mut lines = String::new();
    for write in writes {
        writeln!(
            lines,
            "acknowledged {} {} {}",
            write.round, write.thread, write.count
        )
        .unwrap();
    }
    let mut out = std::io::stdout().lock();
    out.write_all(lines.as_bytes()).unwrap();
    out.flush().unwrap();
}

/// Runs a writer until it has acknowledged `enough` writes, kills it; all it acknowledged.
fn run_and_kill(dir: &Path, round: u64, enough: u64) -> Vec<Write> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writer", "--nocapture"])
        .env(WRITER_DIR, dir)
        .env(WRITER_ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    let mut is_killed = false;
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    loop {
        if !is_killed && acknowledged.len() as u64 >= enough {
            child.kill().unwrap();
            is_killed = true;
        }
        let Some(line) = lines.next() else { break };
        let line = line.unwrap();
        // The last line may have been cut off by the kill.
        let mut words = line.split(' ');
        // The test harness writes the name of the test and no line break before it.
        if !words.any(|word| word.ends_with("acknowledged")) {
            continue;
        }
        let numbers: Vec<u64> = words.filter_map(|word| word.parse().ok()).collect();
        if let [round, thread, count] = numbers[..] {
            acknowledged.push(Write {
                round,
                thread,
                count,
            });
        }
    }
    let status = child.wait().unwrap();
    assert!(is_killed, "the writer ended by itself: {status}");
    acknowledged
}

fn check(store: &SledStore, acknowledged: &BTreeSet<Write>) -> usize {
    let mut found = BTreeSet::new();
    for part in PartId::all_data(PARTS).chain([PartId::CONTROL]) {
        let rows = store.scan(part, ROWS, None, usize::MAX).unwrap().entries;
        let mut commits: BTreeMap<Write, Vec<Row>> = BTreeMap::new();
        for (key, value) in rows {
            let write = Write::of(key[..16].try_into().unwrap());
            commits.entry(write).or_default().push((key, value));
        }
        let mut sequences = BTreeSet::new();
        for (write, rows) in commits {
            assert_eq!(write.part(), part);
            let sequence = u64::from_be_bytes(rows[0].1[..8].try_into().unwrap());
            let whole: Vec<_> = (0..write.row_count())
                .map(|number| write.row(number, Sequence(sequence)))
                .collect();
            assert!(rows == whole, "{write:?} is there by half");
            assert!(
                sequences.insert(sequence),
                "two commits are step {sequence}"
            );
            found.insert(write);
        }
        let last = store.sequence(part).unwrap().0;
        assert!(
            sequences.into_iter().eq(1..=last),
            "the steps of part {part} have a hole"
        );
        let latest = store.get(part, LATEST, b"latest").unwrap();
        assert_eq!(latest.unwrap_or(vec![0; 8]), last.to_be_bytes(), "{part}");
    }
    let lost: Vec<_> = acknowledged.difference(&found).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    found.len() - acknowledged.len()
}

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().unwrap())
}

#[test]
fn a_killed_writer_loses_nothing() {
    if std::env::var_os(WRITER_DIR).is_some() {
        return;
    }
    let seed = number("ACCORD_CRASH_SEED", 481_802);
    let mut random = Random(seed);
    let dir = tempfile::tempdir().unwrap();
    drop(SledStore::create(dir.path(), &options()).unwrap());
    let mut acknowledged = BTreeSet::new();
    for round in 0..number("ACCORD_CRASH_ROUNDS", ROUNDS) {
        let enough = match random.below(6) {
            // While it opens what the one before it left.
            0 => 0,
            1 => 1 + random.below(10),
            _ => random.below(MOST_WAITED),
        };
        acknowledged.extend(run_and_kill(dir.path(), round, enough));
        // Now and then the next writer is the first to see what was left.
        if random.below(4) > 0 {
            let store = SledStore::open(dir.path(), &options()).unwrap();
            let unclear = check(&store, &acknowledged);
            println!(
                "round {round}: {} acknowledged are all there, {unclear} more are whole",
                acknowledged.len()
            );
        }
    }
    let store = SledStore::open(dir.path(), &options()).unwrap();
    check(&store, &acknowledged);
}
