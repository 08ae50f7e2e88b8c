//! Steps, and the rules that hold for every kind of case.

use serde::{Deserialize, Serialize};

use crate::{
    date::Date,
    principal::{Actor, Principal, Role},
    subject::{Millis, RecordName, view::Moment},
};

/// A word of a state machine, for programs and for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Word {
    /// In files, requests and English texts.
    pub code: &'static str,
    /// Its Chinese term.
    pub zh: &'static str,
}

/// What kind of case it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseKind {
    /// 异议.
    Objection,
    /// 信用修复.
    Repair,
    /// 名单列入.
    Listing,
    /// 措施实施.
    Application,
    /// 公示.
    Publication,
    /// 容缺受理.
    IncompleteFile,
    /// 告知.
    Notice,
    /// 补救.
    Remedy,
}

impl CaseKind {
    /// Its name.
    #[must_use]
    pub const fn word(self) -> Word {
        let (code, zh) = match self {
            Self::Objection => ("objection", "异议"),
            Self::Repair => ("repair", "信用修复"),
            Self::Listing => ("listing", "名单列入"),
            Self::Application => ("application", "措施实施"),
            Self::Publication => ("publication", "公示"),
            Self::IncompleteFile => ("incomplete-file", "容缺受理"),
            Self::Notice => ("notice", "告知"),
            Self::Remedy => ("remedy", "补救"),
        };
        Word { code, zh }
    }
}

/// Who takes a step, when, and for which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    /// When it is recorded.
    pub at: Millis,
    /// The day for which it counts.
    pub on: Date,
    /// By whom.
    pub by: Principal,
}

/// A step that was taken (环节).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step<E> {
    /// When it was recorded.
    pub at: Millis,
    /// The day for which it counts.
    pub on: Date,
    /// By whom.
    pub by: Principal,
    /// What was done.
    pub event: E,
}

/// A state of a machine.
pub trait State: Copy + Eq {
    /// Its name.
    fn word(self) -> Word;
}

/// What can be done, and where it leads.
pub trait Event {
    /// The states of its machine.
    type State: State;
    /// The kind of case.
    const CASE: CaseKind;

    /// The state after it; none if the state before does not allow it. Before its first
    /// step a case has no state.
    fn next(&self, from: Option<Self::State>) -> Option<Self::State>;

    /// Its name.
    fn word(&self) -> Word;
}

/// Why a step is refused. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// The subject has no such case.
    #[error("there is no {} {number}", .case.word().code)]
    NoSuchCase {
        /// The kind of case.
        case: CaseKind,
        /// Its number.
        number: u32,
    },
    /// The state does not allow it.
    #[error("the {} is `{}` and cannot take the step `{}`", .case.word().code, .state.code, .step.code)]
    NotAllowed {
        /// The kind of case.
        case: CaseKind,
        /// Its state.
        state: Word,
        /// The step.
        step: Word,
    },
    /// It is for a day before that of the last step.
    #[error("a step for {on} cannot follow one for {last}")]
    Backwards {
        /// The day of the last step.
        last: Date,
        /// Its own.
        on: Date,
    },
    /// A program did what a person decides and signs (R-HUMAN; 个人信息保护法 24).
    #[error("a program cannot decide this")]
    NotAPerson,
    /// Who checks is who entered.
    #[error("the same person entered it")]
    SamePerson,
    /// A reason, or another text that has to be given, is empty or too long.
    #[error("`{0}` is empty or too long")]
    Text(&'static str),
    /// It names nothing that it is about.
    #[error("it covers nothing")]
    NoScope,
    /// It names what the objection does not cover, or all of it.
    #[error("an objection is partly upheld for a part of what it covers")]
    NotAPart,
    /// A natural person was not told before (R-NOTIFY).
    #[error("a natural person is notified before being listed")]
    NotNotified,
    /// Black listings keep a subject off a red list (R-CROSS).
    #[error("{} black listings stand against it", .0.len())]
    Blocked(Vec<RecordName>),
    /// The subject was a minor at the act (R-MINOR).
    #[error("the subject was a minor")]
    Minor,
    /// Remedies of an upheld objection are not done yet (R-ERR).
    #[error("{0} remedies are open")]
    OpenRemedies(usize),
    /// The law says that the record cannot be repaired.
    #[error("the record cannot be repaired")]
    Irreparable,
    /// The record names no day from which its shortest time runs (R-NULL).
    #[error("the record has no day of decision")]
    NoDecisionDate,
    /// The shortest time of publication is not over.
    #[error("repair can be asked for from {from}")]
    TooEarly {
        /// The first day.
        from: Date,
    },
    /// A false statement or a breached promise bars repair for a time.
    #[error("repair is barred until {until}")]
    Barred {
        /// The first day on which it is not.
        until: Date,
    },
    /// It was extended as often as it may be.
    #[error("it cannot be extended again")]
    NoExtension,
    /// An extension does not lengthen, or a day that is due lies before the step.
    #[error("`{due}` is no later day")]
    NoLaterDay {
        /// The day.
        due: Date,
    },
    /// A document is required by law and cannot be handed in later (G35).
    #[error("required by law: {}", .0.join(", "))]
    RequiredByLaw(Vec<String>),
}

