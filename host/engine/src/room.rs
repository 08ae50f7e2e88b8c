//! The engine of one class: its configuration and its pool.

use std::{
    hash::{Hash as _, Hasher},
    time::Duration,
};

use sha2::{Digest as _, Sha256};
use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig,
    component::{Component, Linker},
};

use crate::{
    cache::{Cache, Name},
    class::MemoryClass,
    digest::Digest,
    guest::Guest,
    limits::Limits,
    trusted,
};

/// How often the backstop's clock ticks; wall time is measured to about this.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// Where the plugins of one class run.
pub(crate) struct Room {
    pub(crate) engine: Engine,
    pub(crate) linker: Linker<Guest>,
    pub(crate) limits: Limits,
    /// Of the engine's release and configuration: machine code of another is not for it.
    fingerprint: [u8; 32],
}

/// Where a plugin's machine code came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Compiled now.
    Compiled,
    /// Kept from an earlier compilation.
    Cached,
}

impl Room {
    pub(crate) fn new(class: MemoryClass, limits: Limits) -> wasmtime::Result<Self> {
        let engine = Engine::new(&configuration(class, &limits))?;
        let mut fingerprint = Fingerprint(Sha256::new());
        engine
            .precompile_compatibility_hash()
            .hash(&mut fingerprint);
        Ok(Self {
            linker: Linker::new(&engine),
            engine,
            limits,
            fingerprint: fingerprint.0.finalize().into(),
        })
    }

    /// The component of these bytes, from the cache if it is there.
    pub(crate) fn component(
        &self,
        cache: Option<&Cache>,
        digest: Digest,
        bytes: &[u8],
    ) -> wasmtime::Result<(Component, Origin)> {
        if let Some(code) = cache.and_then(|cache| cache.load(&self.name(digest))) {
            match trusted::component(&self.engine, &code) {
                Ok(component) => return Ok((component, Origin::Cached)),
                Err(error) => {
                    tracing::warn!(%digest, %error, "machine code is unusable and made anew");
                }
            }
        }
        let component = Component::from_binary(&self.engine, bytes)?;
        Ok((component, Origin::Compiled))
    }

    /// Keeps the machine code of a component for the next time. That it cannot is no
    /// reason to do without the component.
    pub(crate) fn keep(&self, cache: &Cache, digest: Digest, component: &Component) {
        match component.serialize() {
            Ok(code) => cache.store(&self.name(digest), &code),
            Err(error) => tracing::warn!(%digest, %error, "machine code cannot be written"),
        }
    }

    fn name(&self, component: Digest) -> Name {
        Name {
            component,
            engine: self.fingerprint,
        }
    }
}

/// The whole of what `wasmtime` would hash, and not the 64 bits that the standard
/// library's hasher leaves of it.
struct Fingerprint(Sha256);

impl Hasher for Fingerprint {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.0.clone().finalize();
        u64::from_le_bytes(hash.first_chunk().copied().unwrap_or_default())
    }
}

fn configuration(class: MemoryClass, limits: &Limits) -> Config {
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool(class, limits)))
        .wasm_component_model(true)
        // Saves the bookkeeping of concurrent calls; a call here is one call.
        .concurrency_support(false)
        .cranelift_opt_level(OptLevel::Speed)
        // The same bits on every machine.
        .cranelift_nan_canonicalization(true)
        .relaxed_simd_deterministic(true)
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(limits.stack)
        .memory_init_cow(true);
    config
}

fn pool(class: MemoryClass, limits: &Limits) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(limits.instances)
        .total_core_instances(limits.instances.saturating_mul(limits.core_instances))
        .total_memories(limits.instances.saturating_mul(limits.memories))
        .total_tables(limits.instances.saturating_mul(limits.tables))
        .max_memories_per_module(limits.memories)
        .max_tables_per_module(limits.tables)
        .max_memories_per_component(limits.memories)
        .max_tables_per_component(limits.tables)
        .max_core_instances_per_component(limits.core_instances)
        .max_memory_size(limits.memory)
        .table_elements(limits.table_elements)
        .table_keep_resident(64 << 10)
        // The kernel tells which pages were touched.
        .pagemap_scan(Enabled::Auto)
        .linear_memory_keep_resident(match class {
            // A lean guest's whole memory is cleared in place: no `madvise`, no page
            // fault on the next use.
            MemoryClass::Lean => 256 << 10,
            MemoryClass::Large => 1 << 20,
        });
    pool
}
