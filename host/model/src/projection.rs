//! What of a subject one plugin gets to see: what its manifest declares, and nothing else
//! (R-MIN, domain.md §1.4; 个人信息保护法 6).

use crate::{
    contract::{Fact, Manifest, ProfileNeed, Standing, Subject, SubjectKind},
    dictionary::Dictionary,
    subject::{
        Record, SubjectDocument,
        view::{Moment, records_of_group},
    },
};

/// The needs of a manifest, resolved against the dictionary once.
#[derive(Debug, Clone)]
pub struct Projection {
    subjects: Vec<SubjectKind>,
    profile: ProfileNeed,
    needs: Vec<Need>,
    any_triggers: bool,
}

#[derive(Debug, Clone)]
struct Need {
    kind: u16,
    fields: Vec<u16>,
    triggers: bool,
    history: bool,
}

/// A subject as one plugin sees it, and the record behind each fact.
#[derive(Debug, Clone)]
pub struct Projected<'a> {
    /// What the plugin is given.
    pub subject: Subject<'a>,
    /// The record of each fact, by the fact's handle.
    pub records: Vec<&'a Record>,
}

impl Projected<'_> {
    /// The record of a fact.
    #[must_use]
    pub fn record(&self, fact: u32) -> Option<&Record> {
        self.records.get(usize::try_from(fact).ok()?).copied()
    }
}

impl Projection {
    /// The projection of a manifest; `None` if it names what the dictionary lacks.
    #[must_use]
    pub fn new(manifest: &Manifest, dictionary: &Dictionary) -> Option<Self> {
        let needs = manifest
            .reads
            .iter()
            .map(|need| {
                let kind = dictionary.kind(&need.kind)?;
                let fields = need.fields.iter();
                Some(Need {
                    kind: kind.number,
                    fields: fields
                        .map(|field| kind.field(&field.name).map(|field| field.number))
                        .collect::<Option<_>>()?,
                    triggers: need.triggers,
                    history: need.history,
                })
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self {
            subjects: manifest.subjects.clone(),
            profile: manifest.profile,
            any_triggers: needs.iter().any(|need| need.triggers),
            needs,
        })
    }

    /// Numbers of the kinds of record that trigger the memorandum; `None` if it is asked
    /// about everyone.
    pub fn triggers(&self) -> Option<impl Iterator<Item = u16>> {
        let triggering = self.needs.iter().filter(|need| need.triggers);
        self.any_triggers.then(|| triggering.map(|need| need.kind))
    }

    /// Numbers of all kinds of record that it reads.
    pub fn kinds(&self) -> impl Iterator<Item = u16> {
        self.needs.iter().map(|need| need.kind)
    }

    /// What the plugin sees of a subject, and of those merged into it; `None` if the
    /// subject is none of its concern, so that it is not asked at all.
    ///
    /// Facts decided after the day were not there on it; they are left out. A record that
    /// stands in several documents is one fact. Facts come sorted by need, day of decision
    /// and record, and are numbered in that order.
    #[must_use]
    pub fn project<'a>(
        &self,
        document: &'a SubjectDocument,
        merged: impl Iterator<Item = &'a SubjectDocument> + Clone,
        moment: Moment,
    ) -> Option<Projected<'a>> {
        self.project_without(document, merged, moment, &|_| false)
    }

    /// The same as if some records were not there: the others keep their handles, so that
    /// two answers can be held against each other.
    #[must_use]
    pub fn project_without<'a>(
        &self,
        document: &'a SubjectDocument,
        merged: impl Iterator<Item = &'a SubjectDocument> + Clone,
        moment: Moment,
        omitted: &dyn Fn(&Record) -> bool,
    ) -> Option<Projected<'a>> {
        let Moment { as_of, known_at } = moment;
        let registered = document.registered(moment)?;
        let profile = registered.profile;
        if !self.subjects.contains(&profile.kind) {
            return None;
        }
        let records = records_of_group(std::iter::once(document).chain(merged), known_at);
        let mut seen: Vec<(usize, &Need, &Record)> = Vec::new();
        let mut triggered = !self.any_triggers;
        for (position, need) in self.needs.iter().enumerate() {
            let start = seen.len();
            for record in records.iter().copied() {
                let decided = record.decided_on.is_none_or(|day| day <= as_of);
                let standing = record.standing(as_of) == Standing::Active || need.history;
                if record.kind == need.kind && decided && standing {
                    seen.push((position, need, record));
                    triggered |= need.triggers && !omitted(record);
                }
            }
            if let Some(own) = seen.get_mut(start..) {
                own.sort_by_key(|(_, _, record)| (record.decided_on, record.key()));
            }
        }
        if !triggered {
            return None;
        }
        let facts = (0..)
            .zip(&seen)
            .filter(|(_, (_, _, record))| !omitted(record))
            .map(|(id, (position, need, record))| Fact {
                id,
                need: u16::try_from(*position).unwrap_or(u16::MAX),
                acted_on: record.acted_on,
                acted_until: record.acted_until,
                decided_on: record.decided_on,
                ends_on: record.ends_on,
                standing: record.standing(as_of),
                values: need
                    .fields
                    .iter()
                    .map(|field| record.value(*field))
                    .collect(),
            })
            .collect();
        let text = |wanted: bool, text: &'a Option<String>| text.as_deref().filter(|_| wanted);
        Some(Projected {
            subject: Subject {
                kind: profile.kind,
                since: profile.since.filter(|_| self.profile.since),
                industry: text(self.profile.industry, &profile.industry),
                region: text(self.profile.region, &profile.region),
                status: registered.status.filter(|_| self.profile.status),
                facts,
            },
            records: seen.into_iter().map(|(_, _, record)| record).collect(),
        })
    }
}

#[cfg(test)]
mod tests;
