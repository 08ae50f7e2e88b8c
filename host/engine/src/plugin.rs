//! One plugin: inspected once, evaluated any number of times.

use accord_model::{
    answer,
    contract::{Manifest, Question, Subject, Verdict},
};
use wasmtime::{
    ResourceLimiter, Store, Trap,
    component::{Component, types::ComponentItem},
};

use crate::{
    bindings::{self, MemorandumPre},
    digest::Digest,
    error::{Fault, InspectionError, Limit},
    limits::Limits,
    sandbox::{Sandbox, host},
    trusted::Verified,
};

/// An inspected and compiled plugin.
pub struct Plugin {
    digest: Digest,
    size: usize,
    manifest: Manifest,
    verified: Verified,
}

/// A verdict and what it cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// What the plugin answered.
    pub verdict: Verdict,
    /// Fuel taken. Information only: it changes with the engine's release.
    pub fuel: u64,
}

impl Plugin {
    pub(crate) fn inspect(sandbox: &Sandbox, bytes: &[u8]) -> Result<Self, InspectionError> {
        let limit = sandbox.limits.component_size;
        if bytes.len() > limit {
            return Err(InspectionError::TooLarge {
                size: bytes.len(),
                limit,
            });
        }
        if bytes.starts_with(b"\0asm\x01\0\0\0") {
            return Err(InspectionError::CoreModule);
        }
        let component = Component::from_binary(&sandbox.engine, bytes).map_err(|error| {
            InspectionError::Malformed {
                reason: format!("{error:#}"),
            }
        })?;
        refuse_imports(sandbox, &component)?;
        let contract = |error: wasmtime::Error| InspectionError::Contract {
            reason: format!("{error:#}"),
        };
        let pre = sandbox
            .linker
            .instantiate_pre(&component)
            .map_err(contract)?;
        let pre = MemorandumPre::new(pre).map_err(contract)?;
        let manifest = describe(sandbox, &pre)?;
        Ok(Self {
            digest: Digest::of(bytes),
            size: bytes.len(),
            manifest,
            verified: Verified::new(&pre).map_err(contract)?,
        })
    }

    /// The name of its bytes.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Bytes of the component.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// What it says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Asks it about one subject, in an instance made for this call.
    ///
    /// # Errors
    /// Why nothing was decided; see [`Fault::is_plugins`] for whose fault it is.
    pub fn evaluate(
        &self,
        sandbox: &Sandbox,
        subject: &Subject<'_>,
        question: &Question,
    ) -> Result<Evaluation, Fault> {
        let fuel = sandbox.limits.fuel;
        let mut store = Guest::store(sandbox, fuel);
        let verdict = match bindings::evaluate(&self.verified, &mut store, subject, question) {
            Ok(answer) => answer.map_err(Fault::Refused)?,
            Err(error) => return Err(fault(&error, &store, fuel, &sandbox.limits)),
        };
        let statements =
            verdict.determinations.len() + verdict.proposals.len() + verdict.gaps.len();
        if statements > sandbox.limits.statements {
            return Err(Fault::Limit(Limit::Statements(sandbox.limits.statements)));
        }
        answer::check(&self.manifest, subject, question, &verdict)?;
        Ok(Evaluation {
            verdict,
            fuel: fuel.saturating_sub(store.get_fuel().unwrap_or(0)),
        })
    }

    /// Makes and drops store and instance and does nothing with them: what isolation
    /// costs by itself, for benches to compare with.
    ///
    /// # Errors
    /// As [`Plugin::evaluate`].
    pub fn instantiate(&self, sandbox: &Sandbox) -> Result<(), Fault> {
        let fuel = sandbox.limits.fuel;
        let mut store = Guest::store(sandbox, fuel);
        match self.verified.instantiate(&mut store) {
            Ok(_) => Ok(()),
            Err(error) => Err(fault(&error, &store, fuel, &sandbox.limits)),
        }
    }
}

/// The contract's own types are all that may be imported, and they are nothing to call.
fn refuse_imports(sandbox: &Sandbox, component: &Component) -> Result<(), InspectionError> {
    let component_type = component.component_type();
    for (import, item) in component_type.imports(&sandbox.engine) {
        let types_only = match item.ty {
            ComponentItem::ComponentInstance(instance) => instance
                .exports(&sandbox.engine)
                .all(|(_, export)| matches!(export.ty, ComponentItem::Type(_))),
            _ => false,
        };
        if import != bindings::TYPES || !types_only {
            return Err(InspectionError::Import {
                import: import.to_owned(),
            });
        }
    }
    Ok(())
}

fn describe(sandbox: &Sandbox, pre: &MemorandumPre<Guest>) -> Result<Manifest, InspectionError> {
    let fuel = sandbox.limits.describe_fuel;
    let mut store = Guest::store(sandbox, fuel);
    match bindings::describe(pre, &mut store) {
        Ok(manifest) => Ok(manifest),
        Err(error) => match fault(&error, &store, fuel, &sandbox.limits) {
            Fault::Busy => Err(host(error)),
            fault => Err(InspectionError::Describe(fault)),
        },
    }
}

/// What the host keeps beside an instance: its limits, and the one that it ran into.
pub(crate) struct Guest {
    memory: usize,
    table_elements: usize,
    refused: Option<Limit>,
}

impl Guest {
    fn store(sandbox: &Sandbox, fuel: u64) -> Store<Self> {
        let limits = &sandbox.limits;
        let mut store = Store::new(
            &sandbox.engine,
            Self {
                memory: limits.memory,
                table_elements: limits.table_elements,
                refused: None,
            },
        );
        // Fails only where fuel is not configured, and it is.
        let _ = store.set_fuel(fuel);
        store.set_epoch_deadline(sandbox.ticks());
        store.set_hostcall_fuel(limits.answer_size);
        store.limiter(|guest| guest);
        store
    }
}

impl ResourceLimiter for Guest {
    fn memory_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let allowed = desired <= self.memory;
        if !allowed {
            self.refused = Some(Limit::Memory(self.memory));
        }
        Ok(allowed)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let allowed = desired <= self.table_elements;
        if !allowed {
            self.refused = Some(Limit::Table(self.table_elements));
        }
        Ok(allowed)
    }
}

/// `wasmtime` keeps this error's type to itself; the hostile plugin `answer-bomb` proves
/// that the text is still this one.
const ANSWER_TOO_LARGE: &str = "too much data is being copied between the host and the guest";

/// Names what went wrong. A guest that was refused memory traps in its own way, so what
/// it was refused counts before how it trapped.
fn fault(error: &wasmtime::Error, store: &Store<Guest>, fuel: u64, limits: &Limits) -> Fault {
    if let Some(refused) = store.data().refused {
        return Fault::Limit(refused);
    }
    if error.is::<wasmtime::PoolConcurrencyLimitError>() {
        return Fault::Busy;
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Fault::Limit(Limit::Fuel(fuel)),
        Some(Trap::Interrupt) => Fault::Limit(Limit::WallTime(limits.wall_time)),
        Some(Trap::StackOverflow) => Fault::Limit(Limit::Stack(limits.stack)),
        Some(trap) => Fault::Trap(trap.to_string()),
        None if error.root_cause().to_string().starts_with(ANSWER_TOO_LARGE) => {
            Fault::Limit(Limit::AnswerSize(limits.answer_size))
        }
        None => Fault::Unreadable(format!("{error:#}")),
    }
}
