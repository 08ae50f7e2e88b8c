//! Applications of measures (措施实施): what the department that executes a measure does.
//!
//! The host advises; a person of the department executes, declines or finds that there is
//! nothing to execute, and says so (R-HUMAN, clause 16). That a measure waits because of an
//! objection is no state of it: it follows from objections. What it rests on can change
//! while it runs, for the same measure may stand on several reasons (R-MULTI); it is kept
//! because an upheld objection asks who executed on what was wrong (R-ERR).

use serde::{Deserialize, Serialize};

use super::{
    CaseId, CaseKind, Scope,
    step::{Acting, Event, StepError, Steps, Word, by_a_person, said, states},
};
use crate::{
    date::Date,
    money::Fen,
    subject::{EdgeName, RecordName, SubjectId, view::Moment},
};

/// Something that a measure rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Support {
    /// A record, or a listing: the subject's own, or of whom it holds a role with.
    Record {
        /// Whose.
        subject: SubjectId,
        /// Which.
        record: RecordName,
    },
    /// A role.
    Role(EdgeName),
}

states! {
    /// Where an application stands.
    ApplicationState {
        /// The measure applies.
        Determined = "determined" "已认定",
        /// The department was told.
        Pushed = "pushed" "已推送",
        /// It has taken note.
        Acknowledged = "acknowledged" "已签收",
        /// It has executed the measure.
        Executed = "executed" "已执行",
        /// There was nothing to execute it on.
        NotApplicable = "not-applicable" "不适用",
        /// It does not execute the measure.
        Declined = "declined" "不执行",
        /// It has reported.
        FedBack = "fed-back" "已反馈",
        /// The measure no longer applies.
        Ended = "ended" "已结束",
        /// It was stopped before the department acted, or by mistake.
        Cancelled = "cancelled" "已取消",
    }
}

/// What a department reports (反馈; domain.md §1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// What was done (执行内容).
    pub content: String,
    /// The amount concerned (涉及金额).
    pub amount: Option<Fen>,
    /// Where it was applied (所在领域, 应用场景).
    pub scene: Option<String>,
    /// Number of the business in which it was applied.
    pub business_no: Option<String>,
    /// What it brought about (成效).
    pub effect: Option<String>,
}

/// What is done about an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicationEvent {
    /// The measure applies.
    Determine {
        /// Codes of the memoranda by which it does.
        memoranda: Vec<String>,
        /// What it rests on.
        supports: Vec<Support>,
    },
    /// It rests on something else than before.
    Restate {
        /// Codes of the memoranda by which it applies.
        memoranda: Vec<String>,
        /// What it rests on.
        supports: Vec<Support>,
    },
    /// The department is told.
    Push,
    /// It takes note.
    Acknowledge,
    /// It executes the measure.
    Execute,
    /// There is nothing to execute it on.
    FindNotApplicable {
        /// Why.
        reason: String,
    },
    /// It does not execute the measure.
    Decline {
        /// Why.
        reason: String,
    },
    /// It reports.
    FeedBack(Feedback),
    /// The measure no longer applies.
    End {
        /// Why.
        reason: String,
    },
    /// It is stopped.
    Cancel {
        /// Why.
        reason: String,
    },
}

impl Event for ApplicationEvent {
    type State = ApplicationState;
    const CASE: CaseKind = CaseKind::Application;

    fn next(&self, from: Option<ApplicationState>) -> Option<ApplicationState> {
        use ApplicationState as S;
        Some(match (from, self) {
            (None, Self::Determine { .. }) => S::Determined,
            (Some(S::Ended | S::Cancelled), _) | (None, _) => return None,
            (Some(state), Self::Restate { .. }) => state,
            (Some(S::Determined), Self::Push) => S::Pushed,
            (Some(S::Pushed), Self::Acknowledge) => S::Acknowledged,
            (Some(S::Acknowledged), Self::Execute) => S::Executed,
            (Some(S::Acknowledged), Self::FindNotApplicable { .. }) => S::NotApplicable,
            (Some(S::Acknowledged), Self::Decline { .. }) => S::Declined,
            (Some(S::Executed | S::NotApplicable | S::Declined), Self::FeedBack(_)) => S::FedBack,
            (Some(S::Executed | S::NotApplicable | S::Declined | S::FedBack), Self::End { .. }) => {
                S::Ended
            }
            (Some(_), Self::Cancel { .. }) => S::Cancelled,
            _ => return None,
        })
    }

    fn word(&self) -> Word {
        let (code, zh) = match self {
            Self::Determine { .. } => ("determine", "认定"),
            Self::Restate { .. } => ("restate", "更新依据"),
            Self::Push => ("push", "推送"),
            Self::Acknowledge => ("acknowledge", "签收"),
            Self::Execute => ("execute", "执行"),
            Self::FindNotApplicable { .. } => ("find-not-applicable", "认定不适用"),
            Self::Decline { .. } => ("decline", "不执行"),
            Self::FeedBack(_) => ("feed-back", "反馈"),
            Self::End { .. } => ("end", "结束"),
            Self::Cancel { .. } => ("cancel", "取消"),
        };
        Word { code, zh }
    }
}

/// A measure that applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApplication {
    /// Its code in the catalogue.
    pub measure: String,
    /// Code of the department that executes it.
    pub executor: String,
    /// Whether it takes from the subject, so that the subject has to be told (R-NOTIFY).
    pub is_sanction: bool,
    /// Codes of the memoranda by which it applies.
    pub memoranda: Vec<String>,
    /// What it rests on.
    pub supports: Vec<Support>,
}

