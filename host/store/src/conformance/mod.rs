//! What every store must do, run on each of them.
//!
//! A new backend implements [`Fixture`] and is named in one `conformance!` line below.

mod commits;
mod reads;
mod together;
mod values;

use crate::{
    Committed, Expectation, MemoryStore, Mutation, OpId, PartId, PartStore, Sequence, SledOptions,
    SledStore, Space, StoreError,
};

pub(crate) const PARTS: u16 = 8;
const A: Space = Space(1);
const B: Space = Space(2);

/// A store to test, and how to close and open it again.
pub(crate) trait Fixture: Sized {
    fn new() -> Self;
    fn store(&self) -> &dyn PartStore;
    fn reopen(self) -> Self;
}

pub(crate) struct Memory(MemoryStore);

impl Fixture for Memory {
    fn new() -> Memory {
        Memory(MemoryStore::new(PARTS).unwrap())
    }

    fn store(&self) -> &dyn PartStore {
        &self.0
    }

    fn reopen(self) -> Memory {
        self
    }
}

pub(crate) struct Sled {
    store: Option<SledStore>,
    dir: tempfile::TempDir,
}

pub(crate) fn options() -> SledOptions {
    SledOptions {
        parts: Some(PARTS),
        cache_bytes: 16 << 20,
        reserve_bytes: None,
    }
}

impl Sled {
    /// Another, made from a backup of this one.
    pub(crate) fn restored(&self) -> Sled {
        let mut backup = Vec::new();
        self.store.as_ref().unwrap().backup(&mut backup).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let store = SledStore::restore(dir.path(), backup.as_slice(), &options()).unwrap();
        Sled {
            store: Some(store),
            dir,
        }
    }
}

impl Fixture for Sled {
    fn new() -> Sled {
        let dir = tempfile::tempdir().unwrap();
        Sled {
            store: Some(SledStore::create(dir.path(), &options()).unwrap()),
            dir,
        }
    }

    fn store(&self) -> &dyn PartStore {
        self.store.as_ref().unwrap()
    }

    fn reopen(mut self) -> Sled {
        self.store = None;
        self.store = Some(SledStore::open(self.dir.path(), &options()).unwrap());
        self
    }
}

macro_rules! conformance {
    ($backend:ident, $fixture:ty: $($group:ident { $($case:ident),* $(,)? })*) => {
        mod $backend {
            $($(#[test] fn $case() { super::$group::$case::<$fixture>(); })*)*
        }
    };
}

macro_rules! on_every_store {
    ($($cases:tt)*) => {
        conformance!(memory, super::Memory: $($cases)*);
        conformance!(sled, super::Sled: $($cases)*);
    };
}

on_every_store! {
    commits {
        a_commit_changes_one_part_and_all_of_it,
        the_last_mutation_of_a_key_wins,
        expectations_that_hold,
        a_conflict_names_the_expectation_and_changes_nothing,
        an_op_is_done_once,
        an_op_is_of_one_part,
        an_op_is_known_after_reopening,
        ops_are_remembered_in_a_ring,
        loads_do_not_shorten_the_memory_of_ops,
        an_empty_commit_is_a_step,
        load_expects_a_sequence,
        load_is_durable_after_flush,
    }
    reads {
        scan_pages_in_order,
        scan_keeps_to_its_part_and_space,
        scan_at_the_edges_of_the_limit,
        scan_orders_prefixes_and_high_bytes,
        scan_begins_behind_a_key_that_is_not_there,
        visit_sees_all_in_order,
        visit_stops_at_a_break,
        visit_sees_more_rows_than_it_takes_at_once,
        visit_may_use_the_store,
    }
    values {
        values_of_every_length,
        a_long_value_shrinks_grows_and_goes,
        a_part_that_is_not_there,
        a_space_that_is_reserved,
        a_key_or_value_too_long,
        reopening_keeps_all,
    }
    together {
        concurrent_commits_to_one_part,
        concurrent_commits_to_many_parts,
        one_of_several_rivals_wins,
        a_read_of_several_keys_is_of_one_moment,
        the_epoch_follows_the_control_part,
        an_epoch_can_be_awaited,
    }
}

pub(crate) fn part(n: u16) -> PartId {
    PartId::data(n, PARTS).unwrap()
}

pub(crate) fn op(n: u64) -> OpId {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&n.to_be_bytes());
    OpId(id)
}

fn put(space: Space, key: &[u8], value: &[u8]) -> Mutation {
    Mutation::put(space, key, value)
}

fn commit(store: &dyn PartStore, p: PartId, n: u64, mutations: &[Mutation]) -> Committed {
    store.commit(p, op(n), &[], mutations).unwrap()
}

fn get(store: &dyn PartStore, p: PartId, space: Space, key: &[u8]) -> Option<Vec<u8>> {
    store.get(p, space, key).unwrap()
}

fn keys(store: &dyn PartStore, p: PartId, space: Space) -> Vec<Vec<u8>> {
    let page = store.scan(p, space, None, usize::MAX).unwrap();
    assert_eq!(page.next, None);
    page.entries.into_iter().map(|(key, _)| key).collect()
}
