//! What all memoranda hold of one subject, judged by the host's rules.
//!
//! A subject is gathered once, with whoever is one role away and could reach it; then it can
//! be asked about several times, each time as if some records or roles were not there: that
//! decides what is contested (R-OBJ), and finds what would lift a measure.

use std::collections::BTreeSet;

use accord_engine::Fault;
use accord_model::{
    case::CaseFile,
    contract::SubjectKind,
    determination::{
        self, Circumstances, Claim, Contested, Determined, Ground, Law, Neighbour, Open, Outcome,
        Party, Voice, blocking, compared, uncontested,
    },
    subject::{
        EdgeName, Record, RecordName, SubjectId,
        view::{Moment, records_of_group},
    },
};

use crate::{
    cases::case_file,
    error::ServiceError,
    evaluation::Opinion,
    host::Host,
    panel::{Entry, Panel},
    registry::Loaded,
    rotation::recovered,
    standing::Hints,
    subjects::{Found, NEIGHBOURS, Unread, edges},
};

/// Whom a question is put to, and for when.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) panel: &'a Panel<'a>,
    /// Also ask what was compared.
    pub(crate) explain: bool,
}

/// What is to be left out, as if it were not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Omitted {
    pub(crate) records: BTreeSet<(SubjectId, RecordName)>,
    pub(crate) edges: BTreeSet<EdgeName>,
}

/// A subject and whoever could reach it through a role.
pub(crate) struct Gathered {
    pub(crate) subject: Found,
    /// Those from whom a memorandum in force may reach it.
    pub(crate) neighbours: Vec<Found>,
    /// Those of whom no memorandum in force asks anything; a merger may change that.
    pub(crate) idle: Vec<Found>,
    /// Neighbours that were not looked at.
    pub(crate) unread: Unread,
    /// The cases of the subject and of `neighbours`, each with whose it is.
    pub(crate) files: Vec<(SubjectId, CaseFile)>,
    /// What objections of any of them contest.
    pub(crate) contested: Contested,
    /// What the host's rules ask of the subject.
    pub(crate) party: Party,
}

/// A memorandum in force and what it holds of the subject itself.
pub(crate) struct Own<'a> {
    pub(crate) code: &'a str,
    pub(crate) loaded: &'a Loaded,
    /// None if the subject is none of its concern.
    pub(crate) opinion: Option<Opinion<'a>>,
}

/// A memorandum that failed to answer.
pub(crate) struct Failed<'a> {
    pub(crate) code: &'a str,
    pub(crate) fault: Fault,
}

/// What came of asking once.
pub(crate) struct Judgement<'a> {
    pub(crate) own: Vec<Own<'a>>,
    /// What memoranda hold of neighbours.
    pub(crate) others: Vec<Opinion<'a>>,
    pub(crate) failed: Vec<Failed<'a>>,
    /// Evaluations, each in a sandbox of its own.
    pub(crate) evaluations: u64,
    pub(crate) determined: Determined,
    pub(crate) circumstances: Circumstances,
}

/// What came of asking, with and without what is contested.
pub(crate) struct Answered<'a> {
    /// With everything.
    pub(crate) judgement: Judgement<'a>,
    /// Without what is contested, if anything is.
    pub(crate) without: Option<Judgement<'a>>,
    pub(crate) outcomes: Vec<Outcome>,
}

impl<'a> Answered<'a> {
    /// What came of each time that was asked.
    pub(crate) fn judgements(&self) -> impl Iterator<Item = &Judgement<'a>> {
        std::iter::once(&self.judgement).chain(&self.without)
    }
}

impl<'a> Judgement<'a> {
    /// What memoranda hold of anybody.
    pub(crate) fn opinions(&self) -> impl Iterator<Item = &Opinion<'a>> {
        let own = self.own.iter().filter_map(|own| own.opinion.as_ref());
        own.chain(&self.others)
    }
}

impl Omitted {
    /// Everything that is contested.
    pub(crate) fn contested(contested: &Contested) -> Self {
        Self {
            records: contested.records.keys().cloned().collect(),
            edges: contested.edges.keys().copied().collect(),
        }
    }

    /// Whether a record of a subject is left out.
    pub(crate) fn has(&self, subject: &Found, record: &Record) -> bool {
        !self.records.is_empty() && {
            let name = RecordName::of(record);
            let mut ids = subject.members().map(|(id, _)| id);
            ids.any(|id| self.records.contains(&(id, name.clone())))
        }
    }
}

