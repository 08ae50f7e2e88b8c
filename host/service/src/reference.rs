//! The data by which the host judges: dictionary, catalogue, departments, calendar, forms
//! of files, rules of retention, the locality's settings.
//!
//! A store begins with those of this program and has its own ever after: every change is
//! a new edition beside the old ones, with its author and moment, and takes effect at once
//! with no new release. A change that an enabled plugin could not live with is refused.

use std::{fmt, str::FromStr, sync::Arc};

use accord_files::{Forms, FormsData};
use accord_model::{
    calendar::{Calendar, CalendarData, Notice},
    catalogue::{Catalogue, CatalogueData},
    date::Date,
    department::{DepartmentData, Departments},
    dictionary::{Dictionary, DictionaryData, DictionaryFragment},
    parameter::{ParameterData, ParameterError, Parameters, Setting, fits},
    principal::{Principal, Right},
    retention::{Retention, RetentionData},
    subject::Millis,
};
use accord_store::{Expectation, Mutation, PartId, PartStore};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    audit::{self, Action, AuditEntry},
    codec::{self, Stored},
    error::ServiceError,
    host::{Host, now, operation, today},
    plugins::PluginInfo,
    registry::{Loaded, component},
    spaces,
};

/// Which reference data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceName {
    /// 数据字典.
    Dictionary,
    /// 措施清单.
    Catalogue,
    /// 部门名录.
    Departments,
    /// 工作日历.
    Calendar,
    /// 报送表格.
    Forms,
    /// 保存期限.
    Retention,
    /// 地方参数.
    Parameters,
}

impl ReferenceName {
    /// All of it.
    pub const ALL: [Self; 7] = [
        Self::Dictionary,
        Self::Catalogue,
        Self::Departments,
        Self::Calendar,
        Self::Forms,
        Self::Retention,
        Self::Parameters,
    ];

    /// Its name in commands and paths.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dictionary => "dictionary",
            Self::Catalogue => "catalogue",
            Self::Departments => "departments",
            Self::Calendar => "calendar",
            Self::Forms => "forms",
            Self::Retention => "retention",
            Self::Parameters => "parameters",
        }
    }
}

impl fmt::Display for ReferenceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// There is no reference data of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no reference data `{0}`: there are dictionary, catalogue, departments, calendar, forms, retention, parameters"
)]
pub struct ReferenceNameError(String);

impl FromStr for ReferenceName {
    type Err = ReferenceNameError;

    fn from_str(text: &str) -> Result<Self, ReferenceNameError> {
        let mut all = Self::ALL.into_iter();
        all.find(|name| name.name() == text)
            .ok_or_else(|| ReferenceNameError(text.chars().take(64).collect()))
    }
}

/// One edition of reference data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Edition<T> {
    number: u32,
    recorded_at: Millis,
    by: Principal,
    data: T,
}

/// An edition as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionInfo {
    /// Which data.
    pub name: ReferenceName,
    /// Its number, from 1.
    pub number: u32,
    /// When it took effect, milliseconds since 1970-01-01 UTC.
    pub recorded_at: Millis,
    /// Who made it.
    pub by: Principal,
}

impl<T> Edition<T> {
    fn info(&self, name: ReferenceName) -> EditionInfo {
        EditionInfo {
            name,
            number: self.number,
            recorded_at: self.recorded_at,
            by: self.by.clone(),
        }
    }
}

/// Data that has editions.
trait ReferenceData: Serialize + DeserializeOwned {
    const NAME: ReferenceName;
    /// With which a new store begins, TOML.
    const SEED: &str;

    /// The data of a text.
    fn of_text(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The text of the data.
    fn to_text(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }
}

/// The forms are kept as they are written: people read and write them, the host reads them
/// once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FormsText(String);

impl FormsText {
    fn forms(&self, dictionary: &Dictionary) -> Result<Forms, String> {
        let data: FormsData = toml::from_str(&self.0).map_err(|error| error.to_string())?;
        Forms::new(data, dictionary).map_err(|error| error.to_string())
    }
}

impl ReferenceData for FormsText {
    const NAME: ReferenceName = ReferenceName::Forms;
    const SEED: &str = include_str!("../data/forms.toml");

