//! The next day on which what stands for a subject may be another.
//!
//! A day too many costs a look that finds nothing; a day too few would leave what no longer
//! stands. So every day counts that a rule may ask for, of whoever can touch the subject.

use accord_model::{
    case::CaseFile,
    contract::SubjectKind,
    date::Date,
    determination::{self, Party, Until},
    rules::ShieldRule,
    subject::{Millis, Record, RoleEdge, SubjectDocument, SubjectId, view::Moment},
};

use crate::{
    error::ServiceError,
    evaluation::Opinion,
    host::Host,
    panel::Entry,
    reference::Reference,
    subjects::{Found, document},
};

/// Years after which a person is no minor (民法典 17).
const OF_AGE: u16 = 18;

/// The first of several days after one.
pub(super) struct NextLook {
    after: Date,
    known_at: Millis,
    day: Option<Date>,
}

impl NextLook {
    /// By what is known at a moment, after its day.
    pub(super) const fn after(moment: Moment) -> Self {
        Self {
            after: moment.as_of,
            known_at: moment.known_at,
            day: None,
        }
    }

    pub(super) const fn day(&self) -> Option<Date> {
        self.day
    }

    fn at(&mut self, day: Date) {
        if day > self.after && self.day.is_none_or(|first| day < first) {
            self.day = Some(day);
        }
    }

    fn at_each(&mut self, days: impl IntoIterator<Item = Option<Date>>) {
        for day in days.into_iter().flatten() {
            self.at(day);
        }
    }

    /// Mergers that will join the subject to another, or others to it.
    pub(super) fn mergers(&mut self, host: &Host, subject: &Found) -> Result<(), ServiceError> {
        for (id, member) in subject.members() {
            self.at_each(mergers_known(member, self.known_at).map(|(_, from)| from));
            for other in &member.merged_from {
                let other = match document(&*host.store, *other) {
                    Ok(Some(other)) => other,
                    Ok(None) => continue,
                    Err(error) if error.is_of_one_subject() => continue,
                    Err(error) => return Err(error),
                };
                let into = mergers_known(&other, self.known_at).filter(|(into, _)| *into == id);
                self.at_each(into.map(|(_, from)| from));
            }
        }
        Ok(())
    }

    /// What a memorandum may ask of a subject: its records, and what registers say of it.
    pub(super) fn of_subject(&mut self, entry: &Entry<'_>, subject: &Found) {
        for record in records(subject, self.known_at).filter(|record| entry.reads(record.kind)) {
            self.at_each([record.decided_on, record.ends_on]);
        }
        let known_at = self.known_at;
        let profiles = subject.document.profiles.iter();
        for profile in profiles.filter(|profile| profile.known.holds_at(known_at)) {
            let is_person = profile.kind == SubjectKind::NaturalPerson;
            let born = profile.since.filter(|_| is_person);
            let of_age = born.map(|born| born.add_years(OF_AGE));
            self.at_each([profile.from, of_age]);
        }
    }

    /// What objections and other cases change by themselves.
    pub(super) fn of_cases(&mut self, file: &CaseFile, reference: &Reference) {
        self.at_each([file.next_boundary(self.after, &reference.calendar)]);
    }

    /// The roles that join a subject to another.
    pub(super) fn of_roles(&mut self, edges: &[&RoleEdge]) {
        for edge in edges {
            let finding = edge.finding.as_ref();
            let found_on = finding.and_then(|finding| finding.decided_on);
            self.at_each([edge.from, edge.to, found_on]);
        }
    }

    /// What registers say of a subject, and the day on which a person comes of age.
    pub(super) fn of_party(&mut self, subject: &Found, party: Party) {
        let known_at = self.known_at;
        let profiles = subject.document.profiles.iter();
        let profiles = profiles.filter(|profile| profile.known.holds_at(known_at));
        self.at_each(profiles.map(|profile| profile.from));
        if party.kind == Some(SubjectKind::NaturalPerson) {
            self.at_each([party.since.map(|born| born.add_years(OF_AGE))]);
        }
    }

    /// Records that block or shield by the host's rules, whether a memorandum reads them or
    /// not.
    pub(super) fn of_lists(&mut self, reference: &Reference, subject: &Found) {
        for record in records(subject, self.known_at) {
            let Some(kind) = reference.dictionary.kind_of_number(record.kind) else {
                continue;
            };
            let shields = |rule: &ShieldRule| rule.by == kind.code;
            let rules = &reference.rules.data();
            if rules.lists.iter().any(|rule| rule.kind == kind.code)
                || rules.shields.iter().any(shields)
            {
                self.at_each([record.decided_on, record.ends_on]);
            }
        }
    }

    /// Ends of measures.
    pub(super) fn of_ends(&mut self, ends: impl Iterator<Item = Until>) {
        for end in ends {
            if let Until::Day(day) = end {
                self.at(day);
            }
        }
    }

    /// What a plugin says begins or ends, and when it wants to be asked again.
    pub(super) fn of_verdict(&mut self, opinion: &Opinion<'_>) {
        let days = determination::boundaries(&opinion.verdict, &opinion.projected);
        self.at_each(days.map(Some));
    }
}

/// The records that may count for a subject. Of several documents that are one, which
/// version counts is not said by each alone: then all may.
fn records(subject: &Found, known_at: Millis) -> impl Iterator<Item = &Record> {
    let is_alone = subject.merged.is_empty();
    let records = subject.documents().flat_map(|member| &member.records);
    records.filter(move |record| !is_alone || record.known.holds_at(known_at))
}

fn mergers_known(
    member: &SubjectDocument,
    known_at: Millis,
) -> impl Iterator<Item = (SubjectId, Option<Date>)> {
    let mergers = member.merged_into.iter();
    let known = mergers.filter(move |merger| merger.known.holds_at(known_at));
    known.map(|merger| (merger.other, merger.from))
}
