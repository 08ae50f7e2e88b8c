//! Publication (公示) of permits and penalties: due within working days of the decision,
//! published, stopped.
//!
//! The host keeps the clock (clause 19); what is shown where is other systems' work. What
//! an objection holds up is not published while it does.

use accord_model::{
    case::{CaseId, Event as _, PublicationEvent, StopReason},
    date::Date,
    principal::{Principal, Right},
    subject::view::Moment,
};
use serde::{Deserialize, Serialize};

use crate::{
    cases::{CaseView, Opened, RecordText, acting, day, holder, shown},
    error::ServiceError,
    host::{Host, today},
    query::IdentifierText,
};

/// What is to be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationRequest {
    /// Whose record it is.
    pub identifier: IdentifierText,
    /// Which.
    pub record: RecordText,
    /// The day; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
}

/// What is done about a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublicationStep {
    /// It is published.
    Publish,
    /// What names the subject is hidden.
    Mask,
    /// It is shown again.
    Unmask,
    /// It ends.
    Stop {
        /// Why.
        reason: StopReason,
    },
}

/// A step and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationStepRequest {
    /// The day; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
    /// What is done.
    pub step: PublicationStep,
}

impl From<PublicationStep> for PublicationEvent {
    fn from(step: PublicationStep) -> Self {
        match step {
            PublicationStep::Publish => Self::Publish,
            PublicationStep::Mask => Self::Mask,
            PublicationStep::Unmask => Self::Unmask,
            PublicationStep::Stop { reason } => Self::Stop { reason },
        }
    }
}

impl Host {
    /// Opens the publication of a record; gives the one that is open already.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NotOwn`],
    /// [`ServiceError::RecordNotHeld`], [`ServiceError::NotPublished`]; those of finding a
    /// subject and of the store.
    pub fn open_publication(
        &self,
        by: &Principal,
        request: &PublicationRequest,
    ) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::PublishRecords)?;
        let on = day(request.on)?;
        let reference = self.reference.load_full();
        let name = request.record.name(&reference)?;
        self.own(by, &reference, &name.provider)?;
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let found = self.asked(&request.identifier, Moment::on(today()))?;
        let unknown = || ServiceError::RecordNotHeld(request.record.clone());
        let owner = holder(&found, &name).ok_or_else(unknown)?;
        let mut opened = Opened::open(self, &writing, owner)?;
        let decided_on = opened.current(&name).ok_or_else(unknown)?.decided_on;
        let within = decided_on.and_then(|day| {
            let within = reference.publish_within(name.kind, day)?;
            Some((day, within))
        });
        let (decided_on, within) =
            within.ok_or_else(|| ServiceError::NotPublished(request.record.kind.clone()))?;
        let last = opened.file.last_number;
        let what = (name, decided_on);
        let id = opened
            .file
            .open_publication(owner, what, within, acting.clone())?;
        if id.number <= last {
            return shown(&reference, &opened.file, id);
        }
        opened.enter(&acting, id, PublicationEvent::Open.word())?;
        shown(&reference, &opened.keep()?, id)
    }

    /// Takes a step of a publication.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NotOwn`], [`ServiceError::NoSuchCase`],
    /// [`ServiceError::Suspended`] if it is to be published while an objection holds it up,
    /// [`ServiceError::Step`]; those of the store.
    pub fn step_publication(
        &self,
        by: &Principal,
        id: CaseId,
        request: &PublicationStepRequest,
    ) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::PublishRecords)?;
        let on = day(request.on)?;
        let reference = self.reference.load_full();
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let mut opened = Opened::open(self, &writing, id.subject)?;
        let mut publications = opened.file.publications.iter();
        let publication = publications.find(|publication| publication.id == id);
        let record = publication.ok_or(ServiceError::NoSuchCase(id))?;
        let record = record.record.clone();
        self.own(by, &reference, &record.provider)?;
        let moment = Moment::on(acting.on);
        if request.step == PublicationStep::Publish
            && opened.file.publication_suspended(&record, moment)
            && let Some(objection) = opened
                .file
                .contested(id.subject, moment)
                .records
                .get(&(id.subject, record))
        {
            return Err(ServiceError::Suspended {
                objection: *objection,
            });
        }
        let event = PublicationEvent::from(request.step);
        let word = event.word();
        opened
            .file
            .step_publication(id.number, acting.clone(), event)?;
        opened.enter(&acting, id, word)?;
        shown(&reference, &opened.keep()?, id)
    }
}