    fn of_text(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str::<FormsData>(text).map(|_| Self(text.to_owned()))
    }

    fn to_text(&self) -> Result<String, toml::ser::Error> {
        Ok(self.0.clone())
    }
}

impl Stored for Edition<FormsText> {
    const WHAT: &str = "forms";
}

macro_rules! reference_data {
    ($($data:ty, $name:ident, $what:literal, $file:literal;)*) => {
        $(
            impl ReferenceData for $data {
                const NAME: ReferenceName = ReferenceName::$name;
                const SEED: &str = include_str!(concat!("../data/", $file));
            }

            impl Stored for Edition<$data> {
                const WHAT: &str = $what;
            }
        )*
    };
}

reference_data! {
    DictionaryData, Dictionary, "dictionary", "dictionary.toml";
    CatalogueData, Catalogue, "catalogue", "catalogue.toml";
    DepartmentData, Departments, "departments", "departments.toml";
    CalendarData, Calendar, "calendar", "calendar.toml";
    RetentionData, Retention, "retention", "retention.toml";
    ParameterData, Parameters, "parameters", "parameters.toml";
}

/// The reference data of one moment.
#[derive(Clone)]
pub(crate) struct Reference {
    pub(crate) dictionary: Arc<Dictionary>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) departments: Arc<Departments>,
    pub(crate) calendar: Arc<Calendar>,
    pub(crate) forms: Arc<Forms>,
    pub(crate) retention: Arc<Retention>,
    pub(crate) parameters: Arc<Parameters>,
    /// Number of the edition of each, in the order of [`ReferenceName::ALL`].
    editions: [u32; ReferenceName::ALL.len()],
}

/// A department as it was called on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentView {
    /// The code of the body that has the task on that day.
    pub code: String,
    /// Its Chinese name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
}

impl Reference {
    /// The rows with which a new store begins.
    pub(crate) fn seed() -> Result<Vec<Mutation>, ServiceError> {
        Ok(vec![
            seed::<DictionaryData>()?,
            seed::<CatalogueData>()?,
            seed::<DepartmentData>()?,
            seed::<CalendarData>()?,
            seed::<FormsText>()?,
            seed::<RetentionData>()?,
            seed::<ParameterData>()?,
        ])
    }

    /// The reference data of a store. What a store of an older program lacks begins with
    /// that of this one.
    pub(crate) fn load(store: &dyn PartStore) -> Result<Self, ServiceError> {
        let dictionary = latest::<DictionaryData>(store)?;
        let catalogue = latest::<CatalogueData>(store)?;
        let departments = latest::<DepartmentData>(store)?;
        let calendar = latest::<CalendarData>(store)?;
        let forms = latest::<FormsText>(store)?;
        let retention = latest::<RetentionData>(store)?;
        let parameters = latest::<ParameterData>(store)?;
        let editions = [
            dictionary.number,
            catalogue.number,
            departments.number,
            calendar.number,
            forms.number,
            retention.number,
            parameters.number,
        ];
        let dictionary = Dictionary::new(dictionary.data)
            .map_err(|error| contradiction(ReferenceName::Dictionary, &error))?;
        Ok(Self {
            catalogue: Catalogue::new(catalogue.data)
                .map_err(|error| contradiction(ReferenceName::Catalogue, &error))?
                .into(),
            departments: Departments::new(departments.data)
                .map_err(|error| contradiction(ReferenceName::Departments, &error))?
                .into(),
            calendar: Calendar::new(calendar.data)
                .map_err(|error| contradiction(ReferenceName::Calendar, &error))?
                .into(),
            forms: forms
                .data
                .forms(&dictionary)
                .map_err(|error| contradiction(ReferenceName::Forms, &error))?
                .into(),
            retention: Retention::new(&retention.data, &dictionary)
                .map_err(|error| contradiction(ReferenceName::Retention, &error))?
                .into(),
            parameters: Parameters::new(parameters.data).into(),
            dictionary: dictionary.into(),
            editions,
        })
    }

