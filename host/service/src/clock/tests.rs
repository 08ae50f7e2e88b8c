use std::sync::atomic::{AtomicI64, Ordering};

use accord_store::{MemoryStore, SledOptions, SledStore};
use proptest::prelude::*;

use super::*;

/// A wall clock that a test sets.
#[derive(Clone, Default)]
struct Wall(Arc<AtomicI64>);

impl Wall {
    fn set(&self, to: Millis) {
        self.0.store(to, Ordering::Relaxed);
    }

    fn clock(&self, store: &Arc<dyn PartStore>) -> Clock {
        let wall = self.clone();
        let now = move || wall.0.load(Ordering::Relaxed);
        Clock::with(Arc::clone(store), Box::new(now)).unwrap()
    }
}

fn store() -> Arc<dyn PartStore> {
    Arc::new(MemoryStore::new(16).unwrap())
}

#[test]
fn a_reader_is_given_a_moment_before_every_writer_at_work() {
    let (store, wall) = (store(), Wall::default());
    let clock = wall.clock(&store);
    wall.set(100);
    let first = clock.begin_write().unwrap();
    wall.set(200);
    let second = clock.begin_write().unwrap();
    assert_eq!((first.at(), second.at()), (100, 200));
    wall.set(300);
    assert_eq!(clock.read_moment(), 99);
    drop(second);
    assert_eq!(clock.read_moment(), 99);
    drop(first);
    assert_eq!(clock.read_moment(), 300);
    // In the same millisecond: the reader was told that nothing more comes of it.
    assert_eq!(clock.begin_write().unwrap().at(), 301);
    // And whoever asks after that write sees it.
    assert_eq!(clock.read_moment(), 301);
}

#[test]
fn a_clock_set_back_between_two_starts_undoes_nothing() {
    let (store, wall) = (store(), Wall::default());
    wall.set(10_000);
    let told = wall.clock(&store).read_moment();
    assert_eq!(told, 10_000);
    wall.set(3_000);
    let clock = wall.clock(&store);
    let stamp = clock.begin_write().unwrap();
    // Closed in order, the one before left its true last time.
    assert_eq!(stamp.at(), told + 1);
    drop(stamp);
    assert_eq!(clock.read_moment(), told + 1);
    // One that crashes does not; then the next is ahead by what was reserved.
    std::mem::forget(clock);
    let at = wall.clock(&store).begin_write().unwrap().at();
    assert!(at > told + 1 && at <= told + 2 + LEASE, "{at}");
}

#[test]
fn a_time_given_out_is_on_disk_as_such_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    let open = || -> Arc<dyn PartStore> {
        Arc::new(SledStore::open(&path, &SledOptions::default()).unwrap())
    };
    drop(SledStore::create(&path, &SledOptions::default()).unwrap());
    let wall = Wall::default();
    wall.set(1_000);
    let (told, copy) = {
        let store = Arc::new(SledStore::open(&path, &SledOptions::default()).unwrap());
        let clock = wall.clock(&(Arc::clone(&store) as Arc<dyn PartStore>));
        let told = clock.read_moment();
        // What a crash at this point leaves.
        let mut copy = Vec::new();
        store.backup(&mut copy).unwrap();
        (told, copy)
    };
    std::fs::remove_dir_all(&path).unwrap();
    drop(SledStore::restore(&path, copy.as_slice(), &SledOptions::default()).unwrap());
    wall.set(0);
    assert!(wall.clock(&open()).begin_write().unwrap().at() > told);
}

#[derive(Debug, Clone)]
enum Step {
    Wall(Millis),
    Begin,
    End(prop::sample::Index),
    Read,
    Restart,
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..20_000_i64).prop_map(Step::Wall),
        Just(Step::Begin),
        any::<prop::sample::Index>().prop_map(Step::End),
        Just(Step::Read),
        Just(Step::Restart),
        Just(Step::Crash),
    ]
}

proptest! {
    /// Whatever the wall clock does: every stamp is later than all before it and than every
    /// moment given before it, no moment is given that a writer at work could still fall
    /// into, and moments never go back.
    #[test]
    fn what_was_known_at_a_moment_never_changes(
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let (store, wall) = (store(), Wall::default());
        let mut clock = Box::new(wall.clock(&store));
        let (mut told, mut stamped) = (Millis::MIN, Millis::MIN);
        let mut writing: Vec<Millis> = Vec::new();
        for step in steps {
            match step {
                Step::Wall(at) => wall.set(at),
                Step::Begin => {
                    let stamp = clock.begin_write().unwrap();
                    prop_assert!(stamp.at() > told && stamp.at() > stamped);
                    stamped = stamp.at();
                    writing.push(stamped);
                    // Ended by hand, below.
                    std::mem::forget(stamp);
                }
                Step::End(which) if !writing.is_empty() => {
                    let at = writing.remove(which.index(writing.len()));
                    drop(WriteStamp { clock: &clock, at });
                }
                Step::End(_) => {}
                Step::Read => {
                    let moment = clock.read_moment();
                    prop_assert!(moment >= told);
                    prop_assert!(writing.iter().all(|at| *at > moment));
                    prop_assert!(!writing.is_empty() || moment >= stamped);
                    told = moment;
                }
                Step::Restart | Step::Crash => {
                    // What was being written is not there, or was there before.
                    writing.clear();
                    let next = Box::new(wall.clock(&store));
                    let last = std::mem::replace(&mut clock, next);
                    if matches!(step, Step::Crash) {
                        std::mem::forget(last);
                    } else {
                        drop(last);
                        *clock = wall.clock(&store);
                    }
                }
            }
        }
    }
}
