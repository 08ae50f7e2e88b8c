//! The only unsafe code of the host, and why it is sound.
#![allow(unsafe_code, reason = "reviewed; each block says what it relies on")]

use wasmtime::{
    Store,
    component::{ComponentExportIndex, InstancePre, TypedFunc},
};

use crate::{
    bindings::{Answer, MemorandumPre, Question, Subject},
    plugin::Guest,
};

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
