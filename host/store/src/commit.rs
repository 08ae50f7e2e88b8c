//! What a commit is made of, and the checks every store makes the same way.
//!
//! They are here, and not in each store, because a store that accepts what
//! another refuses would be found out only when the data moves.

use std::collections::BTreeMap;

use crate::StoreError;

/// The longest key, in bytes.
///
/// A page of sled's index holds up to 256 keys and must stay under the 128 KiB
/// above which sled moves a page to a file it never syncs.
pub const KEY_LIMIT: usize = 256;

/// The longest value, in bytes: room for the largest plugin component with its runtime.
///
/// A commit holds a process-wide lock of the embedded store while it is applied.
pub const VALUE_LIMIT: usize = 64 << 20;

/// How many operation ids a part remembers.
///
/// They are kept in a ring by sequence, so that the rows of a part do not grow
/// with its history. A retry comes within seconds; a part takes a thousand
/// commits in days.
pub const OPS_KEPT: u64 = 1024;

/// Spaces from here on are the store's own.
pub(crate) const RESERVED_FROM: u8 = 0xf0;

/// A kind of row within a part: rows of one space are in order, spaces do not mix.
///
/// Numbers from `0xf0` on are the store's own and are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Space(pub u8);

/// How many commits and loads a part has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sequence(pub u64);

/// Names one operation, so that sending it twice does it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId(pub [u8; 16]);

/// One change of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mutation {
    /// The key has this value from now on.
    Put {
        /// The space of the row.
        space: Space,
        /// The key within the space.
        key: Vec<u8>,
        /// The new value.
        value: Vec<u8>,
    },
    /// The key has no value from now on; it need not have had one.
    Delete {
        /// The space of the row.
        space: Space,
        /// The key within the space.
        key: Vec<u8>,
    },
}

impl Mutation {
    /// A [`Mutation::Put`].
    pub fn put(space: Space, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Mutation {
        Mutation::Put {
            space,
            key: key.into(),
            value: value.into(),
        }
    }

    /// A [`Mutation::Delete`].
    pub fn delete(space: Space, key: impl Into<Vec<u8>>) -> Mutation {
        Mutation::Delete {
            space,
            key: key.into(),
        }
    }
}

/// What a commit expects to find; if it does not, nothing is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// The key has no value.
    Absent {
        /// The space of the row.
        space: Space,
        /// The key within the space.
        key: Vec<u8>,
    },
    /// The key has a value.
    Present {
        /// The space of the row.
        space: Space,
        /// The key within the space.
        key: Vec<u8>,
    },
    /// The key has exactly this value.
    Value {
        /// The space of the row.
        space: Space,
        /// The key within the space.
        key: Vec<u8>,
        /// The value it must have.
        value: Vec<u8>,
    },
    /// The part is exactly here: nobody has changed anything in it since.
    Sequence(Sequence),
}

/// What a commit came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The sequence of the part right after the operation was applied.
    pub sequence: Sequence,
    /// Whether that was an earlier time the same operation was sent.
    pub replayed: bool,
}

/// The changes that remain when the last one on each key wins: `None` deletes.
pub(crate) type Changes<'a> = BTreeMap<(Space, &'a [u8]), Option<&'a [u8]>>;

/// Checks every mutation against the limits and reduces them to one a key.
pub(crate) fn changes(mutations: &[Mutation]) -> Result<Changes<'_>, StoreError> {
    let mut changes = Changes::new();
    for mutation in mutations {
        let (space, key, value) = match mutation {
            Mutation::Put { space, key, value } => (*space, key, Some(value.as_slice())),
            Mutation::Delete { space, key } => (*space, key, None),
        };
        check_space(space)?;
        if key.len() > KEY_LIMIT {
            return Err(StoreError::KeyTooLong { length: key.len() });
        }
        if let Some(value) = value
            && value.len() > VALUE_LIMIT
        {
            return Err(StoreError::ValueTooLong {
                length: value.len(),
            });
        }
        changes.insert((space, key), value);
    }
    Ok(changes)
}

/// Refuses the spaces the store keeps for itself.
pub(crate) fn check_space(space: Space) -> Result<(), StoreError> {
    if space.0 < RESERVED_FROM {
        Ok(())
    } else {
        Err(StoreError::ReservedSpace { space: space.0 })
    }
}

/// Checks that every expectation holds; call it where no one can change the part.
pub(crate) fn check(
    expect: &[Expectation],
    sequence: Sequence,
    get: impl Fn(Space, &[u8]) -> Result<Option<Vec<u8>>, StoreError>,
) -> Result<(), StoreError> {
    for (index, expectation) in expect.iter().enumerate() {
        let holds = match expectation {
            Expectation::Absent { space, key } => get(*space, key)?.is_none(),
            Expectation::Present { space, key } => get(*space, key)?.is_some(),
            Expectation::Value { space, key, value } => get(*space, key)?.as_ref() == Some(value),
            Expectation::Sequence(expected) => *expected == sequence,
        };
        if !holds {
            return Err(StoreError::Conflict { index });
        }
    }
    Ok(())
}

impl Sequence {
    /// The sequence one commit later.
    pub(crate) fn next(self) -> Sequence {
        // At a million commits a second it would take half a million years.
        Sequence(self.0.saturating_add(1))
    }

    /// The place in the ring of remembered operations.
    pub(crate) fn ring_slot(self) -> u64 {
        self.0 % OPS_KEPT
    }
}
