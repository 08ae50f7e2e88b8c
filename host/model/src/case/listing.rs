//! Listings (名单列入): people list, plugins propose.
//!
//! A department proposes, tells the subject, and lists; a natural person is always told
//! first (R-NOTIFY), and a person confirms (R-HUMAN). Nobody gets onto a red list against
//! whom a black listing stands (R-CROSS). A listing with a term ends by itself on the
//! corresponding day, and an end is exclusive: on the day of exit it no longer stands.
//! That a listing is contested is no state of it: it follows from objections.

use serde::{Deserialize, Serialize};

use super::{
    CaseId, CaseKind,
    step::{Acting, Event, StepError, Steps, Word, by_a_person, by_another, said, states},
};
use crate::{
    contract::{Standing, Value},
    date::Date,
    period::full_years,
    rules::Colour,
    subject::{RecordName, view::Moment},
};

/// How long a listing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListingTerm {
    /// So many months from the day of listing.
    Months(u16),
    /// Until an event, such as performance, whose day is not known before.
    UntilEvent,
    /// Without a term.
    Open,
}

/// Why a listing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExitReason {
    /// Its term is over.
    Expired,
    /// It was repaired.
    Repaired,
    /// It was wrong and is corrected.
    Corrected,
    /// What it rested on was revoked.
    Revoked,
    /// The subject performed what it owed.
    Performed,
    /// The subject died or was dissolved.
    DeceasedOrDissolved,
    /// Another listing took its place.
    Superseded,
}

impl ExitReason {
    /// What the record of the listing is from the day of exit.
    #[must_use]
    pub const fn standing(self) -> Standing {
        match self {
            Self::Expired => Standing::Expired,
            Self::Repaired => Standing::Repaired,
            Self::Corrected
            | Self::Revoked
            | Self::Performed
            | Self::DeceasedOrDissolved
            | Self::Superseded => Standing::Exited,
        }
    }
}

states! {
    /// Where a listing stands.
    ListingState {
        /// Somebody, or a plugin, proposes it.
        Proposed = "proposed" "拟列入",
        /// The subject was told.
        Notified = "notified" "已告知",
        /// It stands.
        Listed = "listed" "已列入",
        /// It stood, and stays for the record.
        Exited = "exited" "已移出",
        /// It never stood.
        Dropped = "dropped" "不予列入",
    }
}

/// What is done about a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListingEvent {
    /// It is proposed.
    Propose,
    /// The subject is told the facts, reasons, basis, consequences, the way out and the
    /// remedies.
    Notify {
        /// How: delivery in person, post, public notice.
        how: String,
    },
    /// It is confirmed.
    List,
    /// Its term grows.
    Extend {
        /// By how many months.
        months: u16,
        /// Why.
        reason: String,
    },
    /// It ends.
    Exit {
        /// Why.
        reason: ExitReason,
    },
    /// It is not confirmed.
    Drop {
        /// Why.
        reason: String,
    },
}

impl Event for ListingEvent {
    type State = ListingState;
    const CASE: CaseKind = CaseKind::Listing;

    fn next(&self, from: Option<ListingState>) -> Option<ListingState> {
        use ListingState as S;
        Some(match (from, self) {
            (None, Self::Propose) => S::Proposed,
            (Some(S::Proposed), Self::Notify { .. }) => S::Notified,
            (Some(S::Proposed | S::Notified), Self::List) => S::Listed,
            (Some(S::Proposed | S::Notified), Self::Drop { .. }) => S::Dropped,
            (Some(S::Listed), Self::Extend { .. }) => S::Listed,
            (Some(S::Listed), Self::Exit { .. }) => S::Exited,
            _ => return None,
        })
    }

    fn word(&self) -> Word {
        let (code, zh) = match self {
            Self::Propose => ("propose", "拟列入"),
            Self::Notify { .. } => ("notify", "告知"),
            Self::List => ("list", "列入"),
            Self::Extend { .. } => ("extend", "延长"),
            Self::Exit { .. } => ("exit", "移出"),
            Self::Drop { .. } => ("drop", "不予列入"),
        };
        Word { code, zh }
    }
}

/// What can keep a subject off a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Against {
    /// The black listings that stand on that day and are not contested (R-CROSS).
    pub black: Vec<RecordName>,
    /// A person's day of birth, if it is known.
    pub born_on: Option<Date>,
    /// The age, in full years, below which nobody is listed; none if no rule says (R-MINOR).
    pub majority: Option<u16>,
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewListing {
    /// Number of the kind of record that the list is.
    pub kind: u16,
    /// Code of the department that lists.
    pub department: String,
    /// Its colour.
    pub colour: Colour,
    /// Whether the subject is a natural person.
    pub of_person: bool,
    /// What it rests on.
    pub findings: Vec<RecordName>,
    /// First and last day of the act; the last one if it lasted.
    pub acted: (Option<Date>, Option<Date>),
    /// What its record says besides, by number of the field.
    pub values: Vec<(u16, Value)>,
    /// Why.
    pub reason: String,
    /// How long it is to stand.
    pub term: ListingTerm,
}

