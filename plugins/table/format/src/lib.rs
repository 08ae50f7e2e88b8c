//! What a filled-in table (表) is to its interpreter: the words that the splicer on the host's
//! side writes and the guest reads.
//!
//! A table has two parts. The [`Description`] holds every text and is read once for a
//! version; the [`Program`] holds positions, days and codes only, because it is decoded anew
//! for every subject. Both borrow their texts from the bytes.
//!
//! They are written as postcard, whose reader is bounded by its input: a length that the
//! bytes do not hold is an error, and nothing nests without end.

mod block;
mod description;
mod program;

pub use crate::{
    block::{BLANK, Block, CAPACITY, Filled, MAGIC, SpliceError, fill},
    description::{Description, Field, Measure, Need, Parameter, Reach, Rule},
    program::{
        Column, Condition, Consequence, Day, Group, Listed, Literal, Months, Outcome, Proposal,
        Required, RuleProgram, Term, Test,
    },
};
pub use crate::{
    block::{decode, encode},
    program::Program,
};
