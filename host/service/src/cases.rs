//! The cases of a subject: read, changed and shown.
//!
//! Whatever is done about a subject is one step of one case. The steps lie in the subject's
//! part beside its document, and a step is one commit: the cases, the document where the
//! step changes a fact, and an entry of the audit. What a step does in other parts (a role
//! is owned by the organisation, a department executed on someone else) is done before,
//! each part by itself and each so that doing it again does nothing: a step that was cut
//! off is taken again.

mod named;
mod view;

use std::{collections::BTreeSet, ops::ControlFlow, sync::MutexGuard};

use accord_model::{
    case::{Acting, CaseFile, CaseId, CaseKind, Word},
    date::Date,
    determination::Contested,
    principal::{self, Principal, Right},
    subject::{
        Record, RecordName, SubjectDocument, SubjectId,
        history::{Effect, Writing},
        view::Moment,
    },
};
use accord_store::{Expectation, Mutation, PartId, PartStore, StoreError};
use serde::{Deserialize, Serialize};

use crate::{
    audit::{self, Action, AuditEntry},
    changes::Stamp,
    clock::WriteStamp,
    codec::{self, Stored},
    error::ServiceError,
    host::{Host, operation, today},
    query::IdentifierText,
    reference::Reference,
    runs::subject_id,
    spaces,
    subjects::{document, part_of},
    triggers,
};

pub(crate) use self::named::{holder, kind, values};
pub use self::{
    named::{RecordText, RoleText, ScopeText, ValueText},
    view::{CaseBody, CaseView, DueView},
};

/// Cases on a page, unless fewer are asked for.
const PAGE: usize = 200;

impl Stored for CaseFile {
    const WHAT: &str = "cases";
}

/// A question about cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseSearch {
    /// Whose; everybody's if absent.
    #[serde(default)]
    pub identifier: Option<IdentifierText>,
    /// Of which kind; of every kind if absent.
    #[serde(default)]
    pub kind: Option<CaseKind>,
    /// Only those in which something is still to be done.
    #[serde(default)]
    pub open: bool,
    /// The day; today if absent.
    #[serde(default)]
    pub as_of: Option<Date>,
    /// What was known at this moment, milliseconds since 1970-01-01 UTC; now if absent.
    #[serde(default)]
    pub known_at: Option<i64>,
    /// At most so many; 200 if absent.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// Cases that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePage {
    /// The cases, subject by subject.
    pub cases: Vec<CaseView>,
    /// Whether there are more.
    pub more: bool,
}

/// The cases of a subject, taken out to be changed.
pub(crate) struct Opened<'h> {
    host: &'h Host,
    pub(crate) id: SubjectId,
    pub(crate) file: CaseFile,
    pub(crate) document: SubjectDocument,
    /// As they lay in the store.
    stored: Option<Vec<u8>>,
    is_document_changed: bool,
    /// The kinds under which the document stands in the index.
    indexed: BTreeSet<u16>,
    entries: Vec<Mutation>,
}

/// The cases of a subject as they lie in the store.
fn stored(store: &dyn PartStore, id: SubjectId) -> Result<Option<Vec<u8>>, ServiceError> {
    let part = part_of(id.as_bytes(), store.parts());
    Ok(store.get(part, spaces::CASES, id.as_bytes())?)
}

/// The cases of a subject; none if nothing was ever done about it.
pub(crate) fn case_file(
    store: &dyn PartStore,
    id: SubjectId,
) -> Result<Option<CaseFile>, ServiceError> {
    stored(store, id)?
        .map(|bytes| codec::decode(&bytes))
        .transpose()
}

impl<'h> Opened<'h> {
    /// Takes out the cases of a subject. Whoever does so holds the lock on subjects'
    /// documents until they are kept.
    pub(crate) fn open(
        host: &'h Host,
        _writing: &MutexGuard<'_, ()>,
        id: SubjectId,
    ) -> Result<Self, ServiceError> {
        let store = &*host.store;
        let document = document(store, id)?.ok_or(ServiceError::NoSuchSubject)?;
        let stored = stored(store, id)?;
        let file = match &stored {
            Some(bytes) => codec::decode(bytes)?,
            None => CaseFile::default(),
        };
        Ok(Self {
            host,
            id,
            file,
            indexed: triggers::kinds_of(&document),
            document,
            stored,
            is_document_changed: false,
            entries: Vec::new(),
        })
    }