/// The steps of a case, in order.
///
/// INVARIANT: neither `at` nor `on` ever falls, so that what was known at a moment as of a
/// day is always a beginning of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Steps<E>(Vec<Step<E>>);

impl<E: Event> Steps<E> {
    /// A case that begins with a step.
    ///
    /// # Errors
    /// [`StepError::NotAllowed`] if no case begins so.
    pub(super) fn begin(acting: Acting, event: E) -> Result<Self, StepError> {
        let mut steps = Self(Vec::new());
        steps.take(None, acting, event)?;
        Ok(steps)
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Step<E>] {
        &self.0
    }

    /// Those that were known at a moment and had come by its day.
    pub fn seen(&self, moment: Moment) -> impl DoubleEndedIterator<Item = &Step<E>> + Clone {
        self.0
            .iter()
            .filter(move |step| step.at <= moment.known_at && step.on <= moment.as_of)
    }

    /// Where they lead; none before the case began.
    #[must_use]
    pub fn state(&self, moment: Moment) -> Option<E::State> {
        self.seen(moment)
            .fold(None, |state, step| step.event.next(state).or(state))
    }

    /// The last step seen for which something is found.
    pub(super) fn last<T>(
        &self,
        moment: Moment,
        find: impl Fn(&E) -> Option<T>,
    ) -> Option<(Date, T)> {
        let mut seen = self.seen(moment).rev();
        seen.find_map(|step| Some((step.on, find(&step.event)?)))
    }

    /// Who took the first step.
    pub(super) fn first_by(&self) -> Option<&Principal> {
        self.0.first().map(|step| &step.by)
    }

    /// Takes a step from a state that was computed for its day.
    ///
    /// # Errors
    /// [`StepError::NotAllowed`], [`StepError::Backwards`].
    pub(super) fn take(
        &mut self,
        state: Option<E::State>,
        acting: Acting,
        event: E,
    ) -> Result<(), StepError> {
        self.allow(state, &acting, &event)?;
        let Acting { at, on, by } = acting;
        // Never before the last one, though the clock be set back.
        let at = self.0.last().map_or(at, |last| last.at.max(at));
        self.0.push(Step { at, on, by, event });
        Ok(())
    }

    /// Whether a step may be taken from a state that was computed for its day.
    ///
    /// # Errors
    /// As [`take`](Self::take).
    pub(super) fn allow(
        &self,
        state: Option<E::State>,
        acting: &Acting,
        event: &E,
    ) -> Result<(), StepError> {
        if let Some(last) = self.0.last().filter(|last| acting.on < last.on) {
            return Err(StepError::Backwards {
                last: last.on,
                on: acting.on,
            });
        }
        if event.next(state).is_none() {
            let none = Word {
                code: "new",
                zh: "新建",
            };
            return Err(StepError::NotAllowed {
                case: E::CASE,
                state: state.map_or(none, State::word),
                step: event.word(),
            });
        }
        Ok(())
    }

    /// Days of steps, for what changes after a day.
    pub(super) fn days(&self) -> impl Iterator<Item = Date> {
        self.0.iter().map(|step| step.on)
    }
}

/// Refuses a program where a person decides and signs (R-HUMAN).
pub(super) const fn by_a_person(by: &Principal) -> Result<(), StepError> {
    match by.actor() {
        Actor::Person(_) => Ok(()),
        Actor::Program(_) => Err(StepError::NotAPerson),
    }
}

/// Refuses who checks what they entered, in a department that parts the two.
pub(super) fn by_another(entered: Option<&Principal>, checks: &Principal) -> Result<(), StepError> {
    let parts =
        |entered: &Principal| entered.role() == Role::Maker || checks.role() == Role::Checker;
    match entered {
        Some(entered) if parts(entered) && entered.actor().id() == checks.actor().id() => {
            Err(StepError::SamePerson)
        }
        _ => Ok(()),
    }
}

/// The longest reason or other text of a step, in characters.
const TEXT_LENGTH: usize = 2_000;

/// Refuses a text that says nothing or does not end.
pub(super) fn said(what: &'static str, text: &str) -> Result<(), StepError> {
    if text.trim().is_empty() || text.chars().count() > TEXT_LENGTH {
        Err(StepError::Text(what))
    } else {
        Ok(())
    }
}

/// The states of a machine: an enum, the names of its variants, and all of them.
macro_rules! states {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal $zh:literal,)* }) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)*
        }

        impl $name {
            /// Every state.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
        }

        impl $crate::case::State for $name {
            fn word(self) -> $crate::case::Word {
                let (code, zh) = match self {
                    $(Self::$variant => ($code, $zh),)*
                };
                $crate::case::Word { code, zh }
            }
        }
    };
}
pub(super) use states;