impl Host {
    /// A subject with whoever could reach it. `hints` spares reading neighbours that nothing
    /// triggers; without them all are read, and the outcome is the same.
    pub(crate) fn gather(
        &self,
        panel: &Panel<'_>,
        subject: Found,
        hints: Option<&Hints>,
    ) -> Result<Gathered, ServiceError> {
        let moment = panel.moment;
        let mut sources = panel.ways.sources(&subject, moment);
        sources.sort_unstable();
        sources.dedup();
        let beyond = sources.len().saturating_sub(NEIGHBOURS);
        sources.truncate(NEIGHBOURS);
        if let Some(hints) = hints {
            sources.retain(|source| hints.contains(source));
        }
        let (mut neighbours, mut idle) = (Vec::new(), Vec::new());
        let mut unread = self.around(&subject, sources, moment, &mut |source| {
            let edges = between(&source, &subject, moment);
            if edges.is_empty() {
                // What led from one to the other is only a hint.
                return Ok(());
            }
            let kinds = kinds_of(&source);
            let mut asked = panel.entries.iter().filter(|entry| entry.concerns(&kinds));
            if asked.any(|entry| entry.reaches_along(source.id, &edges)) {
                neighbours.push(source);
            } else {
                idle.push(source);
            }
            Ok(())
        })?;
        unread.beyond += beyond;
        let mut files = Vec::new();
        for found in std::iter::once(&subject).chain(&neighbours) {
            for (id, _) in found.members() {
                files.extend(case_file(&*self.store, id)?.map(|file| (id, file)));
            }
        }
        let mut contested = Contested::default();
        for (id, file) in &files {
            contested.extend(file.contested(*id, moment));
        }
        Ok(Gathered {
            party: self.party(&subject, moment)?,
            subject,
            neighbours,
            idle,
            unread,
            files,
            contested,
        })
    }

    /// What the host's rules ask of a subject. A person of whom no register has said the day
    /// of birth still has a number that tells it.
    pub(crate) fn party(&self, found: &Found, moment: Moment) -> Result<Party, ServiceError> {
        let profile = found.document.registered(moment).map(|said| said.profile);
        let mut party = Party {
            kind: profile.map(|profile| profile.kind),
            since: profile.and_then(|profile| profile.since),
        };
        let is_person = |kind| kind == SubjectKind::NaturalPerson;
        if party.since.is_some() || !party.kind.is_none_or(is_person) {
            return Ok(party);
        }
        let keys = self.keys.load();
        for (id, document) in found.members() {
            let held = document.identifiers_known(moment.known_at);
            for held in held.filter(|held| held.scheme.is_of_persons()) {
                party.kind = Some(SubjectKind::NaturalPerson);
                let number = recovered(&keys, id, held)?;
                party.since = party.since.or(number.and_then(|number| number.born_on()));
            }
        }
        Ok(party)
    }

    /// Asks every memorandum in force, twice if something is contested.
    pub(crate) fn answer<'a>(
        &self,
        asked: Asked<'a>,
        gathered: &'a Gathered,
    ) -> Result<Answered<'a>, ServiceError> {
        let judgement = self.judge(asked, gathered, &Omitted::default())?;
        let contested = &gathered.contested;
        if contested.is_empty() {
            return Ok(Answered {
                outcomes: uncontested(&judgement.determined),
                judgement,
                without: None,
            });
        }
        let omitted = Omitted::contested(contested);
        let plain = Asked {
            explain: false,
            ..asked
        };
        let without = self.judge(plain, gathered, &omitted)?;
        let outcomes = compared(
            gathered.subject.id,
            asked.panel.reference.catalogue_on(asked.panel.moment.as_of),
            &judgement.determined,
            &without.determined,
            contested,
        );
        Ok(Answered {
            outcomes,
            judgement,
            without: Some(without),
        })
    }

    /// Asks every memorandum in force once.
    pub(crate) fn judge<'a>(
        &self,
        asked: Asked<'a>,
        gathered: &'a Gathered,
        omitted: &Omitted,
    ) -> Result<Judgement<'a>, ServiceError> {
        let mut asking = Asking {
            host: self,
            asked,
            gathered,
            omitted,
            own: Vec::new(),
            others: Vec::new(),
            failed: Vec::new(),
            evaluations: 0,
            claims: Vec::new(),
            open: Vec::new(),
        };
        let subject = &gathered.subject;
        let kinds = kinds_of(subject);
        for entry in &asked.panel.entries {
            asking.own(entry, &kinds)?;
        }
        for source in &gathered.neighbours {
            let kinds = kinds_of(source);
            let edges = asking.edges(source);
            for entry in &asked.panel.entries {
                asking.other(entry, source, &kinds, &edges)?;
            }
        }
        Ok(asking.finish())
    }
}

