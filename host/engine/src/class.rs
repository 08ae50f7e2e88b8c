//! How much room a plugin needs, by what it declares.
//!
//! Most guests are lean: one module of some ten kilobytes and a memory of two pages. An
//! interpreter is another thing: dozens of modules, large tables, a memory of megabytes.
//! One pool for both would make every slot of the small ones as wide as the large ones
//! need, so each class has its own, with its own limits.

use std::fmt;

use crate::{
    declared::Declared,
    error::{InspectionError, Limit},
    limits::{ClassLimits, Limits},
};

/// The class of a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemoryClass {
    /// A guest as the Rust kit makes it.
    Lean,
    /// One that brings an interpreter: Python, JavaScript.
    Large,
}

impl MemoryClass {
    /// A name for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lean => "lean",
            Self::Large => "large",
        }
    }

    /// The smallest class that has room for a component.
    ///
    /// What cannot be read is lean: compiling it says what is wrong with it.
    pub(crate) fn of(component: &[u8], limits: &ClassLimits) -> Result<Self, InspectionError> {
        let limit = limits.component_size();
        let size = component.len();
        if size > limit {
            return Err(InspectionError::TooLarge { size, limit });
        }
        let Some(declared) = Declared::of(component) else {
            return Ok(Self::Lean);
        };
        let starts_small = Limits {
            // What begins with more has little left to work with.
            memory: limits.lean.memory / 2,
            ..limits.lean
        };
        if size <= limits.lean.component_size && exceeded(&declared, &starts_small).is_none() {
            return Ok(Self::Lean);
        }
        match exceeded(&declared, &limits.large) {
            None => Ok(Self::Large),
            Some(limit) => Err(InspectionError::Declares(limit)),
        }
    }
}

impl fmt::Display for MemoryClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The first limit that a declaration breaks by itself.
fn exceeded(declared: &Declared, limits: &Limits) -> Option<Limit> {
    let wide = |bytes: usize| u64::try_from(bytes).unwrap_or(u64::MAX);
    [
        (
            declared.memory > wide(limits.memory),
            Limit::Memory(limits.memory),
        ),
        (
            declared.memories > limits.memories,
            Limit::Memories(limits.memories),
        ),
        (
            declared.table_elements > wide(limits.table_elements),
            Limit::Table(limits.table_elements),
        ),
        (
            declared.tables > limits.tables,
            Limit::Tables(limits.tables),
        ),
        (
            declared.core_instances > limits.core_instances,
            Limit::CoreInstances(limits.core_instances),
        ),
    ]
    .into_iter()
    .find_map(|(is_exceeded, limit)| is_exceeded.then_some(limit))
}
