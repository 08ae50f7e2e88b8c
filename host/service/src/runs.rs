//! A full run: every memorandum in force over every subject, in parallel, part by part.
//!
//! What stands is compared with what stood at the last run and only the difference is
//! written. It is a cache and a source of events; queries never read it.

use std::{
    collections::{BTreeMap, HashSet},
    ops::ControlFlow,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU16, AtomicU64, Ordering},
    },
    time::Instant,
};

use accord_model::{
    catalogue::Direction,
    contract::Reach,
    date::Date,
    determination::{self, Neighbour, Reason},
    principal::{Principal, Right},
    subject::{SubjectDocument, SubjectId, view::Moment},
};
use accord_store::{Mutation, PartId, StoreError};
use serde::{Deserialize, Serialize};

use crate::{
    codec::{self, Stored},
    error::ServiceError,
    evaluation::Opinion,
    host::Host,
    reference::{DepartmentView, Reference},
    registry::{Loaded, Version},
    spaces,
    subjects::{Found, NEIGHBOURS, Ways, edges},
};

/// Faults of one plugin after which a run stops asking it: it would only cost time, and
/// all other memoranda are to be finished.
const FAULTS: u64 = 100;

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
    /// Subjects whose stored determinations changed.
    pub changed: u64,
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

/// What stood for a subject, by memorandum.
#[derive(Serialize, Deserialize)]
struct Stood(Vec<StoodBy>);

impl Stored for Stood {
    const WHAT: &str = "determinations";
}

/// What stood for a subject by one memorandum.
#[derive(Serialize, Deserialize)]
struct StoodBy {
    memorandum: String,
    digest: [u8; 32],
    reasons: Vec<Reason>,
}

/// A memorandum in this run.
struct Entry<'a> {
    code: &'a str,
    loaded: &'a Loaded,
    faults: AtomicU64,
    first_fault: Mutex<Option<(accord_engine::Fault, SubjectId)>>,
}

/// Counts of one worker, added up at the end.
#[derive(Default)]
struct Tally {
    subjects: u64,
    evaluations: u64,
    changed: u64,
    proposals: u64,
    gaps: u64,
    /// Subjects that could not be read, or not with all their neighbours.
    unread: HashSet<SubjectId>,
    /// Why not the first of them, by the host's own text.
    first_unread: Option<(SubjectId, String)>,
    /// By memorandum and measure: subjects reached by themselves or through a role.
    reached: BTreeMap<(usize, u16), HashSet<SubjectId>>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.subjects += other.subjects;
        self.evaluations += other.evaluations;
        self.changed += other.changed;
        self.proposals += other.proposals;
        self.gaps += other.gaps;
        self.unread.extend(other.unread);
        self.first_unread = self.first_unread.take().or(other.first_unread);
        for (key, subjects) in other.reached {
            self.reached.entry(key).or_default().extend(subjects);
        }
    }

    /// Notes that a subject cannot be read; the run goes on with the others.
    fn unread(&mut self, subject: SubjectId, why: &dyn std::fmt::Display) {
        if self.unread.insert(subject) {
            tracing::error!(%subject, %why, "a run cannot read a subject");
        }
        self.first_unread
            .get_or_insert_with(|| (subject, why.to_string()));
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
    /// read; the rest goes on. `progress` is called from the workers, after each part.
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
        let started = Instant::now();
        let as_of = request.as_of.unwrap_or_else(crate::today);
        let registry = self.registry.load_full();
        let reference = self.reference.load_full();
        let in_force = registry.in_force(Moment::on(as_of));
        let mut unusable = Vec::new();
        let mut entries = Vec::new();
        for (code, version) in in_force {
            match version {
                Version::Ready(loaded) => entries.push(Entry {
                    code,
                    loaded: loaded.as_ref(),
                    faults: AtomicU64::new(0),
                    first_fault: Mutex::new(None),
                }),
                Version::Unusable(reason) => unusable.push(FaultCount {
                    memorandum: code.to_owned(),
                    faults: 0,
                    kind: "unusable".to_owned(),
                    first: reason.to_string(),
                    subject: None,
                    suspended: true,
                }),
            }
        }
        let run = Run {
            host: self,
            reference: &reference,
            moment: Moment::on(as_of),
            entries: &entries,
            next: AtomicU16::new(0),
            done: AtomicU16::new(0),
            seen: AtomicU64::new(0),
            progress,
        };
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let mut tally = Tally::default();
        std::thread::scope(|scope| -> Result<(), ServiceError> {
            let handles: Vec<_> = (0..workers).map(|_| scope.spawn(|| run.work())).collect();
            for handle in handles {
                tally.add(handle.join().map_err(|_| ServiceError::Worker)??);
            }
            Ok(())
        })?;
        self.store.flush()?;
        let unread = tally.unread_count();
        let mut report = report(&reference, as_of, &entries, tally, started);
        report.faults.extend(unusable);
        report.faults.extend(unread);
        Ok(report)
    }
}

