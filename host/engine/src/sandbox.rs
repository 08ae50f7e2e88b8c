//! The one configuration of the engine in which all plugins run.

use std::{
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig,
    component::Linker,
};

use crate::{error::InspectionError, limits::Limits, plugin::Plugin};

/// How often the backstop's clock ticks; wall time is measured to about this.
const TICK: Duration = Duration::from_millis(10);

/// Inspects and compiles plugins, and lends each evaluation its instance.
///
/// One is enough for a host; it is shared by all threads.
pub struct Sandbox {
    pub(crate) engine: Engine,
    pub(crate) linker: Linker<crate::plugin::Guest>,
    pub(crate) limits: Limits,
    _clock: Clock,
}

impl Sandbox {
    /// A sandbox with these limits.
    ///
    /// # Errors
    /// [`InspectionError::Host`] if this machine cannot reserve the address space.
    pub fn new(limits: Limits) -> Result<Self, InspectionError> {
        let engine = Engine::new(&configuration(&limits)).map_err(host)?;
        let clock = Clock::start(&engine)?;
        Ok(Self {
            linker: Linker::new(&engine),
            engine,
            limits,
            _clock: clock,
        })
    }

    /// Checks a component, compiles it and asks it what it is.
    ///
    /// What the manifest then means is for the caller to check.
    ///
    /// # Errors
    /// Why it was refused, one variant each.
    pub fn inspect(&self, component: &[u8]) -> Result<Plugin, InspectionError> {
        Plugin::inspect(self, component)
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Ticks of the backstop's clock that a call may take: at least one whole one.
    pub(crate) fn ticks(&self) -> u64 {
        let ticks = self.limits.wall_time.as_millis() / TICK.as_millis();
        u64::try_from(ticks).unwrap_or(u64::MAX).saturating_add(1)
    }
}

pub(crate) fn host(error: wasmtime::Error) -> InspectionError {
    InspectionError::Host {
        reason: format!("{error:#}"),
    }
}

fn configuration(limits: &Limits) -> Config {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(limits.instances)
        .total_core_instances(limits.instances * 4)
        .total_memories(limits.instances)
        .total_tables(limits.instances * 2)
        .max_memories_per_component(1)
        .max_tables_per_component(2)
        .max_core_instances_per_component(4)
        .max_memory_size(limits.memory)
        .table_elements(limits.table_elements)
        // A lean guest's whole memory is cleared in place: no `madvise`, no page fault
        // on the next use. The kernel tells which pages were touched.
        .linear_memory_keep_resident(256 << 10)
        .table_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto);
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
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

/// A thread that ticks the engine's epoch until its owner is dropped.
struct Clock {
    /// Dropping it wakes and ends the thread.
    _stop: Sender<()>,
}

impl Clock {
    fn start(engine: &Engine) -> Result<Self, InspectionError> {
        let (stop, stopped) = mpsc::channel::<()>();
        let engine = engine.weak();
        thread::Builder::new()
            .name("accord-epoch".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                    match engine.upgrade() {
                        Some(engine) => engine.increment_epoch(),
                        None => break,
                    }
                }
            })
            .map_err(|error| InspectionError::Host {
                reason: error.to_string(),
            })?;
        Ok(Self { _stop: stop })
    }
}
