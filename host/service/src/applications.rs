//! Applications of measures (措施实施), notices (告知) and remedies (补救): what departments
//! do when a measure applies, and what they put right.
//!
//! Determinations open and end applications; departments push them on, execute them and
//! report (clause 16).

use std::collections::BTreeSet;

use accord_model::{
    case::{
        Application, ApplicationEvent, CaseId, Event as _, Feedback, NewApplication, NoticeEvent,
        RemedyEvent, Support,
    },
    date::Date,
    principal::{Principal, Right},
    subject::{SubjectId, view::Moment},
};
use serde::{Deserialize, Serialize};

use crate::{
    cases::{CaseView, Opened, acting, day, no_number, shown},
    error::ServiceError,
    host::Host,
};

/// What is done about an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicationStep {
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
    /// It is stopped.
    Cancel {
        /// Why.
        reason: String,
    },
}

/// A step and its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationStepRequest {
    /// The day; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
    /// What is done.
    pub step: ApplicationStep,
}

/// That a notice was served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServeRequest {
    /// The day; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
    /// How.
    pub how: String,
}

/// That a remedy was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemedyRequest {
    /// The day; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
    /// What was done.
    pub what: String,
}

impl From<&ApplicationStep> for ApplicationEvent {
    fn from(step: &ApplicationStep) -> Self {
        match step.clone() {
            ApplicationStep::Push => Self::Push,
            ApplicationStep::Acknowledge => Self::Acknowledge,
            ApplicationStep::Execute => Self::Execute,
            ApplicationStep::FindNotApplicable { reason } => Self::FindNotApplicable { reason },
            ApplicationStep::Decline { reason } => Self::Decline { reason },
            ApplicationStep::FeedBack(feedback) => Self::FeedBack(feedback),
            ApplicationStep::Cancel { reason } => Self::Cancel { reason },
        }
    }
}

impl Host {
    /// Opens applications of the measures that apply to a subject. What runs already goes
    /// on, and is told what it rests on now; for sanctions of which the subject was never
    /// told a notice is opened (R-NOTIFY). Nothing is written if nothing is new.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NoSuchSubject`], [`ServiceError::Step`];
    /// those of the store.
    pub fn open_applications(
        &self,
        by: &Principal,
        subject: SubjectId,
        new: Vec<NewApplication>,
        on: Option<Date>,
    ) -> Result<Vec<CaseId>, ServiceError> {
        self.allow(by, Right::RunMemoranda)?;
        let on = day(on)?;
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let mut opened = Opened::open(self, &writing, subject)?;
        let before = opened.file.clone();
        let ids = opened.file.open_applications(subject, new, &acting)?;
        if opened.file == before {
            return Ok(ids);
        }
        let last = before.last_number;
        for id in ids.iter().filter(|id| id.number > last) {
            let event = ApplicationEvent::Determine {
                memoranda: Vec::new(),
                supports: Vec::new(),
            };
            opened.enter(&acting, *id, event.word())?;
        }
        let notices = opened.file.notices.iter().map(|notice| notice.id);
        let notices: Vec<_> = notices.filter(|id| id.number > last).collect();
        for id in notices {
            opened.enter(&acting, id, NoticeEvent::Open.word())?;
        }
        opened.keep()?;
        Ok(ids)
    }

    /// Ends the applications of a subject whose measure and department are not among those
    /// that apply: what a department acted on ends, the rest is cancelled. How many.
    ///
    /// # Errors
    /// As [`open_applications`](Self::open_applications).
    pub fn end_applications(
        &self,
        by: &Principal,
        subject: SubjectId,
        applies: &[(&str, &str)],
        reason: &str,
        on: Option<Date>,
    ) -> Result<usize, ServiceError> {
        self.allow(by, Right::RunMemoranda)?;
        let on = day(on)?;
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let mut opened = Opened::open(self, &writing, subject)?;
        let before = opened.file.applications.clone();
        let ended = opened.file.end_applications(applies, reason, &acting)?;
        if ended == 0 {
            return Ok(0);
        }
        let applications = opened.file.applications.iter().zip(&before);
        let changed = applications.filter(|(now, before)| now != before);
        let words: Vec<_> = changed
            .filter_map(|(now, _)| Some((now.id, now.steps.all().last()?.event.word())))
            .collect();
        for (id, word) in words {
            opened.enter(&acting, id, word)?;
        }
        opened.keep()?;
        Ok(ended)
    }

