//! An ordered key-value store split into parts; it knows bytes, not subjects.
//!
//! Everything that must change together lives in one part, so every change is
//! **one commit in one part** and no commit ever spans two. That single rule is
//! what lets the same code run on one embedded database today and on a
//! partitioned one later: a part can move to another machine, a transaction over
//! two parts could not. Work that crosses parts is the caller's: it writes an
//! outbox row in the same commit as its cause and delivers it with an [`OpId`].
//!
//! A commit names what it expects to find ([`Expectation`]) and an operation id.
//! The first makes read-decide-write safe without holding a lock while deciding;
//! the second makes a commit whose answer was lost safe to send again.
//!
//! Two stores speak the trait [`PartStore`] and pass the same conformance suite:
//! [`SledStore`] on disk, and [`MemoryStore`] for tests and as the model the
//! first is compared with.
//!
//! ```
//! use accord_store::{Expectation, MemoryStore, Mutation, OpId, PartId, PartStore, Space};
//! # fn main() -> Result<(), accord_store::StoreError> {
//! let store = MemoryStore::new(16)?;
//! let part = PartId::of_hash([0xab, 0xcd], store.parts());
//! let (space, key) = (Space(1), b"name".to_vec());
//! let create = [Mutation::put(space, key.clone(), b"value".to_vec())];
//! let absent = [Expectation::Absent { space, key }];
//!
//! let first = store.commit(part, OpId([7; 16]), &absent, &create)?;
//! let again = store.commit(part, OpId([7; 16]), &absent, &create)?;
//! assert_eq!(first.sequence, again.sequence);
//! assert!(again.replayed);
//! # Ok(())
//! # }
//! ```

mod commit;
#[cfg(test)]
mod conformance;
mod embedded;
mod epoch;
mod error;
mod memory;
mod part;
#[cfg(test)]
mod properties;

use std::ops::ControlFlow;
use std::time::Duration;

pub use commit::{
    Committed, Expectation, KEY_LIMIT, Mutation, OPS_KEPT, OpId, Sequence, Space, VALUE_LIMIT,
};
pub use embedded::{BackedUp, SledOptions, SledStore};
pub use error::{Fault, StoreError};
pub use memory::MemoryStore;
pub use part::{DEFAULT_PARTS, PartId};

/// A run of rows in key order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The rows: key, value.
    pub entries: Vec<(Vec<u8>, Vec<u8>)>,
    /// The `after` of the next page; `None` if no row follows.
    pub next: Option<Vec<u8>>,
}

/// What [`PartStore::visit`] calls with each key and value, until it breaks.
pub type Visitor<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

/// An ordered key-value store split into parts.
///
/// Keys order as bytes. Reads see a commit whole or not at all, and see it as
/// soon as it is applied, which may be a moment before it is durable: what must
/// not be answered before it is safe waits for `commit` to return.
///
/// # Errors
/// Every method that names a part fails with [`StoreError::NoSuchPart`] if the
/// store lacks it, and every one that names a space with
/// [`StoreError::ReservedSpace`] if the store keeps it for itself. A disk that
/// does not answer is [`StoreError::Io`], [`StoreError::File`], [`StoreError::DiskFull`],
/// [`StoreError::Closed`] or [`StoreError::Corrupt`].
pub trait PartStore: Send + Sync {
    /// How many data parts there are; fixed when the store was created.
    fn parts(&self) -> u16;

    /// The value of one key.
    fn get(&self, part: PartId, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// The values of several keys of one part, in the order asked, all as of one moment.
    fn get_many(
        &self,
        part: PartId,
        keys: &[(Space, &[u8])],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError>;

    /// At most `limit` rows of a space in key order, beginning behind `after`.
    ///
    /// One page is of one moment; two pages are not. A limit of 0 is taken as 1,
    /// so that a loop over pages always ends.
    fn scan(
        &self,
        part: PartId,
        space: Space,
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Page, StoreError>;

    /// Calls `f` with every row of a space in key order until it breaks.
    ///
    /// For full runs: the embedded store hands out its own bytes, uncopied
    /// (except long values, see [`SledStore`]). No lock is held while `f` runs, so
    /// `f` may use the store, and a commit made meanwhile may be seen in part.
    fn visit(&self, part: PartId, space: Space, f: &mut Visitor<'_>) -> Result<(), StoreError>;

    /// How many commits and loads this part has taken.
    fn sequence(&self, part: PartId) -> Result<Sequence, StoreError>;

    /// Applies `mutations` to one part, all or none, and returns when they are durable.
    ///
    /// In this order: an `op` this part remembers changes nothing and returns the
    /// sequence of its first time; then every expectation must hold; then the
    /// mutations are applied, the last one on a key winning, and the sequence
    /// steps by one, even if nothing differs from before.
    ///
    /// A part remembers an `op` for at least [`OPS_KEPT`] further steps of its
    /// sequence, and never more than [`OPS_KEPT`] ops: whoever retries later than
    /// that must protect itself by expectations.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] names the first expectation that does not hold;
    /// it, [`StoreError::ReadOnly`] and the refusals of a key or value mean that
    /// nothing was changed. After any other error the outcome is **unclear**: the
    /// commit may be found once the store takes writes again, and sending the same `op`
    /// then gives a clear answer.
    fn commit(
        &self,
        part: PartId,
        op: OpId,
        expect: &[Expectation],
        mutations: &[Mutation],
    ) -> Result<Committed, StoreError>;

    /// Applies `mutations` like a commit, without an op and without waiting for the disk.
    ///
    /// For imports: durable after the next [`flush`](PartStore::flush) (or any
    /// later commit), and then all or none of it. `expect` is the sequence the
    /// caller last saw, if that matters.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with index 0 if the sequence is another.
    fn load(
        &self,
        part: PartId,
        expect: Option<Sequence>,
        mutations: &[Mutation],
    ) -> Result<Sequence, StoreError>;

    /// Returns when everything applied before the call is durable.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`] and the errors of the disk.
    fn flush(&self) -> Result<(), StoreError>;

    /// Steps by one after each commit or load that changed [`PartId::CONTROL`]; 0 at opening.
    fn epoch(&self) -> u64;

    /// Waits until the epoch is beyond `beyond`, or `timeout` has passed; the epoch then.
    fn wait_epoch(&self, beyond: u64, timeout: Duration) -> u64;
}
