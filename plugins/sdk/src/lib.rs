//! The kit with which a department writes a memorandum (合作备忘录) as a plugin in Rust.
//!
//! A plugin is a pure function over the credit records of one subject. The author
//! writes a struct for each kind of record, an enum of measures, an enum of rules and
//! one function; the manifest is made of them, so that what a plugin reads and what it
//! declares cannot differ.
//!
//! ```
//! use accord_plugin::prelude::*;
//!
//! #[derive(Fact)]
//! #[fact(kind = "tax/credit-level", triggers)]
//! struct CreditLevel { head: Head, #[field(code_list = "tax/credit-level")] level: Option<String> }
//! #[derive(Reads)]
//! struct Records { levels: Vec<CreditLevel> }
//! #[derive(Measures, Clone, Copy)]
//! enum Measure { #[measure("approval/green-lane")] GreenLane }
//! #[derive(Rules, Clone, Copy)]
//! enum Rule { #[rule("a-level", label = "纳税信用A级", source = "发改财金〔2016〕1467号")] ALevel }
//!
//! struct TaxALevel;
//! impl Memorandum for TaxALevel {
//!     type Reads = Records;
//!     type Measure = Measure;
//!     type Rule = Rule;
//!     type Parameters = ();
//!     const ABOUT: About = About {
//!         code: "tax-a-level", version: "1.0.0", title: "A级纳税人",
//!         document_number: "发改财金〔2016〕1467号", initiator: "税务总局", ..About::BLANK
//!     };
//!     fn evaluate(_: &Profile, records: &Records, _: &Question, answer: &mut Answer<Self>) {
//!         for level in records.levels.iter().filter(|l| l.level.as_deref() == Some("a")) {
//!             let Some(decided) = level.head.decided_on else { continue };
//!             answer.determine(Rule::ALevel, &[&level.head], decided, End::WithGrounds, &[Measure::GreenLane]);
//!         }
//!     }
//! }
//! accord_plugin::export!(TaxALevel);
//! # fn main() {}
//! ```

mod answer;
mod arena;
#[allow(
    missing_docs,
    unsafe_code,
    unused_qualifications,
    clippy::all,
    clippy::allow_attributes_without_reason,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "made by wit-bindgen; a test holds it to the contract"
)]
#[rustfmt::skip]
pub mod bindings;
mod fact;
mod memorandum;
mod types;

pub use accord_plugin_derive::{CodeList, Fact, Measures, Parameters, Reads, Rules};

pub use crate::{
    answer::{Answer, Check, Compared},
    fact::{CodeList, Fact, FieldValue, Head, Reads, field_need, next_value},
    memorandum::{
        About, Measures, Memorandum, Parameters, Profile, ProfilePart, Question, Rules, describe,
        evaluate,
    },
    types::{Date, End, Fen, Reach},
};

/// The contract's own words, as generated from `wit/v1`.
pub mod contract {
    pub use crate::bindings::accord::memorandum::types::*;
}

/// What an author's file needs: `use accord_plugin::prelude::*;`.
pub mod prelude {
    pub use crate::{
        About, Answer, CodeList, Compared, Date, End, Fact, Fen, Head, Measures, Memorandum,
        Parameters, Profile, ProfilePart, Question, Reach, Reads, Rules,
        contract::{Missing, Outcome, Role, RoleTest, Standing, SubjectKind},
    };
}

/// Makes a [`Memorandum`] the component's own.
///
/// Outside WebAssembly it does nothing, so that the same crate is tested and timed
/// natively.
#[macro_export]
macro_rules! export {
    ($memorandum:ty) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            struct Component;
            impl $crate::bindings::Guest for Component {
                fn describe() -> $crate::contract::Manifest {
                    $crate::describe::<$memorandum>()
                }
                fn evaluate(
                    subject: $crate::contract::Subject,
                    question: $crate::contract::Question,
                ) -> Result<$crate::contract::Verdict, String> {
                    Ok($crate::evaluate::<$memorandum>(subject, question))
                }
            }
    $crate::bindings::export_component!(Component with_types_in $crate::bindings);
        };
    };
}