fn report(
    reference: &Reference,
    as_of: Date,
    entries: &[Entry<'_>],
    tally: Tally,
    started: Instant,
) -> RunReport {
    let mut counts: BTreeMap<(usize, &str), HashSet<SubjectId>> = BTreeMap::new();
    for ((entry, measure), subjects) in tally.reached {
        let manifest = entries
            .get(entry)
            .map(|entry| entry.loaded.plugin.manifest());
        let measure = manifest.and_then(|m| m.measures.get(usize::from(measure)));
        if let Some(measure) = measure {
            counts
                .entry((entry, &measure.code))
                .or_default()
                .extend(subjects);
        }
    }
    let measures = counts
        .into_iter()
        .filter(|(_, subjects)| !subjects.is_empty())
        .filter_map(|((entry, code), subjects)| {
            let measure = reference.catalogue_on(as_of).measure(code)?;
            Some(MeasureCount {
                memorandum: entries.get(entry)?.code.to_owned(),
                measure: code.to_owned(),
                title: measure.title.clone(),
                direction: measure.direction,
                executor: reference.department(&measure.executor, as_of),
                subjects: count(subjects.len()),
            })
        })
        .collect();
    RunReport {
        as_of,
        subjects: tally.subjects,
        evaluations: tally.evaluations,
        changed: tally.changed,
        proposals: tally.proposals,
        gaps: tally.gaps,
        measures,
        faults: entries.iter().filter_map(Entry::fault_count).collect(),
        elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

impl Entry<'_> {
    fn is_suspended(&self) -> bool {
        self.faults.load(Ordering::Relaxed) >= FAULTS
    }

    fn fault(&self, fault: &accord_engine::Fault, subject: SubjectId) {
        self.faults.fetch_add(1, Ordering::Relaxed);
        let mut first = self
            .first_fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| (fault.clone(), subject));
    }

    fn fault_count(&self) -> Option<FaultCount> {
        let first = self
            .first_fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        first.map(|(first, subject)| FaultCount {
            memorandum: self.code.to_owned(),
            faults: self.faults.load(Ordering::Relaxed),
            kind: first.kind().to_owned(),
            first: first.to_string(),
            subject: Some(subject.to_string()),
            suspended: self.is_suspended(),
        })
    }
}

/// A measure that a reason carries along a role.
struct Reaching<'a> {
    reason: &'a Reason,
    index: u16,
    reach: &'a Reach,
}

