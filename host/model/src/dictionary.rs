//! The data dictionary (数据字典): which kinds of credit record there are, and what each
//! field means.
//!
//! It is data, not code: a kind that a new memorandum needs is added by an administrator.
//! Numbers are what is stored; they never change and never come back, so that a stored
//! record can always be read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contract::{Value, ValueType};

/// How grave a record of a kind is (R-TIER, domain.md §1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// 严重失信主体名单.
    A,
    /// 异常名录, 重点关注名单.
    B,
    /// A single record.
    C,
    /// Good or neutral.
    None,
}

/// A field of a kind of record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What is stored; unique within the kind.
    pub number: u16,
    /// Its name in files and plugins, kebab-case.
    pub name: String,
    /// Its Chinese name.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// The code list of a code.
    #[serde(default)]
    pub code_list: Option<String>,
    /// Whether it is personal information whoever the subject is.
    #[serde(default)]
    pub personal: bool,
}

/// A kind of record (信用信息类别).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    /// What is stored.
    pub number: u16,
    /// Its code in files and plugins, such as `tax/credit-level`.
    pub code: String,
    /// Its Chinese name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Code of the department that provides it.
    pub provider: String,
    /// How grave it is.
    pub tier: Tier,
    /// Whether it can be about a natural person.
    pub personal: bool,
    /// Its fields.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
}

impl Kind {
    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// An entry of a code list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeEntry {
    /// The code.
    pub code: String,
    /// Its Chinese name.
    pub title: String,
}

/// A code list (代码集).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeList {
    /// Its code.
    pub code: String,
    /// Its Chinese name.
    pub title: String,
    /// Its entries.
    #[serde(rename = "entry")]
    pub entries: Vec<CodeEntry>,
}

/// As it is written down, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DictionaryData {
    /// Kinds of record.
    #[serde(rename = "kind")]
    pub kinds: Vec<Kind>,
    /// Code lists.
    #[serde(rename = "code_list")]
    pub code_lists: Vec<CodeList>,
}

/// The dictionary, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dictionary {
    kinds: BTreeMap<String, Kind>,
    codes: BTreeMap<u16, String>,
    code_lists: BTreeMap<String, CodeList>,
}

/// What is wrong with a dictionary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    /// A code, name or number stands twice.
    #[error("`{0}` stands twice")]
    Twice(String),
    /// A field of type code names no code list, or one that is not there; or a field of
    /// another type names one.
    #[error("field `{field}` of `{kind}` has no known code list")]
    CodeList {
        /// The kind.
        kind: String,
        /// The field.
        field: String,
    },
}

/// Why a value is not one that the dictionary allows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// It is of another type.
    #[error("expected {expected:?}, found {found:?}")]
    Type {
        /// The dictionary's.
        expected: ValueType,
        /// The value's.
        found: ValueType,
    },
    /// It is not in the code list.
    #[error("`{code}` is not in the code list `{list}`")]
    NotInList {
        /// The code.
        code: String,
        /// The list.
        list: String,
    },
}

impl Dictionary {
    /// The dictionary of this data.
    ///
    /// # Errors
    /// The first contradiction in it.
    pub fn new(data: DictionaryData) -> Result<Self, DictionaryError> {
        let mut dictionary = Self {
            kinds: BTreeMap::new(),
            codes: BTreeMap::new(),
            code_lists: BTreeMap::new(),
        };
        for list in data.code_lists {
            if let Some(twice) = dictionary.code_lists.insert(list.code.clone(), list) {
                return Err(DictionaryError::Twice(twice.code));
            }
        }
        for kind in data.kinds {
            dictionary.add(kind)?;
        }
        Ok(dictionary)
    }

    fn add(&mut self, kind: Kind) -> Result<(), DictionaryError> {
        for (position, field) in kind.fields.iter().enumerate() {
            let earlier = kind.fields.iter().take(position);
            if earlier
                .clone()
                .any(|other| other.name == field.name || other.number == field.number)
            {
                return Err(DictionaryError::Twice(format!(
                    "{} {}",
                    kind.code, field.name
                )));
            }
            let coded = matches!(field.value_type, ValueType::Code | ValueType::Codes);
            let listed = field
                .code_list
                .as_ref()
                .map(|list| self.code_lists.contains_key(list));
            if listed != coded.then_some(true) {
                return Err(DictionaryError::CodeList {
                    kind: kind.code.clone(),
                    field: field.name.clone(),
                });
            }
        }
        if self.codes.insert(kind.number, kind.code.clone()).is_some() {
            return Err(DictionaryError::Twice(kind.number.to_string()));
        }
        match self.kinds.insert(kind.code.clone(), kind) {
            Some(twice) => Err(DictionaryError::Twice(twice.code)),
            None => Ok(()),
        }
    }

    /// The kind of this code.
    #[must_use]
    pub fn kind(&self, code: &str) -> Option<&Kind> {
        self.kinds.get(code)
    }

    /// The kind stored under this number.
    #[must_use]
    pub fn kind_of_number(&self, number: u16) -> Option<&Kind> {
        self.codes
            .get(&number)
            .and_then(|code| self.kinds.get(code))
    }

    /// The code list of this code.
    #[must_use]
    pub fn code_list(&self, code: &str) -> Option<&CodeList> {
        self.code_lists.get(code)
    }

    /// Checks a value against its field.
    ///
    /// # Errors
    /// [`ValueError`] if the field does not allow it.
    pub fn check(&self, field: &Field, value: &Value) -> Result<(), ValueError> {
        if value.value_type() != field.value_type {
            return Err(ValueError::Type {
                expected: field.value_type,
                found: value.value_type(),
            });
        }
        let codes = match value {
            Value::Code(code) => std::slice::from_ref(code),
            Value::Codes(codes) => codes.as_slice(),
            _ => return Ok(()),
        };
        let list = field.code_list.as_deref().unwrap_or_default();
        let entries = self
            .code_lists
            .get(list)
            .map_or(&[][..], |list| &list.entries);
        match codes
            .iter()
            .find(|code| !entries.iter().any(|entry| entry.code == **code))
        {
            Some(code) => Err(ValueError::NotInList {
                code: code.clone(),
                list: list.to_owned(),
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