/// The application of a measure to a subject (措施实施).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its name.
    pub id: CaseId,
    /// The measure's code in the catalogue.
    pub measure: String,
    /// Code of the department that executes it.
    pub executor: String,
    /// Its steps.
    pub steps: Steps<ApplicationEvent>,
}

impl Application {
    /// An application of a measure that applies.
    ///
    /// # Errors
    /// [`StepError`] if the department or the measure is unnamed.
    pub(super) fn determine(
        id: CaseId,
        new: NewApplication,
        acting: Acting,
    ) -> Result<Self, StepError> {
        said("measure", &new.measure)?;
        said("executor", &new.executor)?;
        let event = ApplicationEvent::Determine {
            memoranda: new.memoranda,
            supports: sorted(new.supports),
        };
        Ok(Self {
            id,
            measure: new.measure,
            executor: new.executor,
            steps: Steps::begin(acting, event)?,
        })
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self, moment: Moment) -> Option<ApplicationState> {
        self.steps.state(moment)
    }

    /// Takes a step. To execute, to decline and to find that there is nothing to execute is
    /// a person's (R-HUMAN).
    ///
    /// # Errors
    /// [`StepError`] if the state, the day, who acts or what is said does not allow it.
    pub fn step(&mut self, acting: Acting, event: ApplicationEvent) -> Result<(), StepError> {
        let state = self.steps.state(Moment::on(acting.on));
        self.steps.allow(state, &acting, &event)?;
        let mut event = event;
        match &mut event {
            ApplicationEvent::Execute => by_a_person(&acting.by)?,
            ApplicationEvent::FindNotApplicable { reason }
            | ApplicationEvent::Decline { reason } => {
                said("reason", reason)?;
                by_a_person(&acting.by)?;
            }
            ApplicationEvent::End { reason } | ApplicationEvent::Cancel { reason } => {
                said("reason", reason)?;
            }
            ApplicationEvent::FeedBack(feedback) => {
                said("content", &feedback.content)?;
                let others = [&feedback.scene, &feedback.business_no, &feedback.effect];
                for text in others.into_iter().flatten() {
                    said("feedback", text)?;
                }
            }
            ApplicationEvent::Restate { supports, .. } => {
                *supports = sorted(std::mem::take(supports));
            }
            ApplicationEvent::Determine { .. }
            | ApplicationEvent::Push
            | ApplicationEvent::Acknowledge => {}
        }
        self.steps.take(state, acting, event)
    }

    /// Tells it what it rests on now; no step if that is what it rested on before.
    ///
    /// # Errors
    /// [`StepError::Backwards`].
    pub(super) fn restate(&mut self, new: NewApplication, acting: Acting) -> Result<(), StepError> {
        let supports = sorted(new.supports);
        let memoranda = new.memoranda;
        let now = Moment::on(Date::from_days(i32::MAX));
        if self.rests_on(now) == (memoranda.as_slice(), supports.as_slice()) {
            return Ok(());
        }
        let event = ApplicationEvent::Restate {
            memoranda,
            supports,
        };
        self.step(acting, event)
    }

    /// Whether it runs: the measure applies, and nobody stopped it.
    #[must_use]
    pub fn is_open(&self, moment: Moment) -> bool {
        let state = self.state(moment);
        state.is_some_and(|state| {
            !matches!(state, ApplicationState::Ended | ApplicationState::Cancelled)
        })
    }

    /// When the department executed it, if it did.
    #[must_use]
    pub fn executed_on(&self, moment: Moment) -> Option<Date> {
        let executed = |event: &_| matches!(event, ApplicationEvent::Execute).then_some(());
        self.steps.last(moment, executed).map(|(on, ())| on)
    }

    /// The step that ends it when the measure no longer applies: what nobody acted on is
    /// cancelled.
    #[must_use]
    pub fn ending(&self, moment: Moment, reason: String) -> ApplicationEvent {
        use ApplicationState as S;
        match self.state(moment) {
            Some(S::Executed | S::NotApplicable | S::Declined | S::FedBack) => {
                ApplicationEvent::End { reason }
            }
            _ => ApplicationEvent::Cancel { reason },
        }
    }

    /// The memoranda by which it applies, and what it rests on.
    #[must_use]
    pub fn rests_on(&self, moment: Moment) -> (&[String], &[Support]) {
        let mut seen = self.steps.seen(moment).rev();
        let last = seen.find_map(|step| match &step.event {
            ApplicationEvent::Determine {
                memoranda,
                supports,
            }
            | ApplicationEvent::Restate {
                memoranda,
                supports,
            } => Some((memoranda.as_slice(), supports.as_slice())),
            _ => None,
        });
        last.unwrap_or_default()
    }

    /// Whether it ever rested, as far as known at a moment, on something that an objection
    /// of a subject covers.
    #[must_use]
    pub fn rested_on(&self, moment: Moment, objector: SubjectId, scope: &Scope) -> bool {
        match scope {
            Scope::Measure { code } => self.id.subject == objector && self.measure == *code,
            Scope::Record(name) | Scope::Listing(name) => self.ever_rested(moment, |support| {
                matches!(support, Support::Record { subject, record }
                    if *subject == objector && record == name)
            }),
            Scope::Role(edge) => {
                self.ever_rested(moment, |support| *support == Support::Role(*edge))
            }
        }
    }

    fn ever_rested(&self, moment: Moment, is: impl Fn(&Support) -> bool) -> bool {
        self.steps.seen(moment).any(|step| match &step.event {
            ApplicationEvent::Determine { supports, .. }
            | ApplicationEvent::Restate { supports, .. } => supports.iter().any(&is),
            _ => false,
        })
    }
}

fn sorted(mut supports: Vec<Support>) -> Vec<Support> {
    supports.sort();
    supports.dedup();
    supports
}
