//! Incomplete files (容缺受理): who is of good credit may hand in a document later.
//!
//! Whether the applicant is eligible is said by the memorandum and confirmed by the
//! department that approves. When the due day is over, the breach becomes a record of the
//! applicant, which other rules use.

use accord_model::{
    case::{Acting, CaseId, Event as _, IncompleteFileEvent, MissingDocument, NewIncompleteFile},
    contract::{Standing, Value},
    date::Date,
    principal::{Principal, Right},
    subject::{Knowledge, Record, view::Moment},
};
use serde::{Deserialize, Serialize};

use crate::{
    cases::{CaseView, Opened, ValueText, acting, day, kind, no_number, shown, values},
    error::ServiceError,
    host::{Host, today},
    query::IdentifierText,
    reference::Reference,
};

/// The kind of record that a breach is.
const BREACH: &str = "approval/incomplete-file-breach";

/// What an applicant asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncompleteFileRequest {
    /// The applicant.
    pub identifier: IdentifierText,
    /// Code of the approval item.
    pub item: String,
    /// Code of the department that approves; the one acted for if absent.
    #[serde(default)]
    pub department: Option<String>,
    /// The day; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
}

/// What is done about an incomplete file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncompleteFileStep {
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

/// A step and its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncompleteFileStepRequest {
    /// The day; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
    /// What is done.
    pub step: IncompleteFileStep,
}

impl From<&IncompleteFileStep> for IncompleteFileEvent {
    fn from(step: &IncompleteFileStep) -> Self {
        match step.clone() {
            IncompleteFileStep::Accept { missing, due } => Self::Accept { missing, due },
            IncompleteFileStep::Extend { due, reason } => Self::Extend { due, reason },
            IncompleteFileStep::Supplement => Self::Supplement,
            IncompleteFileStep::RecordBreach => Self::RecordBreach,
        }
    }
}

impl Host {
    /// Opens a file of an applicant who may hand in later.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NotOwn`],
    /// [`ServiceError::NoSuchDepartment`], [`ServiceError::Step`]; those of finding a
    /// subject and of the store.
    pub fn open_incomplete_file(
        &self,
        by: &Principal,
        request: &IncompleteFileRequest,
    ) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::AcceptIncompleteFiles)?;
        let on = day(request.on)?;
        let reference = self.reference.load_full();
        let department = request.department.as_deref().or(by.department());
        let department = department.unwrap_or_default().to_owned();
        if reference.departments.on(&department, on).is_none() {
            return Err(ServiceError::NoSuchDepartment(department));
        }
        self.own(by, &reference, &department)?;
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let found = self.asked(&request.identifier, Moment::on(today()))?;
        let mut opened = Opened::open(self, &writing, found.id)?;
        let new = NewIncompleteFile {
            item: request.item.clone(),
            department,
        };
        let id = opened.file.find_eligible(found.id, new, acting.clone())?;
        opened.enter(&acting, id, IncompleteFileEvent::FindEligible.word())?;
        shown(&reference, &opened.keep()?, id)
    }

    /// Takes a step of an incomplete file; a breach becomes a record.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NotOwn`], [`ServiceError::NoSuchCase`],
    /// [`ServiceError::Step`] also if a document is required by law (G35); those of the
    /// store.
    pub fn step_incomplete_file(
        &self,
        by: &Principal,
        id: CaseId,
        request: &IncompleteFileStepRequest,
    ) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::AcceptIncompleteFiles)?;
        let on = day(request.on)?;
        if let IncompleteFileStep::Extend { reason, .. } = &request.step {
            no_number(reason)?;
        }
        let reference = self.reference.load_full();
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let mut opened = Opened::open(self, &writing, id.subject)?;
        let mut files = opened.file.incomplete_files.iter();
        let file = files.find(|file| file.id == id);
        let department = &file.ok_or(ServiceError::NoSuchCase(id))?.department;
        self.own(by, &reference, department)?;
        let event = IncompleteFileEvent::from(&request.step);
        let word = event.word();
        opened
            .file
            .step_incomplete_file(id.number, acting.clone(), event)?;
        opened.enter(&acting, id, word)?;
        if request.step == IncompleteFileStep::RecordBreach {
            breach(&reference, &mut opened, id, &acting)?;
        }
        shown(&reference, &opened.keep()?, id)
    }
}

/// Writes the record of a breach.
fn breach(
    reference: &Reference,
    opened: &mut Opened<'_>,
    id: CaseId,
    acting: &Acting,
) -> Result<(), ServiceError> {
    let mut files = opened.file.incomplete_files.iter();
    let file = files.find(|file| file.id == id);
    let file = file.ok_or(ServiceError::NoSuchCase(id))?;
    let due = file.due(Moment::on(acting.on));
    let text = |field: &str, value| ValueText {
        field: field.to_owned(),
        value,
    };
    let item = text("item-code", Value::Text(file.item.clone()));
    let due_on = due.map(|due| text("due-on", Value::Date(due)));
    let said: Vec<_> = std::iter::once(item).chain(due_on).collect();
    let record = Record {
        provider: file.department.clone(),
        number: id.to_string(),
        kind: kind(reference, BREACH)?,
        acted_on: due.map(|due| due.add_days(1)),
        acted_until: None,
        decided_on: Some(acting.on),
        ends_on: None,
        ends_as: Standing::Expired,
        values: values(reference, BREACH, &said)?,
        stated_at: None,
        hash: [0; 32],
        known: Knowledge::since(0, 0),
    };
    opened.take_record(record, acting);
    Ok(())
}
