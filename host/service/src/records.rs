//! What is known of one subject, as of a day and as known at a moment.

use std::collections::BTreeMap;

use accord_model::{
    contract::{Role, Standing, SubjectKind, Value},
    date::Date,
    identifier::Scheme,
    principal::{self, Principal, Right},
    subject::{
        BatchNumber, Finding, HeldIdentifier, Knowledge, Millis, Profile, Record, RoleEdge,
        SubjectId, Withdrawn,
        view::{Moment, records_of_group},
    },
};
use accord_store::{Mutation, PartId};
use serde::{Deserialize, Serialize};

use crate::{
    audit::{self, Action, AuditEntry},
    error::ServiceError,
    host::{Host, now, operation},
    intake::MENTIONED,
    query::{IdentifierText, SubjectView},
    reference::{DepartmentView, Reference},
    rotation::recovered,
    subjects::{Found, part_of},
};

/// A question about what is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectQuery {
    /// Who.
    pub identifier: IdentifierText,
    /// The day; today if absent.
    #[serde(default)]
    pub as_of: Option<Date>,
    /// What was known at this moment, milliseconds since 1970-01-01 UTC; now if absent.
    #[serde(default)]
    pub known_at: Option<Millis>,
    /// Also the versions that were corrected or withdrawn by then.
    #[serde(default)]
    pub history: bool,
    /// Why persons' numbers are to be shown whole; masked if absent. Who asks, and this
    /// reason, stand in the audit.
    #[serde(default)]
    pub unmask: Option<String>,
}

/// What is known of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectRecords {
    /// The day.
    pub as_of: Date,
    /// The moment, if one was asked for.
    pub known_at: Option<Millis>,
    /// The subject.
    pub subject: SubjectView,
    /// The department whose records alone are shown; none if all are.
    pub only_of: Option<String>,
    /// Whether registers disagree on its status.
    pub contradictory: bool,
    /// Identifiers under which it is found.
    pub identifiers: Vec<IdentifierView>,
    /// What registers say of it, each name and status from its first day.
    pub profiles: Vec<ProfileView>,
    /// Its records, and those of whoever was merged into it.
    pub records: Vec<RecordView>,
    /// Roles that people hold in it, and that it holds.
    pub roles: Vec<RoleView>,
    /// How many more hold a role in it, or are where it may hold one, and were not looked
    /// at: they are too many, or cannot be read.
    pub neighbours_left_out: usize,
    /// Those merged into it.
    pub merged: Vec<SubjectView>,
}

/// When something was known, and from which batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownView {
    /// Since when, milliseconds since 1970-01-01 UTC.
    pub recorded_at: Millis,
    /// The batch that brought it; 0 = before batches were numbered.
    pub batch: BatchNumber,
    /// When and by which batch it was corrected or withdrawn.
    pub withdrawn: Option<Withdrawn>,
}

impl From<Knowledge> for KnownView {
    fn from(known: Knowledge) -> Self {
        Self {
            recorded_at: known.recorded_at,
            batch: known.batch,
            withdrawn: known.withdrawn,
        }
    }
}

/// An identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifierView {
    /// Its kind.
    pub scheme: Scheme,
    /// Its value; a person's is masked unless it was asked for.
    pub value: String,
    /// Whether form and check are right.
    pub verified: bool,
    /// Since when it is known, milliseconds since 1970-01-01 UTC.
    pub recorded_at: Millis,
}

/// What a register says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    /// The register.
    pub provider: DepartmentView,
    /// First day; none = since the beginning.
    pub from: Option<Date>,
    /// What kind of subject it is.
    pub kind: SubjectKind,
    /// Its name.
    pub name: String,
    /// Day of birth or foundation.
    pub since: Option<Date>,
    /// Industry, GB/T 4754.
    pub industry: Option<String>,
    /// Region, six digits.
    pub region: Option<String>,
    /// Registration status.
    pub status: Option<String>,
    /// When the register last said so, by its own clock.
    pub stated_at: Option<Millis>,
    /// When it was known.
    pub known: KnownView,
}

/// A version of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// Code of its kind.
    pub kind: String,
    /// Chinese name of its kind.
    pub name: String,
    /// Who provided it.
    pub provider: DepartmentView,
    /// The provider's number of it.
    pub number: String,
    /// Day of the act.
    pub acted_on: Option<Date>,
    /// Last day of an act that lasted.
    pub acted_until: Option<Date>,
    /// Day of the decision.
    pub decided_on: Option<Date>,
    /// First day on which it no longer stands.
    pub ends_on: Option<Date>,
    /// What it is on the day asked for.
    pub standing: Standing,
    /// Its values; what the provider left out is left out.
    pub values: Vec<ValueView>,
    /// When the provider said so.
    pub stated_at: Option<Millis>,
    /// SHA-256 of what it says, in hexadecimal.
    pub hash: String,
    /// When it was known.
    pub known: KnownView,
    /// Whether it counts at the moment asked for: of those merged with each other one has
    /// it or ends it for all.
    pub counts: bool,
}

