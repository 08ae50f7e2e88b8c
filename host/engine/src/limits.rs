//! How much a plugin may take.

use std::time::Duration;

/// Bounds of one inspection or evaluation. Breaking one is the plugin's fault.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a component. A Python guest takes 18 MB.
    pub component_size: usize,
    /// Fuel of one evaluation, about one a WebAssembly instruction. A memorandum over
    /// twenty facts takes some ten thousand.
    pub fuel: u64,
    /// Fuel of `describe`, which runs once for a version.
    pub describe_fuel: u64,
    /// Wall time of one call. It only ends what fuel cannot see, such as a long copy.
    pub wall_time: Duration,
    /// Bytes of linear memory.
    pub memory: usize,
    /// Elements of a table. Rust guests have a few hundred functions to point at.
    pub table_elements: usize,
    /// Bytes of the native stack that WebAssembly frames may take.
    pub stack: usize,
    /// Bytes that an answer may take when it is read, counted again each time that
    /// something is pointed at: a small memory can describe a huge answer.
    pub answer_size: usize,
    /// Determinations, proposals and gaps of an answer together.
    pub statements: usize,
    /// Instances at the same time.
    pub instances: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            component_size: 32 << 20,
            fuel: 50_000_000,
            describe_fuel: 500_000_000,
            wall_time: Duration::from_secs(1),
            memory: 16 << 20,
            table_elements: 20_000,
            stack: 512 << 10,
            answer_size: 1 << 20,
            statements: 1_024,
            instances: 128,
        }
    }
}
