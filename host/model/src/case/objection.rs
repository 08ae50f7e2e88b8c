//! Objections (异议): a subject says that something said of it is wrong.
//!
//! What an accepted objection covers is contested from the day of acceptance until it is
//! decided: through that day if it is rejected, so that what it held up is back from the
//! day after (G04), and not on it if it is upheld, for then the fact is withdrawn. Measures
//! and publication have separate switches (domain.md §0.3): measures always wait (R-OBJ),
//! publication as was decided at acceptance. An overdue answer keeps both waiting and is an
//! alarm, for nothing is enforced because somebody kept silent (R-OBJ-2).

use serde::{Deserialize, Serialize};

use super::{
    CaseId, CaseKind,
    step::{Acting, Event, StepError, Steps, Word, by_a_person, by_another, said, states},
};
use crate::{
    calendar::{Calendar, CalendarError, Deadline},
    contract::SubjectKind,
    date::Date,
    period::Period,
    subject::{EdgeName, Millis, RecordName, view::Moment},
};

/// Something that an objection covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// A record.
    Record(RecordName),
    /// A listing, which is a record too.
    Listing(RecordName),
    /// A role.
    Role(EdgeName),
    /// A measure against the subject.
    Measure {
        /// Its code in the catalogue.
        code: String,
    },
}

/// Who objects or applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filer {
    /// The subject (本人).
    Subject,
    /// An agent of it (代理人).
    Agent,
}

/// By which way it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectionGround {
    /// An objection to the information (信息异议).
    Information,
    /// An administrative review (行政复议).
    AdministrativeReview,
    /// A lawsuit (行政诉讼).
    Lawsuit,
}

impl ObjectionGround {
    /// Whether publication waits unless something else is decided at acceptance.
    ///
    /// A review or lawsuit of an organisation does not by itself pause the publication of a
    /// penalty (36号令, seen in incomplete copies: domain.md §0.3, finding 2).
    #[must_use]
    pub const fn suspends_publication(self, of: SubjectKind) -> bool {
        matches!(
            (self, of),
            (Self::Information, _) | (_, SubjectKind::NaturalPerson)
        )
    }
}

states! {
    /// Where an objection stands.
    ObjectionState {
        /// Handed in.
        Submitted = "submitted" "已提交",
        /// Refused without being looked into.
        NotAccepted = "not-accepted" "不予受理",
        /// Taken up: what it covers is contested.
        Accepted = "accepted" "已受理",
        /// With the provider.
        Forwarded = "forwarded" "已转办",
        /// The provider looks into it.
        Verifying = "verifying" "核查中",
        /// Right.
        Upheld = "upheld" "异议成立",
        /// Right in part.
        PartlyUpheld = "partly-upheld" "部分成立",
        /// Wrong.
        Rejected = "rejected" "异议不成立",
        /// Done with.
        Closed = "closed" "已办结",
    }
}

/// What is done about an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectionEvent {
    /// It is handed in.
    Submit,
    /// It is not taken up.
    DoNotAccept {
        /// Why.
        reason: String,
    },
    /// It is taken up.
    Accept {
        /// Whether publication waits too.
        publication_suspended: bool,
        /// Within which time the provider answers, from the day of submission; none if no
        /// rule says.
        answer_within: Option<Period>,
    },
    /// It is sent to the provider.
    Forward {
        /// Code of the department.
        provider: String,
    },
    /// The provider begins to look into it.
    Verify,
    /// All of it is right.
    Uphold,
    /// A part of it is right.
    UpholdPartly {
        /// Which.
        scope: Vec<Scope>,
        /// Why the rest is not.
        reason: String,
    },
    /// It is wrong.
    Reject {
        /// Why.
        reason: String,
    },
    /// It is done with.
    Close,
}

impl Event for ObjectionEvent {
    type State = ObjectionState;
    const CASE: CaseKind = CaseKind::Objection;

    fn next(&self, from: Option<ObjectionState>) -> Option<ObjectionState> {
        use ObjectionState as S;
        Some(match (from, self) {
            (None, Self::Submit) => S::Submitted,
            (Some(S::Submitted), Self::DoNotAccept { .. }) => S::NotAccepted,
            (Some(S::Submitted), Self::Accept { .. }) => S::Accepted,
            (Some(S::Accepted), Self::Forward { .. }) => S::Forwarded,
            (Some(S::Forwarded), Self::Verify) => S::Verifying,
            (Some(S::Verifying), Self::Uphold) => S::Upheld,
            (Some(S::Verifying), Self::UpholdPartly { .. }) => S::PartlyUpheld,
            (Some(S::Verifying), Self::Reject { .. }) => S::Rejected,
            (Some(S::Upheld | S::PartlyUpheld | S::Rejected), Self::Close) => S::Closed,
            _ => return None,
        })
    }

