//! Why a component is refused, and why an evaluation decided nothing.

use std::time::Duration;

use accord_model::answer::AnswerFault;

/// Why an uploaded component was refused.
#[derive(Debug, thiserror::Error)]
pub enum InspectionError {
    /// It has more bytes than allowed.
    #[error("component has {size} bytes, {limit} are allowed")]
    TooLarge {
        /// Bytes it has.
        size: usize,
        /// Bytes it may have.
        limit: usize,
    },
    /// It is a core module: not wrapped as a component.
    #[error("file is a core WebAssembly module, not a component")]
    CoreModule,
    /// It is no valid component: truncated, garbled or something else altogether.
    #[error("file is not a valid component: {reason}")]
    Malformed {
        /// What the validator found, and at which byte.
        reason: String,
    },
    /// It declares more than any class of plugins has. It was not compiled.
    #[error("component declares {0}")]
    Declares(#[source] Limit),
    /// It imports something: a plugin is a pure function.
    #[error("component imports `{import}`")]
    Import {
        /// What it imports.
        import: String,
    },
    /// It does not export the contract's functions with the contract's types.
    #[error("component does not keep the contract: {reason}")]
    Contract {
        /// What is missing or different.
        reason: String,
    },
    /// It could not say what it is.
    #[error("component did not describe itself: {0}")]
    Describe(#[source] Fault),
    /// The host could not make room for it. Nothing is wrong with the component.
    #[error("the sandbox could not be used: {reason}")]
    Host {
        /// Internal detail.
        reason: String,
    },
}

/// A bound of [`Limits`](crate::Limits) that a plugin broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// Instructions.
    #[error("more than {0} units of fuel")]
    Fuel(u64),
    /// Time on the clock.
    #[error("more than {0:?} of wall time")]
    WallTime(Duration),
    /// Linear memory.
    #[error("more than {0} bytes of memory")]
    Memory(usize),
    /// Number of memories.
    #[error("more than {0} memories")]
    Memories(u32),
    /// Table elements.
    #[error("more than {0} table elements")]
    Table(usize),
    /// Number of tables.
    #[error("more than {0} tables")]
    Tables(u32),
    /// Number of core instances.
    #[error("more than {0} core instances")]
    CoreInstances(u32),
    /// Call depth.
    #[error("more than {0} bytes of stack")]
    Stack(usize),
    /// Size of the answer.
    #[error("an answer of more than {0} bytes")]
    AnswerSize(usize),
    /// Number of determinations, proposals and gaps.
    #[error("an answer of more than {0} statements")]
    Statements(usize),
}

/// Why an evaluation decided nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The plugin took more than it may.
    #[error("it took {0}")]
    Limit(Limit),
    /// The plugin trapped.
    #[error("it trapped: {0}")]
    Trap(String),
    /// The plugin gave an error of its own, for the administrator.
    #[error("it refused: {0}")]
    Refused(String),
    /// The plugin's answer contradicts itself, its manifest or what it was given.
    #[error("its answer does not hold: {0}")]
    Answer(#[from] AnswerFault),
    /// The plugin's answer could not be read.
    #[error("its answer could not be read: {0}")]
    Unreadable(String),
    /// The host had no room for another instance. Not the plugin's fault.
    #[error("the host has no free instance")]
    Busy,
}

impl Fault {
    /// A name for programs, one for each kind of fault.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Limit(Limit::Fuel(_)) => "fuel",
            Self::Limit(Limit::WallTime(_)) => "wall-time",
            Self::Limit(Limit::Memory(_)) => "memory",
            Self::Limit(Limit::Memories(_)) => "memories",
            Self::Limit(Limit::Table(_)) => "table",
            Self::Limit(Limit::Tables(_)) => "tables",
            Self::Limit(Limit::CoreInstances(_)) => "core-instances",
            Self::Limit(Limit::Stack(_)) => "stack",
            Self::Limit(Limit::AnswerSize(_)) => "answer-size",
            Self::Limit(Limit::Statements(_)) => "statements",
            Self::Trap(_) => "trap",
            Self::Refused(_) => "refused",
            Self::Answer(_) => "answer",
            Self::Unreadable(_) => "unreadable",
            Self::Busy => "busy",
        }
    }

    /// Whether the plugin is to blame, and not the host.
    #[must_use]
    pub fn is_plugins(&self) -> bool {
        !matches!(self, Self::Busy)
    }
}
