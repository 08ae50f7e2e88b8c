//! How much a plugin may take.

use std::time::Duration;

use crate::class::MemoryClass;

/// Bounds of one inspection or evaluation. Breaking one is the plugin's fault.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a component.
    pub component_size: usize,
    /// What one evaluation may take. A memorandum over twenty facts takes some ten
    /// thousand units of fuel, an interpreter a hundred times that.
    pub evaluate: CallLimits,
    /// What `describe` may take, which runs once for a version.
    pub describe: CallLimits,
    /// Bytes of linear memory, all memories together.
    pub memory: usize,
    /// Memories.
    pub memories: u32,
    /// Elements of all tables together. Rust guests have a few hundred functions to point at,
    /// Python some thousands.
    pub table_elements: usize,
    /// Tables.
    pub tables: u32,
    /// Core modules that are instantiated together. One for a Rust guest; componentize-py
    /// links forty.
    pub core_instances: u32,
    /// Bytes of the native stack that WebAssembly frames may take.
    pub stack: usize,
    /// Bytes that an answer may take when it is read, counted again each time that
    /// something is pointed at: a small memory can describe a huge answer.
    pub answer_size: usize,
    /// Determinations, proposals and gaps of an answer together.
    pub statements: usize,
    /// Instances at the same time: more than requests and a run, with a thread a core, ask of a
    /// host at once, or they find it busy. A free one takes address space and little else.
    pub instances: u32,
}

impl Limits {
    /// Those of [`MemoryClass::Lean`].
    #[must_use]
    pub const fn lean() -> Self {
        Self {
            component_size: 4 << 20,
            evaluate: CallLimits {
                fuel: 50_000_000,
                wall_time: Duration::from_secs(1),
            },
            describe: CallLimits {
                fuel: 500_000_000,
                wall_time: Duration::from_secs(10),
            },
            memory: 16 << 20,
            memories: 1,
            table_elements: 20_000,
            tables: 2,
            core_instances: 4,
            stack: 512 << 10,
            answer_size: 1 << 20,
            statements: 1_024,
            instances: 128,
        }
    }

    /// Those of [`MemoryClass::Large`].
    #[must_use]
    pub const fn large() -> Self {
        Self {
            component_size: 32 << 20,
            evaluate: CallLimits {
                fuel: 200_000_000,
                wall_time: Duration::from_secs(4),
            },
            memory: 64 << 20,
            memories: 4,
            table_elements: 20_000,
            tables: 4,
            core_instances: 64,
            ..Self::lean()
        }
    }
}

/// Bounds of one call. Fuel decides, being the same on every machine; wall time is far
/// above what the fuel takes on a busy machine, and only ends what fuel cannot see, such as a
/// long copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    /// Fuel, about one a WebAssembly instruction.
    pub fuel: u64,
    /// Time on the clock.
    pub wall_time: Duration,
}

/// The limits of each class.
#[derive(Debug, Clone, Copy)]
pub struct ClassLimits {
    /// Those of [`MemoryClass::Lean`].
    pub lean: Limits,
    /// Those of [`MemoryClass::Large`].
    pub large: Limits,
}

impl ClassLimits {
    /// Bytes that a component of any class may have.
    #[must_use]
    pub fn component_size(&self) -> usize {
        self.lean.component_size.max(self.large.component_size)
    }

    /// Those of a class.
    #[must_use]
    pub const fn of(&self, class: MemoryClass) -> &Limits {
        match class {
            MemoryClass::Lean => &self.lean,
            MemoryClass::Large => &self.large,
        }
    }
}

impl Default for ClassLimits {
    fn default() -> Self {
        Self {
            lean: Limits::lean(),
            large: Limits::large(),
        }
    }
}
