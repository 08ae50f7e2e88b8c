//! The only unsafe code of the host, and why it is sound.
#![allow(unsafe_code, reason = "reviewed; each block says what it relies on")]

use wasmtime::{
    Engine, Store,
    component::{Component, ComponentExportIndex, InstancePre, TypedFunc},
};

use crate::{
    bindings::{Answer, MemorandumPre, Question, Subject},
    cache::MachineCode,
    guest::Guest,
};

/// The component of machine code that a cache has kept.
///
/// # Errors
/// If it was made by another release of the engine or for another configuration.
pub(crate) fn component(engine: &Engine, code: &MachineCode) -> wasmtime::Result<Component> {
    // SAFETY: the bytes must be what `Component::serialize` gave. A `MachineCode` is made by
    // `Cache::load` alone, of bytes whose HMAC over name and content holds under a key that
    // does not lie beside them, and `Cache::store`, which makes such HMACs, is called with
    // what `Component::serialize` gave and nothing else. They are in our memory, not in a
    // mapped file, so nobody changes them after the check. Release and configuration of
    // the engine are in the name, and `deserialize` compares them once more.
    unsafe { Component::deserialize(engine, code.bytes()) }
}

/// A component whose exports were compared with the contract's types, ready to be
/// instantiated.
pub(crate) struct Verified {
    instance: InstancePre<Guest>,
    evaluate: ComponentExportIndex,
}

/// The `evaluate` export of one instance.
pub(crate) type Evaluate<'a> = TypedFunc<(Subject<'a>, Question<'a>), (Answer,)>;

impl Verified {
    /// Keeps what an evaluation needs of a component; `pre` is the proof that its exports
    /// have the contract's types.
    pub(crate) fn new(pre: &MemorandumPre<Guest>) -> wasmtime::Result<Self> {
        let instance = pre.instance_pre().clone();
        let evaluate = instance
            .component()
            .get_export_index(None, "evaluate")
            .ok_or_else(|| wasmtime::format_err!("no export `evaluate`"))?;
        Ok(Self { instance, evaluate })
    }

    /// A fresh instance's `evaluate`.
    ///
    /// The bindings would compare the types of both exports again, for each instance: a
    /// tenth of a whole evaluation.
    pub(crate) fn instantiate<'a>(
        &self,
        store: &mut Store<Guest>,
    ) -> wasmtime::Result<Evaluate<'a>> {
        let instance = self.instance.instantiate(&mut *store)?;
        let evaluate = instance
            .get_func(&mut *store, self.evaluate)
            .ok_or_else(|| wasmtime::format_err!("no export `evaluate`"))?;
        // SAFETY: `new` takes a `MemorandumPre`, and one is made only of a component
        // whose `evaluate` was compared with exactly these types; instances of one
        // component do not differ in type.
        Ok(unsafe { TypedFunc::new_unchecked(evaluate) })
    }
}