/// A value of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueView {
    /// Name of the field.
    pub field: String,
    /// Chinese name of the field.
    pub title: String,
    /// The value; amounts in 元, to the fen.
    pub value: Value,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleView {
    /// Where it is held.
    pub organisation: SubjectView,
    /// By whom.
    pub person: SubjectView,
    /// Which.
    pub role: Role,
    /// First day; none = since the beginning.
    pub from: Option<Date>,
    /// First day on which it is no longer held.
    pub to: Option<Date>,
    /// The finding that names the holder as responsible.
    pub finding: Option<Finding>,
    /// When it was last said that it is held for this time, by the provider's own clock.
    pub stated_at: Option<Millis>,
    /// When the finding was last said.
    pub finding_stated_at: Option<Millis>,
    /// When it was known.
    pub known: KnownView,
}

impl Host {
    /// What is known of a subject.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::Identifier`],
    /// [`ServiceError::NoSuchSubject`], [`ServiceError::NoReason`],
    /// [`ServiceError::NumberInReason`]; those of the store.
    pub fn records(
        &self,
        by: &Principal,
        query: &SubjectQuery,
    ) -> Result<SubjectRecords, ServiceError> {
        self.allow(by, Right::ReadRecords)?;
        let as_of = query.as_of.unwrap_or_else(crate::today);
        let known_at = query.known_at.unwrap_or(Moment::LATEST);
        let moment = Moment { as_of, known_at };
        let subject = self.asked(&query.identifier, moment)?;
        let reference = self.reference.load_full();
        let shown = |known: &Knowledge| {
            known.holds_at(known_at) || (query.history && known.recorded_at <= known_at)
        };
        // An officer reads for the department's own work.
        let only_of = match by.role() {
            principal::Role::DepartmentOfficer => by.department(),
            _ => None,
        };
        let unmask = query.unmask.as_deref();
        let identifiers = self.identifiers(by, &subject, known_at, unmask)?;
        let counting = records_of_group(subject.documents(), known_at);
        let counts = |record: &Record| {
            let found = counting.binary_search_by(|counting| counting.key().cmp(&record.key()));
            let found = found.ok().and_then(|position| counting.get(position));
            found.is_some_and(|counting| std::ptr::eq(*counting, record))
        };
        // As for a plugin: what was decided later was not there on that day.
        let decided =
            |record: &&Record| query.history || record.decided_on.is_none_or(|day| day <= as_of);
        let all = subject.documents().flat_map(|document| &document.records);
        let records = all
            .filter(decided)
            .filter(|record| only_of.is_none_or(|own| reference.is_of(&record.provider, own)))
            .map(|record| (record, counts(record)))
            .filter(|(record, counts)| *counts || (query.history && shown(&record.known)))
            .map(|(record, counts)| record_view(&reference, record, as_of, counts))
            .collect();
        let known = subject.document.profiles.iter();
        let profiles = known
            .filter(|profile| shown(&profile.known))
            .map(|profile| profile_view(&reference, profile, as_of))
            .collect();
        let (roles, neighbours_left_out) = self.roles(&subject, moment, &shown)?;
        Ok(SubjectRecords {
            as_of,
            known_at: query.known_at,
            contradictory: subject
                .document
                .registered(moment)
                .is_some_and(|registered| registered.contradictory),
            subject: SubjectView::new(subject.id, &subject.document, moment),
            only_of: only_of.map(str::to_owned),
            identifiers,
            profiles,
            records,
            roles,
            neighbours_left_out,
            merged: subject
                .merged
                .iter()
                .map(|(id, document)| SubjectView::new(*id, document, moment))
                .collect(),
        })
    }

    /// The roles held in a subject, then those that it holds, and how many neighbours were
    /// not looked at.
    fn roles(
        &self,
        subject: &Found,
        moment: Moment,
        shown: &dyn Fn(&Knowledge) -> bool,
    ) -> Result<(Vec<RoleView>, usize), ServiceError> {
        let held_in = |organisation: &Found, person: &Found| -> Vec<RoleView> {
            let documents = organisation.documents();
            let edges = documents.flat_map(|document| &document.roles);
            edges
                .filter(|edge| shown(&edge.known) && person.is(edge.person))
                .map(|edge| role_view(organisation, person, edge, moment))
                .collect()
        };
        let documents = subject.documents();
        let edges = documents.flat_map(|document| &document.roles);
        let people = edges.filter(|edge| shown(&edge.known));
        let neighbours = people
            .map(|edge| edge.person)
            .chain(subject.organisations())
            .collect();
        let mut roles = held_in(subject, subject);
        let mut holds = Vec::new();
        let unread = self.around(subject, neighbours, moment, &mut |other| {
            roles.extend(held_in(subject, &other));
            holds.extend(held_in(&other, subject));
            Ok(())
        })?;
        roles.extend(holds);
        Ok((roles, unread.beyond + unread.failed))
    }

