//! All cases of one subject, and what follows from them together.

use serde::{Deserialize, Serialize};

use super::{
    Acting, Application, ApplicationEvent, CaseId, CaseKind, IncompleteFile, IncompleteFileEvent,
    Listing, ListingEvent, NewApplication, NewIncompleteFile, NewListing, NewObjection, NewRepair,
    Notice, NoticeEvent, Objection, ObjectionEvent, Publication, PublicationEvent, Remedy,
    RemedyEvent, RemedyState, Repair, RepairEvent, Scope, Step, StepError, Steps,
};
use crate::{
    calendar::Calendar,
    date::Date,
    determination::Contested,
    period::Period,
    subject::{RecordName, SubjectId, view::Moment},
};

/// The last day of time: what was done by then is all that was done.
const LAST: Moment = Moment::on(Date::from_days(i32::MAX));

/// Every case of one subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFile {
    /// The number given last; 0 = none.
    pub last_number: u32,
    /// Objections (异议).
    pub objections: Vec<Objection>,
    /// Repairs (信用修复).
    pub repairs: Vec<Repair>,
    /// Listings (名单列入).
    pub listings: Vec<Listing>,
    /// Applications of measures (措施实施).
    pub applications: Vec<Application>,
    /// Publications (公示).
    pub publications: Vec<Publication>,
    /// Incomplete files (容缺受理).
    pub incomplete_files: Vec<IncompleteFile>,
    /// Notices (告知).
    pub notices: Vec<Notice>,
    /// Remedies (补救).
    pub remedies: Vec<Remedy>,
}

