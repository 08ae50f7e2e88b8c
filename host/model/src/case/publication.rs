//! Publication (公示) of a permit or penalty, with its clock in working days.
//!
//! It is due within a period from the day of decision, and a notice of the State Council
//! can still move the last day (G27): so the period is kept and not the day. Whether it is
//! late is computed (clause 19). That it waits because of an objection follows from
//! objections and is no state of it.

use serde::{Deserialize, Serialize};

use super::{
    CaseId, CaseKind,
    step::{Acting, Event, StepError, Steps, Word, states},
};
use crate::{
    calendar::{Calendar, CalendarError, Deadline},
    date::Date,
    period::Period,
    subject::{RecordName, view::Moment},
};

/// Why publication ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    /// Its time is over.
    Term,
    /// The record was repaired.
    Repaired,
    /// The record was corrected.
    Corrected,
    /// The record was withdrawn.
    Withdrawn,
}

states! {
    /// Where a publication stands.
    PublicationState {
        /// To be published.
        Due = "due" "待公示",
        /// Published.
        Published = "published" "已公示",
        /// Published no longer, or never.
        Stopped = "stopped" "停止公示",
    }
}

/// What is done about a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublicationEvent {
    /// It is due.
    Open,
    /// It is published.
    Publish,
    /// What names the subject is hidden (遮蔽).
    Mask,
    /// It is shown again.
    Unmask,
    /// It ends.
    Stop {
        /// Why.
        reason: StopReason,
    },
}

impl Event for PublicationEvent {
    type State = PublicationState;
    const CASE: CaseKind = CaseKind::Publication;

    fn next(&self, from: Option<PublicationState>) -> Option<PublicationState> {
        use PublicationState as S;
        Some(match (from, self) {
            (None, Self::Open) => S::Due,
            (Some(S::Due), Self::Publish) => S::Published,
            (Some(state @ (S::Due | S::Published)), Self::Mask | Self::Unmask) => state,
            (Some(S::Due | S::Published), Self::Stop { .. }) => S::Stopped,
            _ => return None,
        })
    }

    fn word(&self) -> Word {
        let (code, zh) = match self {
            Self::Open => ("open", "待公示"),
            Self::Publish => ("publish", "公示"),
            Self::Mask => ("mask", "遮蔽"),
            Self::Unmask => ("unmask", "取消遮蔽"),
            Self::Stop { .. } => ("stop", "停止公示"),
        };
        Word { code, zh }
    }
}

/// The publication of a record (公示).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Its name.
    pub id: CaseId,
    /// The record.
    pub record: RecordName,
    /// Its day of decision, from which the time is counted.
    pub decided_on: Date,
    /// Within which time it is to be published.
    pub within: Period,
    /// Its steps.
    pub steps: Steps<PublicationEvent>,
}

impl Publication {
    /// A publication that is due.
    ///
    /// # Errors
    /// None today; the first step is always allowed.
    pub(super) fn open(
        id: CaseId,
        (record, decided_on): (RecordName, Date),
        within: Period,
        acting: Acting,
    ) -> Result<Self, StepError> {
        Ok(Self {
            id,
            record,
            decided_on,
            within,
            steps: Steps::begin(acting, PublicationEvent::Open)?,
        })
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self, moment: Moment) -> Option<PublicationState> {
        self.steps.state(moment)
    }

    /// Takes a step.
    ///
    /// # Errors
    /// [`StepError`] if the state or the day does not allow it.
    pub fn step(&mut self, acting: Acting, event: PublicationEvent) -> Result<(), StepError> {
        let state = self.steps.state(Moment::on(acting.on));
        self.steps.take(state, acting, event)
    }

    /// The last day on which it is in time.
    ///
    /// # Errors
    /// [`CalendarError`] if the calendar does not reach back so far.
    pub fn due(&self, moment: Moment, calendar: &Calendar) -> Result<Deadline, CalendarError> {
        self.within
            .last_day(self.decided_on, calendar, moment.known_at)
    }

    /// When it was published, if it was.
    #[must_use]
    pub fn published_on(&self, moment: Moment) -> Option<Date> {
        let published = |event: &_| matches!(event, PublicationEvent::Publish).then_some(());
        self.steps.last(moment, published).map(|(on, ())| on)
    }

    /// By how many working days it was published late, or is late so far; 0 if it is in
    /// time, or ended before it was published.
    ///
    /// # Errors
    /// [`CalendarError`] if the days cannot be counted.
    pub fn late(&self, moment: Moment, calendar: &Calendar) -> Result<u32, CalendarError> {
        let until = match (self.published_on(moment), self.state(moment)) {
            (Some(published), _) => published,
            (None, Some(PublicationState::Due)) => moment.as_of,
            (None, _) => return Ok(0),
        };
        let due = self.due(moment, calendar)?;
        calendar.working_days_between(due.day(), until, moment.known_at)
    }

    /// Whether what names the subject is hidden.
    #[must_use]
    pub fn is_masked(&self, moment: Moment) -> bool {
        let masked = |event: &_| match event {
            PublicationEvent::Mask => Some(true),
            PublicationEvent::Unmask => Some(false),
            _ => None,
        };
        let last = self.steps.last(moment, masked);
        last.is_some_and(|(_, masked)| masked)
    }

    /// Days on which something about it changes.
    pub(super) fn boundaries(&self, calendar: &Calendar) -> impl Iterator<Item = Date> {
        let is_settled = |due: Date| {
            let steps = self.steps.all().iter();
            let mut settling = steps.filter(|step| {
                matches!(
                    step.event,
                    PublicationEvent::Publish | PublicationEvent::Stop { .. }
                )
            });
            settling.any(|step| step.on <= due)
        };
        let due = self.due(Moment::on(Date::from_days(i32::MAX)), calendar);
        let due = due.ok().map(Deadline::day);
        let late = due.filter(|due| !is_settled(*due));
        let late = late.map(|due| due.add_days(1));
        self.steps.days().chain(late)
    }
}