    /// Changes the document.
    pub(crate) fn change_document(
        &mut self,
        acting: &Acting,
        change: impl FnOnce(&mut SubjectDocument, Writing) -> Effect,
    ) {
        // What people decide belongs to no batch of intake.
        let writing = self.document.writing(acting.at, 0);
        let effect = change(&mut self.document, writing);
        self.is_document_changed |= effect.is_change();
    }

    /// The current version of a record.
    pub(crate) fn current(&self, name: &RecordName) -> Option<&Record> {
        let mut records = self.document.records.iter();
        records.find(|record| record.known.is_current() && record.key() == name.key())
    }

    /// Takes in a version of a record that people decided on: said now, by nobody's clock.
    pub(crate) fn take_record(&mut self, mut record: Record, acting: &Acting) {
        record.stated_at = None;
        self.change_document(acting, |document, writing| {
            document.take_record(record, writing)
        });
    }

    /// Writes down what was done.
    pub(crate) fn enter(
        &mut self,
        acting: &Acting,
        case: CaseId,
        step: Word,
    ) -> Result<(), ServiceError> {
        self.entries.push(audit::row(&AuditEntry {
            at: acting.at,
            by: acting.by.clone(),
            subject: Some(self.id),
            action: Action::CaseStep {
                case,
                step: step.code.to_owned(),
            },
        })?);
        Ok(())
    }

    /// Puts everything back in one commit.
    pub(crate) fn keep(self) -> Result<CaseFile, ServiceError> {
        let (space, key) = (spaces::CASES, self.id.as_bytes().to_vec());
        let part = part_of(self.id.as_bytes(), self.host.store.parts());
        let unchanged = match self.stored {
            Some(value) => Expectation::Value {
                space,
                key: key.clone(),
                value,
            },
            None => Expectation::Absent {
                space,
                key: key.clone(),
            },
        };
        let mut rows = self.entries;
        rows.push(Mutation::put(
            space,
            key.clone(),
            codec::encode(&self.file)?,
        ));
        if self.is_document_changed {
            let document = codec::encode(&self.document)?;
            rows.push(Mutation::put(spaces::SUBJECTS, key, document));
            let kinds = triggers::kinds_of(&self.document);
            rows.extend(triggers::rows(self.id, &kinds - &self.indexed));
        }
        // What stands hangs on the cases too: whoever this can touch is looked at again.
        rows.extend(self.host.changes.row(self.id, Stamp::new()?));
        let committed = self
            .host
            .store
            .commit(part, operation()?, &[unchanged], &rows);
        self.host.changes.note(part);
        match committed {
            Ok(_) => Ok(self.file),
            Err(StoreError::Conflict { .. }) => Err(ServiceError::Contended {
                part: part.number(),
            }),
            Err(error) => Err(error.into()),
        }
    }
}

/// Refuses a text that would carry a person's number into cases and audit.
///
/// # Errors
/// [`ServiceError::NumberInReason`].
pub(crate) fn no_number(text: &str) -> Result<(), ServiceError> {
    if principal::holds_identity_number(text) {
        return Err(ServiceError::NumberInReason);
    }
    Ok(())
}

/// The day of a step: today, or an earlier one.
///
/// # Errors
/// [`ServiceError::Future`]: what is to be done later is done then.
pub(crate) fn day(on: Option<Date>) -> Result<Date, ServiceError> {
    let on = on.unwrap_or_else(today);
    if on > today() {
        return Err(ServiceError::Future(on));
    }
    Ok(on)
}

/// Who takes a step, for which day. The stamp is held until it can be read.
pub(crate) fn acting(by: &Principal, on: Date, stamp: &WriteStamp<'_>) -> Acting {
    Acting {
        at: stamp.at(),
        on,
        by: by.clone(),
    }
}

