//! Changes of reference data: each makes a new edition, and takes effect at once.

use std::{fmt, sync::Arc};

use accord_model::{
    calendar::{Calendar, CalendarData, Notice},
    department::{DepartmentData, Departments},
    dictionary::{Dictionary, DictionaryFragment},
    parameter::{ParameterData, ParameterError, Setting, fits},
    principal::{Principal, Right},
    retention::{Retention, RetentionData},
    rules::{Rules, RulesData},
    subject::Millis,
};
use accord_store::{Expectation, Mutation, PartId};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    EditionInfo, Reference, ReferenceName,
    edition::{Edition, FormsText, ReferenceData, key, latest},
};
use crate::{
    audit::{self, Action, AuditEntry},
    codec::{self, Stored},
    error::ServiceError,
    host::{Host, operation, today},
    plugins::PluginInfo,
    registry::{Loaded, component},
    spaces,
};

/// One change of departments: each replaces the one of its code, or is added.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DepartmentsChange {
    #[serde(rename = "department")]
    departments: Vec<accord_model::department::Department>,
}

/// Notices to be added.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarChange {
    #[serde(rename = "notice")]
    notices: Vec<Notice>,
}

impl Host {
    /// Changes reference data by a text in TOML: kinds, fields and codes to be added to the
    /// dictionary, notices to be added to the calendar, departments to be added or
    /// replaced; and of forms, rules of retention and rules of the host all there are to be.
    /// It takes effect at once. The catalogue is changed by proposals.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`]; [`ServiceError::Change`] if it contradicts itself or
    /// what is there; [`ServiceError::WouldBreak`] names the plugins that could no longer
    /// answer; those of the store.
    pub fn change_reference(
        &self,
        by: &Principal,
        name: ReferenceName,
        change: &str,
    ) -> Result<EditionInfo, ServiceError> {
        self.allow(by, Right::ChangeReference)?;
        let _changing = self.changing();
        // Held until it has taken effect: nobody is answered by an edition of later knowledge.
        let stamp = self.clock.begin_write()?;
        let at = stamp.at();
        let mut reference = Reference::clone(&self.reference.load());
        let refused = |error: &dyn fmt::Display| ServiceError::Change {
            name: name.name(),
            reason: error.to_string(),
        };
        let info = match name {
            ReferenceName::Dictionary => {
                let fragment: DictionaryFragment = read(change, &refused)?;
                let dictionary = reference
                    .dictionary
                    .changed(fragment)
                    .map_err(|error| refused(&error))?;
                self.breaks_nothing(&reference.dictionary, &dictionary)?;
                let data = dictionary.data();
                reference.dictionary = dictionary.into();
                self.put_edition(by, at, data, Vec::new())?
            }
            ReferenceName::Departments => {
                let change: DepartmentsChange = read(change, &refused)?;
                let mut departments = Departments::clone(&reference.departments);
                for department in change.departments {
                    departments = departments
                        .changed(department, today())
                        .map_err(|error| refused(&error))?;
                }
                let data = DepartmentData {
                    departments: departments.all().cloned().collect(),
                };
                reference.departments = departments.into();
                self.put_edition(by, at, data, Vec::new())?
            }
            ReferenceName::Calendar => {
                let change: CalendarChange = read(change, &refused)?;
                let mut calendar = Calendar::clone(&reference.calendar);
                for mut notice in change.notices {
                    // What was answered before it came was right then.
                    notice.recorded_at = Some(at);
                    calendar = calendar.with(notice).map_err(|error| refused(&error))?;
                }
                let data = CalendarData {
                    notices: calendar.notices().to_vec(),
                };
                reference.calendar = calendar.into();
                self.put_edition(by, at, data, Vec::new())?
            }
            ReferenceName::Forms => {
                let data = FormsText(change.to_owned());
                reference.forms = data
                    .forms(&reference.dictionary)
                    .map_err(|error| refused(&error))?
                    .into();
                self.put_edition(by, at, data, Vec::new())?
            }
            ReferenceName::Retention => {
                let data: RetentionData = read(change, &refused)?;
                reference.retention = Retention::new(&data, &reference.dictionary)
                    .map_err(|error| refused(&error))?
                    .into();
                self.put_edition(by, at, data, Vec::new())?
            }
            ReferenceName::Parameters => {
                let change: ParameterData = read(change, &refused)?;
                for setting in &change.settings {
                    self.fits_a_version(&reference, setting)?;
                }
                let parameters = reference.parameters.with(change.settings);
                let data = parameters.data();
                reference.parameters = parameters.into();
                self.put_edition(by, at, data, Vec::new())?
            }
            ReferenceName::Rules => {
                let data: RulesData = read(change, &refused)?;
                reference.rules = Rules::new(data.clone(), &reference.dictionary)
                    .map_err(|error| refused(&error))?
                    .into();
                self.put_edition(by, at, data, Vec::new())?
            }
            ReferenceName::Catalogue => {
                return Err(refused(
                    &"the catalogue is changed by a proposal that another person approves",
                ));
            }
        };
        self.take_effect(reference, &info);
        Ok(info)
    }

