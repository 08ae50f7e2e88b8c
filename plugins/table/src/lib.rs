//! Answers by the table that was written into it.
//!
//! Most memoranda are a list of conditions and a list of measures, which legal staff can fill
//! in as a table. This guest is built once; the host writes a table into its reserved block
//! (`table-format`), and the result is a component like any other, with nothing but data
//! between it and the next. So a department without programmers has what inspection, golden
//! cases and sandbox give to the others, and no language of expressions is needed, which
//! would be one more language to be wrong in.
//!
//! The table is decoded for every evaluation, borrowing its texts. It is believed no more
//! than a stranger's bytes: what does not fit is refused with an error, never a panic.

mod compare;
mod days;
mod manifest;
mod rules;

pub use crate::{manifest::describe, rules::evaluate};

/// Why a table cannot answer. An administrator reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No table was written into the interpreter.
    NoTable,
    /// The block holds something else.
    Unreadable,
    /// The table speaks of fields or settings that the question does not have.
    DoesNotFit,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::NoTable => "the interpreter holds no table (解释器中没有表)",
            Self::Unreadable => "the table cannot be read (表无法读取)",
            Self::DoesNotFit => "the table does not fit its own manifest (表与自身的清单不符)",
        })
    }
}

#[cfg(target_arch = "wasm32")]
mod component {
    //! The component itself; natively there is none.

    use std::hint::black_box;

    use accord_plugin::{
        bindings::{Guest, export_component},
        contract::{Manifest, Question, Subject, Verdict},
    };
    use table_format::{BLANK, Block};

    use crate::Refusal;

    static BLOCK: Block = BLANK;

    /// The block as it was spliced, of which the compiler knows nothing.
    fn block() -> &'static Block {
        black_box(&BLOCK)
    }

    struct Component;

    impl Guest for Component {
        fn describe() -> Manifest {
            crate::describe(block().filled().map_or(&[], |parts| parts.description))
        }

        fn evaluate(subject: Subject, question: Question) -> Result<Verdict, String> {
            block()
                .filled()
                .ok_or(Refusal::NoTable)
                .and_then(|parts| crate::evaluate(parts.program, &subject, &question))
                .map_err(|refusal| refusal.to_string())
        }
    }

    export_component!(Component with_types_in accord_plugin::bindings);
}
