//! Editions as they are stored: added, never changed.

use std::fmt;

use accord_files::{Forms, FormsData};
use accord_model::{
    calendar::CalendarData,
    catalogue::CatalogueData,
    department::DepartmentData,
    dictionary::{Dictionary, DictionaryData},
    parameter::ParameterData,
    principal::Principal,
    retention::RetentionData,
    rules::RulesData,
    subject::Millis,
};
use accord_store::{Mutation, PartId, PartStore};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::ReferenceName;
use crate::{
    codec::{self, Stored},
    error::ServiceError,
    host::{now, operation},
    spaces,
};

/// One edition of reference data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Edition<T> {
    pub(crate) number: u32,
    pub(crate) recorded_at: Millis,
    pub(crate) by: Principal,
    pub(crate) data: T,
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
    pub(super) fn info(&self, name: ReferenceName) -> EditionInfo {
        EditionInfo {
            name,
            number: self.number,
            recorded_at: self.recorded_at,
            by: self.by.clone(),
        }
    }
}

/// Data that has editions.
pub(crate) trait ReferenceData: Serialize + DeserializeOwned {
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
pub(super) struct FormsText(pub(super) String);

impl FormsText {
    pub(super) fn forms(&self, dictionary: &Dictionary) -> Result<Forms, String> {
        let data: FormsData = toml::from_str(&self.0).map_err(|error| error.to_string())?;
        Forms::new(data, dictionary).map_err(|error| error.to_string())
    }
}

impl ReferenceData for FormsText {
    const NAME: ReferenceName = ReferenceName::Forms;
    const SEED: &str = include_str!("../../data/forms.toml");

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

impl ReferenceData for CatalogueData {
    const NAME: ReferenceName = ReferenceName::Catalogue;
    const SEED: &str = include_str!("../../data/catalogue.toml");
}

macro_rules! reference_data {
    ($($data:ty, $name:ident, $what:literal, $file:literal;)*) => {
        $(
            impl ReferenceData for $data {
                const NAME: ReferenceName = ReferenceName::$name;
                const SEED: &str = include_str!(concat!("../../data/", $file));
            }

            impl Stored for Edition<$data> {
                const WHAT: &str = $what;
            }
        )*
    };
}

reference_data! {
    DictionaryData, Dictionary, "dictionary", "dictionary.toml";
    DepartmentData, Departments, "departments", "departments.toml";
    CalendarData, Calendar, "calendar", "calendar.toml";
    RetentionData, Retention, "retention", "retention.toml";
    ParameterData, Parameters, "parameters", "parameters.toml";
    RulesData, Rules, "rules", "rules.toml";
}

pub(super) fn key(name: ReferenceName, number: u32) -> Vec<u8> {
    format!("{name}/{number:010}").into_bytes()
}

pub(super) fn seed<T: ReferenceData>() -> Result<Mutation, ServiceError>
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

pub(super) fn latest<T: ReferenceData>(store: &dyn PartStore) -> Result<Edition<T>, ServiceError>
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

/// The editions as they are listed, oldest first; a store that has none gets its first.
pub(super) fn infos<T: ReferenceData>(
    store: &dyn PartStore,
) -> Result<Vec<EditionInfo>, ServiceError>
where
    Edition<T>: Stored,
{
    latest::<T>(store)?;
    let editions = editions::<T>(store)?;
    Ok(editions
        .iter()
        .map(|edition| edition.info(T::NAME))
        .collect())
}

/// The edition of a number.
pub(super) fn edition<T: ReferenceData>(
    store: &dyn PartStore,
    number: u32,
) -> Result<Edition<T>, ServiceError>
where
    Edition<T>: Stored,
{
    let row = store.get(PartId::CONTROL, spaces::REFERENCE, &key(T::NAME, number))?;
    let row = row.ok_or_else(|| ServiceError::Corrupt {
        what: T::NAME.name(),
        reason: format!("edition {number} is not there"),
    })?;
    codec::decode(&row)
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

pub(crate) fn contradiction(name: ReferenceName, error: &dyn fmt::Display) -> ServiceError {
    ServiceError::Reference {
        name: name.name(),
        reason: error.to_string(),
    }
}
