//! Credit repair (信用修复): asked for, reviewed by who found the matter, granted or refused.
//!
//! A granted repair ends the record from that day: it is `repaired` from then on, which
//! ends new measures, and its publication stops. If only publication ends, the record goes
//! on.

use accord_model::{
    case::{CaseId, Event as _, Filer, NewRepair, RepairEvent, StopReason},
    contract::Standing,
    date::Date,
    principal::{Principal, Right},
    subject::{RecordName, view::Moment},
};
use serde::{Deserialize, Serialize};

use crate::{
    cases::{CaseView, Opened, RecordText, acting, day, holder, no_number, shown},
    error::ServiceError,
    host::{Host, today},
    objections::in_person,
    query::IdentifierText,
};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairRequest {
    /// Who asks.
    pub identifier: IdentifierText,
    /// For which record.
    pub record: RecordText,
    /// What the subject did and promises.
    pub statement: String,
    /// Whether the subject or its agent; the subject if absent.
    #[serde(default = "in_person")]
    pub filer: Filer,
    /// The day of receipt; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
}

/// What is done about a repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepairStep {
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
        #[serde(default)]
        publication_only: bool,
    },
    /// It is refused.
    Refuse {
        /// Why.
        reason: String,
        /// First day on which it can be asked for again after fraud.
        #[serde(default)]
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

/// A step and its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairStepRequest {
    /// The day; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
    /// What is done.
    pub step: RepairStep,
}

impl From<&RepairStep> for RepairEvent {
    fn from(step: &RepairStep) -> Self {
        match step.clone() {
            RepairStep::Accept => Self::Accept,
            RepairStep::Review => Self::Review,
            RepairStep::Extend { reason } => Self::Extend { reason },
            RepairStep::Grant { publication_only } => Self::Grant { publication_only },
            RepairStep::Refuse {
                reason,
                barred_until,
            } => Self::Refuse {
                reason,
                barred_until,
            },
            RepairStep::Synchronise { platforms } => Self::Synchronise { platforms },
            RepairStep::Close => Self::Close,
        }
    }
}

impl Host {
    /// Takes in an application for repair. The rules of the day of receipt hold for it.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::RecordNotHeld`], [`ServiceError::Step`];
    /// those of finding a subject and of the store.
    pub fn apply_repair(
        &self,
        by: &Principal,
        request: &RepairRequest,
    ) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::FileForSubjects)?;
        let on = day(request.on)?;
        no_number(&request.statement)?;
        let reference = self.reference.load_full();
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let found = self.asked(&request.identifier, Moment::on(today()))?;
        let name = request.record.name(&reference)?;
        let unknown = || ServiceError::RecordNotHeld(request.record.clone());
        let owner = holder(&found, &name).ok_or_else(unknown)?;
        let mut opened = Opened::open(self, &writing, owner)?;
        let record = opened.current(&name).ok_or_else(unknown)?;
        let new = NewRepair {
            record: name,
            decided_on: record.decided_on,
            terms: reference.repair_terms(record, acting.on),
            statement: request.statement.clone(),
            filer: request.filer,
        };
        let id = opened.file.apply_repair(owner, new, acting.clone())?;
        opened.enter(&acting, id, RepairEvent::Apply.word())?;
        shown(&reference, &opened.keep()?, id)
    }

    /// Takes a step of a repair, and what follows from it. Who found the matter decides.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NotOwn`], [`ServiceError::NoSuchCase`],
    /// [`ServiceError::Step`]; those of the store.
    pub fn step_repair(
        &self,
        by: &Principal,
        id: CaseId,
        request: &RepairStepRequest,
    ) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::DecideRepairs)?;
        let on = day(request.on)?;
        if let RepairStep::Extend { reason } | RepairStep::Refuse { reason, .. } = &request.step {
            no_number(reason)?;
        }
        let reference = self.reference.load_full();
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let mut opened = Opened::open(self, &writing, id.subject)?;
        let mut repairs = opened.file.repairs.iter();
        let repair = repairs.find(|repair| repair.id == id);
        let record = repair.ok_or(ServiceError::NoSuchCase(id))?.record.clone();
        self.own(by, &reference, &record.provider)?;
        let event = RepairEvent::from(&request.step);
        let word = event.word();
        opened.file.step_repair(id.number, acting.clone(), event)?;
        opened.enter(&acting, id, word)?;
        if let RepairStep::Grant { publication_only } = request.step {
            let stopped = StopReason::Repaired;
            opened.file.stop_publication(&record, stopped, &acting)?;
            if !publication_only {
                repaired(&mut opened, &record, &acting);
            }
        }
        shown(&reference, &opened.keep()?, id)
    }
}

/// Ends a record as repaired, unless it ended before.
fn repaired(opened: &mut Opened<'_>, name: &RecordName, acting: &accord_model::case::Acting) {
    let Some(record) = opened.current(name) else {
        return;
    };
    if record.ends_on.is_some_and(|end| end <= acting.on) {
        return;
    }
    let mut record = record.clone();
    (record.ends_on, record.ends_as) = (Some(acting.on), Standing::Repaired);
    opened.take_record(record, acting);
}
