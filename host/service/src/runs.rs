//! A full run: every memorandum in force over every subject, in parallel, part by part.
//!
//! What stands is compared with what is stored and only the difference is written. It is a
//! cache and a source of events; queries never read it. After a run the determinations are
//! kept up by [`crate::catch_up`], whose cost goes by what changed; a run stays the remedy
//! for whatever is wrong with them, and may be for any day.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    ops::ControlFlow,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU16, AtomicU64, Ordering},
    },
    time::Instant,
};

use accord_model::{
    catalogue::Direction,
    date::Date,
    principal::{Principal, Right},
    subject::{SubjectDocument, SubjectId, view::Moment},
};
use accord_store::{Mutation, PartId, StoreError};
use serde::{Deserialize, Serialize};

use crate::{
    answering::{Answering, Standing},
    codec, due,
    error::ServiceError,
    host::Host,
    panel::Panel,
    reference::{DepartmentView, Reference},
    spaces,
    standing::{self, Change, Hints, How, Looked},
    subjects::Found,
};

/// How often a part is tried again when someone else changed it meanwhile.
const TRIES: usize = 8;

/// What a run is to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRequest {
    /// The day for which it runs; today if absent.
    #[serde(default)]
    pub as_of: Option<Date>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Parts done.
    pub parts_done: u16,
    /// Parts in all.
    pub parts: u16,
    /// Subjects looked at.
    pub subjects: u64,
}

/// What a run found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// The day for which it ran.
    pub as_of: Date,
    /// Subjects looked at.
    pub subjects: u64,
    /// Evaluations, each in a sandbox of its own.
    pub evaluations: u64,
    /// Subjects for whom something else stands than was stored.
    pub changed: u64,
    /// Rows written: those subjects', and those to be looked at on another day.
    pub written: u64,
    /// Criteria met: proposals to a person.
    pub proposals: u64,
    /// Statements that something is missing.
    pub gaps: u64,
    /// What applies to how many.
    pub measures: Vec<MeasureCount>,
    /// Memoranda that failed to answer, and what could not be read.
    pub faults: Vec<FaultCount>,
    /// Milliseconds from start to the last write on disk.
    pub elapsed_ms: u64,
}

/// To how many subjects a measure of a memorandum applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureCount {
    /// Code of the memorandum.
    pub memorandum: String,
    /// Code of the measure.
    pub measure: String,
    /// Its Chinese title.
    pub title: String,
    /// Whether it takes or gives.
    pub direction: Direction,
    /// Who executes it.
    pub executor: DepartmentView,
    /// Subjects to whom it applies, those reached through a role included.
    pub subjects: u64,
}

/// Faults of a memorandum in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultCount {
    /// Code of the memorandum; empty for subjects that could not be read, or not all of
    /// whose neighbours could.
    pub memorandum: String,
    /// How many evaluations failed, or how many subjects could not be read.
    pub faults: u64,
    /// What kind of fault the first of them was, `unread` for subjects; programs match this.
    pub kind: String,
    /// The first of them.
    pub first: String,
    /// Opaque id of the subject at which it failed first; none if it was not asked at all.
    pub subject: Option<String>,
    /// Whether the run stopped asking it.
    pub suspended: bool,
}

