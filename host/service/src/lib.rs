//! The use cases of the host, each in a file of its own.
//!
//! This is the only place where the model (pure rules), the engine (one plugin), the files
//! that departments send and the store (bytes) meet. A query walks [`query`] → store →
//! engine → model and back out; it never turns round. Whoever asks is a
//! [`Principal`](accord_model::principal::Principal), and every use case that not everyone
//! may carry out asks for the right first.

mod answering;
mod case_terms;
mod changes;
mod clock;
mod codec;
mod dependents;
mod determining;
mod due;
mod enablement;
mod error;
mod evaluation;
mod host;
mod keys;
mod panel;
mod registry;
mod spaces;
mod standing;
mod stored;
mod subjects;
mod triggers;

pub mod applications;
pub mod audit;
pub mod backup;
pub mod batches;
pub mod cases;
pub mod catalogue_changes;
pub mod catch_up;
pub mod deadlines;
pub mod explanation;
pub mod incomplete_files;
pub mod intake;
pub mod listings;
pub mod memoranda;
pub mod names;
pub mod objections;
pub mod plugins;
pub mod publication;
pub mod query;
pub mod records;
pub mod reference;
pub mod repairs;
pub mod retention;
pub mod rotation;
pub mod runs;

pub use crate::{
    enablement::Enablement,
    error::{ServiceError, Text},
    host::{Host, today},
};
