//! How rows lie in sled's one tree.
//!
//! A row's key is `part (2 bytes, big-endian) ++ space (1 byte) ++ key`, so a part
//! is one run of the tree and a space one run of the part. One tree and not one
//! for each part: sled keeps thousands of trees badly, and a batch is atomic
//! within one tree.
//!
//! **No value is stored in more than 4 KiB at once.** A leaf of sled holds up to 20
//! rows, and a page above 128 KiB is written to a file of its own that is never
//! synced; after a power cut sled skips such a page without a word. So a long
//! value is cut into chunks, rows of the space [`CHUNKS`], and the row itself
//! keeps only the length. It also spares sled to rewrite a neighbour's megabytes
//! with each small change of a leaf.

use sha2::{Digest as _, Sha256};

use crate::{OpId, PartId, Sequence, Space, StoreError};

/// The layout of keys and values described here.
///
/// Layout 1 lacked the position and the digests: the first is written when a store of that
/// layout is opened, the digest of a part with its next commit.
pub(super) const LAYOUT: u16 = 2;

/// The oldest layout that this version opens.
pub(super) const OLDEST_LAYOUT: u16 = 1;

/// The longest value kept in the row itself, and the length of a chunk.
pub(super) const CHUNK: usize = 4096;

/// `space ++ key ++ number (4 bytes, big-endian)`: a chunk of a long value. The
/// number has a fixed width, so no two keys share a chunk.
const CHUNKS: u8 = 0xfe;

/// What the store keeps about a part, or, in the control part, about itself.
const OWN: u8 = 0xff;
const OWN_SEQUENCE: u8 = 0;
const OWN_OP: u8 = 1;
const OWN_RING: u8 = 2;
const OWN_LAYOUT: u8 = 3;
const OWN_POSITION: u8 = 4;

const INLINE: u8 = 0;
const CHUNKED: u8 = 1;

const PREFIX: usize = 3;

pub(super) fn prefix(part: PartId, space: u8) -> [u8; PREFIX] {
    let [high, low] = part.number().to_be_bytes();
    [high, low, space]
}

pub(super) fn row(part: PartId, space: Space, key: &[u8]) -> Vec<u8> {
    [prefix(part, space.0).as_slice(), key].concat()
}

/// The caller's key of a row.
pub(super) fn key(row: &[u8]) -> &[u8] {
    row.get(PREFIX..).unwrap_or_default()
}

pub(super) fn chunk(part: PartId, space: Space, key: &[u8], number: u32) -> Vec<u8> {
    [
        prefix(part, CHUNKS).as_slice(),
        &[space.0],
        key,
        &number.to_be_bytes(),
    ]
    .concat()
}

#[cfg(test)]
pub(super) fn all_chunks(part: PartId) -> [u8; PREFIX] {
    prefix(part, CHUNKS)
}

pub(super) fn sequence(part: PartId) -> Vec<u8> {
    [prefix(part, OWN).as_slice(), &[OWN_SEQUENCE]].concat()
}

pub(super) fn op(part: PartId, op: OpId) -> Vec<u8> {
    [prefix(part, OWN).as_slice(), &[OWN_OP], &op.0].concat()
}

pub(super) fn ring(part: PartId, sequence: Sequence) -> Vec<u8> {
    [
        prefix(part, OWN).as_slice(),
        &[OWN_RING],
        &sequence.ring_slot().to_be_bytes(),
    ]
    .concat()
}

pub(super) fn layout() -> Vec<u8> {
    [prefix(PartId::CONTROL, OWN).as_slice(), &[OWN_LAYOUT]].concat()
}

/// The number of the last batch applied to any part; it lies at the very end of the tree.
pub(super) fn position() -> Vec<u8> {
    [prefix(PartId::CONTROL, OWN).as_slice(), &[OWN_POSITION]].concat()
}

/// Whether a row is left out of the digest of its part: the one that holds the digest, and
/// those about the whole store.
pub(super) fn is_undigested(row: &[u8]) -> bool {
    matches!(
        row.get(2..),
        Some([OWN, OWN_SEQUENCE | OWN_LAYOUT | OWN_POSITION])
    )
}

/// Whether a row is about the whole store, and no part's.
pub(super) fn is_of_store(row: &[u8]) -> bool {
    is_undigested(row) && !is_sequence(row)
}

pub(super) fn is_sequence(row: &[u8]) -> bool {
    matches!(row.get(2..), Some([OWN, OWN_SEQUENCE]))
}

