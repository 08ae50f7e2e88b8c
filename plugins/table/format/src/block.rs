//! The block of an interpreter that a table is written into.
//!
//! It is reserved and has a fixed size, so that splicing overwrites bytes in place: the code
//! of every table is that of the interpreter, byte for byte, and no offset moves, which a
//! reviewer can see with `cmp`. Rewriting the data segment would save the bytes that a table
//! leaves free, some kilobytes, and cost a rewriter of components. What is free is never
//! touched by an evaluation, and the whole memory keeps within the two pages that it has
//! anyway.

use serde::{Deserialize, Serialize};

/// How the block begins; the number is that of the format and changes with it.
pub const MAGIC: [u8; 32] = *b"accord table interpreter, form 1";

/// Bytes for both parts of a table. M6 takes 2.5 KiB: this has room for one almost five times
/// as long.
pub const CAPACITY: usize = 12 * 1024;

/// The block, as it lies in an interpreter's memory: bytes only, without gaps.
#[repr(C)]
#[derive(Debug, Clone)]
pub struct Block {
    magic: [u8; 32],
    capacity: [u8; 4],
    program: [u8; 4],
    description: [u8; 4],
    content: [u8; CAPACITY],
}

/// Bytes before the content.
const HEAD: usize = 44;

/// The block of an interpreter without a table.
pub const BLANK: Block = Block {
    magic: MAGIC,
    capacity: (CAPACITY as u32).to_le_bytes(),
    program: [0; 4],
    description: [0; 4],
    content: [0; CAPACITY],
};

/// The two parts of a block that was filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filled<'a> {
    /// Bytes of the [`Program`](crate::Program).
    pub program: &'a [u8],
    /// Bytes of the [`Description`](crate::Description).
    pub description: &'a [u8],
}

impl Block {
    /// Its parts; `None` if it was not filled, or not so that it could be.
    #[must_use]
    pub fn filled(&self) -> Option<Filled<'_>> {
        let length = |bytes: [u8; 4]| usize::try_from(u32::from_le_bytes(bytes)).ok();
        let (program, rest) = self.content.split_at_checked(length(self.program)?)?;
        let description = rest.get(..length(self.description)?)?;
        (!program.is_empty() && !description.is_empty()).then_some(Filled {
            program,
            description,
        })
    }
}

/// Why bytes are no table, or a component takes none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpliceError {
    /// The component is no interpreter of this format.
    #[error("no table interpreter of this form")]
    NotAnInterpreter,
    /// It holds a table already.
    #[error("the interpreter holds a table already")]
    Taken,
    /// The table does not fit.
    #[error("the table takes {size} bytes; {capacity} are there")]
    TooLarge {
        /// Bytes of the table.
        size: usize,
        /// Bytes of the block.
        capacity: usize,
    },
    /// The bytes are no table.
    #[error("the table cannot be read")]
    Unreadable,
}

/// The bytes of one part.
///
/// # Errors
/// [`SpliceError::Unreadable`], which no part of a table gives.
pub fn encode<T: Serialize>(part: &T) -> Result<Vec<u8>, SpliceError> {
    postcard::to_allocvec(part).map_err(|_| SpliceError::Unreadable)
}

/// A part from its bytes.
///
/// # Errors
/// [`SpliceError::Unreadable`] if they are no such part, or more than one.
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, SpliceError> {
    match postcard::take_from_bytes(bytes) {
        Ok((part, [])) => Ok(part),
        _ => Err(SpliceError::Unreadable),
    }
}

/// The interpreter with the two parts of a table, each [`encode`]d, in its block.
///
/// # Errors
/// [`SpliceError`] if the component has no free block of this format, or the table does not
/// fit into it.
pub fn fill(
    interpreter: &[u8],
    program: &[u8],
    description: &[u8],
) -> Result<Vec<u8>, SpliceError> {
    let mut found = interpreter
        .windows(MAGIC.len())
        .enumerate()
        .filter_map(|(at, bytes)| (bytes == MAGIC).then_some(at));
    let (Some(at), None) = (found.next(), found.next()) else {
        return Err(SpliceError::NotAnInterpreter);
    };
    let mut component = interpreter.to_vec();
    let block = component.get_mut(at..).unwrap_or_default();
    let (head, content) = block
        .split_at_mut_checked(HEAD)
        .ok_or(SpliceError::NotAnInterpreter)?;
    let lengths = [program.len(), description.len()];
    let expected = [&MAGIC[..], &(CAPACITY as u32).to_le_bytes()].concat();
    let (known, free) = head.split_at_mut(expected.len());
    let content = content
        .get_mut(..CAPACITY)
        .filter(|_| known == expected)
        .ok_or(SpliceError::NotAnInterpreter)?;
    if free.iter().any(|byte| *byte != 0) {
        return Err(SpliceError::Taken);
    }
    let table = [program, description].concat();
    let room = content.get_mut(..table.len());
    room.ok_or(SpliceError::TooLarge {
        size: table.len(),
        capacity: CAPACITY,
    })?
    .copy_from_slice(&table);
    for (place, length) in free.chunks_exact_mut(4).zip(lengths) {
        // A part is no longer than the content.
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        place.copy_from_slice(&length.to_le_bytes());
    }
    Ok(component)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Program;

    #[test]
    fn a_block_is_bytes_without_gaps() {
        assert_eq!(size_of::<Block>(), HEAD + CAPACITY);
        assert_eq!(BLANK.filled(), None);
    }

    #[test]
    fn lengths_that_the_block_does_not_hold_are_no_table() {
        for (program, description) in [(0, 1_u32), (1, 0), (u32::MAX, 1), (CAPACITY as u32, 1)] {
            let block = Block {
                program: program.to_le_bytes(),
                description: description.to_le_bytes(),
                ..BLANK
            };
            assert_eq!(block.filled(), None, "{program} {description}");
        }
    }

    #[test]
    fn a_part_is_all_of_its_bytes() {
        let bytes = encode(&Program::default()).unwrap();
        assert_eq!(decode::<Program<'_>>(&bytes).unwrap(), Program::default());
        for other in [&[][..], &[bytes.as_slice(), &[0]].concat(), &[255; 30]] {
            assert!(decode::<Program<'_>>(other).is_err());
        }
    }
}