    /// Lets reference data with a new edition answer.
    pub(crate) fn take_effect(&self, mut reference: Reference, edition: &EditionInfo) {
        let history = reference.history.with(edition.name, edition.recorded_at);
        reference.history = Arc::new(history);
        reference.numbers.set(edition.name, edition.number);
        self.reference.store(Arc::new(reference));
    }

    /// Refuses a setting that fits no version of its memorandum, or contradicts one that
    /// has the parameter.
    fn fits_a_version(&self, reference: &Reference, setting: &Setting) -> Result<(), ServiceError> {
        let refused = |reason: String| ServiceError::Change {
            name: ReferenceName::Parameters.name(),
            reason,
        };
        let of_memorandum = |info: &PluginInfo| info.memorandum == setting.memorandum;
        let mut none = None;
        let mut known = false;
        for info in self.plugins()?.into_iter().filter(of_memorandum) {
            let bytes = component(&*self.store, &info.digest)?;
            // One that cannot be taken any more has no say.
            let Ok(loaded) = Loaded::again(&self.sandbox, reference, &bytes) else {
                continue;
            };
            match fits(setting, loaded.plugin.manifest()) {
                Ok(()) => known = true,
                Err(error @ ParameterError::Unknown { .. }) => none = Some(error),
                Err(error) => return Err(refused(error.to_string())),
            }
        }
        match none {
            _ if known => Ok(()),
            Some(error) => Err(refused(error.to_string())),
            None => Err(refused(format!("no plugin of `{}`", setting.memorandum))),
        }
    }

    /// Refuses a dictionary under which a plugin that answers, or is to answer, could not.
    fn breaks_nothing(&self, before: &Dictionary, after: &Dictionary) -> Result<(), ServiceError> {
        let broken: Vec<_> = self
            .registry
            .load()
            .answering(today())
            .into_iter()
            .map(|loaded| {
                let manifest = loaded.plugin.manifest();
                let faults = accord_model::manifest::breaks(manifest, before, after);
                (format!("{} {}", manifest.code, manifest.version), faults)
            })
            .filter(|(_, faults)| !faults.is_empty())
            .collect();
        if broken.is_empty() {
            Ok(())
        } else {
            Err(ServiceError::WouldBreak(broken))
        }
    }

    /// Writes a new edition under a time of the clock, and other rows of the control part with it.
    pub(crate) fn put_edition<T: ReferenceData>(
        &self,
        by: &Principal,
        at: Millis,
        data: T,
        with: Vec<(Vec<Expectation>, Mutation)>,
    ) -> Result<EditionInfo, ServiceError>
    where
        Edition<T>: Stored,
    {
        let latest = latest::<T>(&*self.store)?;
        let number = latest.number.saturating_add(1);
        let edition = Edition {
            number,
            recorded_at: at,
            by: by.clone(),
            data,
        };
        let row = key(T::NAME, number);
        let absent = Expectation::Absent {
            space: spaces::REFERENCE,
            key: row.clone(),
        };
        let entry = audit::row(&AuditEntry {
            at: edition.recorded_at,
            by: by.clone(),
            subject: None,
            action: Action::ReferenceChanged {
                name: T::NAME.to_string(),
                edition: number,
            },
        })?;
        let put = Mutation::put(spaces::REFERENCE, row, codec::encode(&edition)?);
        let (mut expected, mut rows) = (vec![absent], vec![put, entry]);
        for (more, row) in with {
            expected.extend(more);
            rows.push(row);
        }
        self.store
            .commit(PartId::CONTROL, operation()?, &expected, &rows)?;
        Ok(edition.info(T::NAME))
    }
}

fn read<T: DeserializeOwned>(
    change: &str,
    refused: &dyn Fn(&dyn fmt::Display) -> ServiceError,
) -> Result<T, ServiceError> {
    toml::from_str(change).map_err(|error| refused(&error))
}
