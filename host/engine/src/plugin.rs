//! One plugin: inspected once, evaluated any number of times.

use accord_model::{
    answer,
    contract::{Manifest, Question, Subject, Verdict},
};
use wasmtime::component::{Component, types::ComponentItem};

use crate::{
    bindings::{self, MemorandumPre},
    class::MemoryClass,
    digest::Digest,
    error::{Fault, InspectionError, Limit},
    guest::{Guest, fault},
    room::{Origin, Room},
    sandbox::{Sandbox, host},
    trusted::Verified,
};

/// An inspected and compiled plugin.
pub struct Plugin {
    digest: Digest,
    size: usize,
    class: MemoryClass,
    origin: Origin,
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
    /// Bytes of linear memory in use at the end, which is also the most that there was.
    pub memory: usize,
}

impl Plugin {
    pub(crate) fn inspect(sandbox: &Sandbox, bytes: &[u8]) -> Result<Self, InspectionError> {
        if bytes.starts_with(b"\0asm\x01\0\0\0") {
            return Err(InspectionError::CoreModule);
        }
        let class = MemoryClass::of(bytes, sandbox.limits())?;
        let room = sandbox.room(class);
        let cache = sandbox.cache.as_ref();
        let digest = Digest::of(bytes);
        let (component, origin) =
            room.component(cache, digest, bytes)
                .map_err(|error| InspectionError::Malformed {
                    reason: format!("{error:#}"),
                })?;
        refuse_imports(room, &component)?;
        let contract = |error: wasmtime::Error| InspectionError::Contract {
            reason: format!("{error:#}"),
        };
        let pre = room.linker.instantiate_pre(&component).map_err(contract)?;
        let pre = MemorandumPre::new(pre).map_err(contract)?;
        let manifest = describe(room, &pre)?;
        let verified = Verified::new(&pre).map_err(contract)?;
        if let (Some(cache), Origin::Compiled) = (cache, origin) {
            room.keep(cache, digest, &component);
        }
        Ok(Self {
            digest,
            size: bytes.len(),
            class,
            origin,
            manifest,
            verified,
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

    /// The class that it runs in, by what it declares.
    #[must_use]
    pub fn class(&self) -> MemoryClass {
        self.class
    }

    /// Where its machine code came from.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
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
        let room = sandbox.room(self.class);
        let call = room.limits.evaluate;
        let mut store = Guest::store(room, call);
        let verdict = match bindings::evaluate(&self.verified, &mut store, subject, question) {
            Ok(answer) => answer.map_err(Fault::Refused)?,
            Err(error) => return Err(fault(&error, &store, call, &room.limits)),
        };
        let statements =
            verdict.determinations.len() + verdict.proposals.len() + verdict.gaps.len();
        if statements > room.limits.statements {
            return Err(Fault::Limit(Limit::Statements(room.limits.statements)));
        }
        answer::check(&self.manifest, subject, question, &verdict)?;
        Ok(Evaluation {
            verdict,
            fuel: call.fuel.saturating_sub(store.get_fuel().unwrap_or(0)),
            memory: store.data().memory,
        })
    }

    /// Makes and drops store and instance and does nothing with them: what isolation
    /// costs by itself, for benches to compare with.
    ///
    /// # Errors
    /// As [`Plugin::evaluate`].
    pub fn instantiate(&self, sandbox: &Sandbox) -> Result<(), Fault> {
        let room = sandbox.room(self.class);
        let call = room.limits.evaluate;
        let mut store = Guest::store(room, call);
        match self.verified.instantiate(&mut store) {
            Ok(_) => Ok(()),
            Err(error) => Err(fault(&error, &store, call, &room.limits)),
        }
    }
}

/// The contract's own types are all that may be imported, and they are nothing to call.
fn refuse_imports(room: &Room, component: &Component) -> Result<(), InspectionError> {
    let component_type = component.component_type();
    for (import, item) in component_type.imports(&room.engine) {
        let types_only = match item.ty {
            ComponentItem::ComponentInstance(instance) => instance
                .exports(&room.engine)
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

fn describe(room: &Room, pre: &MemorandumPre<Guest>) -> Result<Manifest, InspectionError> {
    let call = room.limits.describe;
    let mut store = Guest::store(room, call);
    match bindings::describe(pre, &mut store) {
        Ok(manifest) => Ok(manifest),
        Err(error) => match fault(&error, &store, call, &room.limits) {
            Fault::Busy => Err(host(error)),
            fault => Err(InspectionError::Describe(fault)),
        },
    }
}
