//! What stands for one subject on a day, as it is stored: by its own memoranda and by those
//! of its neighbours one role away, and the day on which to look again.
//!
//! This is the one place that says what is stored. A full run and a look at a single subject
//! ask it alike, so that they cannot differ: the value follows from the documents, the
//! memoranda in force and the day, and from nothing else. It is no truth: a query asks anew.
//!
//! The next look is the first day after this one on which the value may be another though
//! nothing changes: a record, term, role, description or merger begins or ends, somebody
//! comes of age, or a plugin says so. Days that concern everybody (a memorandum is enabled,
//! a setting begins) are none of it: see [`crate::answering`].

mod boundaries;

use std::collections::{BTreeMap, BTreeSet};

use accord_model::{
    contract::{Reach, Role},
    date::Date,
    determination::{self, Neighbour, Reason, Until},
    subject::{RecordName, SubjectId},
};
use accord_store::Mutation;
use serde::{Deserialize, Serialize};

use self::boundaries::NextLook;
use crate::{
    codec::{self, Stored},
    due,
    error::ServiceError,
    evaluation::Opinion,
    host::Host,
    panel::{Entry, Panel},
    spaces,
    subjects::{Found, NEIGHBOURS, Unread, edges},
    triggers,
};

/// What stands for a subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stands {
    /// The reasons, sorted, each once.
    pub(crate) reasons: Vec<StoodReason>,
    /// The day of the next look; none if nothing will change by itself.
    pub(crate) next_look: Option<Date>,
}

/// One reason that stands, and the measures that it carries to the subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct StoodReason {
    /// Code of the memorandum.
    pub(crate) memorandum: String,
    /// Digest of the version that said so.
    digest: [u8; 32],
    /// Id of the rule.
    rule: String,
    /// First day.
    from: Date,
    /// First day on which it no longer holds.
    until: Until,
    /// From whom and along which role it reaches the subject; none if it is its own.
    via: Option<(SubjectId, Role)>,
    /// The records on which it rests.
    grounds: Vec<RecordName>,
    /// Codes of the measures, sorted, each once.
    pub(crate) measures: Vec<String>,
}

impl Stored for Stands {
    const WHAT: &str = "determinations";
    const VERSION: u8 = 2;

    /// The first version named no day and was by memorandum: it is computed anew.
    fn migrate(version: u8, _: &[u8]) -> Option<Result<Self, postcard::Error>> {
        (version == 1).then(|| Ok(Self::default()))
    }
}

/// What a look at a subject came to.
#[derive(Default)]
pub(crate) struct Looked {
    pub(crate) stands: Stands,
    /// Evaluations, each in a sandbox of its own.
    pub(crate) evaluations: u64,
    /// Criteria met: proposals to a person.
    pub(crate) proposals: u64,
    /// Statements that something is missing.
    pub(crate) gaps: u64,
    /// Why not all its neighbours were looked at.
    pub(crate) unread: Option<String>,
}

/// The neighbours that may touch anybody: all others are not even read.
pub(crate) type Hints = std::collections::HashSet<SubjectId>;

/// From what is stored for a subject to what stands.
pub(crate) struct Change {
    /// The row of the determinations.
    pub(crate) row: Mutation,
    /// The day of the next look that is stored.
    pub(crate) former_look: Option<Date>,
    /// Whether something else stands, and not only the next look is on another day.
    pub(crate) stands_otherwise: bool,
}

impl Change {
    /// None if the same is stored.
    pub(crate) fn between(
        id: SubjectId,
        before: Option<&[u8]>,
        after: &Stands,
    ) -> Result<Option<Self>, ServiceError> {
        let row = if after == &Stands::default() {
            None
        } else {
            Some(codec::encode(after)?)
        };
        if before == row.as_deref() {
            return Ok(None);
        }
        let former = before.and_then(stored).unwrap_or_default();
        let key = id.as_bytes().as_slice();
        Ok(Some(Self {
            row: match row {
                Some(row) => Mutation::put(spaces::DETERMINATIONS, key, row),
                None => Mutation::delete(spaces::DETERMINATIONS, key),
            },
            former_look: former.next_look,
            stands_otherwise: former.reasons != after.reasons,
        }))
    }