    fn word(&self) -> Word {
        let (code, zh) = match self {
            Self::Submit => ("submit", "提交"),
            Self::DoNotAccept { .. } => ("do-not-accept", "不予受理"),
            Self::Accept { .. } => ("accept", "受理"),
            Self::Forward { .. } => ("forward", "转办"),
            Self::Verify => ("verify", "核查"),
            Self::Uphold => ("uphold", "认定成立"),
            Self::UpholdPartly { .. } => ("uphold-partly", "认定部分成立"),
            Self::Reject { .. } => ("reject", "认定不成立"),
            Self::Close => ("close", "办结"),
        };
        Word { code, zh }
    }
}

/// What is handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewObjection {
    /// What it covers.
    pub scope: Vec<Scope>,
    /// By which way it came.
    pub ground: ObjectionGround,
    /// Why.
    pub reason: String,
    /// Who objects.
    pub filer: Filer,
}

/// An objection (异议).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Its name.
    pub id: CaseId,
    /// What it covers, sorted.
    pub scope: Vec<Scope>,
    /// By which way it came.
    pub ground: ObjectionGround,
    /// Why.
    pub reason: String,
    /// Who objects.
    pub filer: Filer,
    /// Its steps.
    pub steps: Steps<ObjectionEvent>,
}

/// How an objection was decided.
enum Decision<'a> {
    Upheld,
    Partly(&'a [Scope]),
    Rejected,
}

impl Objection {
    /// An objection that is handed in.
    ///
    /// # Errors
    /// [`StepError::NoScope`], [`StepError::Text`].
    pub fn submit(id: CaseId, new: NewObjection, acting: Acting) -> Result<Self, StepError> {
        said("reason", &new.reason)?;
        let mut scope = new.scope;
        scope.sort();
        scope.dedup();
        if scope.is_empty() {
            return Err(StepError::NoScope);
        }
        Ok(Self {
            id,
            scope,
            ground: new.ground,
            reason: new.reason,
            filer: new.filer,
            steps: Steps::begin(acting, ObjectionEvent::Submit)?,
        })
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self, moment: Moment) -> Option<ObjectionState> {
        self.steps.state(moment)
    }

    /// Takes a step. Accepting and deciding are a person's (R-HUMAN), and who handed it in
    /// for the subject does not decide it where a department parts the two.
    ///
    /// # Errors
    /// [`StepError`] if the state, the day, who acts or what is said does not allow it.
    /// That remedies are done before it closes is for the
    /// [`CaseFile`](super::CaseFile::step_objection) to see.
    pub(super) fn step(&mut self, acting: Acting, event: ObjectionEvent) -> Result<(), StepError> {
        let state = self.steps.state(Moment::on(acting.on));
        self.steps.allow(state, &acting, &event)?;
        match &event {
            ObjectionEvent::DoNotAccept { reason } | ObjectionEvent::Reject { reason } => {
                said("reason", reason)?;
                by_a_person(&acting.by)?;
            }
            ObjectionEvent::UpholdPartly { scope, reason } => {
                said("reason", reason)?;
                by_a_person(&acting.by)?;
                let is_part = scope.iter().all(|part| self.scope.contains(part));
                let rest = self.scope.iter().any(|part| !scope.contains(part));
                if scope.is_empty() || !is_part || !rest {
                    return Err(StepError::NotAPart);
                }
            }
            ObjectionEvent::Accept { .. } | ObjectionEvent::Uphold => by_a_person(&acting.by)?,
            ObjectionEvent::Forward { provider } => said("provider", provider)?,
            ObjectionEvent::Submit | ObjectionEvent::Verify | ObjectionEvent::Close => {}
        }
        if let ObjectionEvent::Uphold
        | ObjectionEvent::UpholdPartly { .. }
        | ObjectionEvent::Reject { .. } = event
        {
            by_another(self.steps.first_by(), &acting.by)?;
        }
        self.steps.take(state, acting, event)
    }

    /// When it was accepted, if it was.
    #[must_use]
    pub fn accepted_on(&self, moment: Moment) -> Option<Date> {
        let accepted = |event: &_| matches!(event, ObjectionEvent::Accept { .. }).then_some(());
        self.steps.last(moment, accepted).map(|(on, ())| on)
    }

