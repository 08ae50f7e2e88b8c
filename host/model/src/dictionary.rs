//! The data dictionary (数据字典): which kinds of credit record there are, and what each
//! field means.
//!
//! It is data, not code: a kind that a new memorandum needs is added by an administrator
//! ([`Dictionary::changed`]). Numbers are what is stored; they never change and never come
//! back, so that a stored record can always be read. What is no longer collected is
//! therefore ended by a day (`until`), never taken out.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    contract::{Value, ValueType},
    date::Date,
};

mod change;
mod fragment;
mod term;
mod validation;

pub use change::ChangeError;
pub use fragment::{
    CodeEntryFragment, CodeListFragment, DictionaryFragment, FieldFragment, KindFragment,
};
pub use term::OutOfTerm;
pub use validation::DictionaryError;
pub(crate) use validation::is_kebab;

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
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What is stored; unique within the kind.
    pub number: u16,
    /// Its name in files and plugins, kebab-case.
    pub name: String,
    /// Its Chinese name.
    pub title: String,
    /// Its English name.
    pub title_en: String,
    /// Its type.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// The code list of a code.
    #[serde(default)]
    pub code_list: Option<String>,
    /// What an integer counts, such as `份`; amounts are always fen and have none.
    #[serde(default)]
    pub unit: Option<String>,
    /// Whether it is personal information whoever the subject is.
    #[serde(default)]
    pub personal: bool,
    /// First day of decision whose records may have it; `None` if always.
    #[serde(default)]
    pub from: Option<Date>,
    /// First day of decision whose records may no longer have it; `None` if open.
    #[serde(default)]
    pub until: Option<Date>,
}

/// A kind of record (信用信息类别).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
    /// First day of decision whose records it takes; `None` if always.
    #[serde(default)]
    pub from: Option<Date>,
    /// First day of decision whose records it no longer takes; `None` if open.
    #[serde(default)]
    pub until: Option<Date>,
    /// Its fields; in a checked dictionary by number.
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
#[serde(deny_unknown_fields)]
pub struct CodeEntry {
    /// The code.
    pub code: String,
    /// Its Chinese name.
    pub title: String,
    /// Its English name.
    pub title_en: String,
    /// First day of decision whose records may have it; `None` if always.
    #[serde(default)]
    pub from: Option<Date>,
    /// First day of decision whose records may no longer have it; `None` if open.
    #[serde(default)]
    pub until: Option<Date>,
}

/// A code list (代码集).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// Its code.
    pub code: String,
    /// Its Chinese name.
    pub title: String,
    /// Its English name.
    pub title_en: String,
    /// Its entries, in the order in which people see them.
    #[serde(rename = "entry")]
    pub entries: Vec<CodeEntry>,
}

/// As it is written down, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// A part of the dictionary, as errors name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A kind of record.
    Kind(String),
    /// A field.
    Field {
        /// Its kind.
        kind: String,
        /// Its name.
        field: String,
    },
    /// A code list.
    CodeList(String),
    /// An entry of a code list.
    CodeEntry {
        /// The list.
        list: String,
        /// The code.
        code: String,
    },
}

impl Item {
    fn field(kind: &str, field: &str) -> Self {
        Self::Field {
            kind: kind.to_owned(),
            field: field.to_owned(),
        }
    }

    fn entry(list: &str, code: &str) -> Self {
        Self::CodeEntry {
            list: list.to_owned(),
            code: code.to_owned(),
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(code) => write!(f, "record kind `{code:.64}`"),
            Self::Field { kind, field } => write!(f, "field `{field:.64}` of `{kind:.64}`"),
            Self::CodeList(code) => write!(f, "code list `{code:.64}`"),
            Self::CodeEntry { list, code } => {
                write!(f, "code `{code:.64}` of code list `{list:.64}`")
            }
        }
    }
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
    /// All of it, as it is written down: kinds by number, code lists by code.
    #[must_use]
    pub fn data(&self) -> DictionaryData {
        DictionaryData {
            kinds: self.kinds().cloned().collect(),
            code_lists: self.code_lists.values().cloned().collect(),
        }
    }

    /// The kinds by number, those that have ended too.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.codes.values().filter_map(|code| self.kinds.get(code))
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