    /// The department that has the task of a code on a day; one that is not known is
    /// shown by its code.
    pub(crate) fn department(&self, code: &str, as_of: Date) -> DepartmentView {
        match self.departments.on(code, as_of) {
            Some(standing) => DepartmentView {
                code: standing.department.code.clone(),
                name: standing.name.name.clone(),
                name_en: standing.name.name_en.clone(),
            },
            None => DepartmentView {
                code: code.to_owned(),
                name: code.to_owned(),
                name_en: code.to_owned(),
            },
        }
    }

    /// Whether the records of a department are another's own: its own, or those of a body
    /// whose task it has taken over.
    pub(crate) fn is_of(&self, provider: &str, department: &str) -> bool {
        provider == department
            || self
                .departments
                .on(provider, today())
                .is_some_and(|standing| standing.department.code == department)
    }

    /// Number of the edition of the rules of retention.
    pub(crate) fn retention_edition(&self) -> u32 {
        let [.., retention, _] = self.editions;
        retention
    }
}

/// The dictionary and the catalogue with which a new store begins: what an author without a
/// host holds a plugin against.
///
/// # Errors
/// [`ServiceError::Corrupt`] if this program's own data contradict themselves.
pub fn built_in() -> Result<(Dictionary, Catalogue), ServiceError> {
    let dictionary = DictionaryData::of_text(DictionaryData::SEED)
        .map_err(|error| contradiction(ReferenceName::Dictionary, &error))?;
    let catalogue = CatalogueData::of_text(CatalogueData::SEED)
        .map_err(|error| contradiction(ReferenceName::Catalogue, &error))?;
    Ok((
        Dictionary::new(dictionary)
            .map_err(|error| contradiction(ReferenceName::Dictionary, &error))?,
        Catalogue::new(catalogue)
            .map_err(|error| contradiction(ReferenceName::Catalogue, &error))?,
    ))
}

fn key(name: ReferenceName, number: u32) -> Vec<u8> {
    format!("{name}/{number:010}").into_bytes()
}

fn seed<T: ReferenceData>() -> Result<Mutation, ServiceError>
where
    Edition<T>: Stored,
{
    let edition = Edition {
        number: 1,
        recorded_at: now(),
        by: Principal::system(),
        data: T::of_text(T::SEED).map_err(|error| contradiction(T::NAME, &error))?,
    };
    let row = codec::encode(&edition)?;
    Ok(Mutation::put(spaces::REFERENCE, key(T::NAME, 1), row))
}

fn latest<T: ReferenceData>(store: &dyn PartStore) -> Result<Edition<T>, ServiceError>
where
    Edition<T>: Stored,
{
    if let Some(latest) = editions::<T>(store)?.pop() {
        return Ok(latest);
    }
    // Stores of the first edition have their rows under the bare names.
    let former = Mutation::delete(spaces::REFERENCE, T::NAME.name());
    store.commit(PartId::CONTROL, operation()?, &[], &[seed::<T>()?, former])?;
    editions::<T>(store)?.pop().ok_or(ServiceError::Corrupt {
        what: T::NAME.name(),
        reason: "it is not there".to_owned(),
    })
}

/// All editions, oldest first.
fn editions<T: ReferenceData>(store: &dyn PartStore) -> Result<Vec<Edition<T>>, ServiceError>
where
    Edition<T>: Stored,
{
    let mut editions = Vec::new();
    let prefix = format!("{}/", T::NAME);
    let mut after = prefix.clone().into_bytes();
    loop {
        let page = store.scan(PartId::CONTROL, spaces::REFERENCE, Some(&after), 100)?;
        for (key, value) in &page.entries {
            if !key.starts_with(prefix.as_bytes()) {
                return Ok(editions);
            }
            editions.push(codec::decode(value)?);
        }
        match page.next {
            Some(next) => after = next,
            None => return Ok(editions),
        }
    }
}