/// The part that a row belongs to.
pub(super) fn part_number(row: &[u8]) -> Result<u16, StoreError> {
    match row.first_chunk() {
        Some(number) if row.len() >= PREFIX => Ok(u16::from_be_bytes(*number)),
        _ => Err(corrupt("a row without a part")),
    }
}

/// The first bytes of every row of a part.
pub(super) fn all(part: PartId) -> [u8; 2] {
    part.number().to_be_bytes()
}

/// A sum over the rows of a part, the same in whatever order they came to be there.
///
/// Kept up with every commit, it tells whether sled still has every row: it forgets
/// changes of single pages if their part of the log is garbled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Digest(u128);

impl Digest {
    pub(super) fn add(&mut self, row: &[u8], value: &[u8]) {
        self.0 = self.0.wrapping_add(row_digest(row, value));
    }

    pub(super) fn remove(&mut self, row: &[u8], value: &[u8]) {
        self.0 = self.0.wrapping_sub(row_digest(row, value));
    }
}

fn row_digest(row: &[u8], value: &[u8]) -> u128 {
    let length = u64::try_from(row.len()).unwrap_or(u64::MAX);
    let hash = Sha256::new()
        .chain_update(length.to_be_bytes())
        .chain_update(row)
        .chain_update(value)
        .finalize();
    hash.first_chunk::<16>()
        .map_or(0, |half| u128::from_be_bytes(*half))
}

/// What the row of a part's sequence holds; no digest in layout 1.
pub(super) struct Steps {
    pub(super) sequence: Sequence,
    pub(super) digest: Option<Digest>,
}

pub(super) fn steps(row: Option<&[u8]>) -> Result<Steps, StoreError> {
    let Some(row) = row else {
        return Ok(Steps {
            sequence: Sequence::default(),
            digest: Some(Digest::default()),
        });
    };
    let (count, digest) = match row.split_first_chunk::<8>() {
        Some((count, [])) => (count, None),
        Some((count, digest)) => {
            let digest = digest
                .try_into()
                .map_err(|_| corrupt("a digest of another length"))?;
            (count, Some(Digest(u128::from_be_bytes(digest))))
        }
        None => return Err(corrupt("a sequence of another length")),
    };
    Ok(Steps {
        sequence: Sequence(u64::from_be_bytes(*count)),
        digest,
    })
}

pub(super) fn steps_row(sequence: Sequence, digest: Digest) -> Vec<u8> {
    [sequence.0.to_be_bytes().as_slice(), &digest.0.to_be_bytes()].concat()
}

/// A value as its row holds it.
pub(super) enum Stored<'a> {
    Inline(&'a [u8]),
    Chunked { length: u64 },
}

impl Stored<'_> {
    /// How many chunk rows belong to it.
    pub(super) fn chunks(&self) -> u32 {
        match self {
            Stored::Inline(_) => 0,
            Stored::Chunked { length } => chunks_of(*length),
        }
    }
}

pub(super) fn read(row: &[u8]) -> Result<Stored<'_>, StoreError> {
    match row.split_first() {
        Some((&INLINE, bytes)) => Ok(Stored::Inline(bytes)),
        Some((&CHUNKED, length)) => Ok(Stored::Chunked {
            length: number(length)?,
        }),
        _ => Err(corrupt("a row without a known format")),
    }
}

/// What the row itself holds of a value.
pub(super) fn head(value: &[u8]) -> Vec<u8> {
    if value.len() <= CHUNK {
        return [&[INLINE], value].concat();
    }
    let length = u64::try_from(value.len()).unwrap_or(u64::MAX);
    [[CHUNKED].as_slice(), &length.to_be_bytes()].concat()
}

/// What its chunks hold, in order; none of a short one.
pub(super) fn chunks(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let long = if value.len() <= CHUNK { &[] } else { value };
    long.chunks(CHUNK)
}

fn chunks_of(length: u64) -> u32 {
    // Values end at VALUE_LIMIT, far below four billion chunks.
    u32::try_from(length.div_ceil(CHUNK as u64)).unwrap_or(u32::MAX)
}

pub(super) fn number(bytes: &[u8]) -> Result<u64, StoreError> {
    let bytes = bytes
        .try_into()
        .map_err(|_| corrupt("a number of other than 8 bytes"))?;
    Ok(u64::from_be_bytes(bytes))
}

pub(super) fn stored_op(row: &[u8]) -> Result<OpId, StoreError> {
    row.try_into()
        .map(OpId)
        .map_err(|_| corrupt("an operation id of other than 16 bytes"))
}

pub(super) fn corrupt(what: &str) -> StoreError {
    StoreError::Corrupt {
        what: what.to_owned(),
    }
}
