//! For which day the stored determinations stand, and by what: one row of the control part.
//!
//! What concerns everybody is not noted when it happens but found by comparing what answers
//! now with what answered then: a memorandum enabled or disabled, a version whose own days
//! have come, a setting that begins, another edition. So nobody who changes one of them can
//! forget to say so, and a day on which one of them begins is no case of its own.

use std::collections::BTreeSet;

use accord_model::{contract::Value, date::Date, subject::SubjectId};
use accord_store::{Mutation, PartId, PartStore};
use serde::{Deserialize, Serialize};

use crate::{
    codec::{self, Stored},
    error::ServiceError,
    host::{Host, operation},
    panel::Panel,
    registry::{Registry, Version},
    spaces, triggers,
};

const KEY: &[u8] = b"standing";

/// For which day the stored determinations stand, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standing {
    /// The latest day for which any subject was looked at.
    pub(crate) as_of: Date,
    /// Whether every subject was looked at since a run began anew.
    pub(crate) is_whole: bool,
    /// By what they stand: one, or while a catch-up is under way or was cut off several.
    pub(crate) by: Vec<Answering>,
}

impl Stored for Standing {
    const WHAT: &str = "standing of determinations";
}

/// What answers on a day, as far as it concerns more than one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answering {
    /// By code, the version of each memorandum in force and its settings.
    memoranda: Vec<Answers>,
    /// Editions that say what every memorandum may bring about.
    editions: Vec<u32>,
    /// The next day on which the catalogue, a basis or a rule of the host is another: two
    /// days that have it in common are judged alike.
    law_until: Option<Date>,
}

/// A version of a memorandum that answers, with its settings on that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Answers {
    code: String,
    digest: String,
    parameters: Vec<Value>,
}

/// Whom what answers otherwise now can touch.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    /// How many memoranda answer otherwise.
    pub(crate) memoranda: u64,
    /// Everybody, for one of them is asked about everybody, or is not known any more.
    pub(crate) everyone: bool,
    /// Those with records of these kinds.
    pub(crate) kinds: BTreeSet<u16>,
    /// Those with records of these kinds, and whoever is one role away from them.
    pub(crate) reaching_kinds: BTreeSet<u16>,
}

impl Answering {
    pub(crate) fn of(panel: &Panel<'_>) -> Self {
        let Panel {
            reference, moment, ..
        } = panel;
        let memoranda = panel.entries.iter().map(|entry| {
            let question = entry.loaded.question(reference, moment.as_of, false);
            Answers {
                code: entry.code.to_owned(),
                digest: entry.loaded.plugin.digest().to_string(),
                parameters: question.parameters,
            }
        });
        Self {
            memoranda: memoranda.collect(),
            editions: reference.judging_editions().to_vec(),
            law_until: reference.law_until(moment.as_of),
        }
    }

    fn answers(&self, code: &str) -> Option<&Answers> {
        self.memoranda.iter().find(|answers| answers.code == code)
    }

    /// Adds whom it can touch that this answers and not what answered before.
    pub(crate) fn touches(&self, before: &Self, registry: &Registry, touched: &mut Touched) {
        let all_of_them = (&before.editions, before.law_until) != (&self.editions, self.law_until);
        let codes = self.memoranda.iter().chain(&before.memoranda);
        let codes: BTreeSet<_> = codes.map(|answers| answers.code.as_str()).collect();
        for code in codes {
            let (then, now) = (before.answers(code), self.answers(code));
            if then == now && !all_of_them {
                continue;
            }
            touched.memoranda += 1;
            for answers in then.into_iter().chain(now) {
                touched.add(answers, registry);
            }
        }
    }
}

impl Touched {
    fn add(&mut self, answers: &Answers, registry: &Registry) {
        let memorandum = registry.memoranda.get(&answers.code);
        let version = memorandum.and_then(|memorandum| memorandum.versions.get(&answers.digest));
        let Some(Version::Ready(loaded)) = version else {
            self.everyone = true;
            return;
        };
        let Some(kinds) = loaded.projection.triggers() else {
            self.everyone = true;
            return;
        };
        if loaded.reaches_others() {
            self.reaching_kinds.extend(kinds);
            // Along its ways lie neighbours who have nothing yet and will be one with others.
            self.reaching_kinds.insert(triggers::MERGED);
        } else {
            self.kinds.extend(kinds);
        }
    }
}

/// Whether a run ever began in a store.
pub(crate) fn ever_ran(store: &dyn PartStore) -> Result<bool, ServiceError> {
    let row = store.get(PartId::CONTROL, spaces::STANDING, KEY)?;
    Ok(row.is_some())
}

impl Host {
    /// For which day the stored determinations stand; none if nothing ever ran.
    pub(crate) fn standing(&self) -> Result<Option<Standing>, ServiceError> {
        let row = self.store.get(PartId::CONTROL, spaces::STANDING, KEY)?;
        row.map(|row| codec::decode(&row)).transpose()
    }

    /// Says so, on disk when this returns.
    pub(crate) fn now_stands(&self, standing: &Standing) -> Result<(), ServiceError> {
        let row = Mutation::put(spaces::STANDING, KEY, codec::encode(standing)?);
        self.store
            .commit(PartId::CONTROL, operation()?, &[], &[row])?;
        Ok(())
    }

    /// Adds the subjects that what answers otherwise can touch, but for everybody.
    pub(crate) fn touched(
        &self,
        touched: &Touched,
        all: &mut BTreeSet<SubjectId>,
    ) -> Result<(), ServiceError> {
        for id in self.triggered(&touched.kinds)? {
            self.one_with(id, all)?;
        }
        for id in self.triggered(&touched.reaching_kinds)? {
            self.touched_by(id, all)?;
        }
        Ok(())
    }
}
