//! What a component declares it will take, read before anything of it is compiled.
//!
//! A declaration is a promise from below: an instance has at least this much from its
//! start. It decides which class a plugin runs in, and refuses what no class has room for
//! without compiling it first.

use wasmparser::{Instance, Parser, Payload};

/// Bytes of a page, where a memory says nothing else.
const PAGE: u32 = 16;

/// The sums over all core modules of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Declared {
    /// Bytes that its memories begin with.
    pub(crate) memory: u64,
    /// Memories.
    pub(crate) memories: u32,
    /// Elements that its tables begin with.
    pub(crate) table_elements: u64,
    /// Tables.
    pub(crate) tables: u32,
    /// Core modules that it makes instances of.
    pub(crate) core_instances: u32,
}

impl Declared {
    /// What the component of these bytes declares; none if they cannot be read as one.
    /// Whether it is valid is not looked at.
    pub(crate) fn of(component: &[u8]) -> Option<Self> {
        let mut declared = Self::default();
        for payload in Parser::new(0).parse_all(component) {
            declared.add(&payload.ok()?)?;
        }
        Some(declared)
    }

    fn add(&mut self, payload: &Payload<'_>) -> Option<()> {
        match payload {
            Payload::MemorySection(memories) => {
                for memory in memories.clone() {
                    let memory = memory.ok()?;
                    let page = 1_u64.checked_shl(memory.page_size_log2.unwrap_or(PAGE))?;
                    self.memory = self
                        .memory
                        .saturating_add(memory.initial.saturating_mul(page));
                    self.memories = self.memories.saturating_add(1);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables.clone() {
                    self.table_elements =
                        self.table_elements.saturating_add(table.ok()?.ty.initial);
                    self.tables = self.tables.saturating_add(1);
                }
            }
            Payload::InstanceSection(instances) => {
                for instance in instances.clone() {
                    if matches!(instance.ok()?, Instance::Instantiate { .. }) {
                        self.core_instances = self.core_instances.saturating_add(1);
                    }
                }
            }
            _ => {}
        }
        Some(())
    }
}
