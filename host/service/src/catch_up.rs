//! Catching up: from the stored determinations of an earlier day to those of a later one,
//! by looking only at those who can stand otherwise.
//!
//! Three things make a look necessary. A subject **changed**, or someone one role away did:
//! whoever writes a document leaves a row. Its **day has come**: the last look said when. Or
//! another memorandum, setting or edition **answers**: then those are looked at whom it can
//! touch, by the trigger index. The cost goes by these and not by the number of subjects, and
//! the outcome is that of a full run for the same day, which the randomised test of the whole
//! host holds it to.
//!
//! It is cut off safely at any point. Before the first determination is written the store
//! says for which day, and by what, some of them may stand; the reasons for a look are
//! removed after all of it is on disk.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use accord_model::{
    date::Date,
    principal::{Principal, Right},
    subject::{SubjectId, view::Moment},
};
use accord_store::{Mutation, PartId};
use serde::{Deserialize, Serialize};

use crate::{
    answering::{Answering, Standing, Touched},
    changes::Changed,
    due::Due,
    error::ServiceError,
    host::Host,
    panel::Panel,
    runs::{FaultCount, RunReport, Tally, count, elapsed_ms, in_parallel},
    spaces,
    standing::{Change, Looked},
    subjects::{document, part_of},
};

/// To which day to catch up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatchUpRequest {
    /// The day for which the determinations are to stand; today if absent.
    #[serde(default)]
    pub as_of: Option<Date>,
}

/// What a catch-up did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatchUpReport {
    /// The day for which the determinations stand.
    pub as_of: Date,
    /// Whether every subject was looked at: nothing stood yet, a run had been cut off, or a
    /// memorandum that is asked about everybody answers otherwise.
    pub full: bool,
    /// Subjects that had changed.
    pub changed: u64,
    /// Subjects whose day had come.
    pub due: u64,
    /// Memoranda that answer otherwise than before.
    pub control: u64,
    /// Subjects looked at: these, and whoever they can touch.
    pub evaluated: u64,
    /// Evaluations, each in a sandbox of its own.
    pub evaluations: u64,
    /// Subjects for whom something else stands than before.
    pub written: u64,
    /// Memoranda that failed to answer, and what could not be read.
    pub faults: Vec<FaultCount>,
    /// Milliseconds from start to the last write on disk.
    pub elapsed_ms: u64,
}

/// Why subjects are to be looked at.
struct Reasons<'a> {
    changed: &'a [(PartId, Vec<Changed>)],
    touched: &'a Touched,
    /// Whether anybody's day may have come.
    day_turned: bool,
}

/// The subjects of a part that are to be looked at, and what of the due index is done then.
#[derive(Default)]
struct Work {
    subjects: BTreeSet<SubjectId>,
    due: Vec<Due>,
}

impl Host {
    /// Makes the stored determinations those of a day, today's or a later one than they
    /// stand for, by looking only at those who can stand otherwise. The first time, and
    /// after a run that was cut off, it is a full run. Runs and catch-ups wait for each
    /// other.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`]; [`ServiceError::BackInTime`] if they stand for a later
    /// day, which only a full run changes; those of the store, after which it is to be
    /// called again.
    pub fn catch_up(
        &self,
        by: &Principal,
        request: &CatchUpRequest,
    ) -> Result<CatchUpReport, ServiceError> {
        self.allow(by, Right::RunMemoranda)?;
        let _alone = self.running();
        let started = Instant::now();
        let as_of = request.as_of.unwrap_or_else(crate::today);
        let Some(standing) = self.standing()? else {
            return self.begin_anew(as_of);
        };
        if as_of < standing.as_of {
            return Err(ServiceError::BackInTime {
                asked: as_of,
                stands: standing.as_of,
            });
        }
        if !standing.is_whole {
            return self.begin_anew(as_of);
        }
        let (registry, reference) = self.answering();
        let panel = Panel::new(&registry, &reference, Moment::on(as_of));
        let now = Answering::of(&panel);
        let mut touched = Touched::default();
        for before in &standing.by {
            now.touches(before, &registry, &mut touched);
        }
        if touched.everyone {
            return self.begin_anew(as_of);
        }
        let changed = self.changed()?;
        let reasons = Reasons {
            changed: &changed,
            touched: &touched,
            // On one day no other day comes.
            day_turned: standing.as_of < as_of || standing.by != [now.clone()],
        };
        let looked = self.look_again(&panel, &standing, &now, &reasons);
        if looked.is_err() {
            self.not_looked_at(&changed);
        }
        let (due, tally) = looked?;
        Ok(CatchUpReport {
            as_of,
            full: false,
            changed: changed
                .iter()
                .map(|(_, of_part)| count(of_part.len()))
                .sum(),
            due,
            control: touched.memoranda,
            evaluated: tally.subjects,
            evaluations: tally.evaluations,
            written: tally.changed,
            faults: tally.faults(&panel),
            elapsed_ms: elapsed_ms(started),
        })
    }

    /// Whether a catch-up to today would look at anybody, as far as that is told without
    /// reading much; never before the first run.
    ///
    /// # Errors
    /// Those of the store.
    pub fn is_behind(&self) -> Result<bool, ServiceError> {
        let today = crate::today();
        let Some(standing) = self.standing()? else {
            return Ok(false);
        };
        if standing.as_of > today {
            return Ok(false);
        }
        if standing.as_of < today || !standing.is_whole || self.changes.any() {
            return Ok(true);
        }
        let (registry, reference) = self.answering();
        let panel = Panel::new(&registry, &reference, Moment::on(today));
        Ok(standing.by != [Answering::of(&panel)])
    }

