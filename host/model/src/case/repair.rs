//! Credit repair (信用修复): a subject has put right what a record says.
//!
//! How long a record stands at least, who decides within which time and whether it can be
//! repaired at all is dated data; the terms in force on the day of application go with the
//! application, so that a later rule does not change what is running. A granted repair ends
//! new measures and publication from that day; bans with a term of their own by statute run
//! on (R-REP), which is for the determination to see.

use serde::{Deserialize, Serialize};

use super::{
    CaseId, CaseKind, Filer,
    step::{Acting, Event, StepError, Steps, Word, by_a_person, by_another, said, states},
};
use crate::{
    calendar::{Calendar, CalendarError, Deadline},
    date::Date,
    period::Period,
    subject::{RecordName, view::Moment},
};

/// The rules of repair for a record, as in force on the day of application. What the
/// sources do not say is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairTerms {
    /// Whether the law excludes repair.
    pub irreparable: bool,
    /// Months after the day of decision in which it cannot be asked for.
    pub min_months: Option<u16>,
    /// Months after the day of decision at which publication ends by itself.
    pub max_months: Option<u16>,
    /// Within which time it is accepted or refused, from the application.
    pub accept_within: Option<Period>,
    /// Within which time it is decided, from acceptance.
    pub decide_within: Option<Period>,
    /// By how much an extension lengthens that.
    pub extend_by: Option<Period>,
    /// How often that can be extended.
    pub extensions: u8,
}

states! {
    /// Where a repair stands.
    RepairState {
        /// Asked for.
        Applied = "applied" "已申请",
        /// Taken up.
        Accepted = "accepted" "已受理",
        /// Being looked into.
        Reviewing = "reviewing" "审查中",
        /// Granted.
        Granted = "granted" "准予修复",
        /// Refused, at once or after it was looked into.
        Refused = "refused" "不予修复",
        /// Every platform that shows the record knows of it.
        Synchronised = "synchronised" "已同步",
        /// Done with.
        Closed = "closed" "已办结",
    }
}

/// What is done about a repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepairEvent {
    /// It is asked for.
    Apply,
    /// It is taken up.
    Accept,
    /// It is looked into.
    Review,
    /// The time for the decision is extended.
    Extend {
        /// Why.
        reason: String,
    },
    /// It is granted.
    Grant {
        /// Whether only publication ends.
        publication_only: bool,
    },
    /// It is refused.
    Refuse {
        /// Why.
        reason: String,
        /// First day on which it can be asked for again after a false statement or a
        /// breached promise, as given by who decides: no length is known.
        barred_until: Option<Date>,
    },
    /// Platforms were told.
    Synchronise {
        /// Which.
        platforms: Vec<String>,
    },
    /// It is done with.
    Close,
}

impl Event for RepairEvent {
    type State = RepairState;
    const CASE: CaseKind = CaseKind::Repair;

    fn next(&self, from: Option<RepairState>) -> Option<RepairState> {
        use RepairState as S;
        Some(match (from, self) {
            (None, Self::Apply) => S::Applied,
            (Some(S::Applied), Self::Accept) => S::Accepted,
            (Some(S::Accepted), Self::Review) => S::Reviewing,
            (Some(S::Reviewing), Self::Extend { .. }) => S::Reviewing,
            (Some(S::Reviewing), Self::Grant { .. }) => S::Granted,
            (Some(S::Applied | S::Reviewing), Self::Refuse { .. }) => S::Refused,
            (Some(S::Granted), Self::Synchronise { .. }) => S::Synchronised,
            (Some(S::Synchronised | S::Refused), Self::Close) => S::Closed,
            _ => return None,
        })
    }

    fn word(&self) -> Word {
        let (code, zh) = match self {
            Self::Apply => ("apply", "申请"),
            Self::Accept => ("accept", "受理"),
            Self::Review => ("review", "审查"),
            Self::Extend { .. } => ("extend", "延长"),
            Self::Grant { .. } => ("grant", "准予修复"),
            Self::Refuse { .. } => ("refuse", "不予修复"),
            Self::Synchronise { .. } => ("synchronise", "同步"),
            Self::Close => ("close", "办结"),
        };
        Word { code, zh }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRepair {
    /// The record.
    pub record: RecordName,
    /// Its day of decision.
    pub decided_on: Option<Date>,
    /// The rules in force.
    pub terms: RepairTerms,
    /// What the subject did and promises.
    pub statement: String,
    /// Who asks.
    pub filer: Filer,
}

/// A repair (信用修复).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// Its name.
    pub id: CaseId,
    /// The record.
    pub record: RecordName,
    /// Its day of decision.
    pub decided_on: Option<Date>,
    /// The rules in force when it was asked for.
    pub terms: RepairTerms,
    /// What the subject did and promises.
    pub statement: String,
    /// Who asks.
    pub filer: Filer,
    /// Its steps.
    pub steps: Steps<RepairEvent>,
}

impl Repair {
    /// A repair that is asked for.
    ///
    /// # Errors
    /// [`StepError::Irreparable`], [`StepError::NoDecisionDate`], [`StepError::TooEarly`],
    /// [`StepError::Text`].
    pub(super) fn apply(id: CaseId, new: NewRepair, acting: Acting) -> Result<Self, StepError> {
        said("statement", &new.statement)?;
        if new.terms.irreparable {
            return Err(StepError::Irreparable);
        }
        if let Some(months) = new.terms.min_months.filter(|months| *months > 0) {
            let decided_on = new.decided_on.ok_or(StepError::NoDecisionDate)?;
            let from = decided_on.add_months(months);
            if acting.on < from {
                return Err(StepError::TooEarly { from });
            }
        }
        Ok(Self {
            id,
            record: new.record,
            decided_on: new.decided_on,
            terms: new.terms,
            statement: new.statement,
            filer: new.filer,
            steps: Steps::begin(acting, RepairEvent::Apply)?,
        })
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self, moment: Moment) -> Option<RepairState> {
        self.steps.state(moment)
    }

