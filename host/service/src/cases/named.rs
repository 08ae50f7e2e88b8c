//! How records, roles and measures are named by who asks, and finding them.

use std::collections::BTreeSet;

use accord_model::{
    case::Scope,
    contract::{Role, Value},
    date::Date,
    subject::{EdgeName, RecordName, SubjectId, view::Moment},
};
use serde::{Deserialize, Serialize};

use crate::{
    error::ServiceError, host::Host, query::IdentifierText, reference::Reference, subjects::Found,
};

/// A record as it is named: kind, provider and the provider's number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordText {
    /// Code of its kind.
    pub kind: String,
    /// Code of the department that provided it.
    pub provider: String,
    /// The provider's number of it.
    pub number: String,
}

/// A role as it is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleText {
    /// Where it is held.
    pub organisation: IdentifierText,
    /// By whom.
    pub person: IdentifierText,
    /// Which.
    pub role: Role,
    /// First day; none = since the beginning.
    #[serde(default)]
    pub from: Option<Date>,
}

/// Something that an objection covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeText {
    /// A record.
    Record(RecordText),
    /// A listing.
    Listing(RecordText),
    /// A role.
    Role(RoleText),
    /// A measure, by its code.
    Measure {
        /// Its code in the catalogue.
        code: String,
    },
}

/// A value of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueText {
    /// Name of the field.
    pub field: String,
    /// The value.
    pub value: Value,
}

impl RecordText {
    /// The name of a record as people write it.
    pub(crate) fn of(reference: &Reference, name: &RecordName) -> Self {
        let kind = reference.dictionary.kind_of_number(name.kind);
        Self {
            kind: kind.map_or_else(|| name.kind.to_string(), |kind| kind.code.clone()),
            provider: name.provider.clone(),
            number: name.number.clone(),
        }
    }

    /// The name that it stands for.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchKind`].
    pub(crate) fn name(&self, reference: &Reference) -> Result<RecordName, ServiceError> {
        Ok(RecordName {
            kind: kind(reference, &self.kind)?,
            provider: self.provider.clone(),
            number: self.number.clone(),
        })
    }
}

/// The number of a kind of record.
///
/// # Errors
/// [`ServiceError::NoSuchKind`].
pub(crate) fn kind(reference: &Reference, code: &str) -> Result<u16, ServiceError> {
    let kind = reference.dictionary.kind(code);
    kind.map(|kind| kind.number)
        .ok_or_else(|| ServiceError::NoSuchKind(code.to_owned()))
}

/// Values by number of their field, checked against the dictionary.
///
/// # Errors
/// [`ServiceError::NoSuchKind`], [`ServiceError::Value`].
pub(crate) fn values(
    reference: &Reference,
    kind: &str,
    values: &[ValueText],
) -> Result<Vec<(u16, Value)>, ServiceError> {
    let found = reference.dictionary.kind(kind);
    let kind = found.ok_or_else(|| ServiceError::NoSuchKind(kind.to_owned()))?;
    let wrong = |given: &ValueText, reason: String| ServiceError::Value {
        field: given.field.clone(),
        reason,
    };
    let mut seen = BTreeSet::new();
    values
        .iter()
        .map(|given| {
            let field = kind
                .field(&given.field)
                .ok_or_else(|| wrong(given, "there is no such field".to_owned()))?;
            if !seen.insert(field.number) {
                return Err(wrong(given, "it is given twice".to_owned()));
            }
            let checked = reference.dictionary.check(field, &given.value);
            checked.map_err(|error| wrong(given, error.to_string()))?;
            Ok((field.number, given.value.clone()))
        })
        .collect()
}

/// Of those merged with each other, the one whose document holds a record.
pub(crate) fn holder(found: &Found, name: &RecordName) -> Option<SubjectId> {
    let mut members = found.members();
    let holds = members.find(|(_, document)| {
        let mut records = document.records.iter();
        records.any(|record| record.known.is_current() && record.key() == name.key())
    });
    holds.map(|(id, _)| id)
}

impl Host {
    /// What is named by who objects, and whose case it is: of those merged with each other
    /// the one that holds the records.
    ///
    /// # Errors
    /// [`ServiceError::RecordNotHeld`] also if the records lie with several of them;
    /// [`ServiceError::NoSuchRole`], [`ServiceError::NoSuchMeasure`]; those of finding
    /// subjects.
    pub(crate) fn scope_named(
        &self,
        reference: &Reference,
        found: &Found,
        texts: &[ScopeText],
    ) -> Result<(SubjectId, Vec<Scope>), ServiceError> {
        let mut owner = None;
        let mut scope = Vec::with_capacity(texts.len());
        for text in texts {
            scope.push(match text {
                ScopeText::Record(record) | ScopeText::Listing(record) => {
                    let name = record.name(reference)?;
                    let holder = holder(found, &name);
                    let holder = holder.filter(|holder| owner.is_none_or(|owner| owner == *holder));
                    owner =
                        Some(holder.ok_or_else(|| ServiceError::RecordNotHeld(record.clone()))?);
                    if matches!(text, ScopeText::Record(_)) {
                        Scope::Record(name)
                    } else {
                        Scope::Listing(name)
                    }
                }
                ScopeText::Role(role) => Scope::Role(self.edge_named(found, role)?),
                ScopeText::Measure { code } => {
                    if reference
                        .catalogue_on(crate::today())
                        .measure(code)
                        .is_none()
                    {
                        return Err(ServiceError::NoSuchMeasure(code.clone()));
                    }
                    Scope::Measure { code: code.clone() }
                }
            });
        }
        Ok((owner.unwrap_or(found.id), scope))
    }

    /// The role that is named: one that the subject holds, or that is held in it.
    fn edge_named(&self, found: &Found, text: &RoleText) -> Result<EdgeName, ServiceError> {
        let moment = Moment::on(crate::today());
        let organisation = self.asked(&text.organisation, moment)?;
        let person = self.asked(&text.person, moment)?;
        if organisation.id != found.id && person.id != found.id {
            return Err(ServiceError::NoSuchRole);
        }
        let named = organisation.members().find_map(|(id, document)| {
            let mut roles = document.roles.iter();
            let edge = roles.find(|edge| {
                edge.known.is_current()
                    && person.is(edge.person)
                    && edge.role == text.role
                    && edge.from == text.from
            })?;
            Some(EdgeName::of(id, edge))
        });
        named.ok_or(ServiceError::NoSuchRole)
    }
}