    /// Its rows, with those of the due index.
    pub(crate) fn rows(self, id: SubjectId, after: &Stands) -> Vec<Mutation> {
        let mut rows = vec![self.row];
        if self.former_look != after.next_look {
            let former = self.former_look.map(|day| due::key(day, id));
            rows.extend(former.map(|key| Mutation::delete(spaces::DUE, key)));
            let next = after.next_look.map(|day| due::key(day, id));
            rows.extend(next.map(|key| Mutation::put(spaces::DUE, key, [])));
        }
        rows
    }
}

/// What a row says; none if it cannot be read, for then it is written anew.
fn stored(row: &[u8]) -> Option<Stands> {
    codec::decode(row).ok()
}

/// The key under which a stored row stands in the due index.
pub(crate) fn due_key(id: SubjectId, row: &[u8]) -> Option<Vec<u8>> {
    stored(row)?.next_look.map(|day| due::key(day, id))
}

impl Panel<'_> {
    /// What stands for a subject. `hints` spares reading neighbours that nothing triggers;
    /// without them all are read, and the outcome is the same.
    pub(crate) fn look(
        &self,
        host: &Host,
        subject: &Found,
        hints: Option<&Hints>,
    ) -> Result<Looked, ServiceError> {
        let mut look = Look {
            panel: self,
            host,
            subject,
            next: NextLook::after(self.moment.as_of),
            looked: Looked::default(),
        };
        look.own()?;
        look.neighbours(hints)?;
        let Look {
            next, mut looked, ..
        } = look;
        looked.stands.next_look = next.day();
        looked.stands.reasons.sort_unstable();
        looked.stands.reasons.dedup();
        Ok(looked)
    }
}

/// A look under way.
struct Look<'a> {
    panel: &'a Panel<'a>,
    host: &'a Host,
    subject: &'a Found,
    next: NextLook,
    looked: Looked,
}

