//! Which part of the store a row belongs to.
//!
//! The number of data parts is fixed when a store is created: a part is found by
//! hash, so another number would look for every row in another place.

use std::fmt;

/// The number of data parts of a store created without another wish.
pub const DEFAULT_PARTS: u16 = 4096;

/// A part of the store: one of the data parts, or [`PartId::CONTROL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartId(u16);

impl PartId {
    /// The part of what belongs to no subject: plugins, memoranda, accounts.
    ///
    /// It lies beyond every data part and shares no commit with them.
    pub const CONTROL: PartId = PartId(u16::MAX);

    /// The `n`th of `parts` data parts; `None` if there are not so many.
    pub const fn data(n: u16, parts: u16) -> Option<PartId> {
        // Below a `u16`, so never the number of the control part.
        if n < parts { Some(PartId(n)) } else { None }
    }

    /// The data part of a hash, by its first two bytes: `parts` as the store says.
    pub const fn of_hash(first: [u8; 2], parts: u16) -> PartId {
        match u16::from_be_bytes(first).checked_rem(parts) {
            Some(n) => PartId(n),
            // No store has 0 parts; if one had, it would refuse this one.
            None => PartId(0),
        }
    }

    /// All data parts of a store with `parts` of them, in order.
    pub fn all_data(parts: u16) -> impl DoubleEndedIterator<Item = PartId> + Clone {
        (0..parts).map(PartId)
    }

    /// Its number; [`u16::MAX`] for the control part.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// Its place among `parts` data parts followed by the control part.
    pub(crate) fn slot(self, parts: u16) -> Option<usize> {
        if self == PartId::CONTROL {
            Some(usize::from(parts))
        } else {
            (self.0 < parts).then_some(usize::from(self.0))
        }
    }
}

impl fmt::Display for PartId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == PartId::CONTROL {
            f.write_str("control")
        } else {
            write!(f, "{}", self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_falls_into_a_data_part() {
        assert_eq!(PartId::of_hash([0x12, 0x34], 4096), PartId(0x234));
        assert_eq!(PartId::of_hash([0xff, 0xff], u16::MAX), PartId(0));
        assert_eq!(PartId::of_hash([0xff, 0xfe], u16::MAX), PartId(0xfffe));
    }

    #[test]
    fn the_control_part_is_none_of_the_data_parts() {
        assert_eq!(PartId::data(3, 4), Some(PartId(3)));
        assert_eq!(PartId::data(4, 4), None);
        assert_eq!(PartId::data(u16::MAX, u16::MAX), None);
        assert_eq!(PartId::all_data(4).count(), 4);
        assert_eq!(PartId::CONTROL.slot(4), Some(4));
        assert_eq!(PartId(4).slot(4), None);
    }
}