struct Asking<'h, 'a, 'o> {
    host: &'h Host,
    asked: Asked<'a>,
    gathered: &'a Gathered,
    omitted: &'o Omitted,
    own: Vec<Own<'a>>,
    others: Vec<Opinion<'a>>,
    failed: Vec<Failed<'a>>,
    evaluations: u64,
    claims: Vec<Claim>,
    open: Vec<Open>,
}

impl<'a> Asking<'_, 'a, '_> {
    fn own(&mut self, entry: &'a Entry<'a>, kinds: &BTreeSet<u16>) -> Result<(), ServiceError> {
        let subject = &self.gathered.subject;
        let opinion = self.opinion(entry, subject, kinds, self.asked.explain)?;
        if let Some(opinion) = &opinion {
            // Who is one with another by a merger may hold a role in itself.
            let edges = self.edges(subject);
            self.voice(entry, subject, opinion, &edges);
        }
        self.own.push(Own {
            code: entry.code,
            loaded: entry.loaded,
            opinion,
        });
        Ok(())
    }

    fn other(
        &mut self,
        entry: &'a Entry<'a>,
        source: &'a Found,
        kinds: &BTreeSet<u16>,
        edges: &[Neighbour<'_>],
    ) -> Result<(), ServiceError> {
        if !entry.reaches_along(source.id, edges) {
            return Ok(());
        }
        if let Some(opinion) = self.opinion(entry, source, kinds, false)? {
            self.voice(entry, source, &opinion, edges);
            self.others.push(opinion);
        }
        Ok(())
    }

    /// What a memorandum holds of a source; what fails is noted and decides nothing.
    fn opinion(
        &mut self,
        entry: &'a Entry<'a>,
        source: &'a Found,
        kinds: &BTreeSet<u16>,
        explain: bool,
    ) -> Result<Option<Opinion<'a>>, ServiceError> {
        if entry.is_suspended() || !entry.concerns(kinds) {
            return Ok(None);
        }
        let Panel {
            reference, moment, ..
        } = self.asked.panel;
        let (host, loaded) = (self.host, entry.loaded);
        let opinion = host.opinion(reference, loaded, source, *moment, explain, self.omitted)?;
        let Some(opinion) = opinion else {
            return Ok(None);
        };
        self.evaluations += 1;
        match opinion {
            Ok(opinion) => Ok(Some(opinion)),
            Err(fault) => {
                entry.fault(&fault, source.id);
                self.failed.push(Failed {
                    code: entry.code,
                    fault,
                });
                Ok(None)
            }
        }
    }