fn contradiction(name: ReferenceName, error: &dyn fmt::Display) -> ServiceError {
    ServiceError::Reference {
        name: name.name(),
        reason: error.to_string(),
    }
}

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
    /// replaced; and of forms and rules of retention all there are to be. It takes effect at
    /// once.
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
                self.put_edition(by, at, data)?
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
                self.put_edition(by, at, data)?
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
                self.put_edition(by, at, data)?
            }
            ReferenceName::Forms => {
                let data = FormsText(change.to_owned());
                reference.forms = data
                    .forms(&reference.dictionary)
                    .map_err(|error| refused(&error))?
                    .into();
                self.put_edition(by, at, data)?
            }
            ReferenceName::Retention => {
                let data: RetentionData = read(change, &refused)?;
                reference.retention = Retention::new(&data, &reference.dictionary)
                    .map_err(|error| refused(&error))?
                    .into();
                self.put_edition(by, at, data)?
            }
            ReferenceName::Parameters => {
                let change: ParameterData = read(change, &refused)?;
                for setting in &change.settings {
                    self.fits_a_version(&reference, setting)?;
                }
                let parameters = reference.parameters.with(change.settings);
                let data = parameters.data();
                reference.parameters = parameters.into();
                self.put_edition(by, at, data)?
            }
            ReferenceName::Catalogue => {
                return Err(refused(&"the catalogue cannot be changed yet"));
            }
        };
        let names = ReferenceName::ALL.into_iter();
        for (slot, _) in reference
            .editions
            .iter_mut()
            .zip(names)
            .filter(|(_, of)| *of == name)
        {
            *slot = info.number;
        }
        self.reference.store(Arc::new(reference));
        Ok(info)
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
            let Ok(loaded) = Loaded::inspect(&self.sandbox, reference, &bytes) else {
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

    fn put_edition<T: ReferenceData>(
        &self,
        by: &Principal,
        at: Millis,
        data: T,
    ) -> Result<EditionInfo, ServiceError>
    where
        Edition<T>: Stored,
    {
        let number = latest::<T>(&*self.store)?.number.saturating_add(1);
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
        self.store
            .commit(PartId::CONTROL, operation()?, &[absent], &[put, entry])?;
        Ok(edition.info(T::NAME))
    }

    /// Reference data in force, as TOML.
    ///
    /// # Errors
    /// Those of the store.
    pub fn reference_text(&self, name: ReferenceName) -> Result<String, ServiceError> {
        let store = &*self.store;
        match name {
            ReferenceName::Dictionary => text(&latest::<DictionaryData>(store)?.data),
            ReferenceName::Catalogue => text(&latest::<CatalogueData>(store)?.data),
            ReferenceName::Departments => text(&latest::<DepartmentData>(store)?.data),
            ReferenceName::Calendar => text(&latest::<CalendarData>(store)?.data),
            ReferenceName::Forms => text(&latest::<FormsText>(store)?.data),
            ReferenceName::Retention => text(&latest::<RetentionData>(store)?.data),
            ReferenceName::Parameters => text(&latest::<ParameterData>(store)?.data),
        }
    }

    /// The editions of reference data, oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub fn reference_editions(
        &self,
        name: ReferenceName,
    ) -> Result<Vec<EditionInfo>, ServiceError> {
        fn infos<T: ReferenceData>(store: &dyn PartStore) -> Result<Vec<EditionInfo>, ServiceError>
        where
            Edition<T>: Stored,
        {
            let editions = editions::<T>(store)?;
            Ok(editions
                .iter()
                .map(|edition| edition.info(T::NAME))
                .collect())
        }
        let store = &*self.store;
        match name {
            ReferenceName::Dictionary => infos::<DictionaryData>(store),
            ReferenceName::Catalogue => infos::<CatalogueData>(store),
            ReferenceName::Departments => infos::<DepartmentData>(store),
            ReferenceName::Calendar => infos::<CalendarData>(store),
            ReferenceName::Forms => infos::<FormsText>(store),
            ReferenceName::Retention => infos::<RetentionData>(store),
            ReferenceName::Parameters => infos::<ParameterData>(store),
        }
    }
}

fn read<T: DeserializeOwned>(
    change: &str,
    refused: &dyn Fn(&dyn fmt::Display) -> ServiceError,
) -> Result<T, ServiceError> {
    toml::from_str(change).map_err(|error| refused(&error))
}

fn text<T: ReferenceData>(data: &T) -> Result<String, ServiceError> {
    data.to_text()
        .map_err(|error| contradiction(T::NAME, &error))
}