struct Run<'a> {
    host: &'a Host,
    reference: &'a Reference,
    moment: Moment,
    entries: &'a [Entry<'a>],
    next: AtomicU16,
    done: AtomicU16,
    seen: AtomicU64,
    progress: &'a (dyn Fn(Progress) + Sync),
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
            tally.changed = count(mutations.len());
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
        let mut stood: BTreeMap<[u8; 16], Vec<u8>> = BTreeMap::new();
        store.visit(part, spaces::DETERMINATIONS, &mut |key, value| {
            if let Ok(key) = key.try_into() {
                stood.insert(key, value.to_vec());
            }
            ControlFlow::Continue(())
        })?;
        let mut tally = Tally::default();
        let mut mutations = Vec::new();
        let mut failed = None;
        store.visit(part, spaces::SUBJECTS, &mut |key, value| {
            match self.subject(key, value, &mut stood, &mut tally) {
                Ok(None) => {}
                Ok(Some(mutation)) => mutations.push(mutation),
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
        let gone = stood.into_keys();
        mutations.extend(gone.map(|key| Mutation::delete(spaces::DETERMINATIONS, key)));
        Ok((tally, mutations))
    }

    fn subject(
        &self,
        key: &[u8],
        value: &[u8],
        stood: &mut BTreeMap<[u8; 16], Vec<u8>>,
        tally: &mut Tally,
    ) -> Result<Option<Mutation>, ServiceError> {
        let id = subject_id(key)?;
        let before = stood.remove(id.as_bytes());
        let found = match self.found(id, value) {
            Ok(Some(found)) => found,
            // Whoever is part of another is looked at there.
            Ok(None) => return Ok(before.map(|_| Mutation::delete(spaces::DETERMINATIONS, key))),
            Err(error) if error.is_of_one_subject() => {
                tally.unread(id, &error);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        tally.subjects += 1;
        let mut stands = Vec::new();
        for (position, entry) in self.entries.iter().enumerate() {
            stands.extend(self.memorandum(position, entry, &found, tally)?);
        }
        if stands.is_empty() {
            return Ok(before.map(|_| Mutation::delete(spaces::DETERMINATIONS, key)));
        }
        let after = codec::encode(&Stood(stands))?;
        Ok((before.as_ref() != Some(&after))
            .then(|| Mutation::put(spaces::DETERMINATIONS, key, after)))
    }

    /// A subject with those merged into it; none if it is itself merged into another.
    fn found(&self, id: SubjectId, value: &[u8]) -> Result<Option<Found>, ServiceError> {
        let document: SubjectDocument = codec::decode(value)?;
        if document.merger(self.moment).is_some() {
            // In a circle nobody would look at it.
            return self.host.survivor(id, self.moment).map(|_| None);
        }
        self.host.found(id, document, self.moment).map(Some)
    }

    fn memorandum(
        &self,
        position: usize,
        entry: &Entry<'_>,
        found: &Found,
        tally: &mut Tally,
    ) -> Result<Option<StoodBy>, ServiceError> {
        if entry.is_suspended() {
            return Ok(None);
        }
        let opinion = match self.host.opinion(
            self.reference,
            entry.loaded,
            found,
            self.moment,
            false,
            &crate::determining::Omitted::default(),
        )? {
            None => return Ok(None),
            Some(Err(fault)) => {
                tally.evaluations += 1;
                entry.fault(&fault, found.id);
                return Ok(None);
            }
            Some(Ok(opinion)) => opinion,
        };
        tally.evaluations += 1;
        tally.proposals += count(opinion.verdict.proposals.len());
        tally.gaps += count(opinion.verdict.gaps.len());
        if opinion.reasons.is_empty() {
            return Ok(None);
        }
        let manifest = entry.loaded.plugin.manifest();
        // Most measures reach the subject itself; neighbours are read only for the others.
        let mut others: Vec<Reaching<'_>> = Vec::new();
        for reason in &opinion.reasons {
            for index in &reason.measures {
                match manifest.measures.get(usize::from(*index)) {
                    None => {}
                    Some(measure) if measure.reach == Reach::SelfOnly => {
                        let reached = tally.reached.entry((position, *index)).or_default();
                        reached.insert(found.id);
                    }
                    Some(measure) => others.push(Reaching {
                        reason,
                        index: *index,
                        reach: &measure.reach,
                    }),
                }
            }
        }
        if !others.is_empty() {
            self.others(position, found, &opinion, &others, tally)?;
        }
        Ok(Some(StoodBy {
            memorandum: entry.code.to_owned(),
            digest: *entry.loaded.plugin.digest().as_bytes(),
            reasons: opinion.reasons,
        }))
    }
    /// Counts whom a memorandum's measures reach along roles.
    fn others(
        &self,
        position: usize,
        found: &Found,
        opinion: &Opinion<'_>,
        others: &[Reaching<'_>],
        tally: &mut Tally,
    ) -> Result<(), ServiceError> {
        let ways = Ways::of(others.iter().map(|reaching| reaching.reach));
        let targets = |neighbours: &[Neighbour<'_>], tally: &mut Tally| {
            for Reaching {
                reason,
                index,
                reach,
            } in others
            {
                let as_of = self.moment.as_of;
                let projected = &opinion.projected;
                let targets =
                    determination::targets(found.id, reach, reason, projected, neighbours, as_of);
                let reached = tally.reached.entry((position, *index)).or_default();
                reached.extend(targets.reached.iter().map(|reached| reached.subject));
            }
        };
        let mut holders = Vec::new();
        for edge in ways.holding(found, self.moment) {
            match self.host.survivor(edge.person, self.moment) {
                Ok(Some((person, _))) => holders.push(Neighbour {
                    organisation: found.id,
                    person,
                    edge,
                }),
                Ok(None) => {}
                Err(error) if error.is_of_one_subject() => tally.unread(found.id, &error),
                Err(error) => return Err(error),
            }
        }
        targets(&holders, tally);
        if !ways.lead() {
            return Ok(());
        }
        let organisations = found.organisations().collect();
        let unread = self
            .host
            .around(found, organisations, self.moment, &mut |organisation| {
                let led: Vec<_> = edges(&organisation, found, self.moment).collect();
                targets(&led, tally);
                Ok(())
            })?;
        if unread.beyond > 0 {
            let all = NEIGHBOURS + unread.beyond;
            tally.unread(found.id, &format!("only {NEIGHBOURS} of {all} neighbours"));
        }
        if let Some(first) = unread.first {
            tally.unread(found.id, &format!("its neighbour {first} cannot be read"));
        }
        Ok(())
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