    /// Takes a step. Deciding is a person's (R-HUMAN), and another's than who entered the
    /// application where a department parts the two.
    ///
    /// # Errors
    /// [`StepError`] if the state, the day, who acts or what is said does not allow it.
    pub fn step(&mut self, acting: Acting, event: RepairEvent) -> Result<(), StepError> {
        let state = self.steps.state(Moment::on(acting.on));
        self.steps.allow(state, &acting, &event)?;
        match &event {
            RepairEvent::Extend { reason } => {
                said("reason", reason)?;
                if self.extensions(Moment::on(acting.on)) >= usize::from(self.terms.extensions) {
                    return Err(StepError::NoExtension);
                }
            }
            RepairEvent::Refuse {
                reason,
                barred_until,
            } => {
                said("reason", reason)?;
                if let Some(due) = barred_until.filter(|until| *until <= acting.on) {
                    return Err(StepError::NoLaterDay { due });
                }
            }
            RepairEvent::Synchronise { platforms } => {
                if platforms.is_empty() {
                    return Err(StepError::Text("platforms"));
                }
                for platform in platforms {
                    said("platforms", platform)?;
                }
            }
            _ => {}
        }
        if let RepairEvent::Grant { .. } | RepairEvent::Refuse { .. } = event {
            by_a_person(&acting.by)?;
            by_another(self.steps.first_by(), &acting.by)?;
        }
        self.steps.take(state, acting, event)
    }

    fn extensions(&self, moment: Moment) -> usize {
        let seen = self.steps.seen(moment);
        seen.filter(|step| matches!(step.event, RepairEvent::Extend { .. }))
            .count()
    }

    /// The day from which the record is repaired; none if only publication ended.
    #[must_use]
    pub fn repaired_on(&self, moment: Moment) -> Option<Date> {
        self.granted(moment)
            .filter(|(_, publication_only)| !publication_only)
            .map(|(on, _)| on)
    }

    /// The day from which it was granted, and whether for publication only.
    #[must_use]
    pub fn granted(&self, moment: Moment) -> Option<(Date, bool)> {
        self.steps.last(moment, |event| match event {
            RepairEvent::Grant { publication_only } => Some(*publication_only),
            _ => None,
        })
    }

    /// First day on which repair can be asked for again, if it was barred.
    #[must_use]
    pub fn barred_until(&self, moment: Moment) -> Option<Date> {
        let barred = |event: &_| match event {
            RepairEvent::Refuse { barred_until, .. } => *barred_until,
            _ => None,
        };
        self.steps.last(moment, barred).map(|(_, until)| until)
    }

    /// The last day for what is to be done next: to accept or refuse, or to decide. None
    /// if nothing is to be decided or no rule says when.
    ///
    /// # Errors
    /// [`CalendarError`] if the calendar does not reach back so far.
    pub fn due(
        &self,
        moment: Moment,
        calendar: &Calendar,
    ) -> Result<Option<Deadline>, CalendarError> {
        let (within, start, extensions) = match self.state(moment) {
            Some(RepairState::Applied) => (self.terms.accept_within, self.steps.days().next(), 0),
            Some(RepairState::Accepted | RepairState::Reviewing) => {
                let accepted = |event: &_| matches!(event, RepairEvent::Accept).then_some(());
                let accepted = self.steps.last(moment, accepted).map(|(on, ())| on);
                (self.terms.decide_within, accepted, self.extensions(moment))
            }
            _ => return Ok(None),
        };
        let (Some(within), Some(start)) = (within, start) else {
            return Ok(None);
        };
        let mut due = within.last_day(start, calendar, moment.known_at)?;
        let extend_by = self.terms.extend_by.into_iter().cycle();
        for extend_by in extend_by.take(extensions) {
            let later = extend_by.last_day(due.day(), calendar, moment.known_at)?;
            due = match due {
                Deadline::Fixed(_) => later,
                Deadline::Provisional(_) => Deadline::Provisional(later.day()),
            };
        }
        Ok(Some(due))
    }

    /// Days on which something about it changes.
    pub(super) fn boundaries(&self, calendar: &Calendar) -> impl Iterator<Item = Date> {
        let last = Moment::on(Date::from_days(i32::MAX));
        let due = self.due(last, calendar).ok().flatten();
        let after = due.map(|due| due.day().add_days(1));
        let barred = self.barred_until(last);
        self.steps.days().chain(after).chain(barred)
    }
}
