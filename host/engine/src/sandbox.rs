//! Where all plugins run: a room for each class, one clock, one cache.

use std::{
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
};

use wasmtime::Engine;

use crate::{
    cache::Cache,
    class::MemoryClass,
    error::InspectionError,
    limits::ClassLimits,
    plugin::Plugin,
    room::{Room, TICK},
};

/// Inspects and compiles plugins, and lends each evaluation its instance.
///
/// One is enough for a host; it is shared by all threads.
pub struct Sandbox {
    lean: Room,
    large: Room,
    limits: ClassLimits,
    pub(crate) cache: Option<Cache>,
    _clock: Clock,
}

impl Sandbox {
    /// A sandbox with these limits, that compiles every plugin anew.
    ///
    /// # Errors
    /// [`InspectionError::Host`] if this machine cannot reserve the address space.
    pub fn new(limits: ClassLimits) -> Result<Self, InspectionError> {
        let room = |class| Room::new(class, *limits.of(class)).map_err(host);
        let (lean, large) = (room(MemoryClass::Lean)?, room(MemoryClass::Large)?);
        let clock = Clock::start([&lean.engine, &large.engine])?;
        Ok(Self {
            lean,
            large,
            limits,
            cache: None,
            _clock: clock,
        })
    }

    /// The same, keeping machine code in a cache.
    #[must_use]
    pub fn with_cache(mut self, cache: Cache) -> Self {
        self.cache = Some(cache);
        self
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
    pub fn limits(&self) -> &ClassLimits {
        &self.limits
    }

    /// Where the plugins of a class run.
    pub(crate) fn room(&self, class: MemoryClass) -> &Room {
        match class {
            MemoryClass::Lean => &self.lean,
            MemoryClass::Large => &self.large,
        }
    }
}

pub(crate) fn host(error: wasmtime::Error) -> InspectionError {
    InspectionError::Host {
        reason: format!("{error:#}"),
    }
}

/// A thread that ticks the engines' epochs until its owner is dropped.
struct Clock {
    /// Dropping it wakes and ends the thread.
    _stop: Sender<()>,
}

impl Clock {
    fn start(engines: [&Engine; 2]) -> Result<Self, InspectionError> {
        let (stop, stopped) = mpsc::channel::<()>();
        let engines = engines.map(Engine::weak);
        thread::Builder::new()
            .name("accord-epoch".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                    for engine in &engines {
                        if let Some(engine) = engine.upgrade() {
                            engine.increment_epoch();
                        }
                    }
                }
            })
            .map_err(|error| InspectionError::Host {
                reason: error.to_string(),
            })?;
        Ok(Self { _stop: stop })
    }
}
