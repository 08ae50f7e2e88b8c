//! Version 1 of a subject's document, written by the host's first edition: one version of
//! each record, no batches, and of a person's number only a mask.

use accord_model::{
    contract::{Role, Standing, SubjectKind, Value},
    date::Date,
    identifier::Scheme,
    subject::{
        Finding, HeldIdentifier, Knowledge, Profile, Record, RoleEdge, SubjectDocument, SubjectId,
        history,
    },
};
use serde::{Deserialize, Serialize};

/// Nothing was numbered then.
const BATCH: u64 = 0;

#[derive(Serialize, Deserialize)]
pub(super) struct Subject {
    pub(super) kind: SubjectKind,
    pub(super) name: String,
    pub(super) identifier: String,
    pub(super) since: Option<Date>,
    pub(super) industry: Option<String>,
    pub(super) region: Option<String>,
    pub(super) status: Option<String>,
    pub(super) records: Vec<OldRecord>,
    pub(super) roles: Vec<OldRole>,
    pub(super) organisations: Vec<SubjectId>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct OldRecord {
    pub(super) provider: String,
    pub(super) number: String,
    pub(super) kind: u16,
    pub(super) acted_on: Option<Date>,
    pub(super) acted_until: Option<Date>,
    pub(super) decided_on: Option<Date>,
    pub(super) ends_on: Option<Date>,
    pub(super) ends_as: Standing,
    pub(super) recorded_at: i64,
    pub(super) values: Vec<(u16, Value)>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct OldRole {
    pub(super) person: SubjectId,
    pub(super) role: Role,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    pub(super) responsible: bool,
}

impl From<Subject> for SubjectDocument {
    fn from(old: Subject) -> Self {
        // When a subject was first heard of was not kept: its records say since when at
        // the latest, and a profile that was not known then could not have been answered.
        let first_heard = old.records.iter().map(|record| record.recorded_at).min();
        let known = Knowledge::since(first_heard.unwrap_or(0), BATCH);
        let scheme = match old.kind {
            SubjectKind::NaturalPerson => Scheme::ResidentIdentityNumber,
            _ => Scheme::UnifiedSocialCreditCode,
        };
        Self {
            changed_at: old.records.iter().map(|r| r.recorded_at).max().unwrap_or(0),
            identifiers: vec![HeldIdentifier {
                scheme,
                verified: true,
                shown: old.identifier,
                sealed: None,
                recorded_at: known.recorded_at,
                batch: BATCH,
            }],
            profiles: vec![Profile {
                provider: String::new(),
                from: None,
                kind: old.kind,
                name: old.name,
                since: old.since,
                industry: old.industry,
                region: old.region,
                status: old.status,
                stated_at: None,
                known,
            }],
            records: old.records.into_iter().map(Record::from).collect(),
            roles: old
                .roles
                .into_iter()
                .map(|role| RoleEdge {
                    person: role.person,
                    role: role.role,
                    from: role.from,
                    to: role.to,
                    // That there was a finding was kept, but not which.
                    finding: role.responsible.then(Finding::unnamed),
                    stated_at: None,
                    finding_stated_at: None,
                    known,
                })
                .collect(),
            organisations: old.organisations,
            ..Self::default()
        }
    }
}

impl From<OldRecord> for Record {
    fn from(old: OldRecord) -> Self {
        let mut record = Self {
            provider: old.provider,
            number: old.number,
            kind: old.kind,
            acted_on: old.acted_on,
            acted_until: old.acted_until,
            decided_on: old.decided_on,
            ends_on: old.ends_on,
            ends_as: old.ends_as,
            values: old.values,
            stated_at: None,
            hash: [0; 32],
            known: Knowledge::since(old.recorded_at, BATCH),
        };
        record.hash = history::content_hash(&record);
        record
    }
}
