//! The data by which the host judges: dictionary, catalogue, departments.
//!
//! They are written into the store when it is made and read from there ever after, so
//! that an administrator can change them with no new release.

use std::collections::BTreeMap;

use accord_model::{
    catalogue::{Catalogue, CatalogueData},
    dictionary::{Dictionary, DictionaryData},
};
use accord_store::{Mutation, PartId, PartStore};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{codec, error::ServiceError, spaces};

/// A department (部门), or another body that provides records or executes measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its code.
    pub code: String,
    /// Its Chinese name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
}

#[derive(Serialize, Deserialize)]
struct DepartmentData {
    department: Vec<Department>,
}

/// The reference data of one moment.
pub(crate) struct Reference {
    pub(crate) dictionary: Dictionary,
    pub(crate) catalogue: Catalogue,
    departments: BTreeMap<String, Department>,
}

const DICTIONARY: (&str, &str) = ("dictionary", include_str!("../data/dictionary.toml"));
const CATALOGUE: (&str, &str) = ("catalogue", include_str!("../data/catalogue.toml"));
const DEPARTMENTS: (&str, &str) = ("departments", include_str!("../data/departments.toml"));

impl Reference {
    /// The rows with which a new store begins.
    pub(crate) fn seed() -> Result<Vec<Mutation>, ServiceError> {
        Ok(vec![
            row::<DictionaryData>(DICTIONARY)?,
            row::<CatalogueData>(CATALOGUE)?,
            row::<DepartmentData>(DEPARTMENTS)?,
        ])
    }

    /// The reference data of a store.
    pub(crate) fn load(store: &dyn PartStore) -> Result<Self, ServiceError> {
        let (dictionary, catalogue) = (DICTIONARY.0, CATALOGUE.0);
        let departments: DepartmentData = read(store, DEPARTMENTS.0)?;
        Ok(Self {
            dictionary: Dictionary::new(read::<DictionaryData>(store, dictionary)?)
                .map_err(|error| contradiction(dictionary, &error))?,
            catalogue: Catalogue::new(read::<CatalogueData>(store, catalogue)?)
                .map_err(|error| contradiction(catalogue, &error))?,
            departments: departments
                .department
                .into_iter()
                .map(|department| (department.code.clone(), department))
                .collect(),
        })
    }

    /// The department of a code; one that is not known is shown by its code.
    pub(crate) fn department(&self, code: &str) -> Department {
        self.departments
            .get(code)
            .cloned()
            .unwrap_or_else(|| Department {
                code: code.to_owned(),
                name: code.to_owned(),
                name_en: code.to_owned(),
            })
    }
}

fn row<T: Serialize + DeserializeOwned>(
    (name, text): (&'static str, &str),
) -> Result<Mutation, ServiceError> {
    let data: T = toml::from_str(text).map_err(|error| contradiction(name, &error))?;
    Ok(Mutation::put(
        spaces::REFERENCE,
        name,
        codec::encode(&data)?,
    ))
}

fn read<T: DeserializeOwned>(store: &dyn PartStore, name: &'static str) -> Result<T, ServiceError> {
    let bytes = store
        .get(PartId::CONTROL, spaces::REFERENCE, name.as_bytes())?
        .ok_or(ServiceError::Corrupt {
            what: name,
            reason: "it is not there".to_owned(),
        })?;
    codec::decode(name, &bytes)
}

fn contradiction(name: &'static str, error: &dyn std::fmt::Display) -> ServiceError {
    ServiceError::Reference {
        name,
        reason: error.to_string(),
    }
}
