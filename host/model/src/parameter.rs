//! A locality's settings (地方参数) of memoranda: dated, and changed with no new plugin.
//!
//! National memoranda leave to the place what it may settle, such as how long a listing
//! lasts (domain.md §2.6, §2.8). A setting holds from a day on, so that a question as of
//! an earlier day is answered by what was in force then.

use serde::{Deserialize, Serialize};

use crate::{
    contract::{Manifest, Parameter, Value, ValueType},
    date::Date,
};

/// One setting of one parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Code of the memorandum.
    pub memorandum: String,
    /// Name of its parameter.
    pub parameter: String,
    /// First day on which it is in force.
    pub from: Date,
    /// The value, such as `{ integer = 24 }`.
    pub value: Value,
}

/// As it is written down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterData {
    /// The settings.
    #[serde(default, rename = "setting")]
    pub settings: Vec<Setting>,
}

/// The settings of a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    settings: Vec<Setting>,
}

/// Why a setting does not fit its memorandum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// The memorandum has no such parameter.
    #[error("memorandum `{memorandum}` has no parameter `{parameter}`")]
    Unknown {
        /// The memorandum.
        memorandum: String,
        /// The parameter.
        parameter: String,
    },
    /// The value is of another type.
    #[error("parameter `{parameter}` is {expected:?}")]
    Type {
        /// The parameter.
        parameter: String,
        /// Its type.
        expected: ValueType,
    },
    /// The value is outside the bounds that the memorandum sets.
    #[error("parameter `{parameter}` is outside its bounds")]
    Bounds {
        /// The parameter.
        parameter: String,
    },
}

impl Parameters {
    /// The settings of this data; of two for one day the later written counts.
    #[must_use]
    pub fn new(data: ParameterData) -> Self {
        Self::default().with(data.settings)
    }

    /// With these settings as well; one for the same parameter and day replaces.
    #[must_use]
    pub fn with(&self, settings: Vec<Setting>) -> Self {
        let mut with = self.clone();
        for setting in settings {
            with.settings.retain(|other| {
                (&other.memorandum, &other.parameter, other.from)
                    != (&setting.memorandum, &setting.parameter, setting.from)
            });
            with.settings.push(setting);
        }
        with
    }

    /// All of it, as it is written down.
    #[must_use]
    pub fn data(&self) -> ParameterData {
        ParameterData {
            settings: self.settings.clone(),
        }
    }

    /// The settings of a memorandum.
    pub fn of<'a>(&'a self, memorandum: &'a str) -> impl Iterator<Item = &'a Setting> {
        let settings = self.settings.iter();
        settings.filter(move |setting| setting.memorandum == memorandum)
    }

    /// The values in force on a day, one for each parameter of a manifest and in its order:
    /// the setting that began last, or the manifest's default.
    #[must_use]
    pub fn values(&self, manifest: &Manifest, as_of: Date) -> Vec<Value> {
        let in_force = |parameter: &Parameter| {
            self.of(&manifest.code)
                .filter(|setting| setting.parameter == parameter.name && setting.from <= as_of)
                .max_by_key(|setting| setting.from)
                .map_or_else(
                    || parameter.default.clone(),
                    |setting| setting.value.clone(),
                )
        };
        manifest.parameters.iter().map(in_force).collect()
    }

    /// The first day after this one on which a setting begins; none if no later one is known.
    #[must_use]
    pub fn next_boundary(&self, after: Date) -> Option<Date> {
        let days = self.settings.iter().map(|setting| setting.from);
        days.filter(|day| *day > after).min()
    }

    /// Whether every setting of a manifest's memorandum fits the manifest.
    ///
    /// # Errors
    /// [`ParameterError`] of the first that does not. A parameter that this version no
    /// longer has is no fault: an older version in force on an earlier day may have it.
    pub fn fit(&self, manifest: &Manifest) -> Result<(), ParameterError> {
        self.of(&manifest.code)
            .try_for_each(|setting| match fits(setting, manifest) {
                Err(ParameterError::Unknown { .. }) => Ok(()),
                fits => fits,
            })
    }
}

/// Whether a setting fits a version of its memorandum.
///
/// # Errors
/// [`ParameterError`] if it does not.
pub fn fits(setting: &Setting, manifest: &Manifest) -> Result<(), ParameterError> {
    let mut declared = manifest.parameters.iter();
    let Some(parameter) = declared.find(|declared| declared.name == setting.parameter) else {
        return Err(ParameterError::Unknown {
            memorandum: setting.memorandum.clone(),
            parameter: setting.parameter.clone(),
        });
    };
    let expected = parameter.default.value_type();
    if setting.value.value_type() != expected {
        return Err(ParameterError::Type {
            parameter: parameter.name.clone(),
            expected,
        });
    }
    let at_least = |min: &Value| !is_less(&setting.value, min);
    let at_most = |max: &Value| !is_less(max, &setting.value);
    if parameter.min.as_ref().is_none_or(at_least) && parameter.max.as_ref().is_none_or(at_most) {
        Ok(())
    } else {
        Err(ParameterError::Bounds {
            parameter: parameter.name.clone(),
        })
    }
}

/// Whether one value is less than another of its type; types without an order have no
/// bounds.
fn is_less(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Integer(one), Value::Integer(other)) => one < other,
        (Value::Amount(one), Value::Amount(other)) => one < other,
        (Value::Date(one), Value::Date(other)) => one < other,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