impl Host {
    /// Refuses who acts for another department than the one whose matter it is.
    pub(crate) fn own(
        &self,
        by: &Principal,
        reference: &Reference,
        department: &str,
    ) -> Result<(), ServiceError> {
        match by.department() {
            Some(own) if !reference.is_of(department, own) => Err(ServiceError::NotOwn {
                department: department.to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// The cases that were found, subject by subject. Who acts for a department sees its
    /// own: those about its records, and those in which it has something to do.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::Identifier`],
    /// [`ServiceError::NoSuchSubject`]; those of the store.
    pub fn cases(&self, by: &Principal, search: &CaseSearch) -> Result<CasePage, ServiceError> {
        self.allow(by, Right::ReadCases)?;
        let moment = Moment {
            as_of: search.as_of.unwrap_or_else(today),
            known_at: search.known_at.unwrap_or(Moment::LATEST),
        };
        let reference = self.reference.load_full();
        let limit = search.limit.unwrap_or(PAGE).min(PAGE);
        let mut page = CasePage {
            cases: Vec::new(),
            more: false,
        };
        let mut take = |id: SubjectId, file: &CaseFile| -> Result<(), ServiceError> {
            for case in file.cases() {
                let view = CaseView::new(&reference, file, case, moment);
                let Some(view) = view else { continue };
                let is_asked = search.kind.is_none_or(|kind| kind == view.kind)
                    && (!search.open || view.open)
                    && is_shown(by, &reference, &view);
                if !is_asked {
                    continue;
                }
                if page.cases.len() == limit {
                    page.more = true;
                    return Ok(());
                }
                debug_assert_eq!(view.id.subject, id);
                page.cases.push(view);
            }
            Ok(())
        };
        match &search.identifier {
            Some(identifier) => {
                let found = self.asked(identifier, moment)?;
                for (id, _) in found.members() {
                    if let Some(file) = case_file(&*self.store, id)? {
                        take(id, &file)?;
                    }
                }
            }
            None => {
                for part in PartId::all_data(self.store.parts()) {
                    self.each_case_file(part, &mut take)?;
                }
            }
        }
        Ok(page)
    }

    /// One case as it stands today.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NoSuchCase`], [`ServiceError::NotOwn`];
    /// those of the store.
    pub fn case(&self, by: &Principal, id: CaseId) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::ReadCases)?;
        let file = case_file(&*self.store, id.subject)?.ok_or(ServiceError::NoSuchCase(id))?;
        let reference = self.reference.load_full();
        let view = shown(&reference, &file, id)?;
        if is_shown(by, &reference, &view) {
            Ok(view)
        } else {
            Err(ServiceError::NoSuchCase(id))
        }
    }

    /// What objections of these subjects make contested at a moment (R-OBJ).
    pub(crate) fn contested_of(
        &self,
        subjects: impl Iterator<Item = SubjectId>,
        moment: Moment,
    ) -> Result<Contested, ServiceError> {
        let mut contested = Contested::default();
        for subject in subjects {
            if let Some(file) = case_file(&*self.store, subject)? {
                contested.extend(file.contested(subject, moment));
            }
        }
        Ok(contested)
    }

    /// Hands over every file of cases of a part.
    fn each_case_file(
        &self,
        part: PartId,
        each: &mut dyn FnMut(SubjectId, &CaseFile) -> Result<(), ServiceError>,
    ) -> Result<(), ServiceError> {
        let mut failed = None;
        self.store.visit(part, spaces::CASES, &mut |key, value| {
            let read = subject_id(key).and_then(|id| each(id, &codec::decode(value)?));
            match read {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        failed.map_or(Ok(()), Err)
    }
}

/// A case as it stands today.
///
/// # Errors
/// [`ServiceError::NoSuchCase`].
pub(crate) fn shown(
    reference: &Reference,
    file: &CaseFile,
    id: CaseId,
) -> Result<CaseView, ServiceError> {
    let moment = Moment::on(today());
    file.find(id.number)
        .and_then(|case| CaseView::new(reference, file, case, moment))
        .ok_or(ServiceError::NoSuchCase(id))
}

/// Whether a case is shown to someone: a department's people see what concerns it.
fn is_shown(by: &Principal, reference: &Reference, view: &CaseView) -> bool {
    let of_department = matches!(
        by.role(),
        principal::Role::DepartmentOfficer | principal::Role::Maker | principal::Role::Checker
    );
    match by.department() {
        Some(own) if of_department && !view.departments.is_empty() => view
            .departments
            .iter()
            .any(|department| reference.is_of(department, own)),
        _ => true,
    }
}

#[cfg(test)]
mod tests;
