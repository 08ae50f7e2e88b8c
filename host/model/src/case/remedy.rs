//! Remedy tasks (补救): a department executed a measure on what an upheld objection found
//! to be wrong, and puts it right (R-ERR). The objection is not closed before.

use serde::{Deserialize, Serialize};

use super::{
    CaseId, CaseKind,
    step::{Acting, Event, StepError, Steps, Word, by_a_person, said, states},
};
use crate::subject::view::Moment;

states! {
    /// Where a remedy stands.
    RemedyState {
        /// To be done.
        Open = "open" "待补救",
        /// Done.
        Done = "done" "已补救",
    }
}

/// What is done about a remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemedyEvent {
    /// It is to be done.
    Open,
    /// It is done.
    Finish {
        /// What was done.
        what: String,
    },
}

impl Event for RemedyEvent {
    type State = RemedyState;
    const CASE: CaseKind = CaseKind::Remedy;

    fn next(&self, from: Option<RemedyState>) -> Option<RemedyState> {
        Some(match (from, self) {
            (None, Self::Open) => RemedyState::Open,
            (Some(RemedyState::Open), Self::Finish { .. }) => RemedyState::Done,
            _ => return None,
        })
    }

    fn word(&self) -> Word {
        let (code, zh) = match self {
            Self::Open => ("open", "待补救"),
            Self::Finish { .. } => ("finish", "完成补救"),
        };
        Word { code, zh }
    }
}

/// What a department has to put right (补救).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Its name.
    pub id: CaseId,
    /// The objection that was upheld; it may be another subject's.
    pub objection: CaseId,
    /// The application that was executed.
    pub application: CaseId,
    /// The measure's code in the catalogue.
    pub measure: String,
    /// Code of the department.
    pub department: String,
    /// Its steps.
    pub steps: Steps<RemedyEvent>,
}

impl Remedy {
    /// Where it stands.
    #[must_use]
    pub fn state(&self, moment: Moment) -> Option<RemedyState> {
        self.steps.state(moment)
    }

    /// Takes a step.
    ///
    /// # Errors
    /// [`StepError`] if the state, the day, who acts or what is said does not allow it.
    pub fn step(&mut self, acting: Acting, event: RemedyEvent) -> Result<(), StepError> {
        let state = self.steps.state(Moment::on(acting.on));
        self.steps.allow(state, &acting, &event)?;
        if let RemedyEvent::Finish { what } = &event {
            said("what", what)?;
            by_a_person(&acting.by)?;
        }
        self.steps.take(state, acting, event)
    }
}