    /// The roles between a source and the subject, but for those left out.
    fn edges(&self, source: &'a Found) -> Vec<Neighbour<'a>> {
        let subject = &self.gathered.subject;
        let mut edges = between(source, subject, self.asked.panel.moment);
        if !self.omitted.edges.is_empty() {
            edges.retain(|neighbour| {
                let owner = if neighbour.organisation == subject.id {
                    subject
                } else {
                    source
                };
                let mut names = owner
                    .members()
                    .map(|(id, _)| EdgeName::of(id, neighbour.edge));
                !names.any(|name| self.omitted.edges.contains(&name))
            });
        }
        edges
    }

    fn voice(
        &mut self,
        entry: &Entry<'_>,
        source: &Found,
        opinion: &Opinion<'_>,
        edges: &[Neighbour<'_>],
    ) {
        let subject = &self.gathered.subject;
        let moment = self.asked.panel.moment;
        let voice = Voice {
            memorandum: entry.code,
            manifest: entry.loaded.plugin.manifest(),
            source: source.id,
            projected: &opinion.projected,
            reasons: &opinion.reasons,
            neighbours: edges,
        };
        let (claims, open) = voice.claims(subject.id, moment.as_of);
        self.claims.extend(claims);
        self.open.extend(open);
    }

    fn finish(self) -> Judgement<'a> {
        let Panel {
            reference, moment, ..
        } = *self.asked.panel;
        let subject = &self.gathered.subject;
        let as_of = moment.as_of;
        let mut circumstances = Circumstances::default();
        let everyone = std::iter::once(subject).chain(&self.gathered.neighbours);
        for found in everyone {
            let shielded = self.shielded(found);
            if found.id == subject.id {
                let blocking = self.blocking(found);
                circumstances.blocking = blocking
                    .into_iter()
                    .filter(|ground| !shielded.iter().any(|(shielded, _)| shielded == ground))
                    .filter(|ground| self.still_stands(ground))
                    .collect();
            }
            circumstances.shielded.extend(shielded);
        }
        for (id, file) in &self.gathered.files {
            for (code, decided_on, objection) in file.wrong_measures(moment) {
                if subject.is(*id) {
                    let wrong = circumstances.wrong.entry(code.to_owned());
                    let wrong = wrong.or_insert((decided_on, objection));
                    *wrong = (*wrong).max((decided_on, objection));
                }
            }
        }
        let law = Law {
            catalogue: reference.catalogue_on(as_of),
            rules: &reference.rules,
            dictionary: &reference.dictionary,
            as_of,
        };
        let determined = determination::determine(
            law,
            self.gathered.party,
            &circumstances,
            self.claims,
            self.open,
        );
        Judgement {
            own: self.own,
            others: self.others,
            failed: self.failed,
            evaluations: self.evaluations,
            determined,
            circumstances,
        }
    }

    fn records<'f>(&self, found: &'f Found) -> Vec<&'f Record> {
        let mut records = records_of_group(found.documents(), self.asked.panel.moment.known_at);
        records.retain(|record| !self.omitted.has(found, record));
        records
    }

    fn blocking(&self, found: &Found) -> Vec<Ground> {
        let Panel {
            reference, moment, ..
        } = *self.asked.panel;
        let blocks = |kind| {
            let kind = reference.dictionary.kind_of_number(kind);
            let list = kind.and_then(|kind| reference.rules.list(&kind.code, moment.as_of));
            list.is_some_and(|list| list.blocks_red)
        };
        let records = self.records(found).into_iter();
        blocking(found.id, records, &blocks, moment.as_of)
    }

    /// Whether a black listing stands by those who know its term. A record tells its end only
    /// if its provider does; a memorandum that acts on such records knows when law ends them.
    /// So one that every such memorandum has let go no longer blocks (R-CROSS); where none
    /// is asked, or one lacks what tells, the record's own days count.
    fn still_stands(&self, ground: &Ground) -> bool {
        let mut is_known = false;
        for own in &self.own {
            let triggers = own.loaded.triggers.as_ref();
            let acts_on_it = triggers.is_some_and(|kinds| kinds.contains(&ground.record.kind));
            let Some(opinion) = own.opinion.as_ref().filter(|_| acts_on_it) else {
                continue;
            };
            is_known = true;
            let is_it = |fact: &u32| {
                let record = opinion.projected.record(*fact);
                record.is_some_and(|record| record.key() == ground.record.key())
            };
            let mut carried = opinion.reasons.iter().flat_map(|reason| &reason.grounds);
            let mut open = opinion
                .verdict
                .gaps
                .iter()
                .filter_map(|gap| gap.fact.as_ref());
            if carried.any(is_it) || open.any(is_it) {
                return true;
            }
        }
        !is_known
    }

    /// The records of a subject that are shielded, each with what shields it.
    fn shielded(&self, found: &Found) -> Vec<(Ground, Ground)> {
        let Panel {
            reference, moment, ..
        } = *self.asked.panel;
        let code = |kind| {
            let kind = reference.dictionary.kind_of_number(kind)?;
            Some(kind.code.as_str())
        };
        let shields = |by: &str, kind: &str| {
            let mut rules = reference.rules.shields(moment.as_of);
            rules.any(|rule| rule.by == by && rule.kinds.iter().any(|shielded| shielded == kind))
        };
        determination::shielded(
            found.id,
            &self.records(found),
            &code,
            &shields,
            moment.as_of,
        )
    }
}

/// The kinds of the records that are held of a subject, whatever their days.
pub(crate) fn kinds_of(subject: &Found) -> BTreeSet<u16> {
    let records = subject.documents().flat_map(|document| &document.records);
    records.map(|record| record.kind).collect()
}

/// The roles that join a source to a subject, whoever of the two holds them.
pub(crate) fn between<'f>(
    source: &'f Found,
    subject: &'f Found,
    moment: Moment,
) -> Vec<Neighbour<'f>> {
    let of_source = edges(source, subject, moment);
    // Of a subject itself these are all there are.
    let others = (source.id != subject.id).then(|| edges(subject, source, moment));
    of_source.chain(others.into_iter().flatten()).collect()
}
