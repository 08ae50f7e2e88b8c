//! What became of computing an answer again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Computation, Digest, Receipt, Verified};
use crate::subject::Millis;

/// A receipt and what became of computing its answer again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// The receipt.
    pub receipt: Receipt,
    /// Whether it is genuine, and whether it still holds.
    pub verified: Verified,
    /// What the answer came to; none if the receipt is not genuine, for then there is
    /// nothing to be proven.
    pub outcome: Option<Outcome>,
}

/// What an answer that was computed again came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// The same, from the same.
    Proved,
    /// Something else, or from something else.
    Differs {
        /// What.
        differences: Vec<Difference>,
    },
    /// Some of what it was computed from is gone by a rule of retention, so that it can be
    /// neither proven nor disproven.
    InputRemoved {
        /// How many versions of records are gone.
        versions: u64,
        /// When the last of them went, milliseconds since 1970-01-01 UTC.
        last_at: Millis,
        /// What differs.
        differences: Vec<Difference>,
    },
    /// It can no longer be computed: why, in Chinese and English.
    Impossible {
        /// 中文.
        zh: String,
        /// English.
        en: String,
    },
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "differs", rename_all = "kebab-case")]
pub enum Difference {
    /// Another version of a memorandum answers, or none does, or one more.
    Component {
        /// Code of the memorandum.
        memorandum: String,
        /// The version that was asked.
        then: Option<Digest>,
        /// The one asked now.
        now: Option<Digest>,
    },
    /// Another edition of reference data is in use.
    Edition {
        /// Which.
        name: String,
        /// Its number then.
        then: Option<u32>,
        /// Its number now.
        now: Option<u32>,
    },
    /// What is computed from is not the same.
    Input {
        /// Its digest then.
        then: Digest,
        /// Its digest now.
        now: Digest,
    },
    /// The answer is another.
    Answer {
        /// Its digest then.
        then: Digest,
        /// Its digest now.
        now: Digest,
    },
}

/// What differs between two computations of one answer; empty if nothing does.
#[must_use]
pub fn differences(then: &Computation, now: &Computation) -> Vec<Difference> {
    let mut found = Vec::new();
    let components = |of: &Computation| -> BTreeMap<String, Digest> {
        let asked = of.components.iter();
        asked
            .map(|asked| (asked.memorandum.clone(), asked.digest))
            .collect()
    };
    for (memorandum, then, now) in both(components(then), components(now)) {
        found.push(Difference::Component {
            memorandum,
            then,
            now,
        });
    }
    let editions = |of: &Computation| -> BTreeMap<String, u32> {
        let editions = of.editions.iter();
        editions
            .map(|edition| (edition.name.clone(), edition.number))
            .collect()
    };
    for (name, then, now) in both(editions(then), editions(now)) {
        found.push(Difference::Edition { name, then, now });
    }
    if then.input != now.input {
        found.push(Difference::Input {
            then: then.input,
            now: now.input,
        });
    }
    if then.answer != now.answer {
        found.push(Difference::Answer {
            then: then.answer,
            now: now.answer,
        });
    }
    found
}

/// What the two have otherwise, by name.
fn both<T: Copy + PartialEq>(
    then: BTreeMap<String, T>,
    mut now: BTreeMap<String, T>,
) -> Vec<(String, Option<T>, Option<T>)> {
    let mut all: Vec<_> = then
        .into_iter()
        .map(|(name, then)| {
            let now = now.remove(&name);
            (name, Some(then), now)
        })
        .collect();
    all.extend(now.into_iter().map(|(name, now)| (name, None, Some(now))));
    all.retain(|(_, then, now)| then != now);
    all.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    all
}