    fn begin_anew(&self, as_of: Date) -> Result<CatchUpReport, ServiceError> {
        let RunReport {
            as_of,
            subjects,
            evaluations,
            changed,
            faults,
            elapsed_ms,
            ..
        } = self.run_alone(as_of, &|_| {})?;
        Ok(CatchUpReport {
            as_of,
            full: true,
            changed: 0,
            due: 0,
            control: 0,
            evaluated: subjects,
            evaluations,
            written: changed,
            faults,
            elapsed_ms,
        })
    }
}

impl Host {
    /// Looks at all for whom there is a reason, and removes the reasons. How many were due,
    /// and what it came to.
    fn look_again(
        &self,
        panel: &Panel<'_>,
        standing: &Standing,
        now: &Answering,
        reasons: &Reasons<'_>,
    ) -> Result<(u64, Tally), ServiceError> {
        let (due, work) = self.work(panel.moment.as_of, reasons)?;
        let under_way = Standing {
            as_of: panel.moment.as_of,
            is_whole: true,
            by: vec![now.clone()],
        };
        if !work.is_empty() && under_way != *standing {
            // Until it is done, some stand by what answered before and some by this.
            let mut by = standing.by.clone();
            by.push(now.clone());
            self.now_stands(&Standing {
                by,
                ..under_way.clone()
            })?;
        }
        let tally = self.look_at_all(panel, &work)?;
        self.store.flush()?;
        self.looked_at(reasons.changed)?;
        if under_way != *standing {
            self.now_stands(&under_way)?;
        }
        Ok((due, tally))
    }

    /// Who is to be looked at, by part; how many of them because their day has come.
    fn work(
        &self,
        as_of: Date,
        reasons: &Reasons<'_>,
    ) -> Result<(u64, Vec<(PartId, Work)>), ServiceError> {
        let parts = self.store.parts();
        let mut all = BTreeSet::new();
        self.touched(reasons.touched, &mut all)?;
        for changed in reasons.changed.iter().flat_map(|(_, changed)| changed) {
            self.touched_by(changed.id, &mut all)?;
        }
        let mut work: BTreeMap<PartId, Work> = BTreeMap::new();
        for id in all {
            let part = part_of(id.as_bytes(), parts);
            work.entry(part).or_default().subjects.insert(id);
        }
        let mut count_due = 0;
        for part in PartId::all_data(parts).filter(|_| reasons.day_turned) {
            let due = self.due(part, as_of)?;
            if due.is_empty() {
                continue;
            }
            count_due += count(due.len());
            let work = work.entry(part).or_default();
            work.subjects.extend(due.iter().map(|(_, id)| *id));
            work.due = due;
        }
        Ok((count_due, work.into_iter().collect()))
    }

    fn look_at_all(
        &self,
        panel: &Panel<'_>,
        work: &[(PartId, Work)],
    ) -> Result<Tally, ServiceError> {
        let next = AtomicUsize::new(0);
        let all = Mutex::new(Tally::default());
        let look = || {
            let mut tally = Tally::default();
            while let Some((part, work)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                self.look_at_part(panel, *part, work, &mut tally)?;
            }
            all.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .add(tally);
            Ok(())
        };
        match work {
            // One part is not worth a thread.
            [] | [_] => look()?,
            _ => in_parallel(look)?,
        }
        Ok(all.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn look_at_part(
        &self,
        panel: &Panel<'_>,
        part: PartId,
        work: &Work,
        tally: &mut Tally,
    ) -> Result<(), ServiceError> {
        let mut rows = Vec::new();
        let mut unread = BTreeSet::new();
        let mut looked_at = Vec::new();
        for id in &work.subjects {
            let looked = match self.look_at(panel, *id, tally) {
                Ok(looked) => looked,
                // What is stored of it stays, and it is tried again.
                Err(error) if error.is_of_one_subject() => {
                    tally.unread(*id, &error);
                    unread.insert(*id);
                    continue;
                }
                Err(error) => return Err(error),
            };
            looked_at.push((*id, looked.stands));
        }
        let done = work.due.iter().filter(|(_, id)| !unread.contains(id));
        rows.extend(done.map(|(key, _)| Mutation::delete(spaces::DUE, key.clone())));
        for (id, stands) in looked_at {
            let key = id.as_bytes();
            let before = self.store.get(part, spaces::DETERMINATIONS, key)?;
            if let Some(change) = Change::between(id, before.as_deref(), &stands)? {
                tally.changed += u64::from(change.stands_otherwise);
                rows.extend(change.rows(id, &stands));
            }
        }
        tally.written += count(rows.len());
        if !rows.is_empty() {
            self.store.load(part, None, &rows)?;
        }
        Ok(())
    }

    /// One subject; nothing stands for one that is part of another, or not there.
    fn look_at(
        &self,
        panel: &Panel<'_>,
        id: SubjectId,
        tally: &mut Tally,
    ) -> Result<Looked, ServiceError> {
        let Some(document) = document(&*self.store, id)? else {
            return Ok(Looked::default());
        };
        let Some(found) = self.stands_alone(id, document, panel.moment)? else {
            return Ok(Looked::default());
        };
        let looked = panel.look(self, found, None)?;
        tally.looked(id, &looked);
        Ok(looked)
    }
}
