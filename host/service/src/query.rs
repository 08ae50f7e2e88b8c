//! What applies to one subject, asked of every memorandum in force: live, never from a
//! cache.
//!
//! The same measure from several memoranda is one measure with several reasons (R-MULTI).
//! Measures that reach the subject through a role are found at their source, one step
//! away, and never further (R-PROP). What may be executed stands apart from what only would
//! be: suspended, undetermined, suppressed and withheld measures have lists of their own, so
//! that nobody who overlooks a word executes one.

mod assembly;
mod view;

use accord_model::{
    date::Date,
    identifier::{Identifier, Scheme},
    principal::{Principal, Right},
    subject::{Millis, view::Moment},
};
use serde::{Deserialize, Serialize};

use crate::{determining::Asked, error::ServiceError, host::Host, panel::Panel, subjects::Found};

pub(crate) use assembly::Assembly;
pub use view::{
    ConditionView, EditionView, FaultView, GapView, GroundView, MeasureView, MemorandumView,
    ProposalView, ReasonView, RuleView, StateView, SubjectView, ViaView, WithheldView,
};

/// An identifier as it comes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifierText {
    /// Its kind.
    pub scheme: Scheme,
    /// Its value.
    pub value: String,
}

impl IdentifierText {
    /// The identifier as an intake would hold it, and what is wrong with its check: that
    /// finds only who was sent with that very code.
    ///
    /// # Errors
    /// [`ServiceError::Identifier`] if length or characters are none of its kind.
    fn hold(&self) -> Result<(Identifier, Option<ServiceError>), ServiceError> {
        let wrong = |error| ServiceError::Identifier {
            scheme: self.scheme,
            error,
        };
        Identifier::hold(self.scheme, &self.value)
            .map(|(identifier, check)| (identifier, check.map(wrong)))
            .map_err(wrong)
    }

    /// The identifier of a text whose kind is not told: of the kinds whose check is right
    /// the first, else of those whose form it has.
    ///
    /// # Errors
    /// [`ServiceError::Identifier`] if it has the form of none. It says what is wrong with
    /// the kind that it looks like.
    pub fn guess(text: &str) -> Result<Self, ServiceError> {
        const KINDS: [Scheme; 4] = [
            Scheme::UnifiedSocialCreditCode,
            Scheme::ResidentIdentityNumber,
            Scheme::OrganisationCode,
            Scheme::RegistrationNumber,
        ];
        let of = |scheme| Self {
            scheme,
            value: text.to_owned(),
        };
        let right = KINDS
            .into_iter()
            .find(|scheme| Identifier::parse(*scheme, text).is_ok());
        if let Some(scheme) = right {
            return Ok(of(scheme));
        }
        let digits = text.trim().chars().take(17).all(|c| c.is_ascii_digit());
        let looks_like = if digits {
            Scheme::ResidentIdentityNumber
        } else {
            Scheme::UnifiedSocialCreditCode
        };
        let guessed = of(looks_like);
        guessed.hold().map(|_| guessed)
    }
}

/// A question about one subject. Nobody is found by a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Who.
    pub identifier: IdentifierText,
    /// The day for which the answer holds; today if absent.
    #[serde(default)]
    pub as_of: Option<Date>,
    /// What was known at this moment counts, milliseconds since 1970-01-01 UTC; all that
    /// is known now if absent.
    #[serde(default)]
    pub known_at: Option<Millis>,
    /// Also say what was compared.
    #[serde(default)]
    pub explain: bool,
}

/// What applies to one subject on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The day.
    pub as_of: Date,
    /// The moment whose knowledge counted, if one was asked for.
    pub known_at: Option<Millis>,
    /// Edition of the catalogue of measures.
    pub catalogue: String,
    /// Which editions of reference data answered.
    pub editions: Vec<EditionView>,
    /// The subject.
    pub subject: SubjectView,
    /// Memoranda that were in force, answering or not.
    pub memoranda: Vec<MemorandumView>,
    /// What applies and may be executed. Whoever acts on an answer acts on these alone.
    pub measures: Vec<MeasureView>,
    /// What is not to be executed while an objection is open.
    pub suspended: Vec<MeasureView>,
    /// What hangs on something contested.
    pub undetermined: Vec<MeasureView>,
    /// Rewards that black listings suppress.
    pub suppressed: Vec<MeasureView>,
    /// What a memorandum holds to apply, and the host's rules withhold.
    pub withheld: Vec<WithheldView>,
    /// Records that are not used while a restructuring plan runs.
    pub shielded: Vec<GroundView>,
    /// Criteria met: proposals to a person, which carry no measure.
    pub proposals: Vec<ProposalView>,
    /// What cannot be decided because something is missing.
    pub gaps: Vec<GapView>,
    /// Memoranda that failed to answer; they decide nothing.
    pub faults: Vec<FaultView>,
    /// What was compared, if asked.
    pub conditions: Vec<ConditionView>,
    /// First day on which the answer may differ though no record changes.
    pub review_on: Option<Date>,
}

impl Host {
    /// The subject that is asked about.
    pub(crate) fn asked(
        &self,
        identifier: &IdentifierText,
        moment: Moment,
    ) -> Result<Found, ServiceError> {
        let (identifier, wrong) = identifier.hold()?;
        match self.find(&identifier, moment)? {
            Some(found) => Ok(found),
            None => Err(wrong.unwrap_or(ServiceError::NoSuchSubject)),
        }
    }

    /// What applies to a subject.
    ///
    /// # Errors
    /// [`ServiceError::Identifier`], [`ServiceError::NoSuchSubject`]; those of the store.
    pub fn query(&self, by: &Principal, query: &Query) -> Result<Answer, ServiceError> {
        self.allow(by, Right::QueryByIdentifier)?;
        let as_of = query.as_of.unwrap_or_else(crate::today);
        let moment = Moment {
            as_of,
            known_at: query.known_at.unwrap_or(Moment::LATEST),
        };
        let subject = self.asked(&query.identifier, moment)?;
        let registry = self.registry.load_full();
        let reference = self.reference_at(query.known_at)?;
        let panel = Panel::new(&registry, &reference, moment);
        let asked = Asked {
            panel: &panel,
            explain: query.explain,
        };
        let gathered = self.gather(&panel, subject, None)?;
        let answered = self.answer(asked, &gathered)?;
        let days = [
            panel.next_look(self, &gathered, &answered)?,
            registry.next_boundary(moment),
            reference.law_until(as_of),
            reference.parameters.next_boundary(as_of),
        ];
        let review_on = days.into_iter().flatten().min();
        Ok(Assembly::new(asked, &gathered, query.known_at).answer(&answered, review_on))
    }
}
