//! What is known of one subject, as of a day and as known at a moment.

use accord_model::{
    contract::{Role, Standing, SubjectKind, Value},
    date::Date,
    identifier::Scheme,
    principal::{Principal, Right},
    subject::{
        BatchNumber, Finding, HeldIdentifier, Knowledge, Millis, Profile, Record, RoleEdge,
        SubjectId, Withdrawn, view::Moment,
    },
};
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
    /// [`ServiceError::NoSuchSubject`], [`ServiceError::NoReason`]; those of the store.
    pub fn records(
        &self,
        by: &Principal,
        query: &SubjectQuery,
    ) -> Result<SubjectRecords, ServiceError> {
        self.allow(by, Right::QueryByIdentifier)?;
        let as_of = query.as_of.unwrap_or_else(crate::today);
        let known_at = query.known_at.unwrap_or(Moment::LATEST);
        let moment = Moment { as_of, known_at };
        let subject = self.asked(&query.identifier, moment)?;
        let reference = self.reference.load_full();
        let shown = |known: &Knowledge| {
            known.holds_at(known_at) || (query.history && known.recorded_at <= known_at)
        };
        let identifiers = self.identifiers(by, &subject, query.unmask.as_deref())?;
        let mut profiles = Vec::new();
        let mut records = Vec::new();
        for document in subject.documents() {
            let known = document
                .records
                .iter()
                .filter(|record| shown(&record.known));
            records.extend(known.map(|record| record_view(&reference, record, as_of)));
        }
        let known = subject.document.profiles.iter();
        profiles.extend(
            known
                .filter(|profile| shown(&profile.known))
                .map(|profile| profile_view(&reference, profile, as_of)),
        );
        let around = self.around(&subject, moment)?;
        let mut roles = Vec::new();
        for organisation in std::iter::once(&subject).chain(&around) {
            for edge in organisation
                .documents()
                .flat_map(|document| &document.roles)
            {
                let touches = organisation.id == subject.id || subject.is(edge.person);
                if touches && shown(&edge.known) {
                    roles.extend(role_view(organisation, &subject, &around, edge, moment));
                }
            }
        }
        Ok(SubjectRecords {
            as_of,
            known_at: query.known_at,
            contradictory: subject
                .document
                .registered(moment)
                .is_some_and(|registered| registered.contradictory),
            subject: SubjectView::new(subject.id, &subject.document, moment),
            identifiers,
            profiles,
            records,
            roles,
            merged: subject
                .merged
                .iter()
                .map(|(id, document)| SubjectView::new(*id, document, moment))
                .collect(),
        })
    }

    fn identifiers(
        &self,
        by: &Principal,
        subject: &Found,
        unmask: Option<&str>,
    ) -> Result<Vec<IdentifierView>, ServiceError> {
        let mut views = Vec::new();
        let held: Vec<(SubjectId, &HeldIdentifier)> =
            std::iter::once((subject.id, &subject.document))
                .chain(subject.merged.iter().map(|(id, document)| (*id, document)))
                .flat_map(|(id, document)| document.identifiers.iter().map(move |h| (id, h)))
                .collect();
        for (id, held) in held {
            let mut value = held.shown.clone();
            if let (Some(reason), Some(_)) = (unmask, &held.sealed) {
                value = self.unmasked(by, id, held, reason)?.unwrap_or(value);
            }
            views.push(IdentifierView {
                scheme: held.scheme,
                value,
                verified: held.verified,
                recorded_at: held.recorded_at,
            });
        }
        Ok(views)
    }

    /// A person's number whole. That it was shown, to whom and why, is on disk before.
    fn unmasked(
        &self,
        by: &Principal,
        subject: SubjectId,
        held: &HeldIdentifier,
        reason: &str,
    ) -> Result<Option<String>, ServiceError> {
        self.allow(by, Right::UnmaskIdentifiers)?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(ServiceError::NoReason);
        }
        let Some(identifier) = recovered(&self.keys.load(), subject, held)? else {
            return Ok(None);
        };
        let entry = audit::row(&AuditEntry {
            at: now(),
            by: by.clone(),
            subject: Some(subject),
            action: Action::Unmasked {
                scheme: held.scheme,
                reason: reason.chars().take(500).collect(),
            },
        })?;
        let part = part_of(subject.as_bytes(), self.store.parts());
        self.store.commit(part, operation()?, &[], &[entry])?;
        Ok(Some(identifier.reveal().to_owned()))
    }
}

fn record_view(reference: &Reference, record: &Record, as_of: Date) -> RecordView {
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

fn role_view(
    organisation: &Found,
    subject: &Found,
    around: &[Found],
    edge: &RoleEdge,
    moment: Moment,
) -> Option<RoleView> {
    let mut everyone = std::iter::once(subject).chain(around);
    let person = everyone.find(|found| found.is(edge.person))?;
    let view = |found: &Found| SubjectView::new(found.id, &found.document, moment);
    Some(RoleView {
        organisation: view(organisation),
        person: view(person),
        role: edge.role,
        from: edge.from,
        to: edge.to,
        finding: edge.finding.clone(),
        stated_at: edge.stated_at,
        finding_stated_at: edge.finding_stated_at,
        known: edge.known.into(),
    })
}
