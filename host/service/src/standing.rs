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
    case::CaseId,
    contract::Role,
    date::Date,
    determination::{Claim, State, Until},
    subject::{RecordName, SubjectId},
};
use accord_store::Mutation;
use serde::{Deserialize, Serialize};

use self::boundaries::NextLook;
use crate::{
    codec::{self, Stored},
    determining::{Answered, Asked, Gathered, Judgement, between, kinds_of},
    due,
    error::ServiceError,
    host::Host,
    panel::Panel,
    spaces,
    subjects::{Found, NEIGHBOURS, Unread},
    triggers,
};

/// What stands for a subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stands {
    /// The reasons, sorted, each once.
    pub(crate) reasons: Vec<StoodReason>,
    /// Its black listings that suppress rewards.
    blocking: Vec<RecordName>,
    /// The day of the next look; none if nothing will change by itself.
    pub(crate) next_look: Option<Date>,
}

/// One reason, and the measures that it carries to the subject in the same way.
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
    /// The objections that suspend this reason.
    contested_by: Vec<CaseId>,
    /// How its measures stand.
    pub(crate) how: How,
    /// Codes of the measures, sorted, each once.
    pub(crate) measures: Vec<String>,
}

/// How measures stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum How {
    /// They may be executed, until this day.
    Enforceable(Until),
    /// These objections suspend them.
    Suspended(Vec<CaseId>),
    /// They hang on what these objections contest.
    Undetermined(Vec<CaseId>),
    /// Black listings suppress them.
    Suppressed,
    /// A rule of the host withholds them, by its name.
    Withheld(String),
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
        subject: Found,
        hints: Option<&Hints>,
    ) -> Result<Looked, ServiceError> {
        let gathered = host.gather(self, subject, hints)?;
        let asked = Asked {
            panel: self,
            explain: false,
        };
        let answered = host.answer(asked, &gathered)?;
        let judgement = &answered.judgement;
        let mut looked = Looked {
            evaluations: answered.judgements().map(|one| one.evaluations).sum(),
            unread: why_unread(&gathered.unread),
            ..Looked::default()
        };
        for opinion in judgement.own.iter().filter_map(|own| own.opinion.as_ref()) {
            looked.proposals += count(opinion.verdict.proposals.len());
            looked.gaps += count(opinion.verdict.gaps.len());
        }
        looked.gaps += count(judgement.determined.open.len());
        let blocking = judgement.determined.blocking.iter();
        looked.stands = Stands {
            reasons: self.reasons(&answered),
            blocking: blocking.map(|ground| ground.record.clone()).collect(),
            next_look: self.next_look(host, &gathered, &answered)?,
        };
        if looked.stands.reasons.is_empty() {
            // What they would suppress is not there.
            looked.stands.blocking.clear();
        }
        Ok(looked)
    }

    /// The reasons, measures that stand alike together.
    fn reasons(&self, answered: &Answered<'_>) -> Vec<StoodReason> {
        let mut reasons: BTreeMap<StoodReason, BTreeSet<String>> = BTreeMap::new();
        let mut add = |claim: &Claim, contested_by: &[CaseId], how: How| {
            let reason = self.reason(claim, contested_by.to_vec(), how);
            let measures = reasons.entry(reason).or_default();
            measures.insert(claim.measure.clone());
        };
        for outcome in &answered.outcomes {
            for held in &outcome.reasons {
                let how = match &outcome.state {
                    State::Enforceable => How::Enforceable(outcome.until),
                    State::Suspended { objections } => How::Suspended(objections.clone()),
                    State::Undetermined { objections } => How::Undetermined(objections.clone()),
                    State::Suppressed { .. } => How::Suppressed,
                };
                add(&held.claim, &held.contested_by, how);
            }
        }
        for refused in &answered.judgement.determined.refused {
            let how = How::Withheld(refused.why.name().to_owned());
            add(&refused.claim, &[], how);
        }
        let reasons = reasons.into_iter();
        reasons
            .map(|(reason, measures)| StoodReason {
                measures: measures.into_iter().collect(),
                ..reason
            })
            .collect()
    }

    fn reason(&self, claim: &Claim, contested_by: Vec<CaseId>, how: How) -> StoodReason {
        let mut entries = self.entries.iter();
        let entry = entries.find(|entry| entry.code == claim.memorandum);
        let plugin = entry.map(|entry| &entry.loaded.plugin);
        let rule = plugin.and_then(|plugin| plugin.manifest().rules.get(usize::from(claim.rule)));
        let mut grounds: Vec<_> = claim
            .grounds
            .iter()
            .map(|ground| ground.record.clone())
            .collect();
        grounds.sort_unstable();
        grounds.dedup();
        StoodReason {
            memorandum: claim.memorandum.clone(),
            digest: plugin
                .map(|plugin| *plugin.digest().as_bytes())
                .unwrap_or_default(),
            rule: rule.map(|rule| rule.id.clone()).unwrap_or_default(),
            from: claim.from,
            until: claim.until,
            via: claim.via.map(|via| (via.source, via.role)),
            grounds,
            contested_by,
            how,
            measures: Vec::new(),
        }
    }

    /// The next day on which this may be another, but for days that concern everybody.
    pub(crate) fn next_look(
        &self,
        host: &Host,
        gathered: &Gathered,
        answered: &Answered<'_>,
    ) -> Result<Option<Date>, ServiceError> {
        let subject = &gathered.subject;
        let mut next = NextLook::after(self.moment);
        let around = gathered.neighbours.iter().chain(&gathered.idle);
        for found in std::iter::once(subject).chain(around) {
            next.mergers(host, found)?;
        }
        for (_, file) in &gathered.files {
            next.of_cases(file, self.reference);
        }
        for source in std::iter::once(subject).chain(&gathered.neighbours) {
            let edges = between(source, subject, self.moment);
            let kinds = kinds_of(source);
            for entry in self.entries.iter().filter(|entry| entry.concerns(&kinds)) {
                let along = entry.along(source.id, &edges);
                if source.id != subject.id && along.is_empty() {
                    continue;
                }
                next.of_roles(&along);
                next.of_subject(entry, source);
                // What is black or shields stands by its own days, whoever reads it.
                next.of_lists(self.reference, source);
            }
        }
        // Whom a role reaches must be of age, and may have listings that no memorandum reads.
        if answered.judgements().any(|one| !one.determined.is_empty()) {
            next.of_party(subject, gathered.party);
            next.of_lists(self.reference, subject);
        }
        for opinion in answered.judgements().flat_map(Judgement::opinions) {
            next.of_verdict(opinion);
        }
        for outcome in &answered.outcomes {
            next.of_ends([outcome.until].into_iter().chain(outcome.contested_until));
            next.of_ends(outcome.reasons.iter().map(|held| held.claim.until));
        }
        Ok(next.day())
    }
}

fn why_unread(unread: &Unread) -> Option<String> {
    let beyond = unread.beyond;
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
