//! Reference data as people read it.

use accord_model::{
    calendar::CalendarData, catalogue::CatalogueData, department::DepartmentData,
    dictionary::DictionaryData, parameter::ParameterData, retention::RetentionData,
    rules::RulesData,
};

use super::{
    EditionInfo, ReferenceName,
    edition::{FormsText, ReferenceData, contradiction, infos, latest},
};
use crate::{error::ServiceError, host::Host};

impl Host {
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
            ReferenceName::Rules => text(&latest::<RulesData>(store)?.data),
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
        let store = &*self.store;
        match name {
            ReferenceName::Dictionary => infos::<DictionaryData>(store),
            ReferenceName::Catalogue => infos::<CatalogueData>(store),
            ReferenceName::Departments => infos::<DepartmentData>(store),
            ReferenceName::Calendar => infos::<CalendarData>(store),
            ReferenceName::Forms => infos::<FormsText>(store),
            ReferenceName::Retention => infos::<RetentionData>(store),
            ReferenceName::Parameters => infos::<ParameterData>(store),
            ReferenceName::Rules => infos::<RulesData>(store),
        }
    }
}

fn text<T: ReferenceData>(data: &T) -> Result<String, ServiceError> {
    data.to_text()
        .map_err(|error| contradiction(T::NAME, &error))
}