    /// The department that answers, once it was forwarded.
    #[must_use]
    pub fn provider(&self, moment: Moment) -> Option<String> {
        let provider = |event: &_| match event {
            ObjectionEvent::Forward { provider } => Some(provider.clone()),
            _ => None,
        };
        self.steps.last(moment, provider).map(|(_, name)| name)
    }

    fn decision(&self, moment: Moment) -> Option<(Date, Decision<'_>)> {
        self.steps.seen(moment).rev().find_map(|step| {
            let decision = match &step.event {
                ObjectionEvent::Uphold => Decision::Upheld,
                ObjectionEvent::UpholdPartly { scope, .. } => Decision::Partly(scope),
                ObjectionEvent::Reject { .. } => Decision::Rejected,
                _ => return None,
            };
            Some((step.on, decision))
        })
    }

    /// When it was decided, if it was.
    #[must_use]
    pub fn decided_on(&self, moment: Moment) -> Option<Date> {
        self.decision(moment).map(|(on, _)| on)
    }

    /// What was found to be wrong, and from which day; empty if nothing was.
    #[must_use]
    pub fn upheld(&self, moment: Moment) -> (Option<Date>, &[Scope]) {
        match self.decision(moment) {
            Some((on, Decision::Upheld)) => (Some(on), &self.scope),
            Some((on, Decision::Partly(scope))) => (Some(on), scope),
            Some((_, Decision::Rejected)) | None => (None, &[]),
        }
    }

    /// What of it is contested: measures that rest on it wait (R-OBJ).
    pub fn contested(&self, moment: Moment) -> impl Iterator<Item = &Scope> {
        let accepted = self.accepted_on(moment).is_some();
        let decision = self.decision(moment);
        self.scope.iter().filter(move |scope| {
            accepted
                && match &decision {
                    None => true,
                    Some((_, Decision::Upheld)) => false,
                    Some((on, Decision::Partly(upheld))) => {
                        *on == moment.as_of && !upheld.contains(scope)
                    }
                    Some((on, Decision::Rejected)) => *on == moment.as_of,
                }
        })
    }

    /// Whether measures that rest on what it covers wait.
    #[must_use]
    pub fn measure_suspended(&self, moment: Moment) -> bool {
        self.contested(moment).next().is_some()
    }

    /// Whether publication of what it covers waits: in the same time, if that was decided
    /// at acceptance.
    #[must_use]
    pub fn publication_suspended(&self, moment: Moment) -> bool {
        let decided = |event: &_| match event {
            ObjectionEvent::Accept {
                publication_suspended,
                ..
            } => Some(*publication_suspended),
            _ => None,
        };
        self.measure_suspended(moment)
            && self
                .steps
                .last(moment, decided)
                .is_some_and(|(_, waits)| waits)
    }

    /// The last day for the provider's answer, counted from the day of submission; none
    /// before it was accepted.
    ///
    /// # Errors
    /// [`CalendarError`] if the calendar does not reach back so far.
    pub fn answer_due(
        &self,
        moment: Moment,
        calendar: &Calendar,
    ) -> Result<Option<Deadline>, CalendarError> {
        let within = |event: &_| match event {
            ObjectionEvent::Accept { answer_within, .. } => *answer_within,
            _ => None,
        };
        let within = self.steps.last(moment, within);
        let submitted = self.steps.days().next();
        match (submitted, within) {
            (Some(submitted), Some((_, within))) => within
                .last_day(submitted, calendar, moment.known_at)
                .map(Some),
            _ => Ok(None),
        }
    }

    /// Whether the answer is overdue: an alarm, that changes nothing else (R-OBJ-2).
    ///
    /// # Errors
    /// As [`answer_due`](Self::answer_due).
    pub fn is_overdue(&self, moment: Moment, calendar: &Calendar) -> Result<bool, CalendarError> {
        let due = self.answer_due(moment, calendar)?;
        Ok(self.decided_on(moment).is_none() && due.is_some_and(|due| due.day() < moment.as_of))
    }

    /// Days on which something about it changes.
    pub(super) fn boundaries(&self, calendar: &Calendar) -> impl Iterator<Item = Date> {
        let moment = Moment::on(Date::from_days(i32::MAX));
        let decided = self.decided_on(moment);
        let due = self.answer_due(moment, calendar).ok().flatten();
        let is_open = |due: &Date| decided.is_none_or(|decided| *due < decided);
        let alarm = due.map(|due| due.day()).filter(is_open);
        let after = alarm.into_iter().chain(decided).map(|day| day.add_days(1));
        self.steps.days().chain(after)
    }

    /// When it was first recorded.
    #[must_use]
    pub fn recorded_at(&self) -> Millis {
        self.steps.all().first().map_or(0, |step| step.at)
    }
}