    fn identifiers(
        &self,
        by: &Principal,
        subject: &Found,
        known_at: Millis,
        unmask: Option<&str>,
    ) -> Result<Vec<IdentifierView>, ServiceError> {
        let held: Vec<(SubjectId, &HeldIdentifier)> = subject
            .members()
            .flat_map(|(id, document)| {
                let known = document.identifiers_known(known_at);
                known.map(move |held| (id, held))
            })
            .collect();
        let whole = match unmask {
            Some(reason) => self.unmasked(by, &held, reason)?,
            None => Vec::new(),
        };
        let whole = whole.into_iter().chain(std::iter::repeat(None));
        Ok(held
            .iter()
            .zip(whole)
            .map(|((_, held), whole)| IdentifierView {
                scheme: held.scheme,
                value: whole.unwrap_or_else(|| held.shown.clone()),
                verified: held.verified,
                recorded_at: held.recorded_at,
            })
            .collect())
    }

    /// The sealed numbers among these whole, in their order. That they were shown, to whom
    /// and why, is on disk before: one commit for each part.
    fn unmasked(
        &self,
        by: &Principal,
        held: &[(SubjectId, &HeldIdentifier)],
        reason: &str,
    ) -> Result<Vec<Option<String>>, ServiceError> {
        if held.iter().all(|(_, held)| held.sealed.is_none()) {
            return Ok(Vec::new());
        }
        self.allow(by, Right::UnmaskIdentifiers)?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(ServiceError::NoReason);
        }
        if principal::holds_identity_number(reason) {
            return Err(ServiceError::NumberInReason);
        }
        let reason: String = reason.chars().take(500).collect();
        let mut whole = Vec::new();
        let mut entries: BTreeMap<PartId, Vec<Mutation>> = BTreeMap::new();
        for (subject, held) in held {
            let recovered = match held.sealed {
                Some(_) => recovered(&self.keys.load(), *subject, held)?,
                None => None,
            };
            if recovered.is_some() {
                let entry = audit::row(&AuditEntry {
                    at: now(),
                    by: by.clone(),
                    subject: Some(*subject),
                    action: Action::Unmasked {
                        scheme: held.scheme,
                        reason: reason.clone(),
                    },
                })?;
                let part = part_of(subject.as_bytes(), self.store.parts());
                entries.entry(part).or_default().push(entry);
            }
            whole.push(recovered.map(|identifier| identifier.reveal().to_owned()));
        }
        for (part, entries) in entries {
            self.store.commit(part, operation()?, &[], &entries)?;
        }
        Ok(whole)
    }
}

fn record_view(reference: &Reference, record: &Record, as_of: Date, counts: bool) -> RecordView {
    let kind = reference.dictionary.kind_of_number(record.kind);
    let values = record.values.iter().filter_map(|(number, value)| {
        let field = kind?.fields.iter().find(|field| field.number == *number)?;
        Some(ValueView {
            field: field.name.clone(),
            title: field.title.clone(),
            value: value.clone(),
        })
    });
    RecordView {
        kind: kind.map(|kind| kind.code.clone()).unwrap_or_default(),
        name: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
        provider: reference.department(&record.provider, as_of),
        number: record.number.clone(),
        acted_on: record.acted_on,
        acted_until: record.acted_until,
        decided_on: record.decided_on,
        ends_on: record.ends_on,
        standing: record.standing(as_of),
        values: values.collect(),
        stated_at: record.stated_at,
        hash: hex::encode(record.hash),
        known: record.known.into(),
        counts,
    }
}

fn profile_view(reference: &Reference, profile: &Profile, as_of: Date) -> ProfileView {
    ProfileView {
        provider: reference.department(&profile.provider, as_of),
        from: profile.from,
        kind: profile.kind,
        name: profile.name.clone(),
        since: profile.since,
        industry: profile.industry.clone(),
        region: profile.region.clone(),
        status: profile.status.clone(),
        stated_at: profile.stated_at.filter(|at| *at != MENTIONED),
        known: profile.known.into(),
    }
}

fn role_view(organisation: &Found, person: &Found, edge: &RoleEdge, moment: Moment) -> RoleView {
    let view = |found: &Found| SubjectView::new(found.id, &found.document, moment);
    RoleView {
        organisation: view(organisation),
        person: view(person),
        role: edge.role,
        from: edge.from,
        to: edge.to,
        finding: edge.finding.clone(),
        stated_at: edge.stated_at,
        finding_stated_at: edge.finding_stated_at,
        known: edge.known.into(),
    }
}