    /// Takes a step of an application: the department's that executes the measure.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NotOwn`], [`ServiceError::NoSuchCase`],
    /// [`ServiceError::Suspended`] if it is to be executed while an objection holds it up
    /// (R-OBJ), [`ServiceError::Step`]; those of the store.
    pub fn step_application(
        &self,
        by: &Principal,
        id: CaseId,
        request: &ApplicationStepRequest,
    ) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::ExecuteMeasures)?;
        let on = day(request.on)?;
        match &request.step {
            ApplicationStep::FindNotApplicable { reason }
            | ApplicationStep::Decline { reason }
            | ApplicationStep::Cancel { reason } => no_number(reason)?,
            ApplicationStep::FeedBack(feedback) => no_number(&feedback.content)?,
            ApplicationStep::Push | ApplicationStep::Acknowledge | ApplicationStep::Execute => {}
        }
        let reference = self.reference.load_full();
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let mut opened = Opened::open(self, &writing, id.subject)?;
        let mut applications = opened.file.applications.iter();
        let application = applications
            .find(|application| application.id == id)
            .ok_or(ServiceError::NoSuchCase(id))?;
        self.own(by, &reference, &application.executor)?;
        if request.step == ApplicationStep::Execute
            && let Some(objection) = self.suspended_by(application, acting.on)?
        {
            return Err(ServiceError::Suspended { objection });
        }
        let event = ApplicationEvent::from(&request.step);
        let word = event.word();
        opened
            .file
            .step_application(id.number, acting.clone(), event)?;
        opened.enter(&acting, id, word)?;
        shown(&reference, &opened.keep()?, id)
    }

    /// The objection that surely holds an application up on a day: to the measure, or to
    /// all that it rests on. Where it rests on more than what is contested, only the
    /// determination knows whether the rest carries it alone (R-OBJ).
    fn suspended_by(
        &self,
        application: &Application,
        on: Date,
    ) -> Result<Option<CaseId>, ServiceError> {
        let moment = Moment::on(on);
        let subject = application.id.subject;
        let (_, supports) = application.rests_on(moment);
        let mut subjects = BTreeSet::from([subject]);
        for support in supports {
            match support {
                Support::Record { subject, .. } => subjects.extend([*subject]),
                Support::Role(edge) => subjects.extend([edge.organisation, edge.person]),
            }
        }
        let contested = self.contested_of(subjects.into_iter(), moment)?;
        let measure = (subject, application.measure.clone());
        if let Some(objection) = contested.measures.get(&measure) {
            return Ok(Some(*objection));
        }
        let objections = supports.iter().map(|support| match support {
            Support::Record { subject, record } => {
                let record = (*subject, record.clone());
                contested.records.get(&record).copied()
            }
            Support::Role(edge) => contested.edges.get(edge).copied(),
        });
        let all: Option<Vec<_>> = objections.collect();
        Ok(all.and_then(|all| all.first().copied()))
    }

    /// Writes down that a notice was served.
    ///
    /// # Errors
    /// As [`step_application`](Self::step_application).
    pub fn serve_notice(
        &self,
        by: &Principal,
        id: CaseId,
        request: &ServeRequest,
    ) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::ExecuteMeasures)?;
        let on = day(request.on)?;
        no_number(&request.how)?;
        let reference = self.reference.load_full();
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let mut opened = Opened::open(self, &writing, id.subject)?;
        let how = request.how.clone();
        let event = NoticeEvent::Serve { how };
        let word = event.word();
        opened.file.step_notice(id.number, acting.clone(), event)?;
        opened.enter(&acting, id, word)?;
        shown(&reference, &opened.keep()?, id)
    }

    /// Writes down that a department has put right what it executed.
    ///
    /// # Errors
    /// As [`step_application`](Self::step_application).
    pub fn finish_remedy(
        &self,
        by: &Principal,
        id: CaseId,
        request: &RemedyRequest,
    ) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::ExecuteMeasures)?;
        let on = day(request.on)?;
        no_number(&request.what)?;
        let reference = self.reference.load_full();
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let mut opened = Opened::open(self, &writing, id.subject)?;
        let mut remedies = opened.file.remedies.iter();
        let remedy = remedies.find(|remedy| remedy.id == id);
        let department = &remedy.ok_or(ServiceError::NoSuchCase(id))?.department;
        self.own(by, &reference, department)?;
        let what = request.what.clone();
        let event = RemedyEvent::Finish { what };
        let word = event.word();
        opened.file.step_remedy(id.number, acting.clone(), event)?;
        opened.enter(&acting, id, word)?;
        shown(&reference, &opened.keep()?, id)
    }
}