impl Look<'_> {
    /// What the subject's own records bring upon it.
    fn own(&mut self) -> Result<(), ServiceError> {
        let (panel, subject) = (self.panel, self.subject);
        self.next.mergers(self.host, subject)?;
        let kinds = kinds_of(subject);
        // Who is one with another by a merger may hold a role in itself.
        let itself: Vec<_> = edges(subject, subject, panel.moment).collect();
        for entry in panel.entries.iter().filter(|entry| entry.concerns(&kinds)) {
            self.next.of_roles(&entry.along(subject.id, &itself));
            self.next.of_subject(entry, subject);
            let Some(opinion) = self.opinion(entry, subject)? else {
                continue;
            };
            self.looked.proposals += count(opinion.verdict.proposals.len());
            self.looked.gaps += count(opinion.verdict.gaps.len());
            self.reached(entry, subject, &opinion, &itself);
        }
        Ok(())
    }

    /// What reaches it from those one role away.
    fn neighbours(&mut self, hints: Option<&Hints>) -> Result<(), ServiceError> {
        let (panel, subject) = (self.panel, self.subject);
        let mut sources = panel.ways.sources(subject, panel.moment);
        sources.sort_unstable();
        sources.dedup();
        let beyond = sources.len().saturating_sub(NEIGHBOURS);
        sources.truncate(NEIGHBOURS);
        if let Some(hints) = hints {
            sources.retain(|source| hints.contains(source));
        }
        let host = self.host;
        let unread = host.around(subject, sources, panel.moment, &mut |source| {
            self.neighbour(&source)
        })?;
        self.looked.unread = why_unread(beyond, &unread);
        Ok(())
    }

    fn neighbour(&mut self, source: &Found) -> Result<(), ServiceError> {
        let (panel, subject) = (self.panel, self.subject);
        let held = edges(source, subject, panel.moment);
        let neighbours: Vec<_> = held.chain(edges(subject, source, panel.moment)).collect();
        if neighbours.is_empty() {
            return Ok(());
        }
        self.next.mergers(self.host, source)?;
        let kinds = kinds_of(source);
        for entry in panel.entries.iter().filter(|entry| entry.concerns(&kinds)) {
            let along = entry.along(source.id, &neighbours);
            if along.is_empty() {
                continue;
            }
            self.next.of_roles(&along);
            self.next.of_subject(entry, source);
            if let Some(opinion) = self.opinion(entry, source)? {
                self.reached(entry, source, &opinion, &neighbours);
            }
        }
        Ok(())
    }

    fn opinion<'s>(
        &mut self,
        entry: &Entry<'_>,
        source: &'s Found,
    ) -> Result<Option<Opinion<'s>>, ServiceError> {
        if entry.is_suspended() {
            return Ok(None);
        }
        let Panel {
            reference, moment, ..
        } = self.panel;
        let opinion = self
            .host
            .opinion(reference, entry.loaded, source, *moment, false, &crate::determining::Omitted::default())?;
        let Some(opinion) = opinion else {
            return Ok(None);
        };
        self.looked.evaluations += 1;
        match opinion {
            Ok(opinion) => {
                self.next.of_verdict(&opinion);
                Ok(Some(opinion))
            }
            Err(fault) => {
                entry.fault(&fault, source.id);
                Ok(None)
            }
        }
    }

    /// Takes in what of an opinion on a source reaches the subject.
    fn reached(
        &mut self,
        entry: &Entry<'_>,
        source: &Found,
        opinion: &Opinion<'_>,
        neighbours: &[Neighbour<'_>],
    ) {
        let manifest = entry.loaded.plugin.manifest();
        for reason in &opinion.reasons {
            let mut by_role: BTreeMap<Option<Role>, Vec<String>> = BTreeMap::new();
            for index in &reason.measures {
                let Some(measure) = manifest.measures.get(usize::from(*index)) else {
                    continue;
                };
                let role = self.role(&measure.reach, reason, source, opinion, neighbours);
                if let Some(role) = role {
                    by_role.entry(role).or_default().push(measure.code.clone());
                }
            }
            let rule = manifest.rules.get(usize::from(reason.rule));
            let rule = rule.map(|rule| rule.id.clone()).unwrap_or_default();
            for (role, mut measures) in by_role {
                measures.sort_unstable();
                measures.dedup();
                self.looked.stands.reasons.push(StoodReason {
                    memorandum: entry.code.to_owned(),
                    digest: *entry.loaded.plugin.digest().as_bytes(),
                    rule: rule.clone(),
                    from: reason.from,
                    until: reason.until,
                    via: role.map(|role| (source.id, role)),
                    grounds: grounds(reason, opinion),
                    measures,
                });
            }
        }
    }

    /// Through which role a measure reaches the subject: `Some(None)` if it is the source
    /// itself, `None` if it is not reached.
    fn role(
        &self,
        reach: &Reach,
        reason: &Reason,
        source: &Found,
        opinion: &Opinion<'_>,
        neighbours: &[Neighbour<'_>],
    ) -> Option<Option<Role>> {
        if *reach == Reach::SelfOnly {
            return (source.id == self.subject.id).then_some(None);
        }
        let as_of = self.panel.moment.as_of;
        let targets = determination::targets(
            source.id,
            reach,
            reason,
            &opinion.projected,
            neighbours,
            as_of,
        );
        let mut reached = targets.reached.iter();
        let reached = reached.find(|reached| reached.subject == self.subject.id)?;
        Some(reached.role)
    }
}

/// The kinds of the records that are held of a subject, whatever their days.
fn kinds_of(subject: &Found) -> BTreeSet<u16> {
    let records = boundaries::records(subject);
    records.map(|record| record.kind).collect()
}

fn grounds(reason: &Reason, opinion: &Opinion<'_>) -> Vec<RecordName> {
    let grounds = reason.grounds.iter();
    let mut grounds: Vec<_> = grounds
        .filter_map(|ground| opinion.projected.record(*ground))
        .map(RecordName::of)
        .collect();
    grounds.sort_unstable();
    grounds.dedup();
    grounds
}

fn why_unread(beyond: usize, unread: &Unread) -> Option<String> {
    if let Some(first) = unread.first {
        return Some(format!("its neighbour {first} cannot be read"));
    }
    (beyond > 0).then(|| {
        let all = NEIGHBOURS + beyond;
        format!("only {NEIGHBOURS} of {all} neighbours")
    })
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// The index under which a neighbour has to stand to be read at all.
pub(crate) fn hinting_kinds(panel: &Panel<'_>) -> Option<BTreeSet<u16>> {
    let mut kinds = panel.reaching_kinds()?;
    kinds.insert(triggers::MERGED);
    Some(kinds)
}
