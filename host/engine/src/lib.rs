//! The sandbox in which one plugin answers about one subject.
//!
//! A plugin is hostile until proven otherwise, and a pure function whatever it tries: it
//! imports nothing, each evaluation has a fresh instance that is thrown away, and every
//! resource it can take is bounded with an error of its own. `wasmtime` is used here and
//! nowhere else.
//!
//! Fuel is the limit that decides, because it is the same on every machine; wall time is
//! only the backstop. Fuel counts may change between releases of `wasmtime` and are
//! therefore no part of an answer.

mod bindings;
mod cache;
mod class;
mod declared;
mod digest;
mod error;
mod guest;
mod limits;
mod plugin;
mod room;
mod sandbox;
mod trusted;

pub use crate::{
    cache::Cache,
    class::MemoryClass,
    digest::{Digest, DigestError},
    error::{Fault, InspectionError, Limit},
    limits::{CallLimits, ClassLimits, Limits},
    plugin::{Evaluation, Plugin},
    room::Origin,
    sandbox::Sandbox,
};