/// A listing (名单列入).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Its name.
    pub id: CaseId,
    /// Number of the kind of record that the list is.
    pub kind: u16,
    /// Code of the department that lists.
    pub department: String,
    /// Its colour.
    pub colour: Colour,
    /// Whether the subject is a natural person.
    pub of_person: bool,
    /// What it rests on.
    pub findings: Vec<RecordName>,
    /// First and last day of the act; the last one if it lasted.
    pub acted: (Option<Date>, Option<Date>),
    /// What its record says besides, by number of the field.
    pub values: Vec<(u16, Value)>,
    /// Why.
    pub reason: String,
    /// How long it is to stand.
    pub term: ListingTerm,
    /// Its steps.
    pub steps: Steps<ListingEvent>,
}

impl Listing {
    /// A listing that is proposed.
    ///
    /// # Errors
    /// [`StepError::Text`].
    pub(super) fn propose(id: CaseId, new: NewListing, acting: Acting) -> Result<Self, StepError> {
        said("reason", &new.reason)?;
        Ok(Self {
            id,
            kind: new.kind,
            department: new.department,
            colour: new.colour,
            of_person: new.of_person,
            findings: new.findings,
            acted: new.acted,
            values: new.values,
            reason: new.reason,
            term: new.term,
            steps: Steps::begin(acting, ListingEvent::Propose)?,
        })
    }

    /// The name of its record among those of the subject.
    #[must_use]
    pub fn record(&self) -> RecordName {
        RecordName {
            kind: self.kind,
            provider: self.department.clone(),
            number: self.id.to_string(),
        }
    }

    /// Where it stands. It leaves the list by itself when its term is over.
    #[must_use]
    pub fn state(&self, moment: Moment) -> Option<ListingState> {
        let state = self.steps.state(moment);
        let is_over = self
            .ends(moment)
            .is_some_and(|(end, _)| end <= moment.as_of);
        match state {
            Some(ListingState::Listed) if is_over => Some(ListingState::Exited),
            state => state,
        }
    }

    /// Takes a step.
    ///
    /// # Errors
    /// [`StepError`] if the state, the day, who acts, what is said, a missing notice, a
    /// black listing or the subject's age does not allow it.
    pub fn step(
        &mut self,
        acting: Acting,
        event: ListingEvent,
        against: &Against,
    ) -> Result<(), StepError> {
        let state = self.state(Moment::on(acting.on));
        self.steps.allow(state, &acting, &event)?;
        match &event {
            ListingEvent::Notify { how } => said("how", how)?,
            ListingEvent::Drop { reason } => said("reason", reason)?,
            ListingEvent::Extend { months, reason } => {
                said("reason", reason)?;
                by_a_person(&acting.by)?;
                if *months == 0 || !matches!(self.term, ListingTerm::Months(_)) {
                    return Err(StepError::NoExtension);
                }
            }
            ListingEvent::List => {
                by_a_person(&acting.by)?;
                by_another(self.steps.first_by(), &acting.by)?;
                if self.of_person && state != Some(ListingState::Notified) {
                    return Err(StepError::NotNotified);
                }
                if self.colour == Colour::Red && !against.black.is_empty() {
                    return Err(StepError::Blocked(against.black.clone()));
                }
                if self.colour != Colour::Red && self.is_of_minor(against, acting.on) {
                    return Err(StepError::Minor);
                }
            }
            ListingEvent::Exit { .. } => by_a_person(&acting.by)?,
            ListingEvent::Propose => {}
        }
        self.steps.take(state, acting, event)
    }

    /// Whether the subject is a person who was a minor when it acted; on the day of listing
    /// if the act has no day (R-MINOR).
    fn is_of_minor(&self, against: &Against, on: Date) -> bool {
        let acted = self.acted.0.unwrap_or(on);
        let age = against.born_on.map(|born| full_years(born, acted));
        self.of_person
            && age
                .zip(against.majority)
                .is_some_and(|(age, full)| age < full)
    }

    /// The day from which it stands.
    #[must_use]
    pub fn listed_on(&self, moment: Moment) -> Option<Date> {
        let listed = |event: &_| matches!(event, ListingEvent::List).then_some(());
        self.steps.last(moment, listed).map(|(on, ())| on)
    }

    /// The first day on which it no longer stands, and why; none if that is not known.
    #[must_use]
    pub fn ends(&self, moment: Moment) -> Option<(Date, ExitReason)> {
        let exit = |event: &_| match event {
            ListingEvent::Exit { reason } => Some(*reason),
            _ => None,
        };
        let listed_on = self.listed_on(moment)?;
        let exit = self.steps.last(moment, exit);
        let ListingTerm::Months(months) = self.term else {
            return exit;
        };
        let extended = self.steps.seen(moment).map(|step| match step.event {
            ListingEvent::Extend { months, .. } => months,
            _ => 0,
        });
        let months = extended.fold(months, u16::saturating_add);
        exit.or(Some((listed_on.add_months(months), ExitReason::Expired)))
    }

    /// Who confirmed it (R-HUMAN).
    #[must_use]
    pub fn confirmed_by(&self, moment: Moment) -> Option<&crate::principal::Principal> {
        let mut seen = self.steps.seen(moment);
        seen.find(|step| step.event == ListingEvent::List)
            .map(|step| &step.by)
    }

    /// Days on which something about it changes.
    pub(super) fn boundaries(&self) -> impl Iterator<Item = Date> {
        let ends = self.ends(Moment::on(Date::from_days(i32::MAX)));
        self.steps.days().chain(ends.map(|(end, _)| end))
    }
}