/// Counts of one worker, added up at the end.
#[derive(Default)]
pub(crate) struct Tally {
    /// Subjects looked at.
    pub(crate) subjects: u64,
    pub(crate) evaluations: u64,
    pub(crate) changed: u64,
    pub(crate) written: u64,
    proposals: u64,
    gaps: u64,
    /// Subjects that could not be read, or not with all their neighbours.
    unread: HashSet<SubjectId>,
    /// Why not the first of them, by the host's own text.
    first_unread: Option<(SubjectId, String)>,
    /// How many subjects are reached, by memorandum and measure.
    reached: BTreeMap<String, BTreeMap<String, u64>>,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.subjects += other.subjects;
        self.evaluations += other.evaluations;
        self.changed += other.changed;
        self.written += other.written;
        self.proposals += other.proposals;
        self.gaps += other.gaps;
        self.unread.extend(other.unread);
        self.first_unread = self.first_unread.take().or(other.first_unread);
        for (memorandum, measures) in other.reached {
            let reached = self.reached.entry(memorandum).or_default();
            for (measure, subjects) in measures {
                *reached.entry(measure).or_default() += subjects;
            }
        }
    }

    /// Counts a look at a subject.
    pub(crate) fn looked(&mut self, id: SubjectId, looked: &Looked) {
        self.subjects += 1;
        self.evaluations += looked.evaluations;
        self.proposals += looked.proposals;
        self.gaps += looked.gaps;
        if let Some(why) = &looked.unread {
            self.unread(id, why);
        }
        let reasons = looked.stands.reasons.iter();
        let reasons = reasons.filter(|reason| matches!(reason.how, How::Enforceable(_)));
        let measures = reasons.flat_map(|reason| {
            let measures = reason.measures.iter();
            measures.map(|measure| (reason.memorandum.as_str(), measure.as_str()))
        });
        // One measure of several reasons applies once.
        for (memorandum, measure) in measures.collect::<BTreeSet<_>>() {
            let reached = match self.reached.get_mut(memorandum) {
                Some(reached) => reached,
                None => self.reached.entry(memorandum.to_owned()).or_default(),
            };
            match reached.get_mut(measure) {
                Some(subjects) => *subjects += 1,
                None => {
                    reached.insert(measure.to_owned(), 1);
                }
            }
        }
    }

    /// Notes that a subject cannot be read; the run goes on with the others.
    pub(crate) fn unread(&mut self, subject: SubjectId, why: &dyn std::fmt::Display) {
        if self.unread.insert(subject) {
            tracing::error!(%subject, %why, "a run cannot read a subject");
        }
        self.first_unread
            .get_or_insert_with(|| (subject, why.to_string()));
    }

    /// The faults of a run: its memoranda's, and what could not be read.
    pub(crate) fn faults(&self, panel: &Panel<'_>) -> Vec<FaultCount> {
        panel.faults().chain(self.unread_count()).collect()
    }

    fn unread_count(&self) -> Option<FaultCount> {
        let (subject, why) = self.first_unread.clone()?;
        Some(FaultCount {
            memorandum: String::new(),
            faults: count(self.unread.len()),
            kind: "unread".to_owned(),
            first: why,
            subject: Some(subject.to_string()),
            suspended: false,
        })
    }
}

impl Host {
    /// Runs every memorandum in force over the whole store.
    ///
    /// A plugin's fault is counted and decides nothing, and so is a subject that cannot be
    /// read; the rest goes on. `progress` is called from the workers, after each part. Runs
    /// and catch-ups wait for each other.
    ///
    /// # Errors
    /// Those of the store, after which nothing but whole parts has been written.
    pub fn run(
        &self,
        by: &Principal,
        request: &RunRequest,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<RunReport, ServiceError> {
        self.allow(by, Right::RunMemoranda)?;
        let _alone = self.running();
        self.run_alone(request.as_of.unwrap_or_else(crate::today), progress)
    }

    /// A full run; the caller holds the host's lock for runs.
    pub(crate) fn run_alone(
        &self,
        as_of: Date,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<RunReport, ServiceError> {
        let started = Instant::now();
        {
            let _alone = self.writing_subjects();
            self.changes.keep();
        }
        let (registry, reference) = self.answering();
        let panel = Panel::new(&registry, &reference, Moment::on(as_of));
        let mut standing = Standing {
            as_of,
            is_whole: false,
            by: vec![Answering::of(&panel)],
        };
        self.now_stands(&standing)?;
        // What changes after this is looked at again.
        let changed = self.changed()?;
        let ran = self.run_over_all(&panel, progress);
        if ran.is_err() {
            self.not_looked_at(&changed);
        }
        let tally = ran?;
        self.looked_at(&changed)?;
        standing.is_whole = true;
        self.now_stands(&standing)?;
        Ok(report(&panel, tally, started))
    }

    fn run_over_all(
        &self,
        panel: &Panel<'_>,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Tally, ServiceError> {
        let hints = self.hints(panel)?;
        let run = Run {
            host: self,
            panel,
            hints: hints.as_ref(),
            next: AtomicU16::new(0),
            done: AtomicU16::new(0),
            seen: AtomicU64::new(0),
            progress,
        };
        let tally = Mutex::new(Tally::default());
        in_parallel(|| {
            let done = run.work()?;
            let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
            tally.add(done);
            Ok(())
        })?;
        self.store.flush()?;
        Ok(tally.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// The neighbours that may touch anybody; none if all may.
    fn hints(&self, panel: &Panel<'_>) -> Result<Option<Hints>, ServiceError> {
        if panel.ways.is_empty() {
            return Ok(Some(Hints::new()));
        }
        let Some(kinds) = standing::hinting_kinds(panel) else {
            return Ok(None);
        };
        let next = AtomicU16::new(0);
        let hints = Mutex::new(Hints::new());
        in_parallel(|| {
            let mut own = Hints::new();
            let parts = self.store.parts();
            while let Some(part) = PartId::data(next.fetch_add(1, Ordering::Relaxed), parts) {
                self.triggered_of(part, &kinds, &mut own)?;
            }
            let mut hints = hints.lock().unwrap_or_else(PoisonError::into_inner);
            hints.extend(own);
            Ok(())
        })?;
        let hints = hints.into_inner();
        Ok(Some(hints.unwrap_or_else(PoisonError::into_inner)))
    }
}

/// Does the same in as many threads as the machine has.
pub(crate) fn in_parallel(
    work: impl Fn() -> Result<(), ServiceError> + Sync,
) -> Result<(), ServiceError> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(&work)).collect();
        for handle in handles {
            handle.join().map_err(|_| ServiceError::Worker)??;
        }
        Ok(())
    })
}

