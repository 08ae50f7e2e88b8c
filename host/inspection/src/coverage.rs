//! What of a memorandum no case reaches.
//!
//! A rule is reached where a case that passes determines or proposes under it, a measure
//! where one determines it; the same measure with another reach is another.

use std::collections::BTreeSet;

use accord_model::contract::{Edge, Manifest, Reach};
use serde::{Deserialize, Serialize};

use crate::running::Outcome;

/// What the cases that pass have reached so far.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    rules: BTreeSet<u16>,
    measures: BTreeSet<u16>,
}

/// What no case reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreached {
    /// Ids of rules.
    pub rules: Vec<String>,
    /// Measures, such as `exit/prevent (holders: legal-representative, at-as-of)`.
    pub measures: Vec<String>,
}

impl Unreached {
    /// Whether everything is reached.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.measures.is_empty()
    }
}

impl Coverage {
    /// Counts a case that passes.
    pub fn add(&mut self, outcome: &Outcome) {
        for reason in &outcome.reasons {
            self.rules.insert(reason.rule);
            self.measures.extend(&reason.measures);
        }
        let proposals = outcome.verdict.proposals.iter();
        self.rules.extend(proposals.map(|proposal| proposal.rule));
    }

    /// What of this manifest is not reached.
    #[must_use]
    pub fn unreached(&self, manifest: &Manifest) -> Unreached {
        let rules = (0..).zip(&manifest.rules);
        let measures = (0..).zip(&manifest.measures);
        Unreached {
            rules: rules
                .filter(|(index, _)| !self.rules.contains(index))
                .map(|(_, rule)| rule.id.clone())
                .collect(),
            measures: measures
                .filter(|(index, _)| !self.measures.contains(index))
                .map(|(_, measure)| format!("{}{}", measure.code, reach(&measure.reach)))
                .collect(),
        }
    }
}

/// A reach as it is told beside a measure; nothing for the subject itself.
#[must_use]
pub fn reach(reach: &Reach) -> String {
    let edge = |what: &str, edge: &Edge| {
        let roles: Vec<String> = edge.roles.iter().map(kebab).collect();
        let responsible = if edge.responsible_only {
            ", responsible"
        } else {
            ""
        };
        format!(
            " ({what}: {}, {}{responsible})",
            roles.join("+"),
            kebab(&edge.test)
        )
    };
    match reach {
        Reach::SelfOnly => String::new(),
        Reach::Holders(of) => edge("holders", of),
        Reach::LedEntities(of) => edge("led entities", of),
    }
}

/// A word of the contract as it is written there.
fn kebab(word: &impl Serialize) -> String {
    toml::Value::try_from(word)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
