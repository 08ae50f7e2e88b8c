//! Plugins that misbehave, one fault each: the sandbox's own test subjects.
//!
//! Each is an example of this package, built like any plugin by `cargo xtask plugins` into
//! `target/plugins/hostile`. All say the same of themselves but for their code, and an
//! administrator could not tell them from honest ones: they read tax credit levels and
//! point at one incentive and one sanction of the catalogue. What they do then stands in
//! their own files; what the sandbox answers, in `host/engine/tests/hostile.rs`.

use accord_plugin::contract::{
    Determination, End, FactNeed, FieldNeed, Gap, Manifest, Measure, Missing, ProfileNeed, Reach,
    Rule, SubjectKind, ValueType, Verdict,
};

/// Index of the incentive among the measures.
pub const INCENTIVE: u16 = 0;
/// Index of the sanction among the measures.
pub const SANCTION: u16 = 1;

/// What a plugin of this package says of itself.
#[must_use]
pub fn manifest(code: &str) -> Manifest {
    let measure = |code: &str| Measure {
        code: code.to_owned(),
        reach: Reach::SelfOnly,
        details: Vec::new(),
    };
    Manifest {
        code: code.to_owned(),
        version: "1.0.0".to_owned(),
        title: "行为不端的插件".to_owned(),
        document_number: "测试〔2017〕1号".to_owned(),
        initiator: "测试局".to_owned(),
        signatories: Vec::new(),
        signed_on: None,
        in_force_from: None,
        expires_on: None,
        subjects: vec![SubjectKind::Enterprise],
        profile: ProfileNeed::empty(),
        reads: vec![FactNeed {
            kind: "tax/credit-level".to_owned(),
            fields: vec![FieldNeed {
                name: "year".to_owned(),
                type_: ValueType::Integer,
                code_list: None,
            }],
            triggers: true,
            history: false,
        }],
        listings: Vec::new(),
        measures: vec![measure("approval/green-lane"), measure("procurement/ban")],
        rules: vec![Rule {
            id: "misdeed".to_owned(),
            label: "行为不端".to_owned(),
            source: "无".to_owned(),
        }],
        parameters: Vec::new(),
    }
}

/// A verdict that says nothing: a start for others.
#[must_use]
pub fn silence() -> Verdict {
    Verdict {
        determinations: Vec::new(),
        proposals: Vec::new(),
        gaps: Vec::new(),
        review_on: None,
        conditions: Vec::new(),
    }
}

/// A verdict with one determination, in order if its arguments are.
#[must_use]
pub fn determine(measure: u16, grounds: Vec<u32>, starts_on: i32) -> Verdict {
    Verdict {
        determinations: vec![Determination {
            rule: 0,
            acts: grounds.clone(),
            grounds,
            starts_on,
            until: End::Never,
            measures: vec![measure],
            details: Vec::new(),
        }],
        ..silence()
    }
}

/// A gap, in order.
#[must_use]
pub fn gap() -> Gap {
    Gap {
        rule: 0,
        fact: None,
        missing: Missing::NoFact(0),
        measures: vec![INCENTIVE],
    }
}

/// Makes a component of a code and an `evaluate`, with a `describe` of its own if given.
///
/// Outside WebAssembly it only sees that the functions have the contract's types.
#[macro_export]
macro_rules! misdeed {
    ($code:literal, $evaluate:path) => {
        fn describe() -> accord_plugin::contract::Manifest {
            $crate::manifest($code)
        }
        $crate::misdeed!(describe, $evaluate);
    };
    ($describe:path, $evaluate:path) => {
        const _: () = {
            struct Component;
            impl accord_plugin::bindings::Guest for Component {
                fn describe() -> accord_plugin::contract::Manifest {
                    $describe()
                }
                fn evaluate(
                    subject: accord_plugin::contract::Subject,
                    question: accord_plugin::contract::Question,
                ) -> Result<accord_plugin::contract::Verdict, String> {
                    $evaluate(subject, question)
                }
            }
            #[cfg(target_arch = "wasm32")]
            accord_plugin::bindings::export_component!(Component with_types_in accord_plugin::bindings);
        };
    };
}
