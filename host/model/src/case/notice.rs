//! Notice tasks (告知): whoever is to suffer a measure is told, before it is executed or
//! together with it (R-NOTIFY). One opens with the first determination of a sanction.

use serde::{Deserialize, Serialize};

use super::{
    CaseId, CaseKind,
    step::{Acting, Event, StepError, Steps, Word, said, states},
};
use crate::subject::view::Moment;

states! {
    /// Where a notice stands.
    NoticeState {
        /// To be served.
        Opened = "opened" "待告知",
        /// Served.
        Served = "served" "已告知",
    }
}

/// What is done about a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeEvent {
    /// It is to be served.
    Open,
    /// It is served.
    Serve {
        /// How: delivery in person, post, public notice.
        how: String,
    },
}

impl Event for NoticeEvent {
    type State = NoticeState;
    const CASE: CaseKind = CaseKind::Notice;

    fn next(&self, from: Option<NoticeState>) -> Option<NoticeState> {
        Some(match (from, self) {
            (None, Self::Open) => NoticeState::Opened,
            (Some(NoticeState::Opened), Self::Serve { .. }) => NoticeState::Served,
            _ => return None,
        })
    }

    fn word(&self) -> Word {
        let (code, zh) = match self {
            Self::Open => ("open", "待告知"),
            Self::Serve { .. } => ("serve", "送达"),
        };
        Word { code, zh }
    }
}

/// A notice of measures to a subject (告知).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its name.
    pub id: CaseId,
    /// Codes of the measures, sorted.
    pub measures: Vec<String>,
    /// Its steps.
    pub steps: Steps<NoticeEvent>,
}

impl Notice {
    /// A notice that is to be served.
    ///
    /// # Errors
    /// [`StepError::NoScope`] if it names no measure.
    pub(super) fn open(
        id: CaseId,
        measures: Vec<String>,
        acting: Acting,
    ) -> Result<Self, StepError> {
        if measures.is_empty() {
            return Err(StepError::NoScope);
        }
        Ok(Self {
            id,
            measures,
            steps: Steps::begin(acting, NoticeEvent::Open)?,
        })
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self, moment: Moment) -> Option<NoticeState> {
        self.steps.state(moment)
    }

    /// Takes a step.
    ///
    /// # Errors
    /// [`StepError`] if the state, the day or what is said does not allow it.
    pub fn step(&mut self, acting: Acting, event: NoticeEvent) -> Result<(), StepError> {
        let state = self.steps.state(Moment::on(acting.on));
        self.steps.allow(state, &acting, &event)?;
        if let NoticeEvent::Serve { how } = &event {
            said("how", how)?;
        }
        self.steps.take(state, acting, event)
    }
}