fn report(panel: &Panel<'_>, tally: Tally, started: Instant) -> RunReport {
    let as_of = panel.moment.as_of;
    let measures = tally.reached.iter().flat_map(|(memorandum, measures)| {
        let counts = measures.iter();
        counts.filter_map(|(code, subjects)| {
            measure_count(panel.reference, as_of, (memorandum, code), *subjects)
        })
    });
    RunReport {
        as_of,
        subjects: tally.subjects,
        evaluations: tally.evaluations,
        changed: tally.changed,
        written: tally.written,
        proposals: tally.proposals,
        gaps: tally.gaps,
        measures: measures.collect(),
        faults: tally.faults(panel),
        elapsed_ms: elapsed_ms(started),
    }
}

fn measure_count(
    reference: &Reference,
    as_of: Date,
    (memorandum, code): (&str, &str),
    subjects: u64,
) -> Option<MeasureCount> {
    let measure = reference.catalogue_on(as_of).measure(code)?;
    Some(MeasureCount {
        memorandum: memorandum.to_owned(),
        measure: code.to_owned(),
        title: measure.title.clone(),
        direction: measure.direction,
        executor: reference.department(&measure.executor, as_of),
        subjects,
    })
}

pub(crate) fn elapsed_ms(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

pub(crate) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

struct Run<'a> {
    host: &'a Host,
    panel: &'a Panel<'a>,
    hints: Option<&'a Hints>,
    next: AtomicU16,
    done: AtomicU16,
    seen: AtomicU64,
    progress: &'a (dyn Fn(Progress) + Sync),
}

/// What is stored of a part, as far as nobody has claimed it yet.
#[derive(Default)]
struct Remains {
    determinations: BTreeMap<[u8; 16], Vec<u8>>,
    due: BTreeSet<Vec<u8>>,
}

