//! What all memoranda hold of one subject, judged by the host's rules.
//!
//! A subject is gathered once, with whoever is one role away and could reach it; then it can
//! be asked about several times, each time as if some records or roles were not there: that
//! decides what is contested (R-OBJ), and finds what would lift a measure.

use std::collections::BTreeSet;

use accord_engine::Fault;
use accord_model::{
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
    pub(crate) neighbours: Vec<Found>,
    /// Neighbours that were not looked at.
    pub(crate) unread: Unread,
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
    /// Evaluations in all.
    pub(crate) evaluations: u64,
    pub(crate) outcomes: Vec<Outcome>,
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
        let mut neighbours = Vec::new();
        let mut unread = self.around(&subject, sources, moment, &mut |source| {
            if touches(&source, &subject, moment) {
                neighbours.push(source);
            }
            Ok(())
        })?;
        unread.beyond += beyond;
        let mut gathered = Gathered {
            party: self.party(&subject, moment)?,
            contested: Contested::default(),
            subject,
            neighbours,
            unread,
        };
        for found in std::iter::once(&gathered.subject).chain(&gathered.neighbours) {
            gathered.contested.extend(self.contested(found, moment)?);
        }
        Ok(gathered)
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

    /// What objections of a subject contest at a moment.
    fn contested(&self, found: &Found, moment: Moment) -> Result<Contested, ServiceError> {
        self.contested_of(found.members().map(|(id, _)| id), moment)
    }

    /// Asks every memorandum in force, twice if something is contested.
    pub(crate) fn answer<'a>(
        &self,
        asked: Asked<'a>,
        gathered: &'a Gathered,
    ) -> Result<Answered<'a>, ServiceError> {
        let judgement = self.judge(asked, gathered, &Omitted::default())?;
        let contested = &gathered.contested;
        let mut evaluations = judgement.evaluations;
        let outcomes = if contested.is_empty() {
            uncontested(&judgement.determined)
        } else {
            let omitted = Omitted::contested(contested);
            let plain = Asked {
                explain: false,
                ..asked
            };
            let without = self.judge(plain, gathered, &omitted)?;
            evaluations += without.evaluations;
            compared(
                gathered.subject.id,
                asked.panel.reference.catalogue_on(asked.panel.moment.as_of),
                &judgement.determined,
                &without.determined,
                contested,
            )
        };
        Ok(Answered {
            judgement,
            evaluations,
            outcomes,
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
            for entry in &asked.panel.entries {
                asking.other(entry, source, &kinds)?;
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
            self.voice(entry, subject, opinion);
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
    ) -> Result<(), ServiceError> {
        let neighbours = self.neighbours(source);
        if entry.along(source.id, &neighbours).is_empty() {
            return Ok(());
        }
        if let Some(opinion) = self.opinion(entry, source, kinds, false)? {
            self.voice(entry, source, &opinion);
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

    /// The roles between a source and the subject.
    fn neighbours<'f>(&self, source: &'f Found) -> Vec<Neighbour<'f>>
    where
        'a: 'f,
    {
        let subject = &self.gathered.subject;
        let moment = self.asked.panel.moment;
        edges(source, subject, moment)
            .chain(edges(subject, source, moment))
            .collect()
    }

    fn voice(&mut self, entry: &Entry<'_>, source: &Found, opinion: &Opinion<'_>) {
        let subject = &self.gathered.subject;
        let moment = self.asked.panel.moment;
        let neighbours: Vec<_> = self
            .neighbours(source)
            .into_iter()
            .filter(|neighbour| {
                let owner = if neighbour.organisation == subject.id {
                    subject
                } else {
                    source
                };
                let mut owners = owner.members().map(|(id, _)| id);
                let edges = &self.omitted.edges;
                edges.is_empty()
                    || !owners.any(|id| edges.contains(&EdgeName::of(id, neighbour.edge)))
            })
            .collect();
        let voice = Voice {
            memorandum: entry.code,
            manifest: entry.loaded.plugin.manifest(),
            source: source.id,
            projected: &opinion.projected,
            reasons: &opinion.reasons,
            neighbours: &neighbours,
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
                    .collect();
            }
            circumstances.shielded.extend(shielded);
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

/// Whether a role joins the two: what led from one to the other is only a hint.
fn touches(source: &Found, subject: &Found, moment: Moment) -> bool {
    let mut either = edges(source, subject, moment).chain(edges(subject, source, moment));
    either.next().is_some()
}
