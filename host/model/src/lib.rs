//! Words and pure rules of the host: what a record, a measure and a memorandum are, and
//! what applies to whom.
//!
//! Nothing here reads a clock, a file or a socket: every function gives the same answer
//! for the same arguments, so that an answer can be computed again years later. Sources
//! of rules are named where they are applied.

pub mod answer;
pub mod calendar;
pub mod case;
pub mod catalogue;
pub mod codes;
pub mod contract;
pub mod date;
pub mod department;
pub mod determination;
pub mod dictionary;
pub mod identifier;
pub mod manifest;
pub mod merkle;
pub mod message;
pub mod money;
pub mod octets;
pub mod parameter;
pub mod period;
pub mod principal;
pub mod projection;
pub mod receipt;
pub mod retention;
pub mod rules;
pub mod subject;