impl Run<'_> {
    /// Takes parts until none is left.
    fn work(&self) -> Result<Tally, ServiceError> {
        let parts = self.host.store.parts();
        let mut tally = Tally::default();
        while let Some(part) = PartId::data(self.next.fetch_add(1, Ordering::Relaxed), parts) {
            let done = self.part(part)?;
            let subjects = self.seen.fetch_add(done.subjects, Ordering::Relaxed) + done.subjects;
            tally.add(done);
            (self.progress)(Progress {
                parts_done: self.done.fetch_add(1, Ordering::Relaxed) + 1,
                parts,
                subjects,
            });
        }
        Ok(tally)
    }

    /// One part, again from the start if someone else changed it meanwhile.
    fn part(&self, part: PartId) -> Result<Tally, ServiceError> {
        for _ in 0..TRIES {
            let sequence = self.host.store.sequence(part)?;
            let (mut tally, mutations) = self.evaluate_part(part)?;
            tally.written = count(mutations.len());
            if mutations.is_empty() {
                return Ok(tally);
            }
            match self.host.store.load(part, Some(sequence), &mutations) {
                Ok(_) => return Ok(tally),
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(ServiceError::Contended {
            part: part.number(),
        })
    }

    fn evaluate_part(&self, part: PartId) -> Result<(Tally, Vec<Mutation>), ServiceError> {
        let store = &self.host.store;
        let mut remains = Remains::default();
        store.visit(part, spaces::DETERMINATIONS, &mut |key, value| {
            if let Ok(key) = key.try_into() {
                remains.determinations.insert(key, value.to_vec());
            }
            ControlFlow::Continue(())
        })?;
        store.visit(part, spaces::DUE, &mut |key, _| {
            remains.due.insert(key.to_vec());
            ControlFlow::Continue(())
        })?;
        let mut tally = Tally::default();
        let mut mutations = Vec::new();
        let mut failed = None;
        store.visit(part, spaces::SUBJECTS, &mut |key, value| {
            match self.subject(key, value, &mut remains, &mut tally) {
                Ok(rows) => mutations.extend(rows),
                Err(error) => {
                    failed = Some(error);
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        // What is left belongs to subjects that are no longer there.
        let Remains {
            determinations,
            due,
        } = remains;
        let gone = determinations.into_keys();
        mutations.extend(gone.map(|key| Mutation::delete(spaces::DETERMINATIONS, key)));
        let due = due.into_iter();
        mutations.extend(due.map(|key| Mutation::delete(spaces::DUE, key)));
        Ok((tally, mutations))
    }

    fn subject(
        &self,
        key: &[u8],
        value: &[u8],
        remains: &mut Remains,
        tally: &mut Tally,
    ) -> Result<Vec<Mutation>, ServiceError> {
        let id = subject_id(key)?;
        let before = remains.determinations.remove(id.as_bytes());
        let looked = match self.found(id, value) {
            Ok(Some(found)) => {
                let looked = self.panel.look(self.host, found, self.hints)?;
                tally.looked(id, &looked);
                looked
            }
            // Whoever is part of another is looked at there.
            Ok(None) => Looked::default(),
            Err(error) if error.is_of_one_subject() => {
                tally.unread(id, &error);
                // What is stored of it stays, until it can be read again.
                let due = before.and_then(|row| standing::due_key(id, &row));
                due.map(|key| remains.due.remove(&key));
                return Ok(Vec::new());
            }
            Err(error) => return Err(error),
        };
        let mut rows = Vec::new();
        // The day of the next look is held against what the index has, not what it should.
        if let Some(key) = looked.stands.next_look.map(|day| due::key(day, id))
            && !remains.due.remove(&key)
        {
            rows.push(Mutation::put(spaces::DUE, key, []));
        }
        if let Some(change) = Change::between(id, before.as_deref(), &looked.stands)? {
            tally.changed += u64::from(change.stands_otherwise);
            rows.push(change.row);
        }
        Ok(rows)
    }

    /// A subject with those merged into it; none if it is itself merged into another.
    fn found(&self, id: SubjectId, value: &[u8]) -> Result<Option<Found>, ServiceError> {
        let document: SubjectDocument = codec::decode(value)?;
        self.host.stands_alone(id, document, self.panel.moment)
    }
}

/// The id that is the key of a subject's row.
pub(crate) fn subject_id(key: &[u8]) -> Result<SubjectId, ServiceError> {
    let id = key.try_into().map(SubjectId::from_bytes);
    id.map_err(|_| ServiceError::Corrupt {
        what: "subject's key",
        reason: format!("it has {} bytes", key.len()),
    })
}

/// A run shares its host between workers.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Arc<Host>>();
};
