//! The data by which the host judges: dictionary, catalogue, departments, calendar, forms
//! of files, rules of retention, the locality's settings, the host's own rules.
//!
//! A store begins with those of this program and has its own ever after: every change is
//! a new edition beside the old ones, with its author and moment, and takes effect at once
//! with no new release. A change that an enabled plugin could not live with is refused.
//! What was answered at a moment is answered again by the editions of that moment.

use std::sync::Arc;

use accord_files::Forms;
use accord_model::{
    calendar::{Calendar, CalendarData},
    catalogue::{Catalogue, CatalogueData, CatalogueEditions},
    date::Date,
    department::{DepartmentData, Departments},
    dictionary::{Dictionary, DictionaryData},
    parameter::{ParameterData, Parameters},
    retention::{Retention, RetentionData},
    rules::{Rules, RulesData},
};
use accord_store::{Mutation, PartStore};
use serde::{Deserialize, Serialize};

use crate::{error::ServiceError, host::today, query::EditionView};

mod changing;
mod edition;
mod history;
mod name;
mod past;
mod reading;

pub use edition::EditionInfo;
pub(crate) use edition::{Edition, contradiction};
pub(crate) use history::Numbers;
pub use name::{ReferenceName, ReferenceNameError};
pub(crate) use past::Past;

use edition::{FormsText, ReferenceData, edition, seed};
use history::History;

/// The reference data of one moment.
#[derive(Clone)]
pub(crate) struct Reference {
    pub(crate) dictionary: Arc<Dictionary>,
    pub(crate) catalogues: Arc<CatalogueEditions>,
    pub(crate) departments: Arc<Departments>,
    pub(crate) calendar: Arc<Calendar>,
    pub(crate) forms: Arc<Forms>,
    pub(crate) retention: Arc<Retention>,
    pub(crate) parameters: Arc<Parameters>,
    pub(crate) rules: Arc<Rules>,
    /// The editions of which it is made.
    numbers: Numbers,
    /// All editions that there are.
    history: Arc<History>,
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
            seed::<RulesData>()?,
        ])
    }

    /// The reference data of a store. What a store of an older program lacks begins with
    /// that of this one.
    pub(crate) fn load(store: &dyn PartStore) -> Result<Self, ServiceError> {
        let history = Arc::new(History::load(store)?);
        Self::of(store, history.latest(), history)
    }

    /// The reference data made of these editions.
    pub(crate) fn of(
        store: &dyn PartStore,
        numbers: Numbers,
        history: Arc<History>,
    ) -> Result<Self, ServiceError> {
        use ReferenceName as N;
        let dictionary: DictionaryData = edition(store, numbers.of(N::Dictionary))?.data;
        let dictionary =
            Dictionary::new(dictionary).map_err(|error| contradiction(N::Dictionary, &error))?;
        let departments: DepartmentData = edition(store, numbers.of(N::Departments))?.data;
        let calendar: CalendarData = edition(store, numbers.of(N::Calendar))?.data;
        let forms: FormsText = edition(store, numbers.of(N::Forms))?.data;
        let retention: RetentionData = edition(store, numbers.of(N::Retention))?.data;
        let parameters: ParameterData = edition(store, numbers.of(N::Parameters))?.data;
        let rules: RulesData = edition(store, numbers.of(N::Rules))?.data;
        Ok(Self {
            catalogues: catalogues(store, numbers.of(N::Catalogue))?.into(),
            departments: Departments::new(departments)
                .map_err(|error| contradiction(N::Departments, &error))?
                .into(),
            calendar: Calendar::new(calendar)
                .map_err(|error| contradiction(N::Calendar, &error))?
                .into(),
            forms: forms
                .forms(&dictionary)
                .map_err(|error| contradiction(N::Forms, &error))?
                .into(),
            retention: Retention::new(&retention, &dictionary)
                .map_err(|error| contradiction(N::Retention, &error))?
                .into(),
            parameters: Parameters::new(parameters).into(),
            rules: Rules::new(rules, &dictionary)
                .map_err(|error| contradiction(N::Rules, &error))?
                .into(),
            dictionary: dictionary.into(),
            numbers,
            history,
        })
    }

    /// The catalogue of a day.
    pub(crate) fn catalogue_on(&self, as_of: Date) -> &Catalogue {
        self.catalogues.on(as_of)
    }

    /// The first day after this one on which the catalogue, a basis or a rule of the host is
    /// another; none if no later one is known.
    pub(crate) fn law_until(&self, after: Date) -> Option<Date> {
        let catalogue = self.catalogues.next_boundary(after);
        catalogue
            .into_iter()
            .chain(self.rules.next_boundary(after))
            .min()
    }

    /// The editions of which it is made, in the order of [`ReferenceName::ALL`].
    pub(crate) fn editions(&self) -> Vec<EditionView> {
        let numbers = self.numbers.all();
        numbers
            .map(|(name, number)| EditionView { name, number })
            .collect()
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

    /// Numbers of the editions by which the determinations of every memorandum are made.
    pub(crate) fn judging_editions(&self) -> [u32; 3] {
        [
            ReferenceName::Dictionary,
            ReferenceName::Catalogue,
            ReferenceName::Rules,
        ]
        .map(|name| self.numbers.of(name))
    }

    /// Number of the edition of one of them.
    pub(crate) fn edition(&self, name: ReferenceName) -> u32 {
        self.numbers.of(name)
    }
}

/// The editions of the catalogue up to one.
fn catalogues(store: &dyn PartStore, last: u32) -> Result<CatalogueEditions, ServiceError> {
    let of = |number| {
        let data: CatalogueData = edition(store, number)?.data;
        Catalogue::new(data).map_err(|error| contradiction(ReferenceName::Catalogue, &error))
    };
    let mut editions = CatalogueEditions::new(of(1)?);
    for number in 2..=last {
        editions = editions
            .with(of(number)?)
            .map_err(|error| contradiction(ReferenceName::Catalogue, &error))?;
    }
    Ok(editions)
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

#[cfg(test)]
mod tests;