/// A case of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case<'a> {
    /// An objection.
    Objection(&'a Objection),
    /// A repair.
    Repair(&'a Repair),
    /// A listing.
    Listing(&'a Listing),
    /// An application.
    Application(&'a Application),
    /// A publication.
    Publication(&'a Publication),
    /// An incomplete file.
    IncompleteFile(&'a IncompleteFile),
    /// A notice.
    Notice(&'a Notice),
    /// A remedy.
    Remedy(&'a Remedy),
}

impl Case<'_> {
    /// Its name.
    #[must_use]
    pub const fn id(&self) -> CaseId {
        match self {
            Self::Objection(case) => case.id,
            Self::Repair(case) => case.id,
            Self::Listing(case) => case.id,
            Self::Application(case) => case.id,
            Self::Publication(case) => case.id,
            Self::IncompleteFile(case) => case.id,
            Self::Notice(case) => case.id,
            Self::Remedy(case) => case.id,
        }
    }
}

/// The case of a number in a list of one kind.
fn numbered<T>(
    list: &mut [T],
    kind: CaseKind,
    number: u32,
    id: impl Fn(&T) -> CaseId,
) -> Result<&mut T, StepError> {
    let mut list = list.iter_mut();
    list.find(|case| id(case).number == number)
        .ok_or(StepError::NoSuchCase { case: kind, number })
}

impl CaseFile {
    /// The name that the next case gets.
    const fn next(&self, subject: SubjectId) -> CaseId {
        CaseId {
            subject,
            number: self.last_number.saturating_add(1),
        }
    }

    /// Every case, kind by kind.
    pub fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        let objections = self.objections.iter().map(Case::Objection);
        let repairs = self.repairs.iter().map(Case::Repair);
        let listings = self.listings.iter().map(Case::Listing);
        let applications = self.applications.iter().map(Case::Application);
        let publications = self.publications.iter().map(Case::Publication);
        let files = self.incomplete_files.iter().map(Case::IncompleteFile);
        let notices = self.notices.iter().map(Case::Notice);
        let remedies = self.remedies.iter().map(Case::Remedy);
        let first = objections.chain(repairs).chain(listings);
        let second = applications.chain(publications).chain(files);
        first.chain(second).chain(notices).chain(remedies)
    }

    /// The case of a number.
    #[must_use]
    pub fn find(&self, number: u32) -> Option<Case<'_>> {
        self.cases().find(|case| case.id().number == number)
    }

    /// Takes in an objection.
    ///
    /// # Errors
    /// As [`Objection::submit`].
    pub fn submit_objection(
        &mut self,
        subject: SubjectId,
        new: NewObjection,
        acting: Acting,
    ) -> Result<CaseId, StepError> {
        let id = self.next(subject);
        self.objections.push(Objection::submit(id, new, acting)?);
        self.last_number = id.number;
        Ok(id)
    }

    /// Takes a step of an objection. `open_elsewhere` is how many of its remedies are open
    /// in the files of other subjects: it is not closed before all are done.
    ///
    /// # Errors
    /// [`StepError`]; [`StepError::OpenRemedies`] if it is to be closed and some are open.
    pub fn step_objection(
        &mut self,
        number: u32,
        acting: Acting,
        event: ObjectionEvent,
        open_elsewhere: usize,
    ) -> Result<(), StepError> {
        let objection = self.objections.iter();
        let id = objection.map(|objection| objection.id);
        let open = id
            .clone()
            .find(|id| id.number == number)
            .map_or(0, |id| self.open_remedies(id))
            .saturating_add(open_elsewhere);
        let list = &mut self.objections;
        let objection = numbered(list, CaseKind::Objection, number, |case| case.id)?;
        if event == ObjectionEvent::Close && open > 0 {
            return Err(StepError::OpenRemedies(open));
        }
        objection.step(acting, event)
    }

    /// Takes in an application for repair.
    ///
    /// # Errors
    /// [`StepError::Barred`] if repair is barred on that day; as [`Repair`] for the terms.
    pub fn apply_repair(
        &mut self,
        subject: SubjectId,
        new: NewRepair,
        acting: Acting,
    ) -> Result<CaseId, StepError> {
        let moment = Moment::on(acting.on);
        let barred = self.repairs.iter();
        let barred = barred.filter_map(|repair| repair.barred_until(moment));
        if let Some(until) = barred.max().filter(|until| acting.on < *until) {
            return Err(StepError::Barred { until });
        }
        let id = self.next(subject);
        self.repairs.push(Repair::apply(id, new, acting)?);
        self.last_number = id.number;
        Ok(id)
    }

    /// Takes a step of a repair.
    ///
    /// # Errors
    /// As [`Repair::step`].
    pub fn step_repair(
        &mut self,
        number: u32,
        acting: Acting,
        event: RepairEvent,
    ) -> Result<(), StepError> {
        let list = &mut self.repairs;
        numbered(list, CaseKind::Repair, number, |case| case.id)?.step(acting, event)
    }

    /// Takes in a proposal to list.
    ///
    /// # Errors
    /// [`StepError::Text`].
    pub fn propose_listing(
        &mut self,
        subject: SubjectId,
        new: NewListing,
        acting: Acting,
    ) -> Result<CaseId, StepError> {
        let id = self.next(subject);
        self.listings.push(Listing::propose(id, new, acting)?);
        self.last_number = id.number;
        Ok(id)
    }

    /// Takes a step of a listing.
    ///
    /// # Errors
    /// As [`Listing::step`].
    pub fn step_listing(
        &mut self,
        number: u32,
        acting: Acting,
        event: ListingEvent,
        against: &super::Against,
    ) -> Result<(), StepError> {
        let list = &mut self.listings;
        numbered(list, CaseKind::Listing, number, |case| case.id)?.step(acting, event, against)
    }

    /// Opens applications of measures that apply. What runs already for the same measure and
    /// department goes on, and is told what it rests on now. For sanctions of which the
    /// subject was never told a notice is opened (R-NOTIFY).
    ///
    /// # Errors
    /// [`StepError`] if one is unnamed, or the day lies before a step of one that runs.
    pub fn open_applications(
        &mut self,
        subject: SubjectId,
        new: Vec<NewApplication>,
        acting: &Acting,
    ) -> Result<Vec<CaseId>, StepError> {
        let mut changed = self.clone();
        let ids = changed.opened(subject, new, acting)?;
        *self = changed;
        Ok(ids)
    }

    fn opened(
        &mut self,
        subject: SubjectId,
        new: Vec<NewApplication>,
        acting: &Acting,
    ) -> Result<Vec<CaseId>, StepError> {
        let told = |file: &Self, code: &String| {
            let mut notices = file.notices.iter();
            notices.any(|notice| notice.measures.contains(code))
        };
        let sanctions = new.iter().filter(|new| new.is_sanction);
        let mut untold: Vec<String> = sanctions
            .map(|new| new.measure.clone())
            .filter(|code| !told(self, code))
            .collect();
        untold.sort();
        untold.dedup();
        let mut ids = Vec::with_capacity(new.len());
        for new in new {
            let mut running = self.applications.iter_mut();
            let running = running.find(|running| {
                running.is_open(LAST)
                    && running.measure == new.measure
                    && running.executor == new.executor
            });
            if let Some(running) = running {
                ids.push(running.id);
                running.restate(new, acting.clone())?;
                continue;
            }
            let id = self.next(subject);
            let application = Application::determine(id, new, acting.clone())?;
            self.applications.push(application);
            self.last_number = id.number;
            ids.push(id);
        }
        if !untold.is_empty() {
            let id = self.next(subject);
            self.notices.push(Notice::open(id, untold, acting.clone())?);
            self.last_number = id.number;
        }
        Ok(ids)
    }

    /// Ends every application that runs and whose measure and department are not among
    /// those that apply; how many.
    ///
    /// # Errors
    /// [`StepError`] if the day lies before a step of one, or no reason is given.
    pub fn end_applications(
        &mut self,
        applies: &[(&str, &str)],
        reason: &str,
        acting: &Acting,
    ) -> Result<usize, StepError> {
        let mut changed = self.applications.clone();
        let mut ended = 0;
        for application in &mut changed {
            let key = (application.measure.as_str(), application.executor.as_str());
            if !application.is_open(LAST) || applies.contains(&key) {
                continue;
            }
            let event = application.ending(LAST, reason.to_owned());
            application.step(acting.clone(), event)?;
            ended += 1;
        }
        self.applications = changed;
        Ok(ended)
    }

    /// Takes a step of an application.
    ///
    /// # Errors
    /// As [`Application::step`].
    pub fn step_application(
        &mut self,
        number: u32,
        acting: Acting,
        event: ApplicationEvent,
    ) -> Result<(), StepError> {
        let list = &mut self.applications;
        numbered(list, CaseKind::Application, number, |case| case.id)?.step(acting, event)
    }

    /// Opens the publication of a record; the one that is there already if there is one.
    ///
    /// # Errors
    /// As [`Publication`].
    pub fn open_publication(
        &mut self,
        subject: SubjectId,
        (record, decided_on): (RecordName, Date),
        within: Period,
        acting: Acting,
    ) -> Result<CaseId, StepError> {
        let mut known = self.publications.iter();
        if let Some(known) = known.find(|known| known.record == record) {
            return Ok(known.id);
        }
        let id = self.next(subject);
        let publication = Publication::open(id, (record, decided_on), within, acting)?;
        self.publications.push(publication);
        self.last_number = id.number;
        Ok(id)
    }

    /// Takes a step of a publication.
    ///
    /// # Errors
    /// As [`Publication::step`].
    pub fn step_publication(
        &mut self,
        number: u32,
        acting: Acting,
        event: PublicationEvent,
    ) -> Result<(), StepError> {
        let list = &mut self.publications;
        numbered(list, CaseKind::Publication, number, |case| case.id)?.step(acting, event)
    }

    /// Stops what is published, or is to be, of a record; how many.
    ///
    /// # Errors
    /// [`StepError::Backwards`] if the day lies before a step of one.
    pub fn stop_publication(
        &mut self,
        record: &RecordName,
        reason: super::StopReason,
        acting: &Acting,
    ) -> Result<usize, StepError> {
        let mut stopped = 0;
        let mut changed = self.publications.clone();
        for publication in &mut changed {
            let stands = publication.state(LAST) != Some(super::PublicationState::Stopped);
            if publication.record == *record && stands {
                publication.step(acting.clone(), PublicationEvent::Stop { reason })?;
                stopped += 1;
            }
        }
        self.publications = changed;
        Ok(stopped)
    }

    /// Takes in a file of an applicant who may hand in later.
    ///
    /// # Errors
    /// [`StepError::Text`].
    pub fn find_eligible(
        &mut self,
        subject: SubjectId,
        new: NewIncompleteFile,
        acting: Acting,
    ) -> Result<CaseId, StepError> {
        let id = self.next(subject);
        let file = IncompleteFile::eligible(id, new, acting)?;
        self.incomplete_files.push(file);
        self.last_number = id.number;
        Ok(id)
    }

    /// Takes a step of an incomplete file.
    ///
    /// # Errors
    /// As [`IncompleteFile::step`].
    pub fn step_incomplete_file(
        &mut self,
        number: u32,
        acting: Acting,
        event: IncompleteFileEvent,
    ) -> Result<(), StepError> {
        let list = &mut self.incomplete_files;
        numbered(list, CaseKind::IncompleteFile, number, |case| case.id)?.step(acting, event)
    }

    /// Takes a step of a notice.
    ///
    /// # Errors
    /// As [`Notice::step`].
    pub fn step_notice(
        &mut self,
        number: u32,
        acting: Acting,
        event: NoticeEvent,
    ) -> Result<(), StepError> {
        let list = &mut self.notices;
        numbered(list, CaseKind::Notice, number, |case| case.id)?.step(acting, event)
    }

    /// Opens a remedy for each application of this subject that was executed on what an
    /// objection found to be wrong (R-ERR). Once for each: the same again opens none.
    ///
    /// # Errors
    /// [`StepError`] never today; the first step is always allowed.
    pub fn open_remedies_for(
        &mut self,
        subject: SubjectId,
        objection: CaseId,
        upheld: &[Scope],
        acting: &Acting,
    ) -> Result<Vec<CaseId>, StepError> {
        let mut opened = Vec::new();
        for application in &self.applications {
            let is_wrong = application.executed_on(LAST).is_some()
                && upheld
                    .iter()
                    .any(|scope| application.rested_on(LAST, objection.subject, scope));
            let mut known = self.remedies.iter();
            let is_known = known.any(|remedy| {
                remedy.objection == objection && remedy.application == application.id
            });
            if !is_wrong || is_known {
                continue;
            }
            let id = CaseId {
                subject,
                number: self.last_number.saturating_add(1),
            };
            self.remedies.push(Remedy {
                id,
                objection,
                application: application.id,
                measure: application.measure.clone(),
                department: application.executor.clone(),
                steps: Steps::begin(acting.clone(), RemedyEvent::Open)?,
            });
            self.last_number = id.number;
            opened.push(id);
        }
        Ok(opened)
    }

    /// How many remedies of an objection are open in this file.
    #[must_use]
    pub fn open_remedies(&self, objection: CaseId) -> usize {
        let remedies = self.remedies.iter();
        remedies
            .filter(|remedy| remedy.objection == objection)
            .filter(|remedy| remedy.state(LAST) == Some(RemedyState::Open))
            .count()
    }

    /// Takes a step of a remedy.
    ///
    /// # Errors
    /// As [`Remedy::step`].
    pub fn step_remedy(
        &mut self,
        number: u32,
        acting: Acting,
        event: RemedyEvent,
    ) -> Result<(), StepError> {
        let list = &mut self.remedies;
        numbered(list, CaseKind::Remedy, number, |case| case.id)?.step(acting, event)
    }

    /// What its objections make contested at a moment (R-OBJ); `subject` is whose cases
    /// these are.
    #[must_use]
    pub fn contested(&self, subject: SubjectId, moment: Moment) -> Contested {
        let mut contested = Contested::default();
        for objection in &self.objections {
            for scope in objection.contested(moment) {
                match scope {
                    Scope::Record(name) | Scope::Listing(name) => {
                        let record = (subject, name.clone());
                        contested.records.entry(record).or_insert(objection.id);
                    }
                    Scope::Role(edge) => {
                        contested.edges.entry(*edge).or_insert(objection.id);
                    }
                    Scope::Measure { code } => {
                        let measure = (subject, code.clone());
                        contested.measures.entry(measure).or_insert(objection.id);
                    }
                }
            }
        }
        contested
    }

    /// Measures against this subject that an objection found to be wrong by then, with the
    /// day of the decision: no fact is withdrawn for such a one, so the determination asks
    /// for them.
    pub fn wrong_measures(&self, moment: Moment) -> impl Iterator<Item = (&str, Date, CaseId)> {
        self.objections.iter().flat_map(move |objection| {
            let (decided_on, upheld) = objection.upheld(moment);
            upheld.iter().filter_map(move |scope| match scope {
                Scope::Measure { code } => Some((code.as_str(), decided_on?, objection.id)),
                _ => None,
            })
        })
    }

    /// Whether publication of a record waits for an objection.
    #[must_use]
    pub fn publication_suspended(&self, record: &RecordName, moment: Moment) -> bool {
        self.objections.iter().any(|objection| {
            objection.publication_suspended(moment)
                && objection.contested(moment).any(|scope| {
                    matches!(scope, Scope::Record(name) | Scope::Listing(name) if name == record)
                })
        })
    }

    /// The day from which a record is repaired, if it is at that moment.
    #[must_use]
    pub fn is_repaired(&self, record: &RecordName, moment: Moment) -> Option<Date> {
        let repairs = self.repairs.iter();
        repairs
            .filter(|repair| repair.record == *record)
            .filter_map(|repair| repair.repaired_on(moment))
            .min()
    }

    /// The first day after a day on which a state, what is contested, or an alarm changes:
    /// days of steps that were taken for later, the day after a rejection, ends of terms,
    /// the days after due days.
    #[must_use]
    pub fn next_boundary(&self, after: Date, calendar: &Calendar) -> Option<Date> {
        fn days<E>(steps: &[Step<E>]) -> impl Iterator<Item = Date> {
            steps.iter().map(|step| step.on)
        }
        let objections = self.objections.iter();
        let objections = objections.flat_map(|case| case.boundaries(calendar));
        let repairs = self.repairs.iter();
        let repairs = repairs.flat_map(|case| case.boundaries(calendar));
        let listings = self.listings.iter().flat_map(Listing::boundaries);
        let publications = self.publications.iter();
        let publications = publications.flat_map(|case| case.boundaries(calendar));
        let files = self.incomplete_files.iter();
        let files = files.flat_map(IncompleteFile::boundaries);
        let applications = self.applications.iter();
        let applications = applications.flat_map(|case| days(case.steps.all()));
        let notices = self.notices.iter().flat_map(|case| days(case.steps.all()));
        let remedies = self.remedies.iter().flat_map(|case| days(case.steps.all()));
        let first = objections.chain(repairs).chain(listings);
        let second = publications.chain(files).chain(applications);
        let all = first.chain(second).chain(notices).chain(remedies);
        all.filter(|day| *day > after).min()
    }
}
