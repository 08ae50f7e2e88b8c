//! The use cases of the host, each in a file of its own.
//!
//! This is the only place where the model (pure rules), the engine (one plugin) and the
//! store (bytes) meet. A query walks [`query`] → store → engine → model and back out; it
//! never turns round.

mod codec;
mod enablement;
mod error;
mod evaluation;
mod host;
mod keys;
mod reference;
mod registry;
mod spaces;
mod subjects;

pub mod intake;
pub mod memoranda;
pub mod plugins;
pub mod query;
pub mod runs;

pub use crate::{
    enablement::Enablement,
    error::{ServiceError, Text},
    host::{Host, today},
    reference::Department,
};
