//! Incomplete files (容缺受理): an applicant of good credit may hand in a document later.
//!
//! What the law requires cannot be handed in later (G35). The due day is the one written in
//! the commitment (clause 4); an extension is a step of its own. When it is over and
//! nothing came the file is overdue by itself; the breach is then recorded, as a record
//! that other rules use.

use serde::{Deserialize, Serialize};

use super::{
    CaseId, CaseKind,
    step::{Acting, Event, StepError, Steps, Word, by_a_person, said, states},
};
use crate::{date::Date, subject::view::Moment};

/// A document that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MissingDocument {
    /// Its name.
    pub name: String,
    /// Whether the law requires it.
    pub required_by_law: bool,
}

states! {
    /// Where an incomplete file stands.
    IncompleteFileState {
        /// The applicant may hand in later.
        Eligible = "eligible" "符合容缺条件",
        /// Accepted, with documents missing.
        AcceptedWithGap = "accepted-with-gap" "容缺受理",
        /// All documents came.
        Supplemented = "supplemented" "已补齐",
        /// The due day is over and not all came.
        Overdue = "overdue" "逾期未补",
        /// And that is recorded.
        BreachRecorded = "breach-recorded" "已记录失信",
    }
}

/// What is done about an incomplete file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncompleteFileEvent {
    /// The applicant may hand in later.
    FindEligible,
    /// It is accepted with documents missing.
    Accept {
        /// Which.
        missing: Vec<MissingDocument>,
        /// The last day for them.
        due: Date,
    },
    /// The last day moves.
    Extend {
        /// To this one.
        due: Date,
        /// Why.
        reason: String,
    },
    /// All documents came.
    Supplement,
    /// The breach is recorded.
    RecordBreach,
}

impl Event for IncompleteFileEvent {
    type State = IncompleteFileState;
    const CASE: CaseKind = CaseKind::IncompleteFile;

    fn next(&self, from: Option<IncompleteFileState>) -> Option<IncompleteFileState> {
        use IncompleteFileState as S;
        Some(match (from, self) {
            (None, Self::FindEligible) => S::Eligible,
            (Some(S::Eligible), Self::Accept { .. }) => S::AcceptedWithGap,
            (Some(S::AcceptedWithGap), Self::Extend { .. }) => S::AcceptedWithGap,
            (Some(S::AcceptedWithGap), Self::Supplement) => S::Supplemented,
            (Some(S::Overdue), Self::RecordBreach) => S::BreachRecorded,
            _ => return None,
        })
    }

    fn word(&self) -> Word {
        let (code, zh) = match self {
            Self::FindEligible => ("find-eligible", "认定符合条件"),
            Self::Accept { .. } => ("accept", "容缺受理"),
            Self::Extend { .. } => ("extend", "延长"),
            Self::Supplement => ("supplement", "补齐"),
            Self::RecordBreach => ("record-breach", "记录失信"),
        };
        Word { code, zh }
    }
}

/// What an applicant asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIncompleteFile {
    /// Code of the approval item (事项编码).
    pub item: String,
    /// Code of the department that approves.
    pub department: String,
}

/// An incomplete file (容缺受理).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncompleteFile {
    /// Its name.
    pub id: CaseId,
    /// Code of the approval item (事项编码).
    pub item: String,
    /// Code of the department that approves.
    pub department: String,
    /// Its steps.
    pub steps: Steps<IncompleteFileEvent>,
}

impl IncompleteFile {
    /// A file of an applicant who may hand in later.
    ///
    /// # Errors
    /// [`StepError::Text`].
    pub(super) fn eligible(
        id: CaseId,
        new: NewIncompleteFile,
        acting: Acting,
    ) -> Result<Self, StepError> {
        said("item", &new.item)?;
        said("department", &new.department)?;
        Ok(Self {
            id,
            item: new.item,
            department: new.department,
            steps: Steps::begin(acting, IncompleteFileEvent::FindEligible)?,
        })
    }

    /// Where it stands. It is overdue by itself.
    #[must_use]
    pub fn state(&self, moment: Moment) -> Option<IncompleteFileState> {
        let mut state = None;
        let mut due: Option<Date> = None;
        for step in self.steps.seen(moment) {
            state = lapsed(state, due, step.on);
            if let IncompleteFileEvent::Accept { due: day, .. }
            | IncompleteFileEvent::Extend { due: day, .. } = &step.event
            {
                due = Some(*day);
            }
            state = step.event.next(state).or(state);
        }
        lapsed(state, due, moment.as_of)
    }

    /// Takes a step.
    ///
    /// # Errors
    /// [`StepError`] if the state, the day or who acts does not allow it, or a document is
    /// required by law.
    pub fn step(&mut self, acting: Acting, event: IncompleteFileEvent) -> Result<(), StepError> {
        let state = self.state(Moment::on(acting.on));
        self.steps.allow(state, &acting, &event)?;
        match &event {
            IncompleteFileEvent::Accept { missing, due } => {
                by_a_person(&acting.by)?;
                if missing.is_empty() {
                    return Err(StepError::NoScope);
                }
                for document in missing {
                    said("missing", &document.name)?;
                }
                let required = missing.iter().filter(|document| document.required_by_law);
                let required: Vec<_> = required.map(|document| document.name.clone()).collect();
                if !required.is_empty() {
                    return Err(StepError::RequiredByLaw(required));
                }
                if *due <= acting.on {
                    return Err(StepError::NoLaterDay { due: *due });
                }
            }
            IncompleteFileEvent::Extend { due, reason } => {
                said("reason", reason)?;
                by_a_person(&acting.by)?;
                let before = self.due(Moment::on(acting.on));
                if before.is_some_and(|before| *due <= before) {
                    return Err(StepError::NoLaterDay { due: *due });
                }
            }
            IncompleteFileEvent::FindEligible
            | IncompleteFileEvent::Supplement
            | IncompleteFileEvent::RecordBreach => {}
        }
        self.steps.take(state, acting, event)
    }

    /// The last day for what is missing; none before it was accepted.
    #[must_use]
    pub fn due(&self, moment: Moment) -> Option<Date> {
        let due = |event: &_| match event {
            IncompleteFileEvent::Accept { due, .. } | IncompleteFileEvent::Extend { due, .. } => {
                Some(*due)
            }
            _ => None,
        };
        self.steps.last(moment, due).map(|(_, due)| due)
    }

    /// What was missing when it was accepted.
    #[must_use]
    pub fn missing(&self, moment: Moment) -> &[MissingDocument] {
        let mut seen = self.steps.seen(moment);
        let missing = seen.find_map(|step| match &step.event {
            IncompleteFileEvent::Accept { missing, .. } => Some(missing.as_slice()),
            _ => None,
        });
        missing.unwrap_or_default()
    }

    /// Days on which something about it changes.
    pub(super) fn boundaries(&self) -> impl Iterator<Item = Date> {
        let last = Moment::on(Date::from_days(i32::MAX));
        let over = match self.state(last) {
            Some(IncompleteFileState::Overdue | IncompleteFileState::BreachRecorded) => {
                self.due(last).map(|due| due.add_days(1))
            }
            _ => None,
        };
        self.steps.days().chain(over)
    }
}

/// What a state is on a day when its last day is over.
fn lapsed(
    state: Option<IncompleteFileState>,
    due: Option<Date>,
    on: Date,
) -> Option<IncompleteFileState> {
    match state {
        Some(IncompleteFileState::AcceptedWithGap) if due.is_some_and(|due| due < on) => {
            Some(IncompleteFileState::Overdue)
        }
        state => state,
    }
}
